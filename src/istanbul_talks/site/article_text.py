"""The text of an article as nested marks: claims, mentions, and bars for missing words.

Offsets count code points. In the text-free edition, at most four words in a row are known: names
and short quotes. Between them are gaps.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from ..dataset.text_free import Record, is_long
from ..model.records import Article, Claim, Mention

_LINE = re.compile(r"\S(?:.*\S)?")
_MARKS = frozenset("“”„«»—–")  # of those that a record has, what is shown
_BAR = 6  # characters: a longer gap is drawn as several bars, so that it can break
_WORDLESS = 3  # so many unknown characters may be only a space and punctuation
DEEPEST = 6


class Gap(NamedTuple):
    """Words that this edition does not have. `bars`: the width of each, in characters."""

    start: int
    end: int

    @property
    def bars(self) -> list[int]:
        full, rest = divmod(self.end - self.start, _BAR)
        return [_BAR] * full + ([rest] if rest else [])


Piece = str | Gap


@dataclass
class Mark:
    """A claim or mention, or a part of one that another paragraph or mark cuts in two."""

    start: int
    end: int
    record: Claim | Mention
    is_first: bool  # of the parts of the record; it has the anchor
    children: "list[Mark | Piece]" = field(default_factory=list)
    height: int = 0  # levels of claims inside
    is_on_same: bool = False  # whether the claim around it has the same words

    @property
    def is_claim(self) -> bool:
        return isinstance(self.record, Claim)

    @property
    def depth(self) -> int:
        """How far the line is from the words: below the lines of all claims inside."""
        return min(self.height, DEEPEST)


@dataclass
class Paragraph:
    start: int
    end: int
    nodes: list[Mark | Piece] = field(default_factory=list)


class Words:
    """What an edition has of the text of an article."""

    def __init__(self, article: Article, record: Record | None) -> None:
        self._text: Sequence[str | None]
        self._body: Sequence[Sequence[int]] = ()
        if record is None:
            self.length, self._text = len(article.text), article.text
            self.paragraphs = [Paragraph(*line.span()) for line in _LINE.finditer(article.text)]
            return
        self.length, self._body = int(record["length"]), _body_of(record)
        self.paragraphs = [_paragraph_of(one) for one in record["paragraphs"]]
        self._known: list[str | None] = [None] * self.length
        self._text, self._are_marks = self._known, set[int]()
        for paragraph in record["paragraphs"]:
            self._place_marks(paragraph)
        for start, words in _short_quotes(article):
            self._place(start, words)

    def _place_marks(self, paragraph: Record) -> None:
        at = paragraph["start"]
        for place, original in paragraph["marks"]:
            if original in _MARKS and at + place < self.length:
                self._known[at + place] = original
                self._are_marks.add(at + place)
            at += len(original) - 1

    def _place(self, start: int, words: str) -> None:
        """Show words at their place, unless more than four in a row would then be seen."""
        end, known = start + len(words), self._known
        if end > self.length or None not in known[start:end]:
            return
        before = known[start:end]
        known[start:end] = words
        first, last = self._reach(start, -1), self._reach(end - 1, 1) + 1
        if is_long("".join(character or " " for character in known[first:last])):
            known[start:end] = before

    def _reach(self, at: int, step: int) -> int:
        """How far the words around a place go on: no more than a space or comma between them."""
        missing = 0
        while 0 <= at + step < self.length and missing <= _WORDLESS:
            at += step
            if at not in self._are_marks:
                missing = 0 if self._known[at] is not None else missing + 1
        return at

    def from_capture(self, start: int, end: int) -> tuple[int, int]:
        """A place of the capture in the text; an empty one if it is not in there."""
        for at, capture_start, length in self._body:
            if capture_start <= start and end <= capture_start + length:
                return start - capture_start + at, end - capture_start + at
        return 0, 0

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """What is known of a place, and the gaps in it."""
        if isinstance(self._text, str):
            yield self._text[start:end]
            return
        at = start
        for is_gap, run in groupby(self._text[start:end], lambda character: character is None):
            words = "".join(character or " " for character in run)
            yield Gap(at, at + len(words)) if is_gap else words
            at += len(words)


def _body_of(record: Record) -> list[list[int]]:
    """The parts of the body: place in the text, place in the capture, length."""
    return [[one["start"], one["capture_start"], one["length"]] for one in record["body"]]


def _paragraph_of(record: Record) -> Paragraph:
    longer = sum(len(original) - 1 for _, original in record["marks"])
    return Paragraph(record["start"], record["start"] + record["length"] + longer)


def _short_quotes(article: Article) -> Iterator[tuple[int, str]]:
    """Names first, then the quotes that the text-free edition has."""
    stances = article.stance
    found = [(m.start, m.text) for m in article.mentions]
    found += [(c.start, c.quote) for c in article.claims]
    found += [(span.start, span.text) for stance in stances for span in stance.evidence]
    found += [(c.cue_start or 0, c.cue or "") for c in article.claims]
    found += [(stance.condition_start or 0, stance.condition or "") for stance in stances]
    return ((start, words) for start, words in found if words)


def marked_text(article: Article, words: Words) -> list[Paragraph]:
    """The paragraphs with claims and mentions as one tree. Claims around the same words nest in
    the order of the file."""
    spans: list[Claim | Mention] = [*article.claims, *article.mentions]
    order = {id(span): number for number, span in enumerate(spans)}
    spans.sort(key=lambda span: (span.start, -span.end, order[id(span)]))
    paragraphs = [Paragraph(one.start, one.end) for one in words.paragraphs]
    own: list[list[Mark]] = [[] for _ in paragraphs]
    ends = [paragraph.end for paragraph in paragraphs]
    for span in spans:
        first = number = bisect_right(ends, span.start)
        while number < len(paragraphs) and paragraphs[number].start < span.end:
            one = paragraphs[number]
            start, end = max(span.start, one.start), min(span.end, one.end)
            own[number].append(Mark(start, end, span, number == first))
            number += 1
    for paragraph, marks in zip(paragraphs, own, strict=True):
        roots = _nested(marks)
        paragraph.nodes = _filled(paragraph.start, paragraph.end, roots, words)
    return paragraphs


def _nested(marks: Iterable[Mark]) -> list[Mark]:
    """Marks inside each other. A mark that crosses another is cut where that one ends."""
    waiting, roots, around = list(marks), list[Mark](), list[Mark]()
    while waiting:
        mark = waiting.pop(0)
        while around and around[-1].end <= mark.start:
            around.pop()
        if around and around[-1].end < mark.end:
            rest = Mark(around[-1].end, mark.end, mark.record, is_first=False)
            mark.end = rest.start
            waiting.append(rest)
            waiting.sort(key=lambda one: (one.start, -one.end))
        (around[-1].children if around else roots).append(mark)
        around.append(mark)
    return roots


def _filled(start: int, end: int, marks: Iterable[Mark], words: Words) -> list[Mark | Piece]:
    """The marks of a place with the words between them, each with its height."""
    nodes: list[Mark | Piece] = []
    for mark in marks:
        nodes += [*words.pieces(start, mark.start), mark]
        inner = [child for child in mark.children if isinstance(child, Mark)]
        mark.children = _filled(mark.start, mark.end, inner, words)
        for child in inner:
            child.is_on_same = mark.is_claim and (child.start, child.end) == (mark.start, mark.end)
        mark.height = max((child.height + child.is_claim for child in inner), default=0)
        start = mark.end
    return [node for node in (*nodes, *words.pieces(start, end)) if node != ""]
