"""An article without its words, and the words again from a reader's own copy.

What is left out is null in the rows; a record beside them says where in the text each of it stood, and has for every paragraph of the
text its place, a hash by which it is known in another copy, and the quotation marks, dashes and spaces that folding loses. So a copy
that differs in these alone gives back every character, which is proved by the SHA-256 of the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from typing import Any, NamedTuple

import orjson

from ..errors import CorpusError
from ..files.strict_json import compact
from ..model.columns import CONFIGS, columns
from ..model.rows import Rows
from ..text.anchoring import fold
from ..text.visible import visible

MOST_WORDS = 4  # a quote of so many words stays: names, cues, expressions of time
RUN = 14  # words of an article in a row that no note or name may repeat
LEFT_OUT = ("raw",)  # configs that hold nothing but the article
LEAD = 24  # characters of a paragraph by whose hash its place is looked for
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1  # of the rolling hash (R. Karp, M. Rabin 1987)
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(
    f"(?P<sign>[{_SPACELESS}])|[^\\W{_SPACELESS}]+"
)  # in scripts without spaces two signs count as a word


@dataclass
class _Left:
    """What was left out of an article: pointers to values, with their places in its text or, where they stand outside it, in the capture."""

    text: str
    capture: str
    places: list[list[Any]] = field(default_factory=list)
    outside: list[dict[str, Any]] = field(default_factory=list)

    def take(self, words: str, pointer: tuple[str | int, ...], start: int | None) -> None:
        """Note where some words stand. CorpusError if they stand nowhere, so that nothing could bring them back."""
        at = (
            start
            if start is not None and self.text.startswith(words, start)
            else self.text.find(words)
        )
        if at >= 0:
            self.places.append([*pointer, at, at + len(words)])
            return
        at = (
            start
            if start is not None and self.capture.startswith(words, start)
            else self.capture.find(words)
        )
        if at >= 0:
            self.outside.append(
                {"of": list(pointer), **_paragraph(self.capture, at, at + len(words), at)}
            )
            return
        raise CorpusError(
            f"{pointer}: “{visible(words)}” stands neither in the text nor in the capture; the text-free edition cannot leave it out"
        )


def strip(rows: Rows) -> tuple[Rows, dict[str, Any]]:
    """The rows of an article without its words, and the record that leads back to them. CorpusError where words of it would remain."""
    article, capture = rows["articles"][0], rows["raw"][0]
    text = article["text"]
    left = _Left(text, capture["capture"])
    stripped: dict[str, list[dict[str, Any]]] = {}
    for config, own in rows.items():
        if config not in LEFT_OUT:
            stripped[config] = [
                _without(row, CONFIGS[config], (config, number), left)
                for number, row in enumerate(own)
            ]
    _refuse_runs(stripped, article, capture["capture"])
    lines = list(_lines(text))
    ends = [0, *(end for _, end in lines)]
    record = {
        "id": article["id"],
        "rows_sha256": digest_of(rows),
        "length": len(text),
        "text_sha256": article["text_sha256"],
        "capture_sha256": article["capture_sha256"],
        "paragraphs": [
            _paragraph(text, start, end, before)
            for (start, end), before in zip(lines, ends[:-1], strict=True)
        ],
        "tail": text[ends[-1] :],
        "words": left.places,
        "outside": left.outside,
        "bytes": capture["bytes"],
        "body": capture["body"],
    }
    if left.outside:  # a copy need not have what stands outside the text
        bare = fill(
            orjson.loads(orjson.dumps(stripped)), record, text, [None] * len(left.outside), None
        )
        record["bare_sha256"] = digest_of(bare)
    if _joined([text[start:end] for start, end in lines], record) != text:
        raise CorpusError(
            f"{article['id']}: its record does not give its text back. Nothing was published; report this as a fault"
        )
    return stripped, record


def _refuse_runs(stripped: Rows, article: Mapping[str, Any], capture: str) -> None:
    """CorpusError if a string that stays, such as a note, repeats the article at length. Its headline stays."""
    title = set(_runs(article["title"] or ""))
    own = {*_runs(article["text"]), *_runs(capture)} - title
    for config, rows in stripped.items():
        for number, row in enumerate(rows):
            for name, words in _strings(row, ""):
                run = next((run for run in _runs(words) if run in own), None)
                if run:
                    raise CorpusError(
                        f"{article['id']}: {config} {number + 1}, {name} repeats {RUN} words of the article in a row (“{' '.join(run[:5])} …”). "
                        "The text-free edition may not hold that: shorten it"
                    )


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word[0] for word in _WORD.finditer(text)]
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def _strings(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every string in a value, with the names that lead to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value, start=1):
            yield from _strings(item, f"{name} {key}".strip())


def digest_of(rows: Rows) -> str:
    """SHA-256 over the rows of an article in the configs that both editions have, in the order of their names."""
    digest = hashlib.sha256()
    for config in sorted(rows):
        if config not in LEFT_OUT:
            digest.update(b"".join(map(compact, rows[config])))
    return digest.hexdigest()


def _without(
    row: Mapping[str, Any], record: type, pointer: tuple[str | int, ...], left: _Left
) -> dict[str, Any]:
    made = dict(row)
    for field_ in columns(record):
        name, value = field_.name, row[field_.name]
        if is_dataclass(field_.type):
            made[name] = [
                _without(item, field_.type, (*pointer, name, i), left)
                for i, item in enumerate(value)
            ]
        elif field_.column.words and field_.many:
            made[name] = ["" if _is_long(item) else item for item in value]
            for i, item in enumerate(value):
                if _is_long(item):
                    left.take(item, (*pointer, name, i), None)
        elif (
            field_.column.words and value is not None and (_is_long(value) or "text_sha256" in row)
        ):
            made[name] = None
            left.take(value, (*pointer, name), row.get("start") or 0)
    return made


def _is_long(words: str) -> bool:
    found = list(_WORD.finditer(words))
    signs = sum(match["sign"] is not None for match in found)
    return len(found) - signs + signs / 2 > MOST_WORDS


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Places of the lines that hold something, without white space around."""
    for line in re.finditer(r"[^\n]+", text):
        inner = line[0].strip()
        if inner:
            start = line.start() + line[0].index(inner)
            yield start, start + len(inner)


def _paragraph(text: str, start: int, end: int, before: int) -> dict[str, Any]:
    words, gap = text[start:end], text[before:start]
    folded, starts = fold(words)
    marks = [
        [i, words[starts[i] : starts[i + 1]]]
        for i in range(len(folded))
        if words[starts[i] : starts[i + 1]] != folded[i]
    ]
    return {
        "start": start,
        "length": len(folded),
        "lead": rolling(folded[:LEAD]),
        "sha256": hashlib.sha256(folded.encode()).hexdigest(),
        "marks": marks,
        **(
            {"gap": gap} if gap.strip("\n") else {}
        ),  # what is between it and the one before, where that is not ends of lines alone
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
    outside: list[
        str | None
    ]  # quotes of what stands outside the text, such as a date below a headline


def found_in(copy: str, record: Mapping[str, Any]) -> Found:
    """Find the paragraphs of an article in a copy, wherever its lines break. The text counts only if its SHA-256 is that of the record."""
    folded, starts = fold(copy)
    whole = {
        hashlib.sha256(line.encode()).hexdigest(): line for line in map(str.strip, fold_lines(copy))
    }
    leads = _Leads(folded, [*record["paragraphs"], *record["outside"]])
    pieces: list[str | None] = []
    lines: list[int | None] = []
    at = 0
    for paragraph in record["paragraphs"]:
        place = _place(folded, paragraph, at, whole.get(paragraph["sha256"]), leads)
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
    outside = [_quote(folded, quote, leads) for quote in record["outside"]]
    return Found(text, text is not None and text in copy, missing, lines, outside)


def _quote(folded: str, quote: Mapping[str, Any], leads: _Leads) -> str | None:
    place = _place(folded, quote, 0, None, leads)
    return (
        None
        if place is None
        else _unfolded(folded[place : place + quote["length"]], quote["marks"])
    )


def fold_lines(copy: str) -> list[str]:
    """The lines of a copy, each folded by itself."""
    return [fold(line)[0] for line in copy.split("\n")]


def _place(
    folded: str, paragraph: Mapping[str, Any], after: int, line: str | None, leads: _Leads
) -> int | None:
    """Where a paragraph stands in a folded copy: after the last one if it can be, else anywhere."""
    if line is not None:
        place = folded.find(line, after)
        return place if place >= 0 else (place if (place := folded.find(line)) >= 0 else None)
    length = paragraph["length"]
    for place in sorted(leads.of(paragraph), key=lambda place: (place < after, place)):
        if (
            hashlib.sha256(folded[place : place + length].encode()).hexdigest()
            == paragraph["sha256"]
        ):
            return place
    return None


class _Leads:
    """Where paragraphs may begin in a folded copy: each length of lead takes one walk over it, when it is first asked for."""

    def __init__(self, folded: str, paragraphs: Sequence[Mapping[str, Any]]) -> None:
        self._folded = folded
        self._wanted: dict[int, set[int]] = {}
        for paragraph in paragraphs:
            self._wanted.setdefault(min(LEAD, paragraph["length"]), set()).add(paragraph["lead"])
        self._found: dict[int, dict[int, list[int]]] = {}

    def of(self, paragraph: Mapping[str, Any]) -> list[int]:
        length = min(LEAD, paragraph["length"])
        if length not in self._found:
            found: dict[int, list[int]] = {}
            wanted = self._wanted[length]
            for place, value in enumerate(_windows(self._folded, length)):
                if value in wanted:
                    found.setdefault(value, []).append(place)
            self._found[length] = found
        return self._found[length].get(paragraph["lead"], [])


def _windows(text: str, length: int) -> Iterator[int]:
    """The rolling hash of every window of `length` characters."""
    if not 0 < length <= len(text):
        return
    power = pow(_BASE, length, _MODULUS)
    value = rolling(text[:length])
    yield value
    for old, new in zip(text, text[length:], strict=False):
        value = (value * _BASE + ord(new) - ord(old) * power) % _MODULUS
        yield value


def _unfolded(folded: str, marks: list[list[Any]]) -> str:
    characters = list(folded)
    for at, original in marks:
        characters[at] = original
    return "".join(characters)


def _joined(pieces: list[str], record: Mapping[str, Any]) -> str:
    """The paragraphs at their places; what is between them is ends of lines, where the record has nothing else."""
    text = ""
    for paragraph, piece in zip(record["paragraphs"], pieces, strict=True):
        text = (
            text + paragraph["gap"] if "gap" in paragraph else text.ljust(paragraph["start"], "\n")
        ) + piece
    return text + str(record["tail"])


def fill(
    rows: Rows,
    record: Mapping[str, Any],
    text: str,
    outside: Sequence[str | None],
    capture: str | None,
) -> Rows:
    """The rows with their words again, with as many quotes of what stands outside the text as there are, and with the raw capture where
    there is one."""
    words = [(pointer, text[start:end]) for *pointer, start, end in record["words"]]
    words += [
        (quote["of"], found)
        for quote, found in zip(record["outside"], outside, strict=True)
        if found is not None
    ]
    for (*pointer, name), said in words:
        value: Any = rows
        for key in pointer:
            value = value[key]
        value[name] = said
    filled = dict(rows)
    if capture is not None:
        raw = {
            "id": record["id"],
            "capture": capture,
            "bytes": record["bytes"],
            "capture_sha256": record["capture_sha256"],
        }
        filled["raw"] = [raw | {"body": record["body"]}]
    return filled
