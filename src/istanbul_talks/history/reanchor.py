"""An annotation for a capture whose text changed: every quote is carried over by token diff and checked; what is not certain is marked.

Nothing is moved silently to a wrong place. A quote that cannot be carried gets a prefix that stands in no text, so that `validate` finds it.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..files.json_reader import Pointer
from ..model.quotes import at, leads_to, put, quote_for
from ..model.resolve import Resolution, quote_of, resolve
from ..text.anchoring import Anchor, Place, Searchable, cut
from ..text.revision import Alignment, Carried, Lost, Rewritten

MARK = "⟨lost⟩ "
_OPENING = 8  # words of a new opening or closing quote of the body
_MORE = 24  # words of the body that may help to find where it begins or ends
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Missing:
    """A quote that could not be carried over: its words, and what may be meant now."""

    pointer: Pointer
    words: str
    why: str
    proposal: str | None = None


@dataclass
class Reanchored:
    """An annotation for the new text, and what became of its quotes."""

    annotation: dict[str, Any]
    kept: int = 0
    rewritten: list[tuple[Pointer, Any, Any]] = field(
        default_factory=list
    )  # quotes that needed another prefix or number
    missing: list[Missing] = field(default_factory=list)
    forms: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # forms of entities that stand more or less often: before, now


def reanchor(annotation: Mapping[str, Any], old: str, new: str) -> Reanchored:
    """Carry an annotation that fits the schema from the old text of its capture to the new one."""
    result = Reanchored(copy.deepcopy(dict(annotation)))
    result.annotation["text_sha256"] = hashlib.sha256(new.encode()).hexdigest()
    before = resolve(annotation, old)
    capture = Alignment(old, new)
    body = _body(result, before, capture)
    inner = (
        Alignment(before.body.text, body.text)
        if before.body is not None and body is not None
        else None
    )
    for pointer, found in before.anchors.items():
        if pointer[0] == "body" or _is_form(annotation, pointer):
            continue
        of_capture = pointer[0] in ("date", "notes")
        _carry(
            result,
            pointer,
            found,
            capture if of_capture else inner,
            Searchable(new) if of_capture else body,
        )
    if before.body is not None and body is not None:
        _count_forms(result, before, resolve(result.annotation, new))
    return result


def _is_form(annotation: Mapping[str, Any], pointer: Pointer) -> bool:
    return (
        pointer[0] == "entities"
        and pointer[2] == "mentions"
        and isinstance(at(annotation, pointer), str)
    )


def _carry(
    result: Reanchored,
    pointer: Pointer,
    found: Any,
    texts: Alignment | None,
    source: Searchable | None,
) -> None:
    """Write the quote at a pointer so that it means its place in the new text, or mark it."""
    value = at(result.annotation, pointer)
    words = quote_of(value).exact
    if not isinstance(found, Anchor) or texts is None or source is None:
        why = (
            "it was not found in the old text either"
            if not isinstance(found, Anchor)
            else "the body could not be carried over"
        )
        _mark(result, pointer, Missing(pointer, words, why))
        return
    carried = texts.carry(Place(found.start, found.end))
    if isinstance(carried, Carried):
        if leads_to(source, value, carried.place):
            result.kept += 1
            return
        new = quote_for(source, carried.place)
        put(result.annotation, pointer, new)
        result.rewritten.append((pointer, value, new))
    elif isinstance(carried, Rewritten):
        _mark(
            result,
            pointer,
            Missing(pointer, words, "its words changed", source.text[slice(*carried.place)]),
        )
    else:
        why = (
            "the words are there, but nothing tells for certain that they are the same place"
            if carried.repeated
            else "the words are gone"
        )
        _mark(result, pointer, Missing(pointer, words, why))


def _mark(result: Reanchored, pointer: Pointer, missing: Missing) -> None:
    result.missing.append(missing)
    value = quote_of(at(result.annotation, pointer))
    put(result.annotation, pointer, {"quote": value.exact, "prefix": MARK})


def _body(result: Reanchored, before: Resolution, capture: Alignment) -> Searchable | None:
    """Write the parts of the body for the new text. None, and the ends marked, where one of them is lost."""
    places: list[Place] = []
    for i in range(len(result.annotation["body"])):
        ends = [_end(before, capture, ("body", i, key)) for key in ("from", "to")]
        for key, end in zip(("from", "to"), ends, strict=True):
            if end is None:
                _mark_body(result, ("body", i, key))
        if None not in ends:
            start, stop = ends
            assert start is not None
            assert stop is not None
            places.append(Place(start, stop))
            _write_end(
                result,
                ("body", i, "from"),
                Searchable(capture.new),
                start,
                capture.new,
                opening=True,
            )
            rest = Searchable(capture.new[start:])
            _write_end(result, ("body", i, "to"), rest, stop - start, rest.text, opening=False)
    in_order = all(a.end <= b.start for a, b in pairwise(places)) and all(
        p.start < p.end for p in places
    )
    if len(places) < len(result.annotation["body"]) or not in_order:
        return None
    return Searchable(cut(capture.new[slice(*place)] for place in places))


def _mark_body(result: Reanchored, pointer: Pointer) -> None:
    words = quote_of(at(result.annotation, pointer)).exact
    which = "beginning" if pointer[2] == "from" else "end"
    _mark(
        result,
        pointer,
        Missing(
            pointer,
            words,
            f"the {which} of this part of the body changed: quote it anew, then run this again",
        ),
    )


def _end(before: Resolution, capture: Alignment, pointer: Pointer) -> int | None:
    """Where a part of the body begins or ends in the new text: by its quote, or as much of it as can be carried."""
    found = before.anchors.get(pointer)
    if not isinstance(found, Anchor):
        return None
    opening = pointer[2] == "from"
    for place in _around(capture.old, Place(found.start, found.end), opening=opening):
        carried = capture.carry(place)
        if not isinstance(carried, Lost):
            return carried.place.start if opening else carried.place.end
    return None


def _around(text: str, place: Place, *, opening: bool) -> list[Place]:
    """A quote, then as much more of the body, then less of the quote: only its outer end matters, and any of them may tell where it is."""
    words = [Place(*match.span()) for match in _WORD.finditer(text)]
    found = [place]
    if opening:
        ahead = [word.end for word in words if word.end > place.start][:_MORE]
        found += [
            Place(place.start, end) for end in (*ahead[_OPENING:], *reversed(ahead[2:_OPENING]))
        ]
    else:
        behind = [word.start for word in words if word.start < place.end][-_MORE:]
        found += [
            Place(start, place.end)
            for start in (*reversed(behind[:-_OPENING]), *behind[-_OPENING:-2])
        ]
    return found


def _write_end(
    result: Reanchored,
    pointer: Pointer,
    source: Searchable,
    offset: int,
    text: str,
    *,
    opening: bool,
) -> None:
    """Keep the quote if it still marks this end, else quote the words that stand there now."""
    value = at(result.annotation, pointer)
    length = len(quote_of(value).exact)
    place = Place(offset, offset + length) if opening else Place(offset - length, offset)
    if leads_to(source, value, place):
        result.kept += 1
        return
    words = (
        text[offset : offset + 400].split(" ")[:_OPENING]
        if opening
        else text[max(0, offset - 400) : offset].split(" ")[-_OPENING:]
    )
    line = " ".join(words).split("\n")[0 if opening else -1].strip()
    place = Place(offset, offset + len(line)) if opening else Place(offset - len(line), offset)
    new = quote_for(source, place)
    put(result.annotation, pointer, new)
    result.rewritten.append((pointer, value, new))


def _count_forms(result: Reanchored, before: Resolution, after: Resolution) -> None:
    """Forms of entities mean every whole word like them: tell which stand more or less often now."""
    was, now = (Counter((m.entity, m.form) for m in found.mentions) for found in (before, after))
    for e, entity in enumerate(result.annotation["entities"]):
        for f, form in enumerate(entity["mentions"]):
            if was[e, f] != now[e, f]:
                result.forms[quote_of(form).exact] = was[e, f], now[e, f]
