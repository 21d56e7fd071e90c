"""Reports for people: one line a finding, each rule explained once, a summary at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from ..text.visible import visible
from .catalogue import CATALOGUE
from .finding import Finding, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def _paint(text: str, colour: str, *, colours: bool) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if colours else text


def line(finding: Finding, *, colours: bool = False) -> str:
    """`path:line:column: severity rule: found. Remedy`, with every control character escaped."""
    place = (
        f"{visible(finding.path, 300)}:{finding.line}:{finding.column}"
        if finding.line
        else visible(finding.path, 300)
    )
    severity = _paint(finding.severity, _COLOURS[finding.severity], colours=colours)
    return f"{place}: {severity} {finding.rule}: {message(finding)}"


def message(finding: Finding) -> str:
    """What was found and what to do, with every control character escaped."""
    found = visible(finding.message, 2000)
    return f"{found}{'' if found.endswith(('?', '.')) else '.'} {visible(finding.fix, 2000)}"


def picked(
    findings: Iterable[Finding], select: Collection[str], ignore: Collection[str]
) -> list[Finding]:
    """The findings of the selected rules, sorted. The others are not counted."""
    return sorted(f for f in findings if (not select or f.rule in select) and f.rule not in ignore)


def limited(findings: Iterable[Finding], most: int | None) -> tuple[list[Finding], dict[str, int]]:
    """At most `most` findings per rule, and how many of each rule are left out."""
    seen: Counter[str] = Counter()
    shown = []
    for finding in findings:
        seen[finding.rule] += 1
        if most is None or seen[finding.rule] <= most:
            shown.append(finding)
    return shown, {
        rule: count - most for rule, count in seen.items() if most is not None and count > most
    }


def text(
    findings: Sequence[Finding], checked: int, *, colours: bool = False, most: int | None = None
) -> Iterator[str]:
    """The lines of a report: at most `most` findings per rule. The summary counts all of them."""
    shown, left_out = limited(sorted(findings), most)
    for finding in shown:
        yield line(finding, colours=colours)
    rules = dict.fromkeys(finding.rule for finding in shown)
    if rules:
        yield ""
        yield from (f"  {name}: {CATALOGUE[name].summary} {CATALOGUE[name].why}" for name in rules)
        yield ""
    for rule, count in left_out.items():
        yield f"{count} more of {rule} not shown"
    yield summary(findings, checked)


def summary(findings: Iterable[Finding], checked: int) -> str:
    """One line: how many articles were checked, and the findings of each severity."""
    count = Counter(finding.severity for finding in findings)
    found = [plural(count[severity], severity) for severity in Severity if count[severity]]
    return f"{plural(checked, 'article')} checked: {', '.join(found) or 'nothing wrong'}"


def plural(count: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
