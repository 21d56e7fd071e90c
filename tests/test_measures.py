"""Measures against published worked examples and other libraries."""

from __future__ import annotations

import math
import statistics

import pytest

from istanbul_talks.audit import wilson
from istanbul_talks.measures import alpha, f1, interval, masi

N = None


def units(*raters: list[object]) -> list[list[object]]:
    """Ratings by rater as labels by unit, missing ones left out."""
    return [[value for value in unit if value is not None] for unit in zip(*raters, strict=True)]


def test_alpha_of_krippendorffs_example_with_two_observers() -> None:
    """Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”, section B: nominal data, two observers, α = .692."""
    meg = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    owen = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert round(alpha(units(meg, owen)) or 0, 3) == 0.692


def test_alpha_of_krippendorffs_example_with_missing_data() -> None:
    """The same, section C: four observers, missing data, nominal α = .743."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3]
    c = [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N]
    assert round(alpha(units(a, b, c, d)) or 0, 3) == 0.743


def test_alpha_of_krippendorffs_binary_example() -> None:
    """The same, section A: binary data, two observers, α = .095."""
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(alpha(units(meg, owen)) or 0, 3) == 0.095


def test_alpha_is_not_defined_without_two_labels_or_two_annotators() -> None:
    assert alpha([["a", "a"], ["a", "a"]]) is None
    assert alpha([["a"], ["b"]]) is None
    assert alpha([]) is None
    assert alpha([["a"], ["b", "b"], ["a", "a"]]) == 1


def test_masi_by_hand() -> None:
    """Passonneau 2006: Jaccard times 1, 2/3, 1/3 or 0."""
    assert masi(frozenset("abc"), frozenset("abc")) == 1
    assert masi(frozenset("ab"), frozenset("abc")) == pytest.approx(2 / 3 * 2 / 3)
    assert masi(frozenset("abc"), frozenset("a")) == pytest.approx(1 / 3 * 2 / 3)
    assert masi(frozenset("abc"), frozenset("bcd")) == pytest.approx(2 / 4 * 1 / 3)
    assert masi(frozenset("ab"), frozenset("cd")) == 0
    assert masi(frozenset(), frozenset()) == 1


def test_f1_is_the_harmonic_mean() -> None:
    precision, recall = 6 / 8, 6 / 10
    assert f1(6, 8, 10) == pytest.approx(statistics.harmonic_mean([precision, recall]))
    with pytest.raises(ValueError, match="nothing against nothing"):
        f1(0, 0, 0)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_of_newcombe(count: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3: score intervals without continuity correction."""
    assert [round(bound, 4) for bound in wilson(count, of)] == [low, high]


def test_wilson_needs_something() -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(0, 0)


def test_bootstrap_interval_of_a_mean_agrees_with_theory() -> None:
    """For a mean of many values the percentile interval is close to mean ± 1.96 standard errors."""
    values = [float(i % 10) for i in range(400)]
    low, high = interval(values, lambda drawn: sum(drawn) / len(drawn), seed=1, times=2000) or (0, 0)
    error = statistics.pstdev(values) / math.sqrt(len(values))
    assert low == pytest.approx(4.5 - 1.96 * error, abs=0.05)
    assert high == pytest.approx(4.5 + 1.96 * error, abs=0.05)


def test_bootstrap_draws_articles_with_replacement() -> None:
    drawn: list[tuple[int, ...]] = []

    def note(articles: object) -> float:
        drawn.append(tuple(articles))  # type: ignore[arg-type]
        return 0.5

    assert interval([1, 2, 3], note, times=500) == (0.5, 0.5)
    assert sorted(drawn) == [(1, 1, 1), (1, 1, 2), (1, 1, 3), (1, 2, 2), (1, 2, 3), (1, 3, 3), (2, 2, 2), (2, 2, 3), (2, 3, 3), (3, 3, 3)]


def test_bootstrap_gives_up_where_the_statistic_is_often_undefined() -> None:
    assert interval([1, 2], lambda drawn: None if drawn == [1, 1] else 1.0, times=200) is None
    same = interval([1, 2, 3], lambda drawn: sum(drawn) / 3, seed=3)
    assert same == interval([1, 2, 3], lambda drawn: sum(drawn) / 3, seed=3)
    assert same != interval([1, 2, 3], lambda drawn: sum(drawn) / 3, seed=4, times=7)
