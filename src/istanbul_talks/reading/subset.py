"""A part of a release: the articles that meet a condition, with a digest of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ..dataset.cite import Part, cite, references
from ..errors import ArgumentError, UnknownNameError
from ..files.optional import require
from ..model.columns import columns as columns_of
from ..model.columns import content_digest
from ..model.records import Article
from ..text.visible import did_you_mean, visible

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

COLUMNS = tuple(field.name for field in fields(Article))
_MANY = frozenset(field.name for field in columns_of(Article) if field.many)


class Whole(Protocol):
    """What a part is taken from."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Name, version and digest of the release."""

    @property
    def configs(self) -> tuple[str, ...]:
        """Names of the configs."""

    def lines(self, config: str) -> Iterator[tuple[str, bytes]]:
        """For each row of a config the id of its article and the row as JSON, with its newline."""

    def to_arrow(self, config: str) -> pyarrow.Table: ...

    def to_pandas(self, config: str) -> pandas.DataFrame: ...

    def to_datasets(self, config: str) -> datasets.Dataset: ...

    def __getitem__(self, id: str) -> Article: ...


def _owner(config: str) -> str:
    """The column that holds the id of a row's article."""
    return "id" if config in ("articles", "raw") else "article"


class Subset(Mapping[str, Article]):
    """Some articles of a release: a mapping from article id to `Article`, in the order of the release."""

    def __init__(self, whole: Whole, ids: Collection[str]) -> None:
        self.whole = whole
        self._ids = dict.fromkeys(ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def __getitem__(self, id: str) -> Article:
        if id not in self._ids:
            raise UnknownNameError(f"there is no article “{visible(str(id))}” in {self!r}")
        return self.whole[id]

    def __repr__(self) -> str:
        return f"<Subset of {self.whole!r}: {len(self)} articles>"

    def where(self, test: Callable[[Article], object] | None = None, **columns: Any) -> Subset:
        """The articles of this part that meet a further condition, as `Corpus.where`."""
        return where(self.whole, self.values(), test, columns)

    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        """Every row of a config that belongs to these articles, as plain values. CorpusError for an unknown config."""
        return (orjson.loads(line) for id, line in self.whole.lines(config) if id in self._ids)

    def to_arrow(self, config: str = "articles") -> pyarrow.Table:
        """The rows of a config that belong to these articles, as an Arrow table."""
        table = self.whole.to_arrow(config)
        owners = require("pyarrow", "arrow").array(list(self._ids), "string")
        return table.filter(
            require("pyarrow.compute", "arrow").is_in(table[_owner(config)], value_set=owners)
        )

    def to_pandas(self, config: str = "articles") -> pandas.DataFrame:
        """The rows of a config that belong to these articles, as a DataFrame."""
        frame = self.whole.to_pandas(config)
        return frame[frame[_owner(config)].isin(self._ids)].reset_index(drop=True)

    def to_datasets(self, config: str = "articles") -> datasets.Dataset:
        """The rows of a config that belong to these articles, as a `datasets.Dataset`."""
        data = self.whole.to_datasets(config)
        return data.select(
            [place for place, id in enumerate(data[_owner(config)]) if id in self._ids]
        )

    @cached_property
    def digest(self) -> str:
        """Content digest of this part: as that of the release, over the rows of these articles alone. Equal to it where all are taken."""
        digests = {}
        for config in sorted(self.whole.configs):
            rows = hashlib.sha256()
            for id, line in self.whole.lines(config):
                if id in self._ids:
                    rows.update(line)
            digests[config] = rows.hexdigest()
        return content_digest(digests)

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of these articles, sorted; an article whose outlet is unknown adds none."""
        return tuple(sorted({article.publisher for article in self.values() if article.publisher}))

    def cite(self, style: str = "bibtex") -> str:
        """How to cite this part: "bibtex", "csl" (CSL-JSON) or "apa", with its own digest and the outlets of its articles.

        CorpusError for a part without articles."""
        if not self:
            raise ArgumentError("no article meets the condition: there is nothing to cite")
        part = Part(
            self.digest, len(self), self.whole.manifest["configs"]["articles"]["rows"], self.outlets
        )
        return cite(self.whole.manifest, style, part)

    def references(self, style: str = "bibtex") -> str:
        """References to the original articles: "bibtex", "csl" or "apa"."""
        return references(self.values(), style)


def where(
    whole: Whole,
    articles: Collection[Article] | Iterator[Article],
    test: Callable[[Article], object] | None,
    columns: Mapping[str, Any],
) -> Subset:
    """The articles whose columns have the wanted values, and which pass a test. CorpusError for what is no test, for an unknown column, and for
    one that holds many values."""
    if test is not None and not callable(test):
        raise ArgumentError(
            f"“{visible(str(test))}” is no test: name a column, such as genre={visible(repr(test), 40)}, or give a function of an article"
        )
    for name in columns:
        if name not in COLUMNS:
            raise UnknownNameError(
                f"“{name}” is no column of articles{did_you_mean(name, COLUMNS) or '.'} The columns are: {', '.join(COLUMNS)}"
            )
        if name in _MANY:
            raise ArgumentError(
                f"“{name}” holds many values of an article: give a function, such as lambda article: article.{name}"
            )
    wanted = {
        name: [*value] if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        for name, value in columns.items()
    }
    found = (
        a
        for a in articles
        if all(_plain(getattr(a, name)) in map(_plain, values) for name, values in wanted.items())
    )
    return Subset(whole, [article.id for article in found if test is None or test(article)])


def _plain(value: Any) -> Any:
    """A value as it is written: days as text."""
    return value.isoformat() if isinstance(value, date) else value
