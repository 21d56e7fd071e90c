"""Rules about where an article comes from."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.anchoring import MOST_PLACES, is_whole_word, occurrences
from ...text.languages import COMMON, spoken
from ...text.urls import problem_of_url
from ...text.visible import visible
from ..catalogue import rule
from ..finding import Spot
from ..subjects import Case


def _stands_in(words: str, text: str) -> bool:
    """Whether words stand somewhere in a text, not as a part of longer ones."""
    return any(is_whole_word(text, place) for place in occurrences(text, words, MOST_PLACES))


@rule
def title_not_in_text(case: Case) -> Iterator[Spot]:
    source = case.annotation["source"]
    title = source["title"]
    if (
        title
        and not _stands_in(title, case.resolution.capture.text)
        and "title" not in source.get("external", {})
    ):
        yield Spot(
            ("source", "title"),
            f"“{visible(title)}” is not in the capture",
            "Copy it as printed, or say under “external” where it was found",
        )


@rule
def source_not_in_text(case: Case) -> Iterator[Spot]:
    source = case.annotation["source"]
    for key in ("publisher", "author", "section", "url"):
        value = source[key]
        if (
            value
            and value not in case.resolution.capture.text
            and key not in source.get("external", {})
        ):
            yield Spot(
                ("source", key),
                f"“{visible(value)}” is not in the capture",
                f'Write null, or add under "external": "{key}": "where it was found"',
            )


@rule
def idle_external(case: Case) -> Iterator[Spot]:
    source = case.annotation["source"]
    for key in source.get("external", {}):
        if not source[key] or source[key] in case.resolution.capture.text:
            yield Spot(
                ("source", "external", key),
                f"“{key}” is null or stands in the capture",
                "Remove this explanation",
            )


@rule
def language_mismatch(case: Case) -> Iterator[Spot]:
    tag = case.annotation["source"]["language"]
    found = spoken(case.body)
    if found and tag.partition("-")[0] in COMMON and found != tag.partition("-")[0]:
        yield Spot(
            ("source", "language"),
            f"the words of the body are those of “{found}”, not of “{tag}”",
            f'Write: "language": "{found}"',
        )


@rule
def bad_url(case: Case) -> Iterator[Spot]:
    url = case.annotation["source"]["url"]
    problem = problem_of_url(url) if url else None
    if problem:
        yield Spot(
            ("source", "url"),
            f"“{visible(url)}” {problem}",
            "Write the public address of the article, or null",
        )


@rule
def rights_missing(case: Case) -> Iterator[Spot]:
    rights = case.annotation["source"].get("rights")
    if rights is None:
        yield Spot(("source",), "“rights” is missing", 'Add: "rights": {"status": "third-party"}')
    elif rights["status"] == "open" and not rights.get("license"):
        yield Spot(
            ("source", "rights", "status"),
            "the text is said to be open, and no licence is named",
            'Add "license", or write: "status": "third-party"',
        )


@rule
def opinion_without_stance(case: Case) -> Iterator[Spot]:
    genre = case.annotation["source"]["genre"]
    if genre in ("opinion", "analysis") and not any(
        s["holder"] == "article" for s in case.annotation["stance"]
    ):
        yield Spot(
            ("source", "genre"),
            f"the genre is {genre}, and no stance has the holder “article”",
            "Annotate what the author argues for, or correct the genre",
        )


@rule
def reportage_with_stance(case: Case) -> Iterator[Spot]:
    if case.annotation["source"]["genre"] in ("reportage", "aggregation", "background"):
        for i, stance in enumerate(case.annotation["stance"]):
            if stance["holder"] == "article" and stance["label"] != "NONE":
                yield Spot(
                    ("stance", i, "holder"),
                    f"a {case.annotation['source']['genre']} is {stance['label']} “{stance['target']}” in its own voice",
                    "Name who is reported, or waive the rule with a reason",
                )
