"""The checks of a corpus, for programs: `validate`, and a `Validator` for more than one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..errors import CorpusError, UnknownNameError
from ..files.corpus_folder import CorpusFolder
from ..files.note_store import NoteStore
from ..files.processes import Tick
from ..files.source_article import ADDITIONS, PASSES, annotation_path
from ..model import vocabulary
from ..text.ids import IdList, folded
from ..text.visible import did_you_mean, visible
from .article_check import NAMES, check_article, check_file, finding_at, is_blocked, is_waived, run
from .baseline import apply_baseline, key_of
from .corpus_summary import CorpusSummary, Note
from .finding import Finding, Severity, Spot
from .notes import Notes, are_many
from .report import line
from .rules import CATALOGUE, Rule, rules_of
from .rules.listing import FOLDERS
from .scope import Scope, corpus_at, scope_of
from .subjects import CheckResult, FileName, ResolvedArticle

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a run and what was checked. `blocked`: articles whose quotes were not."""

    findings: list[Finding]
    checked: int
    blocked: int


class _Count:
    """Counts articles, and reports how many are done."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, more: int) -> None:
        self._done += more
        if self._progress is not None and more:
            self._progress(self._done, self._total)


class Validator:
    """Checks a corpus, or one of its articles, as `istanbul-talks validate` does.

    Reads the files under `schema/` once, and all others at each call. Threads may share it.
    `today`: the day of the check (default: the day of each call).
    `cache`: use what earlier runs found about unchanged articles; the findings are the same.
    Works in one process.
    Raises CorpusError if there is no corpus at `root`, or a file under `schema/` cannot be used.
    """

    def __init__(self, root: str | Path, *, today: date | None = None, cache: bool = True) -> None:
        self._checker = Checker(corpus_at(_path("root", root)), today=today, cache=cache)

    def validate(self) -> list[Finding]:
        """Every finding about the corpus, sorted by place."""
        checker = self._checker.with_fresh_folders()
        return checker.run(Scope.everything(checker.root)).findings

    def article(self, id: str) -> list[Finding]:
        """Every finding about one article, without the rules about the whole corpus.

        Raises UnknownNameError if the corpus has no such article.
        """
        if not isinstance(id, str):
            raise TypeError(f"id must be a str, not {type(id).__name__}")
        checker = self._checker.with_fresh_folders()
        if id not in (known := checker.root.ids()):
            raise UnknownNameError(f"there is no article “{visible(id)}”{did_you_mean(id, known)}")
        return checker.run(Scope.articles([id])).findings


class Checker:
    """The checks of one run: names, articles, audits, and the corpus as a whole.

    `again`: the same articles are checked again soon, so that it pays to remember even a few.
    `jobs`: how many processes may check many articles. With more than one, only what runs under
    `if __name__ == "__main__"` may call this, because each process imports the main module.
    """

    def __init__(
        self,
        root: CorpusFolder,
        *,
        today: date | None = None,
        cache: bool = True,
        jobs: int = 1,
        again: bool = False,
    ) -> None:
        if today is not None and (not isinstance(today, date) or isinstance(today, datetime)):
            raise TypeError(f"today must be a datetime.date, not {type(today).__name__}")
        self.root, self.vocabulary, self._today = root, vocabulary.load(root), today
        self._cache, self._jobs, self._again = cache, jobs, again

    @property
    def today(self) -> date:
        return self._today or date.today()

    def with_fresh_folders(self) -> Checker:
        """This checker, with fresh listings of the folders."""
        fresh = copy(self)
        fresh.root = CorpusFolder(self.root.path)
        return fresh

    def run(self, scope: Scope, progress: Progress | None = None) -> Report:
        """Check the articles of a scope. `progress` gets the number done and the total."""
        findings, blocked = self.check_names(scope.names), 0
        checked = frozenset(scope.ids) if scope.names is not None else None
        notes = self.notes() if scope.corpus_rules else None
        # Others are first, so that the newer one of two copies is reported.
        others = scope.others(self.root) if notes else []
        ids = IdList([*others, *scope.ids])
        summary = CorpusSummary(self.root, self.vocabulary, ids, checked)
        for at, note in enumerate(notes.of(others, check=False) if notes else ()):
            summary.add(at, note)
        count = _Count(progress, len(scope.ids))
        results: Iterable[Note | CheckResult] = self._check_each(scope.ids, count)
        if notes:
            results = notes.of(scope.ids, check=True, tick=count)
        for at, result in enumerate(results, start=len(others)):
            findings += result.findings
            blocked += result.is_blocked and scope.shows(annotation_path(result.id))
            if isinstance(result, Note):
                summary.add(at, result)
        findings += self.check_corpus(summary) if scope.corpus_rules else []
        shown = sorted(finding for finding in findings if scope.shows(finding.path))
        return Report(shown, len(scope.ids), blocked)

    def notes(self) -> Notes:
        """What earlier runs found about the articles, or what a check finds now."""
        store = NoteStore() if self._cache and (self._again or are_many(self.root)) else None
        return Notes(self.root, self.vocabulary, self.today, store, self._jobs)

    def check(self, id: str) -> CheckResult:
        """Every finding about the files of an article, and what could be read of them."""
        return check_article(self.root.read_article(id), self.vocabulary, self.today)

    def _check_each(self, ids: Iterable[str], tick: Tick) -> Iterator[CheckResult]:
        for id in ids:
            yield self.check(id)
            tick(1)

    def check_names(self, only: frozenset[str] | None = None) -> list[Finding]:
        """Findings about the names of files and folders, or about some of the names."""
        folders = [f"{PASSES}/{name}" for name in self.root.annotators]
        folders += [f"{ADDITIONS}/{name}" for name in (*self.root.adders, "decisions")]
        folders += ["annotations/decisions", "annotations/audits"]
        folders = list(filter(self.root.has_folder, folders))
        captures = frozenset[str]()
        if folders:
            captures = frozenset(name.removesuffix(".txt") for name in self.root.entries("corpus"))
        found: list[Finding] = []
        for folder in ("corpus", "annotations", *folders):
            articles = captures if "/" in folder and folder != "annotations/audits" else None
            names = self.root.entries(folder)
            same = _same(names)
            for name in names if only is None else only.intersection(names):
                others = (other for other in same.get(folded(name), ()) if other != name)
                entry = FileName(folder, name, min(others, default=None), articles)
                found += [finding_at(*one) for one in run(NAMES, entry, f"{folder}/{name}")]
        return found + (list(self._check_folders()) if only is None else [])

    def _check_folders(self) -> Iterator[Finding]:
        """Findings about what should be a folder, and folders not named by an annotator's id."""
        folders = [f"annotations/{name}" for name in sorted(FOLDERS)]
        makers = {PASSES: self.root.annotators, ADDITIONS: (*self.root.adders, "decisions")}
        folders += [f"{PASSES}/{name}" for name in self.root.pass_folders]
        folders += [f"{ADDITIONS}/{name}" for name in self.root.addition_folders]
        for path in folders:
            above, _, name = path.rpartition("/")
            if self.root.exists(path) and not self.root.has_folder(path):
                spot = Spot((), "this is not a folder", "Put a folder there, or remove it", path)
                yield finding_at(CATALOGUE["not-a-regular-file"], spot)
            elif name not in makers.get(above, (name,)):
                message = f"“{visible(name)}” cannot be the id of an annotator"
                spot = Spot((), message, "Rename the folder to the annotator's id", path)
                yield finding_at(CATALOGUE["bad-file-name"], spot)

    def check_audits(self) -> Iterator[tuple[str, Any, list[Finding]]]:
        """Every audit: its path, its value (None if it cannot be used), and findings about it."""
        folder = "annotations/audits"
        names = self.root.entries(folder) if self.root.has_folder(folder) else []
        for name in (name for name in names if name.endswith(".json")):
            file = self.root.read_file(f"{folder}/{name}")
            found, _ = check_file(file, self.vocabulary.audit, "audit")
            findings = [finding_at(*one, file.document) for one in found]
            yield file.path, None if is_blocked(found) else file.value, findings

    def check_corpus(self, summary: CorpusSummary) -> list[Finding]:
        """Findings of the rules about the corpus as a whole, from a summary of all its articles."""
        known, found = self.vocabulary.baseline, list[Finding]()
        for path, audit, findings in self.check_audits():
            found += findings
            if audit is not None:
                summary.audits.append((path, audit))
        for rule in rules_of("corpus"):
            spots = (spot for spot in rule.check(summary) if not self._waives(spot.file, rule))
            own = [finding_at(rule, spot) for spot in spots]
            summary.known.update(key for finding in own if (key := key_of(finding)) in known)
            found += apply_baseline(own, known)
        return sorted(found)

    def _waives(self, path: str, rule: Rule) -> bool:
        """Whether a finding at this capture is waived by the article's annotation."""
        article = self.root.read_article(Path(path).stem)
        return article.capture.path == path and is_waived(article.annotation.value, rule)


def checked(
    root: CorpusFolder, ids: list[str], *, drafts: bool = False
) -> Iterator[ResolvedArticle]:
    """The articles of a checkout. CorpusError for the first that has an error.

    Without `drafts`, a value still open is an error too.
    """
    checker = Checker(root)
    for id in ids:
        result = checker.check(id)
        if result.article is None or result.has_errors or (result.article.open and not drafts):
            first = next((f for f in result.findings if f.severity is Severity.ERROR), None)
            missing = "has values still open" if result.article else "does not exist"
            detail = line(first) if first else f"annotations/{id}.json {missing}"
            every = "To see every finding, run: istanbul-talks validate"
            raise CorpusError(f"{id} cannot be read: {detail}. {every}")
        yield result.article


def _same(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The names that are the same when folded, by what they are then, unless it is no other."""
    found: dict[str, list[str]] = {}
    for name in names:
        if (fold := folded(name)) != name:
            found.setdefault(fold, []).append(name)
    for name in names:
        if name in found:
            found[name].append(name)
    return found


def validate(
    path: str | Path = ".", *, today: date | None = None, cache: bool = True
) -> list[Finding]:
    """Every finding about a corpus, as `istanbul-talks validate` reports them, sorted by place.

    `path`: the folder of a corpus, or a capture or annotation to check only that article.
    `today`: the day of the check (default: today).
    `cache`: use what earlier runs found about unchanged articles; the findings are the same.
    Raises TypeError for an argument of the wrong type, and CorpusError if there is no corpus.
    """
    root, scope = scope_of(_path("path", path))
    return Checker(root, today=today, cache=cache).run(scope).findings


def _path(name: str, given: Any) -> Path:
    if not isinstance(given, str | Path):
        raise TypeError(f"{name} must be a str or pathlib.Path, not {type(given).__name__}")
    return Path(given)
