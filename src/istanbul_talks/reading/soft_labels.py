"""Soft labels: how the labels that annotators gave to each item are distributed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from typing import Any

from ..arguments import check_type
from ..dataset.verify import CONFIG_NAMES
from ..errors import UnknownNameError
from ..model.columns import Field, columns, item
from ..quality.disputes import LAYERS, Passes
from ..text.visible import did_you_mean, visible
from .conditions import Release
from .item_rows import complete, item_rows
from .sorted_rows import SortedRows

_Row = dict[str, Any]
NO_LABEL = "null"  # the column of annotators who left an optional label out
# The columns that passes have, and their names there.
_IN_PASSES = {
    "mentions": {"type": "entity_type"},
    "claims": {
        "type": "claim_type",
        **{name: name for name in ("attribution", "epistemic", "checkworthy")},
    },
    "stance": {"label": "stance_label", "expression": "expression", "certainty": "certainty"},
}


def soft_labels(
    release: Release, layer: str, column: str, articles: Container[str] | None, reference: bool
) -> Iterator[_Row]:
    """A row for each item; see `Queries.soft_labels`."""
    config, field = _known(layer, column)
    check_type("reference", reference, bool, "True or False")
    labels = _labels(release, field)
    passes = SortedRows(release, "passes")
    article, found = None, Passes((), ())
    for _, row in item_rows(release, config, articles, ()):
        with complete(release, row["article"]):
            if row["article"] != article:
                article = row["article"]
                found = Passes(passes.of(article), ())
            given = [one[_IN_PASSES[config][column]] for one in found.supporting(config, row["id"])]
        votes = Counter(map(_name, [*given, *([row[column]] if reference else [])]))
        shares = {label: votes[label] / votes.total() if votes else None for label in labels}
        yield {
            "article": row["article"],
            "id": row["id"],
            column: row[column],
            "votes": votes.total(),
            **{f"{column}={label}": share for label, share in shares.items()},
        }


def _known(layer: str, column: str) -> tuple[str, Field]:
    """The config of a layer and one of its columns that passes have too."""
    check_type("layer", layer, str, "the name of a layer")
    check_type("column", column, str, "the name of a column")
    config = CONFIG_NAMES.get(layer, layer)
    if config not in LAYERS:
        names = ("mentions", "claims", "stances")
        hint = did_you_mean(layer, names) or "."
        said = f"layer: there are no passes over “{visible(layer, 40)}”{hint}"
        raise UnknownNameError(f"{said} Choose one of: {', '.join(names)}")
    if column not in _IN_PASSES[config]:
        hint = did_you_mean(column, _IN_PASSES[config]) or "."
        said = f"column: {layer} have no labels “{visible(column, 40)}”{hint}"
        raise UnknownNameError(f"{said} Choose one of: {', '.join(_IN_PASSES[config])}")
    return config, next(field for field in columns(item(config)) if field.name == column)


def _labels(release: Release, field: Field) -> list[str]:
    known = release.labels[field.column.labels] if field.column.labels else ("True", "False")
    return [*known, *([NO_LABEL] if field.nullable else [])]


def _name(value: Any) -> str:
    return NO_LABEL if value is None else str(value)
