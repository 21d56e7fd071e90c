"""Characters that were lost, or read in the wrong encoding, before a text came to us."""

import re
from itertools import chain

from .visible import visible
from .words import beyond_ascii

LOST = "\ufffd"  # REPLACEMENT CHARACTER: what programs write for a character they cannot read
_RUN = re.compile(r"[^\x00-\x7f]{2,}")  # one character never is valid UTF-8
_CODECS = ("cp1252", "cp1251", "cp1250", "latin-1", "cp1254")
# With these begins what is more than a byte in UTF-8.
_FIRST = frozenset(chain(*(bytes(range(0xC2, 0xF5)).decode(codec, "ignore") for codec in _CODECS)))
_LEAST = 2  # such runs that a text must have: one may be a coincidence


def misread(text: str) -> list[tuple[int, str, str]]:
    """Runs of characters that are UTF-8 read in another encoding: “â€™” for “’”.

    Offset (code points), the run, and what it should be. Empty if there are fewer than two.
    """
    found = []
    if _FIRST.isdisjoint(beyond_ascii(text)):
        return []
    for match in _RUN.finditer(text):
        for codec in _CODECS if match[0][0] in _FIRST else ():
            try:
                meant = match[0].encode(codec).decode("utf-8")
            except UnicodeError:
                continue
            found.append((match.start(), match[0], meant))
            break
    return found if len(found) >= _LEAST else []


def doubts(text: str) -> list[str]:
    """What is wrong with the characters of a text, one sentence each; empty if nothing is."""
    said = []
    if lost := text.count(LOST):
        at = text.index(LOST)
        were = "character was" if lost == 1 else "characters were"
        place = f"the first in “{visible(text[max(0, at - 20) : at + 20].strip())}”"
        said.append(
            f"{lost} {were} lost before the file was saved (U+FFFD), {place}. Save it again"
        )
    if wrong := misread(text):
        _, run, meant = wrong[0]
        example = f"“{visible(run)}” stands for “{visible(meant)}”"
        said.append(
            f"{len(wrong)} places are garbled: UTF-8 was read in another encoding ({example}). "
            "Save the page again"
        )
    return said
