"""What words that are not in a text or list most likely meant: what is most like them."""

import re
from importlib import import_module
from typing import Any

from .anchoring import Place, fold
from .words import plain_letters

ALIKE = 0.75  # similarity of letters from which a place may replace the quote
_MOST = 3  # places
_LEAST = 60.0  # percent of equal letters; unrelated prose reaches 55
_MUCH_WORSE = 0.75  # of the best: worse places only distract
_COMPARED = 400  # code points of the quote: 25 ms in a text of 100,000
LONG_NAME = 6  # letters from which one other letter is a misspelling
_NEAR = 25  # code points around an alignment in which the words may begin and end
_MARKS = "“”„‘’«»\"'().,!?… "
_WORD = re.compile(r"\w+")


def nearest(text: str, quote: str) -> list[Place]:
    """Up to three places most like a quote, best first: complete words, not overlapping."""
    wanted, rest = _lower(quote[:_COMPARED]), _lower(text)
    found: list[Place] = []
    enough = _LEAST
    for _ in range(2 * _MOST if _WORD.search(wanted) else 0):
        fit = _fuzz().partial_ratio_alignment(wanted, rest, score_cutoff=enough)
        if fit is None or fit.dest_start == fit.dest_end or len(found) == _MOST:
            break
        place = _with_marks(text, quote, _complete_words(rest, wanted, fit))
        if "\0" not in rest[slice(*place)]:  # it would overlap one found before
            found.append(place)
            enough = max(enough, _MUCH_WORSE * fit.score)
        rest = rest[: place.start] + "\0" * (place.end - place.start) + rest[place.end :]
    return found


def _with_marks(text: str, quote: str, place: Place) -> Place:
    """A place with the punctuation around it that the quote has too."""
    start, end = place
    before = len(quote) - len(quote.lstrip(_MARKS))
    after = len(quote) - len(quote.rstrip(_MARKS))
    if before and _same(text[max(0, start - before) : start], quote[:before]):
        start -= before
    if after and _same(text[end : end + after], quote[-after:]):
        end += after
    return Place(start, end)


def _same(one: str, other: str) -> bool:
    return fold(one)[0] == fold(other)[0]


def similarity_of_letters(one: str, other: str) -> float:
    """How similar the letters of two texts are, from 0 to 1; only 400 code points count."""
    return float(_fuzz().ratio(_lower(one[:_COMPARED]), _lower(other[:_COMPARED]))) / 100


def is_spelling_of(one: str, other: str) -> bool:
    """Whether two names differ only in case, accents and punctuation, or in one inner letter.

    The first and the last letter are the same, so that “Arian” is no spelling of “Aria”.
    """
    short, long = sorted(map(plain_letters, (one, other)), key=len)
    if short == long or len(short) < LONG_NAME or (short[0], short[-1]) != (long[0], long[-1]):
        return short == long
    osa = import_module("rapidfuzz.distance.OSA")
    return bool(osa.distance(short, long, score_cutoff=1) == 1)


def _fuzz() -> Any:  # only for what is not in the text: importing it takes 8 ms
    return import_module("rapidfuzz.fuzz")


def _lower(text: str) -> str:
    """Lower case of the same length: only İ becomes two code points."""
    return text.replace("İ", "I").lower()


def _complete_words(text: str, quote: str, fit: Any) -> Place:
    """The span of complete words most like the quote that begins and ends near an alignment."""
    first, last = max(0, fit.dest_start - 2 * _NEAR), fit.dest_end + 2 * _NEAR
    words = [(first + w.start(), first + w.end()) for w in _WORD.finditer(text[first:last])]
    starts = [start for start, _ in words if abs(start - fit.dest_start) <= _NEAR]
    ends = [end for _, end in words if abs(end - fit.dest_end) <= _NEAR]
    spans = [Place(start, end) for start in starts for end in ends if start < end]
    aligned = Place(fit.dest_start, fit.dest_end)
    return max(spans, key=lambda span: _fuzz().ratio(quote, text[slice(*span)]), default=aligned)
