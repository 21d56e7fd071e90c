"""Finds nearly equal texts: their five-word shingles, a sketch of 64 bytes, and likely pairs.

Near-duplicates after Broder (1997): Jaccard similarity of five-word shingles. Sketches by
one-permutation hashing (Li, Owen and Zhang 2012), which hashes a shingle once; only for a bin that
gets none are all shingles hashed again. A sketch keeps 8 bits of each of its 64 numbers, enough to
estimate similarity (Li and König 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..files.optional import numpy

SHINGLE = 5  # words
SIZE = 64  # bytes of a sketch, one for each bin
# 16 bands of 4: a pair of similarity 0.8 is proposed with probability 0.9998, one of 0.3 with 0.12.
_BAND = "<u4"
# At similarity 0.8 all but one pair in 3,000 have as many equal bytes, at 0.5 one in 30.
_LIKELY = 40
_MIX = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: multiplicative hashing (Knuth)
_ENOUGH = 400_000  # characters; the rest of a longer text is ignored
_WORD = re.compile(r"\w+")
_RARE = 0x20000  # from here on, code points count as letters: nearly all are ideographs
_AT_ONCE = 1 << 16  # pairs


def shingles(text: str) -> set[str]:
    """The five-word sequences of a text, in lower case; a shorter text is one sequence."""
    words = _WORD.findall(text[:_ENOUGH].casefold())
    starts = range(max(1, len(words) - SHINGLE + 1)) if words else ()
    return {" ".join(words[i : i + SHINGLE]) for i in starts}


@cache
def _letters() -> Any:
    """For each code point up to _RARE, whether it is part of a word."""
    return numpy().array([c.isalnum() or c == "_" for c in map(chr, range(_RARE))] + [True])


@cache
def _bins() -> tuple[Any, Any]:
    """The least number of each bin, and a factor for each: its 8 bits are those of the product."""
    numbers = numpy().arange(SIZE, dtype="u8")
    return numbers << 58, _mixed(_mixed(numbers + 1)) | 1


def _mixed(numbers: Any) -> Any:
    numbers = numbers * numpy().uint64(_MIX)
    return numbers ^ (numbers >> 32)


def _words(text: str) -> Any:
    """A number of 8 bytes for each word of a text, in lower case."""
    np = numpy()
    data = text[:_ENOUGH].casefold().encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(data, "<u4")
    inside = _letters()[np.minimum(codes, _RARE)]
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    # The sum of a number for each code point of the word and its distance from the end.
    distances = np.repeat(ends, lengths) - np.flatnonzero(inside)
    hashed = _mixed(codes[inside].astype("u8") + (distances.astype("u8") << 21))
    firsts = np.cumsum(lengths) - lengths
    return _mixed(np.add.reduceat(hashed, firsts)) if len(firsts) else hashed


def sketch(text: str) -> bytes:
    """A sketch of 64 bytes; of zeros without words."""
    np, words = numpy(), _words(text)
    if not len(words):
        return bytes(SIZE)
    runs = words[: max(1, len(words) - SHINGLE + 1)]
    for i in range(1, min(SHINGLE, len(words))):
        runs = _mixed(runs) + words[i : i + len(runs)]
    runs = np.sort(_mixed(_mixed(runs)))
    floors, factors = _bins()
    at = np.searchsorted(runs, floors)
    least, empty = runs[at % len(runs)], at == np.append(at[1:], len(runs))
    least[empty] = (runs[:, None] * factors[empty]).min(axis=0)
    found: bytes = (least * factors >> 56).astype("u1").tobytes()
    return found


def repeated(hashes: bytes | bytearray) -> list[tuple[int, int]]:
    """Each hash of 16 bytes that was there before, by number, with the number of the first one.

    Hashes that are all zeros stand for absent texts and are ignored.
    """
    np = numpy()
    high, low = np.frombuffer(hashes, "u8").reshape(-1, 2).T
    order = np.lexsort((low, high))
    order = order[(high | low)[order] != 0]
    new = (np.diff(high[order], prepend=0) != 0) | (np.diff(low[order], prepend=0) != 0)
    new[:1] = True
    starts, later = np.flatnonzero(new), np.flatnonzero(~new)
    firsts = starts[np.searchsorted(starts, later) - 1]
    return list(zip(order[later].tolist(), order[firsts].tolist(), strict=True))


def candidates(sketches: bytes | bytearray, without: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Pairs of texts that are probably alike, by number: the earlier first, sorted by the later.

    `sketches` has 64 bytes per text. A text that shares a band with others is paired with the first
    of them and with the one before it, so many copies of one text do not give every pair of them.
    """
    np, table = numpy(), _table(sketches)
    used = table.any(axis=1)
    used[np.fromiter(without, "i8")] = False
    kept = np.flatnonzero(used).astype("u4")
    pairs = np.empty(0, "u8")  # of each pair the later number, then 32 bits of the earlier one
    for band in table.view(_BAND).T:
        order = kept[np.argsort(band[kept], kind="stable")]
        values = band[order]
        after = np.flatnonzero(values[1:] == values[:-1]) + 1
        firsts = np.searchsorted(values, values[after])
        for earlier in (order[firsts], order[after - 1]):
            likely = _likely(table, earlier, order[after])
            pairs = np.union1d(pairs, (order[after].astype("u8") << 32 | earlier)[likely])
    return list(zip((pairs & 0xFFFFFFFF).tolist(), (pairs >> 32).tolist(), strict=True))


def _likely(table: Any, ones: Any, others: Any) -> Any:
    """For each pair of numbers of texts, whether the texts are probably alike."""
    likely = numpy().empty(len(ones), "?")
    for at in range(0, len(ones), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        likely[part] = _same(table[ones[part]], table[others[part]]) >= _LIKELY
    return likely


def similar(sketches: bytes | bytearray, text: str) -> list[int]:
    """The texts that are probably like a text, by number. `sketches` has 64 bytes per text."""
    np, own = numpy(), sketch(text)
    found = _same(_table(sketches), _table(own)) >= _LIKELY if any(own) else ()
    return list(map(int, np.flatnonzero(found)))


def _table(sketches: bytes | bytearray) -> Any:
    return numpy().frombuffer(sketches, "u1").reshape(-1, SIZE)


def _same(ones: Any, others: Any) -> Any:
    return (ones == others).sum(axis=1)
