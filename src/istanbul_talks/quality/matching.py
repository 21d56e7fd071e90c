"""Two annotations of one text, item to item: which mention, claim or stance of one is which of the other, and in what they differ.

Items count in code points of the raw capture, so that annotations which select another body can be compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..model.records import CaptureSpan, PassItem

_WORD = re.compile(r"\w+")
MATCH = 0.5  # token Jaccard from which on two claims are the same one
_SAME_VOICE = 0.5  # what the same claimer adds to it, where several claims stand on the same words

COMPARED: Mapping[str, tuple[str, ...]] = {
    "article": ("genre", "published", "basis", "certainty", "event"),
    "mention": ("entity_type",),
    "claim": ("claim_type", "epistemic", "attribution", "checkworthy"),
    "stance": ("stance_label", "expression", "certainty"),
}
# What an adjudicator has to decide and say why; the rest is told by the rows themselves.
DECISIVE: Mapping[str, frozenset[str]] = {
    "article": frozenset({"genre", "published", "event"}),
    "mention": frozenset({"span", "entity", "entity_type"}),
    "claim": frozenset({"entity", "claim_type", "epistemic", "checkworthy"}),
    "stance": frozenset({"stance_label"}),
}


class Pair(NamedTuple):
    """An item and its counterpart; `differs` names the columns, and `span` or `entity`, in which they are not equal."""

    one: PassItem
    other: PassItem
    differs: tuple[str, ...]


@lru_cache(maxsize=4096)
def tokens(spans: tuple[CaptureSpan, ...]) -> frozenset[int]:
    """Where the words of spans begin in the capture."""
    return frozenset(
        span.start + word.start() for span in spans for word in _WORD.finditer(span.text)
    )


def jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Size of the intersection by that of the union (Jaccard 1912); 1 for two empty sets."""
    return len(one & other) / len(one | other) if one or other else 1.0


def of_layer(found: Iterable[PassItem], layer: str) -> list[PassItem]:
    return [item for item in found if item.layer == layer]


class Voices:
    """Which entity of one annotation is which of the other: by the mentions they share, then by id. Ids need not agree."""

    def __init__(self, one: Iterable[PassItem], other: Iterable[PassItem]) -> None:
        places = {tokens(m.spans): m.entity for m in of_layer(other, "mention")}
        shared: Counter[tuple[str | None, str | None]] = Counter()
        first: dict[tuple[str | None, str | None], int] = {}
        for m in of_layer(one, "mention"):
            pair = m.entity, places.get(tokens(m.spans))
            shared[pair] += 1
            first.setdefault(pair, m.spans[0].start)
        self._of: dict[str | None, str] = {"article": "article"}
        self._taken = {"article"}
        for mine, theirs in sorted(
            (pair for pair in shared if pair[1] is not None),
            key=lambda pair: (-shared[pair], first[pair]),
        ):
            if theirs is not None and mine not in self._of and theirs not in self._taken:
                self._of[mine] = theirs
                self._taken.add(theirs)

    def same(self, one: PassItem, other: PassItem) -> bool:
        """Whether two items have the same entity, claimer or holder; unnamed ones are compared by their words."""
        if one.entity == other.entity == "other":
            return jaccard(_folded(one.name), _folded(other.name)) >= MATCH
        if one.entity in self._of or other.entity in self._taken:
            return self._of.get(one.entity) == other.entity
        return one.entity == other.entity


@lru_cache(maxsize=1024)
def _folded(words: str | None) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(words or "")) - {"the"}


def align(one: Sequence[PassItem], other: Sequence[PassItem]) -> list[Pair]:
    """The items of one annotation beside those of the other that are the same; each stands in one pair at most.

    Mentions: the same span, else one that overlaps. Claims: token Jaccard of 0.5 or more, the closest first, the same
    claimer before another. Stances: the same holder and target.
    """
    voices = Voices(one, other)
    found: list[Pair] = []
    for layer, scored in _SCORED.items():
        mine, theirs = of_layer(one, layer), of_layer(other, layer)
        taken_one: set[int] = set()
        taken_other: set[int] = set()
        for _, i, j in sorted(
            scored(mine, theirs, voices), key=lambda s: (-s[0], s[1] + s[2], abs(s[1] - s[2]), s[1])
        ):
            if i not in taken_one and j not in taken_other:
                taken_one.add(i)
                taken_other.add(j)
                found.append(Pair(mine[i], theirs[j], differences(mine[i], theirs[j], voices)))
    return found


def differences(one: PassItem, other: PassItem, voices: Voices) -> tuple[str, ...]:
    """In what two aligned items differ."""
    found = [] if one.layer == "article" or voices.same(one, other) else ["entity"]
    if one.layer in ("mention", "claim") and tokens(one.spans) != tokens(other.spans):
        found.append("span")
    return (
        *found,
        *(name for name in COMPARED[one.layer] if getattr(one, name) != getattr(other, name)),
    )


_Scored = Iterator[
    tuple[float, int, int]
]  # how alike two items are, from above 0, with their indexes


def _articles(mine: list[PassItem], theirs: list[PassItem], voices: Voices) -> _Scored:
    if mine and theirs:
        yield 1.0, 0, 0


def _mentions(mine: list[PassItem], theirs: list[PassItem], voices: Voices) -> _Scored:
    """Spans that overlap, by the share of what either covers. The mentions of one annotator do not overlap each other."""
    order = sorted(range(len(theirs)), key=lambda j: theirs[j].spans[0].start)
    first = 0
    for i in sorted(range(len(mine)), key=lambda i: mine[i].spans[0].start):
        a = mine[i].spans[0]
        while first < len(order) and theirs[order[first]].spans[0].end <= a.start:
            first += 1
        for at in range(first, len(order)):
            j = order[at]
            b = theirs[j].spans[0]
            if b.start >= a.end:
                break
            yield (
                (min(a.end, b.end) - max(a.start, b.start))
                / (max(a.end, b.end) - min(a.start, b.start)),
                i,
                j,
            )


def _claims(mine: list[PassItem], theirs: list[PassItem], voices: Voices) -> _Scored:
    holding: dict[int, list[int]] = {}
    for j, other in enumerate(theirs):
        for token in tokens(other.spans):
            holding.setdefault(token, []).append(j)
    for i, one in enumerate(mine):
        own = tokens(one.spans)
        for j, shared in Counter(j for token in own for j in holding.get(token, ())).items():
            overlap = shared / (len(own) + len(tokens(theirs[j].spans)) - shared)
            if overlap >= MATCH:
                yield overlap + _SAME_VOICE * voices.same(one, theirs[j]), i, j


def _stances(mine: list[PassItem], theirs: list[PassItem], voices: Voices) -> _Scored:
    about: dict[str | None, list[int]] = {}
    for j, other in enumerate(theirs):
        about.setdefault(other.target, []).append(j)
    for i, one in enumerate(mine):
        yield from ((1.0, i, j) for j in about.get(one.target, ()) if voices.same(one, theirs[j]))


_SCORED = {"article": _articles, "mention": _mentions, "claim": _claims, "stance": _stances}
