"""Words and characters that are not ASCII: the same as `re` finds, in every script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.text.words import beyond_ascii, words

ANY = st.text(
    st.sampled_from("ab Z9_,\n'“”’é—²٣Ⅷ普京و\u0301\u00ad\u200d🎉\U0001f1fa") | st.characters()
)


@given(ANY)
def test_words_are_those_of_regular_expressions(text: str) -> None:
    assert words(text) == re.findall(r"\w+", text)
    assert words(text, digits=False) == re.findall(r"[^\W\d_]+", text)


def test_every_character_is_in_a_word_or_between_two() -> None:
    for start in range(0, 0x110000, 64):  # few enough for each to be replaced
        text = "a".join(map(chr, range(start, start + 64)))
        assert words(text) == re.findall(r"\w+", text)
        assert words(text, digits=False) == re.findall(r"[^\W\d_]+", text)


def test_a_text_with_many_different_signs_takes_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"a{chr(0x1F300 + i)}" for i in range(500))
    monkeypatch.setattr("istanbul_talks.text.words._MOST", 1000)
    replaced = words(text)
    monkeypatch.undo()
    assert words(text) == replaced == ["a"] * 500


@given(ANY)
def test_what_is_not_ascii_is_kept_in_order(text: str) -> None:
    assert beyond_ascii(text) == "".join(c for c in text if ord(c) > 127)
