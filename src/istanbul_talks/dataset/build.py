"""Builds a release from a corpus in one pass: check, write, read back, move into place."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import CorpusError
from ..files import disk
from ..files.atomic import Staging
from ..files.corpus_folder import CorpusFolder
from ..files.strict_json import canonical, compact
from ..model.article import capture_of, row_of
from ..model.columns import CONFIGS
from ..model.rows import Lines, config_digest, lines_of, rows_in, to_lines
from ..quality.agreement import Comparison
from ..validation.corpus_summary import CorpusSummary
from ..validation.finding import Finding, Severity
from ..validation.subjects import CheckResult
from ..validation.validator import Checker
from . import manifest, parquet, text_free
from .documents import card, croissant, data_package, metadata
from .facts import Facts
from .layout import CARD, CITATION, RECORD, shard_of, shards_for
from .manifest import Configs
from .read_back import check_spans
from .shards import Shard, joined, write_shard
from .staging import staging
from .statistics import Tally

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """All findings of a build, and the facts of the release unless an error stopped it."""

    findings: tuple[Finding, ...]
    facts: Facts | None


def build(
    root: CorpusFolder,
    target: Path,
    *,
    today: date,
    progress: Progress | None = None,
    free: bool = False,
) -> Built:
    """Build `target` from a corpus; `free`: the text-free edition.

    Errors in the data become findings, and `target` stays as it was, as after any failure.
    CorpusError if something else is wrong: the call, the project's own files or the machine.
    """
    parquet.arrow()
    checker, project = Checker(root, today=today), root.project()
    articles = _Articles(checker, progress)
    if not articles.ids:
        raise CorpusError(f"there is no article in {root.path / 'corpus'}")
    names = [config for config in CONFIGS if not free or config not in text_free.LEFT_OUT]
    with staging(target) as staged:
        rows = _Rows(Comparison(list(checker.vocabulary.targets)))
        with staged.create(RECORD) if free else nullcontext() as record:
            written = []
            for shard, ids in articles.shards():
                own = articles.check(ids)
                stream = rows.stripped(own, record) if record else rows.complete(own)
                written.append(write_shard(stream, staged, names, shard, free))
        articles.findings += checker.check_corpus(articles.summary)
        findings = tuple(sorted(articles.findings))
        if _has_errors(findings):
            return Built(findings, None)
        configs = joined(written, staged)
        facts = _facts(project, articles, rows, configs, staged).with_own_version()
        _write_documents(root, staged, facts)
        facts = replace(facts, files=dict(staged.files))
        manifest.write(staged, manifest.build(facts.identity, configs, facts.files))
        staged.commit()
    return Built(findings, facts)


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


class _Articles:
    """The articles of a corpus, each checked when it is reached."""

    def __init__(self, checker: Checker, progress: Progress | None) -> None:
        self.checker, self.progress = checker, progress
        self.ids = checker.root.ids()
        self.findings = checker.check_names()
        self.summary = CorpusSummary(checker.root, checker.vocabulary)
        self.done = 0

    def shards(self) -> Iterator[tuple[Shard, list[str]]]:
        """The shards, each with the ids of its articles."""
        shards = shards_for(len(self.ids))
        ids: list[list[str]] = [[] for _ in range(shards)]
        for id in self.ids:
            ids[shard_of(id, shards)].append(id)
        return ((Shard(number, shards), own) for number, own in enumerate(ids))

    def check(self, ids: Iterable[str]) -> Iterator[CheckResult]:
        """Check some articles; yield those that can be published, until there is an error."""
        failed = _has_errors(self.findings)
        for id in ids:
            self.done += 1
            checked = self.checker.check(id)
            self.findings += checked.findings
            self.summary.add(checked)
            failed = failed or _has_errors(checked.findings)
            if self.progress is not None:
                self.progress(self.done, len(self.ids))
            if checked.buildable and not failed:
                yield checked


class _Rows:
    """The rows of articles, and the counts made along the way."""

    def __init__(self, comparison: Comparison) -> None:
        self.tally, self.comparison = Tally(), comparison
        self.full: list[dict[str, Any]] = []  # of each shard, if text-free: hashes of all configs

    def complete(self, articles: Iterable[CheckResult]) -> Iterator[Lines]:
        """The rows of the full edition."""
        for checked in articles:
            assert checked.article is not None
            annotation, resolution = checked.article.annotation, checked.article.resolution
            row = row_of(annotation, resolution)
            adjudication = checked.adjudication
            passes = adjudication.made if adjudication else []
            decisions = adjudication.records if adjudication else []
            items = [item for made in passes for item in made]
            self.tally.add(row, (made.annotator for made in passes))
            self.comparison.add(row["id"], passes)
            yield lines_of(row, capture_of(annotation, resolution), items, decisions)

    def stripped(self, articles: Iterable[CheckResult], record: BinaryIO) -> Iterator[Lines]:
        """The rows of the text-free edition; the record keeps what restores the text."""
        full = {config: hashlib.sha256() for config in CONFIGS}
        self.full.append(full)
        for lines in self.complete(articles):
            for config, own in lines.items():
                full[config].update(own)
            rows = rows_in(lines)
            check_spans(rows["articles"][0])
            stripped, line = text_free.strip(rows)
            record.write(compact(line))
            yield to_lines(stripped)

    def full_digests(self) -> dict[str, str]:
        """The digests of the full edition's configs; empty unless this is the text-free edition."""
        configs = CONFIGS if self.full else ()
        return {c: config_digest([full[c].hexdigest() for full in self.full]) for c in configs}


def _facts(
    project: dict[str, Any], articles: _Articles, rows: _Rows, configs: Configs, staged: Staging
) -> Facts:
    return Facts(
        articles.checker.vocabulary,
        project["version"],
        project.get("released"),
        rows.tally,
        configs,
        staged.files,
        rows.comparison.results(),
        [audit for _, audit in articles.summary.audits],
        project.get("doi"),
        rows.full_digests(),
    )


def _write_documents(root: CorpusFolder, staged: Staging, facts: Facts) -> None:
    """Write all but the rows and the manifest; later documents list the earlier files."""
    copied = [name for name in ("LICENSE", "LICENSE-DATA") if disk.exists(root.path / name)]
    for name in [*copied, *(f"schema/{name}" for name in root.entries("schema"))]:
        staged.write(name, disk.read_text(root.path / name).encode())
    template = disk.read_text(root.path / card.TEMPLATE)
    staged.write(CARD, card.card(facts, template).encode())
    staged.write(CITATION, metadata.citation_cff(facts).encode())
    staged.write("croissant.json", canonical(croissant.croissant(facts)))
    if facts.released:  # DataCite registers only what is released
        staged.write("datacite.json", canonical(metadata.datacite(facts)))
    staged.write("datapackage.json", canonical(data_package.datapackage(facts)))
    staged.write(metadata.RO_CRATE, canonical(metadata.rocrate(facts)))
