"""Builds on a real Dask scheduler with real workers, each a process that can be killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpora import larger
from istanbul_talks import load
from istanbul_talks.files.disk import files_below
from support.proxy import Proxy
from support.s3 import free_port, s3_server

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).resolve().parents[1] / "support" / "build_program.py"
ARTICLES = 150  # in 16 shards
PATIENCE = 120  # seconds


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workers = folder, list[subprocess.Popen[bytes]]()
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.schedule()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        with (self.folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def schedule(self) -> None:
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def work(self) -> None:
        """Start a worker without a nanny that would start it again."""
        self.workers.append(self._start("worker", self.address, "--no-nanny", "--nthreads", "1"))

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            kill(process)


def kill(process: subprocess.Popen[Any]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    cluster = Cluster(tmp_path / "dask")
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return larger(tmp_path_factory.mktemp("dask") / "corpus", ARTICLES, passes=False)


@pytest.fixture(scope="module")
def in_one_process(corpus: Path) -> dict[str, bytes]:
    out = corpus.parent / "plain"
    assert finished(begin(corpus, out, "--jobs", "1"))[0] == 0
    return contents(out)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files_below(folder)}


def begin(root: Path | str, out: Path | str, *options: str) -> subprocess.Popen[str]:
    """Start scripts/build.py, with sixteen articles in a shard."""
    command = [sys.executable, PROGRAM, "--root", root, "--out", out, "--no-cache", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(list(map(str, command)), **pipes)


def finished(run: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what it printed to standard error, without its progress."""
    _, errors = run.communicate(timeout=PATIENCE)
    return run.returncode, re.sub(r".* articles, .*\n", "", errors)


def wait(until: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


def markers(out: Path) -> list[Path]:
    return list(Path(f"{out}.shards").glob("parts/[0-9]*.json"))


def test_a_killed_worker_costs_only_the_shard_it_was_building(
    corpus: Path, in_one_process: dict[str, bytes], dask: Cluster, tmp_path: Path
) -> None:
    dask.work()
    dask.work()
    run = begin(corpus, tmp_path / "out", "--scheduler", dask.address)
    wait(lambda: markers(tmp_path / "out"))
    kill(dask.workers[0])
    assert len(markers(tmp_path / "out")) < 16, "it was killed in the middle"
    assert finished(run) == (0, "")
    assert contents(tmp_path / "out") == in_one_process
    assert not Path(f"{tmp_path}/out.shards").exists()


def test_a_worker_may_come_late(
    corpus: Path, in_one_process: dict[str, bytes], dask: Cluster, tmp_path: Path
) -> None:
    run = begin(corpus, tmp_path / "out", "--scheduler", dask.address)
    time.sleep(3)
    assert run.poll() is None, "it waits for a worker"
    dask.work()
    wait(lambda: markers(tmp_path / "out"))
    dask.work()
    assert finished(run) == (0, "")
    assert contents(tmp_path / "out") == in_one_process


@pytest.mark.parametrize("again", ["without a scheduler", "with a new scheduler"])
def test_a_lost_scheduler_costs_nothing_that_is_built(
    corpus: Path, in_one_process: dict[str, bytes], dask: Cluster, tmp_path: Path, again: str
) -> None:
    out = tmp_path / "out"
    dask.work()
    run = begin(corpus, out, "--scheduler", dask.address)
    wait(lambda: len(markers(out)) > 2)
    kill(dask.scheduler)
    code, errors = finished(run)
    assert (code, errors.count("\n")) == (2, 1)
    lost = f"build: the scheduler at {dask.address} was lost. What is built is kept. Run this again"
    assert errors.startswith(lost)
    assert not out.exists()
    kill(dask.workers[0])
    kept = {path: path.stat().st_mtime_ns for path in markers(out)}
    assert kept
    if again == "without a scheduler":
        assert finished(begin(corpus, out, "--shards-only", "1/1"))[0] == 0
        assert kept.items() <= {path: path.stat().st_mtime_ns for path in markers(out)}.items()
        assert finished(begin(corpus, out, "--finish")) == (0, "")
    else:
        dask.schedule()
        dask.work()
        assert finished(begin(corpus, out, "--scheduler", dask.address)) == (0, "")
    assert contents(out) == in_one_process


def test_no_scheduler_answers(corpus: Path, tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    code, errors = finished(begin(corpus, tmp_path / "out", "--scheduler", address))
    assert (code, errors.count("\n")) == (2, 1)
    assert re.match(rf"build: no scheduler answers at {address} \(.*\). Start one: dask", errors)


def test_a_poisoned_article_is_a_finding_and_nothing_is_published(
    dask: Cluster, tmp_path: Path
) -> None:
    corpus = larger(tmp_path / "corpus", 40, passes=False)
    (corpus / "annotations" / "tide-0007.json").write_bytes(b'{"a":' * 200_000)
    dask.work()
    code, errors = finished(begin(corpus, tmp_path / "out", "--scheduler", dask.address))
    assert code == 1
    assert errors.startswith("annotations/tide-0007.json:")
    assert "Traceback" not in errors
    assert errors.endswith("out was not changed. Fix the errors first\n")
    assert not (tmp_path / "out").exists()


@contextmanager
def bucket(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A bucket with the packed corpus, behind a proxy that all processes use."""
    import s3fs

    with s3_server() as server:
        proxy = Proxy(*server)
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", proxy.address),
        ):
            monkeypatch.setenv(name, value)
        packed = corpus.parent / f"packed-{os.getpid()}-{time.monotonic_ns()}"
        pack = [sys.executable, PROGRAM, "pack", "--root", str(corpus), str(packed)]
        subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
        system = s3fs.S3FileSystem(skip_instance_cache=True)
        system.mkdir("talks")
        system.put(f"{packed}/", "talks/corpus/", recursive=True)
        yield proxy
        proxy.close()


def test_corpus_and_release_on_s3_with_a_slow_store_and_a_killed_worker(
    corpus: Path,
    in_one_process: dict[str, bytes],
    dask: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bucket(corpus, monkeypatch) as proxy:
        proxy.faults = {
            "GET /talks/corpus/packed": ["slow", "503", "drop", "half"] * 3 + ["slow"] * 8,
            "PUT /talks/out/": ["slow", "500", "lost", ""] * 3,
        }
        dask.work()
        dask.work()
        place, out = "s3://talks/corpus", "s3://talks/out"
        run = begin(place, out, "--scheduler", dask.address)
        wait(lambda: [call for call in proxy.calls if "PUT /talks/out.shards/parts/" in call])
        kill(dask.workers[0])
        assert finished(run) == (0, "")
        assert not [call for call in proxy.calls if "GET /talks/out/data" in call]
        load(out, cache=tmp_path / "cache").verify()
        code, errors = finished(begin(place, out, "--scheduler", dask.address))
        assert (code, errors.count("\n")) == (2, 1)
        assert "has a release already" in errors
        import s3fs

        system = s3fs.S3FileSystem(skip_instance_cache=True)
        there = {path: system.cat_file(path) for path in system.find("talks/out")}
        assert {p.removeprefix("talks/out/"): data for p, data in there.items()} == in_one_process
        assert system.find("talks/out.shards") == []
