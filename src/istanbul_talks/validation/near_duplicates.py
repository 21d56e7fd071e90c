"""Which texts of a corpus are nearly the same: shingles, a sketch of 64 numbers a text, and the pairs that sketches propose.

Near-duplicates after Broder (1997): Jaccard similarity of 5-word shingles. Sketches by one-permutation hashing (Li, Owen and Zhang
2012), so that a shingle is hashed once; empty bins borrow from the next full one (Shrivastava and Li 2014).
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterator, Set

SHINGLE = 5  # words
_BINS, _ROWS = (
    64,
    4,
)  # 16 bands of 4: a pair of similarity 0.8 is proposed with probability 0.9998, one of 0.3 with 0.12
_BANDS = _BINS // _ROWS
_MIX, _MASK = (
    0x9E3779B97F4A7C15,
    (1 << 64) - 1,
)  # 2^64 over the golden ratio: multiplicative hashing (Knuth)
_ENOUGH = 400_000  # characters that are looked at
_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[str]:
    """The runs of five words of a text, folded; a shorter text is one run."""
    words = _WORD.findall(text[:_ENOUGH].casefold())
    return (
        {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
        if words
        else set()
    )


def bands(text: str) -> array[int]:
    """A text's sketch: 16 numbers of 8 bytes. Texts that share one are worth comparing. Empty for a text without words."""
    least: list[int | None] = [None] * _BINS
    for number in {zlib.crc32(run.encode()) for run in shingles(text)}:
        bin, value = number % _BINS, number // _BINS
        known = least[bin]
        if known is None or value < known:
            least[bin] = value
    full = [value for value in least if value is not None]
    if not full:
        return array("Q")
    after = next(value for value in least if value is not None)
    dense: list[int] = [0] * _BINS
    for bin in reversed(range(_BINS)):
        known = least[bin]
        after = after if known is None else known
        dense[bin] = after
    found = array("Q")
    for band in range(_BANDS):
        mixed = band + 1
        for value in dense[band * _ROWS : (band + 1) * _ROWS]:
            mixed = (mixed ^ value) * _MIX & _MASK
            mixed ^= mixed >> 29
        found.append(mixed)
    return found


def similarity(mine: Set[str], theirs: Set[str]) -> float:
    """Jaccard similarity of the shingles of two texts, from 0 to 1."""
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def candidates(sketches: array[int]) -> Iterator[tuple[int, int]]:
    """Pairs of texts (by their number, the earlier first) that share a band, each once; `sketches` holds 16 numbers a text.

    Of a run of texts that share a band each is paired with the first and with the one before it: copies of one text give a pair
    each, not every pair.
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
