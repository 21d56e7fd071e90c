"""Takes the text out of an article, and restores it from a reader's own copy.

What is left out is null in the rows. A record beside them says where in the text it was. For every
paragraph it has the place, a hash to find it in another copy, and the quotation marks, dashes and
spaces that folding loses. So a copy that differs only in these restores every character, as the
SHA-256 of the text proves.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ..errors import CorpusError, VerificationError
from ..files import disk
from ..files.json_bytes import compact
from ..model.columns import CONFIGS, Field, columns
from ..model.rows import LAYERS, Lines, Rows, rows_in, to_lines
from ..text.anchoring import fold, joined
from ..text.visible import visible
from .sentences import Sentences, sentence_of
from .shape import Shape

Pointer = tuple[str | int, ...]
Record = Mapping[str, Any]  # a line of restore.jsonl, or a paragraph in it

MOST_WORDS = 4  # a quote of up to so many words stays: names, cues, expressions of time
RUN = 14  # consecutive words of an article that no note or name may repeat
LEFT_OUT = ("raw",)  # configs with nothing but the article's text
GET_AGAIN = "Get the text-free edition again"
LEAD = 24  # characters of a paragraph whose hash finds its place
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1  # of the rolling hash (R. Karp, M. Rabin 1987)
_SPACELESS = (  # Thai, Lao, Burmese, Khmer, Kana, Han
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# In scripts without spaces, two characters count as a word.
_WORD = re.compile(f"(?P<sign>[{_SPACELESS}])|[^\\W{_SPACELESS}]+")
_LINE = re.compile(r"\S(?:.*\S)?")  # without surrounding white space


_RECORD = Shape(orjson.loads(disk.read_text(Path(__file__).with_suffix(".json"))))


def read_record(line: bytes, place: str) -> Record:
    """A line of restore.jsonl. If it is not one: VerificationError, which begins with `place`."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise VerificationError(f"{place}: not JSON ({error}). {GET_AGAIN}") from None
    if problem := _RECORD.problem(record):
        raise VerificationError(f"{place}: {problem}. {GET_AGAIN}")
    return dict(record)


@dataclass
class _LeftOut:
    """What is left out of an article: pointers to values, and where their text is."""

    text: str
    capture: str
    places: list[list[Any]] = field(default_factory=list)  # spans of the text
    outside: list[dict[str, Any]] = field(default_factory=list)  # quotes of the capture around it
    composed: list[dict[str, Any]] = field(default_factory=list)  # sentences of annotators

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.text, MOST_WORDS)

    def strip(self, rows: list[Any], record: type, pointer: Pointer) -> list[dict[str, Any]]:
        """Copies of the rows without text."""
        return [self._row(row, record, (*pointer, number)) for number, row in enumerate(rows)]

    def _row(self, row: Mapping[str, Any], record: type, pointer: Pointer) -> dict[str, Any]:
        made, is_article = dict(row), "text_sha256" in row
        for name, kind, many, _, meant in _with_words(record):
            value, own = row[name], (*pointer, name)
            if is_dataclass(kind):
                made[name] = self.strip(value, kind, own)
            elif many:
                made[name] = ["" if is_long(item) else item for item in value]
                for number, item in enumerate(value):
                    if is_long(item):
                        self._note(item, (*own, number))
            elif meant.composed:
                if value is not None and self._sentences.repeats(value):
                    made[name] = None
                    self.composed.append({"of": list(own), "parts": self._sentences.parts(value)})
            elif value is not None and (is_article or is_long(value)):
                made[name] = None
                self._note(value, own, row.get("start") or 0)
        return made

    def _note(self, quote: str, pointer: Pointer, start: int | None = None) -> None:
        """Note where a quote is. CorpusError if it is nowhere, as nothing could restore it."""
        at = _find(self.text, quote, start)
        if at >= 0:
            self.places.append([*pointer, at, at + len(quote)])
            return
        at = _find(self.capture, quote, start)
        if at < 0:
            absent = f"{pointer}: “{visible(quote)}” is neither in the text nor in the capture"
            raise CorpusError(f"{absent}, so the text-free edition cannot leave it out")
        paragraph = _paragraph(self.capture, at, at + len(quote), at)
        self.outside.append({"of": list(pointer), **paragraph})


@cache
def _with_words(record: type) -> list[Field]:
    """The columns that can have words of the article, at any depth."""
    return [f for f in columns(record) if f.column.words or is_dataclass(f.type)]


def _find(text: str, quote: str, start: int | None) -> int:
    """Where a quote is: at the given place, or else its first place, or -1."""
    return start if start is not None and text.startswith(quote, start) else text.find(quote)


def strip(lines: Lines) -> tuple[Lines, dict[str, Any]]:
    """The rows of an article without its text, and the record that puts the text back.

    CorpusError if a part of the text would remain, or could not be restored.
    """
    rows = rows_in(lines)
    article, capture = rows["articles"][0], rows["raw"][0]
    text = article["text"]
    left_out = _LeftOut(text, capture["capture"])
    kept = [config for config in rows if config not in LEFT_OUT]
    stripped = {c: left_out.strip(rows[c], CONFIGS[c], (c,)) for c in kept}
    _refuse_runs(stripped, article, capture["capture"])
    places = [line.span() for line in _LINE.finditer(text)]
    ends = [0, *(end for _, end in places)]
    paragraphs = [_paragraph(text, *place, end) for place, end in zip(places, ends, strict=False)]
    record = {
        "id": article["id"],
        "rows_sha256": digest_of(lines),
        "length": len(text),
        "text_sha256": article["text_sha256"],
        "capture_sha256": article["capture_sha256"],
        "paragraphs": paragraphs,
        "tail": text[ends[-1] :],
        "words": left_out.places,
        "outside": left_out.outside,
        "composed": left_out.composed,
        "bytes": capture["bytes"],
        "body": capture["body"],
    }
    if left_out.outside:  # a copy need not have what is outside the text
        bare = rows_in(to_lines(stripped))
        fill(bare, words_in(text, record))
        record["bare_sha256"] = digest_of(to_lines(bare))
    if _joined([text[start:end] for start, end in places], record) != text:
        lost = f"{article['id']}: its record does not restore its text"
        raise CorpusError(f"{lost}. Nothing was published. Please report this bug")
    return to_lines(stripped), record


def _refuse_runs(stripped: Rows, article: Mapping[str, Any], capture: str) -> None:
    """Raise CorpusError if a string that stays (but the headline) repeats much of the article."""
    own = {*_runs(article["text"]), *_runs(capture)} - set(_runs(article["title"] or ""))
    texts = set[str]()
    _collect(stripped, texts)
    repeating = {text for text in texts if not own.isdisjoint(_runs(text))}
    if not repeating:
        return
    strings = _strings(stripped, f"{article['id']}:")
    name, text = next(string for string in strings if string[1] in repeating)
    run = next(run for run in _runs(text) if run in own)
    long = f"{RUN} consecutive words of the article (“{' '.join(run[:5])} …”)"
    remedy = "The text-free edition may not do that: shorten it"
    raise CorpusError(f"{name} repeats {long}. {remedy}")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word[0] for word in _WORD.finditer(text)]
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def _collect(value: Any, texts: set[str]) -> None:
    """Add every string in a value that is long enough for a run."""
    if isinstance(value, str):
        if len(value) >= RUN:
            texts.add(value)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _collect(item, texts)


def _strings(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every string in a value, with the names that lead to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value, start=1):
            yield from _strings(item, f"{name} {key}")


def digest_of(lines: Lines) -> str:
    """SHA-256 over an article's rows in the configs of both editions, sorted by name."""
    kept = (lines[config] for config in sorted(lines) if config not in LEFT_OUT)
    return hashlib.sha256(b"".join(kept)).hexdigest()


def is_long(text: str) -> bool:
    """Whether a quote has too many words for the text-free edition."""
    found = list(_WORD.finditer(text))
    signs = sum(match["sign"] is not None for match in found)
    return len(found) - signs / 2 > MOST_WORDS


def _paragraph(text: str, start: int, end: int, before: int) -> dict[str, Any]:
    """How to find a paragraph in a copy and restore it; `before` is the end of the one before."""
    words, gap = text[start:end], text[before:start]
    folded, starts = fold(words, seen=False)
    originals = [words[a:b] for a, b in pairwise(starts)]
    pairs = enumerate(zip(originals, folded, strict=False))
    return {
        "start": start,
        "length": len(folded),
        "lead": rolling(folded[:LEAD]),
        "sha256": _sha256(folded),
        "marks": [[at, original] for at, (original, sign) in pairs if original != sign],
        **({"gap": gap} if gap.strip("\n") else {}),  # more than line ends
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rolling(text: str) -> int:
    """Polynomial hash of a text, from which that of the next window is computed."""
    value = 0
    for character in text:
        value = (value * _BASE + ord(character)) % _MODULUS
    return value


class Found(NamedTuple):
    """How much of an article a copy has."""

    text: str | None  # if the copy has all of it
    exact: bool  # every character is there
    missing: list[int]  # numbers of paragraphs, from 0
    lines: list[int | None]  # of the copy, from 1, where each paragraph begins
    outside: Sequence[str | None]  # quotes from outside the text, such as a date


def found_in(copy: str, record: Record) -> Found:
    """Find the paragraphs of an article in a copy, wherever its lines break.

    The text counts only if its SHA-256 is that of the record.
    """
    folded, starts = fold(copy, seen=False)
    complete = {_sha256(line): line for line in map(str.strip, fold_lines(copy))}
    leads = _Leads(folded, [*record["paragraphs"], *record["outside"]])
    places: list[int | None] = []
    at = 0
    for paragraph in record["paragraphs"]:
        place = leads.place_of(paragraph, at, complete.get(paragraph["sha256"]))
        at = at if place is None else place + paragraph["length"]
        places.append(place)
    pieces = map(leads.quote, record["paragraphs"], places)
    lines = [p if p is None else copy.count("\n", 0, starts[p]) + 1 for p in places]
    missing = [number for number, place in enumerate(places) if place is None]
    text = None if missing else _joined(filter(None, pieces), record)
    if text is not None and _sha256(text) != record["text_sha256"]:
        text = None
    outside = [leads.quote(quote, leads.place_of(quote)) for quote in record["outside"]]
    return Found(text, text is not None and text in copy, missing, lines, outside)


def fold_lines(copy: str) -> list[str]:
    """The lines of a copy, each folded by itself."""
    return [fold(line, seen=False)[0] for line in copy.split("\n")]


class _Leads:
    """Where paragraphs may begin in a folded copy, by the hash of their first characters.

    Each length of lead takes one pass over the copy, when it is first needed.
    """

    def __init__(self, folded: str, paragraphs: Sequence[Record]) -> None:
        self._folded = folded
        self._wanted = {(min(LEAD, p["length"]), p["lead"]) for p in paragraphs}
        self._places: dict[int, defaultdict[int, list[int]]] = {}

    def _of(self, paragraph: Record) -> list[int]:
        length = min(LEAD, paragraph["length"])
        if length not in self._places:
            self._places[length] = defaultdict(list)
            for place, value in enumerate(_windows(self._folded, length)):
                if (length, value) in self._wanted:
                    self._places[length][value].append(place)
        return self._places[length][paragraph["lead"]]

    def place_of(self, paragraph: Record, after: int = 0, line: str | None = None) -> int | None:
        """Where a paragraph is: after the last one if it can be, else anywhere.

        `line`: a line of the copy that is the complete paragraph.
        """
        if line is not None:
            places = (self._folded.find(line, after), self._folded.find(line))
            return next((place for place in places if place >= 0), None)
        for place in sorted(self._of(paragraph), key=lambda place: (place < after, place)):
            if _sha256(self._folded[place : place + paragraph["length"]]) == paragraph["sha256"]:
                return place
        return None

    def quote(self, paragraph: Record, place: int | None) -> str | None:
        """The paragraph at a place, with the characters that folding lost."""
        if place is None:
            return None
        characters = list(self._folded[place : place + paragraph["length"]])
        for at, original in paragraph["marks"]:
            characters[at] = original
        return "".join(characters)


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


def _joined(pieces: Iterable[str], record: Record) -> str:
    """The paragraphs at their places, with line ends, or the recorded gap, between them."""
    text = ""
    for paragraph, piece in zip(record["paragraphs"], pieces, strict=True):
        gap = paragraph.get("gap")
        text = (text.ljust(paragraph["start"], "\n") if gap is None else text + gap) + piece
    return text + str(record["tail"])


Quotes = Iterable[tuple[Sequence[Any], str]]  # pointer and words of each


def words_in(text: str, record: Record) -> Quotes:
    """What is left out of an article and is in its text: quotes, and sentences with its words."""
    for *pointer, start, end in record["words"]:
        yield pointer, text[start:end]
    for sentence in record.get("composed", ()):
        yield sentence["of"], sentence_of(sentence["parts"], text)


def words_outside(found: Found, record: Record) -> Quotes:
    """What is left out of an article and is outside its text, as far as a copy has it."""
    pairs = zip(record["outside"], found.outside, strict=True)
    return ((quote["of"], words) for quote, words in pairs if words is not None)


def fill(rows: Rows, quotes: Quotes) -> None:
    """Put quotes back into the rows, in place. Flat rows that are left out stay out."""
    for (config, *pointer, name), quote in quotes:
        if config in rows or config not in LAYERS:
            value: Any = rows[config]
            for key in pointer:
                value = value[key]
            value[name] = quote


def in_capture(capture: str, record: Record) -> Found | None:
    """An article in its own capture, where all places are known. None if it is another text."""
    parts = ((part["capture_start"], part["length"]) for part in record["body"])
    text = joined(capture[start : start + length] for start, length in parts)
    outside = [capture[q["start"] : q["start"] + _length(q)] for q in record["outside"]]
    return Found(text, True, [], [], outside) if _sha256(text) == record["text_sha256"] else None


def raw_line(capture: str, record: Record) -> bytes:
    """The row of `raw` for the capture of an article."""
    known = {**record, "capture": capture}
    return compact({field.name: known[field.name] for field in columns(CONFIGS["raw"])})


def _length(paragraph: Record) -> int:
    """The length of a paragraph before folding."""
    return int(paragraph["length"] + sum(len(original) - 1 for _, original in paragraph["marks"]))
