"""Reads an annotation from disk and resolves its quotes; no rule runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.strict_json import MAX_BYTES, read
from ..text.anchoring import Miss
from .resolve import Resolution, resolve
from .schema import Schema

_MAX_CAPTURE = 2 * 1024 * 1024  # bytes


class Unreadable(Exception):
    """A file of an article cannot be used as it is; the message names the file and the problem."""


class Annotated(NamedTuple):
    """An annotation that fits the schema, and what became of its quotes."""

    annotation: Mapping[str, Any]
    resolution: Resolution

    @property
    def problem(self) -> str | None:
        """Why the annotation cannot become rows: a quote was not found, or there is no body."""
        for pointer, found in self.resolution.anchors.items():
            if isinstance(found, Miss):
                place = "/".join(map(str, pointer))
                return f"the quote at /{place} is not in the text, or not in one place"
        if self.resolution.body is None:
            return "the parts of the body overlap, or are not in the order of the capture"
        return None


def read_capture(root: CorpusFolder, id: str) -> str:
    """The text of a capture. Raises Unreadable."""
    data = disk.read(root.capture(id), _MAX_CAPTURE)
    if not isinstance(data, bytes):
        raise Unreadable(f"corpus/{id}.txt: {data.what}")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Unreadable(f"corpus/{id}.txt is not UTF-8") from None


def read_value(root: CorpusFolder, path: Path) -> Any:
    """The value of a JSON file. Raises Unreadable."""
    data, shown = disk.read(path, MAX_BYTES), root.relative(path)
    if not isinstance(data, bytes):
        raise Unreadable(f"{shown}: {data.what}")
    document = read(data)
    for problem in document.problems:
        line, column = document.line_and_column(problem.offset)
        raise Unreadable(f"{shown}:{line}:{column}: {problem.rule}: {problem.found}")
    return document.value


def read_annotated(
    root: CorpusFolder, path: Path, capture: str, schema: Schema | None = None
) -> Annotated:
    """An annotation all of whose quotes were found in `capture`. Raises Unreadable."""
    value, shown = read_value(root, path), root.relative(path)
    if schema is not None and not schema.is_valid(value):
        raise Unreadable(f"{shown} does not fit schema/annotation.schema.json")
    try:
        found = Annotated(value, resolve(value, capture))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        kind = type(error).__name__
        raise Unreadable(f"{shown} has a form that this version cannot read ({kind})") from None
    if found.problem:
        raise Unreadable(f"{shown}: {found.problem}")
    return found
