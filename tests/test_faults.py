"""Programs whose system calls fail, or that are killed at any of them: old or new is on the disk, never something torn.

It takes strace. A few calls are tried by default, all of them with FAULTS=1, as for the table in docs/design.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, make_corpus
from faults import ENVIRONMENT, state, survey
from istanbul_talks import load
from test_new import TEXT

STEP = 1 if os.environ.get("FAULTS") else 12
pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")]


MAIN = "import sys; from istanbul_talks.cli.main import main; sys.exit(main(sys.argv[1:]))"


def tell(program: str, counts: dict[tuple[str, str], int]) -> None:
    """The row of the table."""
    print(program, json.dumps({f"{call} {what}": n for (call, what), n in sorted(counts.items())}), sum(counts.values()))


def test_build(tmp_path: Path) -> None:
    root, out = tmp_path / "river", tmp_path / "dist" / "talks"
    build = [str(ROOT / "scripts" / "build.py"), "--root", str(root), "--out", str(out)]

    def lay_out() -> None:
        """The corpus, and the release of its earlier version in place."""
        shutil.rmtree(tmp_path / "dist", ignore_errors=True)
        shutil.copytree(tmp_path / "old", out)

    make_corpus(root)
    project = root / "pyproject.toml"
    now = project.read_text(encoding="utf-8")
    project.write_text(now.replace("2.3.4", "2.3.3"), encoding="utf-8")
    subprocess.run([sys.executable, *build[:-1], str(tmp_path / "old")], check=True, capture_output=True, env=ENVIRONMENT)
    project.write_text(now, encoding="utf-8")
    corpus = state(root)

    def allowed(_: dict[str, str]) -> bool:
        found = load(out)
        found.verify()
        return found.version in ("2.3.3", "2.3.4") and state(root) == corpus

    (tmp_path / "dist").mkdir()
    counts = survey(build, tmp_path / "dist", tmp_path, lay_out, allowed, STEP)
    tell("build", counts)
    assert sum(counts.values()) >= 20


def test_fmt(tmp_path: Path) -> None:
    root = make_corpus(tmp_path / "river")
    path = root / "annotations" / "river-talks.json"
    canonical = path.read_bytes()
    untidy = json.dumps(json.loads(canonical)).encode()

    def allowed(_: dict[str, str]) -> bool:
        return path.read_bytes() in (canonical, untidy)

    counts = survey(["-c", MAIN, "fmt"], root, tmp_path, lambda: path.write_bytes(untidy) and None, allowed, max(1, STEP // 6))
    tell("fmt", counts)
    assert sum(counts.values()) >= 3


def test_new(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    base = make_corpus(tmp_path / "base")
    before = state(base)
    root = tmp_path / "river"

    def lay_out() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(base, root)

    def allowed(found: dict[str, str]) -> bool:
        """What was there is there, or is whole and new; a capture that is there is the page, every byte."""
        capture = root / "corpus" / "bridge.txt"
        annotators = json.loads((root / "schema" / "annotators.json").read_text(encoding="utf-8"))["annotators"]
        kept = {name for name in before if name != "schema/annotators.json"}
        return (
            all(found.get(name) == before[name] for name in kept)
            and len(annotators) in (len_before(base), len_before(base) + 1)
            and (not capture.exists() or capture.read_text(encoding="utf-8") == TEXT)
        )

    again = ["-c", NEW, str(tmp_path / "page.txt")]
    root.mkdir()
    counts = survey(again, root, tmp_path, lay_out, allowed, max(1, STEP // 6))
    tell("new", counts)
    assert sum(counts.values()) >= 5


def len_before(base: Path) -> int:
    return len(json.loads((base / "schema" / "annotators.json").read_text(encoding="utf-8"))["annotators"])


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


def test_two_builds_at_once(tmp_path: Path) -> None:
    root, out = make_corpus(tmp_path / "river"), tmp_path / "out"
    build = [sys.executable, str(ROOT / "scripts" / "build.py"), "--root", str(root), "--out", str(out)]
    running = [subprocess.Popen(build, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(6)]
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
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True)
        try:
            build = [sys.executable, str(ROOT / "scripts" / "build.py"), "--root", str(root), "--out", str(disk / "out")]
            done = subprocess.run(build, env=ENVIRONMENT, capture_output=True, text=True, check=False)
            assert (done.returncode, "No space left on device" in done.stderr, "Traceback" in done.stderr) == (2, True, False), (
                size,
                done.stderr,
            )
            assert list(disk.iterdir()) == []
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            done = subprocess.run(build, env=ENVIRONMENT, capture_output=True, text=True, check=False)
            assert (done.returncode, "Read-only file system" in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def test_a_release_whose_program_is_killed(tmp_path: Path) -> None:
    """At eight moments: this checkout is as it was, and the release can be made anew."""
    from test_release import IGNORED, git, next_minor, script

    folder = tmp_path / "repo"
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    git(folder, "init", "-q", "-b", "main")
    for key, value in (("user.name", "t"), ("user.email", "t@example.org"), ("commit.gpgsign", "false")):
        git(folder, "config", key, value)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    for text in (folder / "schema" / "releases.jsonl").read_text(encoding="utf-8").splitlines():
        git(folder, "tag", f"v{json.loads(text)['version']}")
    before = git(folder, "rev-parse", "HEAD")
    command = [sys.executable, "scripts/release.py", next_minor()]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    for seconds in (0.3, 0.8, 1.5, 2.5, 3.5, 5, 6.5, 8):
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode == 0:
            break
        assert git(folder, "rev-parse", "HEAD") == before
        assert git(folder, "status", "--porcelain") == ""
        assert git(folder, "tag", "--list", f"v{next_minor()}") == ""
    else:
        made = script(folder, "release", next_minor())
        assert made.returncode == 0, made.stderr
    assert git(folder, "tag", "--list", f"v{next_minor()}") == f"v{next_minor()}"
