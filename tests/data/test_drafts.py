"""What `new` proposes for the captures of the corpus: the full body, and every name."""

import json
import shutil
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks.cli.main import main
from istanbul_talks.contributing.saved_page import body_parts
from istanbul_talks.model.resolve import resolve

CAPTURES = sorted((ROOT / "corpus").glob("*.txt"))


def reference(id: str) -> dict:
    return json.loads((ROOT / "annotations" / f"{id}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_the_proposed_body_leaves_no_part_of_the_article_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = {
        at
        for segment in resolve(reference(path.stem), text).segments
        for at in range(segment.capture_start, segment.capture_start + segment.length)
        if not text[at].isspace()
    }
    assert wanted <= {at for place in body_parts(text, []) for at in range(*place)}


def test_every_capture_makes_a_draft_without_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an empty corpus of the same vocabularies. Every registered name is proposed."""
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    (tmp_path / "schema" / "ledger.jsonl").write_bytes(b"")
    (tmp_path / "schema" / "baseline.jsonl").write_bytes(b"")
    for folder in ("corpus", "annotations"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    me = ["--by", "reader-9", "--introduce", "A reader who exists only in this test."]
    for path in CAPTURES:
        assert main(["new", str(path), *me, "--id", path.stem]) == 0, capsys.readouterr().out
        made = json.loads((tmp_path / "annotations" / path.name).with_suffix(".json").read_bytes())
        names = {entity["id"] for entity in made["entities"]}
        assert {entity["id"] for entity in reference(path.stem)["entities"]} <= names
