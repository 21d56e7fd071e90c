"""The documentation: its commands exist, and its examples are valid."""

import ast
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from corpora import ROOT, river
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


# What people write: README, pages, and the templates of pages that each release writes.
SOURCES = [
    *(p for p in PAGES if "each release rewrites this page -->" not in p.read_text("utf-8")),
    *sorted((ROOT / "templates").glob("*.md")),
]


def runnable(text: str) -> list[str]:
    """The Python blocks of a page, but for those that need a network and say so."""
    found = re.findall(r"(<!-- needs a network -->\n)?```python\n(.*?)```", text, re.DOTALL)
    return [body for needs_network, body in found if not needs_network]


def blocks(path: Path, language: str) -> list[str]:
    return [
        body for name, body in BLOCK.findall(path.read_text(encoding="utf-8")) if name == language
    ]


@pytest.mark.parametrize("edition", ["full", "text-free"])
def test_python_examples_run_on_both_editions(
    edition: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Beside dist/istanbul-talks, as after `make dataset`; a corpus to check is in my-corpus.

    Except where a comment above the block says that it needs a network.
    """
    fixture = "harbour_release" if edition == "full" else "harbour_text_free"
    release: Path = request.getfixturevalue(fixture)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "istanbul-talks").symlink_to(release)
    river(tmp_path / "my-corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", release)
    pages = [*SOURCES, release / "README.md"]
    for path in pages:
        for body in runnable(path.read_text(encoding="utf-8")):
            try:
                exec(compile(body, path.name, "exec"), {})
            except Exception as error:
                raise AssertionError(f"{path}: {error!r} in\n{body}") from error
            assert capsys.readouterr().out or "print" not in body, body


def test_a_folder_is_never_taken_for_a_name_on_the_hub() -> None:
    """`load_dataset("dist/x")` asks the Hub for a data set of the user “dist”."""
    for path in [*PAGES, *SOURCES]:
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r"load_dataset\(\s*[\"']([^\"']+)", text):
            assert address.startswith(("./", "ORG/", "parquet")), (path.name, address)


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
                elif path.name in ("CONTRIBUTING.md", "step-by-step.md"):
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
                    assert words[:2] in (["pip", "install"], [".", ".venv/bin/activate"]), line


def test_commands_in_running_text_exist() -> None:
    for path in PAGES:
        for words in re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8")):
            assert words in TARGETS, (path.name, words)


def test_the_changelog_knows_the_version() -> None:
    project = CorpusFolder(ROOT).project()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {project['version']} – {project['released']}" in changelog


def test_the_head_of_each_page_is_yaml() -> None:
    """mkdocs shows any other as words of the page, and Zensical stops."""
    heads = [
        found[1]
        for path in (*(ROOT / "docs").rglob("*.md"), *(ROOT / "templates").glob("*.md"))
        if (found := re.match(r"---\n(.*?)\n---\n", path.read_text(encoding="utf-8"), re.DOTALL))
    ]
    assert heads
    assert all(isinstance(yaml.safe_load(head), dict) for head in heads)


def test_the_example_of_an_annotation_fits_the_schema() -> None:
    example = blocks(ROOT / "CONTRIBUTING.md", "json")[0]
    words = vocabulary.load(CorpusFolder(ROOT))
    value = json.loads(example)
    assert words.schema.violations(value) == []
    assert words.schema.is_arranged(value)
    assert value["provenance"][0]["guidelines"] == words.dataset["guidelines"]


def test_the_security_policy_is_where_users_and_hosts_look() -> None:
    """Linked from where people begin; what it names exists."""
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](SECURITY.md)" in (ROOT / name).read_text(encoding="utf-8"), name
    assert "`SECURITY.md`" in (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "@" not in text  # no address that nobody reads
    for path, anchor in re.findall(r"\]\(([^)#]+)#?([^)]*)\)", text):
        page = (ROOT / path).read_text(encoding="utf-8")
        headings = re.findall(r"(?m)^#+ (.+)$", page)
        assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


STILTED = re.compile(
    r"\b(stands?|told) (in|under|with|here|by)\b|\b(is|are) none\b|(^|[.;] )Of [a-z]"
    r"|\b(is|are) told\b",
    re.MULTILINE,
)


def messages(path: Path) -> str:
    """The texts of a module, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)}
    texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return "\n".join(one for one in texts if isinstance(one, str) and one not in docs)


def test_docs_and_messages_are_in_plain_words() -> None:
    """Four patterns of stilted English. What annotators wrote may have them."""
    assert STILTED.search("The steps stand in a file.") and STILTED.search("There. Of all, one")
    said = {}
    for path in (*PAGES, *sorted((ROOT / "templates").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        if " and the data. " not in text.partition("\n")[0] and "decisions" not in path.name:
            said[path] = text
    source = ROOT / "src" / "istanbul_talks"
    said |= {path: messages(path) for path in sorted(source.rglob("*.py"))}
    said |= {path: path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.toml"))}
    found = {
        (path.name, match[0]) for path, text in said.items() for match in STILTED.finditer(text)
    }
    assert len(found) <= 5, found
