"""What is in the files of a corpus and of this package: ids to look up what is known of them."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path

from . import disk, git
from .corpus_folder import CorpusFolder
from .optional import versions
from .source_article import ADDITIONS, PASSES, Bytes
from .strict_json import MAX_BYTES

_PACKAGE = Path(__file__).resolve().parent.parent
_END = "\U0010ffff", ""  # after every path


def content_ids(root: CorpusFolder) -> Iterator[tuple[str, str]]:
    """Path and content of every file of a corpus, in the order of paths, or as it is packed.

    The content is git's object id and the size in bytes, or what is there instead of a regular
    file. What git knows to be unchanged is not read. A README.md is left out.
    """
    for path, size, sha256 in root.packed.listed() if root.packed else ():
        if not path.endswith("/README.md"):
            yield path, f"{sha256}-{size}"
    folders = ("schema",) if root.packed else ("annotations", "corpus", "schema")
    tracked = git.unchanged(root.path, *folders)
    at, id = next(tracked, _END)
    for path in chain.from_iterable(_paths(root, folder) for folder in folders):
        while at < path:
            at, id = next(tracked, _END)
        yield path, _content_at(f"{root.path}/{path}", id if at == path else "")


def _paths(root: CorpusFolder, folder: str) -> Iterator[str]:
    passes = (f"{PASSES}/{name}" for name in root.annotators)
    added = (f"{ADDITIONS}/{name}" for name in (*root.adders, "decisions"))
    below = {"annotations/decisions", "annotations/audits", PASSES, *passes, ADDITIONS, *added}
    folders = {path for path in below if (root.path / path).is_dir()}
    paths = (f"{folder}/{name}" for name in root.entries(folder))
    for path in sorted(f"{path}/" if path in folders else path for path in paths):
        if path.endswith("/"):
            yield from _paths(root, path[:-1])
        else:
            yield path


def _content_at(path: str, id: str) -> str:
    if id:
        with suppress(OSError):
            found = os.lstat(path)
            if stat.S_ISREG(found.st_mode):
                return f"{id}-{found.st_size}"
    return content_id(disk.read(Path(path), MAX_BYTES))


def content_id(data: Bytes) -> str:
    """The content of a file from its bytes, as in `content_ids`."""
    if isinstance(data, bytes):
        return f"{git.blob_id(data)}-{len(data)}"
    return data.what if data is not None else ""


@cache
def code_id(*names: str) -> bytes:
    """A hash of some packages or modules of this one, and of the versions of what they need.

    What one set of code and libraries found is what the same set will find.
    """
    digest = hashlib.sha256(versions().encode())
    below = (_PACKAGE / name for name in names)
    files = (f for place in below for f in (disk.files_below(place) if place.is_dir() else [place]))
    for file in files:
        if file.suffix != ".pyc":
            data = file.read_bytes()
            digest.update(f"{file.relative_to(_PACKAGE)}\0{len(data)}\0".encode() + data)
    return digest.digest()
