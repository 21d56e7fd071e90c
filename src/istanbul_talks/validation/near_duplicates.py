"""Finds nearly equal texts: their five-word shingles, a sketch of 64 numbers, and likely pairs.

Near-duplicates after Broder (1997): Jaccard similarity of five-word shingles. Sketches by
one-permutation hashing (Li, Owen and Zhang 2012), which hashes a shingle once; an empty bin borrows
from the next full one (Shrivastava and Li 2014).
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterator

SHINGLE = 5  # words
# 16 bands of 4: a pair of similarity 0.8 is proposed with probability 0.9998, one of 0.3 with 0.12.
_BINS, _ROWS = 64, 4
_BANDS = _BINS // _ROWS
# 2^64 divided by the golden ratio: multiplicative hashing (Knuth).
_MIX, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
_ENOUGH = 400_000  # characters; the rest of a longer text is ignored
_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[str]:
    """The five-word sequences of a text, in lower case; a shorter text is one sequence."""
    words = _WORD.findall(text[:_ENOUGH].casefold())
    starts = range(max(1, len(words) - SHINGLE + 1)) if words else ()
    return {" ".join(words[i : i + SHINGLE]) for i in starts}


def bands(text: str) -> array[int]:
    """A sketch of 16 numbers of 8 bytes; empty without words. Compare texts that share one."""
    least: dict[int, int] = {}
    for number in {zlib.crc32(run.encode()) for run in shingles(text)}:
        value, bin = divmod(number, _BINS)
        least[bin] = min(value, least.get(bin, value))
    if not least:
        return array("Q")
    dense, after = [0] * _BINS, least[min(least)]
    for bin in reversed(range(_BINS)):
        dense[bin] = after = least.get(bin, after)
    found = array("Q")
    for band in range(_BANDS):
        mixed = band + 1
        for value in dense[band * _ROWS : (band + 1) * _ROWS]:
            mixed = (mixed ^ value) * _MIX & _MASK
            mixed ^= mixed >> 29
        found.append(mixed)
    return found


def candidates(sketches: array[int]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that share a band, each once, by number and the earlier first.

    `sketches` has 16 numbers per text. Each text that shares a band is paired with the first one
    and with the one before it, so that many copies of one text do not give every pair of them.
    """
    seen: set[tuple[int, int]] = set()
    count = len(sketches) // _BANDS
    for band in range(_BANDS):
        order = sorted(range(count), key=lambda i: (sketches[i * _BANDS + band], i))
        first = 0
        for at in range(1, count):
            one, other = order[at - 1], order[at]
            if sketches[one * _BANDS + band] != sketches[other * _BANDS + band]:
                first = at
                continue
            for pair in {(order[first], other), (one, other)}:
                if pair not in seen:
                    seen.add(pair)
                    yield pair
