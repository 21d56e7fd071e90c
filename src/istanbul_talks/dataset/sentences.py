"""Sentences of annotators that repeat words of an article: what of them is the article's."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

_WORD = re.compile(r"\w+")
_Part = str | list[int]


class Sentences:
    """Tells which sentences repeat more than `most` words of a text in a row, in any case."""

    def __init__(self, text: str, most: int) -> None:
        self._text, self._run = text, most + 1

    @cached_property
    def _places(self) -> dict[tuple[str, ...], int]:
        """The first place of each run of words that is too long."""
        words = [*_WORD.finditer(self._text)]
        runs = range(len(words) - self._run + 1)
        return {self._key(words[i : i + self._run]): words[i].start() for i in reversed(runs)}

    def _key(self, words: Sequence[re.Match[str]]) -> tuple[str, ...]:
        return tuple(word[0].casefold() for word in words)

    def _repeated(self, words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
        """Which words of a sentence begin such a run, and the place of each run in the text."""
        for i in range(len(words) - self._run + 1):
            place = self._places.get(self._key(words[i : i + self._run]))
            if place is not None:
                yield i, place

    def repeats(self, sentence: str) -> bool:
        """Whether a sentence repeats too much."""
        return any(True for _ in self._repeated([*_WORD.finditer(sentence)]))

    def parts(self, sentence: str) -> list[_Part]:
        """A sentence in parts: its own characters, and [start, end] of repeated words."""
        words, places = [*_WORD.finditer(sentence)], dict[int, tuple[int, int]]()
        for first, place in self._repeated(words):
            there = _WORD.finditer(self._text, place)
            for word, same in zip(words[first : first + self._run], there, strict=False):
                if word[0] == same[0]:
                    places.setdefault(word.start(), same.span())
        parts, last = list[_Part](), 0
        for word in words:
            if word.start() in places:
                parts += [sentence[last : word.start()], list(places[word.start()])]
                last = word.end()
        return [part for part in (*parts, sentence[last:]) if part]


def sentence_of(parts: Sequence[_Part], text: str) -> str:
    """The sentence that these parts make up."""
    return "".join(part if isinstance(part, str) else text[slice(*part)] for part in parts)
