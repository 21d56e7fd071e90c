"""Files fetched from elsewhere, stored by SHA-256: content alone identifies a file.

    blobs/HASH          a complete file, named by its hash
    blobs/HASH.part     what has arrived of one
    releases/HASH/…     a release as listed in its manifest, made of links to blobs;
                        HASH is that of the manifest

Processes share it: a lock per file lets one fetch while others wait, and nothing is visible before
it is complete.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from . import atomic
from .disk import read, sha256
from .optional import require

_MANIFEST = "MANIFEST.json"  # as in dataset/layout, which may not be imported here


def default_folder() -> Path:
    """ISTANBUL_TALKS_CACHE, else a folder in XDG_CACHE_HOME, else in ~/.cache."""
    if own := os.environ.get("ISTANBUL_TALKS_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "istanbul-talks"


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
        return self.folder / "blobs" / digest

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

    def release(self, manifest: bytes) -> Path:
        """The folder of the release with this manifest, created if needed."""
        folder = self.folder / "releases" / hashlib.sha256(manifest).hexdigest()
        if read(folder / _MANIFEST) != manifest:
            atomic.write(folder / _MANIFEST, manifest)
        return folder

    def releases(self) -> Iterator[tuple[Path, bytes]]:
        """Every release in the cache with its manifest, unless its manifest was changed."""
        for folder in sorted((self.folder / "releases").glob("*")):
            manifest = read(folder / _MANIFEST)
            if isinstance(manifest, bytes) and hashlib.sha256(manifest).hexdigest() == folder.name:
                yield folder, manifest

    def place(self, folder: Path, path: str, digest: str) -> None:
        """Put a file in its place in a release: as a link, or as a copy where links fail."""
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{uuid4().hex}")
        try:
            os.link(self.blob(digest), beside)
        except OSError:
            shutil.copyfile(self.blob(digest), beside)
        os.replace(beside, target)
        beside.unlink(
            missing_ok=True
        )  # replace(2) leaves it there if both names are already the same file
