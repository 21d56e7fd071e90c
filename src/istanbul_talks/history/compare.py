"""Finds the changes between rows of two versions. Compares every column, even unknown ones.

compare.toml says which columns make a layer, which identify a record, and which follow from others.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from ..files import disk
from ..text.anchoring import Place
from ..text.revision import Alignment
from .changes import Change, Kind

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
_KeyOf = Callable[[Row], Any]

_DATA = tomllib.loads(disk.read_text(Path(__file__).with_suffix(".toml")))
_LAYERS, _FOLLOWS, _SPANS = _DATA["layers"], _DATA["follows"], _DATA["spans"]
_LAYER_OF = {column: layer for layer, columns in _DATA["article"].items() for column in columns}
NESTED = {entry["column"]: layer for layer, entry in _LAYERS.items() if "column" in entry}


class _Context(NamedTuple):
    """What changes of records depend on: the map of the text, and the renamed entities."""

    article: str
    text: Alignment
    entities: Mapping[str, str]
    names: frozenset[str]


def compare(article: str, before: Rows, after: Rows) -> list[Change]:
    """The changes of one article, from its rows in each config of `versions.PUBLISHED`."""
    old, new = before["articles"][0], after["articles"][0]
    text = Alignment(old["text"], new["text"])
    pairs, *_ = _matched("entity", old["entities"], new["entities"], text)
    renamed = {a["id"]: b["id"] for a, b in pairs if a["id"] != b["id"]}
    named = frozenset(b["id"] for a, b in pairs if a["name"] != b["name"])
    context = _Context(article, text, renamed, named)
    names = [name for name in {**old, **new} if name not in NESTED]
    plain = [{name: row.get(name) for name in names} for row in (old, new)]
    changes = [
        replace(change, layer=_LAYER_OF.get(change.field, "article"))
        for change in _fields("article", article, context, *plain)
    ]
    for column, layer in NESTED.items():
        changes += _layer(context, layer, old.get(column, ()), new.get(column, ()))
    raw = [next(iter(rows.get("raw", ())), {}) for rows in (before, after)]
    capture = ({name: row[name] for name in row if name not in names} for row in raw)
    changes += _fields("capture", article, context, *capture)
    made = bool(changes)
    for change in _layer(context, "pass", before.get("passes", ()), after.get("passes", ())):
        follows = made and change.kind == "changed" and change.field in _LAYERS["pass"]["derived"]
        changes.append(replace(change, kind="follows") if follows else change)
    decisions = before.get("decisions", ()), after.get("decisions", ())
    changes += _layer(context, "decision", *decisions)
    added = before.get("additions", ()), after.get("additions", ())
    changes += _layer(context, "addition", *added)
    if all(change.kind == "follows" for change in changes):  # there is nothing to follow from
        return [replace(change, kind="changed") for change in changes]
    return changes


def _layer(
    context: _Context, layer: str, old: Sequence[Row], new: Sequence[Row]
) -> Iterator[Change]:
    """The changes of the records of one layer."""
    pairs, removed, added = _matched(layer, old, new, context.text)
    for row in removed:
        yield Change(context.article, layer, _key(layer, row), "removed", "", row, None)
    for row in added:
        yield Change(context.article, layer, _key(layer, row), "added", "", None, row)
    for a, b in pairs:
        yield from _fields(layer, _key(layer, b), context, a, b)
    here, there = ({id(row): i for i, row in enumerate(rows)} for rows in (old, new))
    was = [_key(layer, b) for _, b in sorted(pairs, key=lambda pair: here[id(pair[0])])]
    now = [_key(layer, b) for _, b in sorted(pairs, key=lambda pair: there[id(pair[1])])]
    if was != now:
        kind: Kind = "follows" if layer in ("mention", "pass") else "changed"
        yield Change(context.article, layer, "", kind, "order", was, now)


def _fields(layer: str, id: str, context: _Context, old: Row, new: Row) -> Iterator[Change]:
    """The changes of one record that is in both versions."""
    types = [[*map(type, row.values())] for row in (old, new)]
    if old == new and types[0] == types[1]:  # true of most rows, and three times as fast
        return
    only_one = old.keys() ^ new.keys()
    differing = [
        name
        for name in {**old, **new}  # compared as JSON, where false is not 0
        if name in only_one or old[name] != new[name] or type(old[name]) is not type(new[name])
    ]
    for name in differing:
        kind: Kind = "changed"
        start = next((start for start, (end, *_) in _SPANS.items() if name in (start, end)), None)
        if name == "id":  # that of a stance consists of its holder and target
            holder = layer == "stance" and {"holder", "target", "holder_name"} & {*differing}
            kind = "follows" if holder or layer in ("mention", "pass") else "renamed"
        elif start is not None:
            kind = _span(context, start, old, new)
        elif name in ("evidence", "quoted") and old.get(name) and new.get(name):
            kind = _evidence(context, old[name], new[name])
        elif _FOLLOWS.get(name) in differing or _is_repeated(context, name, old, new):
            kind = "follows"
        yield Change(context.article, layer, id, kind, name, old.get(name), new.get(name))


def _span(context: _Context, start: str, old: Row, new: Row) -> Kind:
    """Whether a span follows from a change of the text or its words, or moved elsewhere."""
    end, *words = _SPANS[start]
    places = [(row.get(start), row.get(end)) for row in (old, new)]
    reworded = any(old.get(name) != new.get(name) for name in words)
    if reworded or None in places[0] or None in places[1]:
        return "follows"
    return "follows" if context.text.likely(Place(*places[0])) == places[1] else "moved"  # type: ignore[arg-type]


def _evidence(context: _Context, old: Sequence[Row], new: Sequence[Row]) -> Kind:
    if [span["text"] for span in old] != [span["text"] for span in new]:
        return "changed"
    kinds = {_span(context, "start", a, b) for a, b in zip(old, new, strict=True) if a != b}
    return "moved" if "moved" in kinds else "follows"


def _is_repeated(context: _Context, name: str, old: Row, new: Row) -> bool:
    """Whether a column only repeats a change of something else, such as an entity's name."""
    if name == "undisputed":  # what passes and decisions say
        return True
    if name == "capture_sha256":
        return "capture" not in old
    if name in ("entity", "claimer", "holder"):
        return old.get(name) in context.entities and context.entities[old[name]] == new.get(name)
    if name in ("claimer_name", "holder_name"):
        owner = name.removesuffix("_name")
        return new.get(owner) in context.names or old.get(owner) != new.get(owner)
    return False


def _key(layer: str, row: Row) -> str:
    """What identifies a record of a layer."""
    return str(_LAYERS[layer].get("key", "{id}").format_map(row))


def _matched(
    layer: str, old: Sequence[Row], new: Sequence[Row], text: Alignment
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of the same record, then those removed and those added.

    Mentions are paired by place, others by id, the rest by content.
    """
    place: _KeyOf = itemgetter("start", "end")
    named, carried = partial(_key, layer), lambda row: text.likely(Place(*place(row)))
    keys: list[tuple[_KeyOf, _KeyOf]]
    keys = [(carried, place) if layer == "mention" else (named, named)]
    keys += [(partial(_content, names),) * 2 for names in _LAYERS[layer].get("content", ())]
    pairs: list[tuple[Row, Row]] = []
    removed, added = [*old], [*new]
    for key_of_old, key_of_new in keys:
        waiting: dict[Any, list[Row]] = {}
        for row in added:
            waiting.setdefault(key_of_new(row), []).append(row)
        waiting.pop(None, None)
        left, removed = removed, []
        for row in left:
            if same := waiting.get(key_of_old(row)):
                pairs.append((row, same.pop(0)))
            else:
                removed.append(row)
        taken = {id(b) for _, b in pairs}
        added = [row for row in added if id(row) not in taken]
    return pairs, removed, added


def _content(names: Sequence[str], row: Row) -> str | None:
    """The content of some columns: spans by their words. None if all are null."""
    spans = ("evidence", "spans")
    found = [tuple(s["text"] for s in row[n]) if n in spans else row[n] for n in names]
    return None if found.count(None) == len(found) else repr(found)  # a value may be a list
