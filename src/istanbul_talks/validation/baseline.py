"""The baseline: what a new rule found in old data, so that it can apply to new data at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .catalogue import CATALOGUE, Rule
from .finding import Finding, Severity

# The build needs what these check, as it needs the single rules that catalogue.toml marks.
_NEEDED = frozenset({"listing", "reading", "capture", "anchoring", "body", "passes"})
_MARK, _HINT = "(baseline) ", re.compile("; (?:did you mean|nearest:) ")
Key = tuple[str, str, str]
Entries = Mapping[Key, Mapping[str, Any]]


def key_of(finding: Finding) -> Key:
    """What identifies an entry: no lines, which move, and no hints, which vocabularies change."""
    found = _HINT.split(finding.message.removeprefix(_MARK))[0]
    return finding.rule, finding.path, found


def can_be_set_aside(rule: Rule) -> bool:
    """Whether findings of a rule may be set aside by the baseline."""
    return rule.layer not in _NEEDED and not rule.needed


def apply_baseline(findings: Iterable[Finding], entries: Entries) -> Iterator[Finding]:
    """The findings; those in the baseline get severity info."""
    for finding in findings:
        entry = entries.get(key_of(finding)) if entries else None
        if entry is not None and can_be_set_aside(CATALOGUE[finding.rule]):
            message, fix = _MARK + finding.message, f"Known since {entry['date']}. {finding.fix}"
            yield replace(finding, severity=Severity.INFO, message=message, fix=fix)
        else:
            yield finding
