"""Hidden characters, and hints in messages."""

import pytest

from istanbul_talks.text.visible import did_you_mean, hidden_in, shown, visible
from support.hostile.characters import all_hidden

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def test_every_character_that_no_reader_sees_is_named() -> None:
    """By Unicode's own properties, for all code points."""
    every = all_hidden()
    assert len(every) > 4000
    assert [c for c in every if f"U+{ord(c):04X} " not in (hidden_in(f"a{c}b") or "")] == []


def test_the_most_similar_word_is_offered() -> None:
    hint = did_you_mean("Direct-Talk", ["leaders-meeting", "direct-talks"])
    assert hint == "; did you mean “direct-talks”?"
    assert did_you_mean("xyz", ["direct-talks"]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Привіт",
        "می\u200cخواهم",
        "👩\u200d🚒 ❤\ufe0f 1\ufe0f\u20e3",
        "a\tb\nc",
        "葛\U000e0100",
        ENGLAND,
    ],
)
def test_what_scripts_and_emoji_need_is_not_hidden(text: str) -> None:
    assert hidden_in(text) is None


def test_a_message_is_one_line_and_an_error_keeps_its_lines() -> None:
    assert visible("a\tb\nc\x1b") == "a\\u0009b\\u000ac\\u001b"
    assert shown("a\tb\nc\x1b") == "a\tb\nc\\u001b"
    assert shown("tag \U000e0041") == "tag \\udb40\\udc41"
    assert visible("one two three four", 9) == "one tw … ur"
