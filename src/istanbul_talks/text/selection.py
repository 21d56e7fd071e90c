"""From what somebody selected in a text to the words that a quote has."""

from .anchoring import Place, bare
from .boundaries import splits_grapheme, splits_word
from .sentences import takes_full_stop

_PAIRS = (("“", "”"), ("«", "»"), ("‹", "›"), ("「", "」"), ("『", "』"), ("(", ")"), ("[", "]"))


def quotable(text: str, place: Place) -> Place | None:
    """The words of a selection as the guidelines quote them; None if no word is left.

    Complete words and visible characters, without white space and loose punctuation around them,
    the sentence's full stop, and a quotation mark or bracket whose partner is not selected.
    """
    words = text[slice(*place)]
    start = place.start + len(words) - len(words.lstrip())
    end = place.start + len(words.rstrip())
    while start > 0 and _splits(text, start):
        start -= 1
    while end < len(text) and _splits(text, end):
        end += 1
    while start < end:
        inner = _trimmed(text, Place(start, end))
        if inner == (start, end):
            return inner
        start, end = inner
    return None


def _splits(text: str, offset: int) -> bool:
    return splits_word(text, offset) or splits_grapheme(text, offset)


def _trimmed(text: str, place: Place) -> Place:
    """A place without the first thing that does not belong to a quote."""
    words = text[slice(*place)]
    inner = bare(words)
    if inner != words:
        start = place.start + words.find(inner)
        return Place(start, start + len(inner))
    if takes_full_stop(text, place):
        return Place(place.start, place.end - 1)
    for opening, closing in _PAIRS:
        surplus = words.count(opening) - words.count(closing)
        if surplus > 0 and words.startswith(opening):
            return Place(place.start + 1, place.end)
        if surplus < 0 and words.endswith(closing):
            return Place(place.start, place.end - 1)
    return place
