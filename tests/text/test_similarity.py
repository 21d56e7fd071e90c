"""Jaccard similarity by hand."""

import pytest

from istanbul_talks.text.similarity import jaccard, jaccard_of_sizes


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("abc", "bcd", 0.5), ("abc", "abc", 1.0), ("a", "b", 0.0), ("", "a", 0.0), ("", "", 1.0)],
)
def test_jaccard(one: str, other: str, expected: float) -> None:
    assert jaccard(set(one), set(other)) == expected


def test_two_empty_sets_are_what_the_caller_says() -> None:
    assert jaccard(set(), set(), empty=0.0) == 0.0


def test_jaccard_of_sizes() -> None:
    assert jaccard_of_sizes(4, 3, 2) == 2 / 5
    assert [jaccard_of_sizes(3, 3, 3), jaccard_of_sizes(2, 2, 0)] == [1, 0]
    assert [jaccard_of_sizes(0, 2, 0), jaccard_of_sizes(0, 0, 0)] == [0, 1]
    assert jaccard_of_sizes(0, 0, 0, empty=0.0) == 0
