"""The files of one article as found, each read once, when first needed.

Nothing raises for bad data: `problem` says if a file is absent, irregular or not UTF-8.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ..text.ids import ID
from ..text.visible import is_plain
from ..text.words import unusual
from .disk import Irregular
from .strict_json import MAX_BYTES, Document, read

MAX_CAPTURE = 1024 * 1024  # bytes; an article has about 10 KB
PASSES = "annotations/passes"
ADDITIONS = "annotations/additions"
_PATH = re.compile(
    rf"corpus/([^/]+)\.txt|annotations/(?:(?:passes|additions)/{ID.pattern}/|decisions/)?([^/]+)\.json"
)

Bytes = bytes | Irregular | None  # None: there is no such file


def capture_path(id: str) -> str:
    return f"corpus/{id}.txt"


def annotation_path(id: str) -> str:
    return f"annotations/{id}.json"


def pass_path(annotator: str, id: str) -> str:
    return f"{PASSES}/{annotator}/{id}.json"


def addition_path(annotator: str, id: str) -> str:
    return f"{ADDITIONS}/{annotator}/{id}.json"


def article_at(path: str) -> str | None:
    """The id of the article that a file belongs to; None if it belongs to none."""
    found = _PATH.fullmatch(path)
    return found and (found[1] or found[2])


@dataclass(frozen=True)
class SourceFile:
    """A file, read when first needed. `path`: from the corpus folder, as messages show it."""

    path: str
    fetch: Callable[[], Bytes]
    most: int = MAX_BYTES  # bytes; of a larger file only the beginning is read

    @cached_property
    def data(self) -> Bytes:
        return self.fetch()

    @property
    def exists(self) -> bool:
        return self.data is not None

    @property
    def problem(self) -> str | None:
        """Why the file has no text; None if it has one."""
        if self.data is None:
            return "No such file or directory"
        if isinstance(self.data, Irregular):
            return self.data.what
        if len(self.data) > self.most:
            return f"more than {self.most:,} bytes"
        return "not UTF-8" if self.text is None else None

    @cached_property
    def text(self) -> str | None:
        if isinstance(self.data, bytes) and len(self.data) <= self.most:
            with suppress(UnicodeDecodeError):
                return self.data.decode()
        return None

    @cached_property
    def characters(self) -> str:
        """The different characters of the text but printable ASCII, tabs and line feeds.

        Searches that cannot succeed are skipped.
        """
        return unusual(self.data) if isinstance(self.data, bytes) and self.text else ""

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing in the text is hidden, ends a line but LF, or can be out of NFC."""
        return is_plain(self.characters)

    @cached_property
    def document(self) -> Document | None:
        """The file read as JSON, with every problem in its bytes; None if there are no bytes."""
        return read(self.data) if isinstance(self.data, bytes) else None

    @property
    def value(self) -> Any:
        """The JSON value; None if it cannot be read."""
        return self.document.value if self.document is not None else None


@dataclass(frozen=True)
class SourceArticle:
    """The capture, reference annotation, passes, additions and decisions of one article.

    `fetch` returns the bytes at a path, or one more than the given number if there are more.
    """

    id: str
    fetch: Callable[[str, int], Bytes]
    annotators: tuple[str, ...] = ()
    adders: tuple[str, ...] = ()

    def _file(self, path: str, most: int = MAX_BYTES) -> SourceFile:
        return SourceFile(path, partial(self.fetch, path, most), most)

    @cached_property
    def capture(self) -> SourceFile:
        return self._file(capture_path(self.id), MAX_CAPTURE)

    @cached_property
    def annotation(self) -> SourceFile:
        """The reference annotation."""
        return self._file(annotation_path(self.id))

    @cached_property
    def passes(self) -> Mapping[str, SourceFile]:
        """The passes by annotator."""
        paths = {name: pass_path(name, self.id) for name in self.annotators}
        return {name: self._file(path) for name, path in paths.items()}

    @cached_property
    def decisions(self) -> SourceFile:
        return self._file(f"annotations/decisions/{self.id}.json")

    @cached_property
    def additions(self) -> Mapping[str, SourceFile]:
        """What annotators added to its claims and stances, by annotator."""
        return {name: self._file(addition_path(name, self.id)) for name in self.adders}

    @cached_property
    def addition_decisions(self) -> SourceFile:
        return self._file(addition_path("decisions", self.id))

    def files(self) -> Iterator[SourceFile]:
        """Every file that exists, the capture first."""
        found = (self.capture, self.annotation, self.decisions, *self.passes.values())
        found += (self.addition_decisions, *self.additions.values()) if self.adders else ()
        return (file for file in found if file.exists)
