"""The wheel in an empty environment: it loads the dataset, and names what is missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


def command(*arguments: object, cwd: Path | None = None) -> str:
    result = subprocess.run(
        [str(a) for a in arguments], capture_output=True, text=True, check=False, cwd=cwd
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from an sdist, as an index would."""
    folder = tmp_path_factory.mktemp("wheel")
    command(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_release(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "istanbul_talks/_release/MANIFEST.json" in names
    assert "istanbul_talks/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "corpus/", "scripts/"))]


def test_the_wheel_loads_in_an_empty_environment(
    wheel: Path, tmp_path: Path, release: Path
) -> None:
    command(sys.executable, "-m", "venv", tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    command(python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel)
    code = (
        "import istanbul_talks\n"
        "corpus = istanbul_talks.load(); corpus.verify()\n"
        "print(len(corpus), corpus.digest, corpus.to_arrow('stance').num_rows)\n"
        "try: corpus.to_pandas('stance')\n"
        "except istanbul_talks.CorpusError as refusal: print(refusal)\n"
    )
    lines = command(python, "-W", "error", "-c", code, cwd=tmp_path).splitlines()
    from istanbul_talks import load

    here = load(release)
    assert lines[0].split() == [str(len(here)), here.digest, str(here.to_arrow("stance").num_rows)]
    assert lines[1] == "this needs pandas. Install it with: pip install 'istanbul-talks[pandas]'"
    assert "back-to-istanbul" in command(
        tmp_path / "env" / "bin" / "istanbul-talks", "stats", cwd=tmp_path
    )


def test_make_dataset_installs_what_the_build_needs() -> None:
    """The first command of the README has an environment of its own, smaller than the one of the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installed = {
        name.lower()
        for name in makefile.split("install -c constraints.txt ", 1)[1].split("\n")[0].split()
    }
    needed = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["build"],
    ]
    assert {re.split("[<>=]", name)[0].lower() for name in needed} <= installed


@pytest.mark.slow
def test_a_wheel_of_the_text_free_edition(tmp_path: Path, release: Path) -> None:
    """As the release workflow builds it."""
    from istanbul_talks import load

    environment = {**os.environ, "ISTANBUL_TALKS_EDITION": "text-free"}
    build = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, env=environment, check=True, capture_output=True)
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(tmp_path / "unpacked")
    packaged = load(tmp_path / "unpacked" / "istanbul_talks" / "_release")
    packaged.verify()
    assert packaged.manifest["edition"] == "text-free"
    assert packaged.manifest["full"]["digest"] == load(release).digest
    assert {article.text for article in packaged.articles()} == {None}


@pytest.mark.parametrize(
    ("pins", "locked"), [("constraints.txt", "locked.txt"), (".github/sbom.in", ".github/sbom.txt")]
)
def test_every_pinned_package_has_the_hashes_of_its_files(pins: str, locked: str) -> None:
    """Stale after a change of the pins: then run scripts/lock.py."""
    wanted = [
        line
        for line in (ROOT / pins).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    blocks = (
        (ROOT / locked)
        .read_text(encoding="utf-8")
        .split("\n", 1)[1]
        .replace(" \\\n", "")
        .splitlines()
    )
    found = [
        re.fullmatch(r"(\S+?==\S+?)((?:    --hash=sha256:[0-9a-f]{64})+)", block)
        for block in blocks
    ]
    assert [match and match[1] for match in found] == wanted
    assert len(wanted) > 30
