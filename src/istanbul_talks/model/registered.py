"""Finds the names of registered entities in a text."""

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from ..text.anchoring import Place, Searchable, occurrences
from ..text.boundaries import is_whole_word
from ..text.words import words
from .resolve import MOST_MENTIONS
from .vocabulary import Vocabulary


class Registered(NamedTuple):
    """A place that has a registered form, and the id of its entity."""

    place: Place
    form: str
    entity: str


def free_words(body: Searchable, taken: bytearray) -> frozenset[str]:
    """The words of a text outside the places that are taken."""
    spans = (match.span() for match in re.finditer(b"\0+", taken))
    return frozenset(words(" ".join(body.text[start:end] for start, end in spans)))


def registered_names(
    body: Searchable, taken: bytearray, known: Vocabulary, free: frozenset[str] | None = None
) -> list[Registered]:
    """Where a body has forms of registered entities as complete words, in order.

    Quotation marks, dashes and spaces may differ. `taken` has a byte for each code point: places
    with a 1 are left out. If names overlap, the longest counts. `free`: its `free_words`.
    """
    firsts = _first_words(body, free_words(body, taken) if free is None else free, known)
    if not firsts:
        return []
    text, starts = body.folded
    taken = taken if isinstance(starts, range) else bytearray(taken[i] for i in list(starts)[:-1])
    found: list[Registered] = []
    for first in firsts:
        lengths, forms = known.forms[first]
        places = occurrences(text, first, MOST_MENTIONS)
        for start in (place.start for place in places if not taken[place.start]):
            for form in (text[start : start + length] for length in lengths):
                end = start + len(form)
                if form in forms and taken.find(1, start, end) < 0:
                    place = Place(starts[start], starts[end - 1] + 1)
                    if is_whole_word(body.text, place):
                        found.append(Registered(place, *forms[form]))
                        break
    return list(_longest(found, len(body.text)))


def _longest(found: list[Registered], size: int) -> Iterator[Registered]:
    """The names that are in no longer name."""
    taken, kept = bytearray(size), []
    for name in sorted(found, key=lambda name: (name.place.start - name.place.end, name.place)):
        start, end = name.place
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(name)
    yield from sorted(kept)


def _first_words(body: Searchable, free: frozenset[str], known: Vocabulary) -> Set[str]:
    """First words of registered forms that a text may have outside the places taken."""
    forms = known.forms.keys()
    if body.joins_words:
        text = body.folded[0]
        beginnings = {text[i : i + length] for i in range(len(text)) for length in (1, 2)}
        return {word for word in forms if word[:2] in beginnings and word in text}
    if body.folds_words:
        return forms & body.words
    return forms & free
