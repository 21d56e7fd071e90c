"""Reports for programs: JSON (schema/findings.schema.json), GitHub commands, SARIF 2.1.0."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ..text.visible import visible
from .catalogue import CATALOGUE
from .finding import Finding, Findings, Severity
from .text_report import end_of_report, limited, message

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_STANDARD = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
_SARIF = f"{_STANDARD}sarif-schema-2.1.0.json"


def as_json(findings: Findings, checked: int, version: str, most: int | None = None) -> str:
    """One JSON document. `counts` has all findings; `findings` at most `most` per rule."""
    shown, left_out = limited(sorted(findings), most)
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
    return json.dumps(document, ensure_ascii=True, indent=2)


def _object(finding: Finding) -> dict[str, Any]:
    return {
        "path": printable(finding.path),
        "line": finding.line or None,
        "column": finding.column or None,
        "rule": finding.rule,
        "severity": finding.severity,
        "found": printable(finding.message),
        "remedy": printable(finding.fix),
    }


def printable(text: str) -> str:
    """Text that any JSON parser takes: lone surrogates, of file names not in UTF-8, are escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def github(findings: Findings, checked: int, most: int | None = None) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines of a pull request, and a summary.

    Line breaks, commas and colons are escaped, so that no file can write a command of its own.
    """
    shown, left_out = limited(sorted(findings), most)
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


def sarif(findings: Findings, version: str, homepage: str | None, most: int | None = None) -> str:
    """A SARIF 2.1.0 log with one run; columns count code points."""
    shown, _ = limited(sorted(findings), most)
    names = sorted({f.rule for f in shown})
    rules = [_sarif_rule(name) for name in names]
    driver: dict[str, Any] = {"name": "istanbul-talks", "version": version, "rules": rules}
    driver |= {"informationUri": homepage} if homepage else {}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder of the corpus."}}},
        "results": [_sarif_result(f, names.index(f.rule)) for f in shown],
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
