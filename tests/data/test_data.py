"""What is true of the real corpus, whatever is in it. No number and no article's name here."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from corpora import ROOT
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.source_article import annotation_path, capture_path
from istanbul_talks.model import vocabulary
from istanbul_talks.model.resolve import resolve
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.validator import Checker, Validator

REAL = CorpusFolder(ROOT)
IDS = REAL.ids()
EACH = pytest.mark.parametrize("id", IDS)


def annotation(id: str) -> Any:
    return json.loads((REAL.path / annotation_path(id)).read_text(encoding="utf-8"))


def capture(id: str) -> str:
    return (REAL.path / capture_path(id)).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(real_release: Path) -> istanbul_talks.Corpus:
    return istanbul_talks.load(real_release)


def test_every_file_name_is_right() -> None:
    assert Checker(REAL).check_names() == []


@EACH
def test_every_rule_is_silent(id: str) -> None:
    found = Validator(ROOT).article(id)
    assert [f for f in found if f.severity is not Severity.INFO] == []


@EACH
def test_the_capture_is_the_one_that_was_annotated_and_released(id: str) -> None:
    digest = sha256((REAL.path / capture_path(id)).read_bytes()).hexdigest()
    assert annotation(id)["text_sha256"] == digest
    released = vocabulary.load(REAL).ledger.get(id, {"capture_sha256": digest})
    assert released["capture_sha256"] == digest


@EACH
def test_source_fields_are_null_in_the_capture_or_marked_external(id: str) -> None:
    source = annotation(id)["source"]
    for key in ("title", "publisher", "author", "url", "section"):
        value = source[key]
        assert value is None or value in capture(id) or key in source.get("external", {}), key


@EACH
def test_claims_are_in_the_order_of_the_text(id: str) -> None:
    anchors = resolve(annotation(id), capture(id)).anchors
    starts = [anchors["claims", i, "quote"].start for i in range(len(annotation(id)["claims"]))]
    assert starts == sorted(starts)


def test_an_entity_has_one_name_type_and_wikidata_id_everywhere() -> None:
    seen: dict[str, tuple[str, str, str | None]] = {}
    for id in IDS:
        for entity in annotation(id)["entities"]:
            facts = (entity["name"], entity["type"], entity["wikidata"])
            assert seen.setdefault(entity["id"], facts) == facts
    names = [name for name, _, _ in seen.values()]
    assert len(set(names)) == len(names)


def test_opposed_targets_name_each_other() -> None:
    targets = vocabulary.load(REAL).targets
    for id, target in targets.items():
        for other in target["opposes"]:
            assert id in targets[other]["opposes"]


def test_every_span_of_the_release_is_its_words(corpus: istanbul_talks.Corpus) -> None:
    corpus.verify()
    assert list(corpus) == IDS
    total = 0
    for article in corpus.articles():
        spans = [(m.start, m.end, m.text) for m in article.mentions]
        spans += [(c.start, c.end, c.quote) for c in article.claims]
        spans += [(c.cue_start, c.cue_end, c.cue) for c in article.claims if c.cue is not None]
        spans += [(e.start, e.end, e.text) for s in article.stance for e in s.evidence]
        total += len(spans)  # a new draft may have none
        assert [article.text[start:end] for start, end, _ in spans] == [text for *_, text in spans]
        capture = next(r for r in corpus.rows("raw") if r["id"] == article.id)["capture"]
        assert capture.encode() == (REAL.path / capture_path(article.id)).read_bytes()
    assert total


def test_pages_say_truly_whether_a_human_took_part(real_pages: dict[str, str]) -> None:
    machine_made = all(act["kind"] == "model" for id in IDS for act in annotation(id)["provenance"])
    for page in ("README.md", "docs/index.md"):
        assert ("no human has reviewed them." in real_pages[page]) == machine_made, page


def test_files_made_from_code_and_schema_are_fresh() -> None:
    command = [sys.executable, "scripts/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
