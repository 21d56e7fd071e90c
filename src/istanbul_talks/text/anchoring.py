"""Finds the one place that a quote means: exact first, then folded, never fuzzy.

Every offset is in code points from 0, ends are exclusive: `text[start:end]` is the span.
A quote is a W3C TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector).
Folding makes curly and straight quotation marks, dashes and white space equal, and drops invisible
characters.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, NamedTuple

from .boundaries import is_whole, joins_words
from .words import beyond_ascii, words

_SINGLE = "‘’‚‛′`´"
_DOUBLE = "“”„‟″«»"
_DASHES = "-‐‑‒–—―−"
_SPACES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_MARKS = dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"')
_MARKS |= dict.fromkeys(_DASHES[1:], "-") | {mark: " " for mark in _SPACES if mark != " "}
_MARKS_OR_LETTER = _MARKS | {"ʼ": "'"}  # the apostrophe that is a letter
_ASCII_MARKS = frozenset(filter(str.isascii, _MARKS))
# Soft hyphens, zero-width spaces and word joiners are invisible.
UNSEEN = "\u00ad\u200b\u2060\ufeff"
_WORD = re.compile(r"\w+")
_SPACED, _DOUBLED = re.compile("  +"), re.compile("  +|--+")
_RUN = re.compile(rf"{_DOUBLED.pattern}|[{UNSEEN}]+")
_TRAILING = ",;:–—-("
_LEADING = ",;:.!?)"
MOST_PLACES = 1000  # places of a quote that are considered; a quote with more is useless
_MOST_FOLDED = 20  # places of a quote whose context is compared folded
_FEW = 100  # forms, for which collecting all words of a text takes longer than searching
MAX_CONTEXT = 200  # code points a disambiguating prefix may have


class Place(NamedTuple):
    """A span: code points, end exclusive."""

    start: int
    end: int


class Quote(NamedTuple):
    """A TextQuoteSelector; `occurrence` counts places between prefix and suffix, from 1."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    occurrence: int | None = None


_NO_CONTEXT = Quote("")[1:]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quote found in one place. `folded`: `text[start:end]` equals it only after folding."""

    start: int
    end: int
    folded: bool = False
    counted: bool = field(default=False, compare=False)  # the quote gives its occurrence

    @property
    def place(self) -> Place:
        return Place(self.start, self.end)


@dataclass(frozen=True)
class Miss:
    """A quote that does not mean a single place, and the places in question."""

    places: tuple[Place, ...] = ()


class NotFound(Miss):
    """The quote is nowhere. `near_matches` finds what looks most like it."""


class WrongContext(Miss):
    """The quote is there, but nowhere between the given prefix and suffix."""


class Ambiguous(Miss):
    """The quote is in several places and nothing says which is meant."""


class OutOfRange(Miss):
    """`occurrence` is larger than the number of places."""


class _Starts(Sequence[int]):
    """Where each folded character starts: ranges between which characters were dropped."""

    def __init__(self, ranges: list[range]) -> None:
        self._ranges = ranges
        self._ends = list(accumulate(map(len, ranges)))
        self._dropped = [range.stop - end for range, end in zip(ranges, self._ends, strict=True)]

    def __len__(self) -> int:
        return self._ends[-1]

    def __getitem__(self, index: Any) -> Any:
        index += len(self) if index < 0 else 0
        return index + self._dropped[bisect_right(self._ends, index)]

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self._ranges)


def fold(text: str, *, seen: bool = True) -> tuple[str, Sequence[int]]:
    """Fold quotation marks, dashes and white space; also return where each character starts.

    `seen`: drop invisible characters, and treat U+02BC as an apostrophe. There is one more start
    than folded characters: `starts[i + 1]` ends character i.
    """
    marks, present = (_MARKS_OR_LETTER if seen else _MARKS), set(beyond_ascii(text))
    plain = text
    for mark in (present | _ASCII_MARKS) & marks.keys():
        plain = plain.replace(mark, marks[mark])
    dropped = seen and not present.isdisjoint(UNSEEN)
    if not (dropped or "  " in plain or "--" in plain):
        return plain, range(len(text) + 1)
    pieces: list[str] = []
    ranges: list[range] = []
    done = 0
    pattern = _RUN if dropped else _DOUBLED if "--" in plain else _SPACED
    for run in pattern.finditer(plain):
        kept = run.start() + (run[0][0] not in UNSEEN)  # a run becomes one character, or none
        pieces.append(plain[done:kept])
        ranges.append(range(done, kept))
        done = run.end()
    pieces.append(plain[done:])
    ranges.append(range(done, len(text) + 1))
    return "".join(pieces), _Starts(ranges)


class Searchable:
    """A text in which many quotes are searched; folded once, if an exact search fails."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.complete: dict[tuple[str, int], list[Place]] = {}  # of `complete_occurrences`

    @cached_property
    def folded(self) -> tuple[str, Sequence[int]]:
        return fold(self.text)

    @cached_property
    def beyond_ascii(self) -> frozenset[str]:
        """The different characters of the text that are not ASCII."""
        return frozenset(beyond_ascii(self.text))

    @property
    def folds_words(self) -> bool:
        """Whether words of the text may differ when folded."""
        return not self.beyond_ascii.isdisjoint(f"{UNSEEN}ʼ")

    @cached_property
    def words(self) -> frozenset[str]:
        """Every different word of the text, as it is and folded."""
        return frozenset(words(self.text) + (words(self.folded[0]) if self.folds_words else []))

    @cached_property
    def joins_words(self) -> bool:
        """Whether words may follow each other without anything between them."""
        return joins_words("".join(self.beyond_ascii))

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


def occurrences(text: str, needle: str, most: int | None = None) -> list[Place]:
    """All places of `needle` in order, overlapping ones included, or the first `most`."""
    places: list[Place] = []
    at = text.find(needle) if needle else -1
    while at >= 0 and (most is None or len(places) < most):
        places.append(Place(at, at + len(needle)))
        at = text.find(needle, at + 1)
    return places


def folded_occurrences(source: Searchable, needle: str, most: int = MOST_PLACES) -> list[Place]:
    """All places of `needle` in order, folded, or the first `most`."""
    return places_of_folded(source, fold_quote(needle), most)


def fold_quote(words: str) -> str:
    """Words of a quote as they are in a folded text, which is in NFC."""
    return fold(unicodedata.normalize("NFC", words))[0]


def places_of_folded(source: Searchable, wanted: str, most: int) -> list[Place]:
    """All places of folded words in order, or the first `most`."""
    haystack, starts = source.folded
    found = occurrences(haystack, wanted, most)
    return [Place(starts[i], _before_unseen(source.text, starts[j])) for i, j in found]


def _before_unseen(text: str, end: int) -> int:
    while text[end - 1] in UNSEEN:
        end -= 1
    return end


def _between_folded(text: str, place: Place, quote: Quote) -> bool:
    # A folded run can start before the place, so compare stripped.
    near = 4 * (len(quote.prefix) + len(quote.suffix)) + 64
    left = fold(text[max(0, place.start - near) : place.start])[0].rstrip()
    right = fold(text[place.end : place.end + near])[0].lstrip()
    prefix, suffix = fold(quote.prefix)[0].rstrip(), fold(quote.suffix)[0].lstrip()
    return left.endswith(prefix) and right.startswith(suffix)


def _between(text: str, quote: Quote) -> list[Place]:
    """The places of a quote between prefix and suffix, all of them as written."""
    longer = occurrences(text, f"{quote.prefix}{quote.exact}{quote.suffix}", MOST_PLACES)
    return [Place(p.start + len(quote.prefix), p.end - len(quote.suffix)) for p in longer]


def _in_context(text: str, places: list[Place], quote: Quote, *, folded: bool) -> list[Place]:
    """Which places are between prefix and suffix. These may be typed in ASCII, like the quote."""
    after = (p for p in places if folded and text.endswith(quote.prefix, 0, p.start))
    as_written = [p for p in after if text.startswith(quote.suffix, p.end)]
    return as_written or [p for p in places[:_MOST_FOLDED] if _between_folded(text, p, quote)]


def anchor(source: Searchable, quote: Quote) -> Anchor | Miss:
    """Resolve a quote to the one place it means, or say why that cannot be done.

    Never guesses: if prefix, suffix and occurrence leave several places, it is `Ambiguous`.
    Only the first `MOST_PLACES` places of a quote are considered.
    """
    exact, text = quote.exact, source.text
    at = text.find(exact) if exact else -1
    if at >= 0 and quote[1:] == _NO_CONTEXT and text.find(exact, at + 1) < 0:
        return Anchor(at, at + len(exact))
    folded, has_context = at < 0, bool(quote.prefix or quote.suffix)
    # Words that are everywhere are searched with their context.
    fitting = _between(text, quote) if has_context and not folded else []
    if not fitting:
        exactly = [] if folded else occurrences(text, exact, MOST_PLACES)
        places = exactly or folded_occurrences(source, exact)
        if not places:
            return NotFound()
        fitting = _in_context(text, places, quote, folded=folded) if has_context else places
        if not fitting:
            return WrongContext(tuple(places))
    if quote.occurrence is not None:
        if not 1 <= quote.occurrence <= len(fitting):
            return OutOfRange(tuple(fitting))
        fitting = [fitting[quote.occurrence - 1]]
    if len(fitting) > 1:
        return Ambiguous(tuple(fitting))
    return Anchor(*fitting[0], folded, quote.occurrence is not None)


def _shared_before(text: str, one: int, other: int) -> int:
    """How many code points before two offsets are equal, counted backwards."""
    most, count = min(MAX_CONTEXT, one, other), 0
    while count < most and text[one - count - 1] == text[other - count - 1]:
        count += 1
    return count


def unique_prefix(text: str, place: Place, others: Iterable[Place]) -> str | None:
    """The shortest prefix of complete words, up to 200 code points, that singles out `place`."""
    starts = [other.start for other in others if other != place]
    shared = max((_shared_before(text, place.start, start) for start in starts), default=0)
    if shared >= min(MAX_CONTEXT, place.start):
        return None
    start = place.start - shared - 1
    while start > 0 and not (text[start - 1].isspace() and not text[start].isspace()):
        if place.start - start >= MAX_CONTEXT:
            return None
        start -= 1
    return text[start : place.start]


def prefix_for(
    source: Searchable, quote: Quote, place: Place, others: Iterable[Place]
) -> str | None:
    """The shortest prefix with which `quote` is anchored at `place`, or None."""
    prefix = unique_prefix(source.text, place, others)
    found = anchor(source, quote._replace(prefix=prefix, occurrence=None)) if prefix else None
    return prefix if isinstance(found, Anchor) and found.place == place else None


def complete_occurrences(source: Searchable, form: str, most: int) -> list[Place]:
    """Which of the first `most` places of a form, folded, are complete words and graphemes.

    Annotations of one text have many forms in common, so each is searched once.
    """
    if (form, most) not in (known := source.complete):
        wanted = fold_quote(form)
        places = [] if _is_absent(source, wanted) else places_of_folded(source, wanted, most)
        known[form, most] = [place for place in places if is_whole(source.text, place)]
    return known[form, most]


def _is_absent(source: Searchable, wanted: str) -> bool:
    """Whether the first word of a folded form is not in a text; False for the first few forms."""
    if len(source.complete) < _FEW or source.joins_words:
        return False
    first = _WORD.search(wanted)
    return first is not None and first[0] not in source.words


def bare(words: str) -> str:
    """Words without surrounding spaces and loose punctuation."""
    return words.strip().lstrip(_LEADING).rstrip(_TRAILING).strip()


def may_be_ragged(first: str, last: str) -> bool:
    """Whether `bare` may take something from words with these first and last characters."""
    return first in _LEADING or last in _TRAILING or first.isspace() or last.isspace()


def joined(parts: Iterable[str]) -> str:
    """Join the parts of a body with blank lines: the published text."""
    return "\n\n".join(parts)
