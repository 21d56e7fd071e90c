"""The items of a release, each with columns of its article and what its passes say."""

from collections.abc import Collection, Container, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..dataset.manifest import REMEDY
from ..errors import VerificationError
from ..model.columns import LISTS, OF_ARTICLE, bare_item, columns
from ..model.rows import filled
from ..quality.disputes import LAYERS, Passes
from ..text.visible import visible
from .conditions import Release
from .sorted_rows import SortedRows

Row = dict[str, Any]
AUTHOR, UNNAMED = "article", "other"  # as claimer or holder
_SPEAKER = {"claims": "claimer", "stance": "holder", "claim_groups": "claimer"}
_OF_ENTITY = ("name", "wikidata", "role")
_FLAT = ("decisions", "claim_groups", "additions")  # items that no row of `articles` has


def item_rows(
    release: Release, config: str, articles: Container[str] | None, joined: Collection[str]
) -> Iterator[tuple[Row, Row]]:
    """The row of its article and its own, for each item in the order of the release.

    `articles`: ids of those whose items are wanted. `joined`: more columns of the article, or
    `stances` of claims, or `claims` of stances.
    """
    record = bare_item(config)
    names = [field.name for field in columns(record)]
    passes, decisions = SortedRows(release, "passes"), SortedRows(release, "decisions")
    flat = SortedRows(release, config) if config in _FLAT else None
    for id, article in release.rows_by_article("articles"):
        if articles is not None and id not in articles:
            continue
        found: Passes | None = None
        with complete(release, id):
            own = flat.of(id) if flat else list(_items(config, article))
            if config in LAYERS and any("undisputed" not in row for row in own):
                found = Passes(passes.of(id), decisions.of(id))  # of a release before 0.4.0
            rows = [filled(record, row) for row in own]
            rows = [{name: row[name] for name in names[1:]} for row in rows]
            made = [_row(config, article, row, found, joined) for row in rows]
        yield from ((article, row) for row in made)


@contextmanager
def complete(release: Release, id: str) -> Iterator[None]:
    """Raise VerificationError, as `release[id]` does, for rows with missing or unknown columns."""
    try:
        yield
    except (KeyError, TypeError) as error:
        release[id]
        said = f"the rows of {id} do not fit together ({visible(repr(error), 60)})"
        raise VerificationError(f"{said}. {REMEDY}") from None


def _row(config: str, article: Row, own: Row, found: Passes | None, joined: Collection[str]) -> Row:
    """An item with its article, columns of that, and what is worked out for it."""
    row = {"article": article["id"], **own} | {name: article[name] for name in OF_ARTICLE}
    row |= {name: article[name] for name in joined if name not in LISTS}
    if config in _SPEAKER:
        row["source"] = _source(article, row, _SPEAKER[config])
    if found is not None:
        row["undisputed"] = found.undisputed(config, row["id"])
    linked = bool(joined) and any(one.get("claims") for one in article["stance"])
    if "stances" in joined:
        row["stances"] = [
            one["id"]
            for one in article["stance"]
            if (row["id"] in one["claims"] if linked else meet(row, one))
        ]
    if "claims" in joined and not linked:
        row["claims"] = [one["id"] for one in article["claims"] if meet(one, row)]
    return row


def _items(config: str, article: Row) -> Iterator[Row]:
    entities = {entity["id"]: entity for entity in article["entities"]}
    for own in article[config]:
        entity = entities[own["entity"]] if config == "mentions" else {}
        yield own | {name: entity[name] for name in _OF_ENTITY if entity}


def _source(article: Row, row: Row, speaker: str) -> str:
    if row[speaker] == AUTHOR:
        return str(article["publisher"] or article["id"])
    return str(row[f"{speaker}_name"])


def meet(claim: Mapping[str, Any], stance: Mapping[str, Any]) -> bool:
    """Whether a claim and a stance have one speaker, and the evidence has words of the claim."""
    if claim["claimer"] != stance["holder"]:
        return False
    if claim["claimer"] == UNNAMED and claim["claimer_name"] != stance["holder_name"]:
        return False
    spans = stance["evidence"]
    return any(span["start"] < claim["end"] and claim["start"] < span["end"] for span in spans)
