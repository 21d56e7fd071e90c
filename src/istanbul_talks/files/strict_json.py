"""Strict JSON: bytes to value, value to canonical bytes, pointer to line and column.

A file that equals the canonical dump of its value goes through orjson alone: it cannot hide a
duplicate key, NaN, a byte-order mark or an odd escape. Any other file goes through `json_reader`,
which is slower and knows every place. Size and depth are checked before any parser sees the bytes:
deep nesting can crash a native parser.
"""

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

import orjson

from ..text.visible import is_plain
from ..text.words import unusual
from .json_bytes import canonical
from .json_reader import Pointer, Problem, Reader

MAX_BYTES = 1024 * 1024  # a long article's annotation has about 50 KB
MAX_DEPTH = 32

_STRUCTURE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_ODD_ESCAPE = re.compile(rb'\\[^"\\nt]')  # of characters that cannot be seen
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = re.compile(rb"[0-9]{16},?\n")
MAX_VALUES = 100_000
_DEEP_LINE = b"\n" + b"  " * MAX_DEPTH


@dataclass(frozen=True)
class Document:
    """A file that was read: its value, if any, and every problem in its bytes."""

    data: bytes
    value: Any
    problems: tuple[Problem, ...]
    is_laid_out: bool = False  # the bytes are `canonical(value)`; only keys may be out of order
    reader: Reader | None = None

    @cached_property
    def is_plain(self) -> bool:
        """Whether all its characters are plain; False also where its bytes alone cannot say."""
        return (
            self.is_laid_out and not _ODD_ESCAPE.search(self.data) and is_plain(unusual(self.data))
        )

    def may_have(self, character: bytes) -> bool:
        """Whether an ASCII character may be in one of its texts."""
        return not self.is_laid_out or character in self.data

    @cached_property
    def _reading(self) -> Reader:
        return self.reader or Reader(self.text)

    @property
    def losses(self) -> tuple[Problem, ...]:
        """Problems that prevent rewriting the file; a byte-order mark can just be dropped."""
        return tuple(problem for problem in self.problems if problem.rule != "byte-order-mark")

    @cached_property
    def text(self) -> str:
        return self.data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")

    def offset(self, pointer: Pointer) -> int:
        """Where the value of a pointer is, in code points; if absent, the nearest enclosing one."""
        while pointer and pointer not in self._reading.values:
            pointer = pointer[:-1]
        return self._reading.values.get(pointer, 0)

    def key_offset(self, pointer: Pointer) -> int:
        """Where the key of a pointer is; for an item of an array, where its value is."""
        return self._reading.keys.get(pointer, self.offset(pointer))

    def pointer_at(self, line: int, column: int) -> Pointer:
        """The pointer of the value or key at a line and column, or of the last one before it."""
        at = self._line_starts[line - 1] + column - 1
        places = (*self._reading.values.items(), *self._reading.keys.items())
        before = ((offset, len(p), p) for p, offset in places if offset <= at)
        return max(before, key=lambda place: place[:2], default=(0, 0, ()))[2]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset; columns in code points."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]


def read(data: bytes) -> Document:
    """Read bytes strictly."""
    if wrong := _size_problem(data):
        return Document(data, None, (wrong,))
    try:
        value = orjson.loads(data)  # fails cleanly at any depth
        # A canonical file shows its depth by its indentation: no need to count brackets.
        if _DEEP_LINE not in data and not _has_long_number(data) and canonical(value) == data:
            return Document(data, value, (), is_laid_out=True)
    except (orjson.JSONDecodeError, TypeError, RecursionError):
        pass  # the strict reader reports what and where
    wrong = _depth_problem(data)
    return Document(data, None, (wrong,)) if wrong else _read_strictly(data)


def _size_problem(data: bytes) -> Problem | None:
    if len(data) > MAX_BYTES:
        most, remedy = f"{MAX_BYTES:,} bytes", "Keep only quotes, not text, in the annotation"
    elif len(data) > MAX_VALUES and data.count(b",") > MAX_VALUES:
        most, remedy = f"{MAX_VALUES:,} commas", "Keep one article in one file"
    else:
        return None
    return Problem("too-large", 0, f"the file has more than {most}", remedy)


def _has_long_number(data: bytes) -> bool:
    # Translating first is thirty times faster than searching for digits.
    return b"0" * 16 in data.translate(_DIGITS) and _LONG_NUMBER.search(data) is not None


def _depth_problem(data: bytes) -> Problem | None:
    depth = 0
    for token in _STRUCTURE.finditer(data):
        first = token[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            before = data[: token.start()].removeprefix(codecs.BOM_UTF8)
            offset = len(before.decode("utf-8", "replace"))
            found = f"brackets are nested deeper than {MAX_DEPTH}"
            return Problem("too-deep", offset, found, "Remove the nesting")
    return None


def _read_strictly(data: bytes) -> Document:
    problems: list[Problem] = []
    rest = data.removeprefix(codecs.BOM_UTF8)
    if rest != data:
        found = "the file starts with a byte-order mark"
        problems.append(Problem("byte-order-mark", 0, found, "Save it as UTF-8 without BOM"))
    try:
        text = rest.decode()
    except UnicodeDecodeError as error:
        offset, found = len(rest[: error.start].decode()), f"byte 0x{rest[error.start]:02x}"
        wrong = Problem("not-utf8", offset, f"{found} is not UTF-8", "Save the file as UTF-8")
        return Document(data, None, (*problems, wrong))
    reader = Reader(text)
    problems += sorted(reader.problems, key=attrgetter("offset"))
    return Document(data, reader.value, tuple(problems), reader=reader)
