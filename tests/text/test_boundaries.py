"""The quick answer about an offset never hides a cut word or a cut character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.text.boundaries import (
    is_whole,
    is_whole_word,
    may_split,
    splits_grapheme,
    splits_word,
    tokens,
)

ANY = st.text(
    st.sampled_from(
        "ab 1_-\r\n“”é普京どไวאבور\u0301\u0e31\u200d\ufe0f👩🚒🏽🇺🇦\u1100\u1161कष\u094d\u0600"
    )
)


@given(ANY)
def test_an_offset_that_splits_something_may_split_it(text: str) -> None:
    for offset in range(len(text) + 1):
        cut = splits_word(text, offset) or splits_grapheme(text, offset)
        assert may_split(text, offset) or not cut
        assert is_whole(text, (offset, len(text))) is not cut
        assert is_whole_word(text, (0, offset)) is not splits_word(text, offset)


def test_most_offsets_are_told_from_two_characters() -> None:
    text = "He said: “We’ll go to Ankara — now.”\n\nNo."
    inside = [i for i in range(len(text)) if text[i - 1 : i + 1].isalpha()]
    assert [i for i in range(1, len(text)) if may_split(text, i)] == [i for i in inside if i]


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


def test_tokens_of_the_example_of_the_annex() -> None:
    """Figure 1 of Unicode Standard Annex #29, but for the apostrophe and for white space."""
    text = "The quick (“brown”) fox can’t jump 32.3 feet, right?"
    assert words(text) == [
        *("The", "quick", "(", "“", "brown", "”", ")", "fox", "can", "’", "t", "jump", "32.3"),
        *("feet", ",", "right", "?"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t", []),
        ("Vey’s and Kesh's", ["Vey", "’", "s", "and", "Kesh", "'", "s"]),
        ("l’Ostrel", ["l", "’", "Ostrel"]),
        ("U.S.-led e-mail", ["U.S", ".", "-", "led", "e", "-", "mail"]),
        ("3\u202f000 a\u00a0b", ["3", "000", "a", "b"]),  # narrow and wide no-break spaces
        ("👩\u200d👩\u200d👧🇹🇷🇺🇦", ["👩\u200d👩\u200d👧", "🇹🇷", "🇺🇦"]),
        ("Tan\u0304a’\u0301s", ["Tan\u0304a", "’\u0301s"]),  # no mark is cut off
        ("snake_case", ["snake_case"]),
        ("Kesh.Then 4thpost.com", ["Kesh.Then", "4thpost.com"]),
        ("你好", ["你", "好"]),
        ("a\r\nb", ["a", "b"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(ANY)
def test_tokens_are_all_of_a_text_but_white_space(text: str) -> None:
    assert "".join(words(text)) == "".join(text.split())
    places = tokens(text)
    assert all(start < end for start, end in places)
    assert places == sorted(places)
