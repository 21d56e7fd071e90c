"""The only module that opens files: a corpus on disk, atomic writes, folders swapped whole."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import mmap
import os
import shutil
import stat
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .findings import Refusal

PACKAGED = Path(__file__).parent / "_release"  # put there by the wheel's build hook
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Irregular:
    """Something that is not a regular file where one is expected: what it is, or that it cannot be read."""

    what: str


@dataclass(frozen=True)
class Root:
    """A corpus on disk: `corpus/`, `annotations/` and `schema/` below one folder."""

    path: Path

    def capture(self, id: str) -> Path:
        return self.path / "corpus" / f"{id}.txt"

    def annotation(self, id: str) -> Path:
        return self.path / "annotations" / f"{id}.json"

    def entries(self, folder: str) -> list[str]:
        """Names in a folder, sorted, without its README. Refusal if there is no such folder."""
        try:
            with os.scandir(self.path / folder) as found:
                return sorted(entry.name for entry in found if entry.name != "README.md")
        except OSError as error:
            raise Refusal(f"{self.path / folder}: {error.strerror}. Name the folder of a corpus with --root") from None

    def ids(self) -> list[str]:
        """Ids that have a capture or an annotation, sorted."""
        captures = (name.removesuffix(".txt") for name in self.entries("corpus") if name.endswith(".txt"))
        annotations = (name.removesuffix(".json") for name in self.entries("annotations") if name.endswith(".json"))
        return sorted({*captures, *annotations})

    def relative(self, path: Path) -> str:
        """A path as messages show it: from the root, with forward slashes."""
        try:
            return path.relative_to(self.path).as_posix()
        except ValueError:
            return path.as_posix()

    def project(self) -> dict[str, str]:
        """`version` and, where set, `released` from the root's pyproject.toml. Refusal if the version is not there."""
        file = self.path / "pyproject.toml"
        try:
            project = tomllib.loads(file.read_text(encoding="utf-8"))
            released = project.get("tool", {}).get("istanbul-talks", {}).get("released")
            return {"version": str(project["project"]["version"]), **({"released": str(released)} if released else {})}
        except OSError as error:
            raise Refusal(f"{file}: {error.strerror}. The version of a corpus stands there") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            raise Refusal(f"{file}: no version under [project] can be read ({error})") from None


def find_root(start: Path) -> Root | None:
    """The nearest folder at or above `start` that holds a corpus."""
    for folder in (start, *start.parents):
        if (folder / "schema" / "annotation.schema.json").is_file() and (folder / "corpus").is_dir():
            return Root(folder)
    return None


def default_release() -> Path:
    """Where `load()` finds the data: in the installed package, else in the checkout this package runs from.

    Refusal if neither is there.
    """
    if PACKAGED.is_dir():
        return PACKAGED
    root = find_root(Path(__file__).resolve().parent)
    built = root.path / "dist" / "istanbul-talks" if root else None
    if built is None or not built.is_dir():
        where = built or PACKAGED
        raise Refusal(f"no release at {where}. Build it with: make dataset")
    return built


def read(path: Path, most: int | None = None) -> bytes | Irregular:
    """The bytes of a regular file, at most `most` + 1 of them; never follows a link, never waits on a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return Irregular("a symbolic link" if error.errno == errno.ELOOP else error.strerror or "unreadable")
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISCHR, "a device"))
            return Irregular(next((name for test, name in kinds if test(mode)), "no regular file"))
        with open(descriptor, "rb", closefd=False) as file:
            return file.read() if most is None else file.read(most + 1)
    finally:
        os.close(descriptor)


def read_text(path: Path) -> str:
    """The text of a file of the project. Refusal if it cannot be read."""
    data = read(path)
    if isinstance(data, Irregular):
        raise Refusal(f"{path}: {data.what}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(f"{path}: not UTF-8") from None


def exists(path: Path) -> bool:
    """Whether anything, a dangling link included, has this name."""
    return os.path.lexists(path)


def map_file(path: Path) -> mmap.mmap | bytes:
    """A file as read-only memory, paged in as it is used. OSError as the system gives it."""
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def sha256(path: Path) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and size in bytes of a regular file, read in pieces. OSError for anything else."""
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, sorted by its path in it."""
    return sorted((p for p in folder.rglob("*") if not p.is_dir()), key=lambda p: p.relative_to(folder).as_posix())


@contextmanager
def create(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing, folders included; on success its bytes are on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, finds the old bytes or the new ones: beside, flushed, moved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    _flush_folder(path.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """Fill a new folder; on success it takes the place of `folder`, on any failure it vanishes and nothing changed.

    The two are exchanged in one system call where the kernel can (Linux), else moved one after the other. Refusal for
    anything that is not empty and does not hold `mark`, the file by which a folder made here is known.
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
    ours = folder.is_dir() and ((folder / mark).is_file() or not any(folder.iterdir()))
    if exists(folder) and not ours:
        raise Refusal(f"{folder} exists and holds no {mark}: it was not made by this program and is left alone. Name another")


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
