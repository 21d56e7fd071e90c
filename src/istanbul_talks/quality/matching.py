"""Matches the items of two annotations of one text, and lists the columns in which they differ.

Spans count code points of the raw capture, so that annotations of different bodies compare.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ..model.items import Item
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
_LABELS = {layer: itemgetter(*names) for layer, names in COMPARED.items()}
# Differences that need a decision with a reason. Others are only recorded in the rows.
DECISIVE: Mapping[str, frozenset[str]] = {
    "article": frozenset({"genre", "published", "event"}),
    "mention": frozenset({"span", "entity", "entity_type"}),
    "claim": frozenset({"entity", "claim_type", "epistemic", "checkworthy"}),
    "stance": frozenset({"stance_label"}),
}


class Placed(NamedTuple):
    """An item, and where its words begin in the capture."""

    item: Item
    tokens: frozenset[int]


class Pair(NamedTuple):
    """Two items that match; `differs` lists the columns, `span` or `entity` that differ."""

    one: Item
    other: Item
    differs: list[str]
    tokens: tuple[frozenset[int], frozenset[int]]

    @property
    def token_jaccard(self) -> float:
        return jaccard(*self.tokens)


class Layers:
    """The items of one annotation by layer, prepared once for all its comparisons."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.annotator, self.kind = items[0]["annotator"], items[0]["kind"]
        self._items = items
        self._placed: dict[str, list[Placed]] = {layer: [] for layer in COMPARED}
        for item in items:
            words = tokens(*((span["start"], span["text"]) for span in item["spans"]))
            self._placed[item["layer"]].append(Placed(item, words))

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __getitem__(self, layer: str) -> list[Placed]:
        return self._placed[layer]


@lru_cache(maxsize=4096)
def tokens(*spans: tuple[int, str]) -> frozenset[int]:
    """Where words begin in the capture, from the start and text of each span."""
    return frozenset(at + word.start() for at, text in spans for word in _WORD.finditer(text))


def by_annotator(items: Iterable[Item]) -> list[Layers]:
    """The passes over an article, from the items of all of them, sorted by annotator."""
    ordered = sorted(items, key=itemgetter("annotator"))
    return [Layers(list(own)) for _, own in groupby(ordered, itemgetter("annotator"))]


class EntityMap:
    """Pairs the entities of two annotations: by shared mentions, then by id."""

    def __init__(self, one: Layers, other: Layers) -> None:
        by_place = {mention.tokens: mention.item["entity"] for mention in other["mention"]}
        shared: Counter[tuple[str | None, str]] = Counter()  # in the order of the text
        for mention in sorted(one["mention"], key=lambda m: m.item["spans"][0]["start"]):
            counterpart = by_place.get(mention.tokens)
            if counterpart is not None:
                shared[mention.item["entity"], counterpart] += 1
        self._counterpart: dict[str | None, str] = {"article": "article"}
        self._taken = {"article"}
        for (mine, theirs), _ in shared.most_common():
            if mine not in self._counterpart and theirs not in self._taken:
                self._counterpart[mine] = theirs
                self._taken.add(theirs)

    def same(self, one: Item, other: Item) -> bool:
        """Whether two items have the same entity, claimer or holder; unnamed ones by name."""
        mine, theirs = one["entity"], other["entity"]
        if mine == theirs == "other":
            return jaccard(_name_words(one["name"]), _name_words(other["name"])) >= MATCH
        return bool(self.counterpart(mine) == theirs)

    def counterpart(self, id: str | None) -> str | None:
        """The id in the other annotation of an entity; None if the id means something else there.

        Without shared mentions it is the same id, whether the other annotation has it or not.
        """
        if id in self._counterpart or id in self._taken:
            return self._counterpart.get(id)
        return id


@lru_cache(maxsize=1024)
def _name_words(name: str | None) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(name or "")) - {"the"}


class Alignment(NamedTuple):
    """Which items of two annotations match, by layer, and which of their entities are the same."""

    pairs: Mapping[str, list[Pair]]
    entities: EntityMap


def align(one: Layers, other: Layers) -> Alignment:
    """Match the items of two annotations; an item is in at most one pair.

    Mentions match by the same span, else by overlap. Claims match at a token Jaccard of 0.5 or
    more, closest first, same claimer preferred. Stances match by holder and target.
    """
    entities = EntityMap(one, other)
    pairs: dict[str, list[Pair]] = {}
    for layer, candidates in _CANDIDATES.items():
        mine, theirs = one[layer], other[layer]
        best = one_to_one(sorted(candidates(mine, theirs, entities), key=_closest_first))
        pairs[layer] = [_pair(mine[i], theirs[j], entities) for i, j in best]
    return Alignment(pairs, entities)


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
    active: list[list[int]] = [[], []]  # spans that may not have ended
    for start, side, index in starts:
        spans, end = sides[1 - side], sides[side][index][1]
        active[side].append(index)
        active[1 - side] = others = [i for i in active[1 - side] if spans[i][1] > start]
        for other in others:
            shared = min(end, spans[other][1]) - start
            yield (shared, index, other) if side == 0 else (shared, other, index)


def _closest_first(candidate: tuple[float, int, int]) -> tuple[float, int, int, int]:
    score, i, j = candidate
    return -score, i + j, abs(i - j), i


def _pair(one: Placed, other: Placed, entities: EntityMap) -> Pair:
    mine, theirs = one.item, other.item
    layer = mine["layer"]
    found = [] if layer == "article" or entities.same(mine, theirs) else ["entity"]
    if layer in ("mention", "claim") and one.tokens != other.tokens:
        found.append("span")
    labels = _LABELS[layer]
    if labels(mine) != labels(theirs):
        found += (name for name in COMPARED[layer] if mine[name] != theirs[name])
    return Pair(mine, theirs, found, (one.tokens, other.tokens))


_Layer = list[Placed]
_Candidates = Iterator[tuple[float, int, int]]  # a score above 0 and the indexes of two items


def _articles(one: _Layer, other: _Layer, entities: EntityMap) -> _Candidates:
    if one and other:
        yield 1.0, 0, 0


def _mentions(one: _Layer, other: _Layer, entities: EntityMap) -> _Candidates:
    """Spans that overlap, scored by Jaccard."""
    spans = ([mention.item["spans"][0] for mention in side] for side in (one, other))
    a, b = ([(span["start"], span["end"]) for span in side] for side in spans)
    for shared, i, j in overlapping(a, b):
        yield jaccard_of_sizes(a[i][1] - a[i][0], b[j][1] - b[j][0], shared), i, j


def _claims(one: _Layer, other: _Layer, entities: EntityMap) -> _Candidates:
    """Claims that share at least half of their words, scored by Jaccard and claimer."""
    a, b = ([_extent(claim.item["spans"]) for claim in side] for side in (one, other))
    for _, i, j in overlapping(a, b):
        (mine, words), (theirs, others) = one[i], other[j]
        score = jaccard(words, others, empty=0.0)
        if score >= MATCH:
            yield score + _SAME_CLAIMER * entities.same(mine, theirs), i, j


def _extent(spans: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """From the first span to the last; without spans, nothing overlaps it."""
    return (spans[0]["start"], spans[-1]["end"]) if spans else (0, 0)


def _stances(one: _Layer, other: _Layer, entities: EntityMap) -> _Candidates:
    by_target: dict[str | None, list[int]] = defaultdict(list)
    for j, (theirs, _) in enumerate(other):
        by_target[theirs["target"]].append(j)
    for i, (mine, _) in enumerate(one):
        for j in by_target.get(mine["target"], ()):
            if entities.same(mine, other[j].item):
                yield 1.0, i, j


_CANDIDATES = {"article": _articles, "mention": _mentions, "claim": _claims, "stance": _stances}
