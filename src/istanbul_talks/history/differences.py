"""Compares two versions, article by article: reads only what differs, keeps only counts."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ..dataset.links import LAYERS
from ..model.annotated import Unreadable
from ..validation.near_duplicates import candidates, sketch
from .changes import Change
from .compare import Row, Rows, compare
from .versions import Version


class Part(NamedTuple):
    """The changes of one article, or of what belongs to none; or why it is `unreadable`."""

    article: str
    changes: list[Change]
    unreadable: str = ""


class _Unpaired(NamedTuple):
    """An article in only one version: enough to find it under another id."""

    id: str
    summary: dict[str, Any]
    text: str
    sketch: bytes


def differences(old: Version, new: Version) -> Iterator[Part]:
    """Every difference: first of articles by id, then articles that were renamed, added or
    removed, last vocabularies and columns. An unreadable article is a part of its own.
    """
    removed: list[_Unpaired] = []
    added: list[_Unpaired] = []
    ours = ((id, 0, stamp) for id, stamp in old.fingerprints())
    theirs = ((id, 1, stamp) for id, stamp in new.fingerprints())
    for id, found in groupby(merge(ours, theirs), itemgetter(0)):
        stamps = {side: stamp for _, side, stamp in found}
        if len(stamps) == 2 and stamps[0] == stamps[1] is not None:
            continue
        version = old
        try:
            before = old.rows(id) if 0 in stamps else None
            version = new
            after = new.rows(id) if 1 in stamps else None
        except Unreadable as problem:
            yield Part(id, [], f"{version.name}: {problem}")
            continue
        if before and after:
            if before != after and (changes := compare(id, before, after)):
                yield Part(id, changes)
        elif before:
            removed.append(_unpaired(id, before))
        elif after:
            added.append(_unpaired(id, after))
    yield from _renamed(old, new, removed, added)
    if common := list(_common(old, new)):
        yield Part("", common)


def _unpaired(id: str, rows: Rows) -> _Unpaired:
    article = rows["articles"][0]
    summary = {name: article.get(name) for name in ("title", "publisher", "published", "status")}
    summary |= {name: len(article.get(name) or ()) for name in LAYERS}
    summary["passes"] = len({row["annotator"] for row in rows.get("passes", ())})
    return _Unpaired(id, summary, article["text_sha256"], sketch(article["text"]))


def _renamed(
    old: Version, new: Version, removed: list[_Unpaired], added: list[_Unpaired]
) -> Iterator[Part]:
    """Articles in one version only: nearly the same text under two ids is a renamed article."""
    pairs = _pairs(removed, added)
    for id, other in sorted(pairs.items(), key=itemgetter(1)):
        try:
            before, after = old.rows(id), new.rows(other)
        except Unreadable:
            continue  # it has changed since it was first read
        changes = compare(other, before, after)
        rest = [change for change in changes if (change.layer, change.field) != ("article", "id")]
        yield Part(other, [Change(other, "article", other, "renamed", "id", id, other), *rest])
    for id, summary, *_ in removed:
        if id not in pairs:
            yield Part(id, [Change(id, "article", id, "removed", "", summary, None)])
    for id, summary, *_ in added:
        if id not in pairs.values():
            yield Part(id, [Change(id, "article", id, "added", "", None, summary)])


def _pairs(removed: list[_Unpaired], added: list[_Unpaired]) -> dict[str, str]:
    """Articles whose text, or nearly the same text, has another id in the other version."""
    texts = {article.text: article.id for article in added}
    pairs: dict[str, str] = {}
    for article in removed:
        if article.text in texts:
            pairs[article.id] = texts.pop(article.text)
    taken, gone = {*pairs, *pairs.values()}, {article.id for article in removed}
    rest = [a for a in (*removed, *added) if a.id not in taken]
    for one, other in candidates(b"".join(a.sketch for a in rest)):
        a, b = rest[one], rest[other]
        if a.id in gone and b.id not in gone and taken.isdisjoint((a.id, b.id)):
            pairs[a.id] = b.id
            taken |= {a.id, b.id}
    return pairs


def _common(old: Version, new: Version) -> Iterator[Change]:
    """Changes that belong to no article: of columns, and of entries of vocabularies."""
    columns, vocabularies = (old.columns(), new.columns()), (old.vocabularies(), new.vocabularies())
    for config in sorted({*columns[0], *columns[1]}):
        names = (sorted(known.get(config, ())) for known in columns)
        yield from _records("column", f"{config}.", *({n: n for n in side} for side in names))
    for name in sorted({*vocabularies[0], *vocabularies[1]}):
        entries = (known.get(name, {}) for known in vocabularies)
        yield from _records("vocabulary", f"{name}/", *entries)


def _records(layer: str, place: str, old: Row, new: Row) -> Iterator[Change]:
    """Changes of records by id; for those in both versions, field by field."""
    for key in {**old, **new}:
        id = f"{place}{key}"
        was: Any = old.get(key)
        now: Any = new.get(key)
        if key not in new:
            yield Change("", layer, id, "removed", "", was, None)
        elif key not in old:
            yield Change("", layer, id, "added", "", None, now)
        elif was != now:
            for field in {**was, **now}:
                if was.get(field) != now.get(field):
                    yield Change("", layer, id, "changed", field, was.get(field), now.get(field))
