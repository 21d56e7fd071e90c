"""Builds a release from a corpus in one pass: check, write, read back, move into place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from heapq import merge
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from ..files import disk
from ..files.atomic import Staging
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.processes import cores, in_processes
from ..model.rows import config_digest
from ..text.ids import shard_of, shards_for
from ..validation.corpus_summary import CorpusSummary
from ..validation.finding import Finding
from ..validation.validator import Checker
from . import manifest, parquet
from .documents import card, croissant, data_package, metadata
from .facts import Facts
from .layout import CARD, CITATION, RECORD
from .manifest import Configs
from .shard_task import Part, Task, build_shard, has_errors
from .shards import Shard, joined
from .staging import staging

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """All findings of a build, and the facts of the release unless an error stopped it."""

    findings: tuple[Finding, ...]
    facts: Facts | None


def build(  # noqa: PLR0913 - two folders, the day, and three options
    root: CorpusFolder,
    target: Path,
    *,
    today: date,
    progress: Progress | None = None,
    free: bool = False,
    jobs: int | None = None,
) -> Built:
    """Build `target` from a corpus, its shards in up to `jobs` processes (default: one a core).

    `free`: the text-free edition. `progress` gets the number of articles done and the total.
    Errors in the data become findings, and `target` stays as it was, as after any failure.
    CorpusError if something else is wrong: the call, the project's own files or the machine.
    """
    parquet.arrow()
    checker, project, ids = Checker(root, today=today), root.project(), root.ids()
    if not ids:
        raise CorpusError(f"there is no article in {root.path / 'corpus'}")
    findings = checker.check_names()
    with staging(target) as staged:
        task = partial(
            Task, root.path, staged.folder, today=today, free=free, write=not has_errors(findings)
        )
        tasks = [task(shard, own) for shard, own in _shards(ids)]
        tick = _Tick(progress, len(ids))
        parts = in_processes(build_shard, tasks, cores() if jobs is None else jobs, tick)
        summary = CorpusSummary(checker.root, checker.vocabulary)
        for note in merge(*(part.notes for part in parts)):
            summary.add(note)
        findings += [finding for part in parts for finding in part.findings]
        findings = sorted(findings + checker.check_corpus(summary))
        if has_errors(findings):
            return Built(tuple(findings), None)
        for part in parts:
            staged.files |= part.files
        if free:
            _join_records(staged, [task.record for task in tasks])
        configs = joined([part.written for part in parts], staged)
        facts = _facts(project, summary, parts, configs, staged)
        _write_documents(root, staged, facts)
        facts = replace(facts, files=dict(staged.files))
        manifest.write(staged, manifest.build(facts.identity, configs, facts.files))
        staged.commit()
    return Built(tuple(findings), facts)


def _shards(ids: Sequence[str]) -> Iterator[tuple[Shard, tuple[str, ...]]]:
    """The shards, each with the ids of its articles."""
    shards = shards_for(len(ids))
    own: list[list[str]] = [[] for _ in range(shards)]
    for id in ids:
        own[shard_of(id, shards)].append(id)
    return ((Shard(number, shards), tuple(ids)) for number, ids in enumerate(own))


class _Tick:
    """Counts articles, and reports how many are done."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.total)


def _join_records(staged: Staging, names: Sequence[str]) -> None:
    """Make restore.jsonl of the parts that the shards wrote."""
    with staged.create(RECORD) as record:
        for name in names:
            record.write(disk.map_file(staged.folder / name))
    for name in names:
        staged.remove(name)


def _facts(
    project: Mapping[str, Any],
    summary: CorpusSummary,
    parts: Sequence[Part],
    configs: Configs,
    staged: Staging,
) -> Facts:
    tally, comparison = parts[0].tally, parts[0].comparison
    for part in parts[1:]:
        tally.merge(part.tally)
        comparison.merge(part.comparison)
    full = {name: config_digest([part.full[name] for part in parts]) for name in parts[0].full}
    return Facts(
        summary.vocabulary,
        project["version"],
        project.get("released"),
        tally,
        configs,
        staged.files,
        comparison.results(),
        [audit for _, audit in summary.audits],
        project.get("doi"),
        full,
    ).with_own_version()


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
