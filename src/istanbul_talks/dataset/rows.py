"""The rows that an article adds to each config."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model.columns import Capture, to_row
from ..model.records import Article, Decision, PassItem

Rows = dict[str, list[dict[str, Any]]]  # of one article, by config


def rows_of(
    article: Article,
    capture: Capture,
    passes: Sequence[PassItem] = (),
    decisions: Sequence[Decision] = (),
) -> Rows:
    """The rows that an article adds to each config, as plain values in column order."""
    entities = {entity.id: entity for entity in article.entities}
    whole, owner = to_row(article), {"article": article.id}
    mentions = []
    for row in whole["mentions"]:
        entity = entities[row["entity"]]
        mentions.append(
            {**owner, **row, "name": entity.name, "wikidata": entity.wikidata, "role": entity.role}
        )
    return {
        "articles": [whole],
        "mentions": mentions,
        "claims": [{**owner, **row} for row in whole["claims"]],
        "stance": [{**owner, **row} for row in whole["stance"]],
        "passes": [{**owner, **to_row(item)} for item in passes],
        "decisions": [{**owner, **to_row(decision)} for decision in decisions],
        "raw": [to_row(capture)],
    }


def misplaced(row: dict[str, Any]) -> str | None:
    """The first span of an `articles` row that does not hold the words it is said to hold; None if all do."""
    text = row["text"]
    for mention in row["mentions"]:
        if text[mention["start"] : mention["end"]] != mention["text"]:
            return f"mention {mention['id']}"
    for claim in row["claims"]:
        cue = claim["cue"]
        if text[claim["start"] : claim["end"]] != claim["quote"] or (
            cue is not None and text[claim["cue_start"] : claim["cue_end"]] != cue
        ):
            return f"claim {claim['id']}"
    for stance in row["stance"]:
        condition = stance["condition"]
        if (
            condition is not None
            and text[stance["condition_start"] : stance["condition_end"]] != condition
        ):
            return f"stance {stance['id']}"
        if any(text[span["start"] : span["end"]] != span["text"] for span in stance["evidence"]):
            return f"stance {stance['id']}"
    return None
