"""Files fetched from elsewhere, kept by SHA-256: a file is known by its content alone.

    blobs/HASH          a complete file, named by its hash
    blobs/HASH.part     as much of one as has arrived
    releases/HASH/…     a release as its manifest lists it, made of links to blobs;
                        HASH is that of the manifest

Processes share it: a lock per file lets one fetch while others wait, and nothing is seen before it
is complete.
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

_MANIFEST = "MANIFEST.json"  # as in dataset/layout, which is on a floor above


def default_folder() -> Path:
    """ISTANBUL_TALKS_CACHE, else a folder in XDG_CACHE_HOME, else in ~/.cache."""
    if own := os.environ.get("ISTANBUL_TALKS_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "istanbul-talks"


@dataclass(frozen=True)
class Part:
    """A file that is arriving; when the process ends, the next one continues from what arrived."""

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
        """Where the file with this SHA-256 is, if it is there."""
        return self.folder / "blobs" / digest

    def holds(self, digest: str, size: int) -> bool:
        """Whether a file is there and has its size; its hash is checked by who uses it."""
        path = self.blob(digest)
        return path.is_file() and path.stat().st_size == size

    @contextmanager
    def receiving(self, digest: str) -> Iterator[Part]:
        """The part of a file, while no other process touches it."""
        self.blob(digest).parent.mkdir(parents=True, exist_ok=True)
        with require("filelock", "remote").FileLock(f"{self.blob(digest)}.lock"):
            yield Part(self.blob(digest).with_name(f"{digest}.part"))

    def finish(self, part: Part, digest: str) -> None:
        """Turn a part that is complete and was checked into the file."""
        if not part.path.exists():  # a file without a byte
            part.append(b"")
        os.replace(part.path, self.blob(digest))

    def release(self, manifest: bytes) -> Path:
        """The folder of the release with this manifest, made if it is not there yet."""
        folder = self.folder / "releases" / hashlib.sha256(manifest).hexdigest()
        if read(folder / _MANIFEST) != manifest:
            atomic.write(folder / _MANIFEST, manifest)
        return folder

    def releases(self) -> Iterator[tuple[Path, bytes]]:
        """Every release that is there, with its manifest; not those whose manifest was changed."""
        for folder in sorted((self.folder / "releases").glob("*")):
            manifest = read(folder / _MANIFEST)
            if isinstance(manifest, bytes) and hashlib.sha256(manifest).hexdigest() == folder.name:
                yield folder, manifest

    def place(self, folder: Path, path: str, digest: str) -> None:
        """Put a file in its place in a release: a link, or a copy where links fail."""
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{uuid4().hex}")
        try:
            os.link(self.blob(digest), beside)
        except OSError:
            shutil.copyfile(self.blob(digest), beside)
        os.replace(beside, target)
        beside.unlink(missing_ok=True)  # replace(2) leaves it where both names are one file already
