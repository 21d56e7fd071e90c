"""What became of a record, the target of a permanent link, between two versions."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ..dataset.links import Link
from ..errors import ArgumentError, CorpusError, UnknownNameError
from ..model.annotated import Unreadable
from ..text.visible import did_you_mean, visible
from . import report
from .changes import Change
from .compare import NESTED, Rows, compare
from .versions import Version


def follow(old: Version, new: Version, link: Link) -> Iterator[str]:
    """Lines: what a record was, and what became of it. CorpusError if it is not in `old`."""
    record, now, changes = _followed(old, new, link)
    yield str(link)
    for name, value in record.items():
        hidden = name == "id" or (name == "text" and not link.layer) or isinstance(value, list)
        if not hidden and value not in (None, ""):
            yield f"  {name}: {visible(str(value), 300)}"
    name = visible(new.version or new.name, 100)
    there = visible(f"#{link.layer}/{now}" if link.layer else str(now), 300)
    if now is None:
        yield f"{name} does not have it{_reason(link, new)}"
    elif not changes:
        yield f"{name} has it, unchanged: {there}"
    else:
        yield f"{name} has it as {there}"
        yield from (f"  {report.one_line(entry)}" for entry in report.entries(changes))


def _followed(
    old: Version, new: Version, link: Link
) -> tuple[Mapping[str, Any], str | None, list[Change]]:
    """The record in the older version, its id in the newer one (None if gone), the changes."""
    dataset = old.vocabularies().get("dataset", {}).get("name", {})
    name, version = dataset.get("value", link.name), old.version or link.version
    if (link.name, link.version.partition("+")[0]) != (name, version.partition("+")[0]):
        problem = f"{link} belongs to another release: {old.name} is {name} {version}"
        raise ArgumentError(f"{problem}. Name the link's own version first")
    rows, other = _rows(old, link.article), _rows(new, link.article)
    if rows is None:
        raise UnknownNameError(f"{link}: {old.name} has no article “{link.article}”")
    before = rows["articles"][0]
    changes = compare(link.article, rows, other) if other and rows != other else []
    if link.layer is None:
        return before, link.article if other else None, changes
    known = {row["id"]: row for row in before[link.layer]}
    if link.id not in known:
        hint = did_you_mean(str(link.id), known)
        problem = f"“{link.article}” has no “{link.id}” in {link.layer}"
        raise UnknownNameError(f"{link}: {problem}{hint}")
    own = [change for change in changes if change.layer == NESTED[link.layer]]
    now = next((c.after for c in own if c.field == "id" and c.before == link.id), link.id)
    gone = not other or any(c.kind == "removed" and c.id == link.id for c in own)
    changes = [change for change in own if change.id == now and change.field]
    return known[link.id], None if gone else now, changes


def _rows(version: Version, id: str) -> Rows | None:
    """The rows of an article; None if the version lacks it. CorpusError if it is unreadable."""
    if id not in {found for found, _ in version.fingerprints()}:
        return None
    try:
        return version.rows(id)
    except Unreadable as problem:
        raise CorpusError(f"{version.name}: {problem}") from None


def _reason(link: Link, new: Version) -> str:
    """What the ledger, which nothing has checked, says about a record that was removed."""
    entry = new.vocabularies().get("ledger", {}).get(link.article, {})
    with suppress(KeyError, TypeError):
        if "retired" in entry:
            return f": the article was retired: {visible(entry['retired'], 500)}"
        for gone in entry.get("gone", ()):
            if gone["item"] == f"{link.layer}/{link.id}":
                last, reason = visible(gone["last"], 40), visible(gone["reason"], 500)
                instead = f" Instead: #{visible(gone['instead'])}" if "instead" in gone else ""
                return f". Last in {last}: {reason}{instead}"
    return ""
