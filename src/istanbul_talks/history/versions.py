"""Versions of a corpus to compare: a folder, a revision of git, or a release."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from heapq import merge
from itertools import groupby, repeat
from pathlib import Path
from typing import Any

import orjson

from ..dataset.layout import MANIFEST
from ..errors import NEEDS_TEXT, CorpusError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder, missing_in, version_of
from ..files.source_article import (
    ADDITIONS,
    MAX_CAPTURE,
    PASSES,
    SourceArticle,
    annotation_path,
    article_at,
)
from ..files.strict_json import MAX_BYTES, read
from ..model.annotated import Unreadable
from ..model.article import capture_of, row_of
from ..model.columns import CONFIGS, OF_ADDITIONS, columns
from ..model.records import Article
from ..model.registry import LISTS
from ..model.rows import LAYERS, filled, lines_of, rows_in
from ..model.schema import Schema, SchemaError
from ..model.vocabulary import FILES
from ..quality.additions import read_additions
from ..quality.adjudication import read_adjudication
from ..quality.disputes import mark_undisputed
from ..reading.corpus import Corpus, load
from ..text.visible import visible
from .compare import Rows

PUBLISHED = (
    "articles",
    "raw",
    "passes",
    "decisions",
    "additions",
)  # the other configs are views of the first
OWN = {config: [field.name for field in columns(record)] for config, record in CONFIGS.items()}
_MOST = 64 * 1024 * 1024  # bytes of a vocabulary; the registry and ledger grow with the corpus
OTHER_FORMAT = LookupError, TypeError, ValueError, AttributeError, AssertionError
_LINES = ("entities", "ledger", "propositions")  # vocabularies that are JSON Lines
_SCHEMA = "schema/annotation.schema.json"


class Version:
    """One side of a comparison: by default, files of a corpus."""

    name: str
    adds = False  # whether it has additions to claims and stances

    def read(self, path: str) -> bytes | None:
        """A file of the version."""
        raise NotImplementedError

    def fingerprints(self) -> Iterator[tuple[str, Mapping[str, str] | None]]:
        """Every article in order, with git's ids of its files by path; None if unknown."""
        raise NotImplementedError

    def article(self, id: str) -> SourceArticle:
        """The files of an article. Raises Unreadable."""
        raise NotImplementedError

    def rows(self, id: str) -> Rows:
        """The rows of an article; no rule runs. Raises Unreadable. Fastest in order of the ids."""
        source = self.article(id)
        found = read_adjudication(source, self.schema)
        try:
            row, capture = row_of(*found.reference), capture_of(*found.reference)
            added = read_additions(source, found.reference)
            added.mark_authors(row, self._annotators)
            more = {"additions": added.rows(self._annotators)}
            rows = rows_in(lines_of(row, capture, found.pass_items, found.records, more))
            mark_undisputed(rows["articles"][0], rows["passes"], rows["decisions"])
        except OTHER_FORMAT as error:
            reason = f"{type(error).__name__}: {visible(str(error), 200)}"
            raise Unreadable(f"this version cannot read its format ({reason})") from None
        return {config: rows[config] for config in PUBLISHED}

    def columns(self) -> Mapping[str, list[str]]:
        """The columns of each config; those of this program unless others are recorded."""
        return {name: own for name, own in OWN.items() if self.adds or name not in OF_ADDITIONS}

    @property
    def version(self) -> str | None:
        """Its version, according to itself."""
        project = self.read("pyproject.toml")
        return None if project is None else version_of(project.decode("utf-8", "replace"))

    @cached_property
    def schema(self) -> Schema | None:
        """The schema of the annotations. CorpusError if it is not one."""
        data = self.read(_SCHEMA)
        try:
            return None if data is None else Schema(orjson.loads(data))
        except (SchemaError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(f"{_SCHEMA} cannot be used ({visible(str(error), 200)})") from None

    def vocabularies(self) -> Mapping[str, Mapping[str, Any]]:
        """The entries of each vocabulary by id, unchecked, unlike those of `vocabulary.load`."""
        files = {name: self.read(f"schema/{name}.json") for name in (*FILES, *LISTS)}
        lists = {name: self.read(f"schema/{name}.jsonl") for name in _LINES}
        found = {n: _entries(n, read(data).value) for n, data in files.items() if data is not None}
        return found | {name: _lines(data) for name, data in lists.items() if data is not None}

    @cached_property
    def _annotators(self) -> Mapping[str, Any]:
        return self.vocabularies().get("annotators", {})

    def propositions(self) -> dict[str, str]:
        """The propositions of the targets, by id."""
        targets = self.vocabularies().get("targets", {})
        return {id: str(entry.get("proposition", id)) for id, entry in targets.items()}


def open_version(text: str, root: CorpusFolder | None) -> Version:
    """What a user names: a folder, else a revision of `root`. CorpusError if it is neither."""
    folder = Path(text)
    if (folder / MANIFEST).exists():
        corpus = load(folder)
        if corpus.edition == "text-free":
            raise CorpusError(f"{text}: {NEEDS_TEXT}")
        return Release(corpus)
    if folder.is_dir() and missing_in(folder) is None:
        return Folder(CorpusFolder(folder), text)
    if folder.exists():
        neither = f"neither a release (it has no {MANIFEST}) nor a corpus"
        raise CorpusError(f"{text} is {neither} (corpus/ and annotations/)")
    if root is None:
        missing = "there is no such folder, and no corpus here that could have it as a revision"
        raise CorpusError(f"{text}: {missing}. Name its folder with --root")
    return Revision(root, text)


class Folder(Version):
    """The files of a corpus as they are now."""

    def __init__(self, root: CorpusFolder, name: str) -> None:
        self.root, self.name, self.adds = root, name, bool(root.adders)

    def read(self, path: str) -> bytes | None:
        data = disk.read(self.root.path / path)
        return data if isinstance(data, bytes) else None

    def fingerprints(self) -> Iterator[tuple[str, Mapping[str, str] | None]]:
        for id in self.root.ids():
            article = self.root.read_article(id)
            if article.annotation.exists:
                data = ((file.path, file.data) for file in article.files())
                yield id, {p: git.blob_id(d) if isinstance(d, bytes) else "" for p, d in data}

    def article(self, id: str) -> SourceArticle:
        return self.root.read_article(id)


class Revision(Version):
    """A revision of git."""

    def __init__(self, root: CorpusFolder, revision: str) -> None:
        self.root, self.name = root, revision
        self._commit = git.commit(root.path, revision)
        folders = ("corpus", "annotations", "schema", "pyproject.toml")
        self._tree = git.tree(root.path, self._commit, *folders)
        self.adds = any(path.startswith(ADDITIONS) for path in self._tree)
        self._paths: dict[str, list[str]] = {}  # of each article
        for path in self._tree:
            if id := article_at(path):
                self._paths.setdefault(id, []).append(path)

    def read(self, path: str) -> bytes | None:
        if path not in self._tree:
            return None
        (data,) = git.blobs(self.root.path, [self._tree[path].id], _MOST)
        return data if isinstance(data, bytes) else None

    def fingerprints(self) -> Iterator[tuple[str, Mapping[str, str] | None]]:
        for id, paths in sorted(self._paths.items()):
            if annotation_path(id) in paths:
                yield id, {path: self._tree[path].id for path in paths}

    def article(self, id: str) -> SourceArticle:
        blobs = {path: self._tree[path] for path in self._paths[id]}
        for path, blob in blobs.items():
            if not blob.regular:
                raise Unreadable(f"{path} is not a regular file")
        wanted = [blob.id for blob in blobs.values()]
        found = git.blobs(self.root.path, wanted, max(MAX_BYTES, MAX_CAPTURE))
        files = dict(zip(blobs, found, strict=True))
        annotators = sorted(path.split("/")[2] for path in files if path.startswith(PASSES))
        adders = {path.split("/")[2] for path in files if path.startswith(ADDITIONS)}
        makers = (*annotators,), (*sorted(adders - {"decisions"}),)
        return SourceArticle(id, lambda path, _: files.get(path), *makers)

    def columns(self) -> Mapping[str, list[str]]:
        with suppress(CorpusError, TypeError):
            if git.commit(self.root.path, f"refs/tags/v{self.version}") == self._commit:
                releases = _lines(self.read("schema/releases.jsonl") or b"", "version")
                recorded = releases.get(str(self.version), {}).get("columns")
                return dict(recorded or super().columns())
        return super().columns()


class Release(Version):
    """A release folder, verified as it is read."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.name = str(corpus.folder)
        self._articles, self._last = self._from_start(), ""

    @property
    def version(self) -> str | None:
        return self.corpus.version.partition("+")[0]  # without the suffix of unreleased data

    def read(self, path: str) -> bytes | None:
        known = path in self.corpus.manifest["files"]
        return self.corpus.read_text(path).encode() if known else None

    def fingerprints(self) -> Iterator[tuple[str, Mapping[str, str] | None]]:
        return ((id, None) for id in self.corpus)

    def rows(self, id: str) -> Rows:
        if id <= self._last:
            self._articles = self._from_start()
        self._last = id
        return next(rows for other, rows in self._articles if other == id)

    def _from_start(self) -> Iterator[tuple[str, Rows]]:
        """The rows of each article; all configs have the articles in the same order."""
        configs = [config for config in PUBLISHED if config in self.corpus.configs]
        streams = [zip(repeat(c), self.corpus.rows_by_article(c)) for c in configs]
        article = lambda found: found[1][0]
        for id, found in groupby(merge(*streams, key=article), article):
            rows: dict[str, list[Any]] = {config: [] for config in PUBLISHED}
            for config, (_, row) in found:
                rows[config].append(row)
            yield id, _completed(rows)

    def columns(self) -> Mapping[str, list[str]]:
        rows = {config: next(self.corpus.rows(config), None) for config in self.corpus.configs}
        return {
            config: OWN.get(config, []) if row is None else [*row] for config, row in rows.items()
        }


def _completed(rows: dict[str, list[Any]]) -> Rows:
    """The rows of an article, with the columns that its version did not have."""
    (row,) = rows["articles"]
    made = filled(Article, row)
    if any("undisputed" not in item for layer in LAYERS for item in row[layer]):
        mark_undisputed(made, rows["passes"], rows["decisions"])
    return {**rows, "articles": [made]}


def _entries(name: str, value: Any) -> dict[str, Any]:
    """The entries of a vocabulary file by id, in any of its formats."""
    if not isinstance(value, dict):
        return {}
    listed = value.get(name, value.get("entries"))
    if isinstance(listed, list):
        return {str(entry.get("id")): entry for entry in listed if isinstance(entry, dict)}
    found: dict[str, Any] = {}
    for key, inner in value.items():
        entries = inner.values() if isinstance(inner, dict) else ()
        if entries and all(isinstance(entry, dict) for entry in entries):
            found |= {f"{key}/{id}": entry for id, entry in inner.items()}
        else:
            found[key] = inner if isinstance(inner, dict) else {"value": inner}
    return found


def _lines(data: bytes, key: str = "id") -> dict[str, Any]:
    """The records of JSON Lines by a key; unreadable lines are left out."""
    found = {}
    for line in data.splitlines():
        with suppress(orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
            record = orjson.loads(line)
            record.pop("items", None)  # of the ledger: the articles themselves are compared
            found[str(record[key])] = record
    return found
