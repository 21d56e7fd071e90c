"""Rules about the selection of the article out of its capture."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.boilerplate import is_navigation
from ...text.visible import visible
from ..catalogue import rule
from ..finding import Spot
from ..subjects import ResolvedArticle

_SMALLEST = 0.3
_MOST = 20  # lines that are told


@rule
def body_reversed(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer in sorted(article.resolution.reversed, key=str):
        yield Spot(
            pointer,
            "the words in “to” occur only before the words in “from”",
            "Swap “from” and “to”, or quote the last words of the part",
        )


@rule
def body_overlap(article: ResolvedArticle) -> Iterator[Spot]:
    parts = article.resolution.parts
    for i in range(1, len(parts)):
        if len(parts) == len(article.annotation["body"]) and parts[i].start < parts[i - 1].end:
            yield Spot(
                ("body", i, "from"),
                "this part begins before the previous one ends",
                "Put the parts in the order of the capture, without overlaps",
            )


@rule
def body_small(article: ResolvedArticle) -> Iterator[Spot]:
    if article.body:
        whole = len(article.resolution.capture.text)
        share = len(article.body) / whole
        if share < _SMALLEST:
            yield Spot(
                ("body",),
                f"the body is {share:.0%} of the capture",
                "Check its beginning and end, or waive the rule if the page is mostly something else",
            )


@rule
def boilerplate_in_body(article: ResolvedArticle) -> Iterator[Spot]:
    start, told = 0, 0
    for written in article.body.split("\n"):
        if is_navigation(written):
            line = article.resolution.capture.line_and_column(article.resolution.in_capture(start))[
                0
            ]
            found = f"line {line} of the capture looks like navigation: “{visible(written)}”"
            yield Spot(("body",), found, "Split the body around this line, or waive the rule")
            told += 1
            if told == _MOST:
                return
        start += len(written) + 1


@rule
def headline_in_body(article: ResolvedArticle) -> Iterator[Spot]:
    title = article.annotation["source"]["title"]
    if title and title in (line.strip() for line in article.body.split("\n")):
        yield Spot(
            ("body", 0, "from"),
            f"the headline “{visible(title)}” is a line of the body",
            "Begin the body after it",
        )
