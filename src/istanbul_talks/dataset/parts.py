"""What a shard adds to a release, and shards that were built before.

A shard whose articles have not changed is not built again. What is known of it is in a JSON file,
whose first line is the SHA-256 of the rest. It counts if everything that the shard was made from is
the same, and its files are still there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from ..files import atomic, disk
from ..files.cache_folder import default_folder
from ..files.content import code_id, content_ids
from ..files.source_article import article_at
from ..quality.agreement import Comparison
from ..text.ids import shard_of
from ..validation.corpus_summary import Note, NoteTable
from ..validation.finding import Finding, Severity
from ..validation.notes import DAILY
from ..validation.validator import Checker
from .shards import Shard, Written
from .statistics import Tally

_MOST = 1 << 30  # bytes of what is known of a shard


@dataclass
class Part:
    """What is known of a shard once it is built: notes, counts, and its files by path.

    `written` has no rows if the shard has errors. `full`: digests of the full edition's configs, in
    the text-free edition only.
    """

    comparison: Comparison
    notes: NoteTable = field(default_factory=NoteTable)
    tally: Tally = field(default_factory=Tally)
    written: dict[str, Written] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


def keys_of(checker: Checker, shards: int, free: bool) -> list[str]:
    """For each shard, a hash of what it is made from: articles, vocabularies, code, edition."""
    flags = bytes([free, bool(checker.root.adders)])
    known = code_id(".") + checker.vocabulary.digest + flags
    keys = [hashlib.blake2b(known + repr(at).encode(), digest_size=16) for at in range(shards)]
    for path, content in content_ids(checker.root):
        if id := article_at(path):
            file = f"{path}\0{content}\0".encode("utf-8", "surrogateescape")
            keys[shard_of(id, shards)].update(file)
    return [key.hexdigest() for key in keys]


@dataclass(frozen=True)
class Parts:
    """Where parts are kept, and the folder with their files.

    `exact`: the files are hashed; else their size and time of change must be the same.
    """

    folder: Path
    files: Path
    exact: bool

    @classmethod
    def of_release(cls, target: Path) -> Parts:
        """The parts of the release in a folder, kept in the cache."""
        name = hashlib.sha256(os.fsencode(target.resolve())).hexdigest()[:16]
        return cls(disk.inside(default_folder() / "builds", name), target, exact=False)

    @classmethod
    def of_shards(cls, folder: Path) -> Parts:
        """The parts that several machines build in one folder."""
        return cls(folder / "parts", folder, exact=True)

    def __str__(self) -> str:
        return str(self.files)

    def find(self, shard: Shard, key: str, today: date, target: Path) -> Part | None:
        """A part with its files linked into `target`, or None without one for key and day."""
        data = disk.read(self.path(shard), most=_MOST)
        with suppress(ValueError, TypeError, KeyError, OSError):
            digest, _, body = bytes(data).partition(b"\n")  # type: ignore[arg-type]
            if hashlib.sha256(body).hexdigest().encode() != digest:
                return None
            known = orjson.loads(body)
            if known["key"] != key or not _applies(known, today):
                return None
            part = _decoded(known)
            if all(self.has(path, part, known["times"]) for path in part.files):
                for path in part.files if self.files != target else ():
                    self.place(path, target)
                return part
        return None

    def keep(self, shard: Shard, key: str, today: date, built: tuple[Path, Part]) -> None:
        """Keep a part that was built in a folder."""
        folder, part = built
        times = {path: disk.inside(folder, path).stat().st_mtime_ns for path in part.files}
        body = orjson.dumps({"key": key, "day": today, "times": times, **_encoded(part)})
        digest = hashlib.sha256(body).hexdigest().encode()
        atomic.write(self.path(shard), digest + b"\n" + body)

    def path(self, shard: Shard) -> Path:
        return disk.inside(self.folder, f"{shard.number:05d}-of-{shard.shards:05d}.json")

    def has(self, path: str, part: Part, times: Mapping[str, int]) -> bool:
        """Whether a file of a part is as it was."""
        place = disk.inside(self.files, path)
        if self.exact:
            return disk.sha256(place) == part.files[path]
        found = os.lstat(place)
        return (found.st_size, found.st_mtime_ns) == (part.files[path][1], times[path])

    def place(self, path: str, target: Path) -> None:
        """Put a file of a part into a folder."""
        _link(disk.inside(self.files, path), disk.inside(target, path))


def _applies(known: Mapping[str, Any], today: date) -> bool:
    """Whether the findings of an earlier day are those of today."""
    day = date.fromisoformat(known["day"])
    rules = {finding[3] for note in known["notes"] for finding in note[1]}
    return day == today or (day < today and DAILY.isdisjoint(rules))


def _encoded(part: Part) -> dict[str, Any]:
    notes: Iterator[tuple[Any, ...]] = (
        (*note[:-2], note.capture.hex(), note.sketch.hex()) for note in part.notes
    )
    return {
        "notes": [[id, [astuple(f) for f in found], *rest] for id, found, *rest in notes],
        "comparison": part.comparison.to_json(),
        "tally": part.tally.to_json(),
        "written": {name: tuple(own) for name, own in part.written.items()},
        "full": part.full,
        "files": part.files,
    }


def _decoded(known: Mapping[str, Any]) -> Part:
    """The inverse of `_encoded`. ValueError, TypeError or KeyError for anything else."""
    notes = NoteTable()
    for id, findings, checked, complete, passes, *hashes in known["notes"]:
        found = (replace(Finding(*v), severity=Severity(v[4])) for v in findings)
        capture, sketch = map(bytes.fromhex, hashes)
        notes.append(Note(id, tuple(found), checked, complete, passes, capture, sketch))
    return Part(
        Comparison.from_json((), known["comparison"]),
        notes,
        Tally.from_json(known["tally"]),
        {name: Written(*values) for name, values in known["written"].items()},
        known["full"],
        {path: (digest, size) for path, (digest, size) in known["files"].items()},
    )


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
