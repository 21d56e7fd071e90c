"""An article without its words, and the words again from a reader's own copy.

What is left out is null in the rows; a record beside them says where in the text each of it stood, and has for every paragraph of the
text its place, a hash by which it is known in another copy, and the quotation marks, dashes and spaces that folding loses. So a copy
that differs in these alone gives back every character, which is proved by the SHA-256 of the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, NamedTuple

from .columns import CONFIGS, columns
from .jsontext import compact
from .tables import Rows
from .text import fold

MOST_WORDS = 4  # a quote of so many words stays: names, cues, expressions of time
LEFT_OUT = ("raw",)  # configs that hold nothing but the article
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1  # of the rolling hash (R. Karp, M. Rabin 1987)
_WORD = re.compile(r"\w+")


def strip(rows: Rows) -> tuple[Rows, dict[str, Any]]:
    """The rows of an article without its words, and the record that leads back to them."""
    article, capture = rows["articles"][0], rows["raw"][0]
    text = article["text"]
    places: list[list[Any]] = []
    stripped: dict[str, list[dict[str, Any]]] = {}
    for config, own in rows.items():
        if config not in LEFT_OUT:
            stripped[config] = [_without(row, CONFIGS[config], text, (config, number), places) for number, row in enumerate(own)]
    record = {
        "id": article["id"],
        "rows_sha256": digest_of(rows),
        "length": len(text),
        "text_sha256": article["text_sha256"],
        "capture_sha256": article["capture_sha256"],
        "paragraphs": [_paragraph(text, start, end) for start, end in _lines(text)],
        "words": places,
        "bytes": capture["bytes"],
        "body": capture["body"],
    }
    return stripped, record


def digest_of(rows: Rows) -> str:
    """SHA-256 over the rows of an article in the configs that both editions have, in the order of their names."""
    digest = hashlib.sha256()
    for config in sorted(rows):
        if config not in LEFT_OUT:
            digest.update(b"".join(map(compact, rows[config])))
    return digest.hexdigest()


def _without(row: Mapping[str, Any], record: type, text: str, pointer: tuple[str | int, ...], places: list[list[Any]]) -> dict[str, Any]:
    made = dict(row)
    for field in columns(record):
        value = row[field.name]
        if is_dataclass(field.type):
            made[field.name] = [_without(item, field.type, text, (*pointer, field.name, i), places) for i, item in enumerate(value)]
        elif field.column.words and field.many:
            made[field.name] = list(value)
            for i, item in enumerate(value):
                start = text.find(item) if _is_long(item) else -1
                if start >= 0:
                    made[field.name][i] = ""
                    places.append([*pointer, field.name, i, start, start + len(item)])
        elif field.column.words and value is not None and (_is_long(value) or "text_sha256" in row):
            own = row.get("start") or 0
            start = own if text.startswith(value, own) else text.find(value)
            if start >= 0:
                made[field.name] = None
                places.append([*pointer, field.name, start, start + len(value)])
    return made


def _is_long(words: str) -> bool:
    return len(_WORD.findall(words)) > MOST_WORDS


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Places of the lines that hold something, without white space around."""
    for line in re.finditer(r"[^\n]+", text):
        inner = line[0].strip()
        if inner:
            start = line.start() + line[0].index(inner)
            yield start, start + len(inner)


def _paragraph(text: str, start: int, end: int) -> dict[str, Any]:
    words = text[start:end]
    folded, starts = fold(words)
    marks = [[i, words[starts[i] : starts[i + 1]]] for i in range(len(folded)) if words[starts[i] : starts[i + 1]] != folded[i]]
    return {
        "start": start,
        "length": len(folded),
        "rolling": rolling(folded),
        "sha256": hashlib.sha256(folded.encode()).hexdigest(),
        "marks": marks,
    }


def rolling(text: str) -> int:
    """Polynomial hash of a text, modulo 2^61 − 1, whose value for the next window of a longer text follows from the last."""
    value = 0
    for character in text:
        value = (value * _BASE + ord(character)) % _MODULUS
    return value


class Found(NamedTuple):
    """What a copy gives of an article: the text, where it has all of it; whether character by character; and what is missing."""

    text: str | None
    exact: bool
    missing: list[int]  # numbers of paragraphs, from 0
    lines: list[int | None]  # for each paragraph the line of the copy on which it begins, from 1


def found_in(copy: str, record: Mapping[str, Any]) -> Found:
    """Find the paragraphs of an article in a copy, wherever its lines break. The text counts only if its SHA-256 is that of the record."""
    folded, starts = fold(copy)
    whole = {hashlib.sha256(line.encode()).hexdigest(): line for line in map(str.strip, fold_lines(copy))}
    pieces: list[str | None] = []
    lines: list[int | None] = []
    at = 0
    for paragraph in record["paragraphs"]:
        place = _place(folded, paragraph, at, whole.get(paragraph["sha256"]))
        if place is None:
            pieces.append(None)
            lines.append(None)
            continue
        at = place + paragraph["length"]
        pieces.append(_unfolded(folded[place:at], paragraph["marks"]))
        lines.append(copy.count("\n", 0, starts[place]) + 1)
    missing = [number for number, piece in enumerate(pieces) if piece is None]
    text = None if missing else _joined([piece or "" for piece in pieces], record)
    if text is not None and hashlib.sha256(text.encode()).hexdigest() != record["text_sha256"]:
        text = None
    return Found(text, text is not None and text in copy, missing, lines)


def fold_lines(copy: str) -> list[str]:
    """The lines of a copy, each folded by itself."""
    return [fold(line)[0] for line in copy.split("\n")]


def _place(folded: str, paragraph: Mapping[str, Any], after: int, line: str | None) -> int | None:
    """Where a paragraph stands in a folded copy: after the last one if it can be, else anywhere."""
    if line is not None:
        place = folded.find(line, after)
        return place if place >= 0 else (place if (place := folded.find(line)) >= 0 else None)
    length = paragraph["length"]
    for begin, end in ((after, len(folded)), (0, min(len(folded), after + length))):
        for place in _windows(folded, begin, end, length, paragraph["rolling"]):
            if hashlib.sha256(folded[place : place + length].encode()).hexdigest() == paragraph["sha256"]:
                return place
    return None


def _windows(text: str, begin: int, end: int, length: int, wanted: int) -> Iterator[int]:
    """Where a window of `length` characters has a rolling hash."""
    if end - begin < length or not length:
        return
    power = pow(_BASE, length, _MODULUS)
    value = rolling(text[begin : begin + length])
    for place in range(begin, end - length + 1):
        if value == wanted:
            yield place
        if place + length < end:
            value = (value * _BASE + ord(text[place + length]) - ord(text[place]) * power) % _MODULUS


def _unfolded(folded: str, marks: list[list[Any]]) -> str:
    characters = list(folded)
    for at, original in marks:
        characters[at] = original
    return "".join(characters)


def _joined(pieces: list[str], record: Mapping[str, Any]) -> str:
    """The paragraphs at their places; what is between them is ends of lines."""
    text = ""
    for paragraph, piece in zip(record["paragraphs"], pieces, strict=True):
        text = text.ljust(paragraph["start"], "\n") + piece
    return text.ljust(record["length"], "\n")


def fill(rows: Rows, record: Mapping[str, Any], text: str, capture: str | None) -> Rows:
    """The rows with their words again; with the raw capture where there is one."""
    for *pointer, name, start, end in record["words"]:
        value: Any = rows
        for key in pointer:
            value = value[key]
        value[name] = text[start:end]
    filled = dict(rows)
    if capture is not None:
        raw = {"id": record["id"], "capture": capture, "bytes": record["bytes"], "capture_sha256": record["capture_sha256"]}
        filled["raw"] = [raw | {"body": record["body"]}]
    return filled
