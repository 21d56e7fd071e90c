"""Builds a release from a corpus in one pass: check, write, read back, move into place."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from ..files import disk
from ..files.atomic import Staging
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.processes import Tick, cores, in_processes
from ..model.rows import config_digest
from ..text.ids import IdList, shard_of, shards_for
from ..validation.catalogue import build_findings
from ..validation.corpus_summary import CorpusSummary, NoteTable
from ..validation.finding import Finding
from ..validation.notes import FEW
from ..validation.validator import Checker
from . import entities, manifest, parquet
from .documents import card, croissant, data_package, metadata
from .entities import ENTITIES
from .facts import Facts
from .layout import CARD, CITATION, RECORD
from .manifest import Configs, Files
from .parts import Part, Parts, keys_of
from .shard_task import Task, build_shard, forget, has_errors
from .shards import Shard, joined, write_rows
from .staging import staging

Progress = Callable[[int, int], None]
Run = Callable[[Sequence[Task], Tick], Iterable[Part]]  # builds a part for each task


@dataclass(frozen=True)
class Built:
    """All findings of a build, and the facts of the release unless an error stopped it."""

    findings: tuple[Finding, ...]
    facts: Facts | None


class _Plan:
    """A build: a corpus, its articles, and findings about the names of its files."""

    def __init__(self, root: CorpusFolder, today: date, progress: Progress | None) -> None:
        parquet.arrow()
        self.checker, self.today, self.ids = Checker(root, today=today), today, IdList(root.ids())
        self.project = root.project()
        if not self.ids:
            raise CorpusError(f"there is no article in {root.path / 'corpus'}")
        self.findings = self.checker.check_names()
        self.summary = CorpusSummary(root, self.checker.vocabulary, self.ids)
        self._places: list[array[int]] = []  # of the articles of each shard among all
        self._progress, self._done = progress, 0

    def tasks(self, folder: Path, kept: Parts | None, *, free: bool) -> list[Task]:
        """A task for each shard, with its files in a folder."""
        shards = shards_for(len(self.ids))
        own = [IdList() for _ in range(shards)]
        self._places = [array("I") for _ in range(shards)]
        for place, id in enumerate(self.ids):
            own[shard_of(id, shards)].append(id)
            self._places[shard_of(id, shards)].append(place)
        write, root = not has_errors(self.findings), self.checker.root.path
        adds = bool(self.checker.root.adders)
        kept = kept if write else None
        keys = keys_of(self.checker, shards, free) if kept else [""] * shards
        return [
            Task(
                *(root, folder, Shard(at, shards), ids, self.today),
                *(free, write, kept, key, adds),
            )
            for at, (ids, key) in enumerate(zip(own, keys, strict=True))
        ]

    def find(self, tasks: Sequence[Task]) -> list[Part | None]:
        """The part of each task that was built before."""
        found = ((task, task.find()) for task in tasks)
        return [self._taken(task, part, tick=True) if part else None for task, part in found]

    def run(self, tasks: Sequence[Task], run: Run, found: Sequence[Part | None]) -> list[Part]:
        """The part of each task, where it was not found."""
        missing = [task for task, part in zip(tasks, found, strict=True) if part is None]
        forget()  # what an earlier build in this process has read
        built = zip(missing, run(missing, self.tick), strict=True)
        new = iter([self._taken(*one) for one in built])
        return [next(new) if part is None else part for part in found]

    def _taken(self, task: Task, part: Part, *, tick: bool = False) -> Part:
        """A part without its notes, which are in the summary then."""
        for place, note in zip(self._places[task.shard.number], part.notes, strict=True):
            self.summary.add(place, note)
            self.findings += note.findings
        self.tick(len(part.notes) if tick else 0)
        part.notes = NoteTable()
        return part

    def tick(self, more: int) -> None:
        """Count articles, and report how many are done."""
        self._done += more
        if self._progress is not None and more:
            self._progress(self._done, len(self.ids))


def build(  # noqa: PLR0913 - two folders, the day, and options
    root: CorpusFolder,
    target: Path,
    *,
    today: date,
    progress: Progress | None = None,
    free: bool = False,
    jobs: int | None = None,
    cache: bool = True,
    shards: Parts | None = None,
) -> Built:
    """Build `target` from a corpus, its shards in up to `jobs` processes (default: one a core).

    `free`: the text-free edition. `progress` gets the number of articles done and the total.
    `cache`: use unchanged shards of the release that is replaced. `shards`: of `build_shards`; then
    no shard is built.
    Errors in the data become findings, and `target` stays as it was, as after any failure.
    CorpusError if something else is wrong: the call, the project's own files or the machine.
    """
    plan = _Plan(root, today, progress)
    kept = Parts.of_release(target) if cache and not free and len(plan.ids) >= FEW else None
    with staging(target) as staged:
        tasks = plan.tasks(staged.folder, shards or kept, free=free)
        if shards and has_errors(plan.findings):
            return Built(tuple(sorted(plan.findings)), None)
        found = plan.find(tasks)
        if shards and None in found:
            raise CorpusError(_missing(shards, found))
        parts = plan.run(tasks, run_here(jobs), found)
        records = [task.record for task in tasks] if free else []
        tasks.clear()  # their ids take memory that the rules about the corpus can use
        corpus_wide = plan.checker.check_corpus(plan.summary)
        findings = [*plan.findings, *build_findings(corpus_wide)]
        findings.sort()
        if has_errors(findings):
            return Built(tuple(findings), None)
        facts = _finish(plan, parts, records, staged)
        staged.commit()
    return Built(tuple(findings), facts)


def build_shards(  # noqa: PLR0913 - two folders, the share, the day, and options
    root: CorpusFolder,
    shards: Parts,
    share: tuple[int, int],
    *,
    today: date,
    progress: Progress | None = None,
    free: bool = False,
    run: Run | None = None,
) -> list[Finding]:
    """Build a share of the shards, for `build(…, shards=shards)`.

    `share`: (2, 8) is the second of eight shares. Shards that are there are not built again. `run`:
    how they are built, if not in a process for each core.
    Returns the findings about their articles, or errors in the names of files.
    """
    plan, (part, shares) = _Plan(root, today, progress), share
    if has_errors(plan.findings):
        return sorted(plan.findings)
    tasks = plan.tasks(shards.files, shards, free=free)[part - 1 :: shares]
    plan.findings.clear()  # about names of files: those stop a release
    plan.run(tasks, run or run_here(None), plan.find(tasks))
    return sorted(plan.findings)


def run_here(jobs: int | None) -> Run:
    """Builds shards in up to `jobs` processes of this machine (default: one for each core)."""
    jobs = cores() if jobs is None else jobs
    return lambda tasks, tick: in_processes(build_shard, tasks, jobs, tick)


def _missing(shards: Parts, found: Sequence[Part | None]) -> str:
    missing = [str(at) for at, part in enumerate(found, start=1) if part is None]
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    said = f"{shards} lacks {len(missing)} of {len(found)} shards, or they are out of date"
    numbers = f"{', '.join(missing[:10])}{more}"
    return f"{said}: {numbers}. Build each with --shards-only NUMBER/{len(found)}"


def _finish(
    plan: _Plan,
    parts: Sequence[Part],
    records: Sequence[str],
    staged: Staging,
) -> Facts:
    """Write what the shards do not: entities, documents, manifest.

    `records`: the parts of restore.jsonl.
    """
    for part in parts:
        staged.files |= part.files
    if records:
        with staged.create(RECORD) as record:
            for name in records:
                record.write(disk.map_file(disk.inside(staged.folder, name)))
        for name in records:
            staged.remove(name)
    for part in parts[1:]:
        parts[0].tally.merge(part.tally)
        parts[0].comparison.merge(part.comparison)
    configs = joined([part.written for part in parts], staged)
    rows = entities.rows(parts[0].tally.entities, plan.summary.vocabulary.entities)
    schema = parquet.schema(ENTITIES)
    configs[ENTITIES] = write_rows(rows, staged, ENTITIES, schema)
    facts = _facts(plan.project, plan.summary, parts, configs, staged.files)
    _write_documents(plan.checker.root, staged, facts)
    facts = replace(facts, files=dict(staged.files))
    manifest.write(staged, manifest.build(facts.identity, configs, facts.files))
    return facts


def _facts(
    project: Mapping[str, Any],
    summary: CorpusSummary,
    parts: Sequence[Part],
    configs: Configs,
    files: Files,
) -> Facts:
    tally, comparison = parts[0].tally, parts[0].comparison
    full = {name: config_digest([part.full[name] for part in parts]) for name in parts[0].full}
    if full:
        full[ENTITIES] = configs[ENTITIES].digest  # it has no words of articles
    return Facts(
        summary.vocabulary,
        project["version"],
        project.get("released"),
        tally,
        configs,
        files,
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
