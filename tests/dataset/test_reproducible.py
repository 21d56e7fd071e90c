"""The same commit and libraries give the same bytes, whatever the machine is like.

Twenty builds, each different in everything around it.
"""

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

from corpora import ROOT, harbour

SCRIPT = ROOT / "scripts" / "build.py"
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
        return cls.fromordinal(day.today().toordinal() + how["days"])
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
runpy.run_path(how["script"], run_name="__main__")
"""
LOCALES = ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "POSIX")
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")


def built(root: Path, folder: Path, seed: int, edition: str) -> dict[str, str]:
    """The hash of every file of a build in circumstances that follow from a seed."""
    rng = random.Random(seed)
    out = folder / f"build {seed} ü"
    how: dict[str, Any] = {
        "umask": rng.choice([0o022, 0o077, 0o002, 0o027]),
        "processors": rng.choice([1, 2]),
        "days": rng.randrange(0, 4000),
        "seed": seed,
        "root": str(root),
        "out": str(out),
        "edition": edition,
        "script": str(SCRIPT),
    }
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": rng.choice(LOCALES),
        "TZ": rng.choice(ZONES),
        "PYTHONHASHSEED": str(rng.randrange(1, 4_000_000)),
        "PYTHONOPTIMIZE": str(seed % 3),  # 2, as -OO: without docstrings
        "COLUMNS": str(rng.randrange(20, 300)),
        "NO_COLOR": "1",
    }
    with tempfile.TemporaryDirectory(dir=folder) as where:
        command = [sys.executable, "-c", BUILD, json.dumps(how)]
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return hashes(out)


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour(tmp_path_factory.mktemp("corpus") / "harbour")


@pytest.mark.slow
def test_builds_in_other_circumstances_are_the_same(
    corpus: Path, harbour_release: Path, tmp_path: Path
) -> None:
    expected = hashes(harbour_release)
    assert len(expected) > 25
    for seed in (1, 2):
        assert built(corpus, tmp_path, seed, "full") == expected


@pytest.mark.slow
def test_twenty_builds_in_other_circumstances_are_the_same(corpus: Path, tmp_path: Path) -> None:
    for edition in ("full", "text-free"):
        (tmp_path / edition).mkdir()
        first, *rest = [built(corpus, tmp_path / edition, seed, edition) for seed in range(10, 20)]
        assert [other == first for other in rest] == 9 * [True]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["21.0.0", "23.0.1"])
def test_the_content_digest_does_not_depend_on_pyarrow(
    corpus: Path, harbour_release: Path, tmp_path: Path, version: str
) -> None:
    """Two earlier major versions: other bytes of Parquet, the same content."""
    libraries = tmp_path / "libraries"
    pip = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps")
    run_python(*pip, "--target", libraries, f"pyarrow=={version}")
    path = f"{libraries}{os.pathsep}{ROOT / 'src'}"
    code = "import pyarrow; print(pyarrow.__version__)"
    assert run_python("-c", code, PYTHONPATH=path).strip() == version
    out = tmp_path / "out"
    run_python(SCRIPT, "--root", corpus, "--out", out, PYTHONPATH=path)
    made, pinned = (
        json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
        for folder in (out, harbour_release)
    )
    assert made["digest"] == pinned["digest"]
    assert made["configs"] == pinned["configs"]
    code = (
        "import sys, istanbul_talks; corpus = istanbul_talks.load(sys.argv[1]); corpus.verify(); "
        "print(corpus.to_arrow('claims').num_rows)"
    )
    assert int(run_python("-c", code, out, PYTHONPATH=path)) == made["configs"]["claims"]["rows"]


def run_python(*arguments: object, **environment: str) -> str:
    command = [sys.executable, *map(str, arguments)]
    variables = {**os.environ, **environment}
    return subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout
