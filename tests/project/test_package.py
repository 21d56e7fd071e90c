"""The wheel: it has the release, and works in an empty environment."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from corpora import ROOT, harbour
from istanbul_talks import load


def command(*arguments: object, cwd: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": "", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(root: Path, folder: Path, *options: str, **environment: str) -> Path:
    command(
        *(sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", folder, root),
        **environment,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an sdist of this project includes, with the corpus of the tests."""
    folder = harbour(tmp_path_factory.mktemp("checkout") / "project")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    for path in (ROOT / name.lstrip("/") for name in [*included, "pyproject.toml"]):
        if path.is_file():
            shutil.copy(path, folder)
        elif not (folder / path.name).exists():
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from an sdist, as an index would."""
    return build_wheel(checkout, tmp_path_factory.mktemp("wheel"))


@pytest.mark.slow
def test_the_wheel_has_the_release(wheel: Path, harbour_release: Path, tmp_path: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    needed = ("static/studio.js", "static/studio.css", "templates/edit.html", "templates/list.html")
    assert {f"istanbul_talks/studio/{name}" for name in needed} <= {*names}
    templates = (ROOT / "src/istanbul_talks/site/templates").iterdir()
    assert {f"istanbul_talks/site/templates/{path.name}" for path in templates} <= {*names}
    assert "istanbul_talks/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "corpus/", "scripts/"))]
    zipfile.ZipFile(wheel).extractall(tmp_path)
    packaged = load(tmp_path / "istanbul_talks" / "_release")
    packaged.verify()
    assert packaged.digest == load(harbour_release).digest


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(
    wheel: Path, tmp_path: Path, harbour_release: Path
) -> None:
    command(sys.executable, "-m", "venv", tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt")
    command(*pip, wheel)
    here = load(harbour_release)
    read = "corpus = __import__('istanbul_talks').load(); print(len(corpus), corpus.digest)"
    printed = command(python, "-W", "error", "-c", read, cwd=tmp_path).split()
    assert printed == [str(len(here)), here.digest]
    assert "quay-reopens" in command(tmp_path / "env/bin/istanbul-talks", "stats", cwd=tmp_path)
    command(*pip, f"{wheel}[arrow]")
    command(python, "-W", "error", "-c", f"{read}; corpus.verify()", cwd=tmp_path)


@pytest.mark.slow
def test_a_wheel_of_the_text_free_edition(
    checkout: Path, tmp_path: Path, harbour_release: Path
) -> None:
    """As the release workflow builds it."""
    made = build_wheel(checkout, tmp_path, "--wheel", ISTANBUL_TALKS_EDITION="text-free")
    zipfile.ZipFile(made).extractall(tmp_path / "unpacked")
    packaged = load(tmp_path / "unpacked" / "istanbul_talks" / "_release")
    packaged.verify()
    assert packaged.manifest["edition"] == "text-free"
    assert packaged.manifest["full"]["digest"] == load(harbour_release).digest
    assert {article.text for article in packaged.articles()} == {None}


@pytest.mark.parametrize(
    ("pins", "locked"),
    [
        ("constraints.txt", "locked.txt"),
        (".github/sbom.in", ".github/sbom.txt"),
        (".github/audit.in", ".github/audit.txt"),
    ],
)
def test_every_pinned_package_has_the_hashes_of_its_files(pins: str, locked: str) -> None:
    """Stale after a change of the pins: then run scripts/lock.py."""
    text = (ROOT / pins).read_text(encoding="utf-8")
    wanted = [line for line in text.splitlines() if line and not line.startswith("#")]
    _, text = (ROOT / locked).read_text(encoding="utf-8").split("\n", 1)
    hashed = re.compile(r"(\S+?==\S+?)((?:    --hash=sha256:[0-9a-f]{64})+)")
    found = [hashed.fullmatch(block) for block in text.replace(" \\\n", "").splitlines()]
    assert [match and match[1] for match in found] == wanted
    assert len(wanted) > 20
