"""The quick answer about an offset never hides a cut word or a cut character."""

from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.text.boundaries import (
    is_whole,
    is_whole_word,
    may_split,
    splits_grapheme,
    splits_word,
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
