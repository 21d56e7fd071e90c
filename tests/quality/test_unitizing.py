"""Spans as units of a continuum: a published worked example, and cases worked out by hand."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest

from istanbul_talks.quality.measures import alpha_for_unitizing
from istanbul_talks.quality.unitizing import Unit, Unitized, pieces, unitized

# Three observers unitize 60 places: Krippendorff 2019, Figure 12.11 (p. 340).
ALEX = [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")]
PAUL = [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")]
SUZAN = [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")]


def alpha(found: Sequence[Unitized], pairs_of_each: int = 1) -> float:
    """uα of several continua, or of several pairs of observers of one."""
    lengths = Counter[str]()
    for one in found:
        lengths.update(one.lengths)
    sums = (sum(o.differing for o in found), sum(o.squares for o in found), *lengths.values())
    value = alpha_for_unitizing([number / pairs_of_each for number in sums])
    assert value is not None
    return value


def test_the_worked_example_of_krippendorff() -> None:
    """Krippendorff 2019, section 12.6.3: uα = .510 for Alex, Paul and Suzan.

    Units and result as the tests of the R package quallmer quote them from the book. Each of three
    observers is in two pairs, so the book halves the sums over pairs.
    """
    pairs = [unitized(one, other, 60) for one, other in combinations((ALEX, PAUL, SUZAN), 2)]
    assert round(alpha(pairs, 2), 3) == 0.510


def test_two_of_its_observers_by_hand() -> None:
    """Paul and Suzan differ in the 6 places that one calls 3 and the other 4.

    Squares of Paul: 49 + 36 + 64 + 144. Of Suzan: 49 + 36 + 64 + 25 + 16 + 9. Gaps: 27 places each.
    """
    found = unitized(PAUL, SUZAN, 60)
    lengths = {"1": 14, "3": 6, "4": 6, "5": 16, "6": 24, "": 54}
    assert found == Unitized(10, 12, 293 + 199 + 54, lengths)
    by_chance = 120**2 - (14**2 + 6**2 + 6**2 + 16**2 + 24**2 + 54**2)
    assert alpha([found]) == pytest.approx(1 - 12 * (120**2 - 546) / (120 * by_chance))
    assert unitized(SUZAN, PAUL, 60) == found


def test_units_that_overlap_are_cut_at_their_borders() -> None:
    assert pieces([(5, 15, "b"), (0, 10, "a")]) == [(0, 5, "a"), (5, 10, "a+b"), (10, 15, "b")]
    assert pieces([(0, 9, "a"), (2, 4, "a")]) == [(0, 2, "a"), (2, 4, "a"), (4, 9, "a")]
    assert pieces([(0, 5, "b"), (0, 5, "a"), (0, 5, "b")]) == [(0, 5, "a+b")]
    nested = [(0, 9, "a"), (1, 8, "b"), (2, 3, "c"), (20, 22, "a")]
    assert pieces(nested) == [
        (0, 1, "a"), (1, 2, "a+b"), (2, 3, "a+b+c"), (3, 8, "a+b"), (8, 9, "a"), (20, 22, "a"),
    ]  # fmt: skip


def test_units_that_only_touch_stay_apart() -> None:
    touching: list[Unit] = [(5, 9, "a"), (0, 5, "a")]
    assert pieces(touching) == [(0, 5, "a"), (5, 9, "a")]
    again = [(0, 5, "a"), (5, 9, "a"), (20, 30, "a"), (20, 30, "b")]
    assert pieces([*touching, *again[2:]]) == [*again[:2], (20, 30, "a+b")]


def test_a_piece_with_two_values_differs_from_one_with_a_single_value() -> None:
    """In 20 places: a a a a a a a a a a, and a a a a a ab ab ab ab ab b b b b b."""
    found = unitized([(0, 10, "a")], [(0, 10, "a"), (5, 15, "b")], 20)
    lengths = {"a": 15, "a+b": 5, "b": 5, "": 15}
    assert found == Unitized(3, 2 * 10, 100 + 3 * 25 + 15, lengths)


def test_units_outside_the_text_count_as_part_of_it() -> None:
    assert unitized([(0, 30, "a")], [], 20) == Unitized(1, 60, 900 + 30, {"a": 30, "": 30})


def test_full_agreement_chance_and_what_is_not_defined() -> None:
    assert alpha([unitized(ALEX, ALEX, 60)]) == 1
    for one in ([], [(0, 60, "a")]):
        same = unitized(one, one, 60)
        assert alpha_for_unitizing([same.differing, same.squares, *same.lengths.values()]) is None


def test_units_at_random_agree_as_by_chance() -> None:
    chance = random.Random(5)

    def drawn() -> list[Unit]:
        found, at = list[Unit](), 0
        while at < 300_000:
            start = at + chance.randint(1, 40)
            at = start + chance.randint(5, 20)
            found.append((start, at, chance.choice("abc")))
        return found

    assert alpha([unitized(drawn(), drawn(), 300_100)]) == pytest.approx(0, abs=0.05)


def test_many_units_are_compared_in_one_pass() -> None:
    """Comparing every span with every other one would take ten minutes."""
    one = [(at, at + 12, "ab"[at % 3 == 0]) for at in range(0, 200_000, 10)]
    assert alpha([unitized(one, one, 200_012)]) == 1
