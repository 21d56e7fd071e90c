"""A draft with open values: they are counted and located, and everything else is still checked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, edit, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.validator import Validator
from support.command import run

ANNOTATION = "annotations/river-talks.json"
COUNCIL = "annotations/council-walks-out.json"


def findings(root: Path) -> list[Finding]:
    return Validator(root, today=TODAY).validate()


def incomplete(value: dict[str, Any]) -> None:
    value["claims"][0] |= {"type": None, "claimer": None}
    value["stance"][1]["label"] = None


def test_open_values_are_warnings_with_place_and_name(river: Path) -> None:
    lines = edit(river / ANNOTATION, incomplete).read_text(encoding="utf-8").splitlines()
    found = findings(river)
    assert [(f.rule, f.severity, f.item, f.pointer) for f in found] == [
        ("open-value", Severity.WARNING, "claim bridge", "/claims/0/claimer"),
        ("open-value", Severity.WARNING, "claim bridge", "/claims/0/type"),
        ("open-value", Severity.WARNING, "stance 2 of boria", "/stance/1/label"),
    ]
    assert [lines[f.line - 1].strip() for f in found] == [
        '"claimer": null,',
        '"type": null,',
        '"label": null,',
    ]
    assert found[2].fix == "Write one of: FAVOR, AGAINST, NONE"


def test_they_are_errors_unless_the_status_is_draft_and_cannot_be_waived(river: Path) -> None:
    edit(river / ANNOTATION, incomplete, status="single")
    edit(river / ANNOTATION, lambda value: value.update(waive={"open-value": "Later."}))
    found = {f.rule: f.severity for f in findings(river)}
    assert found["open-value"] == Severity.ERROR
    assert found["bad-waiver"] == Severity.WARNING


@pytest.mark.parametrize(
    ("change", "also"),
    [
        ({"claimer": "nobody"}, ["unknown-claimer"]),
        ({"claimer": "article"}, ["attribution-mismatch"]),
        ({"claimer": None}, []),  # whether it needs its attribution depends on who it is
        ({"quote": "“the bridge must opem”"}, ["quote-not-found"]),
        ({"cue": "told them"}, ["quote-not-found"]),
        ({"quote": None}, []),
        ({"quote": {"quote": None}}, []),
    ],
)
def test_of_an_incomplete_item_is_said_what_no_open_value_can_change(
    river: Path, change: dict[str, Any], also: list[str]
) -> None:
    def changed(value: dict[str, Any]) -> None:
        value["claims"][0] |= {"type": None, **change}

    edit(river / ANNOTATION, changed)
    assert [f.rule for f in findings(river) if f.rule != "open-value"] == also


def test_what_depends_on_an_open_value_is_not_said(river: Path) -> None:
    edit(river / ANNOTATION, date__basis=None)  # once chosen, it may contradict the certainty
    assert [f.item for f in findings(river)] == ["date"]
    edit(river / ANNOTATION, date__basis="internal", entities__0__type=None)
    edit(river / ANNOTATION, lambda value: value["entities"][0]["mentions"].append("Ariana"))
    assert {f.rule for f in findings(river)} == {
        "open-value",
        "mention-not-found",
        "unregistered-form",
    }


def test_other_items_are_checked_as_ever(river: Path) -> None:
    def changed(value: dict[str, Any]) -> None:
        incomplete(value)
        value["claims"][2]["claimer"] = "borria"
        value["source"] |= {"genre": None, "publisher": "Unheard of"}
        value["entities"][0] |= {"role": "part", "type": None}

    edit(river / ANNOTATION, changed)
    rules = {f.rule for f in findings(river)} - {"open-value"}
    assert rules == {"schema"}  # an invalid value that is not null still blocks the rest
    edit(river / ANNOTATION, entities__0__role="party")
    assert {(f.rule, f.item) for f in findings(river) if f.rule != "open-value"} == {
        ("unknown-claimer", "claim pause"),
        ("source-not-in-text", "source"),
        ("unknown-publisher", "source"),
    }


def test_a_pass_may_be_open_too_and_is_not_compared_then(tmp_path: Path) -> None:
    root = harbour(tmp_path / "harbour")
    assert findings(root) == []
    path = "annotations/passes/reader-1/quay-reopens.json"
    before = (root / path).read_bytes()
    edit(root / path, claims__0__type=None, status="draft")
    assert [(f.path, f.rule, f.severity) for f in findings(root)] == [
        (path, "open-value", Severity.WARNING)
    ]
    (root / path).write_bytes(before)
    path = "annotations/quay-reopens.json"
    edit(root / path, claims__0__type=None)
    assert [(f.path, f.rule, f.severity) for f in findings(root)] == [
        (path, "open-value", Severity.ERROR)
    ]


def test_one_line_a_file_names_them_all(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = edit(river / ANNOTATION, incomplete).read_text(encoding="utf-8").splitlines()
    claimer, label = lines.index('      "claimer": null,'), lines.index('      "label": null,')
    code, out, _ = run(capsys, "validate", "--limit", 0, "--root", river)
    assert (code, out.splitlines()[0]) == (
        0,
        f"{ANNOTATION}: 3 values still open: claim bridge (line {claimer + 1}): claimer, type; "
        f"stance 2 of boria (line {label + 1}): label",
    )
    assert out.splitlines()[-1] == "1 article checked: 3 values still open"
    assert run(capsys, "validate", "--strict", "--root", river)[0] == 1
    _, out, _ = run(capsys, "validate", "--format", "json", "--root", river)
    found = json.loads(out)
    assert [f["line"] for f in found["findings"]] == [claimer + 1, claimer + 4, label + 1]
    assert found["counts"]["rule"] == {"open-value": 3}


def test_show_works_and_says_what_is_open(
    river: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(value: dict[str, Any]) -> None:
        incomplete(value)
        value["claims"][1]["quote"] = None
        value["entities"][0]["type"] = None
        value["date"]["evidence"] = [None]
        value["stance"][0]["holder"] = {"other": None}

    edit(river / ANNOTATION, changed)
    code, out, err = run(capsys, "show", "river-talks", "--root", river)
    assert (code, err) == (0, "")
    assert "  1. ?, direct “said that”: “the bridge must open” (?, true-certain)" in out
    assert "#claims/met" not in out
    assert "  2. Boria ? pause-works" in out
    assert "  6. other of holder of stance 1\n" in out
    assert "  7. label of stance 2 of boria\n" in out
    monkeypatch.setattr("istanbul_talks.cli.show.wants_colours", lambda: True)
    assert "\x1b[39m[Aria](aria)\x1b[0m" in run(capsys, "show", "river-talks", "--root", river)[1]
    _, _, err = run(capsys, "stats", "--root", river)
    assert f"{ANNOTATION} has values still open" in err


def test_fix_leaves_open_values_as_they_are(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edit(river / ANNOTATION, incomplete, claims__0__quote='"the bridge must open"')
    edit(path, lambda value: value["claims"][1].update(quote=None, cue=None))
    code, out, _ = run(capsys, "fix", "--yes", "--root", river)
    assert (code, out.splitlines()[-1]) == (0, "Fixed 1 file, 1 quote")
    claims = json.loads(path.read_bytes())["claims"]
    assert claims[0]["quote"] == "“the bridge must open”"
    assert [claims[0]["type"], claims[1]["quote"], claims[1]["cue"]] == [None, None, None]


def test_entries_are_added_only_for_entities_with_a_name(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity = {"id": "oto", "type": None, "name": "Oto", "wikidata": None, "role": None}
    unnamed = {**entity, "id": "mia", "name": None}
    more = [{**one, "mentions": ["quiet week"], "note": "x"} for one in (entity, unnamed)]
    edit(river / ANNOTATION, lambda value: value["entities"].extend(more))
    code, out, _ = run(capsys, "fix", "--accept", "all", "--yes", "--root", river)
    said = "schema/entities.jsonl: not added: “oto” has no type yet. Fill it in first"
    assert (code, out.splitlines()) == (1, [said, "Nothing was fixed"])


def test_fix_says_that_it_could_not_check_quotes(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(river / ANNOTATION, claims__0__type="opinion")
    code, out, _ = run(capsys, "fix", "--root", river)
    said = "the annotation does not fit the schema. Its quotes were not checked"
    assert code == 2
    assert out.startswith(f"{ANNOTATION}: {said}")


def written_by_hand(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"  ", b"    "))


@pytest.mark.parametrize(
    ("path", "change", "rule"),
    [
        (COUNCIL, lambda path: edit(path, claims__0__type=None), "open-value"),
        (COUNCIL, written_by_hand, "not-canonical"),
        ("annotations/passes/reader-1/quay-reopens.json", written_by_hand, "not-canonical"),
        ("annotations/audits/seed-7.json", written_by_hand, "not-canonical"),
    ],
)
def test_the_build_refuses_what_validate_only_warns_of(
    tmp_path: Path, path: str, change: Callable[[Path], object], rule: str
) -> None:
    root = harbour(tmp_path / "harbour")
    change(root / path)
    assert [(f.path, f.rule, f.severity) for f in findings(root)] == [
        (path, rule, Severity.WARNING)
    ]
    built = build(CorpusFolder(root), tmp_path / "out", today=TODAY, jobs=1)
    assert [(f.path, f.rule, f.severity) for f in built.findings] == [(path, rule, Severity.ERROR)]
    assert not (tmp_path / "out").exists()
