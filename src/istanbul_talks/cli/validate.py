"""Check captures and annotations; print every finding of every file."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder
from ..model import vocabulary
from ..text.visible import did_you_mean
from ..validation import machine_report
from ..validation.finding import Finding, Severity
from ..validation.rules import CATALOGUE
from ..validation.text_report import picked, text
from ..validation.validator import census_of, check_article, check_corpus, check_listing, glance
from .sources import add_root, corpus_of, wants_colours

EVERY = 1000  # articles between two lines of progress
_FORMATS = ("text", "json", "github", "sarif")
_OF_AN_ARTICLE = re.compile(
    r"(?:corpus/([^/]+)\.txt|annotations/(?:passes/[^/]+/|decisions/)?([^/]+)\.json)"
)


def register(commands: Any) -> None:
    command = commands.add_parser(
        "validate", help="check annotations and captures", description=__doc__
    )
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="captures, annotations or ids; rules about the whole corpus run only without (default: the whole corpus)",
    )
    command.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar="BASE",
        help="check the articles that git says differ from BASE (default: where the branch left main), then the whole-corpus rules",
    )
    command.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    command.add_argument(
        "--format", choices=_FORMATS, default="text", help="form of the output (default: text)"
    )
    command.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="RULES",
        help="tell only of these rules, separated by commas",
    )
    command.add_argument(
        "--ignore", action="append", default=[], metavar="RULES", help="do not tell of these rules"
    )
    command.add_argument(
        "--max-per-rule",
        type=int,
        metavar="N",
        help="print at most N findings of a rule; all are counted",
    )
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    select, ignore = _rules(options.select), _rules(options.ignore)
    if options.max_per_rule is not None and options.max_per_rule < 0:
        raise CorpusError("--max-per-rule takes a number from 0")
    if options.changed is not None and options.paths:
        raise CorpusError(
            "--changed finds the articles itself. Give it a revision or nothing, or name paths without it"
        )
    words = vocabulary.load(root)
    ids, names, whole = _wanted(root, options)
    findings: list[Finding] = check_listing(root, names)
    census, blocked = census_of(root, words, None if names is None else set(ids)), 0
    for id in _rest(root, ids, names) if whole else ():
        glance(root, id, census)  # first, so that a copy is told of where it is new
    for done, id in enumerate(ids, start=1):
        checked = check_article(root, words, id, date.today())
        findings += checked.findings
        blocked += checked.case is None and any(
            f.severity is Severity.ERROR for f in checked.findings
        )
        if whole:
            census.add(checked)
        if done % EVERY == 0 and sys.stderr.isatty():
            print(f"\r{done:,} of {len(ids):,} articles", end="", file=sys.stderr, flush=True)
    findings += check_corpus(root, census) if whole else []
    shown = picked(findings, select, ignore)
    _print(options, shown, len(ids), blocked, words.dataset.get("homepage"))
    failing = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return int(any(finding.severity in failing for finding in shown))


def _print(
    options: argparse.Namespace,
    shown: list[Finding],
    checked: int,
    blocked: int,
    homepage: str | None,
) -> None:
    most = options.max_per_rule
    if options.format == "json":
        print(machine_report.as_json(shown, checked, version("istanbul-talks"), most))
    elif options.format == "sarif":
        print(machine_report.sarif(shown, version("istanbul-talks"), homepage, most))
    elif options.format == "github":
        for line in machine_report.github(shown, checked, most):
            print(line)
    else:
        for line in text(shown, checked, colours=wants_colours(), most=most):
            print(line)
        if blocked:
            print(
                f"Quotes and labels of {blocked} {'article' if blocked == 1 else 'articles'} were not checked yet: mend these errors first"
            )


def _rules(lists: Iterable[str]) -> frozenset[str]:
    """Names of rules, separated by commas. CorpusError for one that is none."""
    names = [name.strip() for given in lists for name in given.split(",") if name.strip()]
    for name in names:
        if name not in CATALOGUE:
            raise CorpusError(
                f"there is no rule “{name}”{did_you_mean(name, CATALOGUE) or '. List them with: istanbul-talks explain'}"
            )
    return frozenset(names)


def _wanted(
    root: CorpusFolder, options: argparse.Namespace
) -> tuple[list[str], set[str] | None, bool]:
    """The articles to check, the file names to look at (None: all), and whether the rules about the corpus run."""
    if options.paths:
        ids = named(root, options.paths)
        return ids, {f"{id}{ending}" for id in ids for ending in (".txt", ".json")}, False
    if options.changed is None:
        return root.ids(), None, True
    if not git.is_repository(root.path):
        raise CorpusError(
            f"{root.path} is no checkout of git, so what changed cannot be told. Run without --changed"
        )
    paths = git.changed(root.path, git.base(root.path, options.changed or None))
    if any(path.startswith("schema/") for path in paths):
        return root.ids(), None, True  # vocabularies and rules bear on every article
    touched = {found[1] or found[2] for path in paths if (found := _OF_AN_ARTICLE.fullmatch(path))}
    names = {
        path.rpartition("/")[2] for path in paths if path.startswith(("corpus/", "annotations/"))
    }
    return sorted(touched.intersection(root.ids())), names, True


def _rest(root: CorpusFolder, ids: list[str], names: set[str] | None) -> list[str]:
    done = set(ids)
    return [] if names is None else [id for id in root.ids() if id not in done]


def named(root: CorpusFolder, paths: list[Path]) -> list[str]:
    """Ids of the articles that paths or ids name; both files of a pair are one article. CorpusError for anything else."""
    ids, known = [], set(root.ids())
    folders = {
        (root.path / "corpus").resolve(): ".txt",
        (root.path / "annotations").resolve(): ".json",
    }
    for path in paths:
        absolute = path.absolute().parent.resolve() / path.name
        ending = folders.get(absolute.parent)
        if str(path) in known:
            ids.append(str(path))
        elif not disk.exists(absolute):
            raise CorpusError(f"{path}: there is no such file, and no article of this id")
        elif ending is None or not absolute.name.endswith(ending):
            raise CorpusError(
                f"{path} is no capture (corpus/<id>.txt) or annotation (annotations/<id>.json) of the corpus at {root.path}"
            )
        else:
            ids.append(absolute.name.removesuffix(ending))
    return list(dict.fromkeys(ids))
