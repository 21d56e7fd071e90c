"""Writes that leave the old version or the new, never half: write beside, then move into place."""

import ctypes
import hashlib
import io
import os
import shutil
import stat
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from .disk import exists, inside

if sys.platform != "win32":
    import fcntl

_UNFINISHED = ".unfinished"


def write(path: Path, data: bytes, *, new: bool = False, beside_in: Path | None = None) -> None:
    """Write a file so that readers, even after a crash, find the old bytes or the new ones.

    `beside_in`: another folder on the same disk for the unfinished file. With `new`,
    FileExistsError if the file already exists.
    """
    within = beside_in or path.parent
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_once(within)
    with _unfinished(_new_file, path.name, within) as beside:
        beside.write_bytes(data)
        _flush(beside)
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        beside.chmod(stat.S_IMODE(mode))
        (os.link if new else os.replace)(beside, path)
    _flush(path.parent)


@contextmanager
def filling(path: Path) -> Iterator[Path]:
    """A path for a new file, in a folder of its own beside the file that it replaces at the end.

    For libraries that write a file themselves. If the body of the `with` fails, nothing changes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_once(path.parent)
    with _unfinished(tempfile.mkdtemp, path.name, path.parent) as folder:
        beside = folder / path.name
        yield beside
        _flush(beside)
        os.replace(beside, path)
    _flush(path.parent)


def write_stream(path: Path, data: Iterable[bytes]) -> None:
    """Write a file piece by piece, as `filling`."""
    with filling(path) as beside, open(beside, "xb") as file:
        file.writelines(data)


def _new_file(prefix: str, suffix: str, dir: Path) -> str:
    descriptor, path = tempfile.mkstemp(suffix, prefix, dir)
    os.close(descriptor)
    return path


@contextmanager
def _unfinished(make: Callable[..., str], name: str, within: Path) -> Iterator[Path]:
    """A new file or folder, locked while this process works on it; removed if left behind."""
    while True:
        path = Path(make(prefix=f".{name}.", suffix=_UNFINISHED, dir=within))
        with lock(path, wait=True):
            if exists(path):  # else another process took it for an abandoned one before the lock
                try:
                    yield path
                    return
                finally:
                    _remove(path)


def sweep(within: Path) -> None:
    """Remove what killed processes left unfinished in a folder; live ones hold a lock."""
    for path in list(within.glob(f".*.????????{_UNFINISHED}")):
        with lock(path, wait=False) as locked:
            if locked:
                _remove(path)


_sweep_once = cache(sweep)  # per process: listing a large folder at every write would be slow


@contextmanager
def lock(path: Path, *, wait: bool, shared: bool = False) -> Iterator[bool]:
    """Lock a file or folder; False if that fails. It is unlocked when the process ends."""
    descriptor, locked = None, False
    try:
        if sys.platform != "win32":
            kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
            with suppress(OSError):
                descriptor = os.open(path, os.O_RDONLY)
                fcntl.flock(descriptor, kind)
                locked = True
        yield locked
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def together(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Write several files. If a write or the body of the `with` fails, all are restored."""
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
    """A new file that hashes what is written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path, "x"))
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return super().write(data)


@dataclass
class Staging:
    """A new folder beside the one it will replace, with the SHA-256 and size of its files."""

    folder: Path
    target: Path
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    many: bool = False  # so many files that one sync of the disk is faster than a flush of each

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Open a new file; on success its bytes are on disk and its hash is in `files`."""
        path = inside(self.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _Hashing(path) as file:
            yield file
            file.flush()
            if not self.many:
                os.fsync(file.fileno())
            self.files[name] = file.digest.hexdigest(), file.tell()

    def write(self, name: str, data: bytes) -> None:
        """Write a new file, as `create`."""
        with self.create(name) as file:
            file.write(data)

    def remove(self, name: str) -> None:
        """Remove a file that was written."""
        inside(self.folder, name).unlink()
        del self.files[name]

    def commit(self) -> None:
        """Replace the target with the folder.

        Linux swaps the two in one system call; elsewhere they are moved one after the other.
        """
        if self.many:
            os.sync()
        else:
            for path in (*(p for p in self.folder.rglob("*") if p.is_dir()), self.folder):
                _flush(path)
        if not exists(self.target):
            os.rename(self.folder, self.target)
        elif not _exchange(self.folder, self.target):
            _move_over(self.folder, self.target)
        with suppress(OSError):  # the old folder or the new one is in place and complete
            _flush(self.target.parent)


@contextmanager
def staging(target: Path, *, many: bool = False) -> Iterator[Staging]:
    """A new folder to fill. `commit` replaces `target` with it; otherwise nothing changes.

    `many`: whether there will be very many files.
    """
    target = target.resolve()  # so that a link still points to the folder
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    with _unfinished(tempfile.mkdtemp, target.name, target.parent) as beside:
        beside.chmod(0o777 & ~_umask())
        # Only Linux waits until a sync is complete.
        yield Staging(beside, target, many=many and sys.platform == "linux")


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names atomically: renameat2(2) with RENAME_EXCHANGE. False if it is missing."""
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


def _flush(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def archive(folder: Path, names: Iterable[str], target: Path, prefix: str) -> None:
    """A tar file of some files of a folder, under `prefix`. Same files, same bytes."""
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as made:
        for name in sorted(names):
            entry = tarfile.TarInfo(f"{prefix}/{name}")
            entry.size, entry.mode = (folder / name).stat().st_size, 0o644
            with open(folder / name, "rb") as file:
                made.addfile(entry, file)
