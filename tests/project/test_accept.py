"""The job that may write takes the files of one article from the other job, and nothing else."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora import ROOT, river

ID = "bridge-opens"
CAPTURE = "The bridge opened.\n"
SHA256 = hashlib.sha256(CAPTURE.encode()).hexdigest()
ENTITY = {"id": "zeta", "type": "ORG"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return river(tmp_path / "river")


@pytest.fixture
def form(tmp_path: Path, checkout: Path) -> Path:
    """What form.py wrote of form 7: an article, its annotator and an entity."""
    folder = tmp_path / "form"
    annotation = {"article": ID, "text_sha256": SHA256}
    annotators = (checkout / "schema/annotators.jsonl").read_text(encoding="utf-8")
    entities = (checkout / "schema/entities.jsonl").read_text(encoding="utf-8")
    put(folder, "7.md", "From form #7.\n")
    put(folder, f"7/corpus/{ID}.txt", CAPTURE)
    put(folder, f"7/annotations/{ID}.json", json.dumps(annotation))
    put(folder, "7/schema/annotators.jsonl", f'{annotators}{{"id":"reader-9"}}\n')
    put(folder, "7/schema/entities.jsonl", f"{entities}{json.dumps(ENTITY)}\n")
    return folder


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))


def accept(checkout: Path, form: Path) -> tuple[int, str]:
    """Exit code and message. `-S -I`: with the standard library alone, as the workflow runs it."""
    command = [sys.executable, "-S", "-I", ROOT / "scripts" / "accept.py", form, "7"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr.strip()


def state(checkout: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}


def test_the_files_of_an_article_are_put_in_their_places(checkout: Path, form: Path) -> None:
    before = state(checkout)
    assert accept(checkout, form) == (0, "")
    after = state(checkout)
    changed = {
        path.relative_to(checkout).as_posix() for path in after if after[path] != before.get(path)
    }
    assert changed == {
        f"annotations/{ID}.json",
        f"corpus/{ID}.txt",
        "schema/annotators.jsonl",
        "schema/entities.jsonl",
    }
    assert (checkout / "corpus" / f"{ID}.txt").read_text(encoding="utf-8") == CAPTURE


def test_an_answer_alone_changes_nothing(checkout: Path, tmp_path: Path) -> None:
    put(tmp_path, "answer/7.md", "Fix this.\n")
    before = state(checkout)
    assert accept(checkout, tmp_path / "answer") == (3, "")
    assert state(checkout) == before


def renamed(old: str, new: str) -> Callable[[Path, Path], object]:
    def change(form: Path, checkout: Path) -> None:
        (form / new).parent.mkdir(parents=True, exist_ok=True)
        (form / old).rename(form / new)

    return change


def written(name: str, text: str) -> Callable[[Path, Path], object]:
    return lambda form, checkout: put(form, name, text)


def edited(name: str, old: str, new: str) -> Callable[[Path, Path], object]:
    def change(form: Path, checkout: Path) -> None:
        text = (form / name).read_text(encoding="utf-8")
        assert old in text
        put(form, name, text.replace(old, new, 1))

    return change


def linked(name: str) -> Callable[[Path, Path], object]:
    def change(form: Path, checkout: Path) -> None:
        (form / name).unlink()
        (form / name).symlink_to(checkout / "pyproject.toml")

    return change


TEXT, NOTE, PEOPLE, THINGS = (
    f"7/corpus/{ID}.txt",
    f"7/annotations/{ID}.json",
    "7/schema/annotators.jsonl",
    "7/schema/entities.jsonl",
)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (renamed("7.md", "8.md"), "a file is missing or too large"),
        (written("7.md", "\n"), "the reply is empty"),
        (written("7.md", "x" * 60_001), "a file is missing or too large"),
        (written("7.md", "\x1b[31m"), "a text has control characters"),
        (written("7/.github/workflows/x.yml", "on: push"), "it has too many files"),
        (renamed(THINGS, "7/.github/workflows/x.yml"), "it has unexpected files"),
        (renamed(THINGS, "7/schema/labels.json"), "it has unexpected files"),
        (renamed(THINGS, "8/schema/entities.jsonl"), "a file is in the wrong folder"),
        (renamed(THINGS, "entities.jsonl"), "a file is in the wrong folder"),
        (renamed(TEXT, f"7/corpus/sub/{ID}.txt"), "no capture has a valid name"),
        (renamed(TEXT, "7/corpus/Bridge.txt"), "no capture has a valid name"),
        (renamed(TEXT, f"7/corpus/{'a' * 65}.txt"), "no capture has a valid name"),
        (renamed(TEXT, "7/corpus/other.txt"), "it has unexpected files"),
        (renamed(NOTE, "7/annotations/other.json"), "it has unexpected files"),
        (linked(TEXT), "it has a link"),
        (
            lambda form, checkout: put(checkout, f"corpus/{ID}.txt", "x"),
            "the article already exists",
        ),
        (
            lambda form, checkout: put(checkout, f"annotations/{ID}.json", "x"),
            "the article already exists",
        ),
        (written(TEXT, "x" * ((1 << 20) + 1)), "a file is missing or too large"),
        (written(PEOPLE, " " * 200_000), "a file is missing or too large"),
        (written(TEXT, "a\0b"), "a text has control characters"),
        (written(TEXT, "\ud800"), "UnicodeDecodeError"),
        (written(TEXT, "other words"), "the annotation is for a different capture"),
        (edited(NOTE, ID, "other"), "the annotation is for a different article"),
        (written(NOTE, "[]"), "the annotation is not an object"),
        (written(NOTE, "{"), "JSONDecodeError"),
        (written(NOTE, "[" * 100_000), "RecursionError"),
        (written(PEOPLE, '{"id":"reader-9"}'), "existing annotators differ"),
        (edited(PEOPLE, '"kind":"model"', '"kind":"human"'), "existing annotators differ"),
        (edited(PEOPLE, '{"id":"reader-9"}', ""), "it does not have one new annotator"),
        (
            edited(PEOPLE, '{"id":"reader-9"}', '{"id":"x"}\n{"id":"y"}'),
            "it does not have one new annotator",
        ),
        (edited(PEOPLE, '"reader-9"', '"model-x"'), "one of the annotators is registered twice"),
        (edited(PEOPLE, '{"id":"reader-9"}', "5"), "TypeError"),
        (edited(THINGS, '"type":"PERSON"', '"type":"ORG"'), "existing entities differ"),
        (edited(THINGS, '"id": "zeta"', '"id": "vey"'), "one of the entities is registered twice"),
        (edited(THINGS, '"id": "zeta"', '"name": "zeta"'), "KeyError"),
        (edited(THINGS, json.dumps(ENTITY), "[]"), "TypeError"),
    ],
)
def test_anything_else_is_rejected_and_changes_nothing(
    checkout: Path, form: Path, change: Callable[[Path, Path], object], problem: str
) -> None:
    change(form, checkout)
    before = state(checkout)
    code, said = accept(checkout, form)
    assert (code, said) == (1, f"accept: rejected, nothing was changed: {problem}")
    assert state(checkout) == before
