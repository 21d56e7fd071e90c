"""Rules about where an article comes from."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...text.anchoring import MOST_PLACES, is_whole_word, occurrences
from ...text.languages import COMMON, spoken
from ...text.visible import visible
from ..finding import Severity, Spot, rule
from ..subjects import Case

_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII | re.IGNORECASE)


def _stands_in(words: str, text: str) -> bool:
    """Whether words stand somewhere in a text, not as a part of longer ones."""
    return any(is_whole_word(text, place) for place in occurrences(text, words, MOST_PLACES))


@rule(Severity.WARNING)
def title_not_in_text(case: Case) -> Iterator[Spot]:
    """The headline is not in the capture and no outside source is named for it.

    The headline is kept as printed. One that was found elsewhere is named under `external`.
    """
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


@rule(Severity.WARNING)
def source_not_in_text(case: Case) -> Iterator[Spot]:
    """Publisher, author, section or address is neither in the capture nor explained.

    What the text does not say is null, or comes from a source that is named under `external`.
    """
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


@rule(Severity.WARNING)
def idle_external(case: Case) -> Iterator[Spot]:
    """`external` explains a field that is null or that the capture itself holds.

    A reader would take an internal fact for an outside one.
    """
    source = case.annotation["source"]
    for key in source.get("external", {}):
        if not source[key] or source[key] in case.resolution.capture.text:
            yield Spot(
                ("source", "external", key),
                f"“{key}” is null or stands in the capture",
                "Remove this explanation",
            )


@rule(Severity.WARNING)
def language_mismatch(case: Case) -> Iterator[Spot]:
    """The body's commonest words are those of another language than `language` says.

    Tools choose their models by this tag. Eleven languages are known by some forty words each; a short or mixed text is left alone.
    """
    tag = case.annotation["source"]["language"]
    found = spoken(case.body)
    if found and tag.partition("-")[0] in COMMON and found != tag.partition("-")[0]:
        yield Spot(
            ("source", "language"),
            f"the words of the body are those of “{found}”, not of “{tag}”",
            f'Write: "language": "{found}"',
        )


@rule(Severity.ERROR)
def bad_url(case: Case) -> Iterator[Spot]:
    """The address is not a public http or https address.

    Addresses with a password, of a private host or of another scheme lead nobody to the article.
    """
    url = case.annotation["source"]["url"]
    problem = problem_of_url(url) if url else None
    if problem:
        yield Spot(
            ("source", "url"),
            f"“{visible(url)}” {problem}",
            "Write the public address of the article, or null",
        )


def problem_of_url(url: str) -> str | None:
    """What is wrong with a text as a public http or https address, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return "cannot be read as an address"
    if parts.scheme not in ("http", "https"):
        return "is not http or https"
    if parts.username or parts.password:
        return "holds a user name or password"
    if any(c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        return "holds white space or a character that is not seen"
    host = host.rstrip(".")
    try:
        return None if ipaddress.ip_address(host).is_global else "names a private host"
    except ValueError:
        pass  # a name
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return "names no public host"
    if _NUMERIC.fullmatch(labels[-1]) or labels[-1] in (
        "local",
        "internal",
        "localhost",
        "lan",
        "home",
        "arpa",
    ):
        return "names a private host"  # 127.1 and 0x7f.0.0.1 are read as addresses by many programs
    return None


@rule(Severity.ERROR)
def rights_missing(case: Case) -> Iterator[Spot]:
    """Nothing is said about the rights in the text, or a free text names no licence.

    The text belongs to somebody. Who publishes the dataset must know what may be shared.
    """
    rights = case.annotation["source"].get("rights")
    if rights is None:
        yield Spot(("source",), "“rights” is missing", 'Add: "rights": {"status": "third-party"}')
    elif rights["status"] == "open" and not rights.get("license"):
        yield Spot(
            ("source", "rights", "status"),
            "the text is said to be open, and no licence is named",
            'Add "license", or write: "status": "third-party"',
        )


@rule(Severity.WARNING)
def opinion_without_stance(case: Case) -> Iterator[Spot]:
    """An opinion or analysis has no stance of its own.

    Such a text argues for something: the author's voice is the holder `article`.
    """
    genre = case.annotation["source"]["genre"]
    if genre in ("opinion", "analysis") and not any(
        s["holder"] == "article" for s in case.annotation["stance"]
    ):
        yield Spot(
            ("source", "genre"),
            f"the genre is {genre}, and no stance has the holder “article”",
            "Annotate what the author argues for, or correct the genre",
        )


@rule(Severity.WARNING)
def reportage_with_stance(case: Case) -> Iterator[Spot]:
    """A report takes a side in its own voice.

    Reported stances belong to those who are reported. If the author does take a side, the genre is analysis or opinion.
    """
    if case.annotation["source"]["genre"] in ("reportage", "aggregation", "background"):
        for i, stance in enumerate(case.annotation["stance"]):
            if stance["holder"] == "article" and stance["label"] != "NONE":
                yield Spot(
                    ("stance", i, "holder"),
                    f"a {case.annotation['source']['genre']} is {stance['label']} “{stance['target']}” in its own voice",
                    "Name who is reported, or waive the rule with a reason",
                )
