"""Records to Arrow: one explicit schema a config, made from the columns of the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from ..model.columns import CONFIGS, DAYS, Capture, columns, to_row
from ..model.records import Article, Decision, PassItem

Rows = dict[str, list[dict[str, Any]]]  # of one article, by config
_PLAIN = {str: pa.string(), int: pa.int32(), bool: pa.bool_(), date: pa.date32()}


def arrow_type(kind: type, *, free: bool = False) -> pa.DataType:
    """The Arrow type of a plain type or a record; a record is a struct. `free`: words may be null."""
    if not is_dataclass(kind):
        return _PLAIN[kind]
    return pa.struct(_fields(kind, free))


def _fields(record: type, free: bool) -> list[pa.Field]:
    made = []
    for field in columns(record):
        kind = arrow_type(field.type, free=free)
        if field.many:
            kind = pa.list_(pa.field("element", kind, nullable=False))
        made.append(
            pa.field(field.name, kind, nullable=field.nullable or (free and field.column.words))
        )
    return made


def arrow_schema(config: str, *, free: bool = False) -> pa.Schema:
    """The schema of a config; `free`: in the text-free edition. Lists are never null; neither are their items."""
    return pa.schema(_fields(CONFIGS[config], free))


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


def to_batch(config: str, rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Plain rows as one record batch of the config's schema. ArrowInvalid for a row that does not fit the schema."""
    ready = list(rows)
    if config == "articles":
        days = [
            {day: date.fromisoformat(row[day]) if row[day] else None for day in DAYS}
            for row in ready
        ]
        ready = [{**row, **dated} for row, dated in zip(ready, days, strict=True)]
    return pa.RecordBatch.from_pylist(ready, schema=schema)


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
