"""What became of a record, the target of a permanent link, between two versions."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..dataset.links import Link
from ..errors import ArgumentError, CorpusError, UnknownNameError
from ..model.annotated import Unreadable
from ..text.visible import did_you_mean
from .changes import Change
from .compare import NESTED, Rows, compare
from .versions import Version


class Followed(NamedTuple):
    """A record in the older version, its id in the newer one (None if gone), the changes."""

    record: Mapping[str, Any]
    now: str | None
    changes: list[Change]


def follow(old: Version, new: Version, link: Link) -> Followed:
    """Find the record of a link in `old`, and its state in `new`. CorpusError if not in `old`."""
    name = old.vocabularies().get("dataset", {}).get("name", link.name)
    version = (old.version or link.version).partition("+")[0]
    if (link.name, link.version.partition("+")[0]) != (name, version):
        problem = f"{link} belongs to another release: {old.name} is {name} {version}"
        raise ArgumentError(f"{problem}. Name the link's own version first")
    rows, other = _rows(old, link.article), _rows(new, link.article)
    if rows is None:
        raise UnknownNameError(f"{link}: {old.name} has no article “{link.article}”")
    before = rows["articles"][0]
    changes = compare(link.article, rows, other) if other and rows != other else []
    if link.layer is None:
        return Followed(before, link.article if other else None, changes)
    known = {row["id"]: row for row in before[link.layer]}
    if link.id not in known:
        hint = did_you_mean(str(link.id), known)
        problem = f"“{link.article}” has no “{link.id}” in {link.layer}"
        raise UnknownNameError(f"{link}: {problem}{hint}")
    own = [change for change in changes if change.layer == NESTED[link.layer]]
    now = next((c.after for c in own if c.field == "id" and c.before == link.id), link.id)
    gone = not other or any(c.kind == "removed" and c.id == link.id for c in own)
    changes = [change for change in own if change.id == now and change.field]
    return Followed(known[link.id], None if gone else now, changes)


def _rows(version: Version, id: str) -> Rows | None:
    """The rows of an article; None if the version lacks it. CorpusError if it is unreadable."""
    if id not in {found for found, _ in version.fingerprints()}:
        return None
    try:
        return version.rows(id)
    except Unreadable as problem:
        raise CorpusError(f"{version.name}: {problem}") from None
