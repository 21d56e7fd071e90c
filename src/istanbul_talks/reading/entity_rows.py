"""The rows of `entities` for some articles, or for a release that does not have them yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

import orjson

from ..dataset import parquet
from ..dataset.entities import ENTITIES, REGISTRY, Counted, by_id, count, rows
from ..dataset.manifest import REMEDY
from ..dataset.row_check import RowCheck
from ..errors import VerificationError
from ..files.json_bytes import compact
from .conditions import Release
from .item_rows import complete

if TYPE_CHECKING:
    import pyarrow


def entity_rows(release: Release, articles: Set[str] | None = None) -> Iterator[dict[str, Any]]:
    """A row for each entity that articles name, with counts over these articles.

    `articles`: their ids; None for all. VerificationError for a row or a registry that is forged.
    """
    found, check = Counted(), RowCheck(release.location, ENTITIES, release.labels)
    for id, row in _articles(release, articles):
        with complete(release, id):
            count(found, row)
    for row in rows(found, registry_of(release)):
        yield check.row(compact(row), f"the row of {row['id']}")


def _articles(release: Release, articles: Set[str] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of articles with their ids. Only those that are wanted are read."""
    if articles is None:
        return release.rows_by_article("articles")
    check = RowCheck(release.location, "articles", release.labels, free=release.edition != "full")
    every = release.json_lines("articles", articles=articles)
    return ((id, check.row(line, f"the row of {id}", id)) for id, line in every)


def entity_table(release: Release, articles: Set[str] | None = None) -> pyarrow.Table:
    """The same as an Arrow table."""
    made = list(entity_rows(release, articles))
    return parquet.arrow().Table.from_pylist(made, parquet.schema(ENTITIES))


def registry_of(release: Release) -> Mapping[str, Mapping[str, Any]]:
    """The registry that a release has; in the first versions it had another name."""
    if REGISTRY not in release.manifest["files"]:
        return {}
    try:
        return by_id(map(orjson.loads, release.read_lines(REGISTRY)))
    except (ValueError, AttributeError) as error:
        said = f"{release.location}/{REGISTRY} cannot be read ({error})"
        raise VerificationError(f"{said}. {REMEDY}") from None
