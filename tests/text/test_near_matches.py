"""Places that look most like a quote that is not in a text."""

import random
import time
from itertools import pairwise

import pytest

from istanbul_talks.text.anchoring import Place
from istanbul_talks.text.near_matches import is_spelling_of, nearest, similarity_of_letters

TEXT = "Russia and Ukraine met in Istanbul on Monday. Delegations met in Ankara. They did not meet."


def test_the_best_place_comes_first_and_has_complete_words() -> None:
    places = nearest(TEXT, "meet in Ankara")
    assert TEXT[slice(*places[0])] == "met in Ankara"
    assert 1 <= len(places) <= 3


@pytest.mark.parametrize(("text", "quote"), [(TEXT, "zzz qqq"), ("", "peace"), (TEXT, "…")])
def test_nothing_looks_like_it(text: str, quote: str) -> None:
    assert nearest(text, quote) == []


def test_a_misspelt_name() -> None:
    assert nearest("President Zelensky spoke.", "Zelenskyy") == [Place(10, 18)]


def test_places_do_not_overlap() -> None:
    places = sorted(nearest("peace talks " * 50, "peace tallks peace"))
    assert len(places) == 3
    assert all(one.end <= other.start for one, other in pairwise(places))


def test_offsets_stay_right_after_letters_that_grow_in_lower_case() -> None:
    text = "İİİ İSTANBUL görüşmeleri başladı."
    assert text[slice(*nearest(text, "istanbul gorusmeleri")[0])] == "İSTANBUL görüşmeleri"


@pytest.mark.parametrize("length", [20, 200, 3000])
def test_a_long_text_takes_less_than_a_second(length: int) -> None:
    words = random.Random(1).choices(["peace", "talks", "village", "of", "end", "sight"], k=16_000)
    text = " ".join(words)
    quote = text[40_000 : 40_000 + length].replace("village", "vilage")
    start = time.perf_counter()
    nearest(text, quote)
    assert time.perf_counter() - start < 1


def test_similarity_of_letters() -> None:
    assert similarity_of_letters("Kyiv", "KYIV") == 1.0
    assert similarity_of_letters("Kyiv", "Kiev") == pytest.approx(0.75)  # K, i, v of 4 + 4
    assert similarity_of_letters("abc", "xyz") == 0.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("WASHINGTON", "Washington", True),
        ("Washignton", "Washington", True),
        ("Zelensky", "Zelenskyy", True),
        ("Erdoğan", "Erdogan", True),
        ("U.S.", "US", True),
        ("Arian", "Aria", False),
        ("Russia", "Russian", False),
        ("Iran", "Iraq", False),
        ("Lenz", "Lanz", False),
        ("Washngtan", "Washington", False),
        ("", "Aria", False),
    ],
)
def test_another_spelling_of_a_name(one: str, other: str, same: bool) -> None:
    assert is_spelling_of(one, other) is same
    assert is_spelling_of(other, one) is same
