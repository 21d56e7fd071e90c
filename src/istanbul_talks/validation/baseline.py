"""The baseline: what a new rule found in old data, so that it can apply to new data at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from .catalogue import CATALOGUE, Rule
from .finding import Finding, Severity

# The build needs what these check: bytes, anchors, the body, days that can be parsed.
_NEEDED = frozenset({"listing", "reading", "capture", "anchoring", "body", "passes"})
_NEEDED_RULES = frozenset(
    [
        "bad-date",
        "removed-id",
        "retired-id",
        "bad-audit",
        "rights-missing",
        "unknown-annotator",
        "bad-baseline",
        "bad-waiver",
        "partial-auditor",
        "verdict-without-note",
    ]
)

Key = tuple[str, str, str]


def key_of(finding: Finding) -> Key:
    """What identifies an entry. Lines move, and hints change with the vocabularies."""
    found = finding.message.removeprefix(_MARK).partition("; did you mean")[0]
    return finding.rule, finding.path, found


_MARK = "(baseline) "


def can_be_set_aside(rule: Rule) -> bool:
    """Whether findings of a rule may be set aside by the baseline."""
    return rule.layer not in _NEEDED and rule.id not in _NEEDED_RULES


def apply_baseline(
    findings: Iterable[Finding], baseline: Mapping[Key, Mapping[str, Any]]
) -> list[Finding]:
    """The findings, those in the baseline with severity info."""
    if not baseline:
        return list(findings)
    return [_with_entry(finding, baseline.get(key_of(finding))) for finding in findings]


def _with_entry(finding: Finding, entry: Mapping[str, Any] | None) -> Finding:
    if entry is None or not can_be_set_aside(CATALOGUE[finding.rule]):
        return finding
    message, fix = f"{_MARK}{finding.message}", f"Known since {entry['date']}. {finding.fix}"
    return replace(finding, severity=Severity.INFO, message=message, fix=fix)
