"""Rules about the selection of the article out of its capture."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.boilerplate import is_navigation
from ...text.visible import visible
from ..catalogue import rule
from ..finding import Spot
from ..subjects import Case

_SMALLEST = 0.3
_MOST = 20  # lines that are told


@rule
def body_reversed(case: Case) -> Iterator[Spot]:
    for pointer in sorted(case.resolution.reversed, key=str):
        yield Spot(
            pointer,
            "the words of “to” stand only before those of “from”",
            "Exchange the two, or quote the part's last words",
        )


@rule
def body_overlap(case: Case) -> Iterator[Spot]:
    parts = case.resolution.parts
    for i in range(1, len(parts)):
        if len(parts) == len(case.annotation["body"]) and parts[i].start < parts[i - 1].end:
            yield Spot(
                ("body", i, "from"),
                "this part begins before the one above it ends",
                "Order the parts as in the capture, without overlap",
            )


@rule
def body_small(case: Case) -> Iterator[Spot]:
    if case.body:
        whole = len(case.resolution.capture.text)
        share = len(case.body) / whole
        if share < _SMALLEST:
            yield Spot(
                ("body",),
                f"the body is {share:.0%} of the capture",
                "Check where it begins and ends; waive the rule if the page is mostly something else",
            )


@rule
def boilerplate_in_body(case: Case) -> Iterator[Spot]:
    start, told = 0, 0
    for written in case.body.split("\n"):
        if is_navigation(written):
            line = case.resolution.capture.line_and_column(case.resolution.in_capture(start))[0]
            found = f"line {line} of the capture looks like navigation: “{visible(written)}”"
            yield Spot(("body",), found, "Split the body around it, or waive the rule")
            told += 1
            if told == _MOST:
                return
        start += len(written) + 1


@rule
def headline_in_body(case: Case) -> Iterator[Spot]:
    title = case.annotation["source"]["title"]
    if title and title in (line.strip() for line in case.body.split("\n")):
        yield Spot(
            ("body", 0, "from"),
            f"the headline “{visible(title)}” is a line of the body",
            "Begin the body after it",
        )
