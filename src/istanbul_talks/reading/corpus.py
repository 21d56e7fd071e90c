"""A release folder as a `Corpus`: verified against its manifest, read without pyarrow until a table is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ..dataset import links
from ..dataset.cite import cite, references
from ..dataset.layout import default_release, version_below
from ..dataset.manifest import REMEDY
from ..dataset.verify import (
    ReleaseFolder,
    Source,
    compare,
    compare_files,
    compare_wanted,
    lines,
)
from ..errors import ArgumentError, NotFoundError, UnknownNameError, VerificationError
from ..files import disk
from ..files.cache import Cache, default_folder
from ..files.optional import require
from ..model.records import (
    Article,
    Claim,
    Entity,
    Mention,
    PassItem,
    Stance,
    article_from_row,
    pass_item_from_row,
)
from ..text.visible import did_you_mean, visible
from .addresses import is_address
from .remote import Remote
from .subset import Subset, where

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

_ID, _OWNER = b'{"id":"', b'{"article":"'  # what a row begins with, before the id of its article
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LAYER_OF = {Entity: "entities", Mention: "mentions", Claim: "claims", Stance: "stance"}


class Corpus(ReleaseFolder, Mapping[str, Article]):
    """A release: a mapping from article id to `Article`, in the order of the ids.

    Records are made when they are asked for, from memory-mapped JSON Lines: a corpus of any size opens at once.
    Every file is compared with the manifest's SHA-256 before its first use.
    """

    def __init__(self, folder: Path, source: Source | None = None) -> None:
        super().__init__(folder, source)
        self._places: dict[str, tuple[int, int, int]] | None = None
        self._lines = [self._map(path) for path in self._shards("articles", "jsonl")]

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of the propositions that stances are about, also of those that no article addresses."""
        return tuple(target["id"] for target in self.document("schema/targets.json")["targets"])

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The closed vocabularies by name, each with its labels: `entity_type`, `claim_type`, `stance_label` and so on."""
        return {name: tuple(labels) for name, labels in self.document("schema/labels.json").items()}

    def document(self, path: str) -> Any:
        """A JSON file of the release, verified, such as "schema/labels.json". VerificationError if it is not there or damaged."""
        return orjson.loads(self.text(path))

    def text(self, path: str) -> str:
        """A text file of the release, verified. VerificationError if it is not there or damaged."""
        self._verify(path)
        return disk.read_text(self.folder / path)

    def lines_of(self, path: str) -> Iterator[bytes]:
        """The lines of a text file of the release, verified, one at a time."""
        shard = self._map(path)
        return (shard[start:end] for start, end in lines(shard))

    def rows(self, config: str = "articles") -> Iterator[dict[str, Any]]:
        """Every row of a config in the order of the release, as plain values, one at a time. CorpusError for an unknown config."""
        for path in self._shards(config, "jsonl"):
            shard = self._map(path)
            yield from (orjson.loads(shard[start:end]) for start, end in lines(shard))

    def lines(self, config: str) -> Iterator[tuple[str, bytes]]:
        """For each row of a config the id of its article and the row as the release has it, JSON with a newline. CorpusError for an unknown config."""
        first = len(_ID if config in ("articles", "raw") else _OWNER)
        for path in self._shards(config, "jsonl"):
            shard = self._map(path)
            for start, end in lines(shard):
                yield (
                    shard[start + first : shard.find(b'"', start + first)].decode(),
                    shard[start : end + 1],
                )

    def where(self, test: Callable[[Article], object] | None = None, **columns: Any) -> Subset:
        """The articles that meet a condition: `where(genre="reportage")`, `where(genre={"reportage", "analysis"})`,
        `where(lambda article: article.claims)`. CorpusError for an unknown column."""
        return where(self, self.articles(), test, columns)

    def link(
        self, article: str | Article, record: Entity | Mention | Claim | Stance | None = None
    ) -> str:
        """The permanent link of an article, or of one of its records, in this version. KeyError for an unknown article, CorpusError for a
        record that is not of it."""
        id = article.id if isinstance(article, Article) else article
        if id not in self:
            raise self._unknown_article(id)
        layer = None if record is None else _LAYER_OF.get(type(record))
        if record is not None and layer is None:
            raise ArgumentError(
                "links lead to articles, entities, mentions, claims and stances; passes and decisions have none"
            )
        if layer and record not in getattr(self[id], layer):
            raise UnknownNameError(
                f"“{record.id if record else ''}” is none of the {layer} of {id}. Name the article that it is of"
            )
        return str(
            links.Link(
                self.manifest["name"], self.version, id, layer, record.id if record else None
            )
        )

    def resolve(self, link: str) -> Article | Entity | Mention | Claim | Stance:
        """The article or record that a permanent link means. CorpusError for a link to another version, or to what is not in this one."""
        wanted = links.parse(link)
        if (wanted.name, wanted.version) != (self.manifest["name"], self.version):
            raise ArgumentError(
                f"{wanted} is of another release: this is {self.manifest['name']} {self.version}. Load that one"
            )
        if wanted.article not in self:
            raise UnknownNameError(
                f"{wanted}: there is no article “{wanted.article}”{did_you_mean(wanted.article, self) or ''}"
            )
        article = self[wanted.article]
        if wanted.layer is None:
            return article
        records = {record.id: record for record in getattr(article, wanted.layer)}
        if wanted.id not in records:
            hint = did_you_mean(str(wanted.id), records) or ""
            raise UnknownNameError(
                f"{wanted}: {wanted.article} has no “{wanted.id}” in {wanted.layer}{hint}"
            )
        found: Entity | Mention | Claim | Stance = records[wanted.id]
        return found

    def __len__(self) -> int:
        return int(self.manifest["configs"]["articles"]["rows"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __contains__(self, id: object) -> bool:
        return id in self._index()

    def __getitem__(self, id: str) -> Article:
        if id not in self._index():
            raise self._unknown_article(id)
        shard, start, end = self._index()[id]
        try:
            return article_from_row(orjson.loads(self._lines[shard][start:end]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise VerificationError(
                f"the row of {id} in {self.shown} is no article ({type(error).__name__}). {REMEDY}"
            ) from None

    def _unknown_article(self, id: object) -> UnknownNameError:
        hint = did_you_mean(id, self) if isinstance(id, str) else ""
        return UnknownNameError(f"there is no article “{visible(str(id))}”{hint}")

    def articles(self) -> Iterator[Article]:
        """Every article in order, one at a time."""
        return (self[id] for id in self)

    def passes(self) -> Iterator[tuple[str, list[PassItem]]]:
        """For each article that has passes its id and the items of all of them. CorpusError for a release without the config."""
        article, items = "", list[PassItem]()
        for row in self.rows("passes"):
            if row["article"] != article and items:
                yield article, items
                items = []
            article = row["article"]
            items.append(pass_item_from_row(row))
        if items:
            yield article, items

    def __repr__(self) -> str:
        return f"<Corpus {self.manifest['name']} {self.version}: {len(self)} articles, sha256:{self.digest[:12]}…>"

    def to_arrow(self, config: str = "articles") -> pyarrow.Table:
        """A config as an Arrow table. CorpusError for an unknown config, VerificationError for a damaged file."""
        arrow, tables = require("pyarrow", "arrow"), []
        for path in self._shards(config, "parquet"):
            self._verify(path)
            schema, found = self.batches(config, path)
            tables.append(arrow.Table.from_batches(found, schema))
        table = arrow.concat_tables(tables)
        compare(
            f"number of rows of {config} in Parquet",
            self.manifest["configs"][config]["rows"],
            table.num_rows,
        )
        return table

    def to_pandas(self, config: str = "articles") -> pandas.DataFrame:
        """A config as a DataFrame; nested columns hold arrays of dicts."""
        arrow, library = require("pyarrow", "arrow"), require("pandas", "pandas")
        nullable = {
            arrow.int32(): library.Int32Dtype()
        }  # else an offset column with a null becomes float, which cannot slice
        frame: pandas.DataFrame = self.to_arrow(config).to_pandas(types_mapper=nullable.get)
        return frame

    def to_datasets(self, config: str = "articles") -> datasets.Dataset:
        """A config as a `datasets.Dataset` with class labels, version, licence and citation set."""
        library = require("datasets", "datasets")
        paths = self._shards(config, "parquet")
        first = self._shards(self.configs[0], "parquet")[
            0
        ]  # datasets looks at it to see what kind of files these are
        for path in ("README.md", *paths, first):
            self._verify(path)
        there = [
            path.relative_to(self.folder).as_posix()
            for path in disk.files_below(self.folder / "data" / config)
        ]
        compare_files(set(paths), set(there))
        return library.load_dataset(str(self.folder), config, split="train")

    def cite(self, style: str = "bibtex") -> str:
        """How to cite this release: "bibtex", "csl" (CSL-JSON) or "apa"."""
        return cite(self.manifest, style)

    def references(self, style: str = "bibtex") -> str:
        """References to the original articles: "bibtex", "csl" or "apa"."""
        return references(self.articles(), style)

    def _map(self, path: str) -> Any:
        self._verify(path)
        return disk.map_file(self.folder / path)

    def _index(self) -> dict[str, tuple[int, int, int]]:
        if self._places is None:
            places: dict[str, tuple[int, int, int]] = {}
            for number, shard in enumerate(self._lines):
                for start, end in lines(shard):
                    name = start + len(_ID)
                    places[shard[name : shard.find(b'"', name)].decode()] = (number, start, end)
            self._places = places
        return self._places


def load(
    path: str | Path | None = None,
    *,
    version: str | None = None,
    digest: str | None = None,
    cache: str | Path | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> Corpus:
    """Open a release: the packaged one, the folder at `path`, or the one at an address that fsspec knows.

    load()                                                     the packaged release: offline, in milliseconds
    load("dist/istanbul-talks")                                a folder of a release, or one with a folder a version
    load("s3://bucket/istanbul-talks")                         the latest version there
    load("https://example.org/talks", version="1.0.0")         a version
    load("hf://datasets/ORG/istanbul-talks", version="1.0.0")  a version on the Hugging Face Hub

    `version` and `digest` (the content digest, as it is cited) say what is expected; with a digest that is in the cache no
    network is needed. `cache` is the folder for what is fetched (default: ISTANBUL_TALKS_CACHE, else ~/.cache/istanbul-talks),
    `storage_options` go to fsspec.

    Raises VerificationError where a file or the release is not what the manifest, or the caller, says; CorpusError where there is
    no release or it cannot be reached.
    """
    wanted = None if digest is None else digest.removeprefix("sha256:").lower()
    if wanted is not None and not _DIGEST.fullmatch(wanted):
        raise ArgumentError(
            f"“{visible(str(digest), 100)}” is no digest: write the 64 hexadecimal digits that a citation has after “sha256:”"
        )
    version = version.removeprefix("v") if version else None
    if is_address(path):
        at = (
            str(path),
            version,
            Cache(Path(cache) if cache else default_folder()),
            storage_options or {},
        )
        if wanted is not None:
            with suppress(
                VerificationError
            ):  # what the cache has under that digest is something else: look at the source
                source = Remote(*at, digest=wanted)
                return _as_asked(Corpus(source.folder, source), version, wanted)
        source = Remote(*at)
        return _as_asked(Corpus(source.folder, source), version, wanted)
    if (
        isinstance(path, str)
        and re.fullmatch(r"v?[0-9]+(\.[0-9]+)+", path)
        and not disk.exists(Path(path))
    ):
        raise NotFoundError(
            f'“{path}” is no folder. Versions are named beside their place: load(address, version="{path}")'
        )
    folder = default_release() if path is None else version_below(Path(path), version)
    return _as_asked(Corpus(folder), version, wanted)


def _as_asked(corpus: Corpus, version: str | None, digest: str | None) -> Corpus:
    """A release, if it is the one that was asked for. VerificationError if it is another."""
    if version is not None:
        compare_wanted(f"version of {corpus.shown}", version, corpus.version)
    if digest is not None:
        corpus.require_digest(digest)
    return corpus
