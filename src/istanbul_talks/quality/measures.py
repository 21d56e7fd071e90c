"""Measures of agreement, each with its definition: pure functions on counts, sizes and labels."""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from ..errors import ArgumentError
from ..files import optional
from ..text.similarity import jaccard_of_sizes
from ..text.visible import visible

Statistic = Callable[[Sequence[float]], float | None]  # of sums over articles
RESAMPLES = 1000
MAX_SEED, MAX_DRAWS = 2**32 - 1, 10**7


def f1(matched: float, one: int, other: int) -> float:
    """F1 of two sets of annotations: 2m / (a + b), the same whichever is taken as the truth.

    Hripcsak and Rothschild 2005. ValueError if both are empty.
    """
    if one + other == 0:
        raise ValueError("F1 of two empty sets is not defined")
    return 2 * matched / (one + other)


def masi(one: int, other: int, shared: int) -> float:
    """MASI similarity (Passonneau 2006) of two sets, from their sizes and that of the intersection.

    It is their Jaccard index, times 2/3 if one contains the other, or 1/3 if they only overlap.
    """
    if one == other == shared:
        return 1.0
    return jaccard_of_sizes(one, other, shared) * (2 / 3 if shared in (one, other) else 1 / 3)


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's α for nominal labels (2011). A unit has the labels its annotators gave.

    1 is perfect agreement, 0 is chance. None with fewer than two labels in use, or without a unit
    that has two. MissingExtraError without the library `krippendorff`.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({label for unit in paired for label in unit}, key=str)
    if len(values) < 2:
        return None
    counts = [[unit.count(value) for value in values] for unit in paired]
    library = optional.require("krippendorff", "agreement")
    return float(library.alpha(value_counts=counts, level_of_measurement="nominal"))


def alpha_of_coincidences(coincidences: Sequence[float]) -> float | None:
    """The same for pairs of annotators. `coincidences`: k × k in one row, one cell per label pair.

    Each pair counts in both orders. A bootstrap adds these rows up a thousand times; going through
    the units each time would be too slow.
    """
    size = math.isqrt(len(coincidences))
    margins = [sum(coincidences[i * size : (i + 1) * size]) for i in range(size)]
    total, same = sum(margins), sum(coincidences[:: size + 1])
    by_chance = total * total - sum(margin * margin for margin in margins)
    return 1 - (total - 1) * (total - same) / by_chance if by_chance else None


def alpha_for_unitizing(sums: Sequence[float]) -> float | None:
    """Krippendorff's α for unitizing: uα with nominal values, gaps being a value of their own.

    Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, section 12.6. `sums`, over
    all continua: `differing`, `squares`, then `lengths` by value, as in `Unitized`. So continua
    count as if one followed the other. Chance moves units as they are and cuts gaps anywhere,
    which is why a unit is never compared with itself. None if all has one value.
    """
    differing, squares, *lengths = sums
    total = sum(lengths)
    by_chance = total * total - sum(length * length for length in lengths)
    return 1 - differing * (total * total - squares) / (total * by_chance) if by_chance else None


def check_bootstrap(seed: int, times: int) -> None:
    """Raise ArgumentError for a seed or number of draws that is out of range."""
    for name, given, least, most in (("seed", seed, 0, MAX_SEED), ("times", times, 1, MAX_DRAWS)):
        if type(given) is not int or not least <= given <= most:
            shown = visible(repr(given), 60)
            raise ArgumentError(f"{name} takes a number from {least} to {most:,}, not {shown}")


def intervals(
    measures: Iterable[tuple[Any, Statistic]],
    *,
    seed: int = 0,
    times: int = RESAMPLES,
) -> list[tuple[float, float] | None]:
    """95 % percentile bootstrap intervals (Efron 1979) of statistics of sums, by article.

    Of each measure: an array with a row of what each article adds to the sums, and the statistic.
    Items of one article depend on each other, so articles are drawn, with replacement; each draw
    serves every measure. None for a measure if more than one draw in twenty has no figure.
    ArgumentError for a seed or number of draws out of range.
    """
    measured = list(measures)
    if not measured:
        return []
    check_bootstrap(seed, times)
    numpy = optional.numpy()
    random = numpy.random.RandomState(seed)  # the only generator whose numbers numpy never changes
    articles = len(measured[0][0])
    chances = numpy.full(articles, 1 / articles)
    sums = [numpy.asarray(parts, dtype=float) for parts, _ in measured]
    values: list[list[float]] = [[] for _ in measured]
    for _ in range(times):
        drawn = random.multinomial(articles, chances).astype(float)
        for (_, statistic), own, found in zip(measured, sums, values, strict=True):
            if (value := statistic((drawn @ own).tolist())) is not None:
                found.append(value)
    found_often = (found if len(found) >= 0.95 * times else None for found in values)
    bounds = (found and numpy.quantile(found, (0.025, 0.975)).tolist() for found in found_often)
    return [(both[0], both[1]) if both else None for both in bounds]
