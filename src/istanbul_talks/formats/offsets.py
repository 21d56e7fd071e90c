"""Finds out what the offsets of a foreign file count, by the words that it quotes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..text.anchoring import Place
from ..text.boundaries import cluster_ends
from ..text.visible import in_marks

_BREAK = re.compile(r"\r\n?|\n|\\n")  # the last is how some tools write a line break in words


class Quoted(NamedTuple):
    """A span of a foreign file: pairs of offsets in an unknown unit, and its words if it has them.

    `line`: of the file, for messages.
    """

    spans: tuple[tuple[int, int], ...]
    words: str | None
    line: int = 0


class Misfit(Exception):
    """The offsets of a file fit its words in no unit. `line`: of the first that does not fit."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _units(widths: Iterable[int]) -> list[int]:
    """For each offset in a unit the offset in code points; -1 inside a character."""
    starts, offset = list[int](), 0
    for offset, width in enumerate(widths, start=1):
        starts += [offset - 1, *[-1] * (width - 1)]
    return [*starts, offset]


def _utf16(text: str) -> Sequence[int]:
    return _units(1 + (character > "\uffff") for character in text)


def _graphemes(text: str) -> Sequence[int]:
    return [0, *cluster_ends(text)]


def _bytes(text: str) -> Sequence[int]:
    return _units(len(character.encode()) for character in text)


def _short_breaks(text: str) -> Sequence[int]:
    inside = {match.start() + 1 for match in re.finditer("\r\n", text)}
    return [offset for offset in range(len(text) + 1) if offset not in inside]


# Tried in this order; the last is how a tool counts that reads CRLF as one line break.
UNITS: dict[str, Callable[[str], Sequence[int]]] = {
    "code points": lambda text: range(len(text) + 1),
    "UTF-16 code units": _utf16,
    "graphemes": _graphemes,
    "UTF-8 bytes": _bytes,
    "code points, CRLF counted as one": _short_breaks,
}


def fitted(text: str, quoted: Sequence[Quoted]) -> tuple[str, list[tuple[Place, ...]]]:
    """The unit of the offsets, and the places of each span in code points of the text.

    The first unit in which every span has its words. Raises Misfit, which names the first span
    that has not in the unit that fits most. Spans without words must only be in the text. If there
    are no others, and the units differ, the unit is “unchecked”.
    """
    best, is_plain = -1, text.isascii() and "\r" not in text
    for name, table in UNITS.items():
        if best >= 0 and is_plain:
            break  # every unit is the same
        places = [*_placed(text, table(text), quoted)]
        if None not in places:
            known = any(one.words is not None for one in quoted) or is_plain
            unit = name if known or not quoted else f"{name}, unchecked"
            return unit, [place for place in places if place is not None]
        if (first := places.index(None)) > best:
            best, nearest = first, f"in {name} there is {_found(text, table(text), quoted[first])}"
    span = quoted[best]
    wanted = "words of the text" if span.words is None else in_marks(span.words, 60)
    offsets = ";".join(f"{start} {end}" for start, end in span.spans)
    raise Misfit(span.line, f"offsets {offsets} should be {wanted}, but {nearest}")


def _found(text: str, starts: Sequence[int], one: Quoted) -> str:
    places = _places(starts, one)
    return in_marks(_joined(text, places), 60) if places else "no such place"


def _joined(text: str, places: Iterable[Place], between: str = " ") -> str:
    return between.join(text[slice(*place)] for place in places)


def _places(starts: Sequence[int], one: Quoted) -> tuple[Place, ...]:
    """The places of a span in code points; empty if one of them is not in the text."""
    pairs = one.spans
    if not all(0 <= start < end < len(starts) for start, end in pairs):
        return ()
    places = tuple(Place(starts[start], starts[end]) for start, end in pairs)
    return () if any(-1 in place for place in places) else places


def _placed(
    text: str, starts: Sequence[int], quoted: Iterable[Quoted]
) -> Iterator[tuple[Place, ...] | None]:
    for one in quoted:
        places, words = _places(starts, one), one.words
        fits = words is None or any(
            same_words(_joined(text, places, between), words) for between in (" ", "")
        )
        yield places if places and fits else None


def same_words(one: str, other: str) -> bool:
    """Whether two strings are the same, however they write line breaks and other white space."""
    return one == other or _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return re.sub(r"\s", " ", _BREAK.sub(" ", words))
