"""The real corpus: captures unchanged, everything valid, entities the same everywhere, generated files fresh."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.resolve import article_of, resolve
from istanbul_talks.validation.validator import check_article, check_listing

REAL = CorpusFolder(ROOT)
# First 16 digits of the captures' SHA-256 as they were received.
CAPTURES = {
    "march-2022-update": "f183343d96348872",
    "peace-dance": "906d0a55f06e2bd7",
    "peace-plans-exchanged": "5ad46bd02590d0a8",
    "what-to-know": "28763bf82f7bb45f",
    "back-to-istanbul": "23d8afa69f15a5a2",
}
ANNOTATIONS = {id: json.loads(REAL.annotation(id).read_text(encoding="utf-8")) for id in CAPTURES}


@pytest.mark.parametrize(("id", "digest"), CAPTURES.items())
def test_captures_are_unchanged(id: str, digest: str) -> None:
    data = REAL.capture(id).read_bytes()
    assert sha256(data).hexdigest().startswith(digest)
    assert ANNOTATIONS[id]["text_sha256"] == sha256(data).hexdigest()


def test_nothing_is_wrong_and_nothing_is_left_over() -> None:
    words = vocabulary.load(REAL)
    assert check_listing(REAL) == []
    assert set(REAL.ids()) >= set(CAPTURES)
    for id in REAL.ids():
        assert [
            f for f in check_article(REAL, words, id, TODAY).findings if f.severity != "info"
        ] == []


def test_what_the_pages_say_of_humans_is_true() -> None:
    """README and quickstart are written by hand but for this sentence: the day a human takes part, it changes."""
    machine_made = all(
        act["kind"] == "model"
        for id in REAL.ids()
        for act in json.loads(REAL.annotation(id).read_text(encoding="utf-8"))["provenance"]
    )
    for page in ("README.md", "docs/index.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert (
            "no human has reviewed them.**<!-- end -->" in text
            or "no human has reviewed them.<!-- end -->" in text
        ) == machine_made, page


def test_what_the_captures_do_not_say_is_null_or_external() -> None:
    assert ANNOTATIONS["march-2022-update"]["source"]["title"] is None
    for id, annotation in ANNOTATIONS.items():
        text = REAL.capture(id).read_text(encoding="utf-8")
        source = annotation["source"]
        assert source["rights"]["status"] == "third-party"
        for key in ("title", "publisher", "author", "url", "section"):
            assert source[key] is None or source[key] in text or key in source["external"], (
                id,
                key,
            )


@pytest.mark.parametrize(
    ("id", "published", "basis", "event"),
    [
        ("march-2022-update", "2022-03-29", "external", "istanbul-2022-03-29"),
        ("peace-dance", "2025-06-02?", "conjecture", "istanbul-2025-06-02"),
        ("peace-plans-exchanged", "2025-06-02", "internal", "istanbul-2025-06-02"),
        ("what-to-know", "2025-05-11/2025-05-14", "conjecture", "istanbul-2025-05-16"),
        ("back-to-istanbul", "2025-05-12/2025-05-14", "conjecture", "istanbul-2025-05-16"),
    ],
)
def test_dates(id: str, published: str, basis: str, event: str) -> None:
    dating = ANNOTATIONS[id]["date"]
    assert (dating["published"], dating["basis"], dating["event"]) == (published, basis, event)


def test_nothing_is_taken_from_navigation_teasers_or_footers() -> None:
    outside = {
        "back-to-istanbul": ["Follow us", "Venezuela", "Saudi", "Shutterstock", "bluff"],
        "peace-dance": ["Desert Local News", "JTFMax", "views"],
        "peace-plans-exchanged": ["WORLD NEWS", "Exchange Peace Plans"],
        "what-to-know": ["295 Articles", "SOFREP", "Premium", "Kiev"],
        "march-2022-update": [],
    }
    for id, words in outside.items():
        capture = REAL.capture(id).read_text(encoding="utf-8")
        text = article_of(ANNOTATIONS[id], resolve(ANNOTATIONS[id], capture)).text
        for word in words:
            assert word in capture or word.lower() in capture.lower()
            assert word not in text


def test_the_same_entity_is_the_same_everywhere() -> None:
    seen: dict[str, tuple[str, str, str | None]] = {}
    for annotation in ANNOTATIONS.values():
        for entity in annotation["entities"]:
            facts = (entity["name"], entity["type"], entity["wikidata"])
            assert seen.setdefault(entity["id"], facts) == facts
    names = [facts[0] for facts in seen.values()]
    assert len(set(names)) == len(names)


def test_claims_stand_in_the_order_of_the_text() -> None:
    for id, annotation in ANNOTATIONS.items():
        resolution = resolve(annotation, REAL.capture(id).read_text(encoding="utf-8"))
        starts = [
            resolution.anchors["claims", i, "quote"].start for i in range(len(annotation["claims"]))
        ]
        assert starts == sorted(starts), id


def test_misspellings_are_kept_and_linked() -> None:
    states = next(
        e for e in ANNOTATIONS["back-to-istanbul"]["entities"] if e["id"] == "united-states"
    )
    assert "Washignton" in states["mentions"]


def test_every_target_has_its_opposite_in_both_directions() -> None:
    targets = vocabulary.load(REAL).targets
    for id, target in targets.items():
        for other in target["opposes"]:
            assert id in targets[other]["opposes"]


def test_generated_files_are_fresh() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_a_file_edited_by_hand_is_named_with_the_command(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", ".*_cache", ".hypothesis", ".coverage*", "dist", "site", "__pycache__"
    )
    shutil.copytree(ROOT, copy, ignore=ignored)
    with (copy / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    command = [sys.executable, "scripts/generate.py", "--check"]
    result = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (
        1,
        "CITATION.cff: stale or edited by hand. Run: make generate\n",
    )
