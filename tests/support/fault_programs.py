"""The programs whose faults are tried, each on a small corpus of its own with fixed days."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from corpora import ROOT, TODAY, git, river
from istanbul_talks import load
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from support.clone import next_minor, repository
from support.command import CALL
from support.faults import ENVIRONMENT, Program, state
from support.pages import TEXT

OLD, NEW = "2.3.3", "2.3.4"  # versions of the corpus "river"


class Share(NamedTuple):
    """How much is tried: every `step`-th call, and so many kills at random moments."""

    step: int
    kills: int


def _built(root: Path, target: Path, version: str, *, free: bool = False) -> None:
    """Builds the corpus as an older or newer version of itself."""
    project = root / "pyproject.toml"
    now = project.read_text(encoding="utf-8")
    project.write_text(now.replace(NEW, version), encoding="utf-8")
    assert build(CorpusFolder(root), target, today=TODAY, free=free).facts
    project.write_text(now, encoding="utf-8")


def _fresh(folder: Path, source: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)


def builder(scratch: Path) -> Program:
    """`build.py` over the release of an earlier version."""
    root, old, out = river(scratch / "river"), scratch / "old", scratch / "dist" / "talks"
    _built(root, old, OLD)
    corpus = state(root)

    def allowed() -> bool:
        found = load(out)
        found.verify()
        return found.version in (OLD, NEW) and state(root) == corpus

    def look() -> Mapping[str, str]:
        return state(scratch / "dist")

    command = [str(ROOT / "scripts" / "build.py"), "--root", str(root), "--out", str(out)]
    return Program("build", command, root, scratch, lambda: _fresh(out, old), allowed, look)


def formatter(scratch: Path) -> Program:
    """`fmt` of an annotation that is not canonical."""
    root = river(scratch / "river")
    path = root / "annotations" / "river-talks.json"
    canonical = path.read_bytes()
    untidy = json.dumps(json.loads(canonical)).encode()

    def lay_out() -> None:
        path.write_bytes(untidy)

    def allowed() -> bool:
        return path.read_bytes() in (canonical, untidy)

    command = ["-c", CALL, "fmt"]
    return Program("fmt", command, root, scratch, lay_out, allowed, lambda: state(root))


# Goes on after an interruption as a person would: calls `new` again, with the same id.
AGAIN = """
import os, sys
from istanbul_talks.cli.main import main
if os.path.exists("annotations/bridge.json"):
    sys.exit(0)
arguments = ["new", sys.argv[1], "--id", "bridge", "--by", "reader-9"]
known = "reader-9" in open("schema/annotators.json").read()
introduce = [] if known else ["--introduce", "A reader of news who knows the river."]
sys.exit(main([*arguments, *introduce]))
"""


def importer(scratch: Path) -> Program:
    """`new` with a page, by somebody who was not an annotator before."""
    page = scratch / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    base, root = river(scratch / "base"), scratch / "river"
    registry = "schema/annotators.json"
    before = {name: value for name, value in state(base).items() if name != registry}

    def annotators(folder: Path) -> set[str]:
        return {*(folder / registry).read_text(encoding="utf-8").splitlines()}

    def allowed() -> bool:
        """All that was there is there; a capture that is there is the complete page."""
        capture, found, known = root / "corpus" / "bridge.txt", state(root), annotators(base)
        return (
            all(found.get(name) == value for name, value in before.items())
            and annotators(root) >= known
            and (not capture.exists() or capture.read_text(encoding="utf-8") == TEXT)
        )

    command = ["-c", AGAIN, str(page)]
    look = lambda: state(root)
    return Program("new", command, root, scratch, lambda: _refill(root, base), allowed, look)


def _refill(root: Path, base: Path) -> None:
    """Fresh files in the same folder: it is the working folder of the program."""
    root.mkdir(exist_ok=True)
    for path in root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(base, root, dirs_exist_ok=True)


def restorer(scratch: Path) -> Program:
    """`restore` of the text-free edition, over what was restored from an earlier version."""
    root, old, out = river(scratch / "river"), scratch / "old", scratch / "texts" / "talks"
    free = scratch / "free"
    command = ["-c", CALL, "restore", str(free), "--texts", str(root / "corpus"), "--out"]
    _built(root, free, OLD, free=True)
    first = [sys.executable, *command, str(old)]
    subprocess.run(first, check=True, capture_output=True, env=ENVIRONMENT)
    _built(root, free, NEW, free=True)

    def allowed() -> bool:
        found = load(out)
        found.verify()
        return found.version in (OLD, NEW)

    def look() -> Mapping[str, str]:
        return state(scratch / "texts")

    command = [*command, str(out)]
    return Program("restore", command, scratch, scratch, lambda: _fresh(out, old), allowed, look)


def publisher(scratch: Path) -> Program:
    """`publish.py` to a folder that has an earlier version."""
    root, place, first = river(scratch / "river"), scratch / "place", scratch / "first"
    script = str(ROOT / "scripts" / "publish.py")
    for version in (OLD, NEW):
        _built(root, scratch / version, version, free=True)

    def command(version: str, to: Path) -> list[str]:
        return [script, str(scratch / version), "--untagged", "--to", to.as_uri()]

    before = [sys.executable, *command(OLD, first)]
    subprocess.run(before, check=True, capture_output=True, env=ENVIRONMENT)

    def allowed() -> bool:
        """The version that the pointer names is complete; so is any version with a manifest."""
        found = load(place)
        found.verify()
        if (place / NEW / "MANIFEST.json").exists():
            load(place / NEW).verify()
        return found.version in (OLD, NEW)

    full = command(NEW, place)
    look = lambda: state(place)
    return Program("publish", full, scratch, scratch, lambda: _fresh(place, first), allowed, look)


def releaser(scratch: Path) -> Program:
    """`release.py` of this project, in a repository of its own. Only its own calls count."""
    folder = repository(scratch / "repo")
    before, tag = git(folder, "rev-parse", "HEAD"), f"v{next_minor()}"

    def lay_out() -> None:
        git(folder, "reset", "-q", "--hard", before)
        if git(folder, "tag", "--list", tag):
            git(folder, "tag", "--delete", tag)
        git(folder, "worktree", "prune")

    def look() -> Mapping[str, str]:
        shown = "--format=%(*objectname) %(contents)"
        return {
            "head": git(folder, "rev-parse", "HEAD"),
            "status": git(folder, "status", "--porcelain"),
            "tag": git(folder, "for-each-ref", shown, f"refs/tags/{tag}"),
        }

    def allowed() -> bool:
        """The checkout is as before or as the release; the tag is there before it moves."""
        found = look()
        tagged = found["tag"].startswith(found["head"])
        return found["status"] == "" and (found["head"] == before or tagged)

    days = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-11-22T12:00:00Z")
    environment = {"PYTHONPATH": str(folder / "src"), **days}
    command = ["scripts/release.py", next_minor(), "--date", "2027-01-01"]
    own = {"own": "/checkout/", "repeats": False}  # a version is released once
    return Program("release", command, folder, scratch, lay_out, allowed, look, environment, **own)


# Each program with what is tried of it in `make test-slow`, and in a full run with FAULTS=1.
PROGRAMS: dict[str, tuple[Callable[[Path], Program], Share, Share]] = {
    "build": (builder, Share(13, 4), Share(1, 60)),
    "fmt": (formatter, Share(1, 4), Share(1, 180)),
    "new": (importer, Share(3, 4), Share(1, 140)),
    "restore": (restorer, Share(31, 4), Share(1, 40)),
    "publish": (publisher, Share(31, 4), Share(1, 150)),
    "release": (releaser, Share(31, 2), Share(1, 10)),
}
