"""CONTRIBUTING, literally: its commands in a clone, with a page and a form of a newcomer."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from corpora import ROOT, git
from istanbul_talks.contributing.blocks import BlockReader, Field
from support.clone import confirm, repository, run
from support.pages import PAGE, TEXT
from support.site import SHOWS_EXAMPLES, places_of_words
from support.submitted import filled

LEFT_OUT = {
    "make setup",  # needs a network, and is done already
    ". .venv/bin/activate",
    "git push -u origin my-article",  # the clone has no remote
}


def commands() -> list[str]:
    """Every line of the bash blocks, in order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [
        line
        for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The checkout as it is, in a repository of its own."""
    return repository(tmp_path / "clone")


def shell(clone: Path, command: str) -> subprocess.CompletedProcess[str]:
    return run(clone, "bash", "-c", command)


@pytest.mark.slow
def test_the_commands_in_their_order(clone: Path) -> None:
    """From a saved page to a commit. After `new` the proposals are confirmed, as the text says."""
    (clone / "page.html").write_text(PAGE, encoding="utf-8")
    done = []
    for line in commands():
        if line in LEFT_OUT:
            continue
        result = shell(clone, line.replace("reader-1", "reader-of-the-test"))
        assert result.returncode == 0, (line, result.stdout, result.stderr)
        assert "Traceback" not in result.stderr
        if line.startswith("istanbul-talks new"):
            made = re.search(
                r"^annotations/([a-z0-9-]+)\.json: a draft", result.stdout, re.MULTILINE
            )
            assert made is not None, result.stdout
            confirm(clone / "annotations" / f"{made[1]}.json")
            (clone / "page.html").unlink()
        done.append(line)
    assert done[0] == "git switch -c my-article"
    assert done[-1] == 'git commit -m "Add an article"'
    assert set(LEFT_OUT) | set(done) == set(commands())
    registries = {"schema/annotators.json", "schema/entities.jsonl"}
    files = {f"annotations/{made[1]}.json", f"corpus/{made[1]}.txt", *registries}
    assert set(git(clone, "diff", "--name-only", "main").split()) == files
    for command in (
        "istanbul-talks validate --strict",
        "istanbul-talks validate --changed main --strict",
    ):
        checked = shell(clone, command)
        assert checked.returncode == 0, checked.stdout
    # What the next release and the build of the site do after the merge.
    assert shell(clone, f"{sys.executable} scripts/generate.py --all").returncode == 0
    written = {"docs/datasheet.md", "README.md"}
    assert written <= set(git(clone, "status", "--porcelain", "-uall").split())
    articles = len(list((clone / "corpus").glob("*.txt")))
    readme = (clone / "README.md").read_text(encoding="utf-8")
    assert re.search(f"A human annotated or reviewed [0-9]+ of the {articles} articles", readme)
    site = shell(clone, f"{sys.executable} scripts/site.py")
    assert places_of_words(site.stderr) <= SHOWS_EXAMPLES, site.stderr
    assert (clone / "site" / "articles" / made[1] / "index.html").exists()


def test_the_way_with_a_form(clone: Path) -> None:
    """The block of the text is one that the form's program reads."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    schema = json.loads((ROOT / "schema" / "annotation.schema.json").read_bytes())
    items = schema["properties"]["claims"]["items"]
    (claim,) = BlockReader("claims", items, block.__contains__, {}).read(Field(block, 1))
    assert claim.problems == []
    assert claim.record["quote"] == "“the bridge must open”"
    assert claim.record["checkworthy"] is False
    (clone / "issue.json").write_text(json.dumps({"number": 4, "body": "hello"}), encoding="utf-8")
    done = shell(clone, f"{sys.executable} scripts/form.py issue.json")
    assert (done.returncode, "is missing or in the wrong place" in done.stderr) == (1, True)


@pytest.mark.slow
def test_the_branch_of_a_form_is_green_in_this_repository(clone: Path) -> None:
    """From the issue to what the job that pushes applies; then what `make check` runs."""
    template = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/annotation.yml").read_text())
    values = {
        "Who annotates": "reader-of-the-test",
        "About the annotator": "Made up for a test.",
        "Human or model": "human",
        "Source: genre": "reportage",
        "Source: language": "en",
        "Source: title": "Boria opens the bridge to Aria after talks",
        "Date: published": "2024-03-05",
        "Date: basis": "internal",
        "Date: certainty": "high",
        "Date: evidence": "5 March 2024",
        "Source: publisher": "Example Gazette",
        "Claims": "id: rest\nquote: the works would rest until the summer\nclaimer: Oto Lenz\n"
        "cue: said that\nattribution: indirect\ntype: prediction\nepistemic: true-certain",
        "Entities": "id: oto-lenz\ntype: PERSON\nname: Oto Lenz\nmentions: Oto Lenz\n"
        "note: A minister, made up.",
        "Text of the article": TEXT,
    }
    issue = {"issue": {"number": 4, "body": filled(template, values)}}
    (clone.parent / "issue.json").write_text(json.dumps(issue), encoding="utf-8")
    for command in (
        f"{sys.executable} scripts/form.py --out ../form ../issue.json",
        f"{sys.executable} scripts/accept.py ../form 4",
        f"{sys.executable} scripts/generate.py --check",
        "istanbul-talks validate --strict",
    ):
        done = shell(clone, command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert re.search(r"articles checked: (nothing wrong|\d+ infos?)$", done.stdout.strip())
    assert git(clone, "write-tree") == git(clone, "rev-parse", "form/4^{tree}")
