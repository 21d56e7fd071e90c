"""An annotation with its resolved quotes, from the files of an article; no rule runs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..files.source_article import SourceFile
from ..text.anchoring import Miss
from .resolve import Resolution, resolve
from .schema import Schema


class Unreadable(Exception):
    """A file of an article cannot be used as it is; the message names the file and the problem."""


class Annotated(NamedTuple):
    """An annotation that fits the schema, and the outcome of its quotes."""

    annotation: Mapping[str, Any]
    resolution: Resolution

    @property
    def problem(self) -> str | None:
        """Why the annotation cannot become rows: a quote was not found, or there is no body."""
        for pointer, found in self.resolution.anchors.items():
            if isinstance(found, Miss):
                place = "/".join(map(str, pointer))
                return f"the quote at /{place} is not in the text, or occurs more than once"
        if self.resolution.body is None:
            return "the parts of the body overlap, or are not in the order of the capture"
        return None


def text_of(file: SourceFile) -> str:
    """The text of a capture. Raises Unreadable."""
    if file.text is None:
        raise Unreadable(f"{file.path}: {file.problem}")
    return file.text


def value_of(file: SourceFile) -> Any:
    """The value of a JSON file. Raises Unreadable."""
    document = file.document
    if document is None:
        raise Unreadable(f"{file.path}: {file.problem}")
    for problem in document.problems:
        line, column = document.line_and_column(problem.offset)
        raise Unreadable(f"{file.path}:{line}:{column}: {problem.rule}: {problem.found}")
    return document.value


def annotated(
    file: SourceFile, capture: str, schema: Schema | None, known: Resolution | None = None
) -> Annotated:
    """An annotation all of whose quotes were found in `capture`. Raises Unreadable.

    `known`: another annotation's resolution in the same capture, which saves work.
    """
    value = value_of(file)
    if schema is not None and not schema.is_valid(value):
        raise Unreadable(f"{file.path} does not fit schema/annotation.schema.json")
    try:
        found = Annotated(value, resolve(value, capture, known))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        kind = type(error).__name__
        raise Unreadable(f"{file.path}: this version cannot read its format ({kind})") from None
    if found.problem:
        raise Unreadable(f"{file.path}: {found.problem}")
    return found
