"""How well independent passes agree, layer by layer, with n and a bootstrap interval by article.

Passes are compared in pairs within an article. Pairs of models, of humans, and mixed pairs are kept
apart. A measure has no figure if there is too little data.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from pathlib import Path
from typing import NamedTuple

from ..files import disk
from ..model.records import PassItem
from .matching import COMPARED, EntityMap, Pair, align, of_layer
from .measures import RESAMPLES, alpha, alpha_of_coincidences, interval, masi

_Items = list[PassItem]
LEAST_UNITS = 20  # a measure with fewer has no figure
LEAST_ARTICLES = 5  # a measure over fewer has no interval


# By id, which begins with the layer: the label, and the unit that n counts.
MEASURES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    disk.read_text(Path(__file__).with_suffix(".toml"))
)


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


class _Sums:
    """What the pairs of passes over one article contribute: sums of ratios, label pairs for α."""

    def __init__(self) -> None:
        self.ratios: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.labels: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def ratio(self, id: str, part: float, total: float = 1) -> None:
        self.ratios[id][0] += part
        self.ratios[id][1] += total

    def label(self, id: str, pairs: Iterable[Pair], column: str) -> None:
        for pair in pairs:
            one, other = getattr(pair.one, column), getattr(pair.other, column)
            self.labels[id][str(one), str(other)] += 1


class Comparison:
    """Compares passes article by article. Keeps each article's sums and label pairs, no items."""

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = targets
        self._articles: dict[tuple[str, str], list[_Sums]] = defaultdict(list)
        self._annotators: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, items: Iterable[PassItem]) -> None:
        """Add all items of all passes over one article."""
        passes: dict[str, list[PassItem]] = defaultdict(list)
        for item in items:
            passes[item.annotator].append(item)
        of_article: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
        for names in combinations(sorted(passes), 2):
            one, other = (passes[name] for name in names)
            first, second = sorted((one[0].kind, other[0].kind))
            self._annotators[first, second].update(names)
            _compare(one, other, self._targets, of_article[first, second])
        for kinds, sums in of_article.items():
            self._articles[kinds].append(sums)

    def results(self, *, seed: int = 0, times: int = RESAMPLES) -> list[Agreement]:
        """One record per kind of pair; empty if no article has two passes.

        CorpusError if the library `krippendorff` is missing, or for a bad seed or number of draws.
        """
        found = []
        for kinds, articles in sorted(self._articles.items()):
            measures = tuple(_measure(id, articles, seed, times) for id in MEASURES)
            annotators = tuple(sorted(self._annotators[kinds]))
            found.append(Agreement(kinds, annotators, len(articles), measures))
        return found


def bounds(measure: Measure) -> str:
    """The interval as text, or why there is none."""
    none = measure.low is None or measure.high is None
    return measure.why or "" if none else f"{measure.low:.3f} to {measure.high:.3f}"


def figure(measure: Measure) -> str:
    """A figure with its interval as text, or why there is none."""
    none = f"not estimable: {measure.why}"
    return none if measure.value is None else f"{measure.value:.3f} ({bounds(measure)})"


def _compare(one: _Items, other: _Items, targets: Sequence[str], sums: _Sums) -> None:
    """Add what two passes over one article have in common."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in align(one, other):
        pairs[pair.one.layer].append(pair)
    count = Counter(item.layer for item in (*one, *other))
    _compare_mentions(pairs["mention"], count["mention"], sums)
    _compare_claims(pairs["claim"], count["claim"], sums)
    sums.ratio("stance.f1.holder-target", 2 * len(pairs["stance"]), count["stance"])
    for pair in pairs["stance"]:
        sums.ratio("stance.jaccard.evidence", pair.token_jaccard)
    sums.label("stance.alpha.label", pairs["stance"], "stance_label")
    sums.labels["stance.alpha.grid"].update(_grid(pairs["stance"], one, other, targets))
    for pair in pairs["article"]:
        sums.ratio("article.share.date", pair.one.published == pair.other.published)
        sums.ratio("article.share.genre", pair.one.genre == pair.other.genre)


def _compare_mentions(pairs: list[Pair], count: int, sums: _Sums) -> None:
    exact = [pair for pair in pairs if "span" not in pair.differs]
    for name, matched in (("span", exact), ("overlap", pairs)):
        typed = sum(pair.one.entity_type == pair.other.entity_type for pair in matched)
        sums.ratio(f"mention.f1.{name}", 2 * len(matched), count)
        sums.ratio(f"mention.f1.{name}-type", 2 * typed, count)
    groups = [(str(pair.one.entity), str(pair.other.entity)) for pair in exact]
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


def _grid(
    pairs: list[Pair], one: _Items, other: _Items, targets: Sequence[str]
) -> Counter[tuple[str, str]]:
    """A cell for each target and each holder that either annotator names."""
    mine, theirs = of_layer(one, "stance"), of_layer(other, "stance")
    in_one, in_other = {pair.one.id for pair in pairs}, {pair.other.id for pair in pairs}
    grid = Counter((str(pair.one.stance_label), str(pair.other.stance_label)) for pair in pairs)
    grid.update((str(item.stance_label), "absent") for item in mine if item.id not in in_one)
    grid.update(("absent", str(item.stance_label)) for item in theirs if item.id not in in_other)
    holders = _holders(mine, theirs, EntityMap(one, other))
    grid["absent", "absent"] = len(holders) * len(targets) - grid.total()
    return grid


def _holders(mine: _Items, theirs: _Items, entities: EntityMap) -> _Items:
    """One stance for each holder that either annotator names."""
    own = list({(item.entity, item.name): item for item in mine}.values())
    others = {(item.entity, item.name): item for item in theirs}.values()
    return own + [item for item in others if not any(entities.same(known, item) for known in own)]


def _share(sums: Sequence[float]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


def _ratio(id: str, articles: list[_Sums]) -> tuple[float | None, int, list[list[float]]]:
    """The figure over all articles, its n, and what each article adds to its sums."""
    parts = [sums.ratios[id] for sums in articles]
    total = [sum(column) for column in zip(*parts, strict=True)]
    return _share(total), int(total[1]), parts


def _alpha(id: str, articles: list[_Sums]) -> tuple[float | None, int, list[list[float]]]:
    counts = [sums.labels[id] for sums in articles]
    labels = sorted({label for count in counts for pair in count for label in pair})
    cells = list(product(labels, repeat=2))
    parts = [[float(count[a, b] + count[b, a]) for a, b in cells] for count in counts]
    n = sum(count.total() for count in counts)
    units = chain.from_iterable(count.elements() for count in counts)
    return alpha(units) if n >= LEAST_UNITS else None, n, parts


def _measure(id: str, articles: list[_Sums], seed: int, times: int) -> Measure:
    label, unit = MEASURES[id]["label"], MEASURES[id]["unit"]
    total, statistic = (_alpha, alpha_of_coincidences) if ".alpha." in id else (_ratio, _share)
    value, n, parts = total(id, articles)
    low, high, why = None, None, None
    if n < LEAST_UNITS:
        value, why = None, f"fewer than {LEAST_UNITS} {unit}"
    elif value is None:
        why = "only one label, so chance agreement is not defined"
    elif len(articles) < LEAST_ARTICLES:
        why = f"no interval: fewer than {LEAST_ARTICLES} articles"
    else:
        low, high = interval(parts, statistic, seed=seed, times=times) or (None, None)
        if low is None:
            why = "no interval: not defined for every draw"
        elif low == high:
            low, high = None, None
            same = "no interval: every draw gives the same figure"
            why = "no disagreement" if value == 1 else same
    return Measure(id.partition(".")[0], label, value, low, high, n, unit, why, id)
