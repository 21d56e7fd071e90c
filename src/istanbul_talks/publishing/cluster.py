"""Builds shards where the corpus or the release is at an address, and on a Dask cluster.

OUT/data/…, OUT/jsonl/…, OUT/index/…   files of the shards
OUT.shards/parts/…                     what is known of each shard: written last, so it is a marker
OUT/MANIFEST.json                      the release is complete

Each task works in a temporary folder, so it may be killed and run again anywhere.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from ..dataset import shard_task
from ..dataset.build import Run
from ..dataset.layout import MANIFEST
from ..dataset.parts import Part, Parts
from ..dataset.shard_task import Task, build_shard
from ..dataset.shards import Shard
from ..errors import CorpusError
from ..files import atomic, disk
from ..files.content import code_id
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.optional import require
from ..files.packed import INDEX, LISTING, Packed, shard_name
from ..files.processes import Tick, cores, in_processes
from ..text.ids import shard_of
from ..text.visible import visible
from .store import Store, is_address

_COMMON = re.compile(r"(schema|templates)/.+|pyproject\.toml|LICENSE[^/]*")
_SECONDS = 10  # to wait for the scheduler


@dataclass(frozen=True)
class _Piece:
    """What a task needs of a packed corpus at an address. `lines`: of the listing, from where.

    `names`: the files that every task needs, and those of its shards. `index`: of these lines.
    """

    store: Store
    names: tuple[str, ...]
    index: bytes
    lines: tuple[int, int]
    digest: str

    def fetch(self, folder: Path) -> Path:
        """Make a corpus of it. CorpusError if it is not what it was."""
        self.store.get({name: disk.inside(folder, name) for name in self.names})
        lines = self.store.read(LISTING, *self.lines)
        if _digest(folder, self.names, lines) != self.digest:
            raise CorpusError(f"{self.store} was changed during the build. Build it again")
        atomic.write(folder / LISTING, lines)
        atomic.write(folder / INDEX, self.index)
        return folder


def _digest(folder: Path, names: Sequence[str], lines: bytes) -> str:
    """A hash of the files that are not in the listing, and of the listing."""
    common = [name for name in names if _COMMON.fullmatch(name)]
    hashes = "".join(f"{name}\0{disk.sha256(folder / name)[0]}\0" for name in common)
    return hashlib.sha256(hashes.encode() + lines).hexdigest()


@dataclass(frozen=True)
class RemoteCorpus(CorpusFolder):
    """A packed corpus at an address. Its index and listing are copied; a shard when it is read."""

    store: Store
    names: tuple[str, ...]

    @classmethod
    def at(cls, address: str, folder: Path) -> RemoteCorpus:
        """CorpusError if there is no packed corpus."""
        store = Store.at(address)
        there = store.sizes()
        if INDEX not in there:
            pack = "Pack the corpus with istanbul-talks pack, and copy the folder there"
            raise CorpusError(f"{store} has no {INDEX}. {pack}")
        names = tuple(sorted(filter(_COMMON.fullmatch, there)))
        store.get({name: disk.inside(folder, name) for name in (*names, INDEX, LISTING)})
        return cls(folder, store, names)

    @cached_property
    def packed(self) -> _FetchingPacked:
        return _FetchingPacked(self.path, self.store)

    def piece(self, ids: Iterable[str]) -> _Piece:
        """What the articles of a shard need."""
        shards = self.packed.shards
        own = sorted({shard_of(id, shards) for id in ids})
        start, size = self.packed.lines_of(range(own[0], own[-1] + 1) if own else range(0))
        lines = disk.read_range(self.path / LISTING, start, size)
        listing = {"size": size, "sha256": hashlib.sha256(lines).hexdigest()}
        index = canonical({**orjson.loads(disk.read_bytes(self.path / INDEX)), "listing": listing})
        digest = _digest(self.path, self.names, lines)
        names = (*self.names, *(shard_name(number, shards) for number in own))
        return _Piece(self.store, names, index, (start, size), digest)


class _FetchingPacked(Packed):
    def __init__(self, root: Path, store: Store) -> None:
        self._store = store
        super().__init__(root)

    def shard_file(self, name: str) -> Path:
        file = super().shard_file(name)
        if not disk.exists(file):
            self._store.get({name: file})
        return file


@dataclass(frozen=True)
class StoredParts(Parts):
    """Parts and their files at an address. `folder` and `files`: of this process."""

    out: Store

    @classmethod
    def of(cls, out: Store, folder: Path) -> StoredParts:
        """The parts of a release that is built at an address."""
        return cls(folder / "parts", folder, True, out)

    def __str__(self) -> str:
        return str(self.shards)

    @property
    def shards(self) -> Store:
        """What is removed once the release is complete."""
        return Store(f"{self.out.address}.shards")

    def find(self, shard: Shard, key: str, today: date, target: Path) -> Part | None:
        return super().find(shard, key, today, target) if self._sizes else None

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """The files that are there; fetches the parts."""
        inner = self.shards.sizes()
        parts = [name for name in inner if name.startswith("parts/")]
        self.shards.get({name: disk.inside(self.files, name) for name in parts})
        return {**self.out.sizes(), **inner}

    def has(self, path: str, part: Part, times: Mapping[str, int]) -> bool:
        return self._sizes.get(path) == part.files[path][1]

    def place(self, path: str, target: Path) -> None:
        if not _is_published(path):
            self.shards.get({path: disk.inside(target, path)})

    def keep(self, shard: Shard, key: str, today: date, built: tuple[Path, Part]) -> None:
        super().keep(shard, key, today, built)
        folder, part = built
        files = {path: folder / path for path in part.files}
        self.out.put({path: file for path, file in files.items() if _is_published(path)})
        self.shards.put({path: file for path, file in files.items() if not _is_published(path)})
        marker = self.path(shard)
        self.shards.put({marker.relative_to(self.files).as_posix(): marker})

    def elsewhere(self, folder: Path) -> StoredParts:
        """The same, for another process."""
        return StoredParts.of(self.out, folder)


def _is_published(path: str) -> bool:
    """Whether a file of a shard becomes part of the release: all in folders do."""
    return "/" in path


@dataclass(frozen=True)
class _Job:
    """A task for any machine. `code`: of the package that must run it."""

    task: Task
    piece: _Piece | None
    code: bytes


def _build(job: _Job, tick: Tick) -> Part:
    """Build a shard in a temporary folder, and put its files where they belong."""
    if code_id(".") != job.code:
        remedy = "Install the same on every machine, and start the workers again"
        raise CorpusError(f"a worker has another istanbul-talks, or other libraries. {remedy}")
    task, kept = job.task, job.task.kept
    shard_task.forget()
    with TemporaryDirectory(prefix="istanbul-talks-") as name:
        own = Path(name)
        if job.piece:
            task = replace(task, root=job.piece.fetch(own / "corpus"))
        if isinstance(kept, StoredParts):
            folder = own / "shards"
            folder.mkdir()
            task = replace(task, folder=folder, kept=kept.elsewhere(folder))
        return build_shard(task, tick)


class Site:
    """Where a release is built: folders that all machines share, or addresses."""

    def __init__(self, root: str, out: str, folder: Path) -> None:
        self.root, self.out = CorpusFolder(Path(root)), out
        if is_address(root):
            self.root = RemoteCorpus.at(root, folder / "corpus")
        self.target, self._folder = Path(out), folder
        if is_address(out):
            self.target = folder / "release"
            if MANIFEST in (store := Store.at(out)).sizes():
                raise CorpusError(f"{store} has a release already. Name another address")

    @property
    def shards(self) -> Parts:
        """What is built so far."""
        if is_address(self.out):
            return StoredParts.of(Store.at(self.out), self._folder / "shards")
        return Parts.of_shards(self.target.with_name(f"{self.target.name}.shards"))

    @property
    def needs_shards(self) -> bool:
        """Whether shards must be built before the release, as one is elsewhere."""
        return is_address(self.out) or isinstance(self.root, RemoteCorpus)

    def run(self, scheduler: str | None, jobs: int | None) -> Run:
        """Builds shards on a cluster, or in processes of this machine."""

        def run(tasks: Sequence[Task], tick: Tick) -> Iterable[Part]:
            own = [self._job(task) for task in tasks]
            if scheduler:
                return _on_cluster(scheduler, own, tick)
            return in_processes(_build, own, cores() if jobs is None else jobs, tick)

        return run

    def _job(self, task: Task) -> _Job:
        """A task for another machine, without what this process has read of the parts."""
        root, folder = task.root.absolute(), task.folder.absolute()
        kept = self.shards
        kept = kept.elsewhere(folder) if isinstance(kept, StoredParts) else Parts.of_shards(folder)
        task = replace(task, root=root, folder=folder, kept=kept)
        piece = self.root.piece(task.ids) if isinstance(self.root, RemoteCorpus) else None
        return _Job(task, piece, code_id("."))

    def finish(self) -> None:
        """Put the joined release where it belongs, its manifest last, and remove the parts."""
        shards = self.shards
        if not isinstance(shards, StoredParts):
            shutil.rmtree(shards.files)
            return
        files = {p.relative_to(self.target).as_posix(): p for p in disk.files_below(self.target)}
        manifest = files.pop(MANIFEST)
        known = {*orjson.loads(disk.read_bytes(manifest))["files"], *files}
        if foreign := sorted(shards.out.sizes().keys() - known):
            remedy = "They may be of another edition. Remove them, and run --finish"
            first = f"{len(foreign)} files that are not part of the release, first {foreign[0]}"
            raise CorpusError(f"{shards.out} has {first}. {remedy}")
        shards.out.put(files)
        shards.out.put({MANIFEST: manifest})
        shards.shards.remove()


@contextmanager
def site(root: str, out: str) -> Iterator[Site]:
    """Where a release is built. CorpusError for an address with no corpus, or with a release."""
    with TemporaryDirectory(prefix="istanbul-talks-") as folder:
        yield Site(root, out, Path(folder))


def _on_cluster(scheduler: str, jobs: Sequence[_Job], tick: Tick) -> list[Part]:
    """Build shards on a Dask cluster. CorpusError in one line for whatever happens to it."""
    distributed = require("distributed", "cluster")
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(scheduler, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        unheard = f"no scheduler answers at {visible(scheduler, 200)} ({visible(str(error), 200)})"
        raise CorpusError(f"{unheard}. Start one: dask scheduler") from None
    with closing(client), _errors(distributed, scheduler):
        futures = [client.submit(_build, job, _silent, pure=False) for job in jobs]
        numbers = {future.key: number for number, future in enumerate(futures)}
        parts: dict[int, Part] = {}
        for future in distributed.as_completed(futures, loop=client.loop):
            number = numbers[future.key]
            parts[number] = future.result()
            tick(len(jobs[number].task.ids))
        return [parts[number] for number in range(len(jobs))]


def _silent(_: int) -> None:
    """Articles are counted when their shard is complete."""


@contextmanager
def _errors(distributed: Any, scheduler: str) -> Iterator[None]:
    again = "What is built is kept. Run this again, or --shards-only 1/1 and then --finish"
    try:
        yield
    except CorpusError:
        raise
    except distributed.KilledWorker:
        died = "a shard was given up: the workers that built it died"
        raise CorpusError(f"{died}. Give each more memory, or fewer threads. {again}") from None
    except (distributed.client.FutureCancelledError, distributed.comm.CommClosedError):
        raise CorpusError(f"the scheduler at {scheduler} was lost. {again}") from None
    except Exception as error:  # noqa: BLE001 - whatever a worker or the library raises
        found = visible(f"{type(error).__name__}: {error}", 300)
        raise CorpusError(f"the cluster failed ({found}). {again}") from None
