"""Finds the row of an article: by the indexes of the shards, or in old releases by every row."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from heapq import merge
from typing import Any, Protocol

from ..dataset.index import Index, lines
from ..dataset.verify import compare
from ..text.ids import is_id, shard_of


def _compare_count(facts: Mapping[str, Any], found: int) -> None:
    compare("number of rows of articles", facts["rows"], found)


class Lookup(Protocol):
    """The rows of `articles`: ids in order, and the line of each."""

    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, id: str) -> bool: ...

    def line(self, id: str) -> bytes | None:
        """The line of an article; None if there is no such article."""


class IndexedRows:
    """Rows found by the indexes of their shards. Each is checked by its own hash.

    `facts`: the manifest's facts of `articles`. `index` and `shard` get a shard by its number.
    """

    def __init__(
        self,
        location: str,
        facts: Mapping[str, Any],
        index: Callable[[int], Index],
        shard: Callable[[int], Any],
    ) -> None:
        self._location, self._facts = location, facts
        self._index, self._shard = cache(index), cache(shard)

    def __iter__(self) -> Iterator[str]:
        count, first = 0, enumerate(self._facts["first"])
        for id in merge(*(self._ids(number, id) for number, id in first if id is not None)):
            count += 1
            yield id
        _compare_count(self._facts, count)

    def _ids(self, number: int, first: str) -> Iterator[str]:
        yield first  # before the index is read: the first articles need only some of the indexes
        yield from self._index(number).ids[1:]

    def __contains__(self, id: str) -> bool:
        return is_id(id) and self._index(self._number(id)).find(id) is not None

    def line(self, id: str) -> bytes | None:
        found = self._index(self._number(id)).find(id) if is_id(id) else None
        if found is None:
            return None
        start, end, sha256 = found
        line = bytes(self._shard(self._number(id))[start:end])
        what = f"SHA-256 of the row of {id} in {self._location}"
        compare(what, sha256, hashlib.sha256(line).hexdigest())
        return line

    def _number(self, id: str) -> int:
        return shard_of(id, len(self._facts["first"]))


class ScannedRows:
    """Rows of a release without indexes, as until 0.3.0. Its shards are verified.

    `id_at` gets the id of a row by its number, its shard, and where it starts in the shard.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        shards: Sequence[Any],
        id_at: Callable[[int, Any, int], str],
    ) -> None:
        self._facts, self._shards, self._id_at = facts, shards, id_at

    @cached_property
    def _spans(self) -> dict[str, tuple[Any, int, int]]:
        """Shard, start and end of the row of each article."""
        spans, number = {}, 0
        for shard in self._shards:
            for start, end in lines(shard):
                number += 1
                spans[self._id_at(number, shard, start)] = shard, start, end
        _compare_count(self._facts, len(spans))  # each id is there once
        return dict(sorted(spans.items()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __contains__(self, id: str) -> bool:
        return id in self._spans

    def line(self, id: str) -> bytes | None:
        if id not in self._spans:
            return None
        shard, start, end = self._spans[id]
        return bytes(shard[start:end])
