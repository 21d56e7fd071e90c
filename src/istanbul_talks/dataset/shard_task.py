"""One shard, one task: checks the articles of a shard and writes their rows, in any process."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import orjson

from ..files import disk
from ..files.atomic import Staging
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import compact
from ..files.processes import Tick
from ..model.article import capture_of, row_of
from ..model.columns import BY_ARTICLE, OF_ADDITIONS
from ..model.rows import Lines, claim_groups, lines_of, to_row
from ..model.vocabulary import Vocabulary
from ..quality.agreement import Comparison
from ..quality.disputes import mark_undisputed
from ..text.ids import IdList
from ..validation.catalogue import build_findings
from ..validation.corpus_summary import note_of
from ..validation.finding import Finding, Severity
from ..validation.subjects import CheckResult
from ..validation.validator import Checker
from . import parquet, text_free
from .parts import Part, Parts
from .read_back import check_spans
from .shards import Shard, write_shard


@dataclass(frozen=True)
class Task:
    """A shard to build. `folder`: for its files; `ids`: of its articles, sorted.

    `write`: whether rows are wanted; there is no release of a corpus with errors. `kept`: where the
    part is kept under `key`, if it is. `adds`: whether the corpus has additions.
    """

    root: Path
    folder: Path
    shard: Shard
    ids: IdList
    today: date
    free: bool
    write: bool
    kept: Parts | None = None
    key: str = ""
    adds: bool = False

    @property
    def record(self) -> str:
        """The shard's part of restore.jsonl, in the text-free edition."""
        return f"restore-{self.shard.number:05d}.jsonl"

    @property
    def configs(self) -> list[str]:
        """The configs of the edition."""
        left_out = text_free.LEFT_OUT if self.free else ()
        return [name for name in self.full if name not in left_out]

    @property
    def full(self) -> list[str]:
        """The configs of the full edition. Those of additions exist only if there are some."""
        return [name for name in BY_ARTICLE if self.adds or name not in OF_ADDITIONS]

    def find(self) -> Part | None:
        """The part, if it was built before and nothing has changed."""
        if self.kept is None:
            return None
        part = self.kept.find(self.shard, self.key, self.today, self.folder)
        # A file may have come between the list of articles and the key.
        return part if part and list(part.notes.ids) == list(self.ids) else None

    def clear(self) -> None:
        """Remove what a run left that was killed."""
        for config in self.configs:
            for ending in ("parquet", "jsonl", "json"):
                disk.inside(self.folder, self.shard.path(config, ending)).unlink(missing_ok=True)
        disk.inside(self.folder, self.record).unlink(missing_ok=True)


def build_shard(task: Task, tick: Tick) -> Part:
    """Build a shard. `tick` gets 1 after each article. CorpusError as for `build`."""
    checker = _checker(task.root, task.today)
    part = Part(Comparison(list(checker.vocabulary.targets)))
    task.clear()
    staged = Staging(task.folder, task.folder)
    checked = _checked(checker, task, part, tick)
    schemas = {config: parquet.schema(config, free=task.free) for config in task.configs}
    with staged.create(task.record) if task.free else nullcontext() as record:
        full = _complete(checked, part, checker.vocabulary)
        only = ({name: own[name] for name in task.full} for own in full)
        lines = _stripped(only, part, record, task.full) if record else only
        part.written = write_shard(lines, staged, schemas, task.shard)
    part.files = staged.files
    if task.kept:
        task.kept.keep(task.shard, task.key, task.today, (task.folder, part))
    return part


def forget() -> None:
    """Read vocabulary, schema and folders again: they may have changed since the last task."""
    _checker.cache_clear()


@lru_cache(maxsize=1)
def _checker(root: Path, today: date) -> Checker:
    """The vocabulary and schema are read once per process."""
    return Checker(CorpusFolder(root), today=today)


def _checked(checker: Checker, task: Task, part: Part, tick: Tick) -> Iterator[CheckResult]:
    """Check all articles; yield those that can be published, until there is an error."""
    failed = not task.write
    for id in task.ids:
        checked = checker.check(id)
        checked = replace(checked, findings=tuple(build_findings(checked.findings)))
        part.notes.append(note_of(checked))
        failed = failed or has_errors(checked.findings)
        tick(1)
        if checked.buildable and not failed:
            yield checked


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a finding stops a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _complete(articles: Iterable[CheckResult], part: Part, words: Vocabulary) -> Iterator[Lines]:
    """The rows of the full edition."""
    for checked in articles:
        assert checked.article is not None
        annotation, resolution = checked.article.annotation, checked.article.resolution
        row = row_of(annotation, resolution)
        adjudication = checked.adjudication
        passes = adjudication.made if adjudication else []
        decisions = adjudication.records if adjudication else []
        items = [item for made in passes for item in made]
        mark_undisputed(row, items, map(to_row, decisions))
        part.tally.add(row, (made.annotator for made in passes))
        own = checked.additions
        added = list(own.rows(words.annotators)) if own else []
        if own:
            own.mark_authors(row, words.annotators)
        part.comparison.add(row["id"], passes, len(row["text"]), added)
        more = {"claim_groups": claim_groups(row, words.propositions), "additions": added}
        yield lines_of(row, capture_of(annotation, resolution), items, decisions, more)


def _stripped(
    articles: Iterable[Lines], part: Part, record: BinaryIO, configs: Iterable[str]
) -> Iterator[Lines]:
    """The rows of the text-free edition; the record keeps what restores the text."""
    full = {config: hashlib.sha256() for config in configs}
    for lines in articles:
        for config, own in lines.items():
            full[config].update(own)
        check_spans(orjson.loads(lines["articles"]))
        stripped, line = text_free.strip(lines)
        record.write(compact(line))
        yield stripped
    part.full = {config: digest.hexdigest() for config, digest in full.items()}
