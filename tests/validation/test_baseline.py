"""The baseline: what it sets aside and what it may not. The build works with all of it."""

import json
from pathlib import Path

import pytest

from corpora import TODAY, edit
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import compact
from istanbul_talks.validation.baseline import can_be_set_aside, key_of
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.rules import CATALOGUE
from support.rule_fixtures import RULES, check, lay_out


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def entries(root: Path) -> list[dict[str, str]]:
    return [
        json.loads(line) for line in (root / "schema" / "baseline.jsonl").read_bytes().splitlines()
    ]


def test_a_new_rule_does_not_break_old_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixture = json.loads((RULES / "entity-conflict" / "fails.json").read_text(encoding="utf-8"))
    root = lay_out(fixture, tmp_path / "river")
    assert build(CorpusFolder(root), tmp_path / "out", today=TODAY).facts is None
    why = "Two spellings; to be settled in 3.0."
    code, out = call(capsys, "baseline", "entity-conflict", "--why", why, "--root", root)
    assert (code, out) == (0, "schema/baseline.jsonl: 1 finding of entity-conflict set aside\n")
    (entry,) = entries(root)
    assert entry["why"] == why
    code, out = call(capsys, "validate", "--strict", "--root", root)
    assert code == 0
    found = "(baseline) name is “Cedon City” here and “Cedon” in schema/entities.jsonl"
    assert f"info entity-conflict: entity cedon: {found}. Known since {entry['date']}." in out
    assert build(CorpusFolder(root), tmp_path / "out", today=TODAY).facts is not None

    path = root / "annotations" / "river-talks.json"  # what is new must pass
    edit(path, entities__4__name="Anna Vey")
    code, out = call(capsys, "validate", "--root", root)
    assert code == 1
    assert "error entity-conflict: entity vey: name is “Anna Vey” here" in out


def test_an_entry_for_a_fixed_finding_is_reported_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixture = json.loads((RULES / "near-duplicate" / "fails.json").read_text(encoding="utf-8"))
    root = lay_out(fixture, tmp_path / "river")
    assert call(capsys, "baseline", "near-duplicate", "--why", "First.", "--root", root)[0] == 0
    assert call(capsys, "validate", "--strict", "--root", root)[0] == 0
    assert call(capsys, "baseline", "near-duplicate", "--why", "Later.", "--root", root)[0] == 0
    # An entry that still applies keeps its day and reason.
    assert [entry["why"] for entry in entries(root)] == ["First."]
    for name in ("corpus/river-talks-2.txt", "annotations/river-talks-2.json"):
        (root / name).unlink()
    code, out = call(capsys, "validate", "--strict", "--root", root)
    assert code == 1
    assert "warning bad-baseline: “near-duplicate” no longer finds" in out
    call(capsys, "baseline", "near-duplicate", "--why", "Gone.", "--root", root)
    assert entries(root) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("near-duplicates", "did you mean “near-duplicate”?"),
        ("quote-not-found", "cannot be set aside: the build needs what it checks"),
        ("bad-date", "cannot be set aside: the build needs what it checks"),
    ],
)
def test_what_cannot_be_set_aside(
    river: Path, capsys: pytest.CaptureFixture[str], rule: str, message: str
) -> None:
    code, out = call(capsys, "baseline", rule, "--why", "x", "--root", river)
    assert code == 2
    assert message in out


@pytest.mark.parametrize("hint", ["did you mean “y”?", "nearest: “y” (line 7)"])
def test_a_hint_does_not_make_another_finding(hint: str) -> None:
    message = f"“x” is not in schema/targets.json; {hint}"
    finding = Finding("a.json", 1, 1, "unknown-target", Severity.ERROR, message, "Write y")
    assert key_of(finding) == ("unknown-target", "a.json", "“x” is not in schema/targets.json")


def test_a_reason_fits_one_line(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for why in ("", "  ", "x" * 2001, "two\nlines", "\udcff"):
        code, out = call(capsys, "baseline", "near-duplicate", "--why", why, "--root", river)
        assert code == 2
        assert "--why takes a reason of 1 to 2,000 characters on one line" in out
    assert call(capsys, "baseline", "near-duplicate", "--why", "x", "--root", river) == (
        0,
        "near-duplicate finds nothing, so there is nothing to set aside\n",
    )


FAILING = sorted(
    path
    for name, rule in CATALOGUE.items()
    if can_be_set_aside(rule)
    for path in (RULES / name).glob("fails*.json")
)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            marks=[] if number % 8 == 0 else [pytest.mark.slow],
            id=f"{path.parent.name}-{path.stem}",
        )
        for number, path in enumerate(FAILING)
    ],
)
def test_the_build_works_with_whatever_is_set_aside(path: Path, tmp_path: Path) -> None:
    root = lay_out(json.loads(path.read_text(encoding="utf-8")), tmp_path / "river")
    known = [f for f in check(root) if can_be_set_aside(CATALOGUE[f.rule])]
    made = [
        dict(zip(("rule", "path", "found"), key, strict=True), date="2024-03-07", why="For tests.")
        for key in sorted(set(map(key_of, known)))
    ]
    (root / "schema" / "baseline.jsonl").write_bytes(b"".join(map(compact, made)))
    built = build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    assert built.facts is not None or any(
        not can_be_set_aside(CATALOGUE[finding.rule]) for finding in built.findings
    ), built.findings
