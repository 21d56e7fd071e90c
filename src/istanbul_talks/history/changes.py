"""One difference between two versions, and how large a version step it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

Kind = Literal["added", "removed", "renamed", "changed", "moved", "follows"]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one field of one record.

    `layer`: article, text, source, date, entity, mention, claim, stance, note, waiver, external, provenance, pass, decision, capture, or
    for what is not of one article vocabulary and column. `id`: the record's id in the newer version (in the older one where removed).
    `kind`: a record was added, removed or renamed (`before` and `after` are the record, or the ids); a field changed; a span moved to
    another place with the same words; or the change follows from another one of the same article, as offsets follow a change of the text.
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


_RECORDS = frozenset(
    {"entity", "mention", "claim", "stance", "pass", "decision"}
)  # layers whose records are rows of a table


def step(change: Change) -> Step:
    """The least step a change takes: MAJOR where existing rows change meaning or shape, MINOR for rows or columns that come or go
    within an article, PATCH for corrected values."""
    if change.kind == "follows":
        return Step.NONE  # what it follows from counts
    if change.layer == "article":
        return Step.MINOR if change.kind == "added" else Step.MAJOR
    if change.layer == "text" or (change.layer == "column" and change.kind != "added"):
        return Step.MAJOR
    if change.kind == "renamed" and change.layer in ("entity", "claim"):
        return Step.MAJOR  # other data and papers refer to these ids
    if change.layer == "vocabulary" and change.id.startswith("ledger/"):
        return Step.NONE  # it records what other changes did
    if change.layer == "vocabulary":
        meaning = change.kind == "removed" or (
            change.kind == "changed" and change.field in ("definition", "proposition")
        )
        return Step.MAJOR if meaning else Step.MINOR if change.kind == "added" else Step.PATCH
    if change.layer == "column" or (
        change.layer in _RECORDS and change.kind in ("added", "removed", "renamed")
    ):
        return Step.MINOR
    return Step.PATCH


def needed(changes: Iterable[Change]) -> Step:
    """The least step that all of some changes allow."""
    return max(map(step, changes), default=Step.NONE)


def next_version(version: str, wanted: Step) -> str:
    """The smallest version after `version` that makes a step. Below 1.0.0 a MAJOR step is a MINOR one, as in Semantic Versioning 2.0.0.

    ValueError for what is not three numbers.
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
    """Whether a version is as large as the step from the old one demands. ValueError for what is not three numbers."""
    least, given = (
        tuple(int(part) for part in version.split("."))
        for version in (next_version(old, wanted), new)
    )
    return len(given) == 3 and given >= least
