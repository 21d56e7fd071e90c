"""Findings to text for a person: one line a finding, each rule explained once, a summary last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .findings import CATALOGUE, Finding, Severity
from .messages import visible

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def _paint(text: str, colour: str, *, colours: bool) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if colours else text


def line(finding: Finding, *, colours: bool = False) -> str:
    """`path:line:column: severity rule: found. Remedy`, with every control character escaped."""
    place = f"{visible(finding.path, 300)}:{finding.line}:{finding.column}" if finding.line else visible(finding.path, 300)
    severity = _paint(finding.severity, _COLOURS[finding.severity], colours=colours)
    found = visible(finding.found, 2000)
    return f"{place}: {severity} {finding.rule}: {found}{'' if found.endswith(('?', '.')) else '.'} {visible(finding.remedy, 2000)}"


def text(findings: Sequence[Finding], checked: int, *, colours: bool = False) -> Iterator[str]:
    """The lines of a report."""
    for finding in sorted(findings):
        yield line(finding, colours=colours)
    rules = dict.fromkeys(finding.rule for finding in sorted(findings))
    if rules:
        yield ""
        yield from (f"  {name}: {CATALOGUE[name].summary} {CATALOGUE[name].why}" for name in rules)
        yield ""
    yield summary(findings, checked)


def summary(findings: Iterable[Finding], checked: int) -> str:
    """One line: what was checked and how many findings of each severity there are."""
    count = Counter(finding.severity for finding in findings)
    found = [f"{count[severity]} {severity}{'s' if count[severity] != 1 else ''}" for severity in Severity if count[severity]]
    return f"{checked} {'article' if checked == 1 else 'articles'} checked: {', '.join(found) or 'nothing wrong'}"
