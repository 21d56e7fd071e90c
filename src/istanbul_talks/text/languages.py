"""Guesses a text's language from its most common words and its letters."""

import re
import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path

import regex

_ENOUGH = 5000  # characters to look at
LEAST = 40  # words a text must have before its language is doubted
_LETTERS = 20  # letters a text must have to recognise its language by them
_WORD = re.compile(r"[^\W\d_]+")
_KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NAMES = {tag: known["name"] for tag, known in _KNOWN.items()}
COMMON = {
    tag: frozenset(known["words"].split()) for tag, known in _KNOWN.items() if "words" in known
}


@lru_cache(maxsize=1)  # the passes over an article have its body
def spoken(text: str) -> str | None:
    """The language with most of its common words in the text; None if that is not clear.

    It is clear if these words are at least a sixth of the text, and twice the share of the next.
    Some languages can also be recognised by their letters, which takes fewer words.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_ENOUGH])]
    if len(words) >= LEAST:
        count = Counter(words)
        totals = sorted((sum(count[w] for w in common), tag) for tag, common in COMMON.items())
        (next_best, _), (best, tag) = totals[-2:]
        if best >= len(words) / 6 and best >= 2 * next_best:
            return str(tag)
    return _by_letters("".join(words))


def _by_letters(letters: str) -> str | None:
    """The language recognised by its script, or by letters of its own in the script.

    Those must be one in a hundred, and at least two.
    """
    if len(letters) < _LETTERS:
        return None
    for tag, known in _KNOWN.items():
        if "script" not in known or any(c in letters for c in known.get("foreign", "")):
            continue
        own = sum(map(letters.count, known.get("own", "")))
        if "own" in known and own < max(2, len(letters) / 100):
            continue
        if len(regex.findall(rf"[{known['script']}]", letters, regex.V1)) > 0.8 * len(letters):
            return str(tag)
    return None
