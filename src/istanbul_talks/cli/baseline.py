"""Set aside what a rule finds today, dated and with a reason, so that it holds for what is new at once."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files import atomic
from ..files.corpus_folder import CorpusFolder
from ..files.strict_json import compact
from ..model import vocabulary
from ..text.visible import did_you_mean, visible
from ..validation.baseline import key_of, may_be_known
from ..validation.finding import Finding
from ..validation.rules import CATALOGUE
from ..validation.validator import census_of, check_article, check_corpus
from .sources import add_root, corpus_of


def register(commands: Any) -> None:
    command = commands.add_parser(
        "baseline", help="set aside what a new rule finds in old data", description=__doc__
    )
    command.add_argument(
        "rule",
        metavar="RULE",
        help="id of the rule; its entries are replaced by what it finds today",
    )
    command.add_argument(
        "--why", required=True, metavar="REASON", help="why these are set aside and not mended now"
    )
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    rule = CATALOGUE.get(options.rule)
    if rule is None:
        raise CorpusError(
            f"there is no rule “{visible(options.rule)}”{did_you_mean(options.rule, CATALOGUE)}"
        )
    if not may_be_known(rule):
        raise CorpusError(
            f"“{rule.id}” holds for every file, old or new: the build needs what it checks. Mend what it finds"
        )
    if not 1 <= len(options.why.strip()) <= 2000 or not options.why.isprintable():
        raise CorpusError("--why is the reason in a line of 1 to 2,000 characters")
    words = vocabulary.load(root)
    kept = {key: dict(entry) for key, entry in words.baseline.items() if key[0] != rule.id}
    today = date.today().isoformat()
    for finding in _findings(root, words):
        if finding.rule == rule.id:
            name, path, found = key_of(finding)
            entry = words.baseline.get((name, path, found))
            kept[name, path, found] = (
                dict(entry)
                if entry
                else {"rule": name, "path": path, "found": found, "date": today, "why": options.why}
            )
    count = sum(key[0] == rule.id for key in kept)
    if not count and not any(key[0] == rule.id for key in words.baseline):
        print(f"{rule.id} finds nothing: there is nothing to set aside")
        return 0
    entries = [kept[key] for key in sorted(kept)]
    atomic.write(root.path / "schema" / "baseline.jsonl", b"".join(map(compact, entries)))
    print(
        f"schema/baseline.jsonl: {count} {'finding' if count == 1 else 'findings'} of {rule.id} set aside"
    )
    return 0


def _findings(root: CorpusFolder, words: vocabulary.Vocabulary) -> list[Finding]:
    census, found = census_of(root, words), list[Finding]()
    for id in root.ids():
        checked = check_article(root, words, id, date.today())
        found += checked.findings
        census.add(checked)
    return found + check_corpus(root, census)
