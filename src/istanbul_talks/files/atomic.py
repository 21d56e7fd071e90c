"""Writing that leaves the old or the new, never half of it: written beside, then moved into place."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import shutil
import stat
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from .disk import exists


def write(path: Path, data: bytes, *, new: bool = False, beside_in: Path | None = None) -> None:
    """Write a file so that a reader, or a crash, finds the old bytes or the new ones: beside, flushed, moved.

    `beside_in`: another folder of the same disk for the file beside, which a run that is killed leaves behind. FileExistsError,
    with `new`, if there is a file already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=beside_in or path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        os.chmod(beside, stat.S_IMODE(mode))
        if new:
            os.link(beside, path)
            os.unlink(beside)
        else:
            os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise
    _flush_folder(path.parent)


@contextmanager
def together(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Write several files. If a write or the body of the `with` fails, all are as they were."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    done: list[Path] = []
    try:
        for path, data in files.items():
            done.append(path)  # first: an interrupt may come right after the write
            write(path, data)
        yield
    except BaseException:
        for path in done:
            old = before[path]
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                write(path, old)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Hashing(io.BufferedWriter):
    """A new file that hashes and counts what is written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path, "x"))
        self.digest, self.size = hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        self.digest.update(data)
        written = super().write(data)
        self.size += written
        return written


class Staging:
    """A new folder beside the one that it will replace, and the SHA-256 and size of its files."""

    def __init__(self, folder: Path, target: Path) -> None:
        self.folder, self.target = folder, target
        self.files: dict[str, tuple[str, int]] = {}

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Open a new file; on success its bytes are on the disk and its hash is in `files`."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with _Hashing(path) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        self.files[name] = file.digest.hexdigest(), file.size

    def write(self, name: str, data: bytes) -> None:
        """Write a new file, as `create`."""
        with self.create(name) as file:
            file.write(data)

    def commit(self) -> None:
        """Put the folder in the place of the target.

        Linux exchanges the two in one system call; elsewhere they are moved one after the other.
        """
        for path in (*(p for p in self.folder.rglob("*") if p.is_dir()), self.folder):
            _flush_folder(path)
        if not exists(self.target):
            os.rename(self.folder, self.target)
        elif not _exchange(self.folder, self.target):
            _move_over(self.folder, self.target)
        with suppress(OSError):  # the old folder or the new one is in place and complete
            _flush_folder(self.target.parent)


@contextmanager
def staging(target: Path) -> Iterator[Staging]:
    """A new folder to fill: `commit` puts it in the place of `target`, without it nothing changes."""
    target = target.resolve()  # a link keeps leading to the folder
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        beside.chmod(0o777 & ~_umask())
        yield Staging(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names at once: renameat2(2) with RENAME_EXCHANGE. False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    at_fdcwd, exchange = -100, 2
    return bool(renameat2(at_fdcwd, os.fsencode(one), at_fdcwd, os.fsencode(other), exchange) == 0)


def _move_over(new: Path, old: Path) -> None:
    aside = new.with_name(f"{new.name}.old")
    os.rename(old, aside)
    try:
        os.rename(new, old)
    except BaseException:
        os.rename(aside, old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def archive(folder: Path, names: Iterable[str], target: Path, prefix: str) -> None:
    """A tar file of some files of a folder, below `prefix`: the same bytes for the same files, whoever makes it and when."""
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as made:
        for name in sorted(names):
            entry = tarfile.TarInfo(f"{prefix}/{name}")
            entry.size, entry.mode = (folder / name).stat().st_size, 0o644
            with open(folder / name, "rb") as file:
                made.addfile(entry, file)
