"""Where the tokens of an article can be cut: at paragraphs and sentences, never in a mention."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ..arguments import check_type
from ..errors import ArgumentError
from ..reading.tokens import Place, TokenizedArticle
from ..text.sentences import sentences
from ..text.visible import visible


def sentence_ends(article: TokenizedArticle) -> list[int]:
    """For each sentence the number of the token after it. A sentence does not end in a mention."""
    starts = [start for start, _ in article.offsets]
    ends = {bisect_left(starts, place.end) for place in sentences(article.article.text)}
    return sorted((ends | {len(starts)}) - _inside(article) - {0})


def paragraph_ends(article: TokenizedArticle) -> list[int]:
    """The same for paragraphs, which line breaks separate."""
    text, offsets = article.article.text, article.offsets
    ends = {n for n in range(1, len(offsets)) if "\n" in text[offsets[n - 1][1] : offsets[n][0]]}
    return sorted((ends | {len(offsets)}) - _inside(article) - {0})


def _inside(article: TokenizedArticle) -> set[int]:
    return {n for first, last, _ in article.names for n in range(first + 1, last + 1)}


def windows(article: TokenizedArticle, most: int) -> Iterator[Place]:
    """The tokens in windows of at most `most`: first and end of each.

    A window ends at the last paragraph that fits; else at the last sentence; else between tokens.
    Raises ArgumentError if a mention is longer than a window.
    """
    check_type("window", most, int, "a number of tokens")
    if most < 1:
        raise ArgumentError(f"window: {most} is too small. Give a number of tokens, such as 384")
    inside, start = _inside(article), 0
    anywhere = [n for n in range(1, len(article.offsets) + 1) if n not in inside]
    levels = [paragraph_ends(article), sentence_ends(article), anywhere]
    while start < len(article.offsets):
        last = (level[bisect_right(level, start + most) - 1] for level in levels)
        end = next((n for n in last if start < n <= start + most), None)
        if end is None:
            longest = next(mention for first, _, mention in article.names if first == start)
            words = visible(article.article.text[longest.start : longest.end], 60)
            said = f"“{words}” in {article.article.id} has more tokens than {most}"
            raise ArgumentError(f"window: {said}. Give a larger number")
        yield start, end
        start = end
