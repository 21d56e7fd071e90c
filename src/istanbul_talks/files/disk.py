"""Reads files, but never a link or a pipe; hashes what was read."""

import errno
import hashlib
import mmap
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ..errors import CorpusError, VerificationError
from ..text.visible import visible

_OPENING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_KINDS = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISCHR, "a device"))


# Each part: no “.” or “-” first, no “.” last, nothing that a shell, an address or Windows reads as
# more than a name.
_PART = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$))\w(?:[\w.+-]*[\w+-])?"
_INSIDE = re.compile(rf"(?=.{{1,200}}$){_PART}(?:/{_PART}){{0,9}}", re.ASCII | re.IGNORECASE)


def is_inside(path: str) -> bool:
    """Whether a path named in data stays inside its folder, on every operating system."""
    return _INSIDE.fullmatch(path) is not None


def inside(folder: Path, path: str) -> Path:
    """The path of a file named in data. VerificationError if it would leave the folder."""
    if not is_inside(path):
        raise VerificationError(f"{folder} cannot have a file “{visible(path, 100)}”")
    return folder / path


@dataclass(frozen=True, slots=True)
class Irregular:
    """What is there instead of a regular file, or why it cannot be read."""

    what: str


def read(path: Path, most: int | None = None) -> bytes | Irregular:
    """The bytes of a regular file, at most `most` + 1; never follows a link or waits on a pipe."""
    file = _open(path)
    if isinstance(file, Irregular):
        return file
    with file:
        if most is None:
            return file.read()
        # As many bytes as asked for are allocated, so no more than there are.
        return file.read(min(most, os.fstat(file.fileno()).st_size) + 1)


def _open(path: Path) -> BinaryIO | Irregular:
    try:
        descriptor = os.open(path, _OPENING)
    except OSError as error:
        found = "a symbolic link" if error.errno == errno.ELOOP else error.strerror
        return Irregular(found or "unreadable")
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return open(descriptor, "rb")
    os.close(descriptor)
    return Irregular(next((name for test, name in _KINDS if test(mode)), "not a regular file"))


def open_regular(path: Path) -> BinaryIO:
    """A regular file to read. CorpusError for anything else."""
    file = _open(path)
    if isinstance(file, Irregular):
        raise CorpusError(f"{path}: {file.what}")
    return file


def read_range(path: Path, start: int, size: int) -> bytes:
    """Bytes of a regular file from `start` on; fewer than `size` at its end. CorpusError."""
    with open_regular(path) as file:
        file.seek(start)
        return file.read(size)


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """The bytes of a regular file. CorpusError for anything else, and for more than `most`."""
    data = read(path, most)
    if isinstance(data, Irregular):
        raise CorpusError(f"{path}: {data.what}")
    if most is not None and len(data) > most:
        raise CorpusError(f"{path} has more than {most:,} bytes")
    return data


def read_text(path: Path) -> str:
    """The text of a file of the project. CorpusError if it cannot be read."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise CorpusError(f"{path}: not UTF-8") from None


def exists(path: Path) -> bool:
    """Whether anything has this name, even a dangling link."""
    return os.path.lexists(path)


def _check_regular(path: Path) -> None:
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file", str(path))


def map_file(path: Path) -> mmap.mmap | bytes:
    """A regular file as read-only memory, paged in as it is used. OSError for anything else."""
    _check_regular(path)
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def sha256(path: Path) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and size in bytes of a regular file. OSError for anything else."""
    _check_regular(path)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, sorted by its path in it."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(found, key=Path.as_posix)


def names_below(folder: Path, ending: str, inside: str = "") -> Iterator[str]:
    """The files below a folder whose names have this ending, sorted in each folder.

    Paths in the folder, with forward slashes, each after `inside`. Only these names are held.
    """
    folders, files = list[str](), list[str]()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.endswith(ending):
                files.append(entry.name)
    yield from (inside + name for name in sorted(files))
    for name in sorted(folders):
        yield from names_below(folder / name, ending, f"{inside}{name}/")


def md5(path: Path) -> str:
    """MD5 (hexadecimal) of a file, for hosts that support no other hash."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, partial(hashlib.md5, usedforsecurity=False)).hexdigest()


def opened(path: Path) -> BinaryIO:
    """A file to send while it is read; the caller closes it."""
    return open(path, "rb")
