"""Reports: text for people; JSON (schema/findings.schema.json), GitHub and SARIF for programs."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from math import inf
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from ..model.item_names import key_name
from ..text.visible import code, visible
from .catalogue import CATALOGUE
from .finding import Finding, Findings, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_STANDARD = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
_SARIF = f"{_STANDARD}sarif-schema-2.1.0.json"


def line(finding: Finding, *, colours: bool = False) -> str:
    """`path:line:column: severity rule: item: message. Fix`; control characters are escaped."""
    place = visible(finding.path, 300)
    if finding.line:
        place += f":{finding.line}:{finding.column}"
    severity: str = finding.severity
    if colours:
        severity = f"\x1b[{_COLOURS[finding.severity]}m{severity}\x1b[0m"
    return f"{place}: {severity} {finding.rule}: {message(finding)}"


def message(finding: Finding) -> str:
    """The item, what was found and what to do, with every control character escaped."""
    item = f"{visible(finding.item)}: " if finding.item else ""
    found = item + visible(finding.message, 2000)
    return f"{found}{'' if found.endswith(('?', '.')) else '.'} {visible(finding.fix, 2000)}"


def picked(findings: Findings, select: Collection[str], ignore: Collection[str]) -> list[Finding]:
    """The findings of the selected rules, sorted. The others are not counted."""
    return sorted(f for f in findings if (not select or f.rule in select) and f.rule not in ignore)


class Limits(NamedTuple):
    """How many findings a report shows, of each rule and in all."""

    per_rule: float = inf
    total: float = inf


EVERY = Limits()


def limited(findings: Findings, limits: Limits) -> tuple[list[Finding], dict[str, int]]:
    """The first findings, sorted, and how many of each rule are left out."""
    shown, left_out, seen = list[Finding](), Counter[str](), Counter[str]()
    for finding in sorted(findings):
        if seen[finding.rule] < limits.per_rule and len(shown) < limits.total:
            seen[finding.rule] += 1
            shown.append(finding)
        else:
            left_out[finding.rule] += 1
    return shown, left_out


def text(
    findings: Findings, checked: int, *, colours: bool = False, limits: Limits = EVERY
) -> Iterator[str]:
    """The lines of a report, a group for each file. The summary counts all findings.

    The open values of a draft are one line for each file, which names them all.
    """
    counted = [finding for finding in findings if is_counted(finding)]
    shown, left_out = limited([f for f in findings if not is_counted(f)], limits)
    groups = groupby(sorted([*counted, *shown]), key=attrgetter("path"))
    for number, (_, group) in enumerate(groups):
        own = list(group)
        yield from [""] if number else []
        yield from _open_values([finding for finding in own if is_counted(finding)])
        yield from (line(f, colours=colours) for f in own if not is_counted(f))
    rules = dict.fromkeys(finding.rule for finding in shown)
    if rules:
        yield ""
        yield from (f"  {name}: {CATALOGUE[name].summary} {CATALOGUE[name].why}" for name in rules)
        yield ""
    yield from end_of_report(findings, checked, left_out)


def is_counted(finding: Finding) -> bool:
    """Whether a finding is a value that a draft may still have open."""
    return finding.rule == "open-value" and finding.severity is Severity.WARNING


def _open_values(findings: Findings) -> Iterator[str]:
    """How many values of a file are open, if any, and which: by item, with its first line."""
    items: dict[str, list[str]] = {}
    for f in findings:
        keys = (int(key) if key.isdigit() else key for key in f.pointer.split("/")[1:])
        items.setdefault(f.item, [f"{visible(f.item)} (line {f.line})"]).append(key_name((*keys,)))
    if items:
        listed = "; ".join(f"{first}: {', '.join(keys)}" for first, *keys in items.values())
        count = plural(len(findings), "value")
        yield f"{visible(findings[0].path, 300)}: {count} still open: {listed}"


def end_of_report(findings: Findings, checked: int, left_out: dict[str, int]) -> Iterator[str]:
    """How many findings are not shown, and the summary."""
    for rule, count in left_out.items():
        yield f"{count:,} more of {rule} not shown"
    yield summary(findings, checked)


def summary(findings: Findings, checked: int) -> str:
    """One line: how many articles were checked, and the findings of each severity."""
    count = Counter(finding.severity for finding in findings if not is_counted(finding))
    found = [plural(count[severity], severity) for severity in Severity if count[severity]]
    if open := sum(map(is_counted, findings)):
        found.append(f"{plural(open, 'value')} still open")
    return f"{plural(checked, 'article')} checked: {', '.join(found) or 'nothing wrong'}"


def plural(count: int, noun: str) -> str:
    """`1 article`, `1,000 articles`."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def markdown(findings: Findings, checked: int, most: int) -> str:
    """A section of a comment of about `most` characters at most, errors first."""
    order = list(Severity)
    lines, room = list[str](), most
    for f in sorted(findings, key=lambda f: (order.index(f.severity), f)):
        place = f"{f.path}:{f.line}" if f.line else f.path
        lines.append(f"- **{f.severity}** {code(place)} {code(f.rule)}: {code(message(f))}")
        room -= len(lines[-1])
        if room < 0:
            lines[-1] = f"{len(findings) - len(lines) + 1:,} more: `istanbul-talks validate`"
            break
    return "\n".join([f"## Findings\n\n{summary(findings, checked)}\n", *lines]) + "\n"


def as_json(findings: Findings, checked: int, version: str, limits: Limits = EVERY) -> str:
    """One JSON document. `counts` has all findings; `findings` only those within the limits."""
    shown, left_out = limited(findings, limits)
    counts = dict(sorted(Counter(finding.rule for finding in findings).items()))
    rules = [CATALOGUE[name] for name in counts]
    severities = Counter(finding.severity for finding in findings)
    document = {
        "format": 1,
        "version": version,
        "checked": checked,
        "counts": {"severity": {s: severities[s] for s in Severity}, "rule": counts},
        "left_out": dict(sorted(left_out.items())),
        "rules": {rule.id: {"severity": rule.severity, "summary": rule.summary} for rule in rules},
        "findings": [_object(finding) for finding in shown],
    }
    # In a log, two number signs and a bracket begin a command; as an escape, the value is the same.
    return json.dumps(document, ensure_ascii=True, indent=2).replace("##[", "##\\u005b")


def _object(finding: Finding) -> dict[str, Any]:
    return {
        "path": printable(finding.path),
        "line": finding.line or None,
        "column": finding.column or None,
        "rule": finding.rule,
        "severity": finding.severity,
        "item": printable(finding.item) or None,
        "pointer": printable(finding.pointer) or None,
        "found": printable(finding.message),
        "remedy": printable(finding.fix),
    }


def printable(text: str) -> str:
    """Text that any JSON parser takes: lone surrogates, of file names not in UTF-8, are escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def github(findings: Findings, checked: int, limits: Limits = EVERY) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines of a pull request, and a summary.

    Line breaks, commas and colons are escaped, so that no file can write a command of its own.
    """
    shown, left_out = limited(findings, limits)
    for f in shown:
        place = f",line={f.line},col={f.column}" if f.line else ""
        title = _property(f"{f.severity} {f.rule}")
        file = f"file={_property(visible(f.path, 1000))}{place}"
        yield f"::{_LEVELS[f.severity]} {file},title={title}::{_data(message(f))}"
    yield from end_of_report(findings, checked, left_out)


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(findings: Findings, version: str, homepage: str | None, limits: Limits = EVERY) -> str:
    """A SARIF 2.1.0 log with one run; columns count code points.

    Its properties say how many findings of each rule are left out.
    """
    shown, left_out = limited(findings, limits)
    names = sorted({f.rule for f in shown})
    rules = [_sarif_rule(name) for name in names]
    driver: dict[str, Any] = {"name": "istanbul-talks", "version": version, "rules": rules}
    driver |= {"informationUri": homepage} if homepage else {}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder of the corpus."}}},
        "results": [_sarif_result(f, names.index(f.rule)) for f in shown],
        "properties": {"leftOut": left_out},
    }
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=True, indent=2)


def _sarif_rule(name: str) -> dict[str, Any]:
    rule = CATALOGUE[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
        "properties": {"layer": rule.layer},
    }


def _sarif_result(finding: Finding, index: int) -> dict[str, Any]:
    path = quote(finding.path.encode("utf-8", "surrogateescape"), safe="/")
    place: dict[str, Any] = {"artifactLocation": {"uri": path, "uriBaseId": "ROOT"}}
    if finding.line:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column}
    key = map(printable, (finding.rule, finding.path, finding.message))
    same = hashlib.sha256("\0".join(key).encode()).hexdigest()
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": printable(message(finding))},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"found/v1": same},
    }
