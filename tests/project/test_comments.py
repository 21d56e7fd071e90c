"""What a bot says in comments and logs: nothing in it that a stranger wrote can act there."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from corpora import ROOT, TODAY, committed, edit, git, harbour, larger, retext
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.history.comment import comment
from istanbul_talks.text.visible import said, visible
from istanbul_talks.validation.finding import Finding, Severity
from istanbul_talks.validation.report import markdown
from support.acting import ACTS, effects
from support.command import printed

# What hosts look for outside code: mentions, references, commits, addresses, markup.
ACTING = re.compile(r"@|#\w|GH-|[0-9a-f]{7}|://|www\.|[<>\[\]!]|:\w+:|caseword")
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
IN_LOG = re.compile(r"^\s*::(?!(error|warning|notice) file=)|##\[", re.MULTILINE)


def spoilt(value: Any, key: str = "") -> Any:
    """A value with everything that could act in every text, and a key of that kind."""
    if isinstance(value, dict):
        return {k: spoilt(one, k) for k, one in value.items()} | {"@everyone #123": "x"}
    if isinstance(value, list):
        return [spoilt(one, key) for one in value]
    free = isinstance(value, str) and key not in ("article", "text_sha256", "$schema")
    return f"{value} {' '.join(ACTS)}\n{ACTS[13]}\n{ACTS[14]}" if free else value


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus whose last commit spoils every text of an article, and a vocabulary."""
    root = committed(harbour(tmp_path / "corpus"))
    retext(root, "nets-and-tides", "Smaller catches", f"{' '.join(ACTS)} Smaller catches")
    retext(root, "nets-and-tides", "Share this", f"{ACTS[13]}\n{ACTS[14]}\nShare this")
    for name in ("annotations/quay-reopens", "annotations/decisions/quay-reopens", "schema/events"):
        path = root / f"{name}.json"
        path.write_text(json.dumps(spoilt(json.loads(path.read_bytes()))), encoding="utf-8")
    (root / "corpus" / "::error::@everyone #123.txt").write_text("Some words.\n")
    return committed(root)


def made(root: Path) -> str:
    return comment(CorpusFolder(root), "HEAD~1", "HEAD", TODAY)


@pytest.mark.slow
def test_a_comment_on_a_pull_request(root: Path) -> None:
    """Marked text, difference and findings; and no word of a stranger acts in any of them."""
    words = made(root)
    assert effects(words) == []
    assert words.count("caseword") > 40
    assert "@everyone" in words
    assert not IN_LOG.search(words)
    for line in words[words.index("## Changes of the data") :].splitlines():
        rest = CODE.sub("", line.lstrip("# -")).replace("**", "")
        assert not ACTING.search(rest), line
    git(root, "checkout", "-q", "HEAD~1", "schema/events.json")  # else no rule can run
    assert "cannot be checked: `corpus/::error::@everyone #123.txt is not" in made(committed(root))
    next(root.glob("corpus/*#*")).unlink()
    committed(root)
    words = comment(CorpusFolder(root), "HEAD~3", "HEAD", TODAY)
    assert effects(words) == []
    heads = [line for line in words.splitlines() if line.startswith("#")]
    assert heads[:3] == ["## Articles", "### `nets-and-tides`", heads[2]]
    assert heads[2].startswith("## Changes of the data, `HEAD~3 (1.2.3)`")
    assert heads[-1] == "## Findings"
    assert "**error** `annotations/decisions/quay-reopens.json:" in words
    assert "2 articles checked: " in words


def test_a_comment_leads_to_the_site_of_the_branch(root: Path) -> None:
    assert "the artifact" not in made(root)
    words = comment(CorpusFolder(root), "HEAD~1", "HEAD", TODAY, "https://example.org/runs/1")
    assert "the artifact “site” of [this run](https://example.org/runs/1)." in words


@pytest.mark.slow
def test_a_comment_fits_whatever_is_added(tmp_path: Path) -> None:
    """It shows as much as there is room for, and says how much is not shown."""
    root = committed(harbour(tmp_path / "corpus"))
    more = larger(tmp_path / "more", 60, passes=False)
    for folder in ("corpus", "annotations"):
        for path in (more / folder).iterdir():
            shutil.copy(path, root / folder)
    words = made(committed(root))
    assert 45_000 < len(words) < 65_536
    shown = words.split("## Changes of the data")[0].count("### `tide-00")
    assert 5 < shown < 60
    assert f"{60 - shown} more articles not shown here" in words
    found = Finding("corpus/a.txt", 0, 0, "unknown-file", Severity.INFO, "x" * 90, "Remove it")
    errors = [replace(found, severity=Severity.ERROR, line=3)] * 2
    words = markdown([found] * 4 + errors, 7, 600)
    assert words.startswith("## Findings\n\n7 articles checked: 2 errors, 4 infos\n\n- **error** `")
    assert words.count("- **info** `corpus/a.txt` `unknown-file`: `xxx") == 2
    assert words.endswith("\n2 more: `istanbul-talks validate`\n")


@pytest.mark.slow
def test_two_long_articles_share_the_room(tmp_path: Path) -> None:
    """And hashes of commits are short."""
    root = committed(harbour(tmp_path / "corpus"))
    long = "A long story, with no end of it.\n\n" * 1200
    for id, words in (("nets-and-tides", "Smaller catches"), ("quay-reopens", "Many skippers")):
        retext(root, id, words, f"{long}{words}")
    base, head = (git(committed(root), "rev-parse", name) for name in ("HEAD~1", "HEAD"))
    words = comment(CorpusFolder(root), base, head, TODAY)
    assert 45_000 < len(words) < 65_536
    assert f"`{base[:12]} (1.2.3)` → `{head[:12]} (1.2.3)`" in words
    parts = words.split("\n### ")[1:3]
    assert [part.count("A long story") > 300 for part in parts] == [True, True]
    assert abs(len(parts[0]) - len(parts[1])) < 2000


def test_an_article_in_another_format_does_not_stop_the_comment(tmp_path: Path) -> None:
    """A branch may bring a schema of its own, which takes anything."""
    root = committed(harbour(tmp_path / "corpus"))
    note = lambda schema: schema["properties"]["claims"]["items"]["properties"].update(note={})
    edit(root / "schema/annotation.schema.json", note)
    edit(root / "annotations/quay-reopens.json", claims__11__note=5)
    words = made(committed(root))
    assert "### `quay-reopens`\n\nCannot be shown: `" in words
    assert "- **changed** `claim boats-laid-up` note: " in words


def test_a_link_in_a_pull_request_is_not_followed(tmp_path: Path) -> None:
    root = committed(harbour(tmp_path / "corpus"))
    (tmp_path / "secret.txt").write_text("Not for strangers.\n")
    (root / "corpus" / "linked.txt").symlink_to(tmp_path / "secret.txt")
    words = made(committed(root))
    assert "The data cannot be checked: `corpus/linked.txt is not a regular file" in words
    assert "Not for strangers" not in words


def test_the_script_prints_it(tmp_path: Path) -> None:
    root = committed(harbour(tmp_path / "corpus"))
    edit(root / "annotations/quay-reopens.json", claims__0__checkworthy=False)
    committed(root)
    script = [sys.executable, ROOT / "scripts" / "comment.py"]
    run = partial(subprocess.run, cwd=root, capture_output=True, text=True, check=False)
    done = run([*script, "HEAD~1"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("## Articles\n\n### `quay-reopens`\n\n<b>Gull Quay reopens")
    done = run([*script, "nothing"])
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "git has no revision “nothing” here" in done.stderr


def test_the_log_of_a_workflow(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not IN_LOG.search(printed(capsys, "diff", "HEAD~1", "HEAD", "--root", root))
    git(root, "checkout", "-q", "HEAD~1", "schema/events.json")
    for format in ("github", "text", "json", "sarif"):
        log = printed(capsys, "validate", "--root", root, "--format", format)
        assert "unknown key" in log
        assert not IN_LOG.search(log), format
    edit(root / "schema" / "events.json", events__0__date="##[error]caseword\n::error::")
    log = printed(capsys, "validate", "--root", root)
    assert "caseword" in log
    assert not IN_LOG.search(log)


def test_findings_are_one_command_each(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "checkout", "-q", "HEAD~1", "schema/events.json")
    findings = json.loads(printed(capsys, "validate", "--root", root, "--format", "json"))
    log = printed(capsys, "validate", "--root", root, "--format", "github").splitlines()
    commands = [line for line in log if line.startswith("::")]
    assert len(commands) == len(findings["findings"]) > 3
    for command in commands:
        assert re.fullmatch(r"::\w+ file=[^:,]*(,line=\d+,col=\d+)?,title=[^:,]*::.*", command)
        assert not re.search(r"%(?!25|0A|0D|3A|2C)", command)


@pytest.mark.parametrize("text", ACTS)
def test_what_could_act_is_code(text: str) -> None:
    assert said(text).startswith("`")
    assert not IN_LOG.search(said(text))


@pytest.mark.parametrize(
    "text", ["1 article differs: claim added 2", "Smallest version after 1.2.0: 1.3.0", "date_note"]
)
def test_what_cannot_act_is_not(text: str) -> None:
    assert said(text) == visible(text) == text
