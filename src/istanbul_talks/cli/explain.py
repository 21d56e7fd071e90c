"""`explain`: what a rule finds, why, and what to do."""

import argparse
import textwrap
from collections.abc import Iterator

from ..errors import UnknownNameError
from ..text.visible import did_you_mean, visible
from ..validation.baseline import can_be_set_aside
from ..validation.catalogue import CATALOGUE, Rule
from ..validation.finding import Severity


def run(options: argparse.Namespace) -> int:
    if options.rule is None:
        for rule in CATALOGUE.values():
            print(f"{rule.id:<26} {rule.severity:<8} {rule.summary}")
        return 0
    found = rule_of(options.rule)
    print(f"{found.id} ({found.severity}, {found.layer})")
    for part in (found.summary, found.why, *_advice(found)):
        print()
        print(part if part.startswith("  ") else textwrap.fill(part, 100))
    return 0


def rule_of(name: str) -> Rule:
    """The rule with this id. UnknownNameError for an unknown id."""
    if name not in CATALOGUE:
        hint = did_you_mean(name, CATALOGUE) or ". List them with: istanbul-talks explain"
        raise UnknownNameError(f"there is no rule “{visible(name)}”{hint}")
    return CATALOGUE[name]


def _advice(rule: Rule) -> Iterator[str]:
    if rule.severity is Severity.WARNING and rule.can_be_waived:
        waiver = f'"waive": {{"{rule.id}": "the reason"}}'
        yield f"If it does not apply to a file, add to that file: {waiver}. Waivers are published."
    elif rule.severity is Severity.ERROR:
        yield "An error stops a build and cannot be waived."
    elif rule.unbuilt:
        yield "This warning stops a build and cannot be waived."
    if can_be_set_aside(rule):
        yield "If many old files are affected, set the findings aside for now:"
        yield f"  istanbul-talks baseline {rule.id} --why REASON"
    yield f"An example and a near miss: docs/rules.md#{rule.id}"
