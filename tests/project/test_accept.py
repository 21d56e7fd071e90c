"""The job that may write applies a patch that adds one article, and no other."""

import hashlib
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora import ROOT, committed, git, river

ID = "bridge-opens"
CAPTURE = "The bridge opened.\n"
SHA256 = hashlib.sha256(CAPTURE.encode()).hexdigest()
TEXT, NOTE = f"corpus/{ID}.txt", f"annotations/{ID}.json"
PEOPLE, THINGS = "schema/annotators.json", "schema/entities.jsonl"
ONE = '{"annotators":[\n{"id":"x"}\n]}\n'
WORKFLOW = ".github/workflows/x.yml"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return committed(river(tmp_path_factory.mktemp("accept") / "river"))


def put(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))


def listed(text: str, line: str) -> str:
    """A list in JSON, with a line more."""
    return text.replace("]}\n", f",{line}\n]}}\n")


def add_article(root: Path) -> None:
    """An article, its annotator, and an entity; and a form more for another entity."""
    put(root, TEXT, CAPTURE)
    put(root, NOTE, json.dumps({"article": ID, "text_sha256": SHA256}))
    put(root, PEOPLE, listed((root / PEOPLE).read_text(), '{"id":"reader-9"}'))
    things = (
        (root / THINGS).read_text().replace('"variants":["Ana Vey"', '"variants":["A. V","Ana Vey"')
    )
    put(root, THINGS, f'{things}{{"id":"zeta","type":"ORG"}}\n')


def patch_of(root: Path, *changes: Callable[[Path], object]) -> bytes:
    """What some changes of a checkout come to; it is as before then."""
    for change in changes:
        change(root)
    git(root, "add", "--all", "--force")
    diff = ("diff", "--cached", "--binary", "--no-renames")
    made = subprocess.run(["git", *diff], cwd=root, capture_output=True, check=True).stdout
    git(root, "reset", "-q", "--hard")
    return made


def accept(
    root: Path, folder: Path, patch: bytes | None, reply: str = "Made.\n"
) -> tuple[int, str]:
    """Exit code and message. `-S -I`: with the standard library alone, as the workflow runs it."""
    put(folder, "7.md", reply)
    if patch is not None:
        (folder / "7.patch").write_bytes(patch)
    command = [sys.executable, "-S", "-I", ROOT / "scripts" / "accept.py", folder, "7"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr.strip()


def test_an_article_is_applied(checkout: Path, tmp_path: Path) -> None:
    patch = patch_of(checkout, add_article)
    assert accept(checkout, tmp_path, patch) == (0, "")
    changed = git(checkout, "diff", "--cached", "--name-only").split()
    assert changed == [NOTE, TEXT, PEOPLE, THINGS]
    assert (checkout / TEXT).read_text() == CAPTURE
    assert git(checkout, "status", "--porcelain", "--untracked-files").count("\n") == 3
    assert accept(checkout, tmp_path, patch)[1].endswith("the checkout has changes")
    git(checkout, "reset", "-q", "--hard")


def test_a_line_that_a_merge_left_twice_may_go(tmp_path: Path) -> None:
    root = river(tmp_path / "river")
    lines = (root / PEOPLE).read_text()
    put(root, PEOPLE, listed(lines, lines.splitlines()[1]))
    committed(root)
    patch = patch_of(root, add_article, written(PEOPLE, listed(lines, '{"id":"reader-9"}')))
    assert accept(root, tmp_path / "form", patch) == (0, "")


def test_an_answer_alone_changes_nothing(checkout: Path, tmp_path: Path) -> None:
    assert accept(checkout, tmp_path, None) == (3, "")
    assert git(checkout, "status", "--porcelain") == ""


def written(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: put(root, name, text)


def edited(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, text
        put(root, name, text.replace(old, new, 1))

    return change


def linked(name: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / name).unlink()
        (root / name).symlink_to("../pyproject.toml")

    return change


def moved(old: str, new: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return change


REJECTED: list[tuple[Callable[[Path], object], str]] = [
    (written(WORKFLOW, "on: push"), "it has unexpected files"),
    (written("schema/labels.json", "{}"), "it has unexpected files"),
    (written(f"annotations/passes/reader-1/{ID}.json", "{}"), "it has unexpected files"),
    (moved(TEXT, f"corpus/sub/{ID}.txt"), "it has unexpected files"),
    (moved(TEXT, f"corpus/{'a' * 65}.txt"), "it has unexpected files"),
    (moved(TEXT, "corpus/other.txt"), "it is not about one article"),
    (lambda root: (root / NOTE).unlink(), "it lacks a file of the article"),
    (lambda root: (root / PEOPLE).unlink(), "a registry is not a plain file"),
    (lambda root: (root / THINGS).chmod(0o755), "a registry is not a plain file"),
    (linked(TEXT), "the article already exists"),
    (lambda root: (root / TEXT).chmod(0o755), "the article already exists"),
    (written(TEXT, "x" * ((1 << 20) + 1)), "too large"),
    (edited(PEOPLE, "reader-9", "x" * (1 << 18)), "too large"),
    (written(TEXT, "a\x1bb"), "a text has control characters"),
    (written(TEXT, "\ud800"), "UnicodeDecodeError"),
    (written(TEXT, "other words"), "the annotation is for a different capture"),
    (edited(NOTE, ID, "other"), "the annotation is for a different article"),
    (written(NOTE, "[]"), "the annotation is not an object"),
    (written(NOTE, "[" * 100_000), "RecursionError"),
    (written(PEOPLE, ONE), f"an existing entry of {PEOPLE} differs"),
    (edited(PEOPLE, '{"id":"reader-9"}', '{"id":"a"}\n,{"id":"b"}'), "more than one new entry"),
    (edited(PEOPLE, '{"id":"reader-9"}', "5"), "an entry is not an object"),
    (edited(THINGS, '"PERSON"', '"ORG"'), f"an existing entry of {THINGS} differs"),
    (edited(THINGS, '"A. V","Ana Vey"', '"A. V"'), f"an existing entry of {THINGS} differs"),
    (edited(THINGS, '"zeta"', '"vey"'), "an entry is there twice"),
    (edited(THINGS, '"id":"zeta"', '"name":"zeta"'), "KeyError"),
]  # fmt: skip


@pytest.mark.parametrize("part", range(3))
def test_anything_else_is_rejected_and_changes_nothing(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    apply = runpy.run_path(str(ROOT / "scripts" / "accept.py"))["apply"]
    monkeypatch.chdir(checkout)
    for change, problem in REJECTED[part::3]:
        patch = patch_of(checkout, add_article, change)
        with pytest.raises(Exception) as rejected:
            apply(patch)
        assert problem in f"{type(rejected.value).__name__} {rejected.value}"
        assert git(checkout, "status", "--porcelain", "--untracked-files") == "", problem


def test_a_patch_that_is_none_is_rejected(checkout: Path, tmp_path: Path) -> None:
    good = patch_of(checkout, add_article).decode()
    traversal = good.replace(TEXT, "corpus/../../x.txt")
    late = "--- /dev/null\n+++ b/Makefile\n@@ -0,0 +1 @@\n+all:\n"  # without a “diff” line
    copied = f"diff --git a/pyproject.toml b/{TEXT}\nsimilarity index 100%\ncopy from "
    copied += f"pyproject.toml\ncopy to {TEXT}\n"
    bad = {
        "x": "git apply: error: No valid patches",
        traversal: "it has unexpected files",
        good + late: "it has unexpected files",
        copied: "it lacks a file of the article",
        good.replace("Ana Vey", "Ana Vay"): "git apply: error: patch failed",
        good[: len(good) // 2]: "git apply: error: corrupt patch",
    }
    for number, (patch, problem) in enumerate(bad.items()):
        code, said = accept(checkout, tmp_path / str(number), patch.encode())
        assert (code, said[:39]) == (1, "accept: rejected, nothing was changed: ")
        assert problem in said, said
        assert git(checkout, "status", "--porcelain", "--untracked-files") == ""
    assert not (checkout.parent / "x.txt").exists()


@pytest.mark.parametrize(
    ("reply", "more", "problem"),
    [
        ("\n", {}, "the reply is empty"),
        ("x" * 60_001, {}, "a file is missing or too large"),
        ("`@a` and @b", {}, "the reply has markup"),
        ("Made.\n/label x", {}, "the reply has markup"),
        ("[x](https://example.org)", {}, "the reply has markup"),
        ("\x1b[31m", {}, "a text has control characters"),
        ("Made.", {"8.md": "x"}, "there are unexpected files"),
        ("Made.", {"7.patch": "x" * ((1 << 22) + 1)}, "a file is missing or too large"),
    ],
)
def test_what_comes_with_it(
    checkout: Path, tmp_path: Path, reply: str, more: dict[str, str], problem: str
) -> None:
    for name, text in more.items():
        put(tmp_path, name, text)
    code, said = accept(checkout, tmp_path, None, reply)
    assert (code, said) == (1, f"accept: rejected, nothing was changed: {problem}")


def test_a_link_in_place_of_the_patch(checkout: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret", "x")
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "7.patch").symlink_to(tmp_path / "secret")
    code, said = accept(checkout, tmp_path / "form", None)
    assert (code, said.endswith("a file is missing or too large")) == (1, True)
