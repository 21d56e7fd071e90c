"""The oldest versions that pyproject.toml allows: the core checks, builds and loads with them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder

TESTED = ("text", "jsontext", "schema", "resolve", "rules", "storage", "build", "load", "cite")
NEEDS = ("pytest", "hypothesis", "hatchling", "editables")  # of the tests, at any version


def lowest(*extras: str) -> list[str]:
    """Every dependency of the core, and of some extras, at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {}
    for requirement in [
        *project["dependencies"],
        *(name for extra in extras for name in project["optional-dependencies"][extra]),
    ]:
        match = re.fullmatch(r"([A-Za-z0-9_.-]+(?:\[[a-z]+\])?)>=([0-9.]+)", requirement)
        assert match is not None, requirement
        found[match[1]] = match[2]
    return [f"{name}=={version}" for name, version in found.items()]


def test_every_dependency_has_a_lower_bound() -> None:
    assert len(lowest("build")) >= 7
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["project"]["dependencies"]) <= {*project["build-system"]["requires"]}


@pytest.mark.slow
def test_the_core_works_with_the_oldest_versions(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        *lowest("build"),
        *NEEDS,
    ]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    itself = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ROOT,
    ]
    subprocess.run(itself, check=True, capture_output=True)
    tests = [f"tests/test_{name}.py" for name in TESTED]
    run = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "default", *tests]
    run += [
        "-k",
        "not pandas and not datasets and not another_program and not parts_of_parts and not nullable_offsets and not damaged_table and not files_that_do_not_belong",
    ]
    done = subprocess.run(
        run, cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"[5-9][0-9]{2,} passed|[0-9]{4,} passed", done.stdout), done.stdout[-300:]


PUBLISH = """
import sys
from pathlib import Path
import istanbul_talks
from istanbul_talks.publishing.bucket import Bucket
free, place = istanbul_talks.load(sys.argv[1]), Path(sys.argv[2]).as_uri()
Bucket(free, place, {}).publish()
found = istanbul_talks.load(place, cache=sys.argv[3], digest=free.digest)
found.verify()
assert dict(found) == dict(free)
"""


@pytest.mark.slow
@pytest.mark.parametrize("extra", ["remote", "hub", "s3", "publish"])
def test_a_release_goes_out_and_comes_back_with_the_oldest_versions(
    tmp_path: Path, extra: str
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *lowest(extra)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "yanked" not in done.stderr
    assert build(CorpusFolder(ROOT), tmp_path / "free", today=TODAY, free=True).facts is not None
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}
    command = [python, "-c", PUBLISH, tmp_path / "free", tmp_path / "place", tmp_path / "cache"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
