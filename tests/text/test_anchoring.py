"""Folding, anchoring, graphemes and offsets. Expected values: by hand, or from another library."""

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st

from istanbul_talks.text.anchoring import (
    Ambiguous,
    Anchor,
    NotFound,
    OutOfRange,
    Place,
    Quote,
    Searchable,
    WrongContext,
    anchor,
    fold,
    occurrences,
    unique_prefix,
)
from istanbul_talks.text.boundaries import is_whole_word, splits_grapheme
from istanbul_talks.text.near_matches import nearest
from istanbul_talks.text.visible import visible

TEXT = "Kyiv said: “a full ceasefire” — now.\nMoscow said:\u00a0no."
# Letters, marks, emoji with joiners and skin tones, Hebrew, Arabic, quotation marks, line ends.
PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            " ",
            "é",
            "e\u0301",
            "“",
            "”",
            "'",
            "—",
            "-",
            "\n",
            "\r\n",
            "\u00a0",
            "👩‍🚒",
            "👍🏽",
            "🇺🇦",
            "אב",
            "عر",
            ".",
        ]
    ),
    max_size=30,
).map("".join)


def find(text: str, *quote: object) -> object:
    return anchor(Searchable(text), Quote(*quote))  # type: ignore[arg-type]


def test_exact() -> None:
    assert find(TEXT, "“a full ceasefire”") == Anchor(11, 29)
    assert TEXT[11:29] == "“a full ceasefire”"


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ('"a full ceasefire"', 11, 29),
        ("ceasefire” - now", 19, 35),
        ("ceasefire” -- now", 19, 35),
        ("now. Moscow", 32, 43),
        ("now.\r\n  Moscow", 32, 43),
        ("said: no", 44, 52),
    ],
)
def test_folded_quotes_keep_exact_offsets(typed: str, start: int, end: int) -> None:
    assert find(TEXT, typed) == Anchor(start, end, folded=True)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("the nego\u00adtia\u00adtions", "negotiations", "nego\u00adtia\u00adtions"),
        ("a\u200b bridge\u200b is", "a bridge", "a\u200b bridge"),
        ("a bridge is", "a bri\u00addge", "a bridge"),
        ("Комʼюніті", "Ком'юніті", "Комʼюніті"),
        ("Ком'юніті", "Ком’юніті", "Ком'юніті"),
    ],
)
def test_what_no_reader_sees_and_kinds_of_apostrophes_are_folded(
    text: str, quote: str, found: str
) -> None:
    anchor = find(text, quote)
    assert isinstance(anchor, Anchor)
    assert anchor.folded
    assert text[anchor.start : anchor.end] == found


@pytest.mark.parametrize(
    ("text", "word", "whole"),
    [
        ("قال ونموذجستان", "نموذجستان", True),  # “and” is written together with the name
        ("في بنموذجستان", "نموذجستان", True),
        ("قال عنموذجستان", "نموذجستان", False),  # not one of the letters that stand for a word
        ("דיבר ובמשלון", "משלון", True),
        ("会谈在北京举行", "北京", True),  # no spaces between words
        ("การเจรจาในกรุง", "เจรจา", True),
        ("東京で会談", "東京", True),
        ("Unter den Linden", "nter", False),
        ("Київський", "Київ", False),
    ],
)
def test_words_end_where_their_script_ends_them(text: str, word: str, whole: bool) -> None:
    start = text.index(word)
    assert is_whole_word(text, Place(start, start + len(word))) is whole


def test_never_fuzzy() -> None:
    for typed in (
        "a full ceasefires",
        "A full ceasefire",
        "full  cease fire",
    ):
        assert isinstance(find(TEXT, typed), NotFound)


def test_a_quote_typed_in_decomposed_form_is_found_folded() -> None:
    assert find("Le café.", "cafe\u0301") == Anchor(3, 7, folded=True)


def test_exact_places_win_over_folded_ones() -> None:
    assert find("a-b a—b", "a—b") == Anchor(4, 7)
    assert find("a-b a—b", "a–b") == Ambiguous((Place(0, 3), Place(4, 7)))


def test_ambiguous_prefix_suffix_occurrence() -> None:
    text = "war and peace, peace and war"
    assert find(text, "peace") == Ambiguous((Place(8, 13), Place(15, 20)))
    assert find(text, "peace", "and ") == Anchor(8, 13)
    assert find(text, "peace", "", " and") == Anchor(15, 20)
    assert find(text, "peace", "", "", 2) == Anchor(15, 20)
    assert find(text, "peace", "", "", 3) == OutOfRange((Place(8, 13), Place(15, 20)))
    assert find(text, "peace", "or ") == WrongContext((Place(8, 13), Place(15, 20)))


def test_overlapping_places_count() -> None:
    assert occurrences("aaa", "aa") == [Place(0, 2), Place(1, 3)]
    assert occurrences("aaa", "") == []


def test_a_prefix_may_be_typed_in_ascii() -> None:
    assert find("he said “no”; she said ‘no’", "no", "said '") == Anchor(24, 26)
    assert find("one — two, one, two", "two", "one - ") == Anchor(6, 9)


def test_unique_prefix_is_the_shortest_in_whole_words() -> None:
    text = "The old bridge. The new old bridge."
    first, second = occurrences(text, "bridge")
    assert unique_prefix(text, second, [first, second]) == "new old "
    assert unique_prefix(text, first, [first, second]) == "The old "


def test_no_prefix_tells_the_start_of_the_text_apart() -> None:
    first, second = occurrences("peace, then peace", "peace")
    assert unique_prefix("peace, then peace", first, [first, second]) is None
    assert unique_prefix("peace, then peace", second, [first, second]) == "then "


def test_no_prefix_beyond_two_hundred_characters() -> None:
    text = ("x " * 150 + "peace ") * 2
    first, second = occurrences(text, "peace")
    assert unique_prefix(text, second, [first, second]) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("e\u0301x", {1}),
        ("👩‍🚒!", {1, 2}),
        ("👍🏽", {1}),
        ("🇺🇦🇵🇱", {1, 3}),
        ("a\r\nb", {2}),
        ("क्षि", {1, 2, 3}),
        ("plain", set()),
    ],
)
def test_graphemes(text: str, inside: set[int]) -> None:
    assert {i for i in range(len(text) + 1) if splits_grapheme(text, i)} == inside


@given(PIECES)
def test_graphemes_agree_with_the_regex_library(text: str) -> None:
    boundaries = {0, len(text)} | {m.end() for m in regex.finditer(r"\X", text)}
    for offset in range(len(text) + 1):
        assert splits_grapheme(text, offset) == (offset not in boundaries)


@given(PIECES)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded, starts = fold(text)
    assert len(starts) == len(folded) + 1
    assert starts[-1] == len(text)
    assert list(starts) == sorted(set(starts))
    for i, character in enumerate(folded):
        original = text[starts[i] : starts[i + 1]]
        if character not in " -'\"":
            assert character == original


@given(PIECES, st.data())
def test_every_piece_of_a_text_is_found_where_it_was_cut(text: str, data: st.DataObject) -> None:
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = find(text, text[start:end])
    places = (
        [Place(start, end)] if isinstance(found, Anchor) else list(getattr(found, "places", ()))
    )
    assert Place(start, end) in places
    if isinstance(found, Anchor):
        assert text[found.start : found.end] == text[start:end]


@given(PIECES, st.data())
def test_a_listed_prefix_leads_to_its_place(text: str, data: st.DataObject) -> None:
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : start + 2]
    places = occurrences(text, quote)
    for place in places:
        prefix = unique_prefix(text, place, places)
        if prefix:
            exact = [p for p in places if text[: p.start].endswith(prefix)]
            assert exact == [place]


@pytest.mark.parametrize(
    ("text", "place", "whole"),
    [
        ("Ukraine’s", Place(0, 7), True),
        ("Ukrainian", Place(0, 5), False),
        ("pro-Russia", Place(4, 10), True),
        ("e\u0301t", Place(0, 1), False),
        ("the UN.", Place(4, 6), True),
    ],
)
def test_whole_words(text: str, place: Place, whole: bool) -> None:
    assert is_whole_word(text, place) is whole


def test_visible_escapes_and_shortens() -> None:
    assert visible("a\x1b[31m\n\u202e") == "a\\u001b[31m\\u000a\\u202e"
    assert len(visible("x" * 500)) < 90


def test_lines_and_columns_count_code_points() -> None:
    assert Searchable("a🎉b\ncd").line_and_column(2) == (1, 3)
    assert Searchable("a🎉b\ncd").line_and_column(5) == (2, 2)


FLAG = "\U0001f1fa\U0001f1e6"


@pytest.mark.parametrize(
    "text",
    [
        FLAG * 100 + "\U0001f1fa",
        "x" + FLAG * 70 + "\u0301" + FLAG,
        "\u200d" + FLAG * 80 + "\u200d👩",
        "👩‍🚒" * 60 + FLAG,
        FLAG * 40 + "🏴\U000e0067" + FLAG * 40,
    ],
)  # fmt: skip
def test_boundaries_in_long_chains_are_those_of_the_standard(text: str) -> None:
    """A chain too long to walk back has the boundaries that the complete text has."""
    ends = {match.end() for match in regex.finditer(r"\X", text)}
    assert [
        offset for offset in range(1, len(text)) if not splits_grapheme(text, offset)
    ] == sorted(ends - {len(text)})


def test_the_nearest_place_keeps_its_last_word() -> None:
    """A word that the quote lacks must not push the last one out."""
    text = "In the end both sides did agree to exchange 120 prisoners within ten days, it is said."
    (place, *_) = nearest(text, "both sides agreed to exchange 120 prisoners within ten days")
    assert text[slice(*place)] == "both sides did agree to exchange 120 prisoners within ten days"
