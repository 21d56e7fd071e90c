"""Check captures and annotations; print every finding of every file."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from .. import storage, vocabulary
from ..findings import Finding, Refusal, Severity
from ..report import text
from ..rules.corpus import Census
from ..rules.runner import census_entry, check_article, check_corpus, check_listing
from .sources import add_root, find_root, wants_colours

EVERY = 1000  # articles between two lines of progress


def register(commands: Any) -> None:
    command = commands.add_parser("validate", help="check annotations and captures", description=__doc__)
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="captures or annotations (default: the whole corpus)")
    command.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = find_root(options)
    words = vocabulary.load(root)
    ids = _named(root, options.paths) if options.paths else root.ids()
    findings: list[Finding] = [] if options.paths else check_listing(root)
    census = Census()
    for done, id in enumerate(ids, start=1):
        checked = check_article(root, words, id, date.today())
        findings += checked.findings
        entry = census_entry(checked)
        if entry is not None and not options.paths:
            census.add(id, *entry)
        if done % EVERY == 0 and sys.stderr.isatty():
            print(f"\r{done:,} of {len(ids):,} articles", end="", file=sys.stderr, flush=True)
    findings += check_corpus(root, census, words.schema)
    for line in text(findings, len(ids), colours=wants_colours()):
        print(line)
    failing = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return int(any(finding.severity in failing for finding in findings))


def _named(root: storage.Root, paths: list[Path]) -> list[str]:
    """Ids of the articles that paths name; both files of a pair are one article. Refusal for any other path."""
    ids = []
    for path in paths:
        absolute = path.resolve(strict=False) if not path.is_symlink() else path.absolute()
        folders = {(root.path / "corpus").resolve(): ".txt", (root.path / "annotations").resolve(): ".json"}
        ending = folders.get(absolute.parent.resolve())
        if ending is None or not absolute.name.endswith(ending):
            raise Refusal(f"{path} is no capture or annotation of the corpus at {root.path}")
        if not storage.exists(absolute):
            raise Refusal(f"{path}: there is no such file")
        ids.append(absolute.name.removesuffix(ending))
    return list(dict.fromkeys(ids))
