"""Passes, decisions and registry of the real corpus: everything can be traced, and the reference derived again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from conftest import ROOT, TODAY
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary

IDS = sorted(path.stem for path in (ROOT / "annotations").glob("*.json"))
DECISIVE = {  # as the page on agreement tells it
    "article": {"genre", "published", "event"},
    "mention": {"span", "entity", "entity_type"},
    "claim": {"entity", "claim_type", "epistemic", "checkworthy"},
    "stance": {"stance_label"},
}


@pytest.fixture(scope="module")
def corpus(release: Path) -> istanbul_talks.Corpus:
    return istanbul_talks.load(release)


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_article_has_two_passes_made_by_nobody_else() -> None:
    """Of those that were released; a new draft waits for its passes."""
    for id in vocabulary.load(CorpusFolder(ROOT)).ledger:
        reference = load(ROOT / "annotations" / f"{id}.json")
        deciders = {act["by"] for act in reference["provenance"] if act["did"] != "annotate"}
        for annotator in ("model-c", "model-d"):
            made = load(ROOT / "annotations" / "passes" / annotator / f"{id}.json")
            assert [(act["by"], act["kind"], act["did"]) for act in made["provenance"]] == [
                (annotator, "model", "annotate")
            ]
            assert annotator not in deciders
        assert reference["status"] == "adjudicated"


def test_items_of_passes_are_words_of_the_capture_and_of_the_text(
    corpus: istanbul_talks.Corpus,
) -> None:
    raw = {row["id"]: row["capture"] for row in corpus.to_arrow("raw").to_pylist()}
    count = 0
    for id, items in corpus.passes():
        for item in items:
            for span in item.spans:
                assert raw[id][span.start : span.end] == span.text
            if item.layer != "article":
                assert item.start is not None
                assert corpus[id].text[item.start : item.end] == item.spans[0].text
            count += 1
    assert count == corpus.to_arrow("passes").num_rows


def test_the_reference_can_be_derived_again(corpus: istanbul_talks.Corpus) -> None:
    """From the rows alone: what two passes hold alike is in the reference, and everything else there, or left out, has a decision."""
    decided: dict[str, set[tuple[str, str]]] = {}
    for row in corpus.to_arrow("decisions").to_pylist():
        decided.setdefault(row["article"], set()).update(
            (row["layer"], item) for item in (*row["reference"], *row["overruled"])
        )
        assert row["decided"]
        assert row["why"]
    for id, items in corpus.passes():
        article, known = corpus[id], decided.get(id, set())
        alike: dict[tuple[str, str], set[str]] = {}
        compared = load(ROOT / "annotations" / "decisions" / f"{id}.json")["passes"]
        passes = [item for item in items if item.annotator in compared]
        for item in passes:
            if item.supports and not DECISIVE[item.layer] & set(item.differs):
                alike.setdefault((item.layer, item.supports), set()).add(item.annotator)
            elif not item.supports:
                assert (item.layer, f"{item.annotator}/{item.id}") in known, (id, item.id)
        derived = {key for key, annotators in alike.items() if len(annotators) >= 2}
        reference = {("article", id)} | {("mention", m.id) for m in article.mentions}
        reference |= {("claim", c.id) for c in article.claims} | {
            ("stance", s.id) for s in article.stance
        }
        assert derived <= reference
        assert reference - derived <= known
        labels = {("claim", c.id): (c.type, c.epistemic, c.checkworthy) for c in article.claims}
        for item in passes:
            if item.layer == "claim" and item.supports and ("claim", item.supports) in derived:
                assert labels["claim", item.supports] == (
                    item.claim_type,
                    item.epistemic,
                    item.checkworthy,
                )


def test_rows_say_what_they_support_and_where_they_differ(corpus: istanbul_talks.Corpus) -> None:
    """Two decisions looked up by hand: a stance on which the passes differ, and a claim that only one of them has."""
    items = {
        (item.annotator, item.layer, item.id): item
        for id, found in corpus.passes()
        if id == "back-to-istanbul"
        for item in found
    }
    for annotator, label in (("model-c", "NONE"), ("model-d", "FAVOR")):
        row = items[annotator, "stance", "article/territorial-concessions"]
        assert (row.stance_label, row.supports, row.decision) == (
            label,
            "article/territorial-concessions",
            "territory-in-fact",
        )
        assert ("stance_label" in row.differs) == (label == "NONE")
    stunt = items["model-c", "claim", "challenge-a-stunt"]
    assert (stunt.supports, stunt.decision) == (None, "stunt-seen-by-russia")


def test_the_registry_is_what_the_articles_name() -> None:
    words = vocabulary.load(CorpusFolder(ROOT))
    used: dict[str, set[str]] = {}
    for id in IDS:
        for entity in load(ROOT / "annotations" / f"{id}.json")["entities"]:
            forms = {
                form if isinstance(form, str) else form["quote"] for form in entity["mentions"]
            }
            used.setdefault(entity["id"], set()).update(forms)
            known = words.entities[entity["id"]]
            assert (entity["name"], entity["type"], entity["wikidata"]) == (
                known["name"],
                known["type"],
                known["wikidata"],
            )
    assert {id: sorted(forms) for id, forms in used.items()} == {
        id: entity["variants"] for id, entity in words.entities.items()
    }
    for entity in words.entities.values():
        assert (entity["wikidata"] is None) == (entity["checked"] is None)


def test_examples_of_labels_stand_in_the_corpus_or_are_made_up() -> None:
    words = vocabulary.load(CorpusFolder(ROOT))
    captures = {
        path.stem: " ".join(path.read_text(encoding="utf-8").split())
        for path in (ROOT / "corpus").glob("*.txt")
    }
    quoted = 0
    for labels in words.labels.values():
        for name, entry in labels.items():
            source, _, rest = entry["example"].partition(": ")
            assert source == "made up" or source in captures or name == "model", entry["example"]
            if source in captures:
                for quote in re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", rest):
                    assert quote in captures[source], quote
                    quoted += 1
    assert quoted > 40


RELEASED = {
    "back-to-istanbul",
    "march-2022-update",
    "peace-dance",
    "peace-plans-exchanged",
    "what-to-know",
}  # with 0.1.0, by hand


def test_every_released_article_is_in_the_ledger() -> None:
    ledger = vocabulary.load(CorpusFolder(ROOT)).ledger
    assert set(ledger) >= RELEASED
    for id, entry in ledger.items():
        assert entry["capture_sha256"] == load(ROOT / "annotations" / f"{id}.json")["text_sha256"]


ARIA = '{"id":"aria","type":"GPE","name":"Aria","variants":["Aria"],"wikidata":null,"checked":null,"description":"For tests."}'
BORIA = ARIA.replace('"aria"', '"boria"').replace("Aria", "Boria")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [BORIA, ARIA],
            "schema/entities.jsonl:2: “aria” stands after “boria”. Keep the lines in the order of their ids, each id once",
        ),
        ([ARIA, ARIA], "schema/entities.jsonl:2: “aria” stands after “aria”"),
        (
            [ARIA.replace(":", ": ", 1)],
            "schema/entities.jsonl:1: the line is not in canonical form. Write: " + ARIA,
        ),
        (["{"], "schema/entities.jsonl:1: json-syntax: "),
        ([ARIA.replace("GPE", "CITY")], "schema/entities.jsonl:1: “CITY” is not a value of “type”"),
        (
            [ARIA.replace('"wikidata":null', '"wikidata":"Q1"')],
            "“aria”: `checked` says where the Wikidata id was checked, and is null without one",
        ),
        (
            [ARIA, BORIA.replace("Boria", "Aria")],
            "schema/entities.jsonl: “Aria” belongs to “aria” and “boria”. Merge the two, or correct one",
        ),
        (
            [
                line.replace('"wikidata":null,"checked":null', '"wikidata":"Q1","checked":"a page"')
                for line in (ARIA, BORIA)
            ],
            "schema/entities.jsonl: “Q1” belongs to “aria” and “boria”",
        ),
    ],
)
def test_a_wrong_registry_is_refused(river: Path, lines: list[str], message: str) -> None:
    (river / "schema" / "entities.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError) as refused:
        vocabulary.load(CorpusFolder(river))
    assert message in str(refused.value)


def test_a_missing_registry_is_refused(river: Path) -> None:
    (river / "schema" / "entities.jsonl").unlink()
    with pytest.raises(
        CorpusError,
        match=r"schema/entities\.jsonl: No such file or directory\. A corpus needs this file; it may be empty",
    ):
        vocabulary.load(CorpusFolder(river))


def test_bad_passes_are_findings_and_hide_nothing(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = river / "annotations" / "passes" / "model-y"
    folder.mkdir(parents=True)
    (folder / "river-talks.json").write_text('{"article": 1, "article": 2}', encoding="utf-8")
    (river / "annotations" / "decisions").mkdir()
    (river / "annotations" / "decisions" / "river-talks.json").write_text("[]\n", encoding="utf-8")
    (river / "annotations" / "passes" / "stray.json").write_text("{}", encoding="utf-8")
    (river / "annotations" / "passes" / "model-z").mkdir()
    (river / "annotations" / "passes" / "model-z" / "river-talks.json").symlink_to(
        folder / "river-talks.json"
    )
    assert main(["validate", "--root", str(river)]) == 1
    out = capsys.readouterr().out
    assert "annotations/passes/model-y/river-talks.json:1:16: error duplicate-key" in out
    assert "annotations/decisions/river-talks.json:1:1: error schema" in out
    assert (
        "annotations/passes/model-z/river-talks.json: error not-a-regular-file: the annotation is a symbolic link"
        in out
    )
    assert "annotations/passes/stray.json: error not-a-regular-file: this is not a folder" in out
    assert build(CorpusFolder(river), river / "out", today=TODAY).facts is None


def test_a_pass_over_another_capture_is_told(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = river / "annotations" / "passes" / "model-y"
    folder.mkdir(parents=True)
    made = load(river / "annotations" / "river-talks.json")
    act = {**made["provenance"][0], "by": "model-y"}
    made = {
        **made,
        "$schema": "../../../schema/annotation.schema.json",
        "provenance": [act],
        "text_sha256": "0" * 64,
    }
    (folder / "river-talks.json").write_text(json.dumps(made), encoding="utf-8")
    main(["fmt", "--root", str(river)])
    assert main(["validate", "--root", str(river)]) == 1
    assert (
        "annotations/passes/model-y/river-talks.json:4:18: error text-changed"
        in capsys.readouterr().out
    )


def test_a_pass_with_another_body_has_offsets_where_the_text_has_the_words(river: Path) -> None:
    for name, begin in (
        ("model-y", "Aria and Boria met in"),
        ("model-z", "Aria and Boria meet in Cedon"),
    ):
        made = load(river / "annotations" / "river-talks.json")
        act = {**made["provenance"][0], "by": name}
        made = {**made, "$schema": "../../../schema/annotation.schema.json", "provenance": [act]}
        made["body"][0]["from"] = begin
        made["claims"] = [c for c in made["claims"] if name == "model-y" or c["id"] != "met"]
        path = river / "annotations" / "passes" / name / "river-talks.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(made), encoding="utf-8")
    assert main(["fmt", "--root", str(river)]) == 0
    built = build(CorpusFolder(river), river / "out", today=TODAY)
    assert built.facts, built.findings
    corpus = istanbul_talks.load(river / "out")
    text = corpus["river-talks"].text
    ((_, items),) = corpus.passes()
    headline = [
        item
        for item in items
        if item.annotator == "model-z" and item.layer == "mention" and item.start is None
    ]
    assert [item.spans[0].text for item in headline] == ["Aria", "Boria", "Cedon"]
    rest = [item for item in items if item.layer != "article" and item.start is not None]
    assert all(text[item.start : item.end] == item.spans[0].text for item in rest)
    assert len(rest) > 30
