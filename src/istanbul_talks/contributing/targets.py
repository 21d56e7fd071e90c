"""Finds targets by words of their propositions and of a claim's sentence."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log
from typing import Any, NamedTuple

from ..text.languages import COMMON
from ..text.near_matches import similarity_of_letters
from ..text.words import plain_letters, words

# How much a word counts by where it is found.
_FIELDS = {"id": 1.0, "proposition": 1.0, "favor": 0.5, "against": 0.5}
_FIELDS |= {"favor_example": 0.5, "against_example": 0.5}
_BEGUN, _MISSPELT = 0.8, 0.7  # how much a word counts whose beginning or near form was typed
_ALIKE, _LEAST, _MOST_MORE = 0.8, 4, 3  # similarity and letters of a misspelt word
_OF_SENTENCE = 0.25  # how much the sentence counts beside words that are searched
_SUFFIX = re.compile(r"(?<=\w{3})(?:ations?|ions?|ings?|ments?|ers?|ies|ied|es|ed|ly|s|e|y)\Z")


class Ranked(NamedTuple):
    """A target, and how well it fits from 0 to 1."""

    target: Mapping[str, Any]
    score: float


def ranked_targets(
    targets: Mapping[str, Mapping[str, Any]], query: str, sentence: str
) -> list[Ranked]:
    """Targets by the words of a query, else by those of a sentence, best first.

    With a query, targets that have none of its words are left out.
    """
    fields = {id: _weights(target) for id, target in targets.items()}
    count = Counter(stem for own in fields.values() for stem in {word.stem for word in own})
    rare = {stem: log(1 + len(targets) / number) for stem, number in count.items()}
    asked, said = _words(query), _words(sentence)
    found = []
    for id, target in targets.items():
        score = _score(asked, fields[id], rare, typed=True)
        beside = _score({word for word in said if word.stem in rare}, fields[id], rare, typed=False)
        if score or not asked:
            both = (score + _OF_SENTENCE * beside) / (1 + _OF_SENTENCE) if asked else beside
            found.append(Ranked(target, round(both, 4)))
    return sorted(found, key=lambda one: -one.score)


class _Word(NamedTuple):
    stem: str
    plain: str


def _words(text: str) -> set[_Word]:
    """The words of a text but the most common ones, without case and accents."""
    found = set(map(plain_letters, words(text.replace("_", " ")))) - COMMON["en"]
    return {_Word(_SUFFIX.sub("", word), word) for word in found}


def _weights(target: Mapping[str, Any]) -> dict[_Word, float]:
    """The words of a target, each with the weight of its best field."""
    weights: dict[_Word, float] = {}
    for field, weight in _FIELDS.items():
        for word in _words(str(target.get(field, ""))):
            weights.setdefault(word, weight)
    return weights


def _score(
    asked: set[_Word], weights: Mapping[_Word, float], rare: Mapping[str, float], *, typed: bool
) -> float:
    """The share of words that are found, each counted by how rare it is among targets."""
    most = max(rare.values(), default=1.0)
    found = total = 0.0
    for word in asked:
        matches = ((_match(word, own, typed) * weight, own.stem) for own, weight in weights.items())
        share, stem = max(matches, default=(0.0, ""))
        found += share * rare.get(stem, most)
        total += rare.get(word.stem, most)
    return min(1.0, found / total) if total else 0.0


def _match(word: _Word, own: _Word, typed: bool) -> float:
    if word.stem == own.stem:
        return 1.0
    if typed and own.plain.startswith(word.plain):
        return _BEGUN
    return _MISSPELT if typed and _are_alike(word.plain, own.plain) else 0.0


@lru_cache(1 << 14)
def _are_alike(one: str, other: str) -> bool:
    close = abs(len(one) - len(other)) < _MOST_MORE and min(len(one), len(other)) >= _LEAST
    return close and similarity_of_letters(one, other) >= _ALIKE
