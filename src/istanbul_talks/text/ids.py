"""Ids of articles, entities and annotators: their form, reserved names, shards."""

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 64  # characters
SHARD, MOST_SHARDS = 2_048, 4_096  # articles in a shard, at most, until there are that many shards
# Names of devices on Windows, and of pages and folders that a site has.
_RESERVED = re.compile(
    r"con|prn|aux|nul|com[0-9]|lpt[0-9]"
    r"|index|readme|search|sitemap|robots|favicon|manifest|feed|rss|tags|assets|static|404"
    r"|articles|decisions|registry",
    re.ASCII,
)
_PLACEHOLDER = re.compile(
    r"(empty|untitled|unknown|none|null|nil|todo|tbd|tmp|temp|test|new|sample|example"
    r"|placeholder|article|document|file|copy|xxx)(-?[0-9]+)?"
)


class IdList:
    """Ids of articles in the order in which they were added, in a quarter of a list's memory."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._text, self._ends = bytearray(), array("Q", [0])
        for id in ids:
            self.append(id)

    def append(self, id: str) -> None:
        """Add an id, or any name of a file, at the end."""
        self._text += id.encode("utf-8", "surrogateescape")
        self._ends.append(len(self._text))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> str:
        start, end = self._ends[at], self._ends[at + 1]
        return self._text[start:end].decode("utf-8", "surrogateescape")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))


def is_id(text: str) -> bool:
    """Whether a text is an id: lower-case letters, digits and single hyphens, at most 64."""
    return ID.fullmatch(text) is not None and len(text) <= MAX_ID


def folded(name: str) -> str:
    """A name as file systems compare it that ignore case, or how letters with marks are written."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def nearest_id(text: str) -> str:
    """The id most like a text; empty if it has no ASCII letter or digit."""
    letters = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID]


def is_reserved(id: str) -> bool:
    """Whether Windows reserves the name, or a page of the site has it."""
    return _RESERVED.fullmatch(id) is not None


def is_placeholder(id: str) -> bool:
    """Whether the id says nothing about its article: `test-2`, `untitled`."""
    return _PLACEHOLDER.fullmatch(id) is not None


def shards_for(articles: int) -> int:
    """How many shards each config of so many articles has: a power of two."""
    return min(MOST_SHARDS, 1 << ((max(articles, 1) - 1) // SHARD).bit_length())


def shard_of(id: str, shards: int) -> int:
    """The shard of an article, by the first 32 bits of the SHA-256 of its id.

    So a new article changes one shard, and twice as many shards split each into two.
    """
    name = id.encode("utf-8", "surrogateescape")  # any name of a file
    return int.from_bytes(hashlib.sha256(name).digest()[:4]) * shards >> 32
