"""Rules about the bytes and characters of a capture."""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

import regex

from ...files.source_article import MAX_CAPTURE, SourceFile
from ...text.anchoring import MOST_PLACES, occurrences
from ...text.garbled import LOST, misread
from ...text.visible import BIDI, CONTROL, ZERO_WIDTH, named, visible
from ..finding import Spot

_LINE_END = re.compile("[\r\u0085\u2028\u2029]")
_MARK = regex.compile(r"\p{M}")
_STACKED = regex.compile(r"\p{M}{31,}")  # normalising longer runs takes quadratic time
_CONTROL = re.compile(f"[{CONTROL}]+")
_BIDI = re.compile(f"[{BIDI}]+")
_ZERO_WIDTH = regex.compile(ZERO_WIDTH)
_SOMETIMES = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]")


def _characters(pattern: Any, kind: str, fix: str, file: SourceFile) -> Iterator[Spot]:
    if file.is_plain:
        return
    sometimes = pattern is _ZERO_WIDTH and _SOMETIMES.search(file.characters)
    present = sometimes or pattern.search(file.characters)
    for match in pattern.finditer(file.text or "") if present else ():
        more = f", and {len(match[0]) - 1} more" if len(match[0]) > 1 else ""
        yield Spot(match.start(), f"{kind} {named(match[0][0])}{more}", fix)


_REMOVE = "Remove it before you annotate the text"
CHECKS = {
    "control-character": partial(_characters, _CONTROL, "control character", _REMOVE),
    "bidi-control": partial(
        _characters, _BIDI, "direction mark", "Remove it, or waive the rule and give the reason"
    ),
    "zero-width": partial(
        _characters, _ZERO_WIDTH, "invisible character", f"{_REMOVE}, or waive the rule"
    ),
}


def _too_large(file: SourceFile) -> bool:
    return isinstance(file.data, bytes) and len(file.data) > MAX_CAPTURE


def text_encoding(file: SourceFile) -> Iterator[Spot]:
    if file.text is None and not _too_large(file):
        yield Spot(0, "the capture is not UTF-8", "Save it as UTF-8 before annotating")
    elif file.text and file.text.startswith("\ufeff"):
        message = "the capture starts with a byte-order mark"
        yield Spot(0, message, "Save it as UTF-8 without a BOM before you annotate it")


def text_not_normalised(file: SourceFile) -> Iterator[Spot]:
    if file.is_plain:
        return
    text = file.text or ""
    ending = _LINE_END.search(text) if _LINE_END.search(file.characters) else None
    if ending:
        name = "CR" if ending[0] == "\r" else f"U+{ord(ending[0]):04X}"
        fix = "Convert line endings to LF before you annotate; istanbul-talks new does that"
        yield Spot(ending.start(), f"a line ends in {name}", fix)
    stacked = _STACKED.search(text) if _MARK.search(file.characters) else None
    if stacked:
        message = f"{len(stacked[0])} combining marks in a row"
        yield Spot(stacked.start(), message, "Remove them: no script needs that many")
    elif not unicodedata.is_normalized("NFC", text):
        normal = unicodedata.normalize("NFC", text)
        at = next((i for i, (a, b) in enumerate(zip(text, normal, strict=False)) if a != b), 0)
        fix = "Normalise it to NFC before you annotate; istanbul-talks new does that"
        yield Spot(at, "the text is not in NFC from here on", fix)


def garbled_text(file: SourceFile) -> Iterator[Spot]:
    text, fix = file.text or "", "Get the text again, or waive the rule if this was published"
    for lost in occurrences(text, LOST, MOST_PLACES):
        yield Spot(lost.start, "a character was lost here (U+FFFD)", fix)
    for start, run, meant in misread(text):
        message = f"“{visible(run)}” is “{visible(meant)}” in UTF-8, read in the wrong encoding"
        yield Spot(start, message, fix)


def text_too_large(file: SourceFile) -> Iterator[Spot]:
    if _too_large(file):
        yield Spot(0, f"the capture is larger than {MAX_CAPTURE:,} bytes")


def empty_text(file: SourceFile) -> Iterator[Spot]:
    if file.text is not None and not file.text.strip():
        yield Spot(0, "the capture contains no text")
