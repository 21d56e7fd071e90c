"""`baseline`: set aside what a rule finds in old data."""

import argparse

from ..errors import CorpusError
from ..files import atomic
from ..model.registry import sorted_lines
from ..validation.baseline import can_be_set_aside, key_of
from ..validation.report import plural
from ..validation.scope import Scope
from ..validation.validator import Checker
from .explain import rule_of
from .sources import corpus_to_change


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    rule = rule_of(options.rule)
    if not can_be_set_aside(rule):
        why = "the build needs what it checks. Fix what it finds"
        raise CorpusError(f"findings of “{rule.id}” cannot be set aside: {why}")
    if not 1 <= len(options.why.strip()) <= 2000 or not options.why.isprintable():
        raise CorpusError("--why takes a reason of 1 to 2,000 characters on one line")
    checker, everything = Checker(root), Scope.everything(root)
    old, today = checker.vocabulary.baseline, checker.today.isoformat()
    entries = {key: dict(entry) for key, entry in old.items() if key[0] != rule.id}
    others = len(entries)
    for key in (key_of(f) for f in checker.run(everything).findings if f.rule == rule.id):
        made = dict(zip(("rule", "path", "found"), key, strict=True), date=today, why=options.why)
        entries[key] = dict(old.get(key, made))
    count = len(entries) - others
    if not count and others == len(old):
        print(f"{rule.id} finds nothing, so there is nothing to set aside")
        return 0
    lines = sorted_lines("baseline", entries.values())
    atomic.write(root.path / "schema" / "baseline.jsonl", lines)
    print(f"schema/baseline.jsonl: {plural(count, 'finding')} of {rule.id} set aside")
    return 0
