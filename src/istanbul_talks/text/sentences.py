"""Where the sentences of a text begin and end, in scripts with and without case."""

import re
from collections.abc import Iterator

from .anchoring import Place

_OPENING, _CLOSING = "\"“„«‹‘‚([{「『'", "\"”“»›’)]}」』'"
_STOPS = ".．。｡।"
_END = re.compile(
    rf"[.!?…؟।]+[{re.escape(_CLOSING)}]*(?=\s|\Z)|[。．｡！？]+[{re.escape(_CLOSING)}]*|\n+"
)
# Initials, and what is followed by a name or number: no sentence ends there.
_SHORT = re.compile(
    r"(?:\b[^\W\d_]\.)+\Z"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|No|vs|etc|Inc|Ltd|Co)\.\Z"
)
_LONGEST_SHORT = 16  # code points
_BULLET = re.compile(r"\s*(?:[-–—•*·‣◦]|\d{1,3}[.)])\s+")


def _is_short(text: str, end: int) -> bool:
    return _SHORT.search(text, max(0, end - _LONGEST_SHORT), end) is not None


def sentences(text: str) -> Iterator[Place]:
    """The sentences of a text, without the white space around them.

    A line break ends a sentence. A bullet or number at the beginning of a line belongs to none.
    """
    start = 0
    for found in (*_END.finditer(text), None):
        end = found.end() if found else len(text)
        if found and found[0] == "." and _is_short(text, end):
            continue
        rest = text[end : end + 2].lstrip(f" {_OPENING}")
        if found and "\n" not in found[0] and rest[:1].islower():
            continue  # “Will it?” he asked.
        bullet = _BULLET.match(text, start, end)
        first = bullet.end() if bullet else start
        words = text[first:end]
        inner = words.strip()
        if inner:
            first += words.find(inner)
            yield Place(first, first + len(inner))
        start = end


def begins_sentence(text: str, offset: int) -> bool:
    """Whether nothing but quotation marks and bullets are between an offset and a sentence's end.

    What follows a colon, a dash or an opening quotation mark may begin one, and counts too.
    """
    before = text[max(0, offset - 8) : offset].rpartition("\n")[2]
    bare = before.rstrip(f" \t{_OPENING}")
    if not bare or len(bare) < len(before.rstrip()) or _BULLET.fullmatch(before):
        return True
    end = offset - len(before) + len(bare)
    return bare[-1] in f"!?…:;–—{_STOPS}{_CLOSING}" and not _is_short(text, end)


def takes_full_stop(text: str, place: Place) -> bool:
    """Whether a span ends in the full stop of a sentence, outside quotation marks.

    The full stop of an abbreviation is not the sentence's own, nor is one of several dots.
    """
    start, end = place
    last, rest = text[end - 1 : end], text[end : end + 8].lstrip(_CLOSING)
    if not last or last not in _STOPS or text[max(start, end - 2) : end - 1] in _STOPS:
        return False
    return not _is_short(text, end) and (last != "." or not rest or rest[0].isspace())
