"""The same commit and libraries give the same bytes, whatever the machine is like: twenty builds, each different in everything around."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

# Runs the build with another umask, clock, processor and order of folders than the machine has.
BUILD = """
import datetime, json, os, random, runpy, sys, time
how = json.loads(sys.argv[1])
os.umask(how["umask"])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: how["processors"]])
shift, now, day = how["days"] * 86400, time.time, datetime.date
time.time = lambda: now() + shift
class Date(day):
    @classmethod
    def today(cls):
        return day.today() + datetime.timedelta(days=how["days"])
datetime.date = Date
rng, listed, scanned = random.Random(how["seed"]), os.listdir, os.scandir
def listdir(*where):
    found = listed(*where)
    rng.shuffle(found)
    return found
class Scan(list):
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def close(self): return None
def scandir(*where):
    with scanned(*where) as found:
        entries = Scan(found)
    rng.shuffle(entries)
    return entries
os.listdir, os.scandir = listdir, scandir
sys.argv = ["build.py", "--root", how["root"], "--out", how["out"], "--edition", how["edition"]]
runpy.run_path(how["root"] + "/scripts/build.py", run_name="__main__")
"""
LOCALES = ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "POSIX")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")


def built(folder: Path, seed: int, edition: str) -> dict[str, str]:
    """The hash of every file of a build in circumstances that follow from a seed."""
    rng = random.Random(seed)
    out = folder / f"build {seed} ü"
    how: dict[str, Any] = {
        "umask": rng.choice([0o022, 0o077, 0o002, 0o027]), "processors": rng.choice([1, 2]), "days": rng.randrange(0, 4000), "seed": seed,
        "root": str(ROOT), "out": str(out), "edition": edition,
    }  # fmt: skip
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "src"), "LC_ALL": rng.choice(LOCALES), "TZ": rng.choice(ZONES),
        "PYTHONHASHSEED": str(rng.randrange(1, 4_000_000)), "COLUMNS": str(rng.randrange(20, 300)), "NO_COLOR": "1",
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=folder) as where:
        command = [sys.executable, "-c", BUILD, json.dumps(how)]
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_builds_in_other_circumstances_are_the_same(release: Path, tmp_path: Path) -> None:
    expected = {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in release.rglob("*")
        if path.is_file()
    }
    assert len(expected) > 35
    for seed in (1, 2):
        assert built(tmp_path, seed, "full") == expected


@pytest.mark.slow
def test_twenty_builds_in_other_circumstances_are_the_same(tmp_path: Path) -> None:
    for edition in ("full", "text-free"):
        (tmp_path / edition).mkdir()
        first, *rest = [built(tmp_path / edition, seed, edition) for seed in range(10, 20)]
        assert [other == first for other in rest] == 9 * [True]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["21.0.0", "23.0.1"])
def test_the_content_digest_does_not_depend_on_pyarrow(
    release: Path, tmp_path: Path, version: str
) -> None:
    """Two earlier major versions beside the pinned one: other bytes of Parquet, the same content."""
    libraries = tmp_path / "libraries"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--target",
        str(libraries),
        f"pyarrow=={version}",
    ]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": f"{libraries}{os.pathsep}{ROOT / 'src'}"}
    code = "import pyarrow; print(pyarrow.__version__)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        == version
    )
    command = [sys.executable, str(ROOT / "scripts" / "build.py"), "--out", str(tmp_path / "out")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    made, pinned = (
        json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
        for folder in (tmp_path / "out", release)
    )
    assert made["digest"] == pinned["digest"]
    assert made["configs"] == pinned["configs"]
    verify = "import sys, istanbul_talks; istanbul_talks.load(sys.argv[1]).verify(); print(istanbul_talks.load(sys.argv[1]).to_arrow('claims').num_rows)"
    done = subprocess.run(
        [sys.executable, "-c", verify, str(tmp_path / "out")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == made["configs"]["claims"]["rows"]
