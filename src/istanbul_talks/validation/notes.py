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
from dataclasses import astuple
from datetime import date

from ..errors import CorpusError
from ..files.content import code_id, content_id, content_ids
from ..files.corpus_folder import CorpusFolder
from ..files.note_store import NoteStore
from ..files.source_article import SourceArticle, article_at
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
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
_AT_ONCE = 500


def unchecked(source: SourceArticle, vocabulary: Vocabulary) -> Note:
    """The note about an article whose rules are not run."""
    note = Note(source.id, (), False, is_complete(source))
    if (text := source.capture.text) is None or not is_readable(source, vocabulary):
        return note
    body = body_of(source.annotation.value, text)
    return note.with_text(text, body, len(source.annotators))


class Notes:
    """The notes about the articles of a corpus: of earlier runs where they still apply.

    `day`: of the check. Without a store, of few articles and of a packed corpus, which is no place
    to work in, all notes are made now.
    """

    def __init__(
        self, root: CorpusFolder, vocabulary: Vocabulary, day: date, store: NoteStore | None
    ) -> None:
        self._root, self._vocabulary, self._day, self._store = root, vocabulary, day, store
        self._ids: list[str] = []  # whose keys are known, sorted
        self._keys = bytearray()
        with suppress(CorpusError, ImportError, OSError):  # of this package's own files
            if store is not None and not root.packed and len(ids := root.ids()) >= FEW:
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

    def of(self, ids: Sequence[str], *, check: bool) -> Iterator[Note]:
        """A note about each of some articles; with `check` its rules have been run."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            keys = {id: self._key(id) for id in some} if self._ids else {}
            stored = self._store.read([*keys.values()]) if self._store and keys else {}
            made: dict[bytes, bytes] = {}
            for id in some:
                note = self._decoded(id, stored.get(keys.get(id, b""), b""))
                if note is None or note.checked < check:
                    source = self._root.read_article(id)
                    note = self._made(source, check=check)
                    if keys:
                        made[self._key_of(source)] = self._encoded(note)
                yield note
            if self._store:
                self._store.write(made)

    def _made(self, source: SourceArticle, *, check: bool) -> Note:
        if check:
            return note_of(check_article(source, self._vocabulary, self._day))
        return unchecked(source, self._vocabulary)

    def _key(self, id: str) -> bytes:
        at = bisect_left(self._ids, id) * _KEY
        return bytes(self._keys[at : at + _KEY])

    def _key_of(self, source: SourceArticle) -> bytes:
        """The key of an article by the bytes that were read, which may be new."""
        key = self._first
        files = (*source.files(), *source.passes.values())  # even one that has just vanished
        for path, data in sorted({file.path: file.data for file in files}.items()):
            key = _chained(key, path, content_id(data))
        return key

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
                Finding(path, line, column, rule, Severity(severity), message, fix)
                for path, line, column, rule, severity, message, fix in values
            ]
            same = day == self._day.toordinal() or DAILY.isdisjoint(f.rule for f in found)
            if day <= self._day.toordinal() and same:
                used = (capture, sketch) if any(capture) else (b"", b"")
                return Note(id, tuple(found), bool(flags & 1), bool(flags & 2), passes, *used)
        return None


def _chained(key: bytes | bytearray, path: str, content: str) -> bytes:
    file = f"\0{path}\0{content}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(key + file, digest_size=_KEY).digest()
