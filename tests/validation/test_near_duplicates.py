"""Near-duplicates: shingles, sketches and the pairs they propose."""

import random
from array import array

import pytest

from corpora import HARBOUR
from istanbul_talks.text.similarity import jaccard
from istanbul_talks.validation.near_duplicates import bands, candidates, shingles

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((HARBOUR / "corpus").glob("*.txt"))]


def alike(one: str, other: str) -> float:
    return jaccard(shingles(one), shingles(other), empty=0.0)


def test_shingles_by_hand() -> None:
    assert shingles("One two, three four five six.") == {
        "one two three four five",
        "two three four five six",
    }
    assert shingles("Only three words") == {"only three words"}
    assert shingles("…") == set()


def test_similarity_by_hand() -> None:
    assert alike("a b c d e f", "a b c d e g") == pytest.approx(1 / 3)  # one run in common of three
    assert alike("a b c d e", "A, b; c d E!") == 1
    assert alike("", "") == 0


def test_copies_with_small_changes_are_proposed() -> None:
    chance, tried = random.Random(5), 0
    for text in TEXTS:
        for _ in range(40):
            words = text.split()
            for _ in range(max(1, len(words) // 60)):
                words[chance.randrange(len(words))] = f"new{chance.randrange(10**6)}"
            copy = " ".join(words)
            if alike(text, copy) >= 0.8:
                tried += 1
                assert set(bands(text)) & set(bands(copy))
    assert tried > 40


def test_different_articles_are_not_proposed() -> None:
    sketches = array("Q")
    for text in TEXTS:
        sketches += bands(text)
    assert list(candidates(sketches)) == []


def test_candidates_pair_each_with_the_first_and_the_one_before() -> None:
    one, other = bands(TEXTS[0]), bands(TEXTS[1])
    sketches = one + other + one + one
    assert sorted(candidates(sketches)) == [(0, 2), (0, 3), (2, 3)]
    assert bands("") == array("Q")
