"""Problems as values: what a check found, where, and how to fix it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How serious a finding is: "error", "warning" or "info".

    Only an error fails a validation or stops a build. A build also takes `open-value` and
    `not-canonical` for errors.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem: what is wrong (`message`) and what to write or do instead (`fix`).

    `line` and `column` count from 1, columns in code points. Both are 0 if the problem is not on a
    particular line. `item`: the item that it is about, such as “claim no-reward”. `pointer`: the
    value in the file, as RFC 6901 writes it. Either is empty if the finding has no such thing.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    fix: str
    item: str = ""
    pointer: str = ""


Findings = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class KeyOf:
    """The key, not the value, that a JSON pointer leads to."""

    pointer: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a rule yields: where and what. The engine adds rule, severity, path, line and column.

    `where`: a JSON pointer (keys and indexes), the key it ends in, or an offset in code points.
    `fix`: omitted if catalogue.toml has one for the rule.
    `file`: its path, unless it is the file that the rule checks.
    `severity`: unless it is that of the rule.
    """

    where: tuple[str | int, ...] | KeyOf | int
    message: str
    fix: str = ""
    file: str = ""
    severity: Severity | None = None
