"""Passes, decisions, registry, labels and audits of the real corpus: everything can be traced."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import istanbul_talks
from corpora import ROOT
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.vocabulary import Vocabulary
from istanbul_talks.quality.control import Passes, rounded, without_registry

REAL = CorpusFolder(ROOT)
DECISIVE = {  # as the agreement page says
    "article": {"genre", "published", "event"},
    "mention": {"span", "entity", "entity_type"},
    "claim": {"entity", "claim_type", "epistemic", "checkworthy"},
    "stance": {"stance_label"},
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> istanbul_talks.Corpus:
    folder = tmp_path_factory.mktemp("dist") / "release"
    built = build(REAL, folder, today=date.today())
    assert built.facts is not None, built.findings
    return istanbul_talks.load(folder)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(REAL)


def references() -> Iterator[tuple[str, Any]]:
    for id in REAL.ids():
        reference = REAL.read_article(id).annotation
        if reference.exists:
            yield id, reference.value


def test_an_adjudicated_article_has_two_passes_made_by_nobody_who_decided() -> None:
    for id, reference in references():
        deciders = {act["by"] for act in reference["provenance"] if act["did"] != "annotate"}
        passes = REAL.passes.get(id, ())
        assert reference["status"] != "adjudicated" or len(passes) >= 2, id
        for annotator in passes:
            made = REAL.read_article(id).passes[annotator].value["provenance"]
            assert [(act["by"], act["did"]) for act in made] == [(annotator, "annotate")]
            assert annotator not in deciders


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
    """From the rows alone: it has what two passes agree on; all else has a decision."""
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
        decisions = REAL.read_article(id).decisions
        if not decisions.exists:
            continue
        compared = decisions.value["passes"]
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


def retired() -> set[str]:
    """Articles that are no longer in the corpus. What they left in the vocabularies may stay."""
    lines = (ROOT / "schema" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"] for entry in map(json.loads, lines) if "retired" in entry}


def test_the_registry_is_what_the_articles_name(words: Vocabulary) -> None:
    used: dict[str, set[str]] = {}
    for _, reference in references():
        for entity in reference["entities"]:
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
    for id, entity in words.entities.items():
        extra = set(entity["variants"]) ^ used.get(id, set())
        assert not extra or (retired() and extra <= set(entity["variants"])), (id, extra)
    for entity in words.entities.values():
        assert (entity["wikidata"] is None) == (entity["checked"] is None)


def test_examples_of_labels_are_in_the_corpus_or_are_made_up(words: Vocabulary) -> None:
    captures = {
        path.stem: " ".join(path.read_text(encoding="utf-8").split())
        for path in (ROOT / "corpus").glob("*.txt")
    }
    for labels in words.labels.values():
        for name, entry in labels.items():
            source, _, rest = entry["example"].partition(": ")
            known = {"made up", *captures, *retired()}
            assert source in known or name == "model", entry["example"]
            if source in captures:
                for quote in re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", rest):
                    assert quote in captures[source], quote


def test_the_audits_of_the_corpus_have_the_size_their_seeds_draw_from() -> None:
    for path in (ROOT / "annotations" / "audits").glob("*.json"):
        value = json.loads(path.read_bytes())
        assert path.stem.startswith(f"seed-{value['seed']}")
        per_layer = {
            layer: sum(item["layer"] == layer for item in value["items"])
            for layer in value["population"]
        }
        drawn = {n: min(value["sample"], count) for n, count in value["population"].items()}
        assert per_layer == drawn or (retired() and all(per_layer[n] <= drawn[n] for n in drawn))


def test_the_control_of_agreement_starts_from_the_figures_of_its_version(
    corpus: istanbul_talks.Corpus,
) -> None:
    """If not: python scripts/control.py. After a change of the data it names the older version."""
    record = json.loads((ROOT / "scripts" / "control.json").read_bytes())
    if record["digest"] != corpus.digest:
        assert record["version"] != corpus.version
        return
    captures = {row["id"]: row["capture"] for row in corpus.rows("raw")}
    lengths = {article.id: len(article.text) for article in corpus.articles()}
    passes = Passes(corpus.targets, list(corpus.rows_by_article("passes")), captures, lengths)
    assert record["figures"] == rounded(passes.figures())
    apart = without_registry(passes, record["changed"])
    assert record["without_registry"] == rounded(apart.figures())
    for moved in record["moved"].values():
        for id, series in moved.items():
            assert series[0] == record["figures"][id]
