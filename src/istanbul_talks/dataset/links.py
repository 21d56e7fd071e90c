"""Permanent links: `NAME/VERSION/ARTICLE`, with `#LAYER/ID` for a record of the article.

A link names a version, so its meaning never changes. `diff --follow` shows what became of a record.
"""

import re
from typing import NamedTuple

from ..errors import ArgumentError
from ..text.visible import did_you_mean, visible

LAYERS = ("entities", "mentions", "claims", "stance")  # columns whose records have ids
_LINK = re.compile(
    r"(?P<name>[a-z0-9-]+)/(?P<version>[0-9]+(?:\.[0-9]+)*(?:\+[0-9a-f]+)?)/(?P<article>[a-z0-9-]+)"
    r"(?:#(?P<layer>[a-z]+)/(?P<id>[a-z0-9/-]+))?"
)


class Link(NamedTuple):
    """The parts of a permanent link; `layer` and `id` are None for a link to an article."""

    name: str
    version: str
    article: str
    layer: str | None = None
    id: str | None = None

    def __str__(self) -> str:
        record = f"#{self.layer}/{self.id}" if self.layer else ""
        return f"{self.name}/{self.version}/{self.article}{record}"


def parse(text: str) -> Link:
    """The parts of a link. ArgumentError for any other text."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        example = "istanbul-talks/1.0.0/ARTICLE#claims/ID"
        problem = f"“{visible(text, 200)}” is not a permanent link"
        raise ArgumentError(f"{problem}. Links look like: {example}")
    layer = found["layer"]
    if layer is not None and layer not in LAYERS:
        hint = did_you_mean(layer, LAYERS) or "."
        raise ArgumentError(f"“{layer}” is not a layer{hint} Write one of: {', '.join(LAYERS)}")
    return Link(*found.group("name", "version", "article", "layer", "id"))
