"""How far independent passes agree, layer by layer, with n, a bootstrap interval by article, and no number where the data carry none.

Passes are compared in pairs within an article. Pairs of models, of humans, and of one with the other are kept apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple

from ..model.records import PassItem
from .matching import Pair, Voices, align, jaccard, of_layer, tokens
from .measures import RESAMPLES, alpha, alpha_of_pairs, interval, masi_of_sizes

LEAST_UNITS = 20  # of a measure; fewer carry no figure
LEAST_ARTICLES = 5  # of an interval


class Measure(NamedTuple):
    """One figure. `value` is None where it is not estimable, and `why` says why; `low` and `high` are the 95 % interval."""

    layer: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    why: str | None


@dataclass(frozen=True)
class Agreement:
    """The measures of one kind of pair: model with model, human with human, or human with model."""

    kinds: tuple[str, str]
    annotators: tuple[str, ...]
    articles: int
    measures: tuple[Measure, ...]


@dataclass
class _Seen:
    """What pairs of passes over one article add: sums for ratios, units for α."""

    ratios: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    units: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))

    def ratio(self, name: str, part: float, whole: float) -> None:
        self.ratios[name][0] += part
        self.ratios[name][1] += whole


# Name, layer, how it is told, unit of n. Ratios first, then α. "f1" stands for 2m / (a + b), where n is a + b.
_RATIOS = (
    ("mention", "F1, same span", "mentions of both"),
    ("mention", "F1, same span and type", "mentions of both"),
    ("mention", "F1, overlapping span", "mentions of both"),
    ("mention", "F1, overlapping span and type", "mentions of both"),
    ("mention", "grouping into entities, mean MASI", "mentions in common"),
    ("claim", "F1, token Jaccard ≥ 0.5", "claims of both"),
    ("claim", "F1, same span", "claims of both"),
    ("claim", "span, mean token Jaccard", "claims in common"),
    ("claim", "same claimer, share", "claims in common"),
    ("stance", "F1, same holder and target", "stances of both"),
    ("stance", "evidence, mean token Jaccard", "stances in common"),
    ("article", "same date (EDTF), share", "pairs of articles"),
    ("article", "same genre, share", "pairs of articles"),
)
_ALPHAS = (
    ("mention", "type, α", "mentions in common"),
    ("claim", "type, α", "claims in common"),
    ("claim", "commitment (epistemic), α", "claims in common"),
    ("claim", "attribution, α", "claims in common"),
    ("claim", "checkworthy, α", "claims in common"),
    ("stance", "holder × target grid with absent, α", "cells"),
    ("stance", "label, α", "stances in common"),
)
_LAYERS = ("mention", "claim", "stance", "article")


class Comparison:
    """Compares passes article by article. Keeps sums and label pairs of each article, not the items."""

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = targets
        self._seen: dict[tuple[str, str], list[_Seen]] = {}
        self._annotators: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, items: Iterable[PassItem]) -> None:
        """Take in all items of all passes over one article."""
        own: dict[tuple[str, str], _Seen] = {}
        for one, other in _pairs(items):
            low, high = sorted((one[0].kind, other[0].kind))
            self._annotators[low, high] |= {one[0].annotator, other[0].annotator}
            _compare(one, other, self._targets, own.setdefault((low, high), _Seen()))
        for kinds, found in own.items():
            self._seen.setdefault(kinds, []).append(found)

    def results(self, *, seed: int = 0, times: int = RESAMPLES) -> list[Agreement]:
        """A record for each kind of pair; empty where no article had two passes. CorpusError if the library `krippendorff` is missing."""
        return [
            Agreement(
                kinds,
                tuple(sorted(self._annotators[kinds])),
                len(found),
                tuple(_measures(found, seed, times)),
            )
            for kinds, found in sorted(self._seen.items())
        ]


def shown(measure: Measure) -> str:
    """A figure as text: the value with its interval, or why there is none."""
    if measure.value is None:
        return f"not estimable: {measure.why}"
    bounds = (
        f"{measure.low:.3f} to {measure.high:.3f}" if measure.low is not None else f"{measure.why}"
    )
    return f"{measure.value:.3f} ({bounds})"


def _pairs(items: Iterable[PassItem]) -> Iterator[tuple[list[PassItem], list[PassItem]]]:
    by: dict[str, list[PassItem]] = defaultdict(list)
    for item in items:
        by[item.annotator].append(item)
    for one, other in combinations(sorted(by), 2):
        yield by[one], by[other]


def _compare(
    one: list[PassItem], other: list[PassItem], targets: Sequence[str], seen: _Seen
) -> None:
    """Add what two passes over one article have in common."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in align(one, other):
        pairs[pair.one.layer].append(pair)
    count = Counter(item.layer for item in (*one, *other))
    _compare_mentions(pairs["mention"], count["mention"], seen)
    _compare_claims(pairs["claim"], count["claim"], seen)
    _compare_stances(pairs["stance"], one, other, targets, seen)
    for pair in pairs["article"]:
        seen.ratio("article/same date (EDTF), share", pair.one.published == pair.other.published, 1)
        seen.ratio("article/same genre, share", pair.one.genre == pair.other.genre, 1)


def _compare_mentions(pairs: list[Pair], count: int, seen: _Seen) -> None:
    exact = [pair for pair in pairs if "span" not in pair.differs]
    typed = [pair for pair in pairs if pair.one.entity_type == pair.other.entity_type]
    seen.ratio("mention/F1, same span", 2 * len(exact), count)
    seen.ratio(
        "mention/F1, same span and type",
        2 * sum("span" not in pair.differs for pair in typed),
        count,
    )
    seen.ratio("mention/F1, overlapping span", 2 * len(pairs), count)
    seen.ratio("mention/F1, overlapping span and type", 2 * len(typed), count)
    groups = [(str(pair.one.entity), str(pair.other.entity)) for pair in exact]
    mine, theirs, both = (
        Counter(one for one, _ in groups),
        Counter(other for _, other in groups),
        Counter(groups),
    )
    for one_group, other_group in groups:
        size = masi_of_sizes(mine[one_group], theirs[other_group], both[one_group, other_group])
        seen.ratio("mention/grouping into entities, mean MASI", size, 1)
    for pair in exact:
        seen.units["mention/type, α"][str(pair.one.entity_type), str(pair.other.entity_type)] += 1


def _compare_claims(pairs: list[Pair], count: int, seen: _Seen) -> None:
    seen.ratio("claim/F1, token Jaccard ≥ 0.5", 2 * len(pairs), count)
    seen.ratio("claim/F1, same span", 2 * sum("span" not in pair.differs for pair in pairs), count)
    for pair in pairs:
        seen.ratio(
            "claim/span, mean token Jaccard",
            jaccard(tokens(pair.one.spans), tokens(pair.other.spans)),
            1,
        )
        seen.ratio("claim/same claimer, share", "entity" not in pair.differs, 1)
        for name, column in (
            ("type, α", "claim_type"), ("commitment (epistemic), α", "epistemic"), ("attribution, α", "attribution"), ("checkworthy, α", "checkworthy"),
        ):  # fmt: skip
            seen.units[f"claim/{name}"][
                str(getattr(pair.one, column)), str(getattr(pair.other, column))
            ] += 1


def _compare_stances(
    pairs: list[Pair],
    one: list[PassItem],
    other: list[PassItem],
    targets: Sequence[str],
    seen: _Seen,
) -> None:
    mine, theirs = of_layer(one, "stance"), of_layer(other, "stance")
    seen.ratio("stance/F1, same holder and target", 2 * len(pairs), len(mine) + len(theirs))
    for pair in pairs:
        seen.ratio(
            "stance/evidence, mean token Jaccard",
            jaccard(tokens(pair.one.spans), tokens(pair.other.spans)),
            1,
        )
        seen.units["stance/label, α"][str(pair.one.stance_label), str(pair.other.stance_label)] += 1
    grid = seen.units["stance/holder × target grid with absent, α"]
    grid.update((str(pair.one.stance_label), str(pair.other.stance_label)) for pair in pairs)
    in_one, in_other = {pair.one.id for pair in pairs}, {pair.other.id for pair in pairs}
    grid.update((str(item.stance_label), "absent") for item in mine if item.id not in in_one)
    grid.update(("absent", str(item.stance_label)) for item in theirs if item.id not in in_other)
    filled = len(mine) + len(theirs) - len(pairs)
    holders = _holders(mine, theirs, Voices(one, other))
    grid["absent", "absent"] += len(holders) * len(targets) - filled


def _holders(mine: list[PassItem], theirs: list[PassItem], voices: Voices) -> list[PassItem]:
    """One stance for each holder that either annotator names."""
    own = list({(item.entity, item.name): item for item in mine}.values())
    others = {(item.entity, item.name): item for item in theirs}.values()
    return own + [item for item in others if not any(voices.same(known, item) for known in own)]


def _measures(seen: list[_Seen], seed: int, times: int) -> Iterator[Measure]:
    for layer in _LAYERS:
        for place, name, unit in _RATIOS:
            if place == layer:
                yield _ratio(seen, layer, name, unit, seed, times)
        for place, name, unit in _ALPHAS:
            if place == layer:
                yield _alpha(seen, layer, name, unit, seed, times)


def _ratio(seen: list[_Seen], layer: str, name: str, unit: str, seed: int, times: int) -> Measure:
    parts = [s.ratios[f"{layer}/{name}"] for s in seen]
    sums = [sum(part[i] for part in parts) for i in (0, 1)]
    return _measure(
        layer, name, unit, int(sums[1]), lambda: _share(sums), parts, _share, seed, times
    )


def _share(sums: Sequence[float]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


def _alpha(seen: list[_Seen], layer: str, name: str, unit: str, seed: int, times: int) -> Measure:
    counts = [s.units[f"{layer}/{name}"] for s in seen]
    labels = sorted({label for count in counts for pair in count for label in pair})
    parts = []
    for count in counts:
        row = [0.0] * len(labels) ** 2
        for (one, other), often in count.items():
            row[labels.index(one) * len(labels) + labels.index(other)] += often
            row[labels.index(other) * len(labels) + labels.index(one)] += often
        parts.append(row)
    n = sum(count.total() for count in counts)
    return _measure(
        layer,
        name,
        unit,
        n,
        lambda: alpha(chain.from_iterable(map(Counter.elements, counts))),
        parts,
        alpha_of_pairs,
        seed,
        times,
    )


def _measure(
    layer: str,
    name: str,
    unit: str,
    n: int,
    whole: Callable[[], float | None],
    parts: Sequence[Sequence[float]],
    statistic: Callable[[Sequence[float]], float | None],
    seed: int,
    times: int,
) -> Measure:
    """The figure, or why there is none."""
    value = whole() if n >= LEAST_UNITS else None
    if value is None:
        why = (
            f"fewer than {LEAST_UNITS} {unit}"
            if n < LEAST_UNITS
            else "one label only, so that chance agreement is not defined"
        )
        return Measure(layer, name, None, None, None, n, unit, why)
    bounds = (
        interval(parts, statistic, seed=seed, times=times) if len(parts) >= LEAST_ARTICLES else None
    )
    if bounds is None:
        short = len(parts) < LEAST_ARTICLES
        why = (
            f"no interval: fewer than {LEAST_ARTICLES} articles"
            if short
            else "no interval: not defined for every draw"
        )
        return Measure(layer, name, value, None, None, n, unit, why)
    if bounds[0] == bounds[1]:
        return Measure(
            layer,
            name,
            value,
            None,
            None,
            n,
            unit,
            "no disagreement" if value == 1 else "no interval: the articles do not differ in it",
        )
    return Measure(layer, name, value, *bounds, n, unit, None)
