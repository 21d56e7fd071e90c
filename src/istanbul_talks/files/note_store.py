"""Notes by key, in one SQLite file of the cache folder that any process may delete at any time.

A note that cannot be read is a note that is not there, so nothing here raises.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from .cache_folder import NOTES, default_folder, most_bytes
from .optional import sqlite

_BYTES_OF_CACHE = 1000  # for each note, which takes 170
_TABLE = "CREATE TABLE IF NOT EXISTS notes (key BLOB UNIQUE, note BLOB)"
_PUT = "INSERT OR REPLACE INTO notes VALUES (?, ?)"
_DROP = "DELETE FROM notes WHERE rowid <= (SELECT max(rowid) FROM notes) - ?"


class NoteStore:
    """The file `notes.sqlite` in a cache folder. When it is full, the oldest notes are dropped."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or default_folder()) / NOTES
        self._library, self._most = sqlite(), 0
        with suppress(CorpusError):  # not a size
            self._most = most_bytes() // _BYTES_OF_CACHE

    def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The notes that are there, at most 500 at once. A damaged note is left out."""
        query = f"SELECT key, note FROM notes WHERE key IN ({','.join('?' * len(keys))})"
        found = self._do(lambda file: file.execute(query, keys).fetchall()) or ()
        known = ((key, note) for key, note in found if isinstance(note, bytes))
        return {key: note[8:] for key, note in known if note[:8] == _check(key, note[8:])}

    def write(self, notes: Mapping[bytes, bytes]) -> None:
        """Add notes, or replace them, where the folder can be written."""
        rows = [(key, _check(key, note) + note) for key, note in notes.items()]
        with suppress(OSError):
            if rows and self._most:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch()
                self._most = self._do(partial(self._put, rows)) or 0  # a file in use is left alone

    def _put(self, rows: Sequence[tuple[bytes, bytes]], file: Any) -> int:
        with file:
            file.execute("PRAGMA synchronous = OFF")  # damage is found when a note is read
            file.execute(_TABLE)
            file.executemany(_PUT, rows)
            file.execute(_DROP, [self._most])
        return self._most

    def _do(self, action: Callable[[Any], Any]) -> Any:
        """What an action on the open file returns; None if it fails.

        A file that is damaged, or is something else, is deleted.
        """
        if self._library is None or not self._path.is_file():
            return None
        try:
            with closing(self._library.connect(self._path, timeout=1)) as file:
                return action(file)
        except self._library.OperationalError:  # in use, read-only, or without this table
            return None
        except (self._library.Error, ValueError, ArithmeticError, MemoryError):
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            return None


def _check(key: bytes, note: bytes) -> bytes:
    return hashlib.blake2b(key + note, digest_size=8).digest()
