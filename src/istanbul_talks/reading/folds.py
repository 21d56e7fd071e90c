"""Training and test parts of a corpus that share no event and no near-duplicate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import filterfalse

from ..arguments import check_type
from ..errors import ArgumentError
from ..model.records import Article
from ..text.similarity import NEAR_DUPLICATE, jaccard
from ..text.visible import did_you_mean, visible
from ..validation.near_duplicates import candidates, shingles, sketch
from .tokens import text_of

BY = ("event", "article", "publisher")
_MOST_FOLDS = 10  # unless the caller asks for more


def folds(
    articles: Mapping[str, Article], by: str, number: int | None, seed: int
) -> list[tuple[list[str], list[str]]]:
    """The ids of each fold: for training, then for testing. See `Trainable.folds`."""
    check_type("by", by, str, f"one of: {', '.join(BY)}")
    check_type("seed", seed, int, "a whole number")
    if by not in BY:
        hint = did_you_mean(by, BY, {"outlet": "publisher"}) or f". Choose one of: {', '.join(BY)}"
        raise ArgumentError(f"by: “{visible(by, 40)}” is unknown{hint}")
    groups = _groups(articles, by)
    check_type("k", number, (int, type(None)), "a number of folds, or None")
    count = min(len(groups), _MOST_FOLDS) if number is None else number
    if len(groups) < 2:
        said = f"by {by}, all {len(articles)} articles are one group"
        if by == "article":
            raise ArgumentError(f"{said}. They share an event, or are near-duplicates")
        raise ArgumentError(f'{said}. Try by="article"')
    if not 2 <= count <= len(groups):
        raise ArgumentError(f"k: give 2 to {len(groups)}: by {by}, there are {len(groups)} groups")
    return [
        ([*filterfalse(p.__contains__, articles)], [*filter(p.__contains__, articles)])
        for p in _parts(groups, count, seed)
    ]


def _parts(groups: Iterable[list[str]], count: int, seed: int) -> list[set[str]]:
    """The groups in so many parts of nearly the same size; the largest group first."""
    parts = [set[str]() for _ in range(count)]
    for group in sorted(groups, key=lambda group: (-len(group), _drawn(seed, group[0]))):
        min(parts, key=len).update(group)
    return parts


def _drawn(seed: int, id: str) -> bytes:
    """A pseudo-random sort key that is the same in every version of Python."""
    return hashlib.sha256(f"{seed} {id}".encode()).digest()


def _groups(articles: Mapping[str, Article], by: str) -> list[list[str]]:
    """Articles that must be on the same side, together; sorted by their first id."""
    first = {id: id for id in articles}

    def root(id: str) -> str:
        while first[id] != id:
            first[id] = first[first[id]]
            id = first[id]
        return id

    def unite(one: str, other: str) -> None:
        low, high = sorted((root(one), root(other)))
        first[high] = low

    with_key, ids, sketches = dict[tuple[str, str], str](), list[str](), bytearray()
    for id, article in articles.items():
        for key in _keys(article, by):
            unite(with_key.setdefault(key, id), id)
        ids.append(id)
        sketches += sketch(text_of(article))
    for earlier, later in candidates(sketches):
        one, other = ids[earlier], ids[later]
        texts = (shingles(text_of(articles[id])) for id in (one, other))
        if root(one) != root(other) and jaccard(*texts, empty=0.0) >= NEAR_DUPLICATE:
            unite(one, other)
    groups = dict[str, list[str]]()
    for id in articles:
        groups.setdefault(root(id), []).append(id)
    return list(groups.values())


def _keys(article: Article, by: str) -> Iterator[tuple[str, str]]:
    """What an article shares with others of its group."""
    if article.event or by == "event":
        yield "event", article.event or ""
    if by == "publisher":
        yield "publisher", article.publisher or ""
