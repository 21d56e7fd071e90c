"""The documentation: its commands exist, and its examples are valid."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from corpora import ROOT
from istanbul_talks.cli.parser import parser
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    return [
        body for name, body in BLOCK.findall(path.read_text(encoding="utf-8")) if name == language
    ]


def test_the_readme_begins_with_its_two_commands() -> None:
    first = blocks(ROOT / "README.md", "bash")[0].split("\n")
    assert [line.split("#")[0].strip() for line in first if line] == ["make dataset", "make test"]


def test_shell_commands_exist() -> None:
    for path in PAGES:
        for body in blocks(path, "bash"):
            for line in filter(None, body.splitlines()):
                words = shlex.split(line, comments=True)
                if words[0] == "make":
                    assert words[1] in TARGETS, line
                elif words[0] == "istanbul-talks":
                    parser().parse_args(words[1:])
                elif path.name == "CONTRIBUTING.md":
                    # Those are run by test_contribution.py.
                    assert words[0] == "git" or line == ". .venv/bin/activate", line
                elif words[0] == "python":
                    help_ = subprocess.run(
                        [sys.executable, ROOT / words[1], "--help"],
                        capture_output=True,
                        text=True,
                        check=True,
                    ).stdout
                    assert all(word in help_ for word in words[2:] if word.startswith("--")), line
                else:
                    assert words[:2] == ["pip", "install"], line


def test_commands_in_running_text_exist() -> None:
    for path in PAGES:
        for words in re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8")):
            assert words in TARGETS, (path.name, words)


def test_the_changelog_knows_the_version() -> None:
    project = CorpusFolder(ROOT).project()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {project['version']} – {project['released']}" in changelog


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    command += ["-f", str(ROOT / "mkdocs.yml"), "-d", str(tmp_path / "site")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_example_of_an_annotation_fits_the_schema() -> None:
    (example,) = blocks(ROOT / "CONTRIBUTING.md", "json")
    words = vocabulary.load(CorpusFolder(ROOT))
    value = json.loads(example)
    assert words.schema.violations(value) == []
    assert words.schema.is_arranged(value)
    assert value["provenance"][0]["guidelines"] == words.dataset["guidelines"]


def test_the_security_policy_is_where_users_and_hosts_look() -> None:
    """Linked from where people begin; what it names exists."""
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](SECURITY.md)" in (ROOT / name).read_text(encoding="utf-8"), name
    assert "`SECURITY.md`" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "@" not in text  # no address that nobody reads
    for path, anchor in re.findall(r"\]\(([^)#]+)#?([^)]*)\)", text):
        page = (ROOT / path).read_text(encoding="utf-8")
        headings = re.findall(r"(?m)^#+ (.+)$", page)
        assert anchor in [heading.lower().replace(" ", "-") for heading in headings]
