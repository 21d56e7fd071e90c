"""A reader's own files: which may be which article, and the text in each."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..contributing import saved_page
from ..dataset.text_free import Found, fold_lines, found_in, in_capture
from ..errors import CorpusError, NotFoundError
from ..files import disk

ENDINGS = (".txt", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".md")
_MOST = 16 << 20  # bytes of a file
_TRIED = 5  # files that are tried for an article, among those that share paragraphs with it


class Copy(NamedTuple):
    """How much of an article a file has. `found` is None if it is unreadable: see `problem`."""

    path: Path
    problem: str
    found: Found | None = None
    capture: str | None = None  # the raw capture, if the file is exactly that

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Sort key: higher is better."""
        if self.found is None:
            return False, False, False, -(1 << 30)
        found, missing = self.found, len(self.found.missing)
        return found.text is not None, self.capture is not None, found.exact, -missing


class ReaderFiles:
    """The files of a folder, found by the id of an article in their name, or by their paragraphs.

    Memory grows with the number of lines in files that have no id in their name.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotFoundError(f"{folder} is not a folder. Name the folder with your copies")
        files = [path for path in disk.files_below(folder) if not path.name.startswith(".")]
        self._files = [path for path in files if path.suffix.lower() in ENDINGS]
        why = f"only {', '.join(ENDINGS)} are read"
        self.unread = {path: why for path in files if path.suffix.lower() not in ENDINGS}
        self._named: dict[str, list[Path]] = {}
        for path in self._files:
            self._named.setdefault(path.stem, []).append(path)
        self._paragraphs: dict[bytes, list[int]] | None = None

    def best(self, record: Mapping[str, Any]) -> Copy | None:
        """The file with most of an article; None if no file has any of it."""
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
        if self._paragraphs is None:
            self._paragraphs = self._index()
        hashes = [bytes.fromhex(paragraph["sha256"]) for paragraph in record["paragraphs"]]
        shared = Counter(file for key in hashes for file in self._paragraphs.get(key, ()))
        for file, _ in shared.most_common(_TRIED):
            if self._files[file] not in named:
                yield self._files[file]

    def _index(self) -> dict[bytes, list[int]]:
        """Numbers of the files by the hash of a line, or of lines between empty lines."""
        index: dict[bytes, list[int]] = {}
        for number, path in enumerate(self._files):
            try:
                text = _text(path, _bytes(path))
            except CorpusError as error:
                self.unread[path] = str(error)
                continue
            blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
            for line in {*fold_lines(text), *fold_lines("\n".join(blocks))}:
                if line.strip():
                    key = hashlib.sha256(line.strip().encode()).digest()
                    index.setdefault(key, []).append(number)
        return index

    def _read(self, path: Path, record: Mapping[str, Any]) -> Copy:
        try:
            data = _bytes(path)
            same = hashlib.sha256(data).hexdigest() == record["capture_sha256"]
            capture = data.decode() if same else None
            found = None if capture is None else in_capture(capture, record)
            return Copy(path, "", found or found_in(_text(path, data), record), capture)
        except CorpusError as error:
            self.unread[path] = str(error)
            return Copy(path, str(error))


def _bytes(path: Path) -> bytes:
    data = disk.read(Path(os.path.realpath(path)), _MOST)  # follows the reader's own links
    if isinstance(data, disk.Irregular):
        raise CorpusError(data.what)
    if len(data) > _MOST:
        raise CorpusError(f"larger than {_MOST:,} bytes")
    return data


def _text(path: Path, data: bytes) -> str:
    """The text of a file; of a page, its visible text. CorpusError if it cannot be read."""
    is_html = path.suffix.lower() in saved_page.HTML_SUFFIXES
    try:
        return saved_page.page_of(data, None, html=is_html, exact=True).text
    except CorpusError as error:
        problem, option, _ = str(error).partition("Name the encoding ")
        # `restore` has no option --encoding
        raise CorpusError(problem + ("Save it as UTF-8" if option else "")) from None
