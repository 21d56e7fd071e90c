"""The only package that opens files. Here: a corpus on disk, and reading; `writing` and `project` are apart, so that loading stays light."""

from __future__ import annotations

import errno
import hashlib
import json
import mmap
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from ..messages import Refusal, visible

PACKAGED = Path(__file__).parent.parent / "_release"  # put there by the wheel's build hook
_CHUNK = 1 << 20
LATEST = "latest.json"  # the pointer beside the folders of the versions
PASSES = "annotations/passes"
_ANNOTATOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAKEN = frozenset({"decisions", "audits", "passes"})  # folders beside them


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

    def pass_(self, annotator: str, id: str) -> Path:
        return self.path / PASSES / annotator / f"{id}.json"

    def decisions(self, id: str) -> Path:
        return self.path / "annotations" / "decisions" / f"{id}.json"

    @cached_property
    def pass_folders(self) -> tuple[str, ...]:
        """Whatever lies in annotations/passes, sorted."""
        folder = self.path / PASSES
        return tuple(self.entries(PASSES)) if folder.is_dir() and not folder.is_symlink() else ()

    @cached_property
    def annotators(self) -> tuple[str, ...]:
        """Annotators with a folder of passes, sorted; not what is a link, or has a name that no annotator can have."""
        return tuple(
            name
            for name in self.pass_folders
            if _ANNOTATOR.fullmatch(name)
            and name not in _TAKEN
            and not (self.path / PASSES / name).is_symlink()
            and (self.path / PASSES / name).is_dir()
        )

    @cached_property
    def passes(self) -> dict[str, tuple[str, ...]]:
        """The annotators of each article that has passes. Read once: make a new `Root` after a change."""
        found: dict[str, list[str]] = {}
        for annotator in self.annotators:
            for name in self.entries(f"{PASSES}/{annotator}"):
                if name.endswith(".json"):
                    found.setdefault(name.removesuffix(".json"), []).append(annotator)
        return {id: tuple(annotators) for id, annotators in found.items()}

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

    def annotation_files(self) -> Iterator[Path]:
        """Every JSON file below `annotations/`: references, passes, decisions, audits."""
        below = [*(f"{PASSES}/{name}" for name in self.annotators), "annotations/decisions", "annotations/audits"]
        for folder in ("annotations", *(name for name in below if (self.path / name).is_dir())):
            yield from (self.path / folder / name for name in self.entries(folder) if name.endswith(".json"))

    def relative(self, path: Path) -> str:
        """A path as messages show it: from the root, with forward slashes."""
        try:
            return path.relative_to(self.path).as_posix()
        except ValueError:
            return path.as_posix()


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


def version_below(folder: Path, version: str | None) -> Path:
    """The folder of a version, else of the newest, where a folder holds one for each version (as `publish` makes it); else the folder."""
    pointer = read(folder / LATEST, most=1 << 16)
    if isinstance(pointer, Irregular) or exists(folder / "MANIFEST.json"):
        return folder
    try:
        named = version or str(json.loads(pointer)["version"])
    except (ValueError, KeyError, TypeError):
        raise Refusal(f"{folder / LATEST} cannot be read. Name the folder of a version") from None
    below = folder / named
    if Path(named).name != named or not below.is_dir():
        raise Refusal(f"{folder} holds no version {visible(named, 80)}. Look at the names of its folders")
    return below


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
    return sorted((p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()), key=lambda p: p.relative_to(folder).as_posix())


def md5(path: Path) -> str:
    """MD5 (hexadecimal) of a file, for hosts that know no other hash."""
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def opened(path: Path) -> BinaryIO:
    """A file to be sent as it is read; the caller closes it."""
    return open(path, "rb")
