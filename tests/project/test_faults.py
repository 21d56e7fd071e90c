"""Programs whose system calls fail, or that are killed at any moment, leave old or new on the disk.

A part of the calls and moments is tried here. With FAULTS=1 all are tried, and the counts of each
program are written to tests/support/faults/, with commit and hash of the code. On two cores:
`FAULTS=1 pytest -m slow -n 2 --dist loadgroup tests/project/test_faults.py`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpora import ROOT, river
from istanbul_talks import load
from support import faults, records
from support.fault_programs import PROGRAMS, Share
from support.faults import ENVIRONMENT, Program

ALL = bool(os.environ.get("FAULTS"))
RECORDS = ROOT / "tests" / "support" / "faults"
BUILD = [sys.executable, str(ROOT / "scripts" / "build.py"), "--root"]
pytestmark = pytest.mark.slow(minutes=1)


# One process tries all of a program, so that its counts are written by one process.
@pytest.fixture(params=[pytest.param(n, marks=pytest.mark.xdist_group(n)) for n in PROGRAMS])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    return PROGRAMS[request.param][0](tmp_path)


def share_of(program: Program) -> Share:
    _, part, everything = PROGRAMS[program.name]
    return everything if ALL else part


def record(program: Program, **counts: int) -> None:
    """Keeps the counts of a full run. What was counted on other code is dropped."""
    if ALL:
        records.write(RECORDS / f"{program.name}.json", counts)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_each_call_fails_or_is_the_last(program: Program) -> None:
    counts = faults.survey(program, share_of(program).step)
    assert counts["failed"] and counts["killed"]
    calls, failed, killed = counts["points"] // 2, counts["failed"], counts["killed"]
    record(program, calls=calls, failed=failed, killed_at_a_call=killed)


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that cuts every write to half of what it was given."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is installed")
    made = tmp_path_factory.mktemp("shim") / "shortwrite.so"
    source = ROOT / "tests" / "support" / "shortwrite.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    return made


def test_every_write_is_short(program: Program, shim: Path) -> None:
    cut = faults.short_writes(program, shim)
    assert cut > 0
    record(program, cut_short=cut)


def test_the_end_at_any_moment(program: Program) -> None:
    ended = faults.kills(program, share_of(program).kills, seed=1)
    assert ended > 0
    record(program, killed_at_a_moment=ended)


def test_six_builds_into_one_folder_at_once(tmp_path: Path) -> None:
    root, out = river(tmp_path / "river"), tmp_path / "out"
    command = [*BUILD, str(root), "--out", str(out)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    running = [subprocess.Popen(command, env=ENVIRONMENT, **pipes) for _ in range(6)]  # type: ignore[call-overload]
    said = [process.communicate()[1].decode() for process in running]
    assert [process.returncode for process in running] == 6 * [0], said
    load(out).verify()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
@pytest.mark.parametrize("size", ["16k", "64k", "128k", "200k"])
def test_a_small_disk_and_one_that_is_read_only(tmp_path: Path, size: str) -> None:
    root, disk = river(tmp_path / "river"), tmp_path / "disk"
    disk.mkdir()

    def mount(*options: str) -> None:
        subprocess.run(["mount", *options, str(disk)], check=True)

    mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs")
    try:
        assert "No space left on device" in _failed_build(root, disk / "out")
        assert list(disk.iterdir()) == []
        mount("-o", "remount,ro")
        assert "Read-only file system" in _failed_build(root, disk / "out")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _failed_build(root: Path, out: Path) -> str:
    """What a build says that cannot write."""
    command = [*BUILD, str(root), "--out", str(out)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    return done.stderr
