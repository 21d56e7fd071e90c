"""What offsets count: found out by the words, never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from istanbul_talks.formats.offsets import UNITS, Misfit, Quoted, fitted, same_words
from istanbul_talks.formats.record import Document
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY, FLAG, MARKED, documents

# “Lyth” begins after 12 code points: 5 of the family, a space, 5 of Tan̄a, a space.
TEXT = f"{FAMILY} {MARKED} Lyth {FLAG}"


def test_the_text_is_what_the_numbers_below_say() -> None:
    assert TEXT.index("Lyth") == 12
    assert len(FAMILY) == 5 and len(MARKED) == 5


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        (12, "code points"),
        (15, "UTF-16 code units"),  # three emoji of two units
        (7, "graphemes"),  # one family, one space, four letters, one space
        (26, "UTF-8 bytes"),  # 18 of the family, a space, 6, a space
    ],
)
def test_each_unit(start: int, unit: str) -> None:
    assert fitted(TEXT, [Quoted(((start, start + 4),), "Lyth")]) == (unit, [(Place(12, 16),)])


def test_crlf_counted_as_one() -> None:
    found = fitted(f"{MARKED}\r\nLyth", [Quoted(((6, 10),), "Lyth")])
    assert found == ("code points, CRLF counted as one", [(Place(7, 11),)])


def test_a_unit_is_taken_only_if_every_span_fits() -> None:
    spans = [Quoted(((15, 19),), "Lyth", 3), Quoted(((12, 16),), "Lyth", 4)]
    with pytest.raises(Misfit) as error:
        fitted(TEXT, spans)
    assert error.value.line == 4
    assert str(error.value).startswith("offsets 12 16 should be “Lyth”, but in UTF-16 code units ")


@pytest.mark.parametrize("pair", [(0, 99), (5, 5), (7, 3)])
def test_a_span_outside_the_text_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(Misfit, match=f"offsets {pair[0]} {pair[1]} should be words of the text"):
        fitted("in Lyth", [Quoted((pair,), None)])


def test_a_span_never_ends_inside_a_character() -> None:
    with pytest.raises(Misfit):
        fitted("👍👍", [Quoted(((0, 3),), "👍👍")])


def test_words_of_several_spans_are_joined_by_a_space_or_by_nothing() -> None:
    for words in ("Jon Tårn", "JonTårn"):  # the second is how brat wrote them before 1.3
        assert fitted("Jon of Tårn", [Quoted(((0, 3), (7, 11)), words)])[0] == "code points"


@pytest.mark.parametrize("words", ["a b", "a\nb", "a\r\nb", "a\\nb"])
def test_line_breaks_may_be_written_in_several_ways(words: str) -> None:
    assert fitted("x a\r\nb", [Quoted(((2, 6),), words)])[1] == [(Place(2, 6),)]


@pytest.mark.parametrize(
    ("text", "unit"), [("in Lyth", "code points"), ("in Lyth 👍", "code points, unchecked")]
)
def test_without_words_the_unit_is_unchecked(text: str, unit: str) -> None:
    assert fitted(text, [Quoted(((3, 7),), None)]) == (unit, [(Place(3, 7),)])


def test_a_document_without_spans() -> None:
    assert fitted("👍", []) == ("code points", [])


def test_an_offset_inside_a_character_is_no_place() -> None:
    """In UTF-16, 5 is in the middle of the sign."""
    with pytest.raises(Misfit, match="offsets 0 5 should be “Lyth”, but in code points there is"):
        fitted("Lyth👍", [Quoted(((0, 5),), "Lyth")])


@settings(max_examples=100)
@given(documents(), st.sampled_from([*UNITS]))
def test_no_unit_is_taken_whose_words_are_others(document: Document, unit: str) -> None:
    """Whatever the offsets count, they fit, and every span has its words."""
    text = document.text
    table = {offset: n for n, offset in enumerate(UNITS[unit](text)) if offset >= 0}
    places = [place for item in document.items for place in item.places if {*place} <= table.keys()]
    words = [text[slice(*place)] for place in places]
    quoted = [
        Quoted(((table[start], table[end]),), said)
        for (start, end), said in zip(places, words, strict=True)
    ]
    taken, found = fitted(text, quoted)
    assert taken in UNITS
    assert taken != unit or [place for (place,) in found] == places
    for (place,), said in zip(found, words, strict=True):
        assert same_words(text[slice(*place)], said)
