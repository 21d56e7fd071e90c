"""Problems as values: what a check found, where, and how to fix it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How serious a finding is. Only an error stops a build or fails a validation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem: what is wrong (`message`) and what to write or do instead (`fix`).

    `line` and `column` count from 1, columns in code points. Both are 0 if the problem is not on a
    particular line.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    fix: str


Findings = Sequence[Finding]


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
class Spot:
    """What a rule yields: where and what. The engine adds rule, severity, path, line and column.

    `fix`: omitted if catalogue.toml has one for the rule.
    `where`: a JSON pointer into the annotation (keys and indexes), one of the places above, or the
    path of a file that belongs to no article.
    `article`: its id, in findings of the rules about the corpus as a whole.
    """

    where: tuple[str | int, ...] | KeyOf | InAnnotation | InCapture | InOther | str
    message: str
    fix: str = ""
    article: str = ""
