"""A part of a release: the articles that meet a condition, with their own digest.

Also what releases and their parts have in common: tokens, labels and folds for training a model.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..arguments import check_type, renamed
from ..dataset.cite import Part, cite, references
from ..dataset.entities import ENTITIES
from ..dataset.row_check import owner
from ..errors import ArgumentError, UnknownNameError
from ..files.json_bytes import compact
from ..files.optional import require
from ..model.columns import CONFIGS
from ..model.columns import columns as columns_of
from ..model.records import Article, Mention
from ..model.rows import config_digest, content_digest
from ..text.ids import shard_of
from ..text.visible import visible
from .conditions import Release, check_test, plain, wanted, warn_of_slips
from .entity_rows import entity_rows, entity_table
from .queries import Queries
from .tables import as_dataset, check_labels, with_facts

if TYPE_CHECKING:
    import datasets
    import pyarrow

    from .tokens import TaggedTokens, Tokenizer

COLUMNS = {field.name: field for field in columns_of(Article)}
_TYPES = next(str(f.column.labels) for f in columns_of(Mention) if f.name == "type")


def _tokens() -> Any:
    """The module for tokens. It needs `regex`, which takes a while to import."""
    return import_module(".tokens", __package__)


class Trainable(Mapping[str, Article]):
    """Articles that a model can be trained with: a `Corpus` or a `Subset`."""

    @property
    @abstractmethod
    def configs(self) -> tuple[str, ...]:
        """Names of the configs."""

    @property
    @abstractmethod
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The labels of each closed vocabulary."""

    @abstractmethod
    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        """Every row of a config for these articles, as plain values."""

    @abstractmethod
    def to_arrow(self, config: str = "articles") -> pyarrow.Table:
        """The rows of a config that belong to these articles, as an Arrow table."""

    @abstractmethod
    def _subset(self, ids: Collection[str]) -> Subset:
        """Some of these articles."""

    def to_bio(
        self, tokenizer: str | Tokenizer = "words", *, unaligned: str = "raise"
    ) -> TaggedTokens:
        """The articles as tokens with BIO tags of their mentions.

        `tokenizer`: "words", or a function from a text to the (start, end) of its tokens, in code
        points. "words" are the words and punctuation marks of Unicode Standard Annex #29; each
        apostrophe is a token of its own, so that the name in “Ostrel’s” ends where a token does.
        `unaligned`: "raise" for an error that lists mentions that do not begin and end where a
        token does; "extend" to give their tags to every token that they touch.

        Raises UnknownNameError for an unknown tokenizer. Iterating raises ArgumentError for
        unaligned mentions, CorpusError for mentions that share a token and without a text.
        """
        types = self.labels[_TYPES]
        made: TaggedTokens = _tokens().TaggedTokens(self, types, tokenizer, unaligned)
        return made

    def align(self, tokenizer: Any, **options: Any) -> Iterator[dict[str, Any]]:
        """The articles as sub-words of a fast tokenizer of the library transformers, with labels.

        A row per article, or per window if you give `truncation=True, max_length=384, stride=64,
        return_overflowing_tokens=True`; these options go to the tokenizer. `input_ids` and its
        other columns are the tokenizer's. `labels` has a number per sub-word: its place in
        `to_bio().labels`, or -100 for special tokens, which losses skip. In each row the first
        sub-word that overlaps a mention gets its B- tag, the others get I-.

        Raises ArgumentError for a tokenizer without offsets, CorpusError without a text and for a
        sub-word that has words of two mentions.
        """
        labels = self.to_bio().labels
        rows: Iterator[dict[str, Any]] = _tokens().align(self.values(), labels, tokenizer, options)
        return rows

    def folds(
        self, by: str = "event", *, k: int | None = None, seed: int = 0
    ) -> Iterator[tuple[Subset, Subset]]:
        """Pairs of parts for cross-validation: for training, for testing. Each has a digest.

        Articles of one group are always on the same side. `by` says what a group has in common:

        - "event": the event that they report; those without one are a group together;
        - "article": nothing else, so each article without an event is a group of its own;
        - "publisher": the outlet; those without one are a group together.

        Whatever `by` is, groups are united if they share an event or have near-duplicates: texts
        that share at least 80 % of their five-word sequences, as the rule near-duplicate finds
        them. `k` is the number of folds (default: one per group, up to 10). Groups are dealt out
        by size, then by `seed`, so that test parts are about equal.

        Raises ArgumentError for an unknown `by`, for a single group and for an impossible `k`;
        CorpusError without the texts, because near-duplicates need them.
        """
        found = import_module(".folds", __package__).folds(self, by, k, seed)
        return ((self._subset(train), self._subset(test)) for train, test in found)


class Subset(Queries, Trainable):
    """Some articles of a release: a mapping from id to `Article`, in the order of the release."""

    def __init__(self, corpus: Release, ids: Collection[str]) -> None:
        check_type("corpus", corpus, Mapping, "a Corpus")
        check_type("ids", ids, (list, tuple, set, frozenset, dict), "a list of article ids")
        for id in ids:
            if id not in corpus:
                raise UnknownNameError(f"ids: there is no article “{visible(str(id))}”")
        self.corpus = corpus
        self._ids = dict.fromkeys(sorted(ids))  # releases are sorted by id

    whole = renamed("whole", "corpus")

    @property
    def _release(self) -> Release:
        return self.corpus

    @property
    def _chosen(self) -> Collection[str]:
        return self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and id in self._ids

    def __getitem__(self, id: str) -> Article:
        if id not in self:
            raise UnknownNameError(f"there is no article “{visible(str(id))}” in {self!r}")
        return self.corpus[id]

    def __repr__(self) -> str:
        return f"<Subset of {self.corpus!r}: {len(self)} articles>"

    def where(self, test: Callable[[Article], object] | None = None, **columns: Any) -> Subset:
        """The articles of this subset that also meet these conditions; see `Corpus.where`."""
        return where(self.corpus, self.values(), test, columns)

    @property
    def configs(self) -> tuple[str, ...]:
        """Names of the configs."""
        return self.corpus.configs

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The labels of each closed vocabulary: `entity_type`, `claim_type`, `stance_label`, …"""
        return self.corpus.labels

    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        """Every row of a config for these articles, as plain values.

        `entities` has the entities of these articles, with counts over them.
        """
        if config == ENTITIES:
            return entity_rows(self.corpus, self._ids.keys())
        every = self.corpus.rows_by_article(config)
        return (row for id, row in every if id in self._ids)

    def to_arrow(self, config: str = "articles") -> pyarrow.Table:
        """The rows of a config that belong to these articles, as an Arrow table."""
        if config == ENTITIES:
            return entity_table(self.corpus, self._ids.keys())
        table = self.corpus.to_arrow(config)
        owners = require("pyarrow", "arrow").array(list(self._ids), "string")
        is_in = require("pyarrow.compute", "arrow").is_in
        return table.filter(is_in(table[owner(config)], value_set=owners))

    def to_datasets(self, config: str = "articles", *, labels: str = "ids") -> datasets.Dataset:
        """The rows of a config that belong to these articles, as a `datasets.Dataset`."""
        if config == ENTITIES:
            check_labels(labels)
            fields = columns_of(CONFIGS[config])
            data = as_dataset(self.to_arrow(config), fields, self.labels, labels)
            return with_facts(data, self.corpus.manifest, config)
        data = self.corpus.to_datasets(config, labels=labels)
        owners = enumerate(data[owner(config)])
        return data.select([place for place, id in owners if id in self._ids])

    def _subset(self, ids: Collection[str]) -> Subset:
        return Subset(self.corpus, ids)

    @cached_property
    def digest(self) -> str:
        """Content digest of these articles' rows; equals the release's if it has every article."""
        digests, shards = {}, self.corpus.manifest["configs"]["articles"]["shards"]
        for config in sorted(self.corpus.configs):
            if config == ENTITIES:
                own = b"".join(map(compact, entity_rows(self.corpus, self._ids.keys())))
                digests[config] = hashlib.sha256(own).hexdigest()
                continue
            rows = [hashlib.sha256() for _ in range(shards)]
            for id, line in self.corpus.json_lines(config, articles=self._ids.keys()):
                rows[shard_of(id, shards)].update(line)
            digests[config] = config_digest([digest.hexdigest() for digest in rows])
        return content_digest(digests)

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of these articles, sorted; articles whose outlet is unknown are skipped."""
        return tuple(sorted({article.publisher for article in self.values() if article.publisher}))

    def cite(self, style: str = "bibtex") -> str:
        """How to cite this subset, with its own digest and outlets; for styles see `Corpus.cite`.

        Raises ArgumentError for a subset without articles.
        """
        if not self:
            raise ArgumentError("no article meets the condition: there is nothing to cite")
        part = Part(self.digest, len(self), len(self.corpus), self.outlets)
        return cite(self.corpus.manifest, style, part)

    def references(self, style: str = "bibtex") -> str:
        """References to the original articles, in the same styles."""
        return references(self.values(), style)


def where(
    corpus: Release,
    articles: Iterable[Article],
    test: Callable[[Article], object] | None,
    columns: Mapping[str, Any],
) -> Subset:
    """The articles whose columns have the wanted values and that pass a test.

    Raises UnknownNameError for an unknown column; ArgumentError for a column with many values,
    an unknown label, or a test that is not a function.
    """
    check_test(test)
    choices = wanted(corpus, COLUMNS, columns)
    rows = (row for _, row in corpus.rows_by_article("articles"))
    warn_of_slips(corpus, COLUMNS, choices, rows, depth=3)

    def is_wanted(article: Article) -> bool:
        return all(plain(getattr(article, name)) in choice for name, choice in choices.items())

    found = (article for article in articles if is_wanted(article))
    return Subset(corpus, [article.id for article in found if test is None or test(article)])
