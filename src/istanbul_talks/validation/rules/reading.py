"""Rules about the bytes of an annotation file and its fit to the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...text.visible import visible
from ..catalogue import rule
from ..finding import InAnnotation, KeyOf, Spot
from ..subjects import AnnotationFile


def _problems(file: AnnotationFile, name: str) -> Iterator[Spot]:
    for problem in file.document.problems:
        if problem.rule == name:
            yield Spot(InAnnotation(problem.offset), problem.found, problem.remedy)


@rule
def json_syntax(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "json-syntax")


@rule
def duplicate_key(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "duplicate-key")


@rule
def not_utf8(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "not-utf8")


@rule
def byte_order_mark(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "byte-order-mark")


@rule
def number_out_of_range(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "number-out-of-range")


@rule
def lone_surrogate(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "lone-surrogate")


@rule
def too_deep(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "too-deep")


@rule
def too_large(file: AnnotationFile) -> Iterator[Spot]:
    return _problems(file, "too-large")


@rule
def not_canonical(file: AnnotationFile) -> Iterator[Spot]:
    if file.canonical is not None and file.canonical != file.document.data:
        written, wanted = file.document.data.split(b"\n"), file.canonical.split(b"\n")
        differ = (i for i, (a, b) in enumerate(zip(written, wanted, strict=False)) if a != b)
        same = next(differ, len(wanted) - 1)
        offset = len(b"\n".join([*written[:same], b""])[: len(file.document.data)].decode())
        message = "the file is not in canonical form from this line on"
        yield Spot(InAnnotation(offset), message, "Run: istanbul-talks fmt")


@rule
def schema(file: AnnotationFile) -> Iterator[Spot]:
    if file.document.problems:
        return
    for violation in file.schema.violations(file.document.value):
        where = KeyOf(violation.pointer) if violation.key else violation.pointer
        yield Spot(where, violation.found, violation.remedy)


def _text_of(file: AnnotationFile, key: str) -> Any:
    """A text of the annotation; None if it has none under this key."""
    value = file.document.value
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


@rule
def unknown_schema(file: AnnotationFile) -> Iterator[Spot]:
    given = _text_of(file, "$schema")
    if given not in (None, file.link):
        message = f"“{visible(given)}” is not the schema of this corpus"
        yield Spot(("$schema",), message, f'Write: "$schema": "{file.link}"')


@rule
def wrong_article(file: AnnotationFile) -> Iterator[Spot]:
    given = _text_of(file, "article")
    if given not in (None, file.id):
        message = f"“{visible(given)}” differs from the file name"
        yield Spot(("article",), message, f'Write: "article": "{file.id}"')
