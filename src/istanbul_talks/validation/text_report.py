"""Reports for people: one line per finding, each rule explained once, a summary at the end."""

from collections import Counter
from collections.abc import Collection, Iterator

from ..text.visible import visible
from .catalogue import CATALOGUE
from .finding import Finding, Findings, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def line(finding: Finding, *, colours: bool = False) -> str:
    """`path:line:column: severity rule: message. Fix`, with every control character escaped."""
    place = visible(finding.path, 300)
    if finding.line:
        place += f":{finding.line}:{finding.column}"
    severity: str = finding.severity
    if colours:
        severity = f"\x1b[{_COLOURS[finding.severity]}m{severity}\x1b[0m"
    return f"{place}: {severity} {finding.rule}: {message(finding)}"


def message(finding: Finding) -> str:
    """What was found and what to do, with every control character escaped."""
    found = visible(finding.message, 2000)
    return f"{found}{'' if found.endswith(('?', '.')) else '.'} {visible(finding.fix, 2000)}"


def picked(findings: Findings, select: Collection[str], ignore: Collection[str]) -> list[Finding]:
    """The findings of the selected rules, sorted. The others are not counted."""
    return sorted(f for f in findings if (not select or f.rule in select) and f.rule not in ignore)


def limited(findings: Findings, most: int | None) -> tuple[list[Finding], dict[str, int]]:
    """At most `most` findings per rule, and how many of each rule are left out."""
    shown, left_out, seen = list[Finding](), Counter[str](), Counter[str]()
    for finding in findings:
        seen[finding.rule] += 1
        if most is None or seen[finding.rule] <= most:
            shown.append(finding)
        else:
            left_out[finding.rule] += 1
    return shown, left_out


def text(
    findings: Findings, checked: int, *, colours: bool = False, most: int | None = None
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
    yield from end_of_report(findings, checked, left_out)


def end_of_report(findings: Findings, checked: int, left_out: dict[str, int]) -> Iterator[str]:
    """How many findings are not shown, and the summary."""
    for rule, count in left_out.items():
        yield f"{count} more of {rule} not shown"
    yield summary(findings, checked)


def summary(findings: Findings, checked: int) -> str:
    """One line: how many articles were checked, and the findings of each severity."""
    count = Counter(finding.severity for finding in findings)
    found = [plural(count[severity], severity) for severity in Severity if count[severity]]
    return f"{plural(checked, 'article')} checked: {', '.join(found) or 'nothing wrong'}"


def plural(count: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
