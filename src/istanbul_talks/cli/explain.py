"""Explain a rule: what it finds, why it matters, what to do about it. Without a rule, list them all."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

from ..errors import CorpusError
from ..text.visible import did_you_mean, visible
from ..validation.baseline import may_be_known
from ..validation.finding import Severity
from ..validation.rules import CATALOGUE


def register(commands: Any) -> None:
    command = commands.add_parser("explain", help="explain a rule", description=__doc__)
    command.add_argument(
        "rule", nargs="?", metavar="RULE", help="id of the rule (default: list all)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.rule is None:
        for rule in CATALOGUE.values():
            print(f"{rule.id:<26} {rule.severity:<8} {rule.summary}")
        return 0
    found = CATALOGUE.get(options.rule)
    if found is None:
        hint = did_you_mean(options.rule, CATALOGUE) or ". List them with: istanbul-talks explain"
        raise CorpusError(f"there is no rule “{visible(options.rule)}”{hint}")
    print(f"{found.id} ({found.severity}, {found.layer})")
    for part in (found.summary, found.why, *_remedies(found.id)):
        print()
        print(part if part.startswith("  ") else textwrap.fill(part, 100))
    return 0


def _remedies(name: str) -> list[str]:
    rule = CATALOGUE[name]
    parts = []
    if rule.severity is Severity.WARNING:
        parts.append(
            f'If it does not apply to a file, say so there: "waive": {{"{name}": "the reason"}}. Waivers are published.'
        )
    elif rule.severity is Severity.ERROR:
        parts.append("An error stops a build and cannot be waived.")
    if may_be_known(rule):
        parts += [
            "Found in many old files at once? Set them aside for now:",
            f"  istanbul-talks baseline {name} --why REASON",
        ]
    return [*parts, f"Example and near miss: docs/rules.md#{name}"]
