"""A release as a `Corpus`, checked against its manifest. Only tables need pyarrow."""

from __future__ import annotations

import glob
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import suppress
from functools import partial
from heapq import merge
from importlib import import_module
from itertools import groupby, starmap
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import proxy

from ..arguments import check_path, check_type, renamed
from ..dataset import links
from ..dataset.cite import cite, references
from ..dataset.entities import ENTITIES
from ..dataset.index import lines
from ..dataset.row_check import owner
from ..dataset.verify import LABELS, ReleaseFolder, compare
from ..errors import ArgumentError, UnknownNameError, VerificationError
from ..files import disk
from ..files.optional import require
from ..model.columns import CONFIGS, columns
from ..model.records import Article, Claim, Entity, Mention, PassItem, Stance
from ..model.rows import from_row
from ..text.visible import did_you_mean, shown, visible
from .entity_rows import entity_rows, entity_table
from .lookup import IndexedRows, Lookup, ScannedRows
from .queries import Queries
from .subset import Subset, Trainable, where
from .tables import as_dataset, check_labels, features, with_facts
from .wanted import Wanted, as_wanted, check_edition, folder_of, is_address, timeout_of, wanted_of

if TYPE_CHECKING:
    import datasets
    import pyarrow

    from ..quality.agreement import Agreement
    from .remote import Remote

_MOST_ID = 200  # bytes
_Lines = Iterator[tuple[str, bytes]]  # id of an article, and a row
_LAYERS = ((Entity, "entities"), (Mention, "mentions"), (Claim, "claims"), (Stance, "stance"))


class Corpus(Queries, ReleaseFolder, Trainable):
    """A release: a mapping from article id to `Article`, sorted by id.

    Records are created on demand from memory-mapped JSON Lines, so any corpus opens instantly.
    Every file is checked against the manifest's SHA-256 before it is first used; a single article
    against its own, in the index of its shard.
    """

    def __init__(self, folder: Path, source: Remote | None = None) -> None:
        if source is not None:
            check_type("source", source, _remote().Remote, "a Remote or None")
        super().__init__(check_path("folder", folder), source)
        self._articles = self._lookup()
        if source is not None:
            self._verify(LABELS)  # small, and every row needs it

    @property
    def _release(self) -> Corpus:
        return self

    hold = renamed("hold", "require_digest")
    shown = renamed("shown", "location")
    document = renamed("document", "read_json")
    text = renamed("text", "read_text")
    lines_of = renamed("lines_of", "read_lines")
    lines = renamed("lines", "json_lines")

    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        """Every row of a config in order, as plain values. Raises UnknownNameError if unknown."""
        return (row for _, row in self.rows_by_article(config))

    def rows_by_article(self, config: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row of a config in order, with its article's id; of `entities`, with its own.

        Raises VerificationError for a row that does not fit the columns or labels of the release.
        """
        if config == ENTITIES and config not in self.configs:
            return ((str(row["id"]), row) for row in entity_rows(self))
        config = self._config(config)
        return self._checked(config, self.json_lines(config))

    def _checked(self, config: str, every: _Lines) -> Iterator[tuple[str, dict[str, Any]]]:
        check, numbered = self._row_check(config), enumerate(every, start=1)
        return ((id, check.row(line, f"row {at}", id)) for at, (id, line) in numbered)

    def json_lines(self, config: str = "articles", *, articles: Set[str] | None = None) -> _Lines:
        """Every row of a config, by article: its id, and the row as a line of JSON.

        `articles`: ids of those that are wanted.
        """
        check_type("articles", articles, (Set, type(None)), "a set of ids or None")
        config = self._config(config)
        shards = range(self.manifest["configs"][config]["shards"])
        every = merge(*(self._of_shard(config, n, articles) for n in shards), key=itemgetter(0))
        return every if articles is not None else self._counted(config, every)

    def _counted(self, config: str, every: _Lines) -> _Lines:
        count = 0
        for row in every:
            count += 1
            yield row
        self._compare_count(config, count)

    def _of_shard(self, config: str, number: int, wanted: Set[str] | None = None) -> _Lines:
        """The rows of a shard, by article. Those of a layer are made from `articles`."""
        kept = "articles" if self._is_layer(config) else config
        shard, check = self._map(self._shards(kept, "jsonl")[number]), self._row_check(kept)
        for at, (start, end) in enumerate(lines(shard), start=1):
            id, line = self._id_at(kept, at, shard, start), shard[start : end + 1]
            if wanted is None or id in wanted:
                made = check.layers(line, f"row {at}", id)[config] if kept != config else line
                yield from ((id, row) for row in made.splitlines(keepends=True))

    def rows_of_shard(self, config: str, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows of a shard in the order of its file, as `rows_by_article`. Counts from 0."""
        check_type("number", number, int, "the number of a shard")
        config = self._config(config)
        shards = self.manifest["configs"][config]["shards"]
        if not 0 <= number < shards:
            raise ArgumentError(f"number: there is no shard {number}. Give 0 to {shards - 1}")
        return self._checked(config, self._of_shard(config, number))

    def _compare_count(self, config: str, found: int, where: str = "") -> None:
        rows = self.manifest["configs"][config]["rows"]
        compare(f"number of rows of {config}{where}", rows, found)

    def where(self, test: Callable[[Article], object] | None = None, **columns: Any) -> Subset:
        """The articles that meet every condition.

        Give a column and its value, `where(genre="reportage")`; several values,
        `where(genre={"reportage", "analysis"})`; or a test,
        `where(lambda article: article.claims)`.
        `outlet` is another name of `publisher`, `day` of `published_earliest`.
        Raises UnknownNameError for an unknown column, ArgumentError for an unknown label or event
        and for a value of another type. Warns of a value that no article of the release has.
        """
        return where(self, self.articles(), test, columns)

    def _subset(self, ids: Collection[str]) -> Subset:
        return Subset(self, ids)

    def link(
        self, article: str | Article, record: Entity | Mention | Claim | Stance | None = None
    ) -> str:
        """The permanent link of an article, or of one of its records, in this version.

        Raises UnknownNameError for an unknown article, or a record of another one.
        """
        check_type("article", article, (str, Article), "an id or an Article")
        id = article.id if isinstance(article, Article) else article
        if id not in self:
            raise self._unknown_article(id)
        layer = next((name for kind, name in _LAYERS if isinstance(record, kind)), None)
        if record is not None and layer is None:
            raise ArgumentError("record: give an entity, mention, claim or stance of the article")
        own = getattr(self[id], layer) if layer else ()
        if record and not any(_same(record, known) for known in own):
            raise UnknownNameError(f"“{record.id}” is not in the {layer} of {id}. Name its article")
        name, record_id = self.manifest["name"], record.id if record else None
        return str(links.Link(name, self.version, id, layer, record_id))

    def resolve(self, link: str) -> Article | Entity | Mention | Claim | Stance:
        """The article or record that a permanent link points to.

        Raises ArgumentError for a link to another version, UnknownNameError for an unknown record.
        """
        check_type("link", link, str, "a permanent link")
        wanted, name = links.parse(link), self.manifest["name"]
        if (wanted.name, wanted.version) != (name, self.version):
            said = f"{wanted} belongs to another release: this is {name} {self.version}"
            raise ArgumentError(f"{said}. Load that one")
        if wanted.article not in self:
            raise self._unknown_article(wanted.article, f"{wanted}: ")
        article = self[wanted.article]
        if wanted.layer is None:
            return article
        records: tuple[Entity | Mention | Claim | Stance, ...] = getattr(article, wanted.layer)
        found = {record.id: record for record in records}
        if wanted.id not in found:
            hint = did_you_mean(str(wanted.id), found)
            said = f"{wanted}: {wanted.article} has no “{wanted.id}” in {wanted.layer}{hint}"
            raise UnknownNameError(said)
        return found[wanted.id]

    def __len__(self) -> int:
        return int(self.manifest["configs"]["articles"]["rows"])

    def __iter__(self) -> Iterator[str]:
        yield from self._articles  # unlike iter(…), this keeps the corpus

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and id in self._articles

    def __getitem__(self, id: str) -> Article:
        line = self._articles.line(id) if isinstance(id, str) else None
        if line is None:
            raise self._unknown_article(id)
        check, which = self._row_check("articles"), f"the row of {id}"
        row = check.row(line, which, id)
        try:
            return from_row(Article, row)
        except (KeyError, TypeError):
            raise check.incomplete(which, row) from None

    def _unknown_article(self, id: object, place: str = "") -> UnknownNameError:
        hint = did_you_mean(id, self) if isinstance(id, str) else ""
        return UnknownNameError(f"{place}there is no article “{visible(str(id))}”{hint}")

    def articles(self) -> Iterator[Article]:
        """Every article in order, one at a time."""
        return (self[id] for id in self)

    def passes(self) -> Iterator[tuple[str, list[PassItem]]]:
        """Article id and items of all passes, for each article that has passes.

        Raises UnknownNameError for a release without this config.
        """
        items = starmap(self._pass_item, self.rows_by_article("passes"))
        grouped = groupby(items, key=itemgetter(0))
        return ((article, [item for _, item in group]) for article, group in grouped)

    def __repr__(self) -> str:
        name, digest = f"{self.manifest['name']} {self.version}", self.digest[:12]
        return shown(f"<Corpus {name}: {len(self)} articles, sha256:{digest}…>")

    def to_arrow(self, config: str = "articles") -> pyarrow.Table:
        """A config as an Arrow table. Columns and values are checked, as for `rows`.

        Raises UnknownNameError for an unknown config, VerificationError for a damaged file, for
        columns of another version and for a value that its column cannot have.
        """
        if config == ENTITIES and config not in self.configs:
            return entity_table(self)
        config = self._config(config)
        schema, found = self._batches(config)
        table = require("pyarrow", "arrow").Table.from_batches(found, schema)
        self._compare_count(config, table.num_rows, " in Parquet")
        return table

    def to_datasets(
        self, config: str = "articles", *, labels: str = "ids", streaming: bool = False
    ) -> datasets.Dataset:
        """A config as a `datasets.Dataset` with version, licence and citation set.

        `labels`: "ids" for class labels, which are integers; "names" for texts. `streaming`: an
        `IterableDataset` that reads rows when they are needed.
        """
        check_labels(labels)
        check_type("streaming", streaming, bool, "True or False")
        library = require("datasets", "datasets")
        if config == ENTITIES and config not in self.configs:
            fields = columns(CONFIGS[config])
            made = as_dataset(self.to_arrow(config), fields, self.labels, labels)
            made = with_facts(made, self.manifest, config)
            return made.to_iterable_dataset() if streaming else made
        config = self._config(config)
        schema, found = self._batches(config)
        deque(found, maxlen=0)  # each value is checked before it is read again
        # Not by the folder and its card, which may name any file or address.
        paths = [disk.inside(self.folder, path) for path in self._shards(config, "parquet")]
        data = library.load_dataset(
            "parquet",
            f"{config}-{self.digest[:16]}",  # in the cache of `datasets`
            data_files={"train": [glob.escape(str(path)) for path in paths]},
            features=features(schema, columns(CONFIGS[config]), self.labels, labels),
            split="train",
            streaming=streaming,
        )
        return with_facts(data, self.manifest, config)

    def agreement(
        self, *, article: str | Article | None = None, layer: str | None = None
    ) -> list[Agreement]:
        """How well passes agree, in one article or layer if named: `istanbul_talks.agreement`."""
        module = import_module(".agreement", __package__)  # it imports this one
        found: list[Agreement] = module.agreement(self, article=article, layer=layer)
        return found

    def cite(self, style: str = "bibtex") -> str:
        """How to cite this release: "bibtex", "biblatex", "csl" (CSL-JSON), "apa" or "ris"."""
        return cite(self.manifest, style)

    def references(self, style: str = "bibtex") -> str:
        """References to the original articles, in the same styles."""
        return references(self.articles(), style)

    def _pass_item(self, article: str, row: dict[str, Any]) -> tuple[str, PassItem]:
        item = {name: value for name, value in row.items() if name != "article"}
        try:
            return article, from_row(PassItem, item)
        except (KeyError, TypeError):
            which = f"a row of {article}"
            raise self._row_check("passes").incomplete(which, row) from None

    def _id_at(self, config: str, number: int, shard: Any, start: int) -> str:
        """The id at the start of a row. Raises VerificationError if it does not start with one."""
        key = f'{{"{owner(config)}":"'.encode()  # the start of a row, before the id of its article
        first = start + len(key)
        end = shard.find(b'"', first, first + _MOST_ID)
        if shard[start:first] == key and end >= 0:
            return str(shard[first:end].decode("utf-8", "replace"))
        check, which = self._row_check(config), f"row {number}"
        check.row(shard[start : shard.find(b"\n", start)], which)  # may know what is wrong
        began = visible(shard[start : start + 40].decode("utf-8", "replace"))
        raise check.forged(which, f"it starts with “{began}”, not with its {owner(config)}")

    def _map(self, path: str) -> Any:
        self._verify(path)
        return disk.map_file(disk.inside(self.folder, path))

    def _lookup(self) -> Lookup:
        facts = self.manifest["configs"]["articles"]
        weak = proxy(self)  # a cycle would keep a release locked after its last use
        if "first" in facts:
            index, shard = partial(Corpus._index_of, weak), partial(Corpus._rows_of, weak)
            return IndexedRows(self.location, facts, index, shard)
        shards = [self._map(path) for path in self._shards("articles", "jsonl")]
        return ScannedRows(facts, shards, partial(Corpus._id_at, weak, "articles"))


def _same(record: Any, known: Any) -> bool:
    """Whether a record of an article, or an item of a view, is this one."""
    return all(getattr(record, name) == getattr(known, name) for name in known.__slots__)


def load(  # noqa: PLR0913 - what a reader may say about a release and how to fetch it
    path: str | Path | None = None,
    *,
    version: str | None = None,
    digest: str | None = None,
    edition: str | None = None,
    texts: str | Path | None = None,
    cache: str | Path | None = None,
    timeout: float | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> Corpus:
    """Open a release: the packaged one, a folder, or one at an address that fsspec supports.

        load()                                           the packaged release, offline
        load("./dist/istanbul-talks")                    a release, or a folder of releases
        load(texts="my-copies")                          with the texts of your own copies
        load("s3://bucket/istanbul-talks")               the latest version there
        load("https://example.org/x", version="1.0.0")   a version
        load("hf://datasets/ORG/NAME", version="1.0.0")  a version on the Hugging Face Hub

    `version`, `digest` (the content digest, as cited) and `edition` ("full", "text-free") say what
    you expect. If the cache has a release with this digest, no network is needed. `texts`: a folder
    with copies of the articles, which put the texts back into the text-free edition, as
    `istanbul-talks restore` does, but in a temporary folder; `digest` is then the one with texts.
    `cache` is the folder for downloads (default: ISTANBUL_TALKS_CACHE, else
    ~/.cache/istanbul-talks). `timeout`: seconds for a file of up to 256 MiB, retries included
    (default: ISTANBUL_TALKS_TIMEOUT or 300), more for larger ones; fsspec gets `storage_options`.

    Raises VerificationError if a file or the release does not match the manifest, `version` or
    `digest`; NotFoundError if no release or no text is found; ArgumentError for another edition;
    CorpusError if the release cannot be reached. Warns of articles without a text in `texts`.
    """
    wanted = wanted_of(version, digest)
    store, seconds = None if cache is None else check_path("cache", cache), timeout_of(timeout)
    check_type("storage_options", storage_options, (Mapping, type(None)), "options for fsspec")
    stored = wanted if texts is None else Wanted(wanted.version)
    if is_address(path):
        corpus = _fetched(stored, _remote().remote_at(str(path), store, storage_options, seconds))
    else:
        corpus = as_wanted(Corpus(folder_of(path, stored.version)), stored)
    if texts is not None:
        restored = import_module(".restore", __package__).restored  # it imports this module
        corpus = as_wanted(restored(corpus, check_path("texts", texts)), wanted)
    check_edition(edition, corpus.edition, corpus.location)
    return corpus


def _remote() -> Any:
    """The module for releases at an address, which most programs never need."""
    return import_module(".remote", __package__)


def _fetched(wanted: Wanted, remote: Callable[[Wanted], Remote]) -> Corpus:
    if wanted.digest is not None:
        # What the cache has under this digest may be damaged. If so, ask the source.
        with suppress(VerificationError):
            source = remote(wanted)
            return as_wanted(Corpus(source.folder, source), wanted)
    source = remote(Wanted(wanted.version))
    return as_wanted(Corpus(source.folder, source), wanted)
