"""One shard, one task: checks the articles of a shard and writes their rows, in any process."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import orjson

from ..files.atomic import Staging
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import compact
from ..files.processes import Tick
from ..model.article import capture_of, row_of
from ..model.columns import CONFIGS
from ..model.rows import Lines, lines_of
from ..quality.agreement import Comparison
from ..validation.corpus_summary import Note, note_of
from ..validation.finding import Finding, Severity
from ..validation.subjects import CheckResult
from ..validation.validator import Checker
from . import text_free
from .read_back import check_spans
from .shards import Shard, Written, write_shard
from .statistics import Tally


@dataclass(frozen=True)
class Task:
    """A shard to build. `folder`: of the new release; `ids`: of the shard's articles, sorted.

    `write`: whether rows are wanted; there is no release of a corpus with errors.
    """

    root: Path
    folder: Path
    shard: Shard
    ids: tuple[str, ...]
    today: date
    free: bool
    write: bool

    @property
    def record(self) -> str:
        """The shard's part of restore.jsonl, in the text-free edition."""
        return f"restore-{self.shard.number:05d}.jsonl"


@dataclass
class Part:
    """What is known of a shard once it is built: findings, counts, and its files by path.

    `written` is empty if the shard has errors. `full`: digests of the full edition's configs, in
    the text-free edition only.
    """

    comparison: Comparison
    findings: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    written: dict[str, Written] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


def build_shard(task: Task, tick: Tick) -> Part:
    """Build a shard. `tick` gets 1 after each article. CorpusError as for `build`."""
    checker = _checker(task.root, task.today)
    part = Part(Comparison(list(checker.vocabulary.targets)))
    staged = Staging(task.folder, task.folder)
    checked = _checked(checker, task, part, tick)
    names = [config for config in CONFIGS if not task.free or config not in text_free.LEFT_OUT]
    with staged.create(task.record) if task.free else nullcontext() as record:
        lines = _stripped(checked, part, record) if record else _complete(checked, part)
        part.written = write_shard(lines, staged, names, task.shard, task.free)
    part.files = staged.files
    return part


@lru_cache(maxsize=1)
def _checker(root: Path, today: date) -> Checker:
    """The vocabulary and schema are read once per process."""
    return Checker(CorpusFolder(root), today=today)


def _checked(checker: Checker, task: Task, part: Part, tick: Tick) -> Iterator[CheckResult]:
    """Check all articles; yield those that can be published, until there is an error."""
    failed = not task.write
    for id in task.ids:
        checked = checker.check(id)
        part.findings += checked.findings
        part.notes.append(note_of(checked))
        failed = failed or has_errors(checked.findings)
        tick(1)
        if checked.buildable and not failed:
            yield checked


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a finding stops a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _complete(articles: Iterable[CheckResult], part: Part) -> Iterator[Lines]:
    """The rows of the full edition."""
    for checked in articles:
        assert checked.article is not None
        annotation, resolution = checked.article.annotation, checked.article.resolution
        row = row_of(annotation, resolution)
        adjudication = checked.adjudication
        passes = adjudication.made if adjudication else []
        decisions = adjudication.records if adjudication else []
        items = [item for made in passes for item in made]
        part.tally.add(row, (made.annotator for made in passes))
        part.comparison.add(row["id"], passes)
        yield lines_of(row, capture_of(annotation, resolution), items, decisions)


def _stripped(articles: Iterable[CheckResult], part: Part, record: BinaryIO) -> Iterator[Lines]:
    """The rows of the text-free edition; the record keeps what restores the text."""
    full = {config: hashlib.sha256() for config in CONFIGS}
    for lines in _complete(articles, part):
        for config, own in lines.items():
            full[config].update(own)
        check_spans(orjson.loads(lines["articles"]))
        stripped, line = text_free.strip(lines)
        record.write(compact(line))
        yield stripped
    part.full = {config: digest.hexdigest() for config, digest in full.items()}
