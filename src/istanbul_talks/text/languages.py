"""Guesses a text's language from its most common words and its letters."""

import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path

import regex

from .words import beyond_ascii, words

_ENOUGH = 5000  # characters to look at
LEAST = 40  # words a text must have before its language is doubted
_LETTERS = 20  # letters a text must have to recognise its language by them
_LATIN = r"\p{Latin}"
_IOTA = "\u0345"  # COMBINING GREEK YPOGEGRAMMENI
_KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NAMES = {tag: known["name"] for tag, known in _KNOWN.items()}
COMMON = {
    tag: frozenset(known["words"].split()) for tag, known in _KNOWN.items() if "words" in known
}
_TAGS = {  # the languages in which a word is common, as one text: its hash is known
    word: " ".join(tag for tag, common in COMMON.items() if word in common)
    for word in frozenset().union(*COMMON.values())
}


@lru_cache(maxsize=1)  # the passes over an article have its body
def spoken(text: str) -> str | None:
    """The language with most of its common words in the text; None if that is not clear.

    It is clear if these words are at least a sixth of the text, and twice the share of the next.
    Some languages can also be recognised by their letters, which takes fewer words.
    """
    lower = _lower_words(text[:_ENOUGH])
    if len(lower) >= LEAST:
        totals = dict.fromkeys(COMMON, 0)
        for tags, count in Counter(map(_TAGS.get, lower)).items():
            for tag in tags.split() if tags else ():
                totals[tag] += count
        (next_best, _), (best, found) = sorted((total, tag) for tag, total in totals.items())[-2:]
        if best >= len(lower) / 6 and best >= 2 * next_best:
            return found
    return _by_letters("".join(lower))


def _lower_words(text: str) -> list[str]:
    """Runs of letters, in lower case."""
    lower = text.casefold()
    if len(lower) == len(text) and _IOTA not in text:
        return words(lower, digits=False)
    # In lower case, a letter may become several characters, and this one a letter.
    return [word.casefold() for word in words(text, digits=False)]


def _by_letters(letters: str) -> str | None:
    """The language recognised by its script, or by letters of its own in the script.

    Those must be one in a hundred, and at least two.
    """
    if len(letters) < _LETTERS:
        return None
    few = len(beyond_ascii(letters)) <= 0.8 * len(letters)  # in scripts other than Latin
    for tag, known in _KNOWN.items():
        if "script" not in known or (few and known["script"] != _LATIN):
            continue
        if any(c in letters for c in known.get("foreign", "")):
            continue
        own = sum(map(letters.count, known.get("own", "")))
        if "own" in known and own < max(2, len(letters) / 100):
            continue
        if len(regex.findall(rf"[{known['script']}]", letters, regex.V1)) > 0.8 * len(letters):
            return str(tag)
    return None
