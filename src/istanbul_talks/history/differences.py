"""Two versions, article by article: only what differs is read, and nothing but counts is kept."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..model.annotated import Unreadable
from ..validation.near_duplicates import bands, candidates
from .changes import Change
from .compare import Row, Rows, compare
from .versions import OWN, Version


class Part(NamedTuple):
    """The changes of one article, or of none (`article` empty); or why it is `unreadable`."""

    article: str
    changes: list[Change]
    unreadable: str = ""


class _Unpaired(NamedTuple):
    """An article of only one version: enough of it to find it under another id."""

    id: str
    summary: dict[str, Any]
    text: str
    sketch: array[int]


def differences(old: Version, new: Version) -> Iterator[Part]:
    """Every difference: of articles in the order of their ids, then of articles that were renamed,
    added or removed, last of vocabularies and columns. An unreadable article is a part of its own.
    """
    removed: list[_Unpaired] = []
    added: list[_Unpaired] = []
    for id, one, other in _merged(old.fingerprints(), new.fingerprints()):
        if one is not None and one == other and one[0] is not None:
            continue
        version = old
        try:
            before = old.rows(id) if one else None
            version = new
            after = new.rows(id) if other else None
        except Unreadable as problem:
            yield Part(id, [], f"{version.name}: {problem}")
            continue
        if before is not None and after is not None:
            changes = compare(id, before, after) if before != after else []
            if changes:
                yield Part(id, changes)
        elif before is not None:
            removed.append(_unpaired(id, before))
        elif after is not None:
            added.append(_unpaired(id, after))
    yield from _renamed(old, new, removed, added)
    common = [*_columns(old, new), *_vocabularies(old.vocabularies(), new.vocabularies())]
    if common:
        yield Part("", common)


def _merged(
    one: Iterator[tuple[str, bytes | None]], other: Iterator[tuple[str, bytes | None]]
) -> Iterator[tuple[str, tuple[bytes | None] | None, tuple[bytes | None] | None]]:
    """Ids of both in order, each with its stamp in each version, or None where it is absent."""
    a, b = next(one, None), next(other, None)
    while a is not None or b is not None:
        id = min(pair[0] for pair in (a, b) if pair is not None)
        here = (a[1],) if a is not None and a[0] == id else None
        there = (b[1],) if b is not None and b[0] == id else None
        yield id, here, there
        a = next(one, None) if here else a
        b = next(other, None) if there else b


def _unpaired(id: str, rows: Rows) -> _Unpaired:
    article = rows["articles"][0]
    summary = {name: article.get(name) for name in ("title", "publisher", "published", "status")}
    summary |= {
        name: len(article.get(name) or ()) for name in ("entities", "mentions", "claims", "stance")
    }
    summary["passes"] = len({row["annotator"] for row in rows.get("passes", ())})
    return _Unpaired(id, summary, article["text_sha256"], bands(article["text"]))


def _renamed(
    old: Version, new: Version, removed: list[_Unpaired], added: list[_Unpaired]
) -> Iterator[Part]:
    """Articles of one version only: nearly the same text under two ids is a renamed article."""
    pairs = _pairs(removed, added)
    before = {id: _reread(old, id) for id in sorted(pairs)}
    for id, other in sorted(pairs.items(), key=lambda pair: pair[1]):
        rows = before[id]
        after = _reread(new, other)
        if rows is not None and after is not None:
            renamed = Change(other, "article", other, "renamed", "id", id, other)
            rest = [
                change
                for change in compare(other, rows, after)
                if change.field != "id" or change.layer not in ("article", "capture")
            ]
            yield Part(other, [renamed, *rest])
    for article in removed:
        id = article.id
        if id not in pairs:
            yield Part(id, [Change(id, "article", id, "removed", "", article.summary, None)])
    for article in added:
        id = article.id
        if id not in pairs.values():
            yield Part(id, [Change(id, "article", id, "added", "", None, article.summary)])


def _reread(version: Version, id: str) -> Rows | None:
    try:
        return version.reopened().rows(id)
    except Unreadable:
        return None


def _pairs(removed: list[_Unpaired], added: list[_Unpaired]) -> dict[str, str]:
    texts = {article.text: article.id for article in added}
    pairs: dict[str, str] = {}
    for article in removed:
        if article.text in texts:
            pairs[article.id] = texts.pop(article.text)
    rest = (
        [a for a in removed if a.id not in pairs and a.sketch],
        [a for a in added if a.id not in pairs.values() and a.sketch],
    )
    both = [*rest[0], *rest[1]]
    sketches = array("Q")
    for article in both:
        sketches += article.sketch
    for one, other in candidates(sketches):
        a, b = both[one], both[other]
        alike = sum(x == y for x, y in zip(a.sketch, b.sketch, strict=True))
        if (
            one < len(rest[0]) <= other
            and alike > 1
            and a.id not in pairs
            and b.id not in pairs.values()
        ):
            pairs[a.id] = b.id
    return pairs


def _columns(old: Version, new: Version) -> Iterator[Change]:
    """Configs and columns that came or went. A folder or revision has those of this program."""
    one, other = old.columns(), new.columns()
    if not one and not other:
        return
    for config in sorted({*(one or OWN), *(other or OWN)}):
        here, there = (set(known.get(config, OWN.get(config, ()))) for known in (one, other))
        for name in sorted(here - there):
            yield Change("", "column", f"{config}.{name}", "removed", "", name, None)
        for name in sorted(there - here):
            yield Change("", "column", f"{config}.{name}", "added", "", None, name)


def _vocabularies(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Changes of labels, targets, events, annotators, outlets and the dataset's description."""
    for name in sorted({*old, *new}):
        one, other = _entries(name, old.get(name)), _entries(name, new.get(name))
        for id in {**one, **other}:
            if id not in other:
                yield Change("", "vocabulary", f"{name}/{id}", "removed", "", one[id], None)
            elif id not in one:
                yield Change("", "vocabulary", f"{name}/{id}", "added", "", None, other[id])
            else:
                for field in {**one[id], **other[id]}:
                    was, now = one[id].get(field), other[id].get(field)
                    if was != now:
                        place = f"{name}/{id}"
                        yield Change("", "vocabulary", place, "changed", field, was, now)


def _entries(name: str, value: Any) -> dict[str, Row]:
    """The entries of a vocabulary file by id, whichever of its forms it has."""
    if not isinstance(value, dict):
        return {}
    listed = value.get(name, value.get("entries"))
    if isinstance(listed, list):
        return {str(entry.get("id")): entry for entry in listed if isinstance(entry, dict)}
    found: dict[str, Row] = {}
    for key, inner in value.items():
        entries = inner.values() if isinstance(inner, dict) else ()
        if entries and all(isinstance(entry, dict) for entry in entries):
            found |= {f"{key}/{id}": entry for id, entry in inner.items()}
        else:
            found[key] = inner if isinstance(inner, dict) else {"value": inner}
    return found
