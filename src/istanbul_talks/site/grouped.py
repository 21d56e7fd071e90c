"""Rows of a config by the value of a column, kept as an Arrow table until they are needed."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from ..files.optional import require
from ..reading.corpus import Corpus


class Grouped:
    """The rows of a config, of which only `columns` are kept, by the value of column `by`."""

    def __init__(
        self, corpus: Corpus, config: str, by: str, columns: Sequence[str], *, where: str = ""
    ) -> None:
        """`where`: leave out the rows in which this column is null.

        A release without the config has no rows of it.
        """
        self._places: dict[str, tuple[int, int]] = {}
        if config not in corpus.configs:
            return
        table = corpus.to_arrow(config)
        if where:
            table = table.filter(require("pyarrow.compute", "arrow").field(where).is_valid())
        table = table.select(columns)
        self._table = table.sort_by([(by, "ascending"), ("article", "ascending")])
        found = table.column(by).value_counts().to_pylist()
        by_value = sorted((one["values"], one["counts"]) for one in found)
        counts: dict[str, int] = dict(by_value)
        ends = accumulate(counts.values())
        self._places = {
            value: (end - counts[value], counts[value])
            for value, end in zip(counts, ends, strict=True)
        }

    def __getitem__(self, value: str) -> list[dict[str, Any]]:
        """The rows with this value, by article; nothing for an unknown value."""
        return self.first(value, None)

    def first(self, value: str, most: int | None) -> list[dict[str, Any]]:
        """At most so many rows with this value; all if None."""
        if value not in self._places:
            return []
        rows: list[dict[str, Any]] = self._table.slice(*self._places[value])[:most].to_pylist()
        return rows

    def items(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each value and its rows."""
        return ((value, self[value]) for value in self._places)
