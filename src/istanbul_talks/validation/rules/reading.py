"""Rules about the bytes of an annotation file and its fit to the schema."""

from collections.abc import Iterator
from typing import Any

from ...text.visible import visible
from ..catalogue import rule
from ..finding import InAnnotation, KeyOf, Spot
from ..subjects import AnnotationFile

_OF_BYTES = ("not-utf8", "byte-order-mark", "too-large", "too-deep")
_OF_JSON = ("json-syntax", "duplicate-key", "number-out-of-range", "lone-surrogate")


def _rule_for(name: str) -> None:
    """Make a rule of one kind of problem that the reader of JSON reports."""

    def check(file: AnnotationFile) -> Iterator[Spot]:
        for problem in file.document.problems:
            if problem.rule == name:
                yield Spot(InAnnotation(problem.offset), problem.found, problem.remedy)

    check.__name__ = name.replace("-", "_")
    rule(check)


for _name in _OF_BYTES + _OF_JSON:
    _rule_for(_name)


@rule
def not_canonical(file: AnnotationFile) -> Iterator[Spot]:
    if file.canonical is not None and file.canonical != file.document.data:
        written, wanted = file.document.data.split(b"\n"), file.canonical.split(b"\n")
        differ = (i for i, (a, b) in enumerate(zip(written, wanted, strict=False)) if a != b)
        same = next(differ, len(wanted) - 1)
        offset = len(b"\n".join([*written[:same], b""])[: len(file.document.data)].decode())
        yield Spot(InAnnotation(offset), "the file is not in canonical form from this line on")


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
