"""Carries an annotation over to a changed text: every quote by token diff, then checked.

A quote that cannot be placed safely gets a prefix that no text has, so that `validate` finds it.
"""

import copy
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from ..model.additions import merged, pointer_in_additions
from ..model.quotes import at, leads_to, put, quote_for
from ..model.resolve import Resolution, is_of_capture, quote_of, resolve
from ..text.anchoring import Anchor, Place, Searchable, joined
from ..text.revision import Alignment, Carried, Lost, Rewritten

MARK = "⟨lost⟩ "
_OPENING = 8  # words of a new opening or closing quote of the body
_MORE = 24  # words of the body that may help find its beginning or end
_WORD = re.compile(r"\w+")


class Missing(NamedTuple):
    """A quote that could not be carried over, and what it may be now."""

    pointer: Pointer
    words: str
    why: str
    proposal: str | None = None


@dataclass
class Reanchored:
    """An annotation for the new text, and what became of its quotes."""

    annotation: dict[str, Any]
    kept: int = 0
    rewritten: int = 0  # quotes that needed another prefix or number
    missing: list[Missing] = field(default_factory=list)
    # Forms of entities that occur more or less often than before: old count, new count.
    forms: dict[str, tuple[int, int]] = field(default_factory=dict)


def reanchor(annotation: Mapping[str, Any], old: str, new: str) -> Reanchored:
    """Carry an annotation that fits the schema from the old text of its capture to the new one."""
    result = Reanchored(copy.deepcopy(dict(annotation)))
    result.annotation["text_sha256"] = hashlib.sha256(new.encode()).hexdigest()
    before = resolve(annotation, old)
    capture = Alignment(old, new)
    body = _body(result, before, capture)
    inner = Alignment(before.body.text, body) if before.body and body else None
    searchable = {text: Searchable(text) for text in (new, body) if text is not None}
    for pointer, found in before.anchors.items():
        texts = capture if is_of_capture(pointer) else inner
        form = pointer[0] == "entities" and pointer[2] == "mentions"
        if pointer[0] == "body" or (form and isinstance(at(annotation, pointer), str)):
            continue  # a form in every place where it is a word needs no place
        if not isinstance(found, Anchor):
            _mark(result, pointer, "it was not found in the old text either")
        elif texts is None:
            _mark(result, pointer, "the body could not be carried over")
        else:
            _carry(result, pointer, texts.carry(found.place), searchable[texts.new])
    if inner is not None:
        after = resolve(result.annotation, new)
        was, now = (Counter((m.entity, m.form) for m in r.mentions) for r in (before, after))
        for e, entity in enumerate(result.annotation["entities"]):
            for f, form in enumerate(entity["mentions"]):
                if was[e, f] != now[e, f]:
                    result.forms[quote_of(form).exact] = was[e, f], now[e, f]
    return result


def reanchor_additions(
    additions: Mapping[str, Any], annotation: Mapping[str, Any], old: str, new: str
) -> Reanchored:
    """The same for what was added to the claims and stances of an annotation of the old text."""
    done = reanchor(merged(annotation, additions), old, new)
    result = Reanchored(copy.deepcopy(dict(additions)))
    result.annotation["text_sha256"] = done.annotation["text_sha256"]
    for claim in done.annotation["claims"]:
        if "quoted" in claim:
            result.annotation["claims"][claim["id"]]["quoted"] = claim["quoted"]
            result.kept += len(claim["quoted"])
    for one in done.missing:
        if one.pointer[0] == "claims" and one.pointer[2] == "quoted":
            place = pointer_in_additions(done.annotation, one.pointer)
            result.missing.append(one._replace(pointer=place or ()))
    result.kept -= len(result.missing)
    return result


def revised(entry: Mapping[str, Any], new: str, last: str, reason: str) -> dict[str, Any]:
    """The ledger's entry of an article whose capture has another SHA-256 than the released one.

    `last`: the last release, whose capture keeps its place in the entry.
    """
    earlier = list(entry.get("revised", ()))
    again = bool(earlier) and earlier[-1]["last"] == last  # corrected twice between two releases
    released = earlier.pop()["capture_sha256"] if again else entry["capture_sha256"]
    if new != released:
        earlier.append({"capture_sha256": released, "last": last, "reason": reason})
    kept = {key: value for key, value in entry.items() if key not in ("revised", "retired")}
    made = {**kept, "capture_sha256": new}
    return {**made, "revised": earlier} if earlier else made


def _carry(
    result: Reanchored, pointer: Pointer, carried: Carried | Rewritten | Lost, source: Searchable
) -> None:
    """Rewrite the quote at a pointer to mean its place in the new text, or mark it."""
    match carried:
        case Carried(place) if leads_to(source, at(result.annotation, pointer), place):
            result.kept += 1
        case Carried(place):
            _rewrite(result, pointer, source, place)
        case Rewritten(place):
            _mark(result, pointer, "its words changed", source.text[slice(*place)])
        case Lost(repeated=True):
            why = "the words are still there, but this may be a different place"
            _mark(result, pointer, why)
        case _:
            _mark(result, pointer, "the words are gone")


def _rewrite(result: Reanchored, pointer: Pointer, source: Searchable, place: Place) -> None:
    put(result.annotation, pointer, quote_for(source, place))
    result.rewritten += 1


def _mark(result: Reanchored, pointer: Pointer, why: str, proposal: str | None = None) -> None:
    words = quote_of(at(result.annotation, pointer)).exact
    put(result.annotation, pointer, {"quote": words, "prefix": MARK})
    result.missing.append(Missing(pointer, words, why, proposal))


def _body(result: Reanchored, before: Resolution, capture: Alignment) -> str | None:
    """Rewrite the parts of the body for the new text. None, with a mark, if an end is lost."""
    places: list[Place] = []
    parts = len(result.annotation["body"])
    for i in range(parts):
        pointers = ("body", i, "from"), ("body", i, "to")
        start, stop = (_end(before, capture, pointer) for pointer in pointers)
        for pointer, end in zip(pointers, (start, stop), strict=True):
            if end is None:
                which = "beginning" if pointer[2] == "from" else "end"
                remedy = "quote it again, then run this again"
                _mark(result, pointer, f"the {which} of this part of the body changed: {remedy}")
        if start is not None and stop is not None:
            places.append(Place(start, stop))
            _write_end(result, pointers[0], Searchable(capture.new), start)
            _write_end(result, pointers[1], Searchable(capture.new[start:]), stop - start)
    in_order = all(a.end <= b.start for a, b in pairwise(places))
    if len(places) < parts or not in_order or any(place.start >= place.end for place in places):
        return None
    return joined(capture.new[slice(*place)] for place in places)


def _end(before: Resolution, capture: Alignment, pointer: Pointer) -> int | None:
    """Where a part of the body begins or ends in the new text, by any words that still fit."""
    found = before.anchors.get(pointer)
    if not isinstance(found, Anchor):
        return None
    opening = pointer[2] == "from"
    for place in _around(capture.old, found.place, opening=opening):
        carried = capture.carry(place)
        if not isinstance(carried, Lost):
            return carried.place.start if opening else carried.place.end
    return None


def _around(text: str, place: Place, *, opening: bool) -> list[Place]:
    """A quote, then longer and shorter ones: only the outer end matters, any may find it."""
    words = [Place(*match.span()) for match in _WORD.finditer(text)]
    start, end = place
    if opening:
        quotes = [Place(start, word.end) for word in words if word.end > start]
    else:
        quotes = [Place(word.start, end) for word in reversed(words) if word.start < end]
    return [place, *quotes[_OPENING:_MORE], *reversed(quotes[2:_OPENING])]


def _write_end(result: Reanchored, pointer: Pointer, source: Searchable, offset: int) -> None:
    """Keep the quote if it still marks this end, else quote the words now there."""
    opening, text = pointer[2] == "from", source.text
    value = at(result.annotation, pointer)
    length = len(quote_of(value).exact)
    place = Place(offset, offset + length) if opening else Place(offset - length, offset)
    if leads_to(source, value, place):
        result.kept += 1
    elif opening:
        words = text[offset : offset + 400].split(" ")[:_OPENING]
        line = " ".join(words).split("\n")[0].strip()
        _rewrite(result, pointer, source, Place(offset, offset + len(line)))
    else:
        words = text[max(0, offset - 400) : offset].split(" ")[-_OPENING:]
        line = " ".join(words).split("\n")[-1].strip()
        _rewrite(result, pointer, source, Place(offset - len(line), offset))
