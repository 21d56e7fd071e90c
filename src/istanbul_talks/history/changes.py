"""One difference between two versions, and how large a version step it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

Kind = Literal["added", "removed", "renamed", "changed", "moved", "follows"]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one field of one record.

    `layer`: article, text, source, date, entity, mention, claim, stance, note, waiver, external,
    provenance, pass, decision or capture; vocabulary or column for what belongs to no article.
    `id`: the record's id in the newer version, or in the older one if it was removed.
    `kind`: a record was added, removed or renamed (`before` and `after` are the record, or the
    ids); a field changed; a span moved to another place with the same words; or the change follows
    from another one of the same article, as offsets follow a change of the text.
    """

    article: str
    layer: str
    id: str
    kind: Kind
    field: str
    before: Any
    after: Any


class Step(IntEnum):
    """Which part of the version must grow."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


# Layers whose records are rows of a table.
_RECORDS = frozenset({"entity", "mention", "claim", "stance", "pass", "decision"})


def step(change: Change) -> Step:
    """The smallest step for a change.

    MAJOR if existing rows change meaning or shape, MINOR for rows or columns that come or go
    within an article, PATCH for corrected values.
    """
    layer, kind = change.layer, change.kind
    if kind == "follows":
        return Step.NONE  # what it follows from counts
    if layer == "vocabulary":
        return _step_of_vocabulary(change)
    if layer == "article":
        return Step.MINOR if kind == "added" else Step.MAJOR
    # Other data and papers refer to the ids of entities and claims.
    renamed = kind == "renamed" and layer in ("entity", "claim")
    if renamed or layer == "text" or (layer == "column" and kind != "added"):
        return Step.MAJOR
    if layer == "column" or (layer in _RECORDS and kind in ("added", "removed", "renamed")):
        return Step.MINOR
    return Step.PATCH


def _step_of_vocabulary(change: Change) -> Step:
    if change.id.startswith("ledger/"):
        return Step.NONE  # it records what other changes did
    redefined = change.kind == "changed" and change.field in ("definition", "proposition")
    if redefined or change.kind == "removed":
        return Step.MAJOR
    return Step.MINOR if change.kind == "added" else Step.PATCH


def needed(changes: Iterable[Change]) -> Step:
    """The least step that all of some changes allow."""
    return max(map(step, changes), default=Step.NONE)


def next_version(version: str, wanted: Step) -> str:
    """The smallest version after `version` that makes a step. ValueError if not three numbers.

    Below 1.0.0 a MAJOR step is a MINOR one, as in Semantic Versioning 2.0.0.
    """
    major, minor, patch = (int(part) for part in version.split("."))
    if wanted is Step.MAJOR and major == 0:
        wanted = Step.MINOR
    if wanted is Step.MAJOR:
        return f"{major + 1}.0.0"
    if wanted is Step.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if wanted is Step.PATCH else version


def is_enough(old: str, new: str, wanted: Step) -> bool:
    """Whether a version is large enough for a step. ValueError if not three numbers."""
    least, given = (
        tuple(int(part) for part in version.split("."))
        for version in (next_version(old, wanted), new)
    )
    return len(given) == 3 and given >= least
