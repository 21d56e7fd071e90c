"""Packs a corpus into a few large files, and unpacks it again, byte for byte.

Captures and annotations are packed. What a build needs besides is copied as files. Everything else
in the folder is left out and named.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..errors import CorpusError
from ..text.ids import shards_for
from ..text.visible import visible
from . import atomic, disk
from .atomic import Staging
from .json_bytes import canonical
from .packed import (
    FOLDER,
    FOLDERS,
    FORMAT,
    INDEX,
    LISTING,
    MOST_FILE,
    MOST_FRAME,
    Key,
    Listed,
    Packed,
    codec,
    key_of,
    line_of,
    line_of_frame,
    shard_name,
)

FRAME = 1 << 19  # bytes of unpacked lines after which a frame ends with the article
_COPIED = re.compile(r"(schema|templates)/.+|pyproject\.toml|LICENSE[^/]*")
_PACKED = re.compile(rf"{INDEX}|{LISTING}|{FOLDER}/\d{{5}}-of-\d{{5}}\.jsonl\.zst")

_REPLACE = "Put what it names in its place, or remove it"


@dataclass(frozen=True)
class Copied:
    """How many captures, annotations and other files were copied, and what was left out."""

    packed: int
    others: int
    size: int  # bytes of all files written
    left: list[str]


def pack(root: Path, target: Path, articles: int) -> Copied:
    """Write a packed copy of a corpus with so many articles. It may replace an earlier one.

    CorpusError if the target has other files, or for a file that cannot be packed.
    """
    _check_replaceable(target.resolve())
    shards, left = shards_for(articles), list[str]()
    keys = sorted(key_of(path, shards) for folder in FOLDERS for path in _walk(root, folder, left))
    with atomic.staging(target) as staged:
        read = ((key, disk.read_bytes(disk.inside(root, key.path), MOST_FILE)) for key in keys)
        write_packed(staged, read, shards)
        others = _copy_others(root, staged, left)
        for _ in Packed(staged.folder).files():  # compares each file with the listing
            pass
        staged.commit()
    return Copied(len(keys), others, sum(size for _, size in staged.files.values()), left)


def write_packed(staged: Staging, contents: Iterable[tuple[Key, bytes]], shards: int) -> None:
    """Write files into shards, with listing and index. `contents`: sorted by key."""
    with staged.create(LISTING) as listing:
        for shard, own in groupby(contents, lambda content: content[0].shard):
            with staged.create(shard_name(shard, shards)) as file:
                for files, lines in _frames(own):
                    data = codec().compress(lines, asbytes=True)
                    file.write(data)
                    listing.write(line_of_frame(len(data), len(lines), files))
    sha256, size = staged.files[LISTING]
    index = {"format": FORMAT, "shards": shards, "listing": {"size": size, "sha256": sha256}}
    staged.write(INDEX, canonical(index))


def _frames(contents: Iterable[tuple[Key, bytes]]) -> Iterator[tuple[list[Listed], bytes]]:
    """The files of each frame, and its lines. An article is in one frame, unless it is large."""
    files, lines, size, last = list[Listed](), list[bytes](), 0, ""
    for (_, id, path), data in contents:
        line = line_of(path, data)
        if files and (size + len(line) > MOST_FRAME or (size >= FRAME and id != last)):
            yield files, b"".join(lines)
            files, lines, size = [], [], 0
        files.append(Listed(path, len(data), hashlib.sha256(data).hexdigest()))
        lines.append(line)
        size, last = size + len(line), id
    yield files, b"".join(lines)


def unpack(packed: Packed, target: Path) -> Copied:
    """Write the files of a packed corpus into a new folder. CorpusError if it is not empty."""
    target = target.resolve()
    if disk.exists(target) and (not target.is_dir() or any(target.iterdir())):
        raise CorpusError(f"{target} is not an empty folder. Name a new one")
    left = list[str]()
    with atomic.staging(target, many=True) as staged:
        if (free := shutil.disk_usage(staged.folder).free) < packed.size:
            needed = f"{packed.size:,} bytes, and the disk of {target} has {free:,} left"
            raise CorpusError(f"the files need {needed}. Name a folder on another disk")
        for folder in FOLDERS:
            (staged.folder / folder).mkdir()
        for path, data in packed.files():
            staged.write(path, data)
        others = _copy_others(packed.root, staged, left)
        for path, expected in staged.files.items():
            if disk.sha256(disk.inside(staged.folder, path)) != expected:
                raise CorpusError(f"{path} was not written as it is. Name a folder on another disk")
        staged.commit()
    return Copied(packed.count, others, sum(size for _, size in staged.files.values()), left)


def _copy_others(root: Path, staged: Staging, left: list[str]) -> int:
    """Copy the files that a build needs besides. `left`: gets what is left out."""
    names = sorted(entry.name for entry in os.scandir(root))
    own = [name for name in names if name in ("schema", "templates")]
    files = [name for name in names if _COPIED.fullmatch(name)]
    left += [name for name in names if name not in (*own, *files, *FOLDERS, FOLDER)]
    if disk.exists(root / FOLDER):
        left += [path for path in _walk(root, FOLDER, left) if not _PACKED.fullmatch(path)]
    files += [path for folder in own for path in _walk(root, folder, left)]
    for path in files:
        staged.write(path, disk.read_bytes(disk.inside(root, path)))
    return len(files)


def _walk(root: Path, folder: str, left: list[str]) -> Iterator[str]:
    """Every file below a folder. CorpusError for links, and names that not every system has.

    `left`: gets empty folders.
    """
    if (root / folder).is_symlink():
        raise CorpusError(f"{root / folder} is a symbolic link. {_REPLACE}")
    with os.scandir(disk.inside(root, folder)) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    if not entries:
        left.append(f"{folder}/ (empty)")
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if not disk.is_inside(path):
            rule = "A packed name has ASCII letters, digits, and “.”, “_”, “+” or “-” between them"
            raise CorpusError(f"{root}: “{visible(path, 200)}” must be renamed. {rule}")
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, path, left)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            kind = disk.read(root / path, 0)
            what = kind.what if isinstance(kind, disk.Irregular) else "not a regular file"
            raise CorpusError(f"{root / path} is {what}. {_REPLACE}")


def _check_replaceable(target: Path) -> None:
    """Raise CorpusError unless the target is empty, absent, or a packed corpus and no more."""
    if not disk.exists(target) or (target.is_dir() and not any(target.iterdir())):
        return
    if not disk.exists(target / INDEX):
        raise CorpusError(f"{target} is not a packed corpus: no {INDEX}. Name another folder")
    for path in disk.files_below(target):
        name = path.relative_to(target).as_posix()
        if not (_PACKED.fullmatch(name) or _COPIED.fullmatch(name)):
            foreign = f"{path} is not part of the packed corpus that would be replaced"
            raise CorpusError(f"{foreign}. Move the file, or name another folder")
