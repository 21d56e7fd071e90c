"""Hints in messages."""

from istanbul_talks.text.visible import did_you_mean


def test_the_most_similar_word_is_offered() -> None:
    hint = did_you_mean("Direct-Talk", ["leaders-meeting", "direct-talks"])
    assert hint == "; did you mean “direct-talks”?"
    assert did_you_mean("xyz", ["direct-talks"]) == ""
