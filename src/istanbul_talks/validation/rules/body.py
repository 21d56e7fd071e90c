"""Rules about the selection of the article out of its capture."""

from collections.abc import Iterator
from itertools import accumulate

from ...text.boilerplate import is_navigation
from ...text.visible import visible
from ..finding import Spot
from ..subjects import ResolvedArticle

_SMALLEST = 0.3


def body_reversed(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer in sorted(article.resolution.reversed, key=str):
        yield Spot(pointer, "the words in “to” occur only before the words in “from”")


def body_overlap(article: ResolvedArticle) -> Iterator[Spot]:
    parts = article.resolution.parts
    for i in range(1, len(parts)):
        if len(parts) == len(article.annotation["body"]) and parts[i].start < parts[i - 1].end:
            yield Spot(("body", i, "from"), "this part begins before the previous one ends")


def body_small(article: ResolvedArticle) -> Iterator[Spot]:
    if article.body:
        share = len(article.body) / len(article.resolution.capture.text)
        if share < _SMALLEST:
            yield Spot(("body",), f"the body is {share:.0%} of the capture")


def boilerplate_in_body(article: ResolvedArticle) -> Iterator[Spot]:
    lines = article.body.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    found = (pair for pair in zip(starts, lines, strict=False) if is_navigation(pair[1]))
    for start, line in found:
        where = f"line {article.line_of_body(start)} of the capture"
        yield Spot(("body",), f"{where} looks like navigation: “{visible(line)}”")


def headline_in_body(article: ResolvedArticle) -> Iterator[Spot]:
    title = article.annotation["source"]["title"]
    if (
        title
        and title in article.body
        and title in (line.strip() for line in article.body.split("\n"))
    ):
        yield Spot(("body", 0, "from"), f"the headline “{visible(title)}” is a line of the body")
