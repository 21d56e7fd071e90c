"""Reads the blocks of lines in which people write entities, claims and stances in a form.

It forgives what leaves no doubt: letter case, order, quotation marks, blank lines, list marks,
names instead of ids. Everything else is a `Problem` with its line, and reading goes on.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..text.ids import ID
from ..text.visible import did_you_mean, visible
from . import form

EXAMPLE = f"{form.OTHER}Many residents"  # an unnamed holder
_LONG = ("quote", "note", "cue", "condition", "evidence")  # values that may take several lines
_LINE = re.compile(r"\s*(?:[-*+•>]\s+)?[*_`]*([A-Za-z][\w -]{0,30}?)[*_`]*\s*[:：][*_`]*\s*(.*)")
_TYPED = re.compile(r"\w+\s*[:：]")  # a line that looks like a key and a value
_OTHER = re.compile(r"""(?i)other(?:[:\s]\s*(.*))?|\{\s*"other"\s*:\s*"(.*)"\s*\}""")
_MARKS = "\"'`“”„‟‘’‚«»"
_ANSWERS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_NEVER_CHECKED = ("position", "prediction")  # of these, no facts can be checked
_NULL = ("wikidata", "role")  # null if they are left out


class Field(NamedTuple):
    """A value of a form, and its first line there, counted from 1."""

    text: str
    line: int


class Problem(NamedTuple):
    """What is wrong, where in the form, and what to write instead."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.place}: {self.message}"


class Block(NamedTuple):
    """An entity, claim or stance as far as it can be read, and the line of each of its keys."""

    place: str
    record: dict[str, Any]
    lines: dict[str, int]
    problems: list[Problem]


class BlockReader(NamedTuple):
    """Reads the blocks of one layer.

    `items`: their schema. `contains`: whether words are in the text. `ids`: of entities, by their
    names and forms in lower case.
    """

    layer: str
    items: Mapping[str, Any]
    contains: Callable[[str], bool]
    ids: Mapping[str, str]

    def read(self, field: Field) -> list[Block]:
        """Every block of a field of the form."""
        blocks: list[Block] = []
        for lines in _chunks(field):
            records = list(self._records(lines))
            if blocks and self._goes_on(blocks[-1], records[0]):
                self._add(blocks[-1], records.pop(0))
            for written in records:
                place = f"{self.layer.capitalize()}, block {len(blocks) + 1}"
                blocks.append(Block(place, {}, {}, []))
                self._add(blocks[-1], written)
        for block in blocks:
            for key, text in list(block.record.items()):
                block.record[key] = self._value(block, key, text)
            self._complete(block)
        return blocks

    def _records(self, lines: list[Field]) -> Iterator[list[tuple[str | None, Field]]]:
        """Lines by key; None for a line without one. The first key again starts a new block."""
        keys = {_squeezed(key): key for key in self.items["properties"]}
        record: list[tuple[str | None, Field]] = []
        for line in lines:
            match = _LINE.fullmatch(line.text)
            key = keys.get(_squeezed(match[1])) if match else None
            if record and key and key == record[0][0]:
                yield record
                record = []
            text = match[2] if match and key else line.text
            record.append((key, Field(text.strip(), line.line)))
        yield record

    def _goes_on(self, block: Block, written: list[tuple[str | None, Field]]) -> bool:
        """Whether lines after a blank one belong to the block before it."""
        keys = {key for key, _ in written if key}
        missing = {*self.items["required"]}.difference(_NULL, block.record)
        return keys.isdisjoint(block.record) and bool(missing or not keys)

    def _add(self, block: Block, written: list[tuple[str | None, Field]]) -> None:
        """Put lines into a block, as written."""
        for key, (text, line) in written:
            last = next(reversed(block.record), None)
            if key is None and last in _LONG and not _TYPED.match(text):
                block.record[last] += f" {text}"  # a quote or note continues
            elif key is None:
                keys = list(self.items["properties"])
                word = re.split("[:：]", text)[0] if _TYPED.match(text) else text
                found = f"“{visible(word, 60)}” is not a key{did_you_mean(word, keys) or '.'}"
                self._refuse(block, line, f"{found} The keys are {', '.join(keys)}")
            elif key not in block.record:
                block.record[key], block.lines[key] = text, line
            elif self.items["properties"][key].get("type") == "array":
                block.record[key] += f" {form.LISTED} {text}"
            else:
                remedy = "Delete one, or start a new block after a blank line"
                self._refuse(block, line, f"“{key}” occurs twice. {remedy}")

    def _refuse(self, block: Block, line: int, message: str, key: str = "") -> None:
        place = f"{block.place}, {key}" if key else block.place
        block.problems.append(Problem(line, place, message))

    def _complete(self, block: Block) -> None:
        """Leave out what is empty, and report what is missing."""
        record = block.record
        for key in [key for key, value in record.items() if value is None]:
            del record[key]
        if record.get("type") in _NEVER_CHECKED and "checkworthy" in self.items["required"]:
            record.setdefault("checkworthy", False)
        for key in self.items["required"]:
            if key in _NULL:
                record.setdefault(key, None)
            refused = any(
                p.place.endswith(f", {key}") or f"“{key}”?" in p.message for p in block.problems
            )
            if key not in record and not refused:
                line = min(block.lines.values(), default=0) or block.problems[0].line
                message = f"“{key}” is missing. Add the line: {key}: {self._expected(key)}"
                self._refuse(block, line, message, key)

    def _expected(self, key: str) -> str:
        """What a value may be, for a message."""
        field = self.items["properties"][key]
        if "enum" in field:
            return " or ".join(value for value in field["enum"] if value)
        if field.get("type") == "boolean":
            return "yes or no"
        holder = str(field.get("$ref", "")).endswith("/holder")
        return f"an entity's id, or article, or words such as: {EXAMPLE}" if holder else "…"

    def _value(self, block: Block, key: str, text: str) -> Any:
        """A value; None if it is missing or cannot be read."""
        field, bare = self.items["properties"][key], _bare(text)
        kind, reference = field.get("type"), str(field.get("$ref", ""))
        if not bare or (key in _NULL and bare.lower() in ("null", "none")):
            return None
        if "enum" in field or kind == "boolean":
            return self._choice(block, key, bare)
        if kind == "array":
            commas = key == "mentions" and form.LISTED not in text  # names have none
            listed = text.split("," if commas else form.LISTED)
            return [self.quote(item.strip()) for item in listed if item.strip()]
        if reference.endswith("/holder"):
            return self._holder(block, key, text)
        if reference.endswith("/quote"):
            return self.quote(text)
        return _as_id(text) if key in ("id", "target") else text

    def _choice(self, block: Block, key: str, bare: str) -> Any:
        """One of the values that the schema names, or yes or no."""
        labels = {_squeezed(v): v for v in self.items["properties"][key].get("enum", ()) if v}
        choices: Mapping[str, Any] = labels or _ANSWERS
        value = choices.get(_squeezed(bare))
        if value is None:
            hint = did_you_mean(bare, labels.values()) or "."
            found = f"“{visible(bare, 60)}” is not one of the values{hint}"
            remedy = f"Write: {key}: {self._expected(key)}"
            self._refuse(block, block.lines[key], f"{found} {remedy}", key)
        return value

    def quote(self, text: str) -> Any:
        """A quote, without quotation marks around it that the text does not have."""
        before, mark, words = text.partition(form.BEFORE)
        words = (words if mark else text).strip()
        if words[:1] in _MARKS and words[-1:] in _MARKS and not self.contains(words):
            words = inner if self.contains(inner := words[1:-1].strip()) else words
        return {"quote": words, "prefix": before.lstrip()} if mark else words

    def _holder(self, block: Block, key: str, text: str) -> Any:
        """An entity's id, from its id or name; `article`; or the words for somebody unnamed."""
        bare = _bare(text)
        if other := _OTHER.fullmatch(text) or _OTHER.fullmatch(bare):
            words = _bare(other[1] or other[2] or "")
            if words:
                return {"other": words}
            message = f"“other” needs the article's words for them. Write for example: {EXAMPLE}"
            return self._refuse(block, block.lines[key], message, key)
        if bare.lower() in ("article", "the article"):
            return "article"
        if ID.fullmatch(bare) or bare.lower() in self.ids:
            return self.ids.get(bare.lower(), bare)
        shown = visible(bare, 60)
        remedy = f"Write the id of an entity, or for somebody unnamed: {form.OTHER}{shown}"
        return self._refuse(block, block.lines[key], f"“{shown}” is not an id. {remedy}", key)


def _chunks(field: Field) -> Iterator[list[Field]]:
    """The lines of a field, split at blank ones."""
    chunk: list[Field] = []
    for number, line in enumerate([*field.text.split("\n"), ""], start=field.line):
        if line.strip():
            chunk.append(Field(line, number))
        elif chunk:
            yield chunk
            chunk = []


def _squeezed(word: str) -> str:
    return re.sub(r"[\W_]", "", word.lower())


def _as_id(text: str) -> str:
    """Words as an id, if only letter case, spaces and quotation marks are in the way."""
    near = re.sub(r"[\s_]+", "-", _bare(text).lower())
    return near if ID.fullmatch(near) else text


def _bare(text: str) -> str:
    """A value without quotation marks around it."""
    return text.strip().strip(_MARKS).strip()
