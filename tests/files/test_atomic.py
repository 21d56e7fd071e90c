"""A write leaves the old or the new; leftovers of killed processes are swept, of live ones not."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from istanbul_talks.files import atomic

STAGING = """
import sys, time
from pathlib import Path
from istanbul_talks.files import atomic
with atomic.staging(Path(sys.argv[1])) as staging:
    staging.write("half", b"x")
    print("staged", flush=True)
    time.sleep(60)
"""
WRITING = """
import os, sys, time
from pathlib import Path
from istanbul_talks.files import atomic
def stop(*paths):
    print("written", flush=True)
    time.sleep(60)
os.replace = stop
atomic.write(Path(sys.argv[1]), b"x")
"""


@contextmanager
def running(program: str, target: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has begun to write `target`, and will not get further."""
    command = [sys.executable, "-c", program, str(target)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() in ("staged", "written")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def unfinished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.mark.parametrize(("program", "name"), [(STAGING, "release"), (WRITING, "a.json")])
def test_what_a_killed_process_left_is_swept_by_the_next(
    tmp_path: Path, program: str, name: str
) -> None:
    target = tmp_path / name
    with running(program, target):
        atomic.sweep(tmp_path)
        assert len(unfinished(tmp_path)) == 1, "a live process keeps its unfinished work"
    assert len(unfinished(tmp_path)) == 1
    if program is STAGING:
        with atomic.staging(target) as staging:
            staging.write("complete", b"y")
            staging.commit()
        assert [path.name for path in target.iterdir()] == ["complete"]
    else:
        atomic.write(target, b"y")
        assert target.read_bytes() == b"y"
    assert unfinished(tmp_path) == []


def test_other_hidden_files_are_left_alone(tmp_path: Path) -> None:
    names = [".a.json.settings", ".release.abcdefgh.unfinished.old", ".unfinished", "x.unfinished"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    atomic.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_threads_that_write_and_sweep_lose_nothing(tmp_path: Path) -> None:
    def work(number: int) -> None:
        for i in range(30):
            atomic.write(tmp_path / f"{number}-{i}", b"x")
            atomic.sweep(tmp_path)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))  # raises what a thread raised
    assert len(list(tmp_path.iterdir())) == 120


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    atomic.write(tmp_path / "a", b"old")

    def fail(*paths: Path) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="full"):
        atomic.write(tmp_path / "a", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a", b"old", new=True)
    with pytest.raises(FileExistsError):
        atomic.write(tmp_path / "a", b"new", new=True)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_library_that_stops_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """`filling` gives it a path that does not exist yet, in a folder that is removed."""
    atomic.write(tmp_path / "a", b"old")
    with pytest.raises(OSError, match="full"), atomic.filling(tmp_path / "a") as beside:
        assert not beside.exists()
        beside.write_bytes(b"new")
        beside.with_name("a.wal").write_bytes(b"journal")
        raise OSError("full")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_library_that_ends_replaces_the_file(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a", b"old")
    with atomic.filling(tmp_path / "a") as beside:
        beside.write_bytes(b"new")
        beside.with_name("a.wal").write_bytes(b"journal")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_a_stream_is_written_piece_by_piece(tmp_path: Path) -> None:
    atomic.write_stream(tmp_path / "in" / "a", iter([b"one", b"", b"two"]))
    assert (tmp_path / "in" / "a").read_bytes() == b"onetwo"

    def stops() -> Iterator[bytes]:
        yield b"new"
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        atomic.write_stream(tmp_path / "in" / "a", stops())
    assert [path.read_bytes() for path in (tmp_path / "in").iterdir()] == [b"onetwo"]
