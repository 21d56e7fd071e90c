"""The forms of a report, what is picked from it, and what git says changed."""

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import ROOT, committed, edit, git
from istanbul_talks.cli.main import main
from istanbul_talks.files.json_bytes import compact
from istanbul_talks.validation import report
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.rules import CATALOGUE

FORM = json.loads((ROOT / "schema" / "findings.schema.json").read_text(encoding="utf-8"))
SARIF = json.loads(
    (ROOT / "tests" / "validation" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def broken(river: Path) -> Path:
    """Two unknown claimers and a name with a Cyrillic letter: errors and a warning in one file."""
    path = river / "annotations" / "river-talks.json"
    text = (
        path.read_text(encoding="utf-8")
        .replace('"claimer": "vey"', '"claimer": "veyy"')
        .replace('"claimer": "boria"', '"claimer": "borria"')
    )
    path.write_text(text.replace('"Ana Vey"', '"Аna Vey"', 1), encoding="utf-8")
    return river


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr().out


def counts(out: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in re.finditer(r"^\S+: (?:error|warning|info) ([a-z0-9-]+):", out, re.MULTILINE):
        found[match[1]] = found.get(match[1], 0) + 1
    return found


def test_json_fits_its_published_schema(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(FORM)
    code, out = run(capsys, "validate", "--root", broken, "--format", "json")
    assert code == 1
    found = json.loads(out)
    jsonschema.Draft202012Validator(FORM).validate(found)
    _, text = run(capsys, "validate", "--root", broken)
    assert found["counts"]["rule"] == counts(text)
    f = found["findings"][0]
    place = f"{f['path']}:{f['line']}:{f['column']}: {f['severity']} {f['rule']}"
    assert text.startswith(f"{place}: {f['item']}: {f['found']}")
    pointers = [(f["rule"], f["item"], f["pointer"]) for f in found["findings"]]
    assert ("unknown-claimer", "claim pause", "/claims/2/claimer") in pointers
    assert found["checked"] == 1
    places = [(f["path"], f["line"], f["column"]) for f in found["findings"]]
    assert places == sorted(places)


def test_sarif_fits_the_schema_of_the_standard(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(capsys, "validate", "--root", broken, "--format", "sarif")
    assert code == 1
    log = json.loads(out)
    jsonschema.Draft4Validator(SARIF).validate(log)
    (sarif,) = log["runs"]
    _, text = run(capsys, "validate", "--root", broken)
    assert len(sarif["results"]) == sum(counts(text).values())
    first = sarif["results"][0]
    assert sarif["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["message"]["text"].startswith("entity vey: ")
    region = first["locations"][0]["physicalLocation"]["region"]
    assert f"annotations/river-talks.json:{region['startLine']}:{region['startColumn']}: " in text
    (broken / "annotations" / "river-talks.json").unlink()
    (broken / "corpus" / "river-talks.txt").rename(broken / "corpus" / "Ré sumé#1.txt")
    log = json.loads(run(capsys, "validate", "--root", broken, "--format", "sarif")[1])
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert (
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "corpus/R%C3%A9%20sum%C3%A9%231.txt"
    )


def test_annotations_on_the_host(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "validate", "--root", broken, "--format", "github")
    assert code == 1
    lines = out.splitlines()
    assert any(
        line.startswith("::error file=annotations/river-talks.json,line=")
        and "title=error unknown-claimer::claim bridge: “veyy” is not an entity" in line
        for line in lines
    )
    assert lines[-1].startswith("1 article checked: ")


COMMAND = re.compile(
    r"::(?:error|warning|notice) file=([^:,]*)(?:,line=\d+,col=\d+)?,title=([^:,]*)::([^\r\n]*)"
)


@given(st.text(), st.text(), st.text())
def test_no_file_can_write_a_command_of_the_host(path: str, found: str, remedy: str) -> None:
    """Whatever names and texts contain, each finding is one line and one command."""
    finding = Finding(path, 3, 4, "text-changed", Severity.ERROR, found, remedy)
    *commands, summary = report.github([finding], 1)
    assert len(commands) == 1
    assert COMMAND.fullmatch(commands[0])
    assert "\n" not in commands[0] + summary
    assert "\r" not in commands[0]
    jsonschema.Draft202012Validator(FORM).validate(
        json.loads(report.as_json([finding], 1, "1.0.0"))
    )
    jsonschema.Draft4Validator(SARIF).validate(
        json.loads(report.sarif([finding], "1.0.0", "https://example.org/"))
    )


def test_a_command_in_a_title_stays_a_title() -> None:
    finding = Finding(
        "a,b:c%.json", 1, 1, "text-changed", Severity.WARNING, "x\n::error::gone\r%0A", "Do it"
    )
    (command, _) = report.github([finding], 1)
    place = "file=a%2Cb%3Ac%25.json,line=1,col=1,title=warning text-changed"
    assert command == f"::warning {place}::x\\u000a::error::gone\\u000d%250A. Do it"


def test_picking_rules_changes_no_other_count(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every = counts(run(capsys, "validate", "--root", broken)[1])
    assert len(every) > 2
    for rule, count in every.items():
        assert counts(run(capsys, "validate", "--root", broken, "--select", rule)[1]) == {
            rule: count
        }
        rest = {name: n for name, n in every.items() if name != rule}
        assert counts(run(capsys, "validate", "--root", broken, "--ignore", rule)[1]) == rest
    names = ",".join(every)
    code, out = run(capsys, "validate", "--root", broken, "--ignore", names)
    assert (code, counts(out)) == (0, {})


def test_at_most_so_many_of_a_rule(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = counts(run(capsys, "validate", "--root", broken)[1])
    assert every["unknown-claimer"] == 2
    code, out = run(capsys, "validate", "--root", broken, "--max-per-rule", 1)
    assert code == 1
    assert counts(out) == dict.fromkeys(every, 1)
    assert "1 more of unknown-claimer not shown" in out
    errors = sum(n for name, n in every.items() if CATALOGUE[name].severity is Severity.ERROR)
    assert f"checked: {errors} errors" in out
    found = json.loads(
        run(capsys, "validate", "--root", broken, "--max-per-rule", 0, "--format", "json")[1]
    )
    assert (found["findings"], found["left_out"]["unknown-claimer"], found["counts"]["rule"]) == (
        [],
        2,
        every,
    )
    _, out = run(capsys, "validate", "--root", broken, "--limit", 1)
    assert sum(counts(out).values()) == 1
    hidden = {rule: int(n) for n, rule in re.findall(r"^(\d+) more of (\S+) not shown", out, re.M)}
    assert sum(hidden.values()) == sum(every.values()) - 1
    _, out = run(capsys, "validate", "--root", broken, "--limit", 1, "--format", "sarif")
    assert json.loads(out)["runs"][0]["properties"]["leftOut"] == hidden


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "unknown-claimers"], "“unknown-claimers”; did you mean “unknown-claimer”?"),
        (["--ignore", "zzz"], "List them with: istanbul-talks explain"),
        (["--max-per-rule", "-1"], "--max-per-rule takes a number, 0 or more"),
        (["--limit", "-1"], "--limit takes a number, 0 or more"),
        (["river-talks", "--changed", "HEAD"], "--changed finds the articles itself"),
        (["--changed"], "is not a git checkout"),
    ],
)
def test_wrong_options(
    river: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--root", str(river), *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def branch(river: Path) -> Path:
    """A repository with the article committed on main, and a branch."""
    git(committed(river), "checkout", "-qb", "work")
    return river


def test_what_changed(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Committed, staged, unstaged and untracked files count. A new schema: all articles."""
    assert run(capsys, "validate", "--changed", "--root", branch)[1].startswith(
        "0 articles checked"
    )
    path = branch / "annotations" / "river-talks.json"
    path.write_bytes(path.read_bytes().replace(b'"claimer": "vey"', b'"claimer": "veyy"'))
    for step in ((), ("add", "."), ("commit", "-qm", "two")):
        if step:
            git(branch, *step)
        code, out = run(capsys, "validate", "--changed", "--root", branch)
        assert (code, counts(out)["unknown-claimer"]) == (1, 1)
        assert "1 article checked" in out
    assert run(capsys, "validate", "--changed", "HEAD", "--root", branch)[1].startswith(
        "0 articles checked"
    )
    (branch / "corpus" / "stray.pdf").write_text("x", encoding="utf-8")
    assert "unknown-file" in counts(
        run(capsys, "validate", "--changed", "HEAD", "--root", branch)[1]
    )
    (branch / "corpus" / "stray.pdf").unlink()
    labels = branch / "schema" / "labels.json"
    labels.write_text(labels.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "1 article checked" in run(capsys, "validate", "--changed", "HEAD", "--root", branch)[1]


def test_whole_corpus_rules_see_what_did_not_change(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new article with the text of an old one is reported, though only it was checked."""
    for folder, ending in (("corpus", "txt"), ("annotations", "json")):
        shutil.copy(branch / folder / f"river-talks.{ending}", branch / folder / f"a-copy.{ending}")
    edit(branch / "annotations" / "a-copy.json", article="a-copy")
    code, out = run(capsys, "validate", "--changed", "--root", branch)
    assert code == 1
    found = "error duplicate-text: the capture is identical to that of “river-talks”"
    assert f"corpus/a-copy.txt: {found}" in out
    assert "1 article checked" in out


def test_a_pass_and_a_removed_file_are_changes_of_their_article(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (branch / "annotations" / "passes" / "model-y").mkdir(parents=True)
    (branch / "annotations" / "passes" / "model-y" / "river-talks.json").write_text(
        "{}", encoding="utf-8"
    )
    code, out = run(capsys, "validate", "--changed", "--root", branch)
    assert (code, "annotations/passes/model-y/river-talks.json" in out) == (1, True)
    shutil.rmtree(branch / "annotations" / "passes")
    (branch / "corpus" / "river-talks.txt").unlink()
    assert "article-missing" in counts(run(capsys, "validate", "--changed", "--root", branch)[1])


def test_the_baseline_of_unchecked_articles_is_not_questioned(
    branch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "annotations/river-talks.json"
    entry = {"rule": "holder-not-in-evidence", "path": path, "found": "x", "date": "2024-03-07"}
    line = compact({**entry, "why": "For tests."})
    (branch / "schema" / "baseline.jsonl").write_bytes(line)
    committed(branch, "Set aside")
    assert "bad-baseline" in counts(run(capsys, "validate", "--root", branch)[1])
    out = run(capsys, "validate", "--changed", "HEAD", "--root", branch)[1]
    assert counts(out) == {}, out
