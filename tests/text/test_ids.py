"""Ids of articles, entities and annotators."""

import pytest

from istanbul_talks.text.ids import is_id, is_placeholder, is_reserved, nearest_id


@pytest.mark.parametrize("text", ["a", "harbour-talks", "2025-06-02", "a" * 64])
def test_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", "Harbour", "harbour_talks", "a--b", "-a", "a-", "a b", "é", "a\n", "a" * 65]
)
def test_not_an_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Talks: Day 2", "harbour-talks-day-2"),
        ("  Café — Zürich! ", "cafe-zurich"),
        ("Переговоры", ""),
        ("a" * 70, "a" * 64),
    ],
)
def test_the_nearest_id(text: str, expected: str) -> None:
    assert nearest_id(text) == expected


def test_names_that_windows_reserves() -> None:
    assert all(
        map(is_reserved, ["con", "prn", "aux", "nul", "com1", "lpt9", "index", "404", "search"])
    )
    assert not any(map(is_reserved, ["console", "com", "com10", "a-con", "index-of-ships", "4040"]))


def test_placeholders() -> None:
    assert all(map(is_placeholder, ["untitled", "test-2", "article3", "tbd"]))
    assert not any(map(is_placeholder, ["test-of-wills", "latest", "article-on-peace", "news"]))
