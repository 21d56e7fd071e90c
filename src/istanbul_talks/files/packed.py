"""A packed corpus: captures and annotations in a few large files, from which each is read alone.

    packed/index.json                  format, number of shards, size and hash of the listing
    packed/listing.jsonl               a line per frame: its sizes, and its files with their hashes
    packed/00000-of-00001.jsonl.zst    a shard: zstd frames, in each some files, a line per file

Files are sorted by shard, article and path. Reading one unpacks its frame, about 500 kB. The
last frames of a few shards are kept. Each file is compared with the listing when it is read.
"""

import base64
import hashlib
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import orjson

from ..errors import CorpusError
from ..text.ids import MOST_SHARDS, shard_of
from ..text.visible import visible
from . import disk
from .disk import Irregular
from .json_bytes import compact
from .optional import require
from .source_article import MAX_CAPTURE, article_at
from .strict_json import MAX_BYTES

FOLDER, FORMAT = "packed", 1
INDEX, LISTING = f"{FOLDER}/index.json", f"{FOLDER}/listing.jsonl"
FOLDERS = ("annotations", "corpus")
MOST_FILE = max(MAX_BYTES, MAX_CAPTURE)
MOST_FRAME = 8 << 20  # bytes unpacked: JSON writes a control character as six bytes
MOST_OPEN = 8  # shards read at a time, one frame each: articles sorted by id are in all shards
_MOST_LINE = 64 << 20  # bytes of the listing's lines
_SHA256 = re.compile(r"[0-9a-f]{64}")
_AGAIN = "Copy the folder again, or pack the corpus again"


class Listed(NamedTuple):
    """A file in the listing: its path, size in bytes, and SHA-256."""

    path: str
    size: int
    sha256: str


class Key(NamedTuple):
    """The place of a file. Files of no article are in the first shard."""

    shard: int
    id: str
    path: str


class Frame(NamedTuple):
    """Where a frame begins in the order of files, in its shard, and its line in the listing."""

    first: Key
    at: int
    size: int
    unpacked: int
    line_at: int
    line_size: int


class Unpacked(NamedTuple):
    """A frame in memory. `places`: of each file, where its line starts and ends in `data`."""

    frame: Frame
    data: bytes
    places: dict[str, tuple[Listed, int, int]]


def key_of(path: str, shards: int) -> Key:
    """The place of a file among all."""
    id = article_at(path)
    return Key(shard_of(id, shards) if id else 0, id or "", path)


def shard_name(shard: int, shards: int) -> str:
    return f"{FOLDER}/{shard:05d}-of-{shards:05d}.jsonl.zst"


def line_of(path: str, data: bytes) -> bytes:
    """A file as a line, its content as text, or as base64 if it is not UTF-8."""
    try:
        return compact({"path": path, "text": data.decode()})
    except UnicodeDecodeError:
        return compact({"path": path, "base64": base64.b64encode(data).decode()})


def _content(listed: Listed, line: bytes) -> bytes:
    """The bytes of a file. ValueError or another error if the line is not that of the file."""
    value = orjson.loads(line)
    text = value.get("text")
    data = base64.b64decode(value["base64"]) if text is None else text.encode()
    if Listed(value["path"], len(data), hashlib.sha256(data).hexdigest()) != listed:
        raise ValueError("another path, size or hash")
    return bytes(data)


class Packed:
    """The files of a packed corpus. CorpusError for whatever does not fit index and listing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shards, listing = self._index()
        self.count = self.size = 0  # of all files; bytes
        self._frames: list[Frame] = []
        self._folders = self._names(listing)
        self._firsts = [frame.first for frame in self._frames]
        self._open: dict[int, Unpacked] = {}  # the last frame of some shards

    def entries(self, folder: str) -> list[str] | None:
        """Names in a folder, sorted; None if there is no such folder."""
        return sorted(self.names(folder)) if folder in self._folders else None

    def names(self, folder: str) -> Iterator[str]:
        """Names in a folder, each made when it is needed."""
        return (name[0] for name in re.finditer("[^\n]+", self._folders.get(folder, "")))

    def read(self, path: str) -> bytes | Irregular | None:
        """The bytes of a file, or None if it does not exist."""
        if path in self._folders:
            return Irregular("a folder")
        at = bisect_right(self._firsts, key_of(path, self.shards)) - 1
        unpacked = self._unpacked(self._frames[at]) if at >= 0 else None
        return self._file(unpacked, path) if unpacked and path in unpacked.places else None

    def listed(self) -> Iterator[Listed]:
        """Every file of the listing."""
        for frame in self._frames:
            line = disk.read_range(self.root / LISTING, frame.line_at, frame.line_size)
            yield from _parsed(line)[2]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file: path and bytes. CorpusError if a shard has bytes outside its frames too."""
        for shard, frames in groupby(self._frames, lambda frame: frame.first.shard):
            end, name = 0, shard_name(shard, self.shards)
            for frame in frames:
                end = frame.at + frame.size
                unpacked = self._unpacked(frame)
                yield from ((path, self._file(unpacked, path)) for path in unpacked.places)
            if (self.root / name).stat().st_size != end:
                raise self._wrong(name, f"the listing knows only its first {end:,} bytes")

    def lines_of(self, shards: range) -> tuple[int, int]:
        """Where the lines of some shards begin in the listing, and their size in bytes."""
        own = [frame for frame in self._frames if frame.first.shard in shards]
        return own[0].line_at if own else 0, sum(frame.line_size for frame in own)

    def shard_file(self, name: str) -> Path:
        """The file of a shard."""
        return self.root / name

    def _wrong(self, name: str, found: str) -> CorpusError:
        return CorpusError(f"{self.root / name}: {found}. {_AGAIN}")

    def _file(self, unpacked: Unpacked, path: str) -> bytes:
        listed, start, end = unpacked.places[path]
        try:
            return _content(listed, unpacked.data[start:end])
        except (ValueError, KeyError, TypeError, AttributeError):
            found = f"{path} in it does not have the size and hash in {LISTING}"
            name = shard_name(unpacked.frame.first.shard, self.shards)
            raise self._wrong(name, found) from None

    def _unpacked(self, frame: Frame) -> Unpacked:
        """The files in a frame."""
        shard = frame.first.shard
        if shard in self._open and self._open[shard].frame is frame:
            return self._open[shard]
        name, zstd = shard_name(shard, self.shards), codec()
        line = disk.read_range(self.root / LISTING, frame.line_at, frame.line_size)
        packed = disk.read_range(self.shard_file(name), frame.at, frame.size)
        try:
            _, _, files = _parsed(line)
            data = zstd.decompress(packed, decompressed_size=frame.unpacked, asbytes=True)
            ends = [newline.end() for newline in re.finditer(b"\n", data)]
            places = list(zip(files, [0, *ends[:-1]], ends, strict=True))
        except (OSError, ValueError, KeyError, TypeError):
            what = f"the {frame.size:,} bytes from {frame.at:,} are not what {LISTING} says"
            raise self._wrong(name, what) from None
        unpacked = Unpacked(frame, data, {place[0].path: place for place in places})
        self._open = dict([*(self._open | {shard: unpacked}).items()][-MOST_OPEN:])
        return unpacked

    def _index(self) -> tuple[int, Listed]:
        """The number of shards, and the listing."""
        try:
            index = orjson.loads(disk.read_bytes(self.root / INDEX, 1 << 16))
            if index["format"] != FORMAT:
                newer = f"this package does not know format {visible(str(index['format']), 20)}"
                raise CorpusError(f"{self.root / INDEX}: {newer}. Install a newer istanbul-talks")
            shards, listing = index["shards"], Listed(LISTING, **index["listing"])
            if type(shards) is int and 0 < shards <= MOST_SHARDS and shards & (shards - 1) == 0:
                return shards, listing
        except (ValueError, KeyError, TypeError):
            pass
        raise self._wrong(INDEX, "this is not the index of a packed corpus")

    def _names(self, listing: Listed) -> dict[str, str]:
        """Read the listing once, for its frames and the names in each folder, a line each.

        Such a text takes a third of the memory of a list.
        """
        names = {folder: io.StringIO() for folder in FOLDERS}
        digest, at, last = hashlib.sha256(), 0, Key(-1, "", "")
        with disk.open_regular(self.root / LISTING) as file:
            for line in iter(partial(file.readline, _MOST_LINE), b""):
                digest.update(line)
                try:
                    last, files = self._add_frame(line, at, last)
                except (ValueError, KeyError, TypeError) as error:
                    found = f"the line from byte {at:,} is wrong: {visible(str(error), 200)}"
                    raise self._wrong(LISTING, found) from None
                at += len(line)
                for path, size, _ in files:
                    folder, _, name = path.rpartition("/")
                    names.setdefault(folder, io.StringIO()).write(f"{name}\n")
                    self.count, self.size = self.count + 1, self.size + size
        if (at, digest.hexdigest()) != listing[1:]:
            raise self._wrong(LISTING, f"it does not have the size and hash in {INDEX}")
        return self._with_folders({folder: own.getvalue() for folder, own in names.items()})

    def _add_frame(self, line: bytes, at: int, last: Key) -> tuple[Key, list[Listed]]:
        """Check and add a line of the listing. `last`: the last file of the line before."""
        size, unpacked, files = _parsed(line)
        keys = [last, *(key_of(listed.path, self.shards) for listed in files)]
        if twice := next((b.path for a, b in pairwise(keys) if a >= b), None):
            raise ValueError(f"{twice} is not in order, or there twice")
        if keys[1].shard != keys[-1].shard:
            raise ValueError("it has files of two shards")
        before = self._frames[-1] if keys[1].shard == last.shard else None
        start = before.at + before.size if before else 0
        # A frame that begins with an article answers for its absent files too.
        first = keys[1] if keys[1][:2] == last[:2] else keys[1]._replace(path="")
        self._frames.append(Frame(first, start, size, unpacked, at, len(line)))
        return keys[-1], files

    def _with_folders(self, names: dict[str, str]) -> dict[str, str]:
        """The names in each folder with those of the folders in it."""
        below = (PurePosixPath(folder) for folder in names if folder not in FOLDERS)
        nested = {one for path in below for one in (path, *path.parents)[:-2]}
        for above, folders in groupby(sorted(nested, key=_above), _above):
            files, own = names.get(above, ""), {folder.name for folder in folders}
            if twice := own.intersection(files.splitlines()):
                raise self._wrong(LISTING, f"{above}/{twice.pop()} is a file and a folder")
            names[above] = files + "".join(f"{name}\n" for name in own)
        return names


def _above(folder: PurePosixPath) -> str:
    return str(folder.parent)


def codec() -> Any:
    """The codec of the shards."""
    return require("pyarrow", "arrow").Codec("zstd", compression_level=9)


def line_of_frame(size: int, unpacked: int, files: list[Listed]) -> bytes:
    """A line of the listing."""
    return compact({"size": size, "unpacked": unpacked, "files": [tuple(file) for file in files]})


def _parsed(line: bytes) -> tuple[int, int, list[Listed]]:
    """A line of the listing: size of a frame, the same unpacked, its files.

    ValueError, or KeyError or TypeError, if it is wrong.
    """
    value = orjson.loads(line)
    size, unpacked, files = value["size"], value["unpacked"], [Listed(*f) for f in value["files"]]
    if not (files and _is_size(size, MOST_FRAME) and _is_size(unpacked, MOST_FRAME)):
        raise ValueError(f"a frame has files, and at most {MOST_FRAME:,} bytes")
    for path, of_file, sha256 in files:
        if not (disk.is_inside(path) and path.partition("/")[0] in FOLDERS and "/" in path):
            raise ValueError(f"“{visible(path, 100)}” is not the path of a capture or annotation")
        if not (_is_size(of_file, MOST_FILE) and _SHA256.fullmatch(sha256)):
            raise ValueError(f"{path} needs a SHA-256, and a size of at most {MOST_FILE:,} bytes")
    return size, unpacked, files


def _is_size(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
