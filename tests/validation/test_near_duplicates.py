"""Near-duplicates: shingles, sketches and the pairs they propose."""

import random

import pytest

from corpora import HARBOUR
from istanbul_talks.text.similarity import jaccard
from istanbul_talks.validation.near_duplicates import (
    SIZE,
    candidates,
    repeated,
    shingles,
    similar,
    sketch,
)

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


def with_changes(text: str, chance: random.Random, share: int) -> str:
    """A text with one word in `share` replaced."""
    words = text.split()
    for _ in range(max(1, len(words) // share)):
        words[chance.randrange(len(words))] = f"new{chance.randrange(10**6)}"
    return " ".join(words)


def test_copies_with_small_changes_are_proposed() -> None:
    chance, tried = random.Random(5), 0
    for text in TEXTS:
        for _ in range(40):
            copy = with_changes(text, chance, 60)
            if alike(text, copy) >= 0.8:
                tried += 1
                assert candidates(sketch(text) + sketch(copy)) == [(0, 1)]
                assert similar(sketch(text), copy) == [0]
    assert tried > 40


def test_short_copies_are_proposed() -> None:
    chance = random.Random(7)
    for length in (1, 2, 4, 6, 9, 12, 20, 40):
        for _ in range(60):
            text = " ".join(f"w{chance.randrange(10**6)}" for _ in range(length))
            copy = f"{text} again" if length > 9 else text.upper()
            assert alike(text, copy) >= 0.8 or length == 12
            if alike(text, copy) >= 0.8:
                assert candidates(sketch(text) + sketch(copy)) == [(0, 1)], text


def test_different_articles_are_not_proposed() -> None:
    assert candidates(b"".join(map(sketch, TEXTS))) == []


def test_texts_half_alike_are_not_compared() -> None:
    """They often share a band, so the number of equal bytes decides."""
    chance, proposed = random.Random(9), 0
    for number in range(200):
        words = [f"w{chance.randrange(10**6)}" for _ in range(300)]
        other = words[:205] + [f"x{number}-{i}" for i in range(95)]
        assert 0.4 < alike(" ".join(words), " ".join(other)) < 0.6
        proposed += len(candidates(sketch(" ".join(words)) + sketch(" ".join(other))))
    assert proposed < 50


@pytest.mark.parametrize("text", ["a", "é à", "𝒜 𝔅 𝕮", "字" * 9, "\ud800 x", "a_b " * 30, "Straße"])
def test_any_text_has_a_sketch_that_knows_no_case_or_punctuation(text: str) -> None:
    assert len(sketch(text)) == SIZE
    assert any(sketch(text))
    assert sketch(text) == sketch(f"… {text.swapcase().replace(' ', ', ')}!")
    assert sketch(text) != sketch(f"{text} more")


def test_order_and_letters_of_words_count() -> None:
    base = sketch("one two three four five")
    for other in ("two one three four five", "eno two three four five", "onetwo three four five"):
        assert sketch(other) != base


def test_texts_without_words_are_alike_to_none() -> None:
    assert sketch("") == sketch("… !") == bytes(SIZE)
    assert candidates(sketch("") + sketch("?")) == []
    assert similar(sketch(""), "") == []
    assert candidates(b"") == similar(b"", "a") == []


def test_candidates_pair_each_with_the_first_and_the_one_before() -> None:
    one, other = sketch(TEXTS[0]), sketch(TEXTS[1])
    sketches = one + other + one + one
    assert candidates(sketches) == [(0, 2), (0, 3), (2, 3)]
    assert candidates(sketches, without=[0]) == [(2, 3)]


def test_many_copies_give_two_pairs_each() -> None:
    pairs = candidates(sketch(TEXTS[0]) * 5000)
    assert pairs[:4] == [(0, 1), (0, 2), (1, 2), (0, 3)]
    assert len(pairs) == 2 * 4999 - 1


def test_repeated_hashes_are_paired_with_the_first() -> None:
    one, other, third = (bytes([n]) + bytes(14) + bytes([m]) for n, m in ((1, 2), (1, 3), (2, 2)))
    assert repeated(one + other + third + one + third + one) == [(3, 0), (5, 0), (4, 2)]
    assert repeated(one) == repeated(b"") == []
    assert repeated(bytes(48)) == []
    assert repeated(one + bytes(32) + one) == [(3, 0)]
