"""Versions of a corpus to compare: a folder of the corpus's layout, a revision of git, a release folder. One article at a time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import orjson

from ..dataset.rows import rows_of
from ..errors import NEEDS_TEXT, CorpusError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder
from ..files.project import version_of
from ..files.source_article import MAX_CAPTURE, PASSES, SourceArticle
from ..files.strict_json import MAX_BYTES
from ..model.annotated import Unreadable
from ..model.article import article_of, capture_of
from ..model.columns import CONFIGS, columns
from ..model.schema import Schema, SchemaError
from ..quality.adjudication import read_adjudication
from ..reading.corpus import Corpus, load
from ..text.visible import visible
from .compare import Rows

PUBLISHED = ("articles", "raw", "passes", "decisions")  # the other configs are views of the first
_PATHS = re.compile(
    r"corpus/(?P<capture>{id})\.txt|annotations/(?:(?P<reference>{id})|passes/{id}/(?P<made>{id})|decisions/(?P<decided>{id}))\.json".format(
        id=r"[a-z0-9]+(?:-[a-z0-9]+)*"
    )
)
LINES = ("entities", "ledger")  # vocabularies that are JSON Lines
_WORDS = ("dataset", "labels", "targets", "events", "annotators", "publishers")
_ARTICLE_FILE = 2 * 1024 * 1024


class Version(Protocol):
    """One side of a comparison."""

    name: str

    @property
    def version(self) -> str | None:
        """The version it says it has."""

    def stamps(self) -> Iterator[tuple[str, bytes | None]]:
        """Every article in order, with something that is equal for equal rows of the same kind of version; None if it has no reference."""

    def rows(self, id: str) -> Rows:
        """The rows of an article. `Unreadable` if they cannot be made. Asked for in order."""

    def again(self) -> Version:
        """The same version, to be read from its beginning."""

    def words(self) -> Mapping[str, Any]:
        """The vocabularies, by file name without ending; those that are not there are absent."""

    def columns(self) -> Mapping[str, list[str]]:
        """The columns of each config, as far as they are known."""


def open_version(text: str, root: CorpusFolder | None) -> Version:
    """What a user names: a folder, or else a revision of the corpus they stand in. CorpusError for neither."""
    folder = Path(text)
    if (folder / "MANIFEST.json").exists():
        corpus = load(folder)
        if corpus.edition == "text-free":
            raise CorpusError(f"{text}: {NEEDS_TEXT}")
        return Release(corpus)
    if (folder / "corpus").is_dir() and (folder / "annotations").is_dir():
        return Folder(CorpusFolder(folder), text)
    if folder.exists():
        raise CorpusError(
            f"{text} is neither a release (it has no MANIFEST.json) nor a corpus (corpus/ and annotations/)"
        )
    if root is None:
        raise CorpusError(
            f"{text}: there is no such folder, and no corpus here of which it could be a revision. Name its folder with --root"
        )
    return Revision(root, text)


class Folder:
    """A folder of the corpus's layout as it is now."""

    def __init__(self, root: CorpusFolder, name: str) -> None:
        self.root, self.name = root, name

    @property
    def version(self) -> str | None:
        file = self.root.path / "pyproject.toml"
        return version_of(disk.read_text(file)) if file.is_file() else None

    def stamps(self) -> Iterator[tuple[str, bytes | None]]:
        for id in self.root.ids():
            article = self.root.read_article(id)
            if article.annotation.exists:
                data = {file.path: file.data for file in article.files()}
                yield (
                    id,
                    _stamp(
                        {
                            name: _object_id(d) if isinstance(d, bytes) else ""
                            for name, d in data.items()
                        }
                    ),
                )

    def rows(self, id: str) -> Rows:
        return _rows(self.root.read_article(id), self._schema)

    @cached_property
    def _schema(self) -> Schema | None:
        data = self.root.read_file("schema/annotation.schema.json").data
        return _schema(data) if isinstance(data, bytes) else None

    def again(self) -> Folder:
        return self

    def words(self) -> Mapping[str, Any]:
        found = {}
        for name in _WORDS:
            value = self.root.read_file(f"schema/{name}.json").value
            if value is not None:
                found[name] = value
        for name in LINES:
            lines = disk.read(self.root.path / "schema" / f"{name}.jsonl")
            if isinstance(lines, bytes):
                found[name] = _by_id(lines)
        return found

    def columns(self) -> Mapping[str, list[str]]:
        return {}  # those of this program


class Revision:
    """A revision of git, read one article at a time."""

    def __init__(self, root: CorpusFolder, revision: str) -> None:
        self.root, self.name = root, revision
        self._commit = git.commit(root.path, revision)
        self._tree = git.tree(
            root.path, self._commit, "corpus", "annotations", "schema", "pyproject.toml"
        )
        self._of: dict[str, list[str]] = {}
        for path in self._tree:
            found = _PATHS.fullmatch(path)
            if found:
                self._of.setdefault(next(id for id in found.groups() if id), []).append(path)

    @property
    def version(self) -> str | None:
        return version_of(self._text("pyproject.toml")) if "pyproject.toml" in self._tree else None

    def stamps(self) -> Iterator[tuple[str, bytes | None]]:
        for id in sorted(self._of):
            if f"annotations/{id}.json" in self._tree:
                yield id, _stamp({path: self._tree[path].id for path in self._of[id]})

    def rows(self, id: str) -> Rows:
        paths = self._of[id]
        irregular = [path for path in paths if not self._tree[path].regular]
        if irregular:
            raise Unreadable(f"{irregular[0]} is no regular file")
        wanted = [self._tree[path].id for path in paths]
        found = git.blobs(self.root.path, wanted, max(MAX_BYTES, MAX_CAPTURE))
        files = {path: data for path, (_, data) in zip(paths, found, strict=True)}
        annotators = sorted(path.split("/")[2] for path in paths if path.startswith(PASSES))
        return _rows(SourceArticle(id, lambda path, _: files.get(path), annotators), self._schema)

    @cached_property
    def _schema(self) -> Schema | None:
        return (
            _schema(self._text("schema/annotation.schema.json").encode())
            if "schema/annotation.schema.json" in self._tree
            else None
        )

    def again(self) -> Revision:
        return self

    def words(self) -> Mapping[str, Any]:
        there = [name for name in _WORDS if f"schema/{name}.json" in self._tree]
        found = {name: orjson.loads(self._text(f"schema/{name}.json")) for name in there}
        lines = [name for name in LINES if f"schema/{name}.jsonl" in self._tree]
        return found | {name: _by_id(self._text(f"schema/{name}.jsonl").encode()) for name in lines}

    def columns(self) -> Mapping[str, list[str]]:
        """As its release recorded them; nothing is known of those of other revisions."""
        with suppress(CorpusError, orjson.JSONDecodeError, KeyError, TypeError):
            if git.commit(self.root.path, f"refs/tags/v{self.version}") == self._commit:
                lines = map(orjson.loads, self._text("schema/releases.jsonl").splitlines())
                return next(
                    (
                        dict(line["columns"])
                        for line in lines
                        if line["version"] == self.version and "columns" in line
                    ),
                    {},
                )
        return {}

    def _text(self, path: str) -> str:
        (_, data), *_ = git.blobs(self.root.path, [self._tree[path].id], _ARTICLE_FILE)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


class Release:
    """A release folder, verified as it is read."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.name = str(corpus.folder)
        self._streams = {
            config: corpus.rows(config) for config in PUBLISHED if config in corpus.configs
        }
        self._next: dict[str, Any] = {}

    @property
    def version(self) -> str | None:
        return self.corpus.version.partition("+")[
            0
        ]  # without the mark of data that were not released

    def stamps(self) -> Iterator[tuple[str, bytes | None]]:
        return ((id, None) for id in self.corpus)

    def rows(self, id: str) -> Rows:
        return {config: list(self._take(config, id)) for config in PUBLISHED}

    def _take(self, config: str, id: str) -> Iterator[Any]:
        """The rows of an article in one config: every config has its articles in the same order."""
        owner = "article" if config in ("passes", "decisions") else "id"
        stream = self._streams.get(config, iter(()))
        row = self._next.pop(config, None) or next(stream, None)
        while row is not None and row[owner] <= id:
            if row[owner] == id:
                yield row
            row = next(stream, None)
        self._next[config] = row

    def again(self) -> Release:
        return Release(self.corpus)

    def words(self) -> Mapping[str, Any]:
        there = self.corpus.manifest["files"]
        found = {
            name: self.corpus.read_json(f"schema/{name}.json")
            for name in _WORDS
            if f"schema/{name}.json" in there
        }
        lines = [name for name in LINES if f"schema/{name}.jsonl" in there]
        return found | {
            name: _by_id(self.corpus.read_text(f"schema/{name}.jsonl").encode()) for name in lines
        }

    def columns(self) -> Mapping[str, list[str]]:
        found = {}
        for config in self.corpus.configs:
            row = next(self.corpus.rows(config), None)
            if row is not None:
                found[config] = list(row)
        return found


OWN = {config: [field.name for field in columns(record)] for config, record in CONFIGS.items()}


def _object_id(data: bytes) -> str:
    """What git calls these bytes, so that a file can be compared with a revision without asking git."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _stamp(ids: Mapping[str, str]) -> bytes:
    return hashlib.sha256(
        "\0".join(f"{name}\0{ids[name]}" for name in sorted(ids)).encode("utf-8", "surrogateescape")
    ).digest()


def _by_id(data: bytes) -> dict[str, Any]:
    """The records of JSON Lines by their id, as a vocabulary file has them; lines that cannot be read are left out."""
    found = {}
    for line in data.splitlines():
        with suppress(orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
            record = orjson.loads(line)
            record.pop("items", None)  # of the ledger: what its articles hold is compared itself
            found[str(record["id"])] = record
    return {"entries": [found[id] for id in found]}


def _schema(data: bytes) -> Schema:
    try:
        return Schema(orjson.loads(data))
    except (SchemaError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"schema/annotation.schema.json cannot be used ({visible(str(error), 200)})"
        ) from None


def _rows(article: SourceArticle, schema: Schema | None) -> Rows:
    """The rows of an article from its files, by the schema beside them. No rule runs."""
    found = read_adjudication(article, schema)
    try:
        record, capture = article_of(*found.reference), capture_of(*found.reference)
        rows = rows_of(record, capture, found.pass_items, found.records)
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise Unreadable(
            f"its form is not one that this version reads ({type(error).__name__}: {visible(str(error), 200)})"
        ) from None
    return {config: rows[config] for config in PUBLISHED}
