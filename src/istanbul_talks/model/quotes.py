"""The quote to write for a place, and quotes that can be fixed safely."""

import copy
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from ..text.anchoring import (
    Anchor,
    Place,
    Quote,
    Searchable,
    anchor,
    bare,
    folded_occurrences,
    occurrences,
    prefix_for,
)
from ..text.sentences import takes_full_stop
from .resolve import Resolution, quote_of, resolve


def quote_for(source: Searchable, place: Place) -> Any:
    """The quote to write in a file for a place of `source`.

    Its words alone, if they are unique; else with the shortest prefix that makes them unique, or
    with their occurrence.
    """
    words = source.text[slice(*place)]
    places = occurrences(source.text, words)
    if len(places) == 1:
        return words
    prefix = prefix_for(source, Quote(words), place, places)
    if prefix:
        return {"quote": words, "prefix": prefix}
    return {"quote": words, "occurrence": places.index(place) + 1}


def quotes_of(source: Searchable, words: str, most: int) -> Iterator[tuple[Place, Any]]:
    """The first places of some words, folded if they are nowhere exactly, with their quotes."""
    exact = occurrences(source.text, words, most)
    for place in exact or folded_occurrences(source, words, most):
        yield place, quote_for(source, place)


def leads_to(source: Searchable, value: Any, place: Place) -> bool:
    """Whether a quote as written in a file means a place, without folding."""
    found = anchor(source, quote_of(value))
    return isinstance(found, Anchor) and not found.folded and found.place == place


def at(value: Any, pointer: Pointer) -> Any:
    """The value at a pointer."""
    return reduce(getitem, pointer, value)


def put(value: Any, pointer: Pointer, new: Any) -> None:
    """Replace the value at a pointer."""
    at(value, pointer[:-1])[pointer[-1]] = new


class FixedQuote(NamedTuple):
    """A quote that was fixed, and why."""

    pointer: Pointer
    before: Any
    after: Any
    rule: str


def fix_quotes(
    annotation: Mapping[str, Any], resolution: Resolution
) -> tuple[dict[str, Any], list[FixedQuote]]:
    """An annotation with its folded, ragged and fragile quotes fixed, and a list of them.

    Every other quote and every mention keeps its place: the result is resolved to check this, and a
    fix that would move one is undone.
    """
    done = list(_fixable(annotation, resolution))
    while True:
        result: dict[str, Any] = copy.deepcopy(dict(annotation))
        for item in done:
            put(result, item.pointer, item.after)
        edited = {item.pointer for item in done}
        wrong = _disturbed(resolution, result, edited) if done else set()
        if not wrong:
            return result, done
        # If only something else was moved, no fix is safe.
        done = [item for item in done if item.pointer not in wrong] if wrong & edited else []


def _fixable(annotation: Mapping[str, Any], resolution: Resolution) -> Iterator[FixedQuote]:
    for pointer, found in resolution.anchors.items():
        if not isinstance(found, Anchor):
            continue
        source, shift = resolution.searched(pointer)
        before, start = at(annotation, pointer), found.start - shift
        place = Place(start, found.end - shift)
        words = source.text[slice(*place)]
        inner = words if pointer[0] == "body" else bare(words)
        quotes_claim = pointer[0] == "claims" and pointer[2] == "quote"
        if found.folded:
            rule = "quote-folded"
        elif quotes_claim and takes_full_stop(source.text, place):
            inner, rule = bare(words[:-1]), "full-stop-in-quote"
        else:
            rule = "ragged-span" if inner != words else "occurrence-fragile"
        fragile = quote_of(before).occurrence is not None
        if not inner or (rule == "occurrence-fragile" and not fragile):
            continue
        form = pointer[0] == "entities" and pointer[2] == "mentions" and isinstance(before, str)
        start += words.find(inner)
        after = inner if form else quote_for(source, Place(start, start + len(inner)))
        counted = isinstance(after, dict) and "occurrence" in after
        if after != before and not (rule == "occurrence-fragile" and counted):
            yield FixedQuote(pointer, before, after, rule)


def _is_exact_within(found: object, outer: Anchor) -> bool:
    if not isinstance(found, Anchor) or found.folded:
        return False
    return outer.start <= found.start <= found.end <= outer.end


def _disturbed(old: Resolution, result: Mapping[str, Any], edited: set[Pointer]) -> set[Pointer]:
    """Quotes that changed: unedited ones in place, edited ones in words."""
    new = resolve(result, old.capture.text)
    wrong: set[Pointer] = set()
    if old.body is None or new.body is None or new.body.text != old.body.text:
        return edited or {()}
    now_named, was_named = ([mention[:3] for mention in r.mentions] for r in (new, old))
    if now_named != was_named:
        wrong |= {p for p in edited if p[0] == "entities"} or {()}
    for pointer, was in old.anchors.items():
        now = new.anchors.get(pointer)
        if pointer not in edited:
            wrong |= set() if now == was else {()}
        elif not isinstance(was, Anchor) or not (now is None or _is_exact_within(now, was)):
            wrong.add(pointer)
    return wrong
