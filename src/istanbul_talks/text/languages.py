"""Guesses a text's language from its most common words and its letters."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import regex

_ENOUGH = 5000  # characters that are looked at
LEAST = 40  # words a text must have before its language is doubted
_FEW = 8  # words a text must have for its letters to tell the language
_WORD = re.compile(r"[^\W\d_]+")
_KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NAMES = {tag: known["name"] for tag, known in _KNOWN.items()}
COMMON = {tag: frozenset(known["words"].split()) for tag, known in _KNOWN.items()}


def spoken(text: str) -> str | None:
    """The language with most of its common words in the text; None if that is not clear.

    It is clear if these words are a sixth of the text or more, and twice the share of the next.
    Some languages can also be recognised by their letters, which takes fewer words.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_ENOUGH])]
    if len(words) >= LEAST:
        count = Counter(words)
        totals = sorted((sum(count[w] for w in common), tag) for tag, common in COMMON.items())
        (next_best, _), (best, tag) = totals[-2:]
        if best >= len(words) / 6 and best >= 2 * next_best:
            return str(tag)
    return _by_letters(words) if len(words) >= _FEW else None


def _by_letters(words: list[str]) -> str | None:
    """The language whose own letters are one in a hundred of a text, two or more."""
    letters = "".join(words)
    for tag, known in _KNOWN.items():
        own = sum(map(letters.count, known.get("own", "")))
        if own < max(2, len(letters) / 100) or any(c in letters for c in known["foreign"]):
            continue
        if len(regex.findall(rf"\p{{Script={known['script']}}}", letters)) > 0.8 * len(letters):
            return str(tag)
    return None
