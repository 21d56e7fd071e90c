"""Check captures and annotations; print every finding of every file."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from .. import storage, vocabulary
from ..findings import Finding, Severity
from ..messages import Refusal
from ..report import text
from ..rules.runner import census_of, check_article, check_corpus, check_listing
from .sources import add_root, find_root, wants_colours

EVERY = 1000  # articles between two lines of progress


def register(commands: Any) -> None:
    command = commands.add_parser("validate", help="check annotations and captures", description=__doc__)
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="captures, annotations or ids; rules about the whole corpus run only without (default: the whole corpus)",
    )
    command.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = find_root(options)
    words = vocabulary.load(root)
    ids = _named(root, options.paths) if options.paths else root.ids()
    names = {f"{id}{ending}" for id in ids for ending in (".txt", ".json")} if options.paths else None
    findings: list[Finding] = check_listing(root, names)
    census, blocked = census_of(root, words), 0
    for done, id in enumerate(ids, start=1):
        checked = check_article(root, words, id, date.today())
        findings += checked.findings
        blocked += checked.case is None and any(f.severity is Severity.ERROR for f in checked.findings)
        if not options.paths:
            census.add(checked)
        if done % EVERY == 0 and sys.stderr.isatty():
            print(f"\r{done:,} of {len(ids):,} articles", end="", file=sys.stderr, flush=True)
    findings += [] if options.paths else check_corpus(root, census)
    for line in text(findings, len(ids), colours=wants_colours()):
        print(line)
    if blocked:
        print(f"Quotes and labels of {blocked} {'article' if blocked == 1 else 'articles'} were not checked yet: mend these errors first")
    failing = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return int(any(finding.severity in failing for finding in findings))


def _named(root: storage.Root, paths: list[Path]) -> list[str]:
    """Ids of the articles that paths or ids name; both files of a pair are one article. Refusal for anything else."""
    ids, known = [], set(root.ids())
    folders = {(root.path / "corpus").resolve(): ".txt", (root.path / "annotations").resolve(): ".json"}
    for path in paths:
        absolute = path.absolute().parent.resolve() / path.name
        ending = folders.get(absolute.parent)
        if str(path) in known:
            ids.append(str(path))
        elif not storage.exists(absolute):
            raise Refusal(f"{path}: there is no such file, and no article of this id")
        elif ending is None or not absolute.name.endswith(ending):
            raise Refusal(f"{path} is no capture (corpus/<id>.txt) or annotation (annotations/<id>.json) of the corpus at {root.path}")
        else:
            ids.append(absolute.name.removesuffix(ending))
    return list(dict.fromkeys(ids))
