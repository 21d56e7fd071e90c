"""Corpus folder to release folder, in one pass over the files: checked, written beside, read back, moved into place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import ArgumentError, CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.project import project as read_project
from ..files.strict_json import canonical, compact
from ..model.columns import CONFIGS
from ..model.resolve import article_of, capture_of
from ..model.vocabulary import Vocabulary, load
from ..quality.agreement import Comparison
from ..validation.finding import Finding, Severity
from ..validation.rules.corpus import Census
from ..validation.subjects import Checked
from ..validation.validator import census_of, check_article, check_corpus, check_listing
from . import text_free
from .documents import card, citation_cff, croissant, data_package, datacite, ro_crate
from .facts import Facts, Quality, named
from .manifest import manifest
from .rows import Rows, misplaced, rows_of
from .shards import SHARD, read_back, write_rows
from .statistics import Tally
from .verify import checksums

_COPIED = ("LICENSE", "LICENSE-DATA")
RECORD = "restore.jsonl"  # of the text-free edition: where its words stood

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """What came of a build: every finding, and the facts of the release unless an error stopped it."""

    findings: tuple[Finding, ...]
    facts: Facts | None


def _build(
    root: CorpusFolder,
    target: Path,
    *,
    today: date,
    progress: Progress | None,
    shard: int,
    free: bool,
) -> Built:
    """The build itself; `_Stopped` leaves it when an error was found."""
    vocabulary = load(root)
    project = read_project(root)
    findings = check_listing(root)
    ids = root.ids()
    if shard < 1:
        raise ArgumentError(f"a shard cannot hold {shard} articles. Name a number from 1")
    if not ids:
        raise CorpusError(f"{root.path / 'corpus'} holds no article")
    names = [config for config in CONFIGS if not free or config not in text_free.LEFT_OUT]
    full = {config: hashlib.sha256() for config in CONFIGS}
    with atomic.replacing(target, "MANIFEST.json") as folder:
        tally, census = Tally(), census_of(root, vocabulary)
        comparison = Comparison(list(vocabulary.targets))
        articles = _checked(root, vocabulary, ids, today, progress, findings, census)
        with atomic.create(folder / RECORD) if free else nullcontext() as record:
            rows = _rows(articles, tally, comparison, full, record)
            configs = write_rows(rows, folder, names, shard=shard, most=len(ids), free=free)
        findings += check_corpus(root, census)
        if any(f.severity is Severity.ERROR for f in findings):
            raise _Stopped(findings)
        read_back(folder, configs, free=free)
        quality = Quality(comparison.results(), [audit for _, audit in census.audits])
        digests = {config: digest.hexdigest() for config, digest in full.items()} if free else {}
        facts = named(
            Facts(
                vocabulary,
                project["version"],
                project.get("released"),
                tally,
                configs,
                {},
                quality,
                project.get("doi"),
                digests,
            )
        )
        facts = _write_documents(root, folder, facts)
    return Built(tuple(sorted(findings)), facts)


class _Stopped(Exception):
    """Errors were found: leave the context that would move the folder into place."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(sorted(findings))


def build(
    root: CorpusFolder,
    target: Path,
    *,
    today: date,
    progress: Progress | None = None,
    shard: int = SHARD,
    free: bool = False,
) -> Built:
    """Build `target` from a corpus, in one pass over its files; `free`: the text-free edition.

    Errors of the data are findings, and then, as after any failure, `target` is as it was. CorpusError where the call, the
    project's own files or the machine are at fault.
    """
    try:
        return _build(root, target, today=today, progress=progress, shard=shard, free=free)
    except _Stopped as stopped:
        return Built(stopped.findings, None)


def _checked(
    root: CorpusFolder,
    vocabulary: Vocabulary,
    ids: list[str],
    today: date,
    progress: Progress | None,
    findings: list[Finding],
    census: Census,
) -> Iterator[Checked]:
    """Check every article in turn; hand on those that can be published while there is no error."""
    failed = any(f.severity is Severity.ERROR for f in findings)
    for done, id in enumerate(ids, start=1):
        checked = check_article(root, vocabulary, id, today)
        findings += checked.findings
        census.add(checked)
        failed = failed or any(f.severity is Severity.ERROR for f in checked.findings)
        if progress is not None:
            progress(done, len(ids))
        if checked.buildable and not failed:
            yield checked


def _rows(
    articles: Iterator[Checked],
    tally: Tally,
    comparison: Comparison,
    full: dict[str, Any],
    record: BinaryIO | None,
) -> Iterator[Rows]:
    """The rows of each article, counted; without their words where a record of these is kept."""
    for checked in articles:
        assert checked.case is not None
        article = article_of(checked.case.annotation, checked.case.resolution)
        made = checked.adjudication.pass_items if checked.adjudication else []
        decided = checked.adjudication.records if checked.adjudication else []
        tally.add(article, made)
        comparison.add(made)
        rows = rows_of(
            article, capture_of(checked.case.annotation, checked.case.resolution), made, decided
        )
        if record is None:
            yield rows
            continue
        for config, own in rows.items():
            full[config].update(b"".join(map(compact, own)))
        wrong = misplaced(rows["articles"][0])
        if wrong:
            raise CorpusError(
                f"{article.id}: the span of {wrong} does not hold its words. Nothing was published; report this as a fault"
            )
        stripped, line = text_free.strip(rows)
        record.write(compact(line))
        yield stripped


def _write_documents(root: CorpusFolder, folder: Path, facts: Facts) -> Facts:
    vocabulary = facts.vocabulary

    def text(name: str) -> str:
        return disk.read_text(root.path / name)

    copied = {name: text(name).encode() for name in _COPIED if disk.exists(root.path / name)}
    copied |= {f"schema/{name}": text(f"schema/{name}").encode() for name in root.entries("schema")}
    for name, data in copied.items():
        atomic.write(folder / name, data)
    responsible = vocabulary.dataset["responsible"]
    filled = {
        key: card.fill(value, card.values(facts), "schema/dataset.json")
        for key, value in responsible.items()
    }
    facts = replace(facts, files=_files(folder))
    documents = {
        "README.md": card.card(facts, text("templates/card.md")).encode(),
        "CITATION.cff": citation_cff.citation_cff(
            vocabulary.dataset, facts.version, facts.released, facts.doi, facts.edition
        ).encode(),
        "croissant.json": canonical(croissant.croissant(facts, filled)),
        **(
            {"datacite.json": canonical(datacite.datacite(facts))} if facts.released else {}
        ),  # only what is released is registered
        "datapackage.json": canonical(data_package.datapackage(facts)),
    }
    for name, document in documents.items():
        atomic.write(folder / name, document)
    facts = replace(facts, files=_files(folder))
    atomic.write(folder / ro_crate.NAME, canonical(ro_crate.rocrate(facts)))
    files = _files(folder)
    facts = replace(facts, files=files)
    atomic.write(folder / "MANIFEST.json", canonical(manifest(facts)))
    sums = {name: digest for name, (digest, _) in files.items()} | {
        "MANIFEST.json": disk.sha256(folder / "MANIFEST.json")[0]
    }
    atomic.write(folder / "SHA256SUMS", checksums(sums).encode())
    return facts


def _files(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of every file that is there so far."""
    return {
        path.relative_to(folder).as_posix(): disk.sha256(path) for path in disk.files_below(folder)
    }
