"""`make setup` lets git format and check data at every commit, and spoils nobody's own hook."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpora import ROOT, committed, edit, git
from support.command import CALL

ANNOTATION = "annotations/river-talks.json"


@pytest.fixture
def clone(river: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the river corpus, and an environment that is set up already."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(river.parent / "pre-commit"))
    for name in ("Makefile", ".pre-commit-config.yaml"):
        shutil.copy(ROOT / name, river)
    for name in ("constraints.txt", "hatch_build.py"):
        (river / name).write_text("", encoding="utf-8")
    programs = river / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    call = f'exec "{sys.executable}" -c "{CALL}" "$@"'
    (programs / "istanbul-talks").write_text(f"#!/bin/sh\n{call}\n", encoding="utf-8")
    for path in programs.iterdir():
        path.chmod(0o755)
    for name in (".dataset", ".setup"):
        (river / ".venv" / name).touch()
    (river / ".gitignore").write_text(".venv\n", encoding="utf-8")
    return committed(river)


def setup(folder: Path) -> str:
    """What `make setup` says about the hook."""
    environment = {name: value for name, value in os.environ.items() if "GIT" not in name}
    done = subprocess.run(
        ["make", "-s", "setup"],
        cwd=folder,
        env=environment | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return done.stderr


def refused(folder: Path) -> str:
    """What a commit that fails prints."""
    with pytest.raises(subprocess.CalledProcessError) as error:
        committed(folder)
    return f"{error.value.stdout}{error.value.stderr}"


@pytest.mark.slow
def test_a_commit_formats_and_checks_data(clone: Path) -> None:
    assert setup(clone).startswith("At every commit, git now formats and checks your data. To stop")
    assert setup(clone) == ""
    path = edit(clone / ANNOTATION, claims__0__claimer="veyy")
    canonical = path.read_bytes()
    path.write_bytes(canonical.replace(b"  ", b"    "))
    said = refused(clone)
    assert f"{ANNOTATION}: written" in said
    assert "error unknown-claimer: claim bridge: “veyy”" in said
    assert path.read_bytes() == canonical
    edit(path, claims__0__claimer="vey", claims__0__checkworthy=True)
    committed(clone)
    assert git(clone, "status", "--porcelain") == ""


def test_no_hook_of_somebody_else_is_touched(clone: Path) -> None:
    hook = clone / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    assert setup(clone) == (
        "There is a hook at .git/hooks/pre-commit already, so none was installed\n"
    )
    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\n"
    hook.unlink()
    git(clone, "config", "core.hooksPath", "elsewhere")
    assert setup(clone) == ""
    git(clone, "config", "--unset", "core.hooksPath")
    (clone / ".git").rename(clone.parent / ".git")  # unpacked in a repository of something else
    assert setup(clone) == ""
    assert not (clone.parent / ".git" / "hooks" / "pre-commit").exists()
    (clone.parent / ".git").rename(clone / "no-git")
    assert setup(clone) == ""
