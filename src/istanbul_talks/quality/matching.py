"""Matches the items of two annotations of one text, and lists the columns in which they differ.

Spans count code points of the raw capture, so that annotations of different bodies compare.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..model.records import CaptureSpan, PassItem
from ..text.similarity import jaccard, jaccard_of_sizes

_Ranges = Sequence[tuple[int, int]]
_WORD = re.compile(r"\w+")
MATCH = 0.5  # the least token Jaccard of two claims that match
_SAME_CLAIMER = 0.5  # the bonus for it, if several claims have the same words

COMPARED: Mapping[str, tuple[str, ...]] = {
    "article": ("genre", "published", "basis", "certainty", "event"),
    "mention": ("entity_type",),
    "claim": ("claim_type", "epistemic", "attribution", "checkworthy"),
    "stance": ("stance_label", "expression", "certainty"),
}
# Differences that need a decision with a reason. Others are only recorded in the rows.
DECISIVE: Mapping[str, frozenset[str]] = {
    "article": frozenset({"genre", "published", "event"}),
    "mention": frozenset({"span", "entity", "entity_type"}),
    "claim": frozenset({"entity", "claim_type", "epistemic", "checkworthy"}),
    "stance": frozenset({"stance_label"}),
}


class Pair(NamedTuple):
    """Two items that match; `differs` lists the columns, `span` or `entity` that differ."""

    one: PassItem
    other: PassItem
    differs: tuple[str, ...]

    @property
    def token_jaccard(self) -> float:
        return jaccard(tokens(self.one.spans), tokens(self.other.spans))


@lru_cache(maxsize=4096)
def tokens(spans: tuple[CaptureSpan, ...]) -> frozenset[int]:
    """Where the words of spans begin in the capture."""
    return frozenset(s.start + word.start() for s in spans for word in _WORD.finditer(s.text))


def of_layer(items: Iterable[PassItem], layer: str) -> list[PassItem]:
    return [item for item in items if item.layer == layer]


class EntityMap:
    """Pairs the entities of two annotations: by shared mentions, then by id."""

    def __init__(self, one: Iterable[PassItem], other: Iterable[PassItem]) -> None:
        by_place = {tokens(m.spans): m.entity for m in of_layer(other, "mention")}
        shared: Counter[tuple[str | None, str]] = Counter()  # in the order of the text
        for mention in sorted(of_layer(one, "mention"), key=lambda m: m.spans[0].start):
            counterpart = by_place.get(tokens(mention.spans))
            if counterpart is not None:
                shared[mention.entity, counterpart] += 1
        self._counterpart: dict[str | None, str] = {"article": "article"}
        self._taken = {"article"}
        for (mine, theirs), _ in shared.most_common():
            if mine not in self._counterpart and theirs not in self._taken:
                self._counterpart[mine] = theirs
                self._taken.add(theirs)

    def same(self, one: PassItem, other: PassItem) -> bool:
        """Whether two items have the same entity, claimer or holder; unnamed ones by name."""
        if one.entity == other.entity == "other":
            return jaccard(_name_words(one.name), _name_words(other.name)) >= MATCH
        if one.entity in self._counterpart or other.entity in self._taken:
            return self._counterpart.get(one.entity) == other.entity
        return one.entity == other.entity


@lru_cache(maxsize=1024)
def _name_words(name: str | None) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(name or "")) - {"the"}


def align(one: Sequence[PassItem], other: Sequence[PassItem]) -> list[Pair]:
    """The pairs of items that match; an item is in at most one pair.

    Mentions match by the same span, else by overlap. Claims match at a token Jaccard of 0.5 or
    more, closest first, same claimer preferred. Stances match by holder and target.
    """
    entities = EntityMap(one, other)
    pairs: list[Pair] = []
    for layer, candidates in _CANDIDATES.items():
        mine, theirs = of_layer(one, layer), of_layer(other, layer)
        for i, j in one_to_one(sorted(candidates(mine, theirs, entities), key=_closest_first)):
            pairs.append(Pair(mine[i], theirs[j], _differences(mine[i], theirs[j], entities)))
    return pairs


def one_to_one(candidates: Iterable[tuple[Any, int, int]]) -> Iterator[tuple[int, int]]:
    """The index pairs of the candidates, best first, each index in at most one."""
    taken, taken_other = set[int](), set[int]()
    for _, i, j in candidates:
        if i not in taken and j not in taken_other:
            taken.add(i)
            taken_other.add(j)
            yield i, j


def overlapping(mine: _Ranges, theirs: _Ranges) -> Iterator[tuple[int, int, int]]:
    """How many code points spans share, with their indexes, in one sweep over the starts."""
    sides = (mine, theirs)
    starts = sorted((span[0], side, i) for side in (0, 1) for i, span in enumerate(sides[side]))
    active: tuple[list[int], list[int]] = ([], [])  # spans that have not ended
    for start, side, index in starts:
        for spans, indexes in zip(sides, active, strict=True):
            indexes[:] = [i for i in indexes if spans[i][1] > start]
        active[side].append(index)
        for other in active[1 - side]:
            i, j = (index, other) if side == 0 else (other, index)
            yield min(mine[i][1], theirs[j][1]) - start, i, j


def _closest_first(candidate: tuple[float, int, int]) -> tuple[float, int, int, int]:
    score, i, j = candidate
    return -score, i + j, abs(i - j), i


def _differences(one: PassItem, other: PassItem, entities: EntityMap) -> tuple[str, ...]:
    found = [] if one.layer == "article" or entities.same(one, other) else ["entity"]
    if one.layer in ("mention", "claim") and tokens(one.spans) != tokens(other.spans):
        found.append("span")
    columns = COMPARED[one.layer]
    return (*found, *(name for name in columns if getattr(one, name) != getattr(other, name)))


_Items = list[PassItem]
_Candidates = Iterator[tuple[float, int, int]]  # a score above 0 and the indexes of two items


def _articles(mine: _Items, theirs: _Items, entities: EntityMap) -> _Candidates:
    if mine and theirs:
        yield 1.0, 0, 0


def _mentions(mine: _Items, theirs: _Items, entities: EntityMap) -> _Candidates:
    """Spans that overlap, scored by Jaccard."""
    a, b = ([(item.spans[0].start, item.spans[0].end) for item in side] for side in (mine, theirs))
    for shared, i, j in overlapping(a, b):
        yield jaccard_of_sizes(a[i][1] - a[i][0], b[j][1] - b[j][0], shared), i, j


def _claims(mine: _Items, theirs: _Items, entities: EntityMap) -> _Candidates:
    claims_at: dict[int, list[int]] = defaultdict(list)
    sizes = [len(tokens(other.spans)) for other in theirs]
    for j, other in enumerate(theirs):
        for token in tokens(other.spans):
            claims_at[token].append(j)
    for i, one in enumerate(mine):
        own = tokens(one.spans)
        for j, shared in Counter(j for token in own for j in claims_at.get(token, ())).items():
            score = jaccard_of_sizes(len(own), sizes[j], shared)
            if score >= MATCH:
                yield score + _SAME_CLAIMER * entities.same(one, theirs[j]), i, j


def _stances(mine: _Items, theirs: _Items, entities: EntityMap) -> _Candidates:
    by_target: dict[str | None, list[int]] = defaultdict(list)
    for j, other in enumerate(theirs):
        by_target[other.target].append(j)
    for i, one in enumerate(mine):
        for j in by_target.get(one.target, ()):
            if entities.same(one, theirs[j]):
                yield 1.0, i, j


_CANDIDATES = {"article": _articles, "mention": _mentions, "claim": _claims, "stance": _stances}
