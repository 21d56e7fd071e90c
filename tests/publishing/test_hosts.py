"""The program that publishes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks import Corpus
from support import zenodo as zenodo_stand_in


def program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "publish.py"), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.slow
def test_the_program(corpus: Corpus, harbour_release: Path, tmp_path: Path) -> None:
    address = (tmp_path / "published").as_uri()
    dry = program(corpus.folder, "--untagged", "--to", address, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[-1]) == (0, "Dry run: nothing was changed")
    assert not (tmp_path / "published").exists()
    done = program(corpus.folder, "--untagged", "--to", address)
    assert (done.returncode, "verified" in done.stdout) == (0, True), done.stderr
    again = program(corpus.folder, "--untagged", "--to", address, "--dry-run").stdout
    assert again.startswith("nothing to do: this release is already there\n")
    for arguments, said in [
        (
            (harbour_release, "--to", address),
            "publish: for 1 of 3 articles no right to share the text is known",
        ),
        (
            (corpus.folder, "--untagged", "--to", "klingon"),
            "--to klingon: write hub:ORG/NAME, zenodo, or an address",
        ),
        (
            (corpus.folder, "--untagged", "--to", "/some/folder"),
            "write a folder as file:///some/folder",
        ),
        (
            (corpus.folder, "--to", address),
            "no tag v1.0.0 here names the manifest of the text-free edition",
        ),
        ((corpus.folder, "--to", address, "--reserve", "1.0.0"), "--reserve needs --to zenodo"),
        (
            (corpus.folder, "--untagged", "--to", address, "--storage-options", "{"),
            "--storage-options: Expecting",
        ),
        (
            (corpus.folder, "--untagged", "--to", address, "--storage-options", "[]"),
            "--storage-options: write an object",
        ),
        ((tmp_path / "nothing", "--to", address), "Name the folder of a release"),
    ]:
        refused = program(*arguments)
        assert refused.returncode == 2
        assert said in refused.stderr, refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_the_program_reserves_a_doi(zenodo: zenodo_stand_in.Zenodo) -> None:
    dry = program("--to", "zenodo", "--reserve", "9.0.0", "--dry-run")
    assert (dry.returncode, "Dry run" in dry.stdout, zenodo.records) == (0, True, {})
    done = program("--to", "zenodo", "--reserve", "9.0.0")
    assert (done.returncode, done.stdout) == (0, "10.5072/zenodo.1000\n"), done.stderr
    for wrong in ("", "banana"):
        refused = program("--to", "zenodo", "--reserve", wrong)
        assert (refused.returncode, "Write three numbers" in refused.stderr) == (2, True)
    assert len(zenodo.records) == 1
