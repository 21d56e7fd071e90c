"""Branches that each add an article, an annotator, an outlet and an entity: git merges them."""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from corpora import ROOT, TODAY, committed, edit, git, harbour, tides
from istanbul_talks.cli.main import main
from istanbul_talks.contributing.registries import with_entries
from istanbul_talks.dataset.build import build
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.validator import Validator
from support.clone import confirm, fill_in, repository, run
from support.pages import PAGE
from support.site import SHOWS_EXAMPLES, places_of_words

NAMES = ("Arvel", "Brisk", "Corm")  # their entries are neighbours in every registry


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = harbour(tmp_path / "repo")
    shutil.copy(ROOT / ".gitattributes", root)
    return committed(root)


def add_article(root: Path, name: str) -> None:
    """A branch of this name from main, by a new reader, of a new outlet, with a new place."""
    git(root, "switch", "-q", "-c", name, "main")
    low, tide = name.lower(), tides.tide(NAMES.index(name) + 1, passes=False)
    ((path, annotation),) = tide.annotations.items()
    outlet, fort = f"{name} Gazette", f"Fort {name}"
    texts = (tide.capture, json.dumps(annotation, ensure_ascii=False))
    old = annotation["source"]["publisher"]
    capture, made = (
        text.replace(old, outlet).replace("in Lyth on", f"in Lyth, not in {fort}, on")
        for text in texts
    )
    place = {"id": f"fort-{low}", "type": "FAC", "name": fort, "wikidata": None}
    person = {"id": f"reader-{low}", "kind": "human", "note": "A made-up reader."}
    value = json.loads(made)
    value["text_sha256"] = hashlib.sha256(capture.encode()).hexdigest()
    value["entities"].append({**place, "role": None, "mentions": [fort]})
    value["provenance"][0] |= {"by": person["id"], "kind": "human"}
    (root / "corpus" / f"{tide.id}.txt").write_bytes(capture.encode())
    (root / path).write_bytes(canonical(value))
    added = {
        "annotators": [person],
        "publishers": [{"id": f"{low}-gazette", "name": outlet, "host": None, "note": "Made up."}],
        "entities": [{**place, "variants": [fort], "checked": None, "description": "A fort."}],
    }
    folder = CorpusFolder(root)
    for registry, data in with_entries(folder, vocabulary.load(folder), added).items():
        (root / registry).write_bytes(data)
    committed(root, f"Add {tide.id}")


def merge(root: Path, names: Sequence[str]) -> None:
    """Merge branches into a copy of main, one after the other. Fails on a conflict."""
    git(root, "switch", "-q", "-C", "merged", "main")
    for name in names:
        git(root, "merge", "-q", "--no-edit", "--no-ff", name)


def test_branches_merge_in_any_order_and_main_is_green(repo: Path, tmp_path: Path) -> None:
    for name in NAMES:
        add_article(repo, name)
    digests = []
    for number, names in enumerate((NAMES[:2], NAMES[1::-1], NAMES[::-1])):
        merge(repo, names)
        known = vocabulary.load(CorpusFolder(repo))
        for name in names:
            assert f"reader-{name.lower()}" in known.annotators
            assert f"{name.lower()}-gazette" in known.publishers
            assert f"fort-{name.lower()}" in known.entities
        found = Validator(repo, today=TODAY).validate()
        assert [f for f in found if f.severity is not Severity.INFO] == []
        built = build(CorpusFolder(repo), tmp_path / f"release-{number}", today=TODAY)
        assert built.facts is not None
        digests.append(built.facts.digest)
    # The order of the merges is no matter.
    assert digests[0] == digests[1] != digests[2]
    untidy = [f.path for f in found if f.rule == "untidy-registry"]
    names = ("annotators.json", "entities.jsonl", "publishers.json")
    assert untidy == [f"schema/{name}" for name in names]
    assert main(["fmt", "--root", str(repo)]) == 0
    again = Validator(repo, today=TODAY).validate()
    assert again == [f for f in found if f.rule != "untidy-registry"]


def test_branches_that_add_forms_to_neighbours_in_the_registry(repo: Path) -> None:
    """Both to one entity, and each to another beside it: git keeps old and new lines of both."""
    for name, other in (("Arvel", "ostrelers"), ("Brisk", "lyth-hall")):
        add_article(repo, name)

        def add(records: list[dict[str, Any]], name: str = name, other: str = other) -> None:
            for record in records:
                if record["id"] in ("ostrel", other):
                    record["variants"] = sorted([*record["variants"], f"{name} Town"])

        edit(repo / "schema" / "entities.jsonl", add)
        committed(repo, "More forms")
    merge(repo, NAMES[:2])
    found = Validator(repo, today=TODAY).validate()
    assert [f for f in found if f.severity is not Severity.INFO] == []
    entities = vocabulary.load(CorpusFolder(repo)).entities
    assert {"Arvel Town", "Brisk Town"} <= {*entities["ostrel"]["variants"]}
    assert "Arvel Town" in entities["ostrelers"]["variants"]
    assert "Brisk Town" in entities["lyth-hall"]["variants"]


@pytest.mark.parametrize("same", [True, False], ids=["the same line", "another meaning"])
def test_two_branches_that_add_one_id(repo: Path, same: bool) -> None:
    """One line is enough for both if they agree; else the message names both lines."""
    for name in NAMES[:2]:
        add_article(repo, name)
        line = {"id": "ebb-wall", "type": "FAC", "name": "Ebb Wall", "variants": ["Ebb Wall"]}
        line |= {"wikidata": None, "checked": None, "description": "A wall."}
        if name == "Brisk" and not same:
            line |= {"type": "ORG", "description": "A club."}
        entities = repo / "schema" / "entities.jsonl"
        edit(entities, lambda records, new=line: records.append(new))
        committed(repo, "A wall")
    merge(repo, NAMES[:2])
    if same:
        found = Validator(repo, today=TODAY).validate()
        assert [f for f in found if f.severity is not Severity.INFO] == []
        return
    with pytest.raises(CorpusError) as refused:
        Validator(repo, today=TODAY)
    form = r"schema/entities\.jsonl:(\d+): “ebb-wall” is also in line (\d+), with another type and "
    match = re.match(form, str(refused.value))
    assert match is not None, refused.value
    lines = (repo / "schema" / "entities.jsonl").read_text(encoding="utf-8").splitlines()
    assert all('"ebb-wall"' in lines[int(number) - 1] for number in match.groups())


@pytest.mark.slow
def test_two_contributors_follow_the_text(tmp_path: Path) -> None:
    """In a clone of the checkout: neither writes a page, and main is green after both merges."""
    clone = repository(tmp_path / "clone")

    def done(*command: str) -> str:
        result = run(clone, *command)
        assert result.returncode == 0, (command, result.stdout, result.stderr)
        return result.stdout

    for number, text in enumerate((PAGE, tides.tide(1, passes=False).capture), start=1):
        git(clone, "switch", "-q", "-c", f"article-{number}", "main")
        page = tmp_path / ("page.html" if number == 1 else "page.txt")
        page.write_text(text, encoding="utf-8")
        me = ["--by", f"reader-{number}", "--introduce", "A reader who exists only in this test."]
        done("istanbul-talks", "new", str(page), *me, "--id", f"bridge-{number}")
        path = clone / "annotations" / f"bridge-{number}.json"
        if number == 1:
            confirm(path)
        else:  # a draft without claims, its proposals confirmed
            edit(path, fill_in)
        done("istanbul-talks", "fix", "--accept", "all", "--yes")
        done("istanbul-talks", "validate", "--changed", "main", "--strict")
        git(clone, "add", "annotations", "corpus", "schema")
        git(clone, "commit", "-qm", "Add an article")
    merge(clone, ("article-2", "article-1"))
    assert git(clone, "status", "--porcelain") == ""
    done("istanbul-talks", "validate", "--strict")
    done(sys.executable, "scripts/generate.py", "--check")
    done(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/data")
    done(sys.executable, "scripts/generate.py", "--all")
    site = run(clone, sys.executable, "scripts/site.py")
    assert places_of_words(site.stderr) <= SHOWS_EXAMPLES, site.stderr
    index = (clone / "site" / "articles" / "index.html").read_text(encoding="utf-8")
    assert "bridge-1" in index
    assert "bridge-2" in index
