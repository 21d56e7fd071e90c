"""The values of a JSON file of any size, one in memory at a time.

This finds where each value begins and ends, and `parsed` reads it, as in every other format. ijson
does the same, but reads half of a surrogate pair as a question mark.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..errors import CorpusError
from ..files.foreign import MOST, ForeignFiles
from .found import parsed

_BLOCK = 1 << 16  # bytes
_CLOSING = {"[": "]", "{": "}"}
_SPACE = re.compile(rb"[ \t\n\r]*")
_SCALAR = re.compile(rb'[^ \t\n\r,:"\[\]{}]*')
# A string, perhaps cut off, or a bracket. What else there is does not say where a value ends.
_PIECE = re.compile(
    rb'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+(?P<whole>"?))|(?P<opening>[\[{])|[\]}]', re.DOTALL
)


class JsonParts:
    """The place in a JSON file up to which it has been read. `line` counts from 1.

    What is not JSON, or has more than 256 MiB in one value, raises CorpusError with its line.
    """

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.path, self.line = path, 1
        self._began = 0
        self._file, self._held, self._at = file, b"", 0
        self._read_more()
        if self._held.startswith(codecs.BOM_UTF8):
            self._at = len(codecs.BOM_UTF8)

    def next(self) -> str:
        """The first character that is no white space, as it is; empty at the end of the file."""
        while True:
            self._go_to(_end_of(_SPACE, self._held, self._at))
            if self._at < len(self._held):
                return chr(self._held[self._at])
            if not self._read_more():
                return ""

    def members(self) -> Iterator[str]:
        """Steps into the list or object here: the key of each member, empty in a list.

        The value of a member must be read or skipped before the next one.
        """
        closing = _CLOSING[self._taken("[{")]
        if self.next() == closing:
            self._taken(closing)
            return
        while True:
            yield self._key() if closing == "}" else ""
            if self._taken(f",{closing}") == closing:
                return

    def begins(self) -> int:
        """The line of the value here; 0 if this gave it for an earlier value."""
        self.next()
        before, self._began = self._began, self.line
        return self.line if self.line > before else 0

    def value(self) -> Any:
        """Reads the complete value here."""
        self.next()
        while (end := self._end()) is None and self._read_more():
            pass
        line, data = self.line, self._held[self._at : end]
        self._go_to(self._at + len(data))
        try:
            return parsed(self.path, line, data.decode())
        except UnicodeDecodeError as error:
            line += data.count(b"\n", 0, error.start)
            raise CorpusError(f"{self.path}:{line}: not UTF-8. Save the file as UTF-8") from None

    def skip(self) -> None:
        """Steps over the value here, with only one of its members in memory."""
        if self.next() not in _CLOSING:
            self.value()
            return
        for _ in self.members():
            self.value()

    def ended(self) -> None:
        """Checks that nothing follows."""
        if self.next():
            raise self._error("the value has ended, but more follows")

    def _key(self) -> str:
        if self.next() != '"':
            raise self._error("a key in double quotes is missing")
        key: str = self.value()
        self._taken(":")
        return key

    def _taken(self, allowed: str) -> str:
        seen = self.next()
        if not seen or seen not in allowed:
            raise self._error(f"{' or '.join(f'“{one}”' for one in allowed)} is missing")
        self._at += 1
        return seen

    def _error(self, finding: str) -> CorpusError:
        return CorpusError(f"{self.path}:{self.line}: this is not JSON ({finding})")

    def _end(self) -> int | None:
        """Where the value here ends; None if more of the file must be read to know."""
        if self.next() not in ("[", "{", '"'):
            end = _end_of(_SCALAR, self._held, self._at)
            return end if end < len(self._held) else None
        depth = 0
        for piece in _PIECE.finditer(self._held, self._at):
            if piece["string"]:
                if not piece["whole"]:
                    return None
            else:
                depth += 1 if piece["opening"] else -1
            if depth <= 0:
                return piece.end()
        return None

    def _go_to(self, end: int) -> None:
        self.line += self._held.count(b"\n", self._at, end)
        self._at = end

    def _read_more(self) -> bool:
        """Reads as much again as is not yet taken, so that a long value is searched few times."""
        rest = self._held[self._at :]
        if len(rest) > MOST:
            raise CorpusError(f"{self.path}:{self.line}: a value has more than {MOST:,} bytes")
        more = self._file.read(max(_BLOCK, len(rest)))
        self._held, self._at = rest + more, 0
        return bool(more)


def _end_of(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at


def rows(source: ForeignFiles, path: str) -> Iterator[tuple[int, Any]]:
    """Each member of a list, or else the only value, with its line; 0 for a second on a line."""
    with source.opened(path) as file:
        parts = JsonParts(path, file)
        if parts.next() != "[":
            yield parts.begins(), parts.value()
        else:
            for _ in parts.members():
                yield parts.begins(), parts.value()
        parts.ended()


def entries(source: ForeignFiles, path: str) -> Iterator[tuple[str, JsonParts]]:
    """The keys of the object of a file. The value of each must be read or skipped before the next.

    Raises CorpusError if it has no object.
    """
    with source.opened(path) as file:
        parts = JsonParts(path, file)
        if parts.next() != "{":
            raise CorpusError(f"{path}:{parts.line}: this must be a JSON object {{…}}")
        for key in parts.members():
            yield key, parts
        parts.ended()
