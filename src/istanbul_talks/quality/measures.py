"""Measures of agreement and of quality, each with its definition. Pure functions on counts, sets and labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from ..errors import ArgumentError
from ..files.optional import require

RESAMPLES = 1000


def f1(matched: float, one: int, other: int) -> float:
    """F1 of two sets of annotations, which is the same whichever is taken for the truth: 2m / (a + b) (Hripcsak and Rothschild 2005).

    ValueError if both are empty.
    """
    if one + other == 0:
        raise ValueError("F1 of nothing against nothing is not defined")
    return 2 * matched / (one + other)


def masi(one: frozenset[Any], other: frozenset[Any]) -> float:
    """MASI similarity of two sets, from 0 to 1: Jaccard times monotonicity (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not.
    """
    return masi_of_sizes(len(one), len(other), len(one & other))


def masi_of_sizes(one: int, other: int, shared: int) -> float:
    """The same from the sizes of two sets and of what they share: large groups need not be compared member by member."""
    whole = one + other - shared
    if not whole:
        return 1.0
    monotonicity = (
        1.0
        if one == other == shared
        else 2 / 3
        if shared in (one, other)
        else 1 / 3
        if shared
        else 0.0
    )
    return shared / whole * monotonicity


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's α for nominal labels (Krippendorff 2011); a unit is the labels that annotators gave it, absent ones left out.

    1 is perfect agreement, 0 what chance gives. None where it is not defined: fewer than two labels in use, or no unit with two.
    CorpusError if the library `krippendorff` is missing.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({label for unit in paired for label in unit}, key=str)
    if len(values) < 2:
        return None
    column = {label: i for i, label in enumerate(values)}
    counts = []
    for unit in paired:
        row = [0] * len(values)
        for label in unit:
            row[column[label]] += 1
        counts.append(row)
    return float(
        require("krippendorff", "agreement").alpha(
            value_counts=counts, level_of_measurement="nominal"
        )
    )


def alpha_of_pairs(coincidences: Sequence[float]) -> float | None:
    """The same for pairs of annotators, from the coincidences of k labels, k × k in one row: how often each ordered pair of labels was given.

    A thousand draws of a bootstrap add up coincidences; the units need not be gone through again.
    """
    size = math.isqrt(len(coincidences))
    margins = [sum(coincidences[i * size : (i + 1) * size]) for i in range(size)]
    whole = sum(margins)
    same = sum(coincidences[i * size + i] for i in range(size))
    by_chance = whole * whole - sum(margin * margin for margin in margins)
    return 1 - (whole - 1) * (whole - same) / by_chance if by_chance else None


def interval(
    parts: Sequence[Sequence[float]],
    statistic: Callable[[Sequence[float]], float | None],
    *,
    seed: int = 0,
    times: int = RESAMPLES,
) -> tuple[float, float] | None:
    """95 % percentile bootstrap interval (Efron 1979) of a statistic of sums: `parts` holds what each article adds to them.

    Items of one article are not independent, so whole articles are drawn with replacement. None where the statistic is undefined
    for more than one draw in twenty. CorpusError if numpy is missing, or for a seed or number of draws that cannot be.
    """
    if not 0 <= seed < 2**32 or not 1 <= times <= 10**7:
        raise ArgumentError(
            "a bootstrap needs a seed from 0 to 4,294,967,295, and draws from 1 to 10,000,000"
        )
    numpy = require("numpy", "agreement")
    chance, count = (
        numpy.random.RandomState(seed),
        len(parts),
    )  # the one generator whose numbers numpy never changes
    each = numpy.asarray(parts, dtype=float)
    values = []
    for _ in range(times):
        value = statistic((chance.multinomial(count, numpy.full(count, 1 / count)) @ each).tolist())
        if value is not None:
            values.append(value)
    values.sort()
    if len(values) < 0.95 * times:
        return None
    return _quantile(values, 0.025), _quantile(values, 0.975)


def _quantile(values: Sequence[float], share: float) -> float:
    """Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996)."""
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])
