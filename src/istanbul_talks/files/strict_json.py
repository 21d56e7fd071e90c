"""Strict JSON: bytes to value, value to canonical bytes, pointer to line and column.

A file whose bytes equal its canonical form goes through orjson alone: it cannot hide a duplicate key, NaN, a byte-order
mark or an odd escape. Any other file goes through the reader below, which is slower and knows every place.
Size and depth are looked at in the bytes before any parser sees them: a parser in native code can crash on depth.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NoReturn

import orjson

MAX_BYTES = 1024 * 1024  # a long article's annotation has some 50 KB
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259, section 6)

Pointer = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[-+]?\w+")
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_STRUCTURE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = re.compile(rb"[0-9]{16},?\n")
MAX_VALUES = 100_000
_EXPONENT = 4  # digits; decimal gives up on some twenty
_MOST = 100  # problems of one file that are told
_DEEP_LINE = b"\n" + b"  " * MAX_DEPTH
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the bytes: the rule, the offset in code points (after a byte-order mark), finding and remedy."""

    rule: str
    offset: int
    found: str
    remedy: str


@dataclass(frozen=True)
class Document:
    """A file that was read: its value, if there is one, and every problem of its bytes."""

    data: bytes
    value: Any
    problems: tuple[Problem, ...]
    is_laid_out: bool = False  # the bytes are `canonical(value)`: only keys can be out of order
    reader: _Reader | None = None

    @cached_property
    def _reading(self) -> _Reader:
        reader = self.reader or _Reader(self.text)
        if self.reader is None:
            reader.run()
        return reader

    @property
    def losses(self) -> tuple[Problem, ...]:
        """Problems that keep the file from being rewritten: a byte-order mark can be dropped."""
        return tuple(problem for problem in self.problems if problem.rule != "byte-order-mark")

    @cached_property
    def text(self) -> str:
        return self.data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")

    def offset(self, pointer: Pointer) -> int:
        """Where the value of a pointer stands, in code points; the nearest enclosing one where it is absent."""
        while pointer and pointer not in self._reading.values:
            pointer = pointer[:-1]
        return self._reading.values.get(pointer, 0)

    def key_offset(self, pointer: Pointer) -> int:
        """Where the key of a pointer stands; the value's place for an item of an array."""
        return self._reading.keys.get(pointer, self.offset(pointer))

    def pointer_at(self, line: int, column: int) -> Pointer:
        """The pointer of the value or key at a line and column, or of the last before it; the inverse of `offset` and `key_offset`."""
        at = self._line_starts[line - 1] + column - 1
        places = [
            (offset, pointer)
            for known in (self._reading.values, self._reading.keys)
            for pointer, offset in known.items()
        ]
        return max(
            (place for place in places if place[0] <= at),
            key=lambda place: (place[0], len(place[1])),
            default=(0, ()),
        )[1]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset; columns in code points."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]


def canonical(value: Any) -> bytes:
    """The one correct byte sequence of a value whose keys are in order: UTF-8, two spaces, final newline.

    Raises TypeError for what such a file cannot hold.
    """
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def compact(value: Any) -> bytes:
    """One line of JSON Lines: keys in the order given, no spaces, final newline."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def read(data: bytes) -> Document:
    """Read bytes strictly."""
    if len(data) > MAX_BYTES:
        found = f"the file has more than {MAX_BYTES:,} bytes"
        remedy = "Keep only quotes, not text, in the annotation"
        return Document(data, None, (Problem("too-large", 0, found, remedy),))
    if data.count(b",") > MAX_VALUES:
        found = f"the file has more than {MAX_VALUES:,} commas, and so many values"
        return Document(
            data, None, (Problem("too-large", 0, found, "Keep one article in one file"),)
        )
    try:
        value = orjson.loads(data)  # errs cleanly on any depth
        # A canonical file shows its depth by its indentation, so that brackets need not be counted.
        if _DEEP_LINE not in data and not _has_long_number(data) and canonical(value) == data:
            return Document(data, value, (), is_laid_out=True)
    except (orjson.JSONDecodeError, TypeError, RecursionError):
        pass  # the strict reader says what and where
    deep = _depth_problem(data)
    return Document(data, None, (deep,)) if deep else _read_strictly(data)


def _has_long_number(data: bytes) -> bool:
    # Translating first is thirty times faster than searching for digits.
    return b"0" * 16 in data.translate(_DIGITS) and _LONG_NUMBER.search(data) is not None


def _depth_problem(data: bytes) -> Problem | None:
    depth = 0
    for token in _STRUCTURE.finditer(data):
        first = token[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            offset = len(
                data[: token.start()].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
            )
            return Problem(
                "too-deep",
                offset,
                f"brackets are nested deeper than {MAX_DEPTH}",
                "Remove the nesting",
            )
    return None


def _read_strictly(data: bytes) -> Document:
    problems: list[Problem] = []
    if data.startswith(codecs.BOM_UTF8):
        data_text = data.removeprefix(codecs.BOM_UTF8)
        problems.append(
            Problem(
                "byte-order-mark",
                0,
                "the file starts with a byte-order mark",
                "Save it as UTF-8 without BOM",
            )
        )
    else:
        data_text = data
    try:
        text = data_text.decode()
    except UnicodeDecodeError as error:
        offset = len(data_text[: error.start].decode())
        found = f"byte 0x{data_text[error.start]:02x} is not UTF-8"
        return Document(
            data, None, (*problems, Problem("not-utf8", offset, found, "Save the file as UTF-8"))
        )
    reader = _Reader(text)
    value = reader.run()
    return Document(
        data, value, (*problems, *sorted(reader.problems, key=lambda p: p.offset)), reader=reader
    )


class _Stop(Exception):
    """The syntax is broken: nothing after this place can be read."""


@dataclass
class _Reader:
    """A recursive reader (depth was limited before) that keeps places and goes on after all but syntax errors."""

    text: str
    at: int = 0
    problems: list[Problem] = field(default_factory=list)
    values: dict[Pointer, int] = field(default_factory=dict)
    keys: dict[Pointer, int] = field(default_factory=dict)

    def run(self) -> Any:
        try:
            value = self._value(())
            self._skip()
            if self.at < len(self.text):
                self._fail(
                    f"the value has ended, yet {self._seen()} follows", "Remove what follows"
                )
        except _Stop:
            return None
        return value

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _seen(self) -> str:
        if self.at >= len(self.text):
            return "the end of the file"
        word = _WORD.match(self.text, self.at)
        return f"“{(word[0] if word else self.text[self.at])[:20]}”"

    def _note(self, rule: str, offset: int, found: str, remedy: str) -> None:
        self.problems.append(Problem(rule, offset, found, remedy))
        if len(self.problems) == _MOST:
            raise _Stop

    def _fail(self, found: str, remedy: str) -> NoReturn:
        self._note("json-syntax", self.at, found, remedy)
        raise _Stop

    def _value(self, pointer: Pointer) -> Any:
        self._skip()
        self.values[pointer] = self.at
        head = self.text[self.at : self.at + 1]
        if head == "{":
            return self._object(pointer)
        if head == "[":
            return self._array(pointer)
        if head == '"':
            return self._string()
        return self._scalar()

    def _object(self, pointer: Pointer) -> dict[str, Any]:
        result: dict[str, Any] = {}
        self.at += 1
        while self._another("}", first=not result):
            self._skip()
            place = self.at
            if self.text[place : place + 1] != '"':
                self._fail(
                    f"expected a key in double quotes, found {self._seen()}",
                    _hint(self.text[place : place + 1], "keys"),
                )
            key = self._string()
            self._skip()
            if self.text[self.at : self.at + 1] != ":":
                self._fail(
                    f"expected “:” after the key, found {self._seen()}",
                    "Write a colon between key and value",
                )
            self.at += 1
            if key in result:
                first = self.text.count("\n", 0, self.keys[(*pointer, key)]) + 1
                self._note(
                    "duplicate-key",
                    place,
                    f"the key “{key[:60]}” was already given on line {first}",
                    "Keep one of the two",
                )
            self.keys[(*pointer, key)] = place
            result[key] = self._value((*pointer, key))
        return result

    def _array(self, pointer: Pointer) -> list[Any]:
        result: list[Any] = []
        self.at += 1
        while self._another("]", first=not result):
            result.append(self._value((*pointer, len(result))))
        return result

    def _another(self, closing: str, *, first: bool) -> bool:
        """Whether an item follows; steps over the comma or the closing bracket."""
        self._skip()
        seen = self.text[self.at : self.at + 1]
        if seen == closing:
            self.at += 1
            return False
        if first:
            return True
        if seen != ",":
            inside = self.text[self.at - 1 : self.at] == '"' and seen not in ('"', "", "{", "[")
            remedy = (
                'Write \\" for a quotation mark inside a string'
                if inside
                else "Write a comma between items, or close the bracket"
            )
            self._fail(f"expected “,” or “{closing}”, found {self._seen()}", remedy)
        comma = self.at
        self.at += 1
        self._skip()
        if self.text[self.at : self.at + 1] == closing:
            self.at = comma
            self._fail("a comma stands after the last item", "Remove the comma")
        return True

    def _string(self) -> str:
        start = self.at
        self.at += 1
        pieces: list[str] = []
        while True:
            match = _PLAIN.match(self.text, self.at)
            pieces.append(match[0] if match else "")
            self.at += len(pieces[-1])
            seen = self.text[self.at : self.at + 1]
            if seen == '"':
                self.at += 1
                return self._paired("".join(pieces), start)
            if seen == "\\":
                pieces.append(self._escape())
            elif seen:
                found = f"a string holds the control character U+{ord(seen):04X}"
                self._fail(
                    found, "Write line breaks as \\n, tabs as \\t; close the string on its line"
                )
            else:
                self._fail("the file ends inside a string", "Close the string with a double quote")

    def _escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter in _ESCAPES and letter:
            self.at += 2
            return _ESCAPES[letter]
        digits = _HEX4.match(self.text, self.at + 2) if letter == "u" else None
        if digits is None:
            self._fail(
                f"“\\{letter}” is not an escape of JSON",
                'Write \\\\ for a backslash, \\" for a double quote',
            )
        self.at += 6
        return chr(int(digits[0], 16))

    def _paired(self, raw: str, start: int) -> str:
        if not any("\ud800" <= c <= "\udfff" for c in raw):
            return raw
        joined = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if joined.encode("utf-16-le") != raw.encode("utf-16-le", "surrogatepass"):
            self._note(
                "lone-surrogate",
                start,
                "a string holds half of a surrogate pair",
                "Write the character itself in UTF-8",
            )
        return joined

    def _scalar(self) -> Any:
        start = self.at
        word = _WORD.match(self.text, start)
        if word and word[0] in _LITERALS:
            self.at = word.end()
            return _LITERALS[word[0]]
        if word and word[0].lstrip("+-").lower() in ("nan", "infinity", "inf"):
            self.at = word.end()
            self._note(
                "number-out-of-range",
                start,
                f"{word[0]} is no number of JSON",
                "Write a number, or null",
            )
            return None
        number = _NUMBER.match(self.text, start)
        if number is None:
            self._fail(
                f"expected a value, found {self._seen()}",
                _hint(self.text[start : start + 1], "strings"),
            )
        self.at = number.end()
        if re.match(r"[0-9.eE]", self.text[self.at : self.at + 1]):
            self.at = start
            self._fail(
                f"{self._seen()} is not written as JSON writes numbers",
                "Write no leading zero and a digit after the point",
            )
        return self._number(number, start)

    def _number(self, number: re.Match[str], start: int) -> int | float | None:
        if number[2] is not None and len(number[2].lstrip("eE+-0")) > _EXPONENT:
            self._note(
                "number-out-of-range",
                start,
                f"{number[0][:24]} has an exponent that no reader keeps",
                "Write a smaller number",
            )
            return None
        whole = number[1] is None and number[2] is None
        huge = whole and (len(number[0]) > 17 or abs(int(number[0])) > MAX_INTEGER)
        if huge or abs(float(number[0])) == float("inf"):
            self._note(
                "number-out-of-range",
                start,
                f"{number[0][:24]} is too large to be kept exactly",
                "Write a smaller number",
            )
            return None
        if not whole and Decimal(number[0]) != Decimal(repr(float(number[0]))):
            self._note(
                "number-out-of-range",
                start,
                f"{number[0][:24]} has more digits than are kept",
                "Write fewer digits",
            )
        return int(number[0]) if whole else float(number[0])


def _hint(seen: str, what: str) -> str:
    if seen == "'" or (what == "keys" and seen.isalnum()):
        return f"Write {what} in double quotes"
    if seen and seen in "“”„‘’":
        return f'Write {what} in straight double quotes: "'
    if seen in ("/", "#"):
        return "JSON has no comments; use a “note” field"
    if what == "keys":
        return "Write a key in double quotes, or remove the comma before"
    return "Write a string, number, object, array, true, false or null"
