"""Offsets cross between Python and browsers in one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.text.anchoring import Place
from istanbul_talks.text.utf16 import Utf16

# A fish, two people joined by ZWJ, e with an accent of its own, a flag, CR LF, a letter of maths.
TEXT = "a🐟b 👩\u200d👧 e\u0301 🇹🇷\r\nz𝔘"


def test_both_counts_of_a_text_counted_by_hand() -> None:
    offsets = Utf16(TEXT)
    by_hand = {
        "a": 0,
        "🐟": 1,
        "b": 3,
        "👩": 5,
        "\u200d": 7,
        "👧": 8,
        "e": 11,
        "\u0301": 12,
        "\r": 18,
    }
    by_hand |= {"\n": 19, "z": 20, "𝔘": 21}
    for character, units in by_hand.items():
        assert offsets.units(TEXT.index(character)) == units
        assert offsets.code_points(units) == TEXT.index(character)
    assert offsets.span(Place(TEXT.index("👩"), TEXT.index("👧") + 1)) == (5, 10)
    assert offsets.place(5, 10) == Place(4, 7)
    assert offsets.units(len(TEXT)) == 23
    assert offsets.code_points(23) == len(TEXT)


@pytest.mark.parametrize("units", [2, 6, 22, 24, -1])  # inside a character, or outside the text
def test_an_offset_that_no_character_has(units: int) -> None:
    with pytest.raises(ValueError, match=f"no character at offset {units}"):
        Utf16(TEXT).code_points(units)


def test_an_empty_selection_is_no_place() -> None:
    with pytest.raises(ValueError, match="empty"):
        Utf16(TEXT).place(3, 3)
    with pytest.raises(ValueError, match="empty"):
        Utf16(TEXT).place(5, 3)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_counts_are_those_of_the_encoding(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    units = len(text[:at].encode("utf-16-le")) // 2
    assert Utf16(text).units(at) == units
    assert Utf16(text).code_points(units) == at
