"""What a bot says in comments and logs: nothing in it that a stranger wrote can act there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpora import committed, edit, git, harbour, retext
from istanbul_talks.text.visible import said, visible
from support.command import printed

ACTS = (
    "@everyone",
    "@org/team",
    "#123",
    "GH-123",
    "owner/name#123",
    "0123456789abcdef0123456789abcdef01234567",
    "https://example.org/caseword",
    "www.example.org",
    "caseword@example.org",
    ":tada:",
    "closes #1",
    "`@everyone` ``#123`` ```",
    "<b>caseword</b> [caseword](https://example.org) ![](x)",
    "::error::caseword",
    "##[error]caseword",
    "%0A::error::caseword",
    "/label caseword",
)
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


def test_a_comment_on_a_pull_request(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comment = printed(capsys, "diff", "HEAD~1", "HEAD", "--root", root, "--format", "markdown")
    assert comment.count("caseword") > 40
    assert "@everyone" in comment
    assert not IN_LOG.search(comment)
    for line in comment.splitlines():
        rest = CODE.sub("", line.lstrip("# -"))
        assert not ACTING.search(rest), line


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
