"""Extended grapheme clusters (UAX 29): whether an offset is inside one visible character."""

import re
from functools import lru_cache

import regex

# Letters that neither extend a cluster nor join the next character: ASCII, Latin, Greek, Cyrillic,
# Hebrew, Arabic, kana, Han.
_PLAIN_LETTER = (
    r"[\x20-\x7e\xa0-\xac\xae-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u05d0-\u05ea"
    r"\u0620-\u064a\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]"
)
_PLAIN_PAIR = re.compile(rf"{_PLAIN_LETTER}{{2}}|\n[^\r]|[^\r]\n")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_FAR = 64  # code points to go back
_CLUSTER = regex.compile(r"\X")


def splits_grapheme(text: str, offset: int) -> bool:
    """Whether an offset is inside a grapheme cluster: an emoji sequence, a base and its mark."""
    if not 0 < offset < len(text):
        return False
    if text[offset - 1 : offset + 1].isascii():
        return text[offset - 1 : offset + 1] == "\r\n"
    start = offset - 1  # go back to a certain boundary: between two plain characters
    while start > 0 and not _PLAIN_PAIR.fullmatch(text, start - 1, start + 1):
        start -= 1
        if offset - start > _FAR:  # a chain of emoji or marks: look at the complete text, once
            return not _boundaries(text)[offset]
    ends = (match.end() for match in _CLUSTER.finditer(text, start))
    return next(end for end in ends if end >= offset) != offset


@lru_cache(maxsize=4)
def _boundaries(text: str) -> bytearray:
    """For every offset whether a grapheme cluster ends there.

    Flags are paired here, because `regex` counts them from the first one for each boundary. A
    letter with an accent joins its neighbours like a flag.
    """
    found = bytearray(len(text) + 1)
    paired = _FLAGS.sub(lambda run: ("a\u0301" * len(run[0]))[: len(run[0])], text)
    for match in _CLUSTER.finditer(paired):
        found[match.end()] = 1
    return found
