"""Corpus folder to release folder, in one pass over the files: checked, written beside, read back, moved into place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from . import storage
from .columns import CONFIGS
from .findings import Finding, Severity
from .jsontext import canonical, compact
from .messages import Refusal
from .release import about, card, citation, croissant, datapackage, rocrate
from .release.facts import Config, Facts, Quality, named, shard_name
from .release.manifest import manifest
from .reliability import Comparison
from .resolve import article_of, capture_of
from .rules.case import Checked
from .rules.corpus import Census
from .rules.runner import census_of, check_article, check_corpus, check_listing
from .stats import Tally
from .storage import writing
from .storage.project import project as read_project
from .tables import arrow_schema, from_batch, misplaced, rows_of, to_batch
from .verified import checksums
from .vocabulary import Vocabulary, load

BATCH = 500  # articles a row group; measured faster than larger ones, and what memory holds at a time
ROWS = 8_000  # rows of all configs that memory holds at a time: an article with two passes can have a thousand
SHARD = 20_000  # articles a shard: some 100 MB of Parquet
_PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "write_page_checksum": True, "write_page_index": True}
_COPIED = ("LICENSE", "LICENSE-DATA")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """What came of a build: every finding, and the facts of the release unless an error stopped it."""

    findings: tuple[Finding, ...]
    facts: Facts | None


def _build(root: storage.Root, target: Path, *, today: date, progress: Progress | None = None, shard: int = SHARD) -> Built:
    """The build itself; `_Stopped` leaves it when an error was found."""
    vocabulary = load(root)
    project = read_project(root)
    findings = check_listing(root)
    ids = root.ids()
    if shard < 1:
        raise Refusal(f"a shard cannot hold {shard} articles. Name a number from 1")
    if not ids:
        raise Refusal(f"{root.path / 'corpus'} holds no article")
    with writing.replacing(target, "MANIFEST.json") as folder:
        tally, census = Tally(), census_of(root, vocabulary)
        comparison = Comparison(list(vocabulary.targets))
        articles = _checked(root, vocabulary, ids, today, progress, findings, census)
        configs = _write_rows(articles, folder, shard, len(ids), tally, comparison)
        findings += check_corpus(root, census)
        if any(f.severity is Severity.ERROR for f in findings):
            raise _Stopped(findings)
        _read_back(folder, configs)
        quality = Quality(comparison.results(), [audit for _, audit in census.audits])
        facts = _write_documents(root, folder, vocabulary, project, tally, configs, quality)
    return Built(tuple(sorted(findings)), facts)


class _Stopped(Exception):
    """Errors were found: leave the context that would move the folder into place."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(sorted(findings))


def build(root: storage.Root, target: Path, *, today: date, progress: Progress | None = None, shard: int = SHARD) -> Built:
    """Build `target` from a corpus, in one pass over its files.

    Errors of the data are findings, and then, as after any failure, `target` is as it was. Refusal where the call, the
    project's own files or the machine are at fault.
    """
    try:
        return _build(root, target, today=today, progress=progress, shard=shard)
    except _Stopped as stopped:
        return Built(stopped.findings, None)


def _checked(
    root: storage.Root,
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


@dataclass
class _Writer:
    """One shard of one config: rows in, Parquet and JSON Lines out."""

    config: str
    parquet: pq.ParquetWriter
    lines: BinaryIO
    rows: list[dict[str, Any]] = field(default_factory=list)

    def flush(self, totals: _Totals) -> None:
        if self.rows:
            batch = to_batch(self.config, self.rows)
            self.parquet.write_batch(batch)
            data = b"".join(compact(row) for row in self.rows)
            self.lines.write(data)
            totals.digest.update(data)
            totals.rows += len(self.rows)
            totals.memory += batch.nbytes
            self.rows.clear()


@dataclass
class _Totals:
    rows: int = 0
    memory: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


def _write_rows(
    articles: Iterator[Checked], folder: Path, shard: int, most: int, tally: Tally, comparison: Comparison
) -> dict[str, Config]:
    totals = {config: _Totals() for config in CONFIGS}
    shards = -(-most // shard)
    written = 0
    for number in range(shards):
        with ExitStack() as stack:
            writers = {config: _open(stack, folder, config, number, shards) for config in CONFIGS}
            for checked in _take(articles, shard):
                assert checked.case is not None
                record = article_of(checked.case.annotation, checked.case.resolution)
                made = checked.adjudication.pass_items if checked.adjudication else []
                decided = checked.adjudication.records if checked.adjudication else []
                tally.add(record, made)
                comparison.add(made)
                raw = capture_of(checked.case.annotation, checked.case.resolution)
                for config, rows in rows_of(record, raw, made, decided).items():
                    writers[config].rows += rows
                written += 1
                if written % BATCH == 0 or sum(len(writer.rows) for writer in writers.values()) >= ROWS:
                    _flush(writers, totals)
            _flush(writers, totals)
    sizes = {config: sum(path.stat().st_size for path in (folder / "data" / config).iterdir()) for config in CONFIGS}
    return {c: Config(t.rows, t.digest.hexdigest(), shards, t.memory, sizes[c]) for c, t in totals.items()}


def _take(articles: Iterator[Checked], most: int) -> Iterator[Checked]:
    for _, checked in zip(range(most), articles, strict=False):
        yield checked


def _open(stack: ExitStack, folder: Path, config: str, number: int, shards: int) -> _Writer:
    sink = stack.enter_context(writing.create(folder / shard_name(config, number, shards, "parquet")))
    lines = stack.enter_context(writing.create(folder / shard_name(config, number, shards, "jsonl")))
    parquet = stack.enter_context(pq.ParquetWriter(sink, arrow_schema(config), **_PARQUET))
    return _Writer(config, parquet, lines)


def _flush(writers: dict[str, _Writer], totals: dict[str, _Totals]) -> None:
    for config, writer in writers.items():
        writer.flush(totals[config])


def _read_back(folder: Path, configs: dict[str, Config]) -> None:
    """Compare what Parquet gives back, checksums verified, with the rows that were meant, and every span with its text.

    Refusal if anything differs.
    """
    for name, config in configs.items():
        digest = hashlib.sha256()
        for row in _rows_of_parquet(folder, name, config.shards):
            digest.update(compact(row))
            wrong = misplaced(row) if name == "articles" else None
            if wrong:
                raise Refusal(f"{row['id']}: the span of {wrong} does not hold its words. Nothing was published; report this as a fault")
        if digest.hexdigest() != config.digest:
            raise Refusal(f"{name}: Parquet gives back other rows than were written. Nothing was published; check the disk")


def _rows_of_parquet(folder: Path, name: str, shards: int) -> Iterator[dict[str, Any]]:
    for number in range(shards):
        shard = storage.map_file(folder / shard_name(name, number, shards, "parquet"))
        with pq.ParquetFile(pa.BufferReader(shard), page_checksum_verification=True) as file:
            for batch in file.iter_batches(BATCH):
                yield from from_batch(batch)


def _write_documents(
    root: storage.Root,
    folder: Path,
    vocabulary: Vocabulary,
    project: dict[str, str],
    tally: Tally,
    configs: dict[str, Config],
    quality: Quality,
) -> Facts:
    def text(name: str) -> str:
        return storage.read_text(root.path / name)

    copied = {name: text(name).encode() for name in _COPIED if storage.exists(root.path / name)}
    copied |= {f"schema/{name}": text(f"schema/{name}").encode() for name in root.entries("schema")}
    for name, data in copied.items():
        writing.write(folder / name, data)
    facts = named(Facts(vocabulary, project["version"], project.get("released"), tally, configs, {}, quality, project.get("doi")))
    responsible = vocabulary.dataset["responsible"]
    filled = {key: card.fill(value, card.values(facts), "schema/dataset.json") for key, value in responsible.items()}
    facts = replace(facts, files=_files(folder))
    documents = {
        "README.md": card.card(facts, text("templates/card.md")).encode(),
        "CITATION.cff": citation.citation_cff(vocabulary.dataset, facts.version, facts.released, facts.doi).encode(),
        "croissant.json": canonical(croissant.croissant(facts, filled)),
        "datacite.json": canonical(about.datacite(facts)),
        "datapackage.json": canonical(datapackage.datapackage(facts)),
    }
    for name, document in documents.items():
        writing.write(folder / name, document)
    facts = replace(facts, files=_files(folder))
    writing.write(folder / rocrate.NAME, canonical(rocrate.rocrate(facts)))
    files = _files(folder)
    facts = replace(facts, files=files)
    writing.write(folder / "MANIFEST.json", canonical(manifest(facts)))
    sums = {name: digest for name, (digest, _) in files.items()} | {"MANIFEST.json": storage.sha256(folder / "MANIFEST.json")[0]}
    writing.write(folder / "SHA256SUMS", checksums(sums).encode())
    return facts


def _files(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of every file that is there so far."""
    return {path.relative_to(folder).as_posix(): storage.sha256(path) for path in storage.files_below(folder)}
