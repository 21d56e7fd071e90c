"""Writing that leaves old or new, never something torn: files beside and moved, folders swapped whole."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import stat
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import CorpusError
from .disk import exists, files_below


@contextmanager
def create(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing, folders included; on success its bytes are on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


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


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """Fill a new folder; on success it takes the place of `folder`, on any failure it vanishes and nothing changed.

    The two are exchanged in one system call where the kernel can (Linux), else moved one after the other. CorpusError for
    anything that is not empty and does not hold `mark`, the manifest by which a folder made here is known, or holds more than that lists.
    """
    folder = folder.resolve()  # a link keeps leading to the folder
    _refuse_strangers(folder, mark)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        beside.chmod(0o777 & ~_umask())
        yield beside
        for path in (*(p for p in beside.rglob("*") if p.is_dir()), beside):
            _flush_folder(path)
        if not exists(folder):
            os.rename(beside, folder)
        elif not _exchange(beside, folder):
            _move_over(beside, folder)
        with suppress(OSError):  # old or new is in place, each of them whole
            _flush_folder(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_strangers(folder: Path, mark: str) -> None:
    if not exists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir() or not (folder / mark).is_file():
        raise CorpusError(
            f"{folder} exists and holds no {mark}: it was not made by this program and is left alone. Name another"
        )
    try:
        known = {*json.loads((folder / mark).read_bytes())["files"], mark, "SHA256SUMS"}
    except (ValueError, KeyError, TypeError):
        raise CorpusError(
            f"{folder / mark} does not list what this program made: the folder is left alone. Name another, or remove it"
        ) from None
    for path in files_below(folder):
        if path.relative_to(folder).as_posix() not in known and not path.name.startswith("."):
            raise CorpusError(
                f"{path} is not of this program, and the whole folder would be replaced. Move it, or name another folder"
            )


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
