"""Rules about the bytes of an annotation file, its fit to the schema and to its capture."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

from ...files.source_article import MAX_CAPTURE
from ...model.item_names import key_name
from ...model.quotes import at
from ...text.visible import hidden_in, visible
from ..finding import KeyOf, Severity, Spot
from ..subjects import AnnotationFile, own_texts

_AS_LINES = ("entities", "claims", "stance")  # items that `fix` completes
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_OF_BYTES = ("not-utf8", "byte-order-mark", "too-large", "too-deep")
_OF_JSON = ("json-syntax", "duplicate-key", "number-out-of-range", "lone-surrogate")


def _problems(name: str, file: AnnotationFile) -> Iterator[Spot]:
    """One kind of problem that the reader of JSON reports."""
    for problem in file.document.problems:
        if problem.rule == name:
            yield Spot(problem.offset, problem.found, problem.remedy)


CHECKS = {name: partial(_problems, name) for name in _OF_BYTES + _OF_JSON}


def not_canonical(file: AnnotationFile) -> Iterator[Spot]:
    if file.canonical is not None and file.canonical != file.document.data:
        written, wanted = file.document.data.split(b"\n"), file.canonical.split(b"\n")
        differ = (i for i, (a, b) in enumerate(zip(written, wanted, strict=False)) if a != b)
        same = next(differ, len(wanted) - 1)
        offset = len(b"\n".join([*written[:same], b""])[: len(file.document.data)].decode())
        yield Spot(offset, "the file is not in canonical form from this line on")


def schema(file: AnnotationFile) -> Iterator[Spot]:
    if file.document.problems or file.open.valid:
        return
    for violation in file.schema.violations(file.open.filled):
        where = KeyOf(violation.pointer) if violation.key else violation.pointer
        layer, *rest = violation.pointer or ("",)
        is_line = layer in _AS_LINES and len(rest) == 1
        if is_line and isinstance(at(file.open.filled, violation.pointer), str):
            found = "this line is not an item yet"
            yield Spot(where, found, "Run: istanbul-talks fix --yes, which completes it")
        else:
            yield Spot(where, violation.found, violation.remedy)


def open_value(file: AnnotationFile) -> Iterator[Spot]:
    value = file.document.value
    for pointer in file.open.pointers:
        severity = None if value.get("status") == "draft" else Severity.ERROR
        labels = file.schema.node(value, pointer).get("enum", ())
        wanted = f"Write one of: {', '.join(filter(None, labels))}" if labels else "Fill it in"
        optional = pointer[-1] not in file.schema.node(value, pointer[:-1]).get("required", pointer)
        fix = f"{wanted}, or remove the key" if optional else wanted
        yield Spot(pointer, f"“{key_name(pointer)}” is still open", fix, severity=severity)


def _text_of(file: AnnotationFile, key: str) -> Any:
    """A text of the annotation; None if it has none under this key."""
    value = file.document.value
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def hidden_character(file: AnnotationFile) -> Iterator[Spot]:
    if file.document.is_plain:
        return
    value = file.document.value
    texts = dict(own_texts(value))
    if ("source", "external", "title") in texts:  # else it is in the capture, as printed
        texts |= {("source", "title"): str(value["source"].get("title"))}
    for pointer, words in texts.items():
        if found := hidden_in(words):
            yield Spot(pointer, f"“{visible(words)}” contains {found}", "Remove it")
        elif pointer[-1:] == ("name",) and not unicodedata.is_normalized("NFC", words):
            fix = f'Write: "name": "{visible(unicodedata.normalize("NFC", words))}"'
            yield Spot(pointer, f"“{visible(words)}” is not in NFC", fix)


def unknown_schema(file: AnnotationFile) -> Iterator[Spot]:
    given = _text_of(file, "$schema")
    if given not in (None, file.link):
        message = f"“{visible(given)}” is not the schema of this corpus"
        yield Spot(("$schema",), message, f'Write: "$schema": "{file.link}"')


def wrong_article(file: AnnotationFile) -> Iterator[Spot]:
    given = _text_of(file, "article")
    if file.article is not None and given not in (None, file.article.id):
        message = f"“{visible(given)}” differs from the file name"
        yield Spot(("article",), message, f'Write: "article": "{file.article.id}"')


def text_changed(file: AnnotationFile) -> Iterator[Spot]:
    expected = _text_of(file, "text_sha256") or ""
    capture = file.article.capture if file.article is not None else None
    if capture is None or not isinstance(capture.data, bytes) or not _SHA256.fullmatch(expected):
        return
    found = hashlib.sha256(capture.data).hexdigest()
    must_change = len(capture.data) > MAX_CAPTURE or "\r" in (capture.text or "")  # that is first
    if not must_change and expected != found:
        both = f"is {found[:16]}…, but the annotation says {expected[:16]}…"
        on_purpose = "If you meant to change it, run: istanbul-talks reanchor ID"
        new = f'In a new annotation, write: "text_sha256": "{found}"'
        fix = f"Restore the capture. {on_purpose}. {new}"
        yield Spot(("text_sha256",), f"the SHA-256 of the capture {both}", fix)
