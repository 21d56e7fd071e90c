"""Finds an annotation's body, quotes and mentions in its capture.

It never guesses, and nothing raises for bad data: what is not found is a `Miss` at its pointer.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from ..text import anchoring
from ..text.anchoring import (
    Anchor,
    Miss,
    NotFound,
    Place,
    Quote,
    Searchable,
    anchor,
    complete_occurrences,
)
from .records import Segment

MOST_MENTIONS = 20_000  # places of all forms in one article


class Found(NamedTuple):
    """A mention: span in the body, index of its entity and of the form under it."""

    start: int
    end: int
    entity: int
    form: int


@dataclass
class Resolution:
    """The outcome of every quote. `body` is None if a part of it cannot be found."""

    capture: Searchable
    body: Searchable | None = None
    parts: list[Place] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    anchors: dict[Pointer, Anchor | Miss] = field(default_factory=dict)
    mentions: list[Found] = field(default_factory=list)
    mentioned: bytearray = field(default_factory=bytearray)  # 1 for each code point of a mention
    covered: set[Pointer] = field(default_factory=set)  # forms only in longer names or exceptions
    reversed: set[Pointer] = field(default_factory=set)  # ends that are before the beginning
    idle: set[Pointer] = field(default_factory=set)  # exceptions with no form of their entity
    overflow: Pointer | None = None  # the form that brings the places to too many

    def in_capture(self, offset: int) -> int:
        """Where an offset of the body is in the capture."""
        index = bisect_right([s.start for s in self.segments], offset) - 1
        segment = self.segments[max(index, 0)]
        return segment.capture_start + min(offset - segment.start, segment.length)

    def places_in_capture(self, start: int, end: int) -> list[Place]:
        """A span of the body in the capture: one place per part of the body it touches."""
        found = []
        for part in self.segments:
            first, last = max(start, part.start), min(end, part.start + part.length)
            if first < last:
                shift = part.capture_start - part.start
                found.append(Place(first + shift, last + shift))
        return found

    def place_in_body(self, start: int, end: int) -> Place | None:
        """A span of the capture in the body; None if it begins or ends outside the body."""
        ends: list[int] = []
        for offset in (start, end - 1):
            for part in self.segments:
                if 0 <= offset - part.capture_start < part.length:
                    ends.append(part.start + offset - part.capture_start)
        return Place(ends[0], ends[1] + 1) if len(ends) == 2 else None

    def searched(self, pointer: Pointer) -> tuple[Searchable, int]:
        """The text in which a quote is searched, and where it begins in the capture or body.

        The end of a part of the body is searched from its beginning on.
        """
        if pointer[0] == "body" and pointer[2] == "to":
            begin = self.anchors[(*pointer[:2], "from")]
            assert isinstance(begin, Anchor)
            return Searchable(self.capture.text[begin.start :]), begin.start
        source = self.capture if is_of_capture(pointer) else self.body
        assert source is not None
        return source, 0


def is_of_capture(pointer: Pointer) -> bool:
    """Whether a quote is searched for in the complete capture, not only in the body."""
    return pointer[0] in ("body", "date", "notes")


def quote_of(value: Any) -> Quote:
    """A quote as written in the file: a string or an object."""
    if isinstance(value, str):
        return Quote(value)
    occurrence = value.get("occurrence")
    count = None if occurrence is None else int(occurrence)  # 1.0 is an integer for JSON Schema
    return Quote(value["quote"], value.get("prefix", ""), value.get("suffix", ""), count)


def _walk(annotation: Mapping[str, Any]) -> Iterator[tuple[Pointer, Any]]:
    """Pointer and value of every quote but those of the body and mentions."""
    for i, value in enumerate(annotation["date"]["evidence"]):
        yield ("date", "evidence", i), value
    for i, entity in enumerate(annotation["entities"]):
        for j, value in enumerate(entity.get("except", ())):
            yield ("entities", i, "except", j), value
    for i, claim in enumerate(annotation["claims"]):
        for key in ("quote", "cue"):
            if key in claim:
                yield ("claims", i, key), claim[key]
        for j, value in enumerate(claim.get("quoted", ())):
            yield ("claims", i, "quoted", j), value
    for i, stance in enumerate(annotation["stance"]):
        if "condition" in stance:
            yield ("stance", i, "condition"), stance["condition"]
        for j, value in enumerate(stance["evidence"]):
            yield ("stance", i, "evidence", j), value
    for i, note in enumerate(annotation.get("notes", ())):
        yield ("notes", i, "quote"), note["quote"]


def resolve(
    annotation: Mapping[str, Any], capture: str, known: Resolution | None = None
) -> Resolution:
    """Resolve an annotation that fits the schema against its capture.

    `known`: another annotation's resolution in the same capture; its folded texts are used again.
    """
    result = Resolution(known.capture if known else Searchable(capture))
    _resolve_body(annotation, result)
    if known and result.body and known.parts == result.parts:
        result.body = known.body
    for pointer, value in _walk(annotation):
        source = result.capture if is_of_capture(pointer) else result.body
        if source is not None:
            result.anchors[pointer] = anchor(source, quote_of(value))
    if result.body is not None:
        _resolve_mentions(annotation, result.body, result)
    return result


def body_of(annotation: Mapping[str, Any], capture: str) -> str:
    """The text that an annotation selects; empty where a part of it cannot be found."""
    result = Resolution(Searchable(capture))
    _resolve_body(annotation, result)
    return result.body.text if result.body else ""


def _resolve_body(annotation: Mapping[str, Any], result: Resolution) -> None:
    for i, part in enumerate(annotation["body"]):
        begin = result.anchors[("body", i, "from")] = anchor(result.capture, quote_of(part["from"]))
        if not isinstance(begin, Anchor):
            continue
        rest, last = Searchable(result.capture.text[begin.start :]), quote_of(part["to"])
        end = anchor(rest, last)
        if isinstance(end, NotFound) and isinstance(anchor(result.capture, last), Anchor):
            result.reversed.add(("body", i, "to"))
            continue
        if isinstance(end, Anchor):
            end = replace(end, start=begin.start + end.start, end=begin.start + end.end)
            result.parts.append(Place(begin.start, end.end))
        else:
            places = ((p.start + begin.start, p.end + begin.start) for p in end.places)
            end = type(end)(tuple(map(Place._make, places)))
        result.anchors[("body", i, "to")] = end
    in_order = all(after.start >= before.end for before, after in pairwise(result.parts))
    if in_order and len(result.parts) == len(annotation["body"]):
        starts = accumulate((stop - start + 2 for start, stop in result.parts), initial=0)
        for at, (start, stop) in zip(starts, result.parts, strict=False):
            result.segments.append(Segment(at, start, stop - start))
        texts = (result.capture.text[slice(*place)] for place in result.parts)
        result.body = Searchable(anchoring.joined(texts))


def _resolve_mentions(annotation: Mapping[str, Any], body: Searchable, result: Resolution) -> None:
    candidates: list[tuple[int, bool, Found]] = []
    for e, entity in enumerate(annotation["entities"]):
        excepted = _exceptions(e, entity, result)
        effective: set[Pointer] = set()
        for f, value in enumerate(entity["mentions"]):
            places = _form_places(("entities", e, "mentions", f), value, body, result)
            everywhere = isinstance(value, str)
            for start, end in places:
                if excepted:
                    around = excepted.items()
                    inside = {p for p, x in around if x.start <= start and end <= x.end}
                    effective |= inside
                    if inside:
                        continue
                candidates.append((start - end, everywhere, Found(start, end, e, f)))
            if len(candidates) > MOST_MENTIONS:
                result.overflow = ("entities", e, "mentions", f)
                break
        result.idle |= excepted.keys() - effective
        if result.overflow:
            break
    candidates.sort()
    result.mentioned = taken = bytearray(len(body.text))
    for minus_length, _, found in candidates:
        start, end, *_ = found
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * -minus_length
            result.mentions.append(found)
    result.mentions.sort()
    seen = {(m.entity, m.form) for m in result.mentions}
    for e, entity in enumerate(annotation["entities"] if not result.overflow else ()):
        for f in range(len(entity["mentions"])):
            pointer = ("entities", e, "mentions", f)
            if (e, f) not in seen and not isinstance(result.anchors.get(pointer), Miss):
                result.covered.add(pointer)


def _exceptions(e: int, entity: Mapping[str, Any], result: Resolution) -> dict[Pointer, Anchor]:
    count = range(len(entity.get("except", ())))
    pointers: list[Pointer] = [("entities", e, "except", j) for j in count]
    found = ((pointer, result.anchors[pointer]) for pointer in pointers)
    return {pointer: place for pointer, place in found if isinstance(place, Anchor)}


def _form_places(pointer: Pointer, value: Any, body: Searchable, result: Resolution) -> list[Place]:
    """Where a form is: an object in one place, a string wherever it is a complete word."""
    if not isinstance(value, str):
        found = result.anchors[pointer] = anchor(body, quote_of(value))
        return [found.place] if isinstance(found, Anchor) else []
    places = complete_occurrences(body, value, MOST_MENTIONS + 1)
    if not places:
        result.anchors[pointer] = NotFound()
    elif not any(body.text[slice(*place)] == value for place in places):
        result.anchors[pointer] = Anchor(*places[0], folded=True)
    return places
