"""Views of items: mentions, claims, stances, entities or decisions that meet conditions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..arguments import METHODS, no_attribute
from ..dataset import parquet
from ..dataset.cite import Part, cite
from ..errors import ArgumentError
from ..files.json_bytes import compact
from ..files.optional import require
from ..model.columns import Field, bare_item, columns, item
from ..model.rows import from_row
from ..text.visible import shown, visible
from .conditions import NOUNS, Release, Wanted, check_test, column, wanted, warn_of_slips
from .item_rows import Row, complete, item_rows
from .tables import as_dataset, check_labels, frame, with_facts

if TYPE_CHECKING:
    import datasets
    import pandas
    import polars
    import pyarrow

_MOST_VALUES = 5  # of a condition that are shown
_Test = Callable[[Any], object]
_Names = dict[str, Any]  # Any: None, or names again


class _Summary(NamedTuple):
    """What is known about a view once its rows were read."""

    size: int
    digest: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, repr=False, eq=False)
class View:
    """Some mentions, claims, stances, entities or decisions of a release.

    Iterate over it for records. Each has the fields of its kind, and

    - `article`: the id of its article; `publisher`, `genre`, `event`, `published_earliest`: that
      article's own
    - `source` (claims, stances): the outlet if the author speaks, else the speaker's name
    - `undisputed` (mentions, claims, stances): whether each pass has the item as it is, without
      a decision on it; None if the article does not have two passes

    Tables have the same columns. Rows are read when they are needed, and not kept.
    """

    _release: Release
    _config: str
    _articles: Container[str] | None = None
    _joined: tuple[str, ...] = ()
    _conditions: tuple[tuple[_Test | None, Wanted], ...] = ()

    def where(self, test: Callable[[Any], object] | None = None, **columns: Any) -> View:
        """The items that meet every condition as well.

        Give a column and its value, `where(label="FAVOR")`; several values,
        `where(label={"FAVOR", "NONE"})`; or a test of a record, `where(lambda claim: claim.cue)`.
        `outlet` is another name of `publisher`, `day` of `published_earliest`, `speaker` of
        `claimer`.
        Raises UnknownNameError for an unknown column; ArgumentError for an unknown label, target
        or event, and for a value of another type. Warns of a value that nothing in the release has.
        """
        check_test(test)
        fields = self._fields
        found = wanted(self._release, fields, columns)
        every = View(self._release, self._config, None, self._joined)
        warn_of_slips(self._release, fields, found, every.rows(), depth=2)
        return self._narrowed(test, found)

    def by(self, *columns: str) -> dict[Any, View]:
        """A view for each value of a column, sorted; of several, for each combination as a tuple.

        `stances.by("outlet")` and `claims.by("outlet", "type")`. Items without a value are under
        None. Raises UnknownNameError for an unknown column, ArgumentError for one with lists.
        """
        if not columns:
            raise ArgumentError("columns: name at least one, such as “outlet”")
        names = [column(given, self._fields) for given in columns]
        keys = {tuple(row[name] for name in names) for row in self.rows()}
        found = {}
        for key in sorted(keys, key=_nulls_last):
            values = {name: [part] for name, part in zip(names, key, strict=True)}
            found[key if len(names) > 1 else key[0]] = self._narrowed(None, values)
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """The items as plain values, in the order of the release; days as text."""
        return (row for _, row in self._selected())

    def __iter__(self) -> Iterator[Any]:
        return map(self._record, self.rows())

    def __len__(self) -> int:
        return self._summary.size

    def __repr__(self) -> str:
        rule = f": {self._rule}" if self._conditions else ""
        return shown(f"<View of {len(self)} {self._noun}{rule}>")

    def to_arrow(self) -> pyarrow.Table:
        """The items as an Arrow table."""
        fields = tuple(self._fields.values())
        schema = parquet.schema_of(fields, free=self._release.edition != "full")
        days = [field.name for field in fields if field.type is date]
        rows = [row | {day: _day(row[day]) for day in days} for row in self.rows()]
        return parquet.arrow().Table.from_pylist(rows, schema)

    def to_pandas(self) -> pandas.DataFrame:
        """The items as a DataFrame."""
        return frame(self.to_arrow())

    def to_polars(self) -> polars.DataFrame:
        """The items as a polars DataFrame."""
        made: polars.DataFrame = require("polars", "polars").from_arrow(self.to_arrow())
        return made

    def to_datasets(self, *, labels: str = "ids") -> datasets.Dataset:
        """The items as a `datasets.Dataset`. `labels`: "ids" (classes) or "names" (texts)."""
        check_labels(labels)
        table, fields = self.to_arrow(), self._fields.values()
        data = as_dataset(table, fields, self._release.labels, labels)
        citation = self.cite() if table.num_rows else ""
        found: datasets.Dataset = with_facts(data, self._release.manifest, self._config, citation)
        return found

    @property
    def digest(self) -> str:
        """SHA-256 of these items: equal if their data is, in any version and in both editions.

        It is taken over their rows as JSON Lines, each with the SHA-256 of its article's text in
        `text_sha256`, and without the article's words, which the offsets give.
        """
        return self._summary.digest

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of the articles that the items are in, sorted."""
        return self._summary.outlets

    def cite(self, style: str = "bibtex") -> str:
        """How to cite these items, with their conditions and digest; for styles see `Corpus.cite`.

        Raises ArgumentError for a view without items.
        """
        if not len(self):
            raise ArgumentError(f"no {self._noun} meet the condition: there is nothing to cite")
        of, rule = len(View(self._release, self._config)), self._rule
        part = Part(self.digest, len(self), of, self.outlets, self._noun, rule)
        return cite(self._release.manifest, style, part)

    @property
    def _noun(self) -> str:
        return NOUNS.get(self._config, self._config)

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.name: field for field in columns(item(self._config, self._joined))}

    @property
    def _rule(self) -> str:
        """The conditions in one line."""
        said = [
            f"{name}={_in_short(values)}"
            for _, columns in self._conditions
            for name, values in columns.items()
        ]
        tests = sum(test is not None for test, _ in self._conditions)
        return ", ".join([*said, *["a function"] * tests])

    if not TYPE_CHECKING:  # type checkers would accept every name

        def __getattr__(self, name):
            if not name.startswith("_") and name in self._fields:
                said = f"View has no attribute “{name}”: it is a column"
                raise AttributeError(f"{said}. Write: [one.{name} for one in view]")
            public = [known for known in dir(type(self)) if not known.startswith("_")]
            raise no_attribute(self, name, public, METHODS)

    def _narrowed(self, test: _Test | None, values: Wanted) -> View:
        if test is None and not values:
            return self
        return replace(self, _conditions=(*self._conditions, (test, values)))

    def _record(self, row: Row) -> Any:
        with complete(self._release, row["article"]):
            return from_row(item(self._config, self._joined), row)

    def _selected(self) -> Iterator[tuple[Row, Row]]:
        """The row of its article and its own, for each item that meets every condition."""
        every = item_rows(self._release, self._config, self._articles, self._joined)
        for article, row in every:
            if all(
                all(row[name] in choices for name, choices in values.items())
                and (test is None or test(self._record(row)))
                for test, values in self._conditions
            ):
                yield article, row

    @cached_property
    def _summary(self) -> _Summary:
        digest, size, outlets = hashlib.sha256(), 0, set[str]()
        names = _wordless(bare_item(self._config))
        for article, row in self._selected():
            with complete(self._release, row["article"]):
                text = {"text_sha256": article["text_sha256"]}
                digest.update(compact(_only(names, row) | text))
            size += 1
            outlets.add(row["publisher"] or "")
        return _Summary(size, digest.hexdigest(), tuple(sorted(outlets - {""})))


def _wordless(record: type) -> _Names:
    """The columns without words of the article: None, or for a list of records those of each."""
    return {
        name: _wordless(kind) if is_dataclass(kind) else None
        for name, kind, _, _, meant in columns(record)
        if is_dataclass(kind) or not meant.words
    }


def _only(names: _Names, row: Mapping[str, Any]) -> Row:
    """The columns of a row that have these names, at any depth."""
    return {
        name: row[name] if inner is None else [_only(inner, one) for one in row[name]]
        for name, inner in names.items()
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _in_short(values: Sequence[Any]) -> str:
    named = [visible(str(value), 60) for value in values[:_MOST_VALUES]]
    more = len(values) - _MOST_VALUES
    return "|".join([*named, *([f"{more} more"] if more > 0 else [])])


def _nulls_last(key: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    return [(part is None, "" if part is None else part) for part in key]
