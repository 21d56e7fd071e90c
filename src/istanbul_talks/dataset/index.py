"""The index of a shard of `articles`: where each row is, and its SHA-256, to read one row alone."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, starmap
from operator import lt
from typing import Any, NamedTuple

import orjson

from ..errors import VerificationError
from ..files.json_bytes import compact
from ..text.ids import ID, MAX_ID, shard_of
from .manifest import REMEDY
from .shape import Shape

_START = b'{"id":"'  # of a row of `articles`
_ITEMS = {
    "ids": {"type": "string", "maxLength": MAX_ID, "pattern": f"^{ID.pattern}$"},
    "ends": {"type": "integer", "minimum": 1},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


class Index(NamedTuple):
    """The rows of a shard, sorted: ids, the byte at which each line ends, SHA-256 of each line.

    A line includes its newline, and starts where the one before it ends.
    """

    ids: list[str]
    ends: list[int]
    sha256: list[str]

    def add(self, line: bytes) -> None:
        """Add the next row of the shard."""
        id = line[len(_START) : line.find(b'"', len(_START))]
        self.ids.append(id.decode("utf-8", "replace"))
        self.ends.append(len(line) + (self.ends[-1] if self.ends else 0))
        self.sha256.append(hashlib.sha256(line).hexdigest())

    def find(self, id: str) -> tuple[int, int, str] | None:
        """Start, end and SHA-256 of the line of an article; None if it is not in this shard."""
        at = bisect_left(self.ids, id)
        if at == len(self.ids) or self.ids[at] != id:
            return None
        return self.ends[at - 1] if at else 0, self.ends[at], self.sha256[at]

    @property
    def first(self) -> str | None:
        """The first id; None if the shard has no articles."""
        return self.ids[0] if self.ids else None

    def data(self) -> bytes:
        """The index as a file."""
        return compact(self._asdict())


def lines(shard: Any) -> Iterator[tuple[int, int]]:
    """Start and end of every line, without its newline."""
    start = 0
    while (end := shard.find(b"\n", start)) >= 0:
        yield start, end
        start = end + 1


def index_of(shard: Any) -> Index:
    """The index of a shard of `articles` as JSON Lines, in memory."""
    index = Index([], [], [])
    for start, end in lines(shard):
        index.add(shard[start : end + 1])
    return index


def read_index(data: bytes, place: str, size: int, shard: tuple[int, int]) -> Index:
    """The index in these bytes. VerificationError with `place` if no shard can have it.

    `size`: of the shard's JSON Lines in bytes. `shard`: its number, and how many there are.
    """
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise VerificationError(f"{place} is not JSON ({error}). {REMEDY}") from None
    if problem := _shape().problem(found):
        raise VerificationError(f"{place}: {problem}. {REMEDY}")
    index = Index(*(found[name] for name in _ITEMS))
    if problem := _problem(index, size, *shard):
        raise VerificationError(f"{place}: {problem}. {REMEDY}")
    return index


@cache
def _shape() -> Shape:
    lists = {name: {"type": "array", "items": item} for name, item in _ITEMS.items()}
    return Shape({"type": "object", "required": list(lists), "properties": lists})


def _problem(index: Index, size: int, number: int, shards: int) -> str | None:
    """What is wrong with an index whose values have the right types."""
    ids, ends, sha256 = index
    if not len(ids) == len(ends) == len(sha256):
        return f"it has {len(ids)} ids, {len(ends)} ends and {len(sha256)} hashes"
    if not all(starmap(lt, pairwise(ids))) or not all(starmap(lt, pairwise(ends))):
        return "its ids or ends are not in order"
    if (end := ends[-1] if ends else 0) != size:
        return f"its last row ends at {end}, but the shard has {size} bytes"
    stray = (id for id in ids if shards > 1 and shard_of(id, shards) != number)
    return next((f"{id} belongs to another shard" for id in stray), None)
