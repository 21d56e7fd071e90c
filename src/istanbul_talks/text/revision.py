"""Maps the words of an old text to a new one by token diff, and says where it is unsure.

Tokens are words, runs of white space and single other characters. Runs of seven tokens (four words)
that occur once in each text are anchors, as in patience diff (B. Cohen, 2010). Small gaps between
anchors are aligned by longest common blocks (difflib). The map is made from the front and from the
back. Where the two differ, because a text repeats itself, the map says nothing.
"""

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

from .anchoring import UNSEEN, Place, occurrences

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_GRAM = 7  # tokens of an anchor: four words with the spaces between
_CONTEXT = 3  # words looked at on either side of a place; the end of the text counts as so many
_BESIDE = 2  # of them must be aligned with it on both sides, unless
_ENOUGH = 6  # it has so many words itself
_SMALL = 40_000  # product of the lengths of a gap that is aligned exactly; 0.1 s at worst


@dataclass(frozen=True, slots=True)
class Carried:
    """The same words at the corresponding place in the new text."""

    place: Place


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Beginning and end are known, but the words between them changed."""

    place: Place


@dataclass(frozen=True, slots=True)
class Lost:
    """The words are gone, or it is uncertain what became of them."""

    repeated: bool  # they are still there, more than once or among others


class Alignment:
    """A map from places of `old` to places of `new`, in code points, end exclusive."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    @cached_property
    def _as_seen(self) -> tuple[Self, list[int], list[int]] | None:
        """The map between the texts without soft hyphens and the like, and what remains of each.

        None if neither text has any.
        """
        texts = self.old, self.new
        if not any(character in text for text in texts for character in UNSEEN):
            return None
        old, new = ([i for i, c in enumerate(text) if c not in UNSEEN] for text in texts)
        seen = ("".join(c for c in text if c not in UNSEEN) for text in texts)
        return type(self)(*seen), old, new

    def _carry_as_seen(
        self, place: Place, inner: Self, old: list[int], new: list[int]
    ) -> Carried | Rewritten | Lost:
        seen = Place(*(bisect_left(old, offset) for offset in place))
        found = inner.carry(seen) if seen.start < seen.end else Lost(False)
        if isinstance(found, Lost):
            return found
        start, end = found.place
        return replace(found, place=Place(new[start], new[end - 1] + 1))

    @cached_property
    def _old(self) -> list[Place]:
        return _tokens(self.old)

    @cached_property
    def _new(self) -> list[Place]:
        return _tokens(self.new)

    @cached_property
    def _map(self) -> list[int]:
        """For each old token the new one on which both alignments agree, or -1."""
        one, other = _words(self.old, self._old)[::-1], _words(self.new, self._new)[::-1]
        backward = [len(other) - 1 - j if j >= 0 else -1 for j in reversed(aligned(one, other))]
        return [i if i == j else -1 for i, j in zip(self._forward, backward, strict=True)]

    @cached_property
    def _forward(self) -> list[int]:
        return aligned(_words(self.old, self._old), _words(self.new, self._new))

    def likely(self, place: Place) -> Place | None:
        """Where the words most likely are. Only for messages and counts, never for writing."""
        if self.old == self.new or place.start >= place.end:
            return place
        first, last = self._token_at(place.start), self._token_at(place.end - 1)
        begin = self._forward[first]
        if begin < 0 or any(self._forward[first + k] != begin + k for k in range(last - first + 1)):
            return None
        start = self._new[begin].start + place.start - self._old[first].start
        return Place(start, start + place.end - place.start)

    def carry(self, place: Place) -> Carried | Rewritten | Lost:
        """What became of a place in the old text. An empty place is lost."""
        if self.old == self.new:
            return Carried(place)
        if self._as_seen is not None:
            return self._carry_as_seen(place, *self._as_seen)
        if place.start >= place.end:
            return Lost(False)
        lost = Lost(self.old[slice(*place)] in self.new)
        first, last = self._token_at(place.start), self._token_at(place.end - 1)
        if not (first <= last and self._map[first] >= 0 and self._map[last] >= 0):
            return lost
        begin, end = self._map[first], self._map[last]
        moved = Place(
            self._new[begin].start + place.start - self._old[first].start,
            self._new[end].end - (self._old[last].end - place.end),
        )
        if self._is_intact(first, last):
            same = self.new[slice(*moved)] == self.old[slice(*place)]
            return Carried(moved) if same and self._is_embedded(first, last) else lost
        near = 0 < end - begin + 1 <= 2 * (last - first + 1) + _GRAM and moved.start < moved.end
        return Rewritten(moved) if near and self._is_embedded(first, last) else lost

    def _is_intact(self, first: int, last: int) -> bool:
        return all(self._map[k] == self._map[first] + k - first for k in range(first, last + 1))

    def _token_at(self, offset: int) -> int:
        return bisect_right(self._old, (offset, len(self.old) + 1)) - 1

    def _is_embedded(self, first: int, last: int) -> bool:
        """Whether the words around a run of tokens are aligned with it, and it repeats as often.

        A single word may come from elsewhere, and of two copies either may be the old one.
        """
        before, tokens_before = self._words_beside(first, -1)
        after, tokens_after = self._words_beside(last, 1)
        own = sum(self.old[place.start].isalnum() for place in self._old[first : last + 1])
        if min(before, after) < _BESIDE and (own < _ENOUGH or before + after < _CONTEXT):
            return False
        edge = min(_GRAM, last - first + 1) - 1 if self._is_intact(first, last) else 0
        head, tail = first - tokens_before, last + tokens_after
        return self._repeats_alike(head, first + edge) and self._repeats_alike(last - edge, tail)

    def _repeats_alike(self, first: int, last: int) -> bool:
        """Whether a run of tokens occurs equally often in both texts, and has the same number."""
        words = self.old[self._old[first].start : self._old[last].end]
        inner = next(k for k in range(first, last + 1) if self._map[k] >= 0)
        begin = self._old[first].start
        there = self._new[self._map[inner]].start - (self._old[inner].start - begin)
        old = [place.start for place in occurrences(self.old, words)]
        new = [place.start for place in occurrences(self.new, words)]
        return len(old) == len(new) and there in new and old.index(begin) == new.index(there)

    def _words_beside(self, token: int, step: int) -> tuple[int, int]:
        """How many words and tokens next to a place are aligned with it."""
        words, i = 0, token
        while words < _CONTEXT:
            i += step
            j = self._map[i - step] + step
            if not 0 <= i < len(self._old) and not 0 <= j < len(self._new):
                return _CONTEXT, abs(i - step - token)
            if not 0 <= i < len(self._old) or self._map[i] != j:
                return words, abs(i - step - token)
            words += self.old[self._old[i].start].isalnum()
        return words, abs(i - token)


class Hunk(NamedTuple):
    """Where two texts have different words, in code points."""

    old: Place
    new: Place


def hunks(old: str, new: str) -> list[Hunk]:
    """Where two texts differ, in order; empty if they are equal."""
    here, there = _tokens(old), _tokens(new)
    alignment = aligned(_words(old, here), _words(new, there))
    one = [*(place.start for place in here), len(old)]
    other = [*(place.start for place in there), len(new)]
    found: list[Hunk] = []
    a = b = 0
    for i, j in [*((i, j) for i, j in enumerate(alignment) if j >= 0), (len(here), len(there))]:
        if i > a or j > b:
            found.append(Hunk(Place(one[a], one[i]), Place(other[b], other[j])))
        a, b = i + 1, j + 1
    return found


def _tokens(text: str) -> list[Place]:
    return [Place(*match.span()) for match in _TOKEN.finditer(text)]


def _words(text: str, tokens: list[Place]) -> list[str]:
    return [text[slice(*place)] for place in tokens]


def aligned(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """For each token of `one` the equal one in `other`, or -1; in order, each used once.

    Ties go to the front.
    """
    found = [-1] * len(one)
    waiting = [(0, len(one), 0, len(other))]
    while waiting:
        a, a_end, b, b_end = waiting.pop()
        while a < a_end and b < b_end and one[a] == other[b]:
            found[a] = b
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and one[a_end - 1] == other[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found[a_end] = b_end
        if a == a_end or b == b_end:
            continue
        anchors = _anchors(one, other, (a, a_end, b, b_end))
        if anchors:
            for i, j in anchors:
                waiting.append((a, i, b, j))
                for k in range(_GRAM):
                    found[i + k] = j + k
                a, b = i + _GRAM, j + _GRAM
            waiting.append((a, a_end, b, b_end))
        elif (a_end - a) * (b_end - b) <= _SMALL:
            matcher = difflib.SequenceMatcher(None, one[a:a_end], other[b:b_end], autojunk=False)
            for i, j, size in matcher.get_matching_blocks():
                for k in range(size):
                    found[a + i + k] = b + j + k
    return found


def _anchors(
    one: Sequence[str], other: Sequence[str], gap: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Runs of tokens that occur once in each part of the gap, in the same order, no overlaps."""
    a, a_end, b, b_end = gap
    mine, theirs = _single(one, a, a_end), _single(other, b, b_end)
    pairs = sorted((i, theirs[gram]) for gram, i in mine.items() if gram in theirs)
    chosen: list[tuple[int, int]] = []
    for i, j in _rising(pairs):
        if not chosen or (i >= chosen[-1][0] + _GRAM and j >= chosen[-1][1] + _GRAM):
            chosen.append((i, j))
    return chosen


def _single(tokens: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
    grams = [tuple(tokens[i : i + _GRAM]) for i in range(start, end - _GRAM + 1)]
    count = Counter(grams)
    return {gram: start + i for i, gram in enumerate(grams) if count[gram] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both numbers increase."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        k = bisect_left(ends, j)
        before.append(at[k - 1] if k else -1)
        if k == len(ends):
            ends.append(j)
            at.append(index)
        else:
            ends[k], at[k] = j, index
    chain = []
    index = at[-1] if at else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
