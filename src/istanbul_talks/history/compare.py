"""Rows of two versions become changes. Every column is compared, even one unknown to this code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..text.anchoring import Place
from ..text.revision import Alignment
from .changes import Change, Kind

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

_SOURCE = frozenset(
    [
        "title",
        "publisher",
        "author",
        "url",
        "section",
        "genre",
        "language",
        "rights_status",
        "rights_holder",
        "rights_license",
        "rights_note",
        "source_note",
    ]
)
_DATE = frozenset(
    [
        "published",
        "published_earliest",
        "published_latest",
        "published_precision",
        "date_basis",
        "date_certainty",
        "date_evidence",
        "date_note",
        "captured",
        "event",
    ]
)
_NESTED = {
    "entities": "entity", "mentions": "mention", "claims": "claim", "stance": "stance",
    "notes": "note", "waived": "waiver", "external": "external", "provenance": "provenance",
}  # fmt: skip
_KEYS = {"note": "quote", "waiver": "rule", "external": "field"}  # of records without an id
# Columns derived from others of the row: a change of their own only if those stay as they are.
_FOLLOWS = {
    "text_sha256": "text", "capture_sha256": "capture", "bytes": "capture", "body": "capture",
    "published_earliest": "published", "published_latest": "published",
    "published_precision": "published",
}  # fmt: skip
_DERIVED_OF_PASS = frozenset({"supports", "differs", "decision", "start", "end"})
_SPANS = {"start": "end", "cue_start": "cue_end", "condition_start": "condition_end"}
_WORDS = {"start": ("text", "quote"), "cue_start": ("cue",), "condition_start": ("condition",)}


class _Context(NamedTuple):
    """What changes of records are judged by: the map of the text, and the renamed entities."""

    article: str
    text: Alignment
    entities: Mapping[str, str]
    names: frozenset[str]


def compare(article: str, before: Rows, after: Rows) -> list[Change]:
    """The changes of one article, from its rows in each config of `versions.PUBLISHED`."""
    old, new = before["articles"][0], after["articles"][0]
    context = _context(article, old, new)
    changes = list(_columns(article, old, new))
    for column, layer in _NESTED.items():
        changes += _layer(context, layer, old.get(column, ()), new.get(column, ()))
    raw = _fields("capture", article, context, _first(before, "raw"), _first(after, "raw"))
    changes += _settled(list(raw), changes)
    made = bool(changes)
    for config, layer in (("passes", "pass"), ("decisions", "decision")):
        rows = [version.get(config, ()) for version in (before, after)]
        if layer == "pass":
            rows = [_passes(found) for found in rows]
        for change in _layer(context, layer, *rows):
            follows = change.kind == "changed" and change.field in _DERIVED_OF_PASS
            changes.append(replace(change, kind="follows") if made and follows else change)
    if all(change.kind == "follows" for change in changes):  # there is nothing to follow
        return [replace(change, kind="changed") for change in changes]
    return changes


def _context(article: str, old: Row, new: Row) -> _Context:
    entities = match("entity", old["entities"], new["entities"], None)
    renamed = {a["id"]: b["id"] for a, b in entities.pairs if a["id"] != b["id"]}
    named = frozenset(b["id"] for a, b in entities.pairs if a["name"] != b["name"])
    return _Context(article, Alignment(old["text"], new["text"]), renamed, named)


def record_changes(
    article: str, layer: str, old: Row, new: Row, record: Row
) -> tuple[str | None, list[Change]]:
    """The id of a record in the newer version, None if it is gone; and how it differs there."""
    column = next(name for name, own in _NESTED.items() if own == layer)
    context = _context(article, old, new)
    for a, b in match(layer, old[column], new[column], context).pairs:
        if a is record:
            return str(b["id"]), list(_fields(layer, str(b["id"]), context, a, b))
    return None, []


def _passes(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "id": f"{row['annotator']}/{row['layer']}/{row['id']}"} for row in rows]


def _first(rows: Rows, config: str) -> Row:
    return next(iter(rows.get(config, ())), {})


def _settled(own: list[Change], others: list[Change]) -> list[Change]:
    """The changes of a capture that are not also changes of the article."""
    known = {(c.field, str(c.before), str(c.after)) for c in others}
    return [c for c in own if (c.field, str(c.before), str(c.after)) not in known]


def _columns(article: str, old: Row, new: Row) -> Iterator[Change]:
    """The columns of an article that hold no records."""
    names = [name for name in {**old, **new} if name not in _NESTED]
    differing = [name for name in names if _differs(old, new, name)]
    for name in differing:
        kind: Kind = "renamed" if name == "id" else "changed"
        if name == "capture_sha256" or _FOLLOWS.get(name) in differing:
            kind = "follows"
        layer = _layer_of(name)
        yield Change(article, layer, article, kind, name, old.get(name), new.get(name))


def _layer_of(column: str) -> str:
    """The layer that a column of an article belongs to."""
    if column in _SOURCE:
        return "source"
    if column in _DATE:
        return "date"
    return {"text": "text", "status": "provenance"}.get(column, "article")


def _differs(old: Row, new: Row, name: str) -> bool:
    """Whether a value differs as JSON has it, where false is not 0."""
    return old.get(name) != new.get(name) or type(old.get(name)) is not type(new.get(name))


def _layer(
    context: _Context, layer: str, old: Sequence[Row], new: Sequence[Row]
) -> Iterator[Change]:
    """The changes of the records of one layer."""
    found = match(layer, old, new, context)
    for row in found.removed:
        yield Change(context.article, layer, key(layer, row), "removed", "", row, None)
    for row in found.added:
        yield Change(context.article, layer, key(layer, row), "added", "", None, row)
    for a, b in found.pairs:
        yield from _fields(layer, key(layer, b), context, a, b)
    here, there = ({id(row): i for i, row in enumerate(rows)} for rows in (old, new))
    was = [key(layer, b) for _, b in sorted(found.pairs, key=lambda pair: here[id(pair[0])])]
    now = [key(layer, b) for _, b in sorted(found.pairs, key=lambda pair: there[id(pair[1])])]
    if was != now:
        kind: Kind = "follows" if layer in ("mention", "pass") else "changed"
        yield Change(context.article, layer, "", kind, "order", was, now)


def _fields(layer: str, id: str, context: _Context, old: Row, new: Row) -> Iterator[Change]:
    """The changes of one record that is in both versions."""
    types = [[*map(type, row.values())] for row in (old, new)]
    if old == new and types[0] == types[1]:  # most rows; three times as fast
        return
    only_one = old.keys() ^ new.keys()
    differing = [name for name in {**old, **new} if name in only_one or _differs(old, new, name)]
    for name in differing:
        kind: Kind = "changed"
        start = next((start for start, end in _SPANS.items() if name in (start, end)), None)
        if name == "id":
            derived = layer in ("mention", "pass") or _is_named_by(layer, old, new)
            kind = "follows" if derived else "renamed"
        elif start is not None:
            kind = _span(context, start, old, new)
        elif layer == "stance" and name == "evidence":
            kind = _evidence(context, old[name], new[name])
        elif _FOLLOWS.get(name) in differing or _is_entity(context, name, old, new):
            kind = "follows"
        yield Change(context.article, layer, id, kind, name, old.get(name), new.get(name))


def _span(context: _Context, start: str, old: Row, new: Row) -> Kind:
    """Whether a span follows a change of the text or of its words, or moved to another place."""
    places = [(row.get(start), row.get(_SPANS[start])) for row in (old, new)]
    reworded = any(old.get(name) != new.get(name) for name in _WORDS[start])
    if reworded or None in places[0] or None in places[1]:
        return "follows"
    return "follows" if context.text.likely(Place(*places[0])) == places[1] else "moved"  # type: ignore[arg-type]


def _evidence(context: _Context, old: Sequence[Row], new: Sequence[Row]) -> Kind:
    if [span["text"] for span in old] != [span["text"] for span in new]:
        return "changed"
    kinds = {_span(context, "start", a, b) for a, b in zip(old, new, strict=True) if a != b}
    return "moved" if "moved" in kinds else "follows"


def _is_named_by(layer: str, old: Row, new: Row) -> bool:
    """Whether the id of a stance, made of its holder and target, follows from theirs."""
    names = ("holder", "target", "holder_name")
    return layer == "stance" and any(old[name] != new[name] for name in names)


def _is_entity(context: _Context, name: str, old: Row, new: Row) -> bool:
    """Whether a column only says again that an entity has another id, name or type."""
    if name in ("entity", "claimer", "holder"):
        return old.get(name) in context.entities and context.entities[old[name]] == new.get(name)
    if name in ("claimer_name", "holder_name"):
        owner = name.removesuffix("_name")
        return new.get(owner) in context.names or old.get(owner) != new.get(owner)
    return False


class Match(NamedTuple):
    """Records of two versions that are the same, and those of only one."""

    pairs: list[tuple[Row, Row]]
    removed: list[Row]
    added: list[Row]


def key(layer: str, row: Row) -> str:
    """What tells a record of a layer apart: its id, or what stands for one."""
    if layer == "provenance":
        return f"{row['by']} {row['did']} {row['date']}"
    return str(row[_KEYS.get(layer, "id")])


def match(layer: str, old: Sequence[Row], new: Sequence[Row], context: _Context | None) -> Match:
    """Pair the records of two versions: mentions by place, others by id, the rest by content."""
    first: _Alike = lambda row: key(layer, row)
    then = first
    if layer == "mention":
        first = lambda row: _place_key(row, context, carried=True)
        then = lambda row: _place_key(row, context, carried=False)
    waiting: dict[Any, list[Row]] = {}
    for row in new:
        waiting.setdefault(then(row), []).append(row)
    pairs: list[tuple[Row, Row]] = []
    left: list[Row] = []
    for row in old:
        same = waiting.get(first(row))
        if same:
            pairs.append((row, same.pop(0)))
        else:
            left.append(row)
    taken = {id(b) for _, b in pairs}
    rest = [row for row in new if id(row) not in taken]
    for alike in _ALIKE.get(layer, ()):
        by_content: dict[Any, list[Row]] = {}
        for row in rest:
            if (content := alike(row)) is not None:
                by_content.setdefault(content, []).append(row)
        still = []
        for row in left:
            same = by_content.get(alike(row)) if alike(row) is not None else None
            if same:
                pairs.append((row, same.pop(0)))
            else:
                still.append(row)
        left, taken = still, {id(b) for _, b in pairs}
        rest = [row for row in rest if id(row) not in taken]
    return Match(pairs, left, rest)


def _place_key(row: Row, context: _Context | None, *, carried: bool) -> tuple[int, int] | None:
    place = Place(row["start"], row["end"])
    if carried and context is not None:
        return context.text.likely(place) or (-1, row["start"])
    return place


def _text_of(row: Row, *names: str) -> tuple[Any, ...] | None:
    found = tuple(row[name] for name in names)
    return None if None in found else found


def _quotes(spans: Sequence[Row]) -> tuple[str, ...]:
    return tuple(span["text"] for span in spans)


_Alike = Callable[[Row], Any]
_ALIKE: dict[str, tuple[_Alike, ...]] = {
    "entity": (
        lambda row: _text_of(row, "wikidata"),
        lambda row: _text_of(row, "name", "type"),
    ),
    "mention": (
        lambda row: _text_of(row, "entity", "text"),
        lambda row: _text_of(row, "start"),
        lambda row: _text_of(row, "end"),
    ),
    "claim": (
        lambda row: _text_of(row, "quote", "claimer"),
        lambda row: _text_of(row, "quote"),
        lambda row: _text_of(row, "start", "claimer"),
    ),
    "stance": (
        lambda row: (row["holder"], row["holder_name"], _quotes(row["evidence"])),
        lambda row: (row["target"], row["label"], _quotes(row["evidence"])),
    ),
    "pass": (
        lambda row: (
            row["annotator"], row["layer"], _quotes(row["spans"]), row["entity"], row["target"],
        ),
    ),
    "decision": (lambda row: _text_of(row, "why"),),
    "note": (lambda row: _text_of(row, "note"),),
    "provenance": (lambda row: _text_of(row, "by", "did"),),
}  # fmt: skip
