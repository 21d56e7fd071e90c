"""Files fetched from elsewhere, stored by SHA-256: content alone identifies a file.

    blobs/HASH          a complete file, named by its hash
    blobs/HASH.part     what has arrived of one
    releases/HASH/…     a release as listed in its manifest, made of links to blobs;
                        HASH is that of the manifest
    releases/HASH.lock  locked by every process that has the release open
    notes.sqlite        what checks of articles found, see note_store.py
    builds/HASH/…       what is known of the shards of a release folder, see dataset/parts.py

Processes share it: a lock per file lets one fetch while others wait, and nothing is visible before
it is complete. The files used least recently are dropped when a download needs room, but none of a
release that a process has open, and none that is arriving.
"""

import hashlib
import os
import re
import shutil
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from ..errors import CorpusError
from . import atomic
from .cache_folder import most_bytes
from .disk import files_below, inside, read, sha256
from .optional import require

SPARE = 256 << 20  # bytes of the disk that a download leaves free
_MANIFEST = "MANIFEST.json"  # as in dataset/layout, which may not be imported here
_OWN = re.compile(
    r"blobs/[0-9a-f]{64}(\.part)?$|releases/[0-9a-f]{64}/."
    r"|notes\.sqlite$|builds/[0-9a-f]{16}/[0-9]{5}-of-[0-9]{5}\.json$"
)
_DAY = 86_400  # seconds


@dataclass
class CachedFile:
    """A file in the cache, under all its names."""

    size: int
    used: float  # seconds since 1970
    paths: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A file that is arriving; if the process ends, the next one continues where it stopped."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.exists() else 0

    def append(self, data: bytes) -> None:
        with open(self.path, "ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def digest(self) -> str:
        """SHA-256 of what has arrived."""
        return sha256(self.path)[0] if self.path.exists() else hashlib.sha256().hexdigest()


@dataclass(frozen=True)
class Cache:
    """A folder of fetched files."""

    folder: Path

    def blob(self, digest: str) -> Path:
        """The path of the file with this SHA-256, if it is there."""
        return inside(self.folder / "blobs", digest)

    def holds(self, digest: str, size: int) -> bool:
        """Whether a file is there with its size; whoever uses it checks its hash."""
        path = self.blob(digest)
        return path.is_file() and path.stat().st_size == size

    @contextmanager
    def receiving(self, digest: str) -> Iterator[Part]:
        """The part of a file, locked against other processes."""
        self.blob(digest).parent.mkdir(parents=True, exist_ok=True)
        with require("filelock", "remote").FileLock(f"{self.blob(digest)}.lock"):
            yield Part(self.blob(digest).with_name(f"{digest}.part"))

    def finish(self, part: Part, digest: str) -> None:
        """Turn a complete and checked part into the file."""
        if not part.path.exists():  # an empty file
            part.append(b"")
        os.replace(part.path, self.blob(digest))

    def open_release(self, manifest: bytes, owner: object) -> Path:
        """The folder of the release with this manifest, made if needed.

        It is locked while `owner` exists; unlocked and only read if it cannot be written.
        """
        folder = self.folder / "releases" / hashlib.sha256(manifest).hexdigest()
        stack = ExitStack()
        with suppress(OSError):
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._lock_of(folder).touch()
        stack.enter_context(atomic.lock(self._lock_of(folder), wait=True, shared=True))
        weakref.finalize(owner, stack.close)
        if read(folder / _MANIFEST) != manifest:
            atomic.write(folder / _MANIFEST, manifest)
        self.use(folder / _MANIFEST)
        return folder

    def use(self, path: Path) -> None:
        """Set the access time of a file to now. Its modification time stays."""
        with suppress(OSError):
            os.utime(path, ns=(int(time.time() * 1e9), path.stat().st_mtime_ns))

    def _lock_of(self, folder: Path) -> Path:
        return folder.with_name(f"{folder.name}.lock")

    @contextmanager
    def unused(self, folder: Path) -> Iterator[bool]:
        """Whether no process has a release open; none can open it until the `with` ends.

        Without locks, on Windows: whether it was opened a day ago or earlier.
        """
        with suppress(OSError):
            self._lock_of(folder).touch()
        with atomic.lock(self._lock_of(folder), wait=False) as locked:
            file = folder / _MANIFEST
            old = not file.exists() or time.time() - file.stat().st_atime > _DAY
            yield locked or (sys.platform == "win32" and old)

    def files(self) -> list[CachedFile]:
        """Every file in the order in which they are dropped: used least recently, manifests last.

        Links to the same file count as one.
        """
        found: dict[tuple[int, int], CachedFile] = {}
        for path in files_below(self.folder):  # the folder may be another one, named by mistake
            if _OWN.match(path.relative_to(self.folder).as_posix()):
                with suppress(FileNotFoundError):  # dropped or renamed meanwhile
                    at = path.stat()
                    file = CachedFile(at.st_size, max(at.st_atime, at.st_mtime))
                    found.setdefault((at.st_dev, at.st_ino), file).paths.append(path)
        return sorted(found.values(), key=lambda f: (f.paths[0].name == _MANIFEST, f.used))

    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files())

    def make_room(self, size: int) -> None:
        """Drop what was used least recently until a file fits. CorpusError if it cannot."""
        most, free = most_bytes(), shutil.disk_usage(self.folder).free - SPARE
        over = max(self.size() + size - most, size - free)
        if size > most or (over > 0 and self.drop(over) < over):
            limit = f"it may have {most:,}, and what is in use is not dropped"
            if size > free:
                limit = f"the disk has {max(free, 0):,} to spare"
            said = f"the cache {self.folder} has no room for {size:,} bytes: {limit}"
            remedy = "See istanbul-talks cache, or set ISTANBUL_TALKS_CACHE_SIZE"
            raise CorpusError(f"{said}. {remedy}, or ISTANBUL_TALKS_CACHE to another folder")

    def drop(self, least: float) -> int:
        """Drop at least this many bytes, and return how many. Files in use stay."""
        dropped = 0
        with ExitStack() as locks:
            if (self.folder / "blobs").is_dir():  # else there are only notes, which need no lock
                filelock = require("filelock", "remote")
                locks.enter_context(filelock.FileLock(self.folder / "drop.lock"))
            files = self.files()  # first: a release that is opened from now on has none of them
            parents = {above for file in files for path in file.paths for above in path.parents}
            folders = {path for path in parents if path.parent == self.folder / "releases"}
            in_use = {path for path in folders if not locks.enter_context(self.unused(path))}
            for file in files:
                if dropped >= least:
                    break
                if in_use.isdisjoint(above for path in file.paths for above in path.parents):
                    dropped += self._remove(file)
        return dropped

    def _remove(self, file: CachedFile) -> int:
        """Remove a file under all its names, unless it is arriving. The bytes that this frees."""
        blobs = {self.blob(path.stem) for path in file.paths if path.parent.name == "blobs"}
        with suppress(OSError), ExitStack() as locks:
            for blob in blobs:
                lock = require("filelock", "remote").FileLock(f"{blob}.lock", timeout=0)
                locks.enter_context(lock)
            for path in file.paths:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # not empty
                    for folder in path.parents[: len(path.relative_to(self.folder).parts) - 2]:
                        folder.rmdir()
            return file.size
        return 0

    def releases(self) -> Iterator[tuple[Path, bytes]]:
        """Every release in the cache with its manifest, unless its manifest was changed."""
        for folder in sorted((self.folder / "releases").glob("*")):
            manifest = read(folder / _MANIFEST)
            if isinstance(manifest, bytes) and hashlib.sha256(manifest).hexdigest() == folder.name:
                yield folder, manifest

    def place(self, folder: Path, path: str, digest: str) -> None:
        """Put a file in its place in a release: as a link, or as a copy where links fail."""
        target = inside(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{uuid4().hex}")
        try:
            os.link(self.blob(digest), beside)
        except OSError:
            shutil.copyfile(self.blob(digest), beside)
        os.replace(beside, target)
        beside.unlink(missing_ok=True)  # replace(2) leaves it if both names are one file already
