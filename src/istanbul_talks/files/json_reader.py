"""Reads JSON slowly and strictly: every problem with its place, and the place of every value."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

MAX_INTEGER = 2**53 - 1  # what every JSON reader represents exactly (RFC 8259, section 6)

Pointer = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[-+]?\w+")
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_EXPONENT = 4  # digits; `decimal` fails at about twenty
_MOST = 100  # problems of one file
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the bytes of a file. `offset` counts code points, without the BOM."""

    rule: str
    offset: int
    found: str
    remedy: str


class _Stop(Exception):
    """A syntax error: nothing after this place can be read."""


@dataclass
class Reader:
    """Reads recursively, keeps every place, and continues after all but syntax errors."""

    text: str
    value: Any = None
    at: int = 0
    problems: list[Problem] = field(default_factory=list)
    values: dict[Pointer, int] = field(default_factory=dict)
    keys: dict[Pointer, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with suppress(_Stop):
            value = self._value(())
            if self._next():
                self._fail(f"the value has ended, but {self._seen()} follows", "Remove it")
            self.value = value

    def _next(self) -> str:
        """The next character after white space; empty at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

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
        head = self._next()
        self.values[pointer] = self.at
        if head == "{":
            return self._object(pointer)
        if head == "[":
            return self._array(pointer)
        return self._string() if head == '"' else self._scalar()

    def _object(self, pointer: Pointer) -> dict[str, Any]:
        result: dict[str, Any] = {}
        self.at += 1
        while self._another("}", first=not result):
            seen, place = self._next(), self.at
            if seen != '"':
                found = f"expected a key in double quotes, found {self._seen()}"
                self._fail(found, _hint(seen, "keys"))
            key = self._string()
            if self._next() != ":":
                found = f"expected “:” after the key, found {self._seen()}"
                self._fail(found, "Write a colon between key and value")
            self.at += 1
            if key in result:
                first = self.text.count("\n", 0, self.keys[(*pointer, key)]) + 1
                found = f"the key “{key[:60]}” is already on line {first}"
                self._note("duplicate-key", place, found, "Keep one of the two")
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
        seen = self._next()
        if seen == closing:
            self.at += 1
            return False
        if first:
            return True
        if seen != ",":
            remedy = "Write a comma between items, or close the bracket"
            if self.text[self.at - 1 : self.at] == '"' and seen not in ('"', "", "{", "["):
                remedy = 'Write \\" for a quotation mark inside a string'
            self._fail(f"expected “,” or “{closing}”, found {self._seen()}", remedy)
        comma = self.at
        self.at += 1
        if self._next() == closing:
            self.at = comma
            self._fail("there is a comma after the last item", "Remove the comma")
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
                remedy = "Write line breaks as \\n, tabs as \\t; close the string on the same line"
                self._fail(f"a string has the control character U+{ord(seen):04X}", remedy)
            else:
                self._fail("the file ends inside a string", "Close the string with a double quote")

    def _escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter in _ESCAPES:
            self.at += 2
            return _ESCAPES[letter]
        digits = _HEX4.match(self.text, self.at + 2) if letter == "u" else None
        if digits is None:
            remedy = 'Write \\\\ for a backslash, \\" for a double quote'
            self._fail(f"“\\{letter}” is not a JSON escape", remedy)
        self.at += 6
        return chr(int(digits[0], 16))

    def _paired(self, raw: str, start: int) -> str:
        if not any("\ud800" <= c <= "\udfff" for c in raw):
            return raw
        units = raw.encode("utf-16-le", "surrogatepass")
        joined = units.decode("utf-16-le", "replace")
        if joined.encode("utf-16-le") != units:
            found = "a string has half of a surrogate pair"
            self._note("lone-surrogate", start, found, "Write the character itself in UTF-8")
        return joined

    def _scalar(self) -> Any:
        start = self.at
        word = _WORD.match(self.text, start)
        if word and word[0] in _LITERALS:
            self.at = word.end()
            return _LITERALS[word[0]]
        if word and word[0].lstrip("+-").lower() in ("nan", "infinity", "inf"):
            self.at = word.end()
            found = f"{word[0]} is not a JSON number"
            self._note("number-out-of-range", start, found, "Write a number, or null")
            return None
        number = _NUMBER.match(self.text, start)
        if number is None:
            found = f"expected a value, found {self._seen()}"
            self._fail(found, _hint(self.text[start : start + 1], "strings"))
        if re.match(r"[0-9.eE]", self.text[number.end() : number.end() + 1]):
            found = f"{self._seen()} is not a valid JSON number"
            self._fail(found, "Remove leading zeros, and write a digit after the point")
        self.at = number.end()
        value, found, remedy = _number(number)
        if found:
            self._note("number-out-of-range", start, f"{number[0][:24]} {found}", remedy)
        return value


def _number(number: re.Match[str]) -> tuple[int | float | None, str, str]:
    """The value of a number, and what is wrong with it and its remedy, or two empty strings."""
    smaller = "Write a smaller number"
    if number[2] and len(number[2].lstrip("eE+-0")) > _EXPONENT:
        return None, "has too large an exponent", smaller
    is_integer = not (number[1] or number[2])
    huge = is_integer and (len(number[0]) > 17 or abs(int(number[0])) > MAX_INTEGER)
    if huge or abs(float(number[0])) == float("inf"):
        return None, "is too large to be exact", smaller
    if is_integer:
        return int(number[0]), "", ""
    value = float(number[0])
    exact = Decimal(number[0]) == Decimal(repr(value))
    return value, "" if exact else "has too many digits", "Write fewer digits"


def _hint(seen: str, what: str) -> str:
    if seen == "'" or (what == "keys" and seen.isalnum()):
        return f"Write {what} in double quotes"
    if seen and seen in "“”„‘’":
        return f'Write {what} in straight double quotes: "'
    if seen in ("/", "#"):
        return "JSON has no comments: use a “note” field"
    if what == "keys":
        return "Write a key in double quotes, or remove the comma before it"
    return "Write a string, number, object, array, true, false or null"
