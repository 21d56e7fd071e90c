"""What a check of an article found, kept for the next run: an article is checked when it changes.

A note is found by a hash of the article's files, the vocabularies, the code and its libraries.
"""

from __future__ import annotations

import hashlib
import json
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from ..errors import CorpusError
from ..files.content import code_id, content_id, content_ids
from ..files.corpus_folder import CorpusFolder
from ..files.note_store import NoteStore
from ..files.processes import Tick, in_processes
from ..files.source_article import SourceArticle, article_at
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary, load
from .article_check import check_article, is_readable
from .corpus_summary import KEY as _KEY
from .corpus_summary import Note, is_complete, note_of
from .finding import Finding, Severity
from .near_duplicates import SIZE

FEW = 50  # articles; fewer are checked sooner than their notes are found
DAILY = frozenset({"published-in-future"})  # rules that may find less as days pass, never more
_CODE = "text", "files", "model", "quality", "validation", "errors.py"
# Day of the check, flags, number of passes, hash of the capture, sketch of the body.
_HEAD = struct.Struct(f"<IBI{_KEY}s{SIZE}s")
_AT_ONCE = 500  # notes read from the store
MANY = 1000  # articles; for fewer it does not pay to start processes
_SLICE = 200  # articles of a task
_BATCH = 20_000  # articles whose notes are in memory at once


def are_many(root: CorpusFolder) -> bool:
    """Whether a corpus has so many articles that notes about them pay."""
    return len(root.ids()) >= FEW


@dataclass(frozen=True)
class _Task:
    """Articles to make notes about, in any process. `check`: run their rules.

    `vocabulary`: the digest of what the corpus must have under `schema/`.
    `first`: a hash that all keys begin with; empty if the notes are not kept.
    """

    root: Path
    vocabulary: bytes
    day: date
    first: bytes
    check: bool
    ids: Sequence[str]


def unchecked(source: SourceArticle, vocabulary: Vocabulary) -> Note:
    """The note about an article whose rules are not run."""
    note = Note(source.id, (), False, is_complete(source))
    if (text := source.capture.text) is None or not is_readable(source, vocabulary):
        return note
    body = body_of(source.annotation.value, text)
    return note.with_text(text, body, len(source.annotators))


def _make_elsewhere(task: _Task, tick: Tick) -> list[tuple[bytes, Note]]:
    """`_make` in another process. CorpusError if `schema/` has changed since this run began."""
    root, vocabulary = _opened(task.root)
    if vocabulary.digest != task.vocabulary:
        raise CorpusError(f"{task.root / 'schema'} has changed during the check. Run it again")
    return _make(root, vocabulary, task, tick)


@lru_cache(maxsize=1)
def _opened(path: Path) -> tuple[CorpusFolder, Vocabulary]:
    """A corpus and its vocabulary, which are read once per process."""
    root = CorpusFolder(path)
    return root, load(root)


def _make(
    root: CorpusFolder, vocabulary: Vocabulary, task: _Task, tick: Tick
) -> list[tuple[bytes, Note]]:
    """The notes of a task and their keys. `tick` gets 1 after each article."""
    made = []
    for id in task.ids:
        source = root.read_article(id)
        if task.check:
            note = note_of(check_article(source, vocabulary, task.day))
        else:
            note = unchecked(source, vocabulary)
        made.append((_key_of(source, task.first) if task.first else b"", note))
        tick(1)
    return made


def _key_of(source: SourceArticle, key: bytes) -> bytes:
    """The key of an article by the bytes that were read, which may be new."""
    files = (*source.files(), *source.passes.values())  # even one that has just vanished
    for path, data in sorted({file.path: file.data for file in files}.items()):
        key = _chained(key, path, content_id(data))
    return key


class Notes:
    """The notes about the articles of a corpus: of earlier runs where they still apply.

    `day`: of the check. Without a store, and of a packed corpus, which is no place to work in, all
    notes are made now: many of them in up to `jobs` processes.
    """

    def __init__(
        self,
        root: CorpusFolder,
        vocabulary: Vocabulary,
        day: date,
        store: NoteStore | None,
        jobs: int = 1,
    ) -> None:
        self._root, self._vocabulary, self._day, self._store = root, vocabulary, day, store
        self._jobs, self._first = jobs, b""
        self._ids: list[str] = []  # whose keys are known, sorted
        self._keys = bytearray()
        with suppress(CorpusError, ImportError, OSError):  # of this package's own files
            if store is not None and not root.packed:
                ids = root.ids()
                self._first = hashlib.sha256(code_id(*_CODE) + vocabulary.digest).digest()[:_KEY]
                self._ids, self._keys = ids, self._keys_of(ids)

    def _keys_of(self, ids: list[str]) -> bytearray:
        keys = bytearray(self._first * len(ids))
        for path, content in content_ids(self._root):
            id = article_at(path)
            at = bisect_left(ids, id) if id else len(ids)
            if at < len(ids) and ids[at] == id:
                place = slice(at * _KEY, (at + 1) * _KEY)
                keys[place] = _chained(keys[place], path, content)
        return keys

    def of(
        self, ids: Sequence[str], *, check: bool, tick: Tick = lambda more: None
    ) -> Iterator[Note]:
        """A note about each of some articles; with `check` its rules have been run.

        `tick` gets how many more articles are done.
        """
        for start in range(0, len(ids), _BATCH):
            some = ids[start : start + _BATCH]
            notes = self._known(some, check=check)
            tick(len(notes))
            notes |= self._made([id for id in some if id not in notes], check=check, tick=tick)
            yield from map(notes.__getitem__, some)

    def _known(self, ids: Sequence[str], *, check: bool) -> dict[str, Note]:
        """The notes of earlier runs that apply."""
        known: dict[str, Note] = {}
        if not self._store or not self._ids:
            return known
        for start in range(0, len(ids), _AT_ONCE):
            keys = {id: self._key(id) for id in ids[start : start + _AT_ONCE]}
            stored = self._store.read([*keys.values()])
            for id, key in keys.items():
                note = self._decoded(id, stored.get(key, b""))
                if note is not None and note.checked >= check:
                    known[id] = note
        return known

    def _made(self, ids: Sequence[str], *, check: bool, tick: Tick) -> dict[str, Note]:
        """New notes, which are stored as they come: an interrupted run is not lost."""
        own = self._root.path, self._vocabulary.digest, self._day, self._first, check
        tasks = [_Task(*own, ids[at : at + _SLICE]) for at in range(0, len(ids), _SLICE)]
        jobs = self._jobs if len(ids) >= MANY else 1
        make = _make_elsewhere if jobs > 1 else partial(_make, self._root, self._vocabulary)
        notes: dict[str, Note] = {}
        for made in in_processes(make, tasks, jobs, tick):
            if self._store and self._first:
                self._store.write({key: self._encoded(note) for key, note in made})
            notes.update((note.id, note) for _, note in made)
        return notes

    def _key(self, id: str) -> bytes:
        at = bisect_left(self._ids, id) * _KEY
        return bytes(self._keys[at : at + _KEY])

    def _encoded(self, note: Note) -> bytes:
        flags = note.checked | note.complete << 1
        head = _HEAD.pack(self._day.toordinal(), flags, note.passes, note.capture, note.sketch)
        findings = [astuple(finding) for finding in note.findings]
        return head + (json.dumps(findings).encode() if findings else b"")

    def _decoded(self, id: str, data: bytes) -> Note | None:
        """The note in some bytes, if it applies to the day of the check."""
        with suppress(struct.error, ValueError, TypeError):
            day, flags, passes, capture, sketch = _HEAD.unpack_from(data)
            values = json.loads(data[_HEAD.size :]) if len(data) > _HEAD.size else ()
            found = [
                Finding(path, line, column, rule, Severity(severity), *words)
                for path, line, column, rule, severity, *words in values
            ]
            same = day == self._day.toordinal() or DAILY.isdisjoint(f.rule for f in found)
            if day <= self._day.toordinal() and same:
                used = (capture, sketch) if any(capture) else (b"", b"")
                return Note(id, tuple(found), bool(flags & 1), bool(flags & 2), passes, *used)
        return None


def _chained(key: bytes | bytearray, path: str, content: str) -> bytes:
    file = f"\0{path}\0{content}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(key + file, digest_size=_KEY).digest()
