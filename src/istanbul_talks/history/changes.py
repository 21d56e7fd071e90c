"""One difference between two versions, and the version step that it needs."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from ..dataset.layout import is_version, numbers

Kind = Literal["added", "removed", "renamed", "changed", "moved", "follows"]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one field of one record.

    `layer`: article, text, source, date, entity, mention, claim, stance, note, waiver, external,
    provenance, pass, decision or capture; vocabulary or column if it belongs to no article.
    `id`: the record's id in the newer version, or in the older one if it was removed.
    `kind`: a record was added, removed or renamed (`before` and `after` are the record, or the
    ids); a field changed; a span moved to another place with the same words; or the change
    follows from another in the same article, as offsets follow from a change of the text.
    """

    article: str
    layer: str
    id: str
    kind: Kind
    field: str
    before: Any
    after: Any


class Step(IntEnum):
    """Which part of the version must be increased."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


# Layers whose records are rows of a table.
_RECORDS = {"entity", "mention", "claim", "stance", "pass", "decision", "addition"}


def step(change: Change) -> Step:
    """The smallest step for a change.

    MAJOR if existing rows change in meaning or shape, MINOR if rows or columns are added or
    removed within an article, PATCH for corrected values.
    """
    layer, kind = change.layer, change.kind
    in_ledger = layer == "vocabulary" and change.id.startswith("ledger/")
    if kind == "follows" or in_ledger:
        return Step.NONE  # what it follows from counts; the ledger records other changes
    if layer == "vocabulary" and kind == "changed":
        return Step.MAJOR if change.field in ("definition", "proposition") else Step.PATCH
    match layer, kind:
        case "vocabulary" | "article" | "column", "added":
            return Step.MINOR
        case ("vocabulary" | "article" | "column" | "text", _) | ("entity" | "claim", "renamed"):
            return Step.MAJOR  # other data and papers refer to the ids of entities and claims
        case _, "added" | "removed" | "renamed" if layer in _RECORDS:
            return Step.MINOR
    return Step.PATCH


def next_version(version: str | None, wanted: Step) -> str | None:
    """The smallest version after `version` with this step. None unless it is three numbers.

    Below 1.0.0 a MAJOR step is a MINOR one, as in Semantic Versioning 2.0.0.
    """
    if version is None or not is_version(version):
        return None
    major, minor, patch = numbers(version)
    if wanted is Step.MAJOR and major:
        return f"{major + 1}.0.0"
    if wanted >= Step.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + wanted}"


def is_enough(old: str | None, new: str | None, wanted: Step) -> bool | None:
    """Whether a version is high enough for a step. None unless both are three numbers."""
    least = next_version(old, wanted)
    return numbers(new) >= numbers(least) if least and new and is_version(new) else None
