"""`fix` names what it cannot read; the commands work without docstrings."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpora import edit, harbour
from support import command as commands

ANNOTATION = "annotations/river-talks.json"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    code, out, _ = commands.run(capsys, *arguments)
    return code, out.splitlines()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"{", f"{ANNOTATION}:1:2: error json-syntax: "),
        (b"\xff", f"{ANNOTATION}:1:1: error not-utf8: "),
        (None, f"{ANNOTATION}: error not-a-regular-file: the file cannot be read: a folder. "),
    ],
)
def test_an_annotation_that_cannot_be_read_is_named(
    river: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, line: str
) -> None:
    path = river / ANNOTATION
    path.unlink()
    path.mkdir() if data is None else path.write_bytes(data)
    for command in (["fix"], ["fix", "--yes"], ["fmt", "--check"], ["fmt"]):
        code, lines = run(capsys, *command, "--root", river)
        assert code == (2 if "fix" in command else 1), command
        assert [shown for shown in lines if shown.startswith(line)], lines
        assert "Nothing to fix" not in lines


def test_a_capture_that_cannot_be_read_is_named(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (river / "corpus" / "river-talks.txt").write_bytes(b"\xff")
    code, lines = run(capsys, "fix", "--root", river)
    assert code == 2
    assert lines[0].startswith("corpus/river-talks.txt: the capture cannot be read: not UTF-8. ")
    assert lines[-1] == "Nothing was fixed"


def test_what_can_be_read_is_fixed_beside_what_cannot(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = (river / ANNOTATION).read_bytes()
    (river / ANNOTATION).write_bytes(right.replace(b"  ", b"    "))
    (river / "annotations" / "broken.json").write_bytes(b"[")
    code, lines = run(capsys, "fix", "--yes", "--root", river)
    assert code == 2
    assert lines[0].startswith("annotations/broken.json:1:2: error json-syntax: ")
    assert lines[-1] == "Fixed 1 file"
    assert (river / ANNOTATION).read_bytes() == right


def test_passes_are_fixed_only_if_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = harbour(tmp_path / "harbour")
    own = root / "annotations" / "passes" / "reader-1" / "quay-reopens.json"
    right = own.read_bytes()
    for command in (["fix", own], ["fix", own.parent]):
        own.write_bytes(right.replace(b"  ", b"    "))
        assert run(capsys, "fix", "--yes", "--root", root) == (0, ["Nothing to fix"])
        assert run(capsys, *command, "--yes", "--root", root)[1][-1] == "Fixed 1 file"
        assert own.read_bytes() == right


def test_fix_adds_accepted_entries(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entity = {"id": "mia", "type": "PERSON", "name": "Mia Roe", "wikidata": None, "role": None}
    entity |= {"mentions": ["Cedon"], "note": "A ferry captain."}
    edit(river / ANNOTATION, lambda value: value["entities"].append(entity))
    registry = river / "schema" / "entities.jsonl"
    before = registry.read_bytes()
    command = "run: istanbul-talks fix river-talks --accept"

    def need_entries(value: Any) -> None:
        value["source"].update(publisher="Delta Post", url=None)
        value["entities"][0]["mentions"].append("Arian")
        value["entities"] += [{**entity, "id": "bare"}, {**entity, "id": "q1", "wikidata": "Q1"}]
        del value["entities"][-2]["note"]

    right = edit(river / ANNOTATION).read_bytes()
    edit(river / ANNOTATION, need_entries)
    found = "\n".join(run(capsys, "validate", "river-talks", "--root", river)[1])
    assert f"Use a name from there, or {command} delta-post" in found
    assert f"Use an id from there, or {command} mia" in found
    assert f'or say in its "note" who or what it is and {command} bare' in found
    assert 'Use an id from there, or add this line: {"id":"q1",' in found
    assert "Add it there: istanbul-talks fix river-talks --accept aria" in found
    (river / ANNOTATION).write_bytes(right)
    code, lines = run(capsys, "fix", "--accept", "mia, nobody", "--yes", "--root", river)
    assert code == 1
    assert "--accept nobody: no registry lacks it. What can be accepted: mia" in lines
    line = '{"id":"mia","type":"PERSON","name":"Mia Roe","variants":["Cedon"],"wikidata":null,'
    line += '"checked":null,"description":"A ferry captain."}\n'
    assert registry.read_bytes() == before.replace(b'{"id":"vey"', line.encode() + b'{"id":"vey"')
    assert run(capsys, "fix", "--accept", "all", "--root", river) == (0, ["Nothing to fix"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["validate"],
        ["explain", "bad-date"],
        ["fmt", "-h"],
        ["fix", "--help"],
        ["baseline", "-h"],
    ],
    ids=" ".join,
)
def test_commands_work_without_docstrings(river: Path, command: list[str]) -> None:
    """PYTHONOPTIMIZE=2 removes docstrings and assertions."""
    edit(river / ANNOTATION, lambda value: value["claims"][0].update(claimer="nobody"))
    call = [sys.executable, "-c", commands.CALL, *command]
    results = [
        subprocess.run(
            call,
            cwd=river,
            env={**os.environ, "PYTHONOPTIMIZE": level},
            capture_output=True,
            text=True,
            check=False,
        )
        for level in ("0", "2")
    ]
    assert results[0].stdout
    one, other = ((done.returncode, done.stdout, done.stderr) for done in results)
    assert one == other
