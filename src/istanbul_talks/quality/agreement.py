"""How well independent passes agree, layer by layer, with n and a bootstrap interval by article.

Passes are compared in pairs within an article. Pairs of models, of humans, and mixed pairs are kept
apart. A measure has no figure if there is too little data.
"""

import tomllib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from ..files import disk, optional
from ..model.article import Row
from ..model.items import Item
from .additions import by_adder, matches, relations
from .matching import COMPARED, EntityMap, Layers, Pair, align
from .measures import (
    RESAMPLES,
    Statistic,
    alpha,
    alpha_for_unitizing,
    alpha_of_coincidences,
    intervals,
    masi,
)
from .unitizing import Unitized, unitized, units_of

_Items = list[Item]
_Cell = tuple[str, ...]  # what a sum is of: the part, the total, or a pair of labels
_PART, _TOTAL = ("part",), ("total",)
_UNITS, _DIFFERING, _SQUARES, _LENGTH = ("units",), ("differing",), ("squares",), "length"
LEAST_UNITS = 20  # a measure with fewer has no figure
MOST_UNITS = 50_000  # for the library, which takes about a kilobyte for each
LEAST_ARTICLES = 5  # a measure over fewer has no interval


# By id, which begins with the layer: the label, and the unit that n counts.
MEASURES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    disk.read_text(Path(__file__).with_suffix(".toml"))
)
# The measures of spans as units, and the column with the value of a unit.
_UNITIZED = {
    "mention.ualpha.type": "entity_type",
    "claim.ualpha.type": "claim_type",
    "claim.ualpha.attribution": "attribution",
    "stance.ualpha.evidence": "stance_label",
}


class Measure(NamedTuple):
    """One figure, with its 95 % interval from `low` to `high`.

    `value` is None if it cannot be estimated; `why` gives the reason. `id` is a key of `MEASURES`.
    """

    layer: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    why: str | None
    id: str


@dataclass(frozen=True)
class Agreement:
    """The measures of one kind of pair: two models, two humans, or a human and a model."""

    kinds: tuple[str, str]
    annotators: tuple[str, ...]
    articles: int
    measures: tuple[Measure, ...]


class _Sums(dict[str, dict[_Cell, float]]):
    """What the pairs of passes over one article add to each measure."""

    def __init__(self) -> None:
        super().__init__({id: {} for id in MEASURES})

    def _add(self, id: str, cell: _Cell, number: float) -> None:
        self[id][cell] = self[id].get(cell, 0) + number

    def ratio(self, id: str, part: float, total: float = 1) -> None:
        self._add(id, _PART, part)
        self._add(id, _TOTAL, total)

    def labels(self, id: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Count label pairs. α does not depend on who gave which label."""
        for (one, other), count in Counter(pairs).items():
            self._add(id, (min(one, other), max(one, other)), count)

    def label(self, id: str, pairs: Iterable[Pair], column: str) -> None:
        self.labels(id, ((str(pair.one[column]), str(pair.other[column])) for pair in pairs))

    def unitized(self, id: str, found: Unitized) -> None:
        for cell, number in zip((_UNITS, _DIFFERING, _SQUARES), found[:3], strict=True):
            self._add(id, cell, number)
        for value, number in found.lengths.items():
            self._add(id, (_LENGTH, value), number)


class _Parts:
    """What each article adds to one measure. Arrays: dicts would take ten times the memory."""

    def __init__(self) -> None:
        self._cells: dict[_Cell, int] = {}
        self._keys, self._numbers, self._ends = array("I"), array("d"), array("Q")

    def add(self, sums: Mapping[_Cell, float]) -> None:
        self._keys.extend(self._cells.setdefault(cell, len(self._cells)) for cell in sums)
        self._numbers.extend(sums.values())
        self._ends.append(len(self._keys))

    def __iter__(self) -> Iterator[Mapping[_Cell, float]]:
        cells = list(self._cells)
        for start, end in pairwise((0, *self._ends)):
            keys, numbers = self._keys[start:end], self._numbers[start:end]
            yield {cells[key]: number for key, number in zip(keys, numbers, strict=True)}


class _PairKind:
    """What all articles add to the measures of one kind of pair."""

    def __init__(self) -> None:
        self.annotators, self.articles = set[str](), list[str]()
        self.parts = {id: _Parts() for id in MEASURES}

    def add(self, article: str, sums: Mapping[str, Mapping[_Cell, float]]) -> None:
        self.articles.append(article)
        for id, own in sums.items():
            self.parts[id].add(own)

    def merge(self, other: "_PairKind") -> None:
        self.annotators |= other.annotators
        self.articles += other.articles
        for id, parts in other.parts.items():
            for own in parts:
                self.parts[id].add(own)

    def rows(self) -> Iterator[tuple[str, dict[str, Mapping[_Cell, float]]]]:
        """Each article and what it adds, by measure."""
        for article, *parts in zip(self.articles, *self.parts.values(), strict=True):
            yield article, dict(zip(self.parts, parts, strict=True))

    def in_order(self, id: str) -> list[Mapping[_Cell, float]]:
        """What each article adds to a measure, by article id: sums of floats depend on it."""
        found = zip(self.articles, self.parts[id], strict=True)
        return [own for _, own in sorted(found, key=itemgetter(0))]


class Comparison:
    """Compares passes article by article.

    Keeps sums and counts of label pairs, no items: about 1 KB for each article and kind of pair.
    """

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = targets
        self._kinds: dict[tuple[str, str], _PairKind] = defaultdict(_PairKind)

    def add(
        self, article: str, passes: Iterable[Layers], length: int, added: Iterable[Row] = ()
    ) -> None:
        """Add all passes over one article, whose published text has `length` code points.

        `added`: its rows of the config `additions`.
        """
        of_article: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
        for one, other in combinations(sorted(passes, key=lambda own: own.annotator), 2):
            first, second = sorted((one.kind, other.kind))
            self._kinds[first, second].annotators.update((one.annotator, other.annotator))
            _compare(one, other, self._targets, of_article[first, second])
            _compare_spans(one, other, length, of_article[first, second])
        for mine, theirs in combinations(by_adder(added).values(), 2):
            first, second = sorted((mine[0]["kind"], theirs[0]["kind"]))
            names = (mine[0]["annotator"], theirs[0]["annotator"])
            self._kinds[first, second].annotators.update(names)
            _compare_additions(mine, theirs, of_article[first, second])
        for kinds, sums in of_article.items():
            self._kinds[kinds].add(article, sums)

    def merge(self, other: "Comparison") -> None:
        """Add what another comparison has of other articles, in any order."""
        for kinds, own in other._kinds.items():
            self._kinds[kinds].merge(own)

    def to_json(self) -> list[Any]:
        """What was added so far, as plain values for `from_json`."""
        found = list[Any]()
        for kinds, own in self._kinds.items():
            articles = [
                (article, {id: list(sums.items()) for id, sums in parts.items() if sums})
                for article, parts in own.rows()
            ]
            found.append((kinds, sorted(own.annotators), articles))
        return found

    @classmethod
    def from_json(cls, targets: Sequence[str], value: Iterable[Any]) -> "Comparison":
        """The inverse of `to_json`. ValueError, TypeError or KeyError for anything else."""
        made = cls(targets)
        for (first, second), annotators, articles in value:
            own = made._kinds[first, second]
            own.annotators.update(annotators)
            for article, parts in articles:
                sums = {id: parts.get(id, ()) for id in MEASURES}
                own.add(article, {id: {(*c,): n for c, n in s} for id, s in sums.items()})
        return made

    def results(self, *, seed: int = 0, times: int = RESAMPLES) -> list[Agreement]:
        """One record per kind of pair; empty if no article has two passes.

        CorpusError if the library `krippendorff` is missing, or for a bad seed or number of draws.
        """
        found = []
        for kinds, own in sorted(self._kinds.items()):
            measures = tuple(_measures(own, seed, times))
            annotators = tuple(sorted(own.annotators))
            found.append(Agreement(kinds, annotators, len(own.articles), measures))
        return found


def bounds(measure: Measure) -> str:
    """The interval as text, or why it is missing."""
    none = measure.low is None or measure.high is None
    return measure.why or "" if none else f"{measure.low:.3f} to {measure.high:.3f}"


def figure(measure: Measure) -> str:
    """A figure with its interval as text, or why the figure is missing."""
    none = f"not estimable: {measure.why}"
    return none if measure.value is None else f"{measure.value:.3f} ({bounds(measure)})"


def _compare(one: Layers, other: Layers, targets: Sequence[str], sums: _Sums) -> None:
    """Add what two passes over one article have in common."""
    pairs, entities = align(one, other)
    count = {layer: len(one[layer]) + len(other[layer]) for layer in COMPARED}
    _compare_mentions(pairs["mention"], count["mention"], sums)
    _compare_claims(pairs["claim"], count["claim"], sums)
    stances = pairs["stance"]
    sums.ratio("stance.f1.holder-target", 2 * len(stances), count["stance"])
    for pair in stances:
        sums.ratio("stance.jaccard.evidence", pair.token_jaccard)
    sums.label("stance.alpha.label", stances, "stance_label")
    mine, theirs = ([own.item for own in side["stance"]] for side in (one, other))
    cells = len(_holders(mine, theirs, entities)) * len(targets)
    sums.labels("stance.alpha.grid", _grid(stances, mine, theirs, cells).elements())
    for pair in pairs["article"]:
        for name, column in (("date", "published"), ("genre", "genre")):
            sums.ratio(f"article.share.{name}", pair.one[column] == pair.other[column])


def _compare_spans(one: Layers, other: Layers, length: int, sums: _Sums) -> None:
    for id, column in _UNITIZED.items():
        layer = id.partition(".")[0]
        mine, theirs = (units_of(side[layer], column) for side in (one, other))
        sums.unitized(id, unitized(mine, theirs, length))


def _compare_additions(mine: list[Row], theirs: list[Row], sums: _Sums) -> None:
    for id, part, total in matches(mine, theirs):
        sums.ratio(id, part, total)
    sums.labels("addition.alpha.relation", relations(mine, theirs))


def _compare_mentions(pairs: list[Pair], count: int, sums: _Sums) -> None:
    exact = [pair for pair in pairs if "span" not in pair.differs]
    for name, matched in (("span", exact), ("overlap", pairs)):
        typed = sum(pair.one["entity_type"] == pair.other["entity_type"] for pair in matched)
        sums.ratio(f"mention.f1.{name}", 2 * len(matched), count)
        sums.ratio(f"mention.f1.{name}-type", 2 * typed, count)
    groups = [(str(pair.one["entity"]), str(pair.other["entity"])) for pair in exact]
    mine, theirs = (Counter(group[side] for group in groups) for side in (0, 1))
    both = Counter(groups)
    for one, other in groups:
        sums.ratio("mention.masi.entity", masi(mine[one], theirs[other], both[one, other]))
    sums.label("mention.alpha.type", exact, "entity_type")


def _compare_claims(pairs: list[Pair], count: int, sums: _Sums) -> None:
    sums.ratio("claim.f1.overlap", 2 * len(pairs), count)
    sums.ratio("claim.f1.span", 2 * sum("span" not in pair.differs for pair in pairs), count)
    for pair in pairs:
        sums.ratio("claim.jaccard.span", pair.token_jaccard)
        sums.ratio("claim.share.claimer", "entity" not in pair.differs)
    for column in COMPARED["claim"]:
        sums.label(f"claim.alpha.{column.removeprefix('claim_')}", pairs, column)


def _grid(pairs: list[Pair], mine: _Items, theirs: _Items, cells: int) -> Counter[tuple[str, str]]:
    """A cell for each target and each holder that either annotator names."""
    in_one, in_other = {pair.one["id"] for pair in pairs}, {pair.other["id"] for pair in pairs}
    grid = Counter((_label(pair.one), _label(pair.other)) for pair in pairs)
    grid.update((_label(item), "absent") for item in mine if item["id"] not in in_one)
    grid.update(("absent", _label(item)) for item in theirs if item["id"] not in in_other)
    grid["absent", "absent"] = cells - grid.total()
    return grid


def _label(item: Item) -> str:
    return str(item["stance_label"])


def _holders(mine: _Items, theirs: _Items, entities: EntityMap) -> _Items:
    """One stance for each holder that either annotator names."""
    own = list({(item["entity"], item["name"]): item for item in mine}.values())
    others = {(item["entity"], item["name"]): item for item in theirs}.values()
    return own + [item for item in others if not any(entities.same(known, item) for known in own)]


def _share(sums: Sequence[float]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


class _Figure(NamedTuple):
    """A figure over all articles, its n, and how to find its interval."""

    value: float | None  # None if n is too small, or if it is not defined
    n: int
    parts: Any  # what each article adds to the sums, a row of an array for each
    statistic: Statistic


def _ratio(articles: Sequence[Mapping[_Cell, float]]) -> _Figure:
    parts = [[own.get(_PART, 0.0), own.get(_TOTAL, 0.0)] for own in articles]
    total = [sum(column) for column in zip(*parts, strict=True)]
    n = int(total[1])
    return _Figure(_share(total) if n >= LEAST_UNITS else None, n, _array(parts), _share)


def _alpha(articles: Sequence[Mapping[_Cell, float]]) -> _Figure:
    count = Counter[_Cell]()
    for own in articles:
        count.update({pair: int(number) for pair, number in own.items()})
    n, labels = count.total(), sorted({label for pair in count for label in pair})
    cells = [(min(a, b), max(a, b), 2 if a == b else 1) for a, b in product(labels, repeat=2)]
    parts = [[own.get((a, b), 0.0) * times for a, b, times in cells] for own in articles]
    value = None
    if LEAST_UNITS <= n <= MOST_UNITS:
        value = alpha(count.elements())
    elif n > MOST_UNITS:
        value = alpha_of_coincidences([sum(column) for column in zip(*parts, strict=True)])
    return _Figure(value, n, _array(parts), alpha_of_coincidences)


def _unitizing(articles: Sequence[Mapping[_Cell, float]]) -> _Figure:
    lengths = sorted({cell for own in articles for cell in own if cell[0] == _LENGTH})
    cells = (_UNITS, _DIFFERING, _SQUARES, *lengths)
    rows = [[own.get(cell, 0.0) for cell in cells] for own in articles]
    units, *total = (sum(column) for column in zip(*rows, strict=True))
    value = alpha_for_unitizing(total) if units >= LEAST_UNITS else None
    return _Figure(value, int(units), _array([row[1:] for row in rows]), alpha_for_unitizing)


_KINDS = {"alpha": _alpha, "ualpha": _unitizing}  # by the second part of an id; others are ratios


def _array(parts: list[list[float]]) -> Any:
    return optional.numpy().asarray(parts, dtype=float)


def _measures(found: _PairKind, seed: int, times: int) -> Iterator[Measure]:
    figures, few = {}, len(found.articles) < LEAST_ARTICLES
    for id in MEASURES:
        figures[id] = _KINDS.get(id.split(".")[1], _ratio)(found.in_order(id))
    drawn = [] if few else [id for id, own in figures.items() if own.value is not None]
    bootstrap = ((figures[id].parts, figures[id].statistic) for id in drawn)
    bounds = dict(zip(drawn, intervals(bootstrap, seed=seed, times=times), strict=True))
    for id, (value, n, *_) in figures.items():
        if not n and id.startswith("addition."):
            continue  # most corpora have none
        label, unit = MEASURES[id]["label"], MEASURES[id]["unit"]
        low, high = bounds.get(id) or (None, None)
        why = None
        if n < LEAST_UNITS:
            why = f"fewer than {LEAST_UNITS} {unit}"
        elif value is None:
            why = "only one label, so chance agreement is not defined"
        elif few:
            why = f"no interval: fewer than {LEAST_ARTICLES} articles"
        elif low is None:
            why = "no interval: not defined for every draw"
        elif low == high:
            low, high = None, None
            same = "no interval: every draw gives the same figure"
            why = "no disagreement" if value == 1 else same
        yield Measure(id.partition(".")[0], label, value, low, high, n, unit, why, id)
