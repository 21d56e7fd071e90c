"""The documentation: shell commands exist, every option and every key is named."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from corpora import ROOT
from istanbul_talks.cli.parser import parser

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    return [
        body for name, body in BLOCK.findall(path.read_text(encoding="utf-8")) if name == language
    ]


def test_the_readme_begins_with_its_two_commands() -> None:
    first = blocks(ROOT / "README.md", "bash")[0].split("\n")
    assert [line.split("#")[0].strip() for line in first if line] == ["make dataset", "make test"]


def test_shell_commands_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for path in PAGES:
        for body in blocks(path, "bash"):
            for line in filter(None, body.splitlines()):
                words = shlex.split(line, comments=True)
                if words[0] == "make":
                    assert words[1] in targets, line
                elif words[0] == "istanbul-talks":
                    parser().parse_args(words[1:])
                elif path.name == "CONTRIBUTING.md":
                    assert words[0] == "git" or line == ". .venv/bin/activate", (
                        line
                    )  # run by test_contributing.py
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
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for path in PAGES:
        for words in re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8")):
            assert words in targets, (path.name, words)


def test_every_command_and_option_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for action in vars(parser())["_actions"]:
        if isinstance(action.choices, dict):
            for name, command in action.choices.items():
                assert f"## {name}" in text
                for option in vars(command)["_actions"]:
                    for string in option.option_strings:
                        assert string in text


def test_every_rule_has_its_heading() -> None:
    from istanbul_talks.validation.rules import CATALOGUE

    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for name in CATALOGUE:
        assert f"\n### {name}\n" in text


def test_the_changelog_knows_the_version() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    heading = (
        f"## {project['project']['version']} – {project['tool']['istanbul-talks']['released']}"
    )
    assert heading in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-q",
        "-f",
        str(ROOT / "mkdocs.yml"),
        "-d",
        str(tmp_path / "site"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_example_of_an_annotation_fits_the_schema() -> None:
    from istanbul_talks.files.corpus_folder import CorpusFolder
    from istanbul_talks.model import vocabulary

    (example,) = blocks(ROOT / "CONTRIBUTING.md", "json")
    words = vocabulary.load(CorpusFolder(ROOT))
    value = json.loads(example)
    assert words.schema.violations(value) == []
    assert words.schema.is_arranged(value)
    assert value["provenance"][0]["guidelines"] == words.dataset["guidelines"]


def test_every_key_of_the_schema_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "annotation.md").read_text(encoding="utf-8")

    def walk(schema: object) -> None:
        if isinstance(schema, dict):
            for name in schema.get("properties", {}):
                assert f"`{name}`" in text, name
            for inner in schema.values():
                walk(inner)

    walk(json.loads((ROOT / "schema" / "annotation.schema.json").read_text(encoding="utf-8")))


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
