"""Sentences, paragraphs and windows of tokens; no mention is cut."""

from dataclasses import replace
from pathlib import Path

import pytest

from istanbul_talks import ArgumentError, load
from istanbul_talks.formats.cuts import paragraph_ends, sentence_ends, windows
from istanbul_talks.model.records import Article, Mention
from istanbul_talks.reading.tokens import TaggedTokens, TokenizedArticle

# Tokens: Ada left . | Go now ! || - Kesh St . Vey is far .
TEXT = "Ada left. Go now!\n\n- Kesh St. Vey is far."


def tokenized(harbour: Path, text: str, *places: tuple[int, int]) -> TokenizedArticle:
    mentions = tuple(Mention(f"{a}", "x", "LOC", a, b, "") for a, b in places)
    article: Article = replace(load(harbour)["quay-reopens"], text=text, mentions=mentions)
    (found,) = TaggedTokens({"a": article}, ("LOC",)).articles()
    return found


def test_ends_of_sentences_and_paragraphs(harbour_release: Path) -> None:
    """A bullet belongs to the sentence after it."""
    article = tokenized(harbour_release, TEXT)
    assert article.tokens[6:8] == ["-", "Kesh"]
    assert sentence_ends(article) == [3, 6, 14]
    assert paragraph_ends(article) == [6, 14]


def test_no_sentence_or_paragraph_ends_in_a_mention(harbour_release: Path) -> None:
    article = tokenized(harbour_release, TEXT, (4, 12), (13, 25))
    assert [m.start for _, _, m in article.names] == [4, 13]
    assert sentence_ends(article) == [14]
    assert paragraph_ends(article) == [14]


def test_a_text_without_tokens_has_no_sentences(harbour_release: Path) -> None:
    article = tokenized(harbour_release, "\n")
    assert sentence_ends(article) == paragraph_ends(article) == list(windows(article, 5)) == []


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (14, [(0, 14)]),
        (13, [(0, 6), (6, 14)]),  # at the paragraph
        (5, [(0, 3), (3, 6), (6, 11), (11, 14)]),  # at a sentence; then no sentence fits
        (1, [(n, n + 1) for n in range(14)]),
    ],
)
def test_windows(harbour_release: Path, most: int, expected: list[tuple[int, int]]) -> None:
    assert list(windows(tokenized(harbour_release, TEXT), most)) == expected


def test_a_paragraph_comes_before_a_sentence_that_also_fits(harbour_release: Path) -> None:
    article = tokenized(harbour_release, "Ada left.\n\nGo now! Kesh is far.")
    assert list(windows(article, 7)) == [(0, 3), (3, 10)]


def test_a_window_does_not_end_in_a_mention(harbour_release: Path) -> None:
    article = tokenized(harbour_release, TEXT, (21, 33))  # Kesh St. Vey: tokens 7 to 10
    assert list(windows(article, 4)) == [(0, 3), (3, 6), (6, 7), (7, 11), (11, 14)]


def test_a_long_article_without_paragraphs_is_cut_in_no_time(harbour_release: Path) -> None:
    """40,000 windows: looking at every border for each took half an hour."""
    article = tokenized(harbour_release, "a " * 40_000)
    assert list(windows(article, 1)) == [(n, n + 1) for n in range(40_000)]


def test_a_mention_longer_than_the_window_is_named(harbour_release: Path) -> None:
    article = tokenized(harbour_release, TEXT, (21, 33))
    said = "window: “Kesh St. Vey” in quay-reopens has more tokens than 3. Give a larger number"
    with pytest.raises(ArgumentError, match=said):
        list(windows(article, 3))


def test_impossible_windows_are_refused(harbour_release: Path) -> None:
    article = tokenized(harbour_release, TEXT)
    with pytest.raises(ArgumentError, match="window: 0 is too small"):
        list(windows(article, 0))
    with pytest.raises(TypeError, match="window: give a number of tokens, not str"):
        list(windows(article, "5"))  # type: ignore[arg-type]
