"""Rules about the bytes of an annotation file and its fit to the schema."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.visible import visible
from ..finding import InAnnotation, KeyOf, Severity, Spot, rule
from ..subjects import Written


def _problems(file: Written, name: str) -> Iterator[Spot]:
    for problem in file.document.problems:
        if problem.rule == name:
            yield Spot(InAnnotation(problem.offset), problem.found, problem.remedy)


@rule(Severity.ERROR)
def json_syntax(file: Written) -> Iterator[Spot]:
    """The file is not JSON (RFC 8259).

    Nothing else in it can be checked until it is.
    """
    return _problems(file, "json-syntax")


@rule(Severity.ERROR)
def duplicate_key(file: Written) -> Iterator[Spot]:
    """An object has the same key twice.

    Most readers keep the last of the two in silence, so that what a reviewer saw is not what was published.
    """
    return _problems(file, "duplicate-key")


@rule(Severity.ERROR)
def not_utf8(file: Written) -> Iterator[Spot]:
    """The annotation is not UTF-8.

    Other encodings turn quotes into other characters on another machine.
    """
    return _problems(file, "not-utf8")


@rule(Severity.ERROR)
def byte_order_mark(file: Written) -> Iterator[Spot]:
    """The annotation starts with a byte-order mark.

    JSON that is exchanged must not have one, and many readers fail on it.
    """
    return _problems(file, "byte-order-mark")


@rule(Severity.ERROR)
def number_out_of_range(file: Written) -> Iterator[Spot]:
    """A number is NaN, infinite or larger than 2^53 - 1.

    Readers disagree on such numbers or round them in silence.
    """
    return _problems(file, "number-out-of-range")


@rule(Severity.ERROR)
def lone_surrogate(file: Written) -> Iterator[Spot]:
    r"""A string holds half of a surrogate pair.

    An escape such as \ud83d without its other half is no character and cannot be written as UTF-8.
    """
    return _problems(file, "lone-surrogate")


@rule(Severity.ERROR)
def too_deep(file: Written) -> Iterator[Spot]:
    """Brackets are nested deeper than 32.

    No annotation needs it, and deep nesting crashes parsers.
    """
    return _problems(file, "too-deep")


@rule(Severity.ERROR)
def too_large(file: Written) -> Iterator[Spot]:
    """The annotation has more than 1 MiB.

    One article's annotation has some kilobytes; a larger file is a mistake or an attack.
    """
    return _problems(file, "too-large")


@rule(Severity.ERROR)
def not_canonical(file: Written) -> Iterator[Spot]:
    """The bytes are not the canonical form.

    Every annotation has exactly one correct byte sequence, so that a diff shows what changed and nothing else.
    """
    if file.canonical is not None and file.canonical != file.document.data:
        written, wanted = file.document.data.split(b"\n"), file.canonical.split(b"\n")
        same = next(
            (i for i, (a, b) in enumerate(zip(written, wanted, strict=False)) if a != b),
            len(wanted) - 1,
        )
        offset = len(b"\n".join([*written[:same], b""])[: len(file.document.data)].decode())
        yield Spot(
            InAnnotation(offset),
            "the file is not in canonical form from this line on",
            "Run: istanbul-talks fmt",
        )


@rule(Severity.ERROR)
def schema(file: Written) -> Iterator[Spot]:
    """The file does not fit its schema: annotation.schema.json, or that of decisions or audits.

    Keys, types and labels are closed, so that every reader can rely on them.
    """
    if file.document.problems:
        return
    for violation in file.schema.violations(file.document.value):
        yield Spot(
            KeyOf(violation.pointer) if violation.key else violation.pointer,
            violation.found,
            violation.remedy,
        )


@rule(Severity.ERROR)
def unknown_schema(file: Written) -> Iterator[Spot]:
    """`$schema` does not lead to this corpus's schema.

    With the right path an editor completes keys and marks errors while you type.
    """
    value = file.document.value
    if (
        isinstance(value, dict)
        and isinstance(value.get("$schema"), str)
        and value["$schema"] != file.link
    ):
        yield Spot(
            ("$schema",),
            f"“{value['$schema'][:80]}” is not the schema of this corpus",
            f'Write: "$schema": "{file.link}"',
        )


@rule(Severity.ERROR)
def wrong_article(file: Written) -> Iterator[Spot]:
    """`article` is not the name of the file.

    The file was copied from another one and not changed, or renamed. The id is the address of everything in it.
    """
    value = file.document.value
    if (
        isinstance(value, dict)
        and isinstance(value.get("article"), str)
        and value["article"] != file.id
    ):
        yield Spot(
            ("article",),
            f"“{visible(value['article'])}” is not the name of this file",
            f'Write: "article": "{file.id}"',
        )
