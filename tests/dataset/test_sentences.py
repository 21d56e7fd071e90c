"""Sentences of annotators that repeat words of an article."""

import pytest

from istanbul_talks.dataset.sentences import Sentences, sentence_of

TEXT = "The first ferry will sail at dawn on Thursday. It was cold."


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The first ferry will leave.", False),  # four words
        ("THE FIRST, ferry will sail early.", True),  # five, in any case
        ("Early on Thursday it was cold", True),  # across the end of a sentence
        ("It was", False),
        ("", False),
    ],
)
def test_more_than_four_words_in_a_row_are_too_many(sentence: str, said: bool) -> None:
    assert Sentences(TEXT, 4).repeats(sentence) is said


def test_only_places_of_repeated_words_are_kept() -> None:
    sentence = "Soon the first ferry will sail, at dawn, for Lyth."
    parts = Sentences(TEXT, 4).parts(sentence)
    assert parts == [
        "Soon the ",  # “The” is another word
        [4, 9],
        " ",
        [10, 15],
        " ",
        [16, 20],
        " ",
        [21, 25],
        ", ",
        [26, 28],
        " ",
        [29, 33],
        ", for Lyth.",
    ]
    assert sentence_of(parts, TEXT) == sentence
