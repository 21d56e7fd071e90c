"""Permanent links: `istanbul-talks/VERSION/ARTICLE` for an article, with `#LAYER/ID` for a record of it.

A link names a version, so that it means the same for good; what became of the record in another version is told by `diff --follow`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import ArgumentError
from ..text.visible import did_you_mean, visible

LAYERS = (
    "entities",
    "mentions",
    "claims",
    "stance",
)  # columns of `articles` whose records have ids
_LINK = re.compile(
    r"(?P<name>[a-z0-9-]+)/(?P<version>[0-9]+(?:\.[0-9]+)*(?:\+[0-9a-f]+)?)/(?P<article>[a-z0-9-]+)(?:#(?P<layer>[a-z]+)/(?P<id>[a-z0-9/-]+))?"
)


class Link(NamedTuple):
    """The parts of a permanent link; `layer` and `id` are None for a whole article."""

    name: str
    version: str
    article: str
    layer: str | None = None
    id: str | None = None

    def __str__(self) -> str:
        return f"{self.name}/{self.version}/{self.article}" + (
            f"#{self.layer}/{self.id}" if self.layer else ""
        )


def is_link(text: str) -> bool:
    """Whether a text is meant as a link rather than as an id."""
    return "/" in text


def parse(text: str) -> Link:
    """The parts of a link. CorpusError for what is none."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        raise ArgumentError(
            f"“{visible(text, 200)}” is no link. Links look like: istanbul-talks/1.0.0/ARTICLE#claims/ID"
        )
    if found["layer"] is not None and found["layer"] not in LAYERS:
        raise ArgumentError(
            f"“{found['layer']}” is no layer{did_you_mean(found['layer'], LAYERS) or '.'} Write one of: {', '.join(LAYERS)}"
        )
    return Link(*found.group("name", "version", "article", "layer", "id"))
