"""A part of a release with one article whose text and mentions a test chooses."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from istanbul_talks import load
from istanbul_talks.model.records import Article, Mention
from istanbul_talks.reading.tokens import TaggedTokens

TYPES = ("PERSON", "GPE")


def article_with(release: Path, text: str, places: Iterable[tuple[str, int, int]]) -> Article:
    """quay-reopens with another text, and a mention of some-one for each type, start and end."""
    mentions = (Mention(f"{at}", "some-one", type, at, end, "") for type, at, end in places)
    return replace(load(release)["quay-reopens"], text=text, mentions=tuple(mentions))


def part_with(release: Path, text: str, *places: tuple[str, int, int]) -> Any:
    """What the formats of tokens read of a part of a release: `to_bio`."""
    article = article_with(release, text, places)
    return SimpleNamespace(to_bio=lambda: TaggedTokens({article.id: article}, TYPES))
