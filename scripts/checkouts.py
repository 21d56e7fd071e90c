"""What the maintainers' programs need of git: commands, the commits of releases, and worktrees that go away again."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from istanbul_talks.errors import CorpusError
from istanbul_talks.files import git

EDITIONS = {
    "full": "manifest",
    "text-free": "text-free manifest",
}  # how the message of a tag names the manifest of each
HOOKLESS = (
    "git",
    "-c",
    "core.hooksPath=/dev/null",
)  # hooks of a checkout need what a worktree does not have


def run(folder: Path, *command: str, **environment: str) -> str:
    """The output of a command. CorpusError with what it said, if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-5:]
        shown = [part for part in command if part not in HOOKLESS[1:]]
        raise CorpusError(
            f"{' '.join(shown[:3])} failed: {' | '.join(said) or f'exit code {done.returncode}'}"
        )
    return done.stdout.strip()


def tag_of(version: str) -> str:
    return f"v{version}"


def commit_of(root: Path, version: str, releases: Mapping[str, Mapping[str, Any]]) -> str:
    """The commit of a release: that of its tag, else the one that the record of releases names. CorpusError if neither is known here."""
    return git.released(root, version, releases.get(version, {}).get("commit"))


def manifests(root: Path, version: str) -> dict[str, str]:
    """The SHA-256 of the manifest of each edition, as the tag of a release names them; empty where there is no tag, or it is older than that."""
    message = run(root, "git", "tag", "--list", "--format=%(contents)", tag_of(version))
    found = dict(
        re.findall(r"^(manifest|text-free manifest) sha256:([0-9a-f]{64})$", message, re.MULTILINE)
    )
    return {edition: found[name] for edition, name in EDITIONS.items() if name in found}


@contextmanager
def worktree(root: Path, commit: str) -> Iterator[Path]:
    """A checkout of a commit beside this one, which goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "checkout"
        try:
            run(root, *HOOKLESS, "worktree", "add", "--detach", "--quiet", str(place), commit)
            yield place
        finally:
            subprocess.run(
                ["git", "worktree", "remove", "--force", str(place)],
                cwd=root,
                capture_output=True,
                check=False,
            )
