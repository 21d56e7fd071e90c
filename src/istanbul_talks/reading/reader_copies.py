"""A reader's own copies of the articles: which file may be which article, and what each says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..contributing import saved_page
from ..dataset.text_free import Found, fold_lines, found_in
from ..errors import CorpusError, NotFoundError
from ..files import disk

ENDINGS = (".txt", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".md")
_PAGES = (".html", ".htm", ".xhtml")
_MOST = 16 << 20  # bytes of a copy
_TRIED = 5  # files that are tried for an article, of those that share paragraphs with it


class Copy(NamedTuple):
    """What a file gives of an article. `found` is None where it cannot be read, and `text` says why; `capture` is the raw capture, if it is that."""

    path: Path
    text: str | CorpusError
    found: Found | None
    capture: str | None

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """The larger, the better."""
        if self.found is None:
            return False, False, False, -(1 << 30)
        return (
            self.found.text is not None,
            self.capture is not None,
            self.found.exact,
            -len(self.found.missing),
        )


class Copies:
    """The files of a folder: by the id of an article in their name, else by what stands in them. Memory grows with the lines of the latter."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotFoundError(
                f"{folder} is no folder. Name the one that holds your copies of the articles"
            )
        files = [path for path in disk.files_below(folder) if not path.name.startswith(".")]
        self._files = [path for path in files if path.suffix.lower() in ENDINGS]
        self.unread = {
            path: f"only {', '.join(ENDINGS)} are read"
            for path in files
            if path.suffix.lower() not in ENDINGS
        }
        self._named: dict[str, list[Path]] = {}
        for path in self._files:
            self._named.setdefault(path.stem, []).append(path)
        self._keys: dict[bytes, list[int]] | None = None

    def best(self, record: Mapping[str, Any]) -> Copy | None:
        """The copy of an article that gives most of it; None if there is none."""
        best: Copy | None = None
        for path in self._candidates(record):
            copy = self._read(path, record)
            if best is None or copy.rank > best.rank:
                best = copy
            if best.capture is not None or (best.found is not None and best.found.exact):
                break
        return best

    def _candidates(self, record: Mapping[str, Any]) -> Iterator[Path]:
        named = self._named.get(record["id"], [])
        yield from named
        if self._keys is None:
            self._keys = self._index()
        shared = Counter(
            number
            for p in record["paragraphs"]
            for number in self._keys.get(bytes.fromhex(p["sha256"]), ())
        )
        for number, _ in shared.most_common(_TRIED):
            if self._files[number] not in named:
                yield self._files[number]

    def _index(self) -> dict[bytes, list[int]]:
        """The files in which a line, or lines between empty ones, have a hash."""
        keys: dict[bytes, list[int]] = {}
        for number, path in enumerate(self._files):
            text = text_of(path)
            if isinstance(text, CorpusError):
                self.unread[path] = str(text)
                continue
            blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
            for line in {*fold_lines(text), *fold_lines("\n".join(blocks))}:
                if line.strip():
                    keys.setdefault(hashlib.sha256(line.strip().encode()).digest(), []).append(
                        number
                    )
        return keys

    def _read(self, path: Path, record: Mapping[str, Any]) -> Copy:
        data = _bytes(path)
        text = data if isinstance(data, CorpusError) else _text(path, data)
        if isinstance(text, CorpusError) or isinstance(data, CorpusError):
            self.unread[path] = str(text)
            return Copy(path, text, None, None)
        same = (hashlib.sha256(data).hexdigest(), len(data)) == (
            record["capture_sha256"],
            record["bytes"],
        )
        return Copy(path, text, found_in(text, record), data.decode("utf-8") if same else None)


def text_of(path: Path) -> str | CorpusError:
    """The text of a copy, of a page its visible text; a CorpusError, not raised, if it cannot be read."""
    data = _bytes(path)
    return data if isinstance(data, CorpusError) else _text(path, data)


def _bytes(path: Path) -> bytes | CorpusError:
    data = disk.read(path.resolve(), _MOST)  # a link in a folder of the reader's own is followed
    if isinstance(data, disk.Irregular):
        return CorpusError(data.what)
    return CorpusError(f"larger than {_MOST:,} bytes") if len(data) > _MOST else data


def _text(path: Path, data: bytes) -> str | CorpusError:
    try:
        return saved_page.page_of(data, None, html=path.suffix.lower() in _PAGES).text
    except CorpusError as refusal:
        return CorpusError(
            str(refusal).replace("Name its encoding: --encoding windows-1252", "Save it as UTF-8")
        )
