"""Problems as values: what a check found, where, and what to do about it; and the catalogue of rules."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is. Only an error stops a build or fails a validation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem. `line` and `column` count from 1, columns in code points; 0 where a file has no place to name."""

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class KeyOf:
    """The key, not the value, of a JSON pointer into the annotation."""

    pointer: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class InAnnotation:
    """An offset in code points into the annotation file."""

    offset: int


@dataclass(frozen=True, slots=True)
class InCapture:
    """An offset in code points into the capture."""

    offset: int


@dataclass(frozen=True, slots=True)
class InOther:
    """A JSON pointer into another file of the article: the pass of an annotator, or "decisions"."""

    file: str
    pointer: tuple[str | int, ...] | KeyOf | InAnnotation


@dataclass(frozen=True, slots=True)
class InFile:
    """A file of the corpus that belongs to no article."""

    path: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What a rule yields: where and what. The runner adds rule, severity, path, line and column.

    `where` is a JSON pointer into the annotation as a tuple of keys and indexes, or one of the places above.
    `article` is named only by rules about the whole corpus.
    """

    where: tuple[str | int, ...] | KeyOf | InAnnotation | InCapture | InOther | InFile
    found: str
    remedy: str
    article: str = ""


Check = Callable[[Any], Iterable[Spot]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and what is told about it. `layer` is the module that holds it."""

    id: str
    severity: Severity
    layer: str
    summary: str
    why: str
    check: Check

    def __call__(self, subject: Any) -> Iterator[Spot]:
        yield from self.check(subject)


CATALOGUE: dict[str, Rule] = {}


def rule(severity: Severity) -> Callable[[Check], Rule]:
    """Enter a check into the catalogue under its own name; the docstring's first line is the summary, the rest the why.

    Raises ValueError for a name that is taken or a docstring without both parts: the docs are made of them.
    """

    def enter(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        summary, _, why = inspect.cleandoc(check.__doc__ or "").partition("\n\n")
        if name in CATALOGUE or not summary or not why:
            raise ValueError(
                f"rule {name}: the name is taken, or the docstring lacks a summary or a reason"
            )
        layer = check.__module__.rpartition(".")[2]
        CATALOGUE[name] = Rule(name, severity, layer, summary, " ".join(why.split()), check)
        return CATALOGUE[name]

    return enter
