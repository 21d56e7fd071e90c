"""What the page of an article says of an item, in terms and links."""

from collections.abc import Sequence
from typing import NamedTuple

from .article_text import Piece


class Link(NamedTuple):
    """Words that lead to another item or page."""

    address: str
    words: str


Said = Sequence[Piece | Link]


class Fact(NamedTuple):
    term: str
    said: Said
