"""`validate`: print every finding in captures and annotations."""

import argparse
import sys
from collections.abc import Iterable
from math import inf

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.optional import own_version
from ..files.processes import cores
from ..files.watch import changes
from ..text.visible import visible
from ..validation.finding import Finding, Severity
from ..validation.report import Limits, as_json, github, picked, plural, sarif, text
from ..validation.scope import Scope, named
from ..validation.validator import Checker
from .explain import rule_of
from .sources import corpus_of, wants_colours

EVERY = 1000  # articles between two lines of progress
WATCHED = ("corpus", "annotations", "schema")


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    for name in ("max_per_rule", "limit"):
        if (getattr(options, name) or 0) < 0:
            raise CorpusError(f"--{name.replace('_', '-')} takes a number, 0 or more")
    if options.changed is not None and options.paths:
        raise CorpusError("--changed finds the articles itself. Use --changed or paths, not both")
    if options.jobs is not None and options.jobs < 1:
        raise CorpusError("--jobs takes a number, 1 or more")
    if not options.watch:
        return _check(root, options)
    if options.format != "text":
        raise CorpusError("--watch prints text. Omit --format")
    root.check_can_be_changed()
    return _watch(root, options)


def _watch(root: CorpusFolder, options: argparse.Namespace) -> int:
    """Check whenever a file was saved, until interrupted. The exit code of the last check."""
    _scope(root, options)  # raises CorpusError for wrong paths
    code = 0
    try:
        for changed in changes(root.path, WATCHED):
            if changed:
                print(f"\nChanged: {', '.join(visible(path, 300) for path in changed)}")
            try:
                code = _check(CorpusFolder(root.path), options)
            except CorpusError as error:  # such as half a vocabulary
                print(f"Not checked: {visible(str(error), 2000)}")
                code = 2
            print("Watching. To stop, press Ctrl-C", flush=True)
    except KeyboardInterrupt:
        print("\nStopped watching" if sys.stdout.isatty() else "Stopped watching")
    return code


def _check(root: CorpusFolder, options: argparse.Namespace) -> int:
    """Check once and print what was found. The exit code."""
    select, ignore = _rules(options.select), _rules(options.ignore)
    jobs, again = options.jobs or cores(), options.watch
    checker = Checker(root, cache=options.cache, jobs=jobs, again=again)
    report = checker.run(_scope(root, options), _Progress())
    shown = picked(report.findings, select, ignore)
    failing = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    homepage = checker.vocabulary.dataset.get("homepage")
    for line in _lines(options, shown, report.checked, homepage):
        print(line)
    if report.blocked and options.format == "text":
        articles = plural(report.blocked, "article")
        print(f"Quotes and labels of {articles} were not checked: fix these errors first")
    return int(any(finding.severity in failing for finding in shown))


def _scope(root: CorpusFolder, options: argparse.Namespace) -> Scope:
    if options.paths:
        return Scope.of(root, named(root, options.paths))
    if options.changed is not None:
        return Scope.changed(root, options.changed or None)
    return Scope.everything(root)


class _Progress:
    """Shows on a terminal how many articles are done."""

    def __init__(self) -> None:
        self._shown = 0

    def __call__(self, done: int, of: int) -> None:
        if done // EVERY > self._shown and sys.stderr.isatty():
            print(f"\r{done:,} of {of:,} articles", end="", file=sys.stderr, flush=True)
        self._shown = done // EVERY


def _lines(
    options: argparse.Namespace, shown: list[Finding], checked: int, homepage: str | None
) -> Iterable[str]:
    given = (options.max_per_rule, options.limit)
    limits = Limits(*(inf if most is None else most for most in given))
    if options.format == "json":
        return [as_json(shown, checked, own_version(), limits)]
    if options.format == "sarif":
        return [sarif(shown, own_version(), homepage, limits)]
    if options.format == "github":
        return github(shown, checked, limits)
    return text(shown, checked, colours=wants_colours(), limits=limits)


def _rules(lists: Iterable[str]) -> frozenset[str]:
    """Ids of rules, separated by commas. UnknownNameError for one that does not exist."""
    names = [name.strip() for given in lists for name in given.split(",") if name.strip()]
    return frozenset(rule_of(name).id for name in names)
