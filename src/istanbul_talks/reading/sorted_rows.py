"""Rows of a config, read along with the articles."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from .conditions import Release


class SortedRows:
    """The rows of a config by article, for articles asked for in the order of the corpus."""

    def __init__(self, corpus: Release, config: str) -> None:
        rows = corpus.rows_by_article(config) if config in corpus.configs else iter(())
        self._groups: Iterator[tuple[str, Iterable[Any]]] = groupby(rows, itemgetter(0))
        self._next: tuple[str, Iterable[Any]] | None = (
            "",
            (),
        )  # nothing is read before it is needed

    def of(self, article: str) -> list[dict[str, Any]]:
        """The rows of an article; empty if it has none, or if the release lacks the config."""
        while self._next and self._next[0] < article:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != article:
            return []
        return [row for _, row in self._next[1]]
