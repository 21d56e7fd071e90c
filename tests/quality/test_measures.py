"""Measures against published worked examples and other libraries."""

import math
import random
import statistics
from collections.abc import Sequence

import pytest

from istanbul_talks.quality.audit import wilson
from istanbul_talks.quality.measures import (
    Statistic,
    alpha,
    alpha_of_coincidences,
    f1,
    intervals,
    masi,
)

N = None


def units(*raters: list[object]) -> list[list[object]]:
    """Ratings by rater as labels by unit, missing ones left out."""
    return [[value for value in unit if value is not None] for unit in zip(*raters, strict=True)]


def test_alpha_of_krippendorffs_example_with_two_observers() -> None:
    """Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”, section B: α = .692."""
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

    def of(one: str, other: str) -> float:
        return masi(len(one), len(other), len({*one} & {*other}))

    assert of("abc", "abc") == 1
    assert of("ab", "abc") == pytest.approx(2 / 3 * 2 / 3)
    assert of("abc", "a") == pytest.approx(1 / 3 * 2 / 3)
    assert of("abc", "bcd") == pytest.approx(2 / 4 * 1 / 3)
    assert of("ab", "cd") == 0
    assert of("", "") == 1


def test_f1_is_the_harmonic_mean() -> None:
    precision, recall = 6 / 8, 6 / 10
    assert f1(6, 8, 10) == pytest.approx(statistics.harmonic_mean([precision, recall]))
    with pytest.raises(ValueError, match="two empty sets"):
        f1(0, 0, 0)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_of_newcombe(count: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3: score intervals without continuity correction."""
    assert [round(bound, 4) for bound in wilson(count, of)] == [low, high]


def test_wilson_needs_something() -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(0, 0)


def test_alpha_from_coincidences_is_the_same() -> None:
    """The bootstrap's own α against the library's, on random labels of two annotators."""
    chance = random.Random(1)
    labels = "abcd"
    for _ in range(30):
        pairs = [
            (chance.choice(labels), chance.choice(labels[:3]) if chance.random() < 0.5 else "a")
            for _ in range(chance.randrange(5, 60))
        ]
        row = [0.0] * 16
        for one, other in pairs:
            row[labels.index(one) * 4 + labels.index(other)] += 1
            row[labels.index(other) * 4 + labels.index(one)] += 1
        assert alpha_of_coincidences(row) == pytest.approx(alpha(pairs))
    assert alpha_of_coincidences([4.0, 0, 0, 0]) is None
    assert alpha_of_coincidences([0.0] * 4) is None


def interval(
    parts: Sequence[Sequence[float]], statistic: Statistic, **options: int
) -> tuple[float, float] | None:
    (found,) = intervals([(parts, statistic)], **options)
    return found


def mean(sums: Sequence[float]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


def test_bootstrap_interval_of_a_mean_agrees_with_theory() -> None:
    """For a mean of many values the percentile interval is close to mean ± 1.96 standard errors."""
    values = [float(i % 10) for i in range(400)]
    low, high = interval([(value, 1) for value in values], mean, seed=1, times=2000) or (0, 0)
    error = statistics.pstdev(values) / math.sqrt(len(values))
    assert low == pytest.approx(4.5 - 1.96 * error, abs=0.05)
    assert high == pytest.approx(4.5 + 1.96 * error, abs=0.05)


def test_bootstrap_draws_articles_with_replacement() -> None:
    """Of parts 1, 10 and 100, a draw is any three with repetition: ten different sums."""
    drawn: set[float] = set()

    def note(sums: Sequence[float]) -> float:
        drawn.add(sums[0])
        return 0.5

    assert interval([[1], [10], [100]], note, times=500) == (0.5, 0.5)
    assert drawn == {3, 12, 21, 30, 102, 111, 120, 201, 210, 300}


def test_bootstrap_gives_up_where_the_statistic_is_often_undefined() -> None:
    assert interval([[0, 0], [1, 1]], mean, times=200) is None
    parts = [[i, 7] for i in range(7)]
    assert interval(parts, mean, seed=3) == interval(parts, mean, seed=3)
    assert interval(parts, mean, seed=3, times=9) != interval(parts, mean, seed=4, times=9)


def test_each_draw_serves_every_measure() -> None:
    """The bounds are those of each measure alone, also beside one that is often undefined."""
    parts = [[[i * i, 7] for i in range(7)], [[0, 0]] * 6 + [[1, 1]], [[i, 1] for i in range(7)]]
    alone = [interval(part, mean, seed=3) for part in parts]
    assert intervals(((part, mean) for part in parts), seed=3) == alone
    assert None not in (alone[0], alone[2])
    assert intervals([], seed=3) == []


def test_bootstrap_figures_do_not_change_with_the_version_of_numpy() -> None:
    """RandomState is frozen: these bounds were computed by it in another program, draw by draw."""
    import numpy

    state, sums = numpy.random.RandomState(5), []
    for _ in range(40):
        counts = state.multinomial(4, [0.25] * 4)
        sums.append(float(counts @ numpy.array([1, 2, 4, 8])) / 4)
    low, high = numpy.percentile(sums, [2.5, 97.5])
    assert interval([[1, 1], [2, 1], [4, 1], [8, 1]], mean, seed=5, times=40) == pytest.approx(
        (low, high)
    )
