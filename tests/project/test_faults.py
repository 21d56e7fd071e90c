"""Programs whose system calls fail, or that are killed at any moment: old or new is on the disk, never something torn.

Some calls and moments are tried by default, all of them with FAULTS=1, which writes tests/faults.json for the table in docs/design.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, make_corpus
from contributing.test_new import TEXT
from history.test_release import git, next_minor, repository
from istanbul_talks import load
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from support import faults
from support.faults import ENVIRONMENT, Program, state

ALL = bool(os.environ.get("FAULTS"))
TABLE = ROOT / "tests" / "support" / "faults.json"
pytestmark = pytest.mark.slow
MAIN = "import sys; from istanbul_talks.cli.main import main; sys.exit(main(sys.argv[1:]))"


def builder(scratch: Path) -> Program:
    """`build.py` over the release of an earlier version."""
    root, old, out = scratch / "river", scratch / "old", scratch / "dist" / "talks"
    make_corpus(root)
    project = root / "pyproject.toml"
    now = project.read_text(encoding="utf-8")
    project.write_text(now.replace("2.3.4", "2.3.3"), encoding="utf-8")
    assert build(CorpusFolder(root), old, today=date(2026, 11, 22)).facts
    project.write_text(now, encoding="utf-8")
    corpus = state(root)

    def lay_out() -> None:
        shutil.rmtree(scratch / "dist", ignore_errors=True)
        shutil.copytree(old, out)

    def allowed() -> bool:
        found = load(out)
        found.verify()
        return found.version in ("2.3.3", "2.3.4") and state(root) == corpus

    command = [str(ROOT / "scripts" / "build.py"), "--root", str(root), "--out", str(out)]
    return Program(
        "build", command, root, scratch, lay_out, allowed, lambda: state(scratch / "dist")
    )


def formatter(scratch: Path) -> Program:
    """`fmt` of an annotation that is not canonical."""
    root = make_corpus(scratch / "river")
    path = root / "annotations" / "river-talks.json"
    canonical = path.read_bytes()
    untidy = json.dumps(json.loads(canonical)).encode()

    def lay_out() -> None:
        path.write_bytes(untidy)

    return Program(
        "fmt",
        ["-c", MAIN, "fmt"],
        root,
        scratch,
        lay_out,
        lambda: path.read_bytes() in (canonical, untidy),
        lambda: state(root),
    )


# As a person would go on after an interruption: what `new` half did is taken back, and it is called again.
NEW = """
import os, sys
from istanbul_talks.cli.main import main
for path in ("corpus/bridge.txt", "annotations/bridge.json"):
    if os.path.exists(path) and not os.path.exists("annotations/bridge.json"):
        os.unlink(path)
if os.path.exists("annotations/bridge.json"):
    sys.exit(0)
arguments = ["new", sys.argv[1], "--id", "bridge", "--by", "reader-9"]
known = "reader-9" in open("schema/annotators.json").read()
sys.exit(main(arguments if known else [*arguments, "--introduce", "A reader of news who knows the river."]))
"""


def importer(scratch: Path) -> Program:
    """`new` with a page, by somebody who was not an annotator before."""
    (scratch / "page.txt").write_text(TEXT, encoding="utf-8")
    base, root = make_corpus(scratch / "base"), scratch / "river"
    before = {
        name: value for name, value in state(base).items() if name != "schema/annotators.json"
    }
    root.mkdir()

    def annotators(folder: Path) -> list[object]:
        return list(
            json.loads((folder / "schema" / "annotators.json").read_text(encoding="utf-8"))[
                "annotators"
            ]
        )

    def lay_out() -> None:
        for path in root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(base, root, dirs_exist_ok=True)

    def allowed() -> bool:
        """What was there is there, or is whole and new; a capture that is there is the page, every byte."""
        capture, found = root / "corpus" / "bridge.txt", state(root)
        return (
            all(found.get(name) == before[name] for name in before)
            and annotators(root)[: len(annotators(base))] == annotators(base)
            and (not capture.exists() or capture.read_text(encoding="utf-8") == TEXT)
        )

    return Program(
        "new",
        ["-c", NEW, str(scratch / "page.txt")],
        root,
        scratch,
        lay_out,
        allowed,
        lambda: state(root),
    )


def restorer(scratch: Path) -> Program:
    """`restore` of the text-free edition over what was restored from that of an earlier version."""
    root, old, out = make_corpus(scratch / "river"), scratch / "old", scratch / "texts" / "talks"
    project = root / "pyproject.toml"
    now = project.read_text(encoding="utf-8")
    command = [
        "-c",
        MAIN,
        "restore",
        str(scratch / "free"),
        "--texts",
        str(root / "corpus"),
        "--out",
    ]
    for version, made in (("2.3.3", [str(old)]), ("2.3.4", [])):
        project.write_text(now.replace("2.3.4", version), encoding="utf-8")
        assert build(
            CorpusFolder(root), scratch / "free", today=date(2026, 11, 22), free=True
        ).facts
        if made:
            subprocess.run(
                [sys.executable, *command, *made], check=True, capture_output=True, env=ENVIRONMENT
            )

    def lay_out() -> None:
        shutil.rmtree(scratch / "texts", ignore_errors=True)
        shutil.copytree(old, out)

    def allowed() -> bool:
        found = load(out)
        found.verify()
        return found.version in ("2.3.3", "2.3.4")

    return Program(
        "restore",
        [*command, str(out)],
        scratch,
        scratch,
        lay_out,
        allowed,
        lambda: state(scratch / "texts"),
    )


def publisher(scratch: Path) -> Program:
    """`publish.py` to a folder that has an earlier version."""
    root, place = make_corpus(scratch / "river"), scratch / "place"
    for version in ("2.3.3", "2.3.4"):
        project = root / "pyproject.toml"
        project.write_text(
            project.read_text(encoding="utf-8").replace("2.3.4", version), encoding="utf-8"
        )
        assert build(
            CorpusFolder(root), scratch / version, today=date(2026, 11, 22), free=True
        ).facts
        project.write_text(
            project.read_text(encoding="utf-8").replace(version, "2.3.4"), encoding="utf-8"
        )
    program = str(ROOT / "scripts" / "publish.py")
    first = [
        sys.executable,
        program,
        str(scratch / "2.3.3"),
        "--untagged",
        "--to",
        (scratch / "first").as_uri(),
    ]
    subprocess.run(first, check=True, capture_output=True, env=ENVIRONMENT)

    def lay_out() -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(scratch / "first", place)

    def allowed() -> bool:
        """The version that the pointer names is whole; so is a version that has a manifest."""
        found = load(place)
        found.verify()
        if (place / "2.3.4" / "MANIFEST.json").exists():
            load(place / "2.3.4").verify()
        return found.version in ("2.3.3", "2.3.4")

    command = [program, str(scratch / "2.3.4"), "--untagged", "--to", place.as_uri()]
    return Program("publish", command, scratch, scratch, lay_out, allowed, lambda: state(place))


def releaser(scratch: Path) -> Program:
    """`release.py` of this project, in a repository of its own."""
    folder = repository(scratch / "repo")
    before = git(folder, "rev-parse", "HEAD")

    def lay_out() -> None:
        git(folder, "reset", "-q", "--hard", before)
        git(
            folder,
            "tag",
            "--delete",
            *[t for t in [git(folder, "tag", "--list", f"v{next_minor()}")] if t],
        )
        git(folder, "worktree", "prune")

    def look() -> dict[str, str]:
        tag = git(
            folder,
            "for-each-ref",
            "--format=%(*objectname) %(contents)",
            f"refs/tags/v{next_minor()}",
        )
        return {
            "head": git(folder, "rev-parse", "HEAD"),
            "status": git(folder, "status", "--porcelain"),
            "tag": tag,
        }

    def allowed() -> bool:
        """This checkout is as it was, or as the release; the tag is there before the checkout moves."""
        found = look()
        return found["status"] == "" and (
            found["head"] == before or found["tag"].startswith(found["head"])
        )

    when = {"GIT_AUTHOR_DATE": "2026-11-22T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-22T12:00:00Z"}
    command = ["scripts/release.py", next_minor(), "--date", "2027-01-01"]
    return Program(
        "release",
        command,
        folder,
        scratch,
        lay_out,
        allowed,
        look,
        {"PYTHONPATH": str(folder / "src"), **when},
        "/checkout/",
    )


# Each program; every how manieth of its points is tried, and how often it is killed: by default, and with FAULTS=1. `restore` writes as
# `build` does: a part must do. `release` builds three times; its own calls are tried.
PROGRAMS: dict[str, tuple[Callable[[Path], Program], tuple[int, int], tuple[int, int]]] = {
    "build": (builder, (13, 1), (4, 60)),
    "fmt": (formatter, (1, 1), (4, 180)),
    "new": (importer, (3, 1), (4, 140)),
    "restore": (restorer, (17, 3), (4, 40)),
    "publish": (publisher, (17, 1), (4, 150)),
    "release": (releaser, (15, 1), (2, 10)),
}


@pytest.fixture(params=list(PROGRAMS))
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    return PROGRAMS[request.param][0](tmp_path)


def note(program: Program, **counts: int) -> None:
    """Keep the counts of a whole run for the table."""
    if ALL:
        table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
        table.setdefault(program.name, {}).update(counts)
        TABLE.write_text(json.dumps(table, indent=2, sort_keys=True) + "\n", encoding="utf-8")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_each_call_fails_or_is_the_last(program: Program) -> None:
    counts = faults.survey(program, PROGRAMS[program.name][1][ALL])
    assert counts["failed"] and counts["killed"]
    note(
        program,
        calls=counts["points"] // 2,
        failed=counts["failed"],
        killed_at_a_call=counts["killed"],
    )


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is installed")
    made = tmp_path_factory.mktemp("shim") / "shortwrite.so"
    subprocess.run(
        [
            compiler,
            "-shared",
            "-fPIC",
            "-o",
            str(made),
            str(ROOT / "tests" / "support" / "shortwrite.c"),
        ],
        check=True,
    )
    return made


def test_every_write_is_short(program: Program, shim: Path) -> None:
    cut = faults.short_writes(program, shim)
    assert cut > 0
    note(program, cut_short=cut)


def test_the_end_at_any_moment(program: Program) -> None:
    ended = faults.kills(program, PROGRAMS[program.name][2][ALL], seed=1)
    assert ended > 0
    note(program, killed_at_a_moment=ended)


def test_two_builds_at_once(tmp_path: Path) -> None:
    root, out = make_corpus(tmp_path / "river"), tmp_path / "out"
    build = [
        sys.executable,
        str(ROOT / "scripts" / "build.py"),
        "--root",
        str(root),
        "--out",
        str(out),
    ]
    running = [
        subprocess.Popen(build, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    told = [process.communicate()[1].decode() for process in running]
    assert [process.returncode for process in running] == 6 * [0], told
    load(out).verify()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting takes root")
def test_a_small_disk_and_one_that_is_read_only(tmp_path: Path) -> None:
    root = make_corpus(tmp_path / "river")
    disk = tmp_path / "disk"
    disk.mkdir()
    for size in ("16k", "64k", "128k", "200k"):
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True
        )
        try:
            build = [
                sys.executable,
                str(ROOT / "scripts" / "build.py"),
                "--root",
                str(root),
                "--out",
                str(disk / "out"),
            ]
            done = subprocess.run(
                build, env=ENVIRONMENT, capture_output=True, text=True, check=False
            )
            assert (
                done.returncode,
                "No space left on device" in done.stderr,
                "Traceback" in done.stderr,
            ) == (2, True, False), (
                size,
                done.stderr,
            )
            assert list(disk.iterdir()) == []
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            done = subprocess.run(
                build, env=ENVIRONMENT, capture_output=True, text=True, check=False
            )
            assert (
                done.returncode,
                "Read-only file system" in done.stderr,
                "Traceback" in done.stderr,
            ) == (2, True, False), done.stderr
        finally:
            subprocess.run(["umount", str(disk)], check=True)
