"""Passes beside the reference: what they support, and how agreement reads them."""

import json
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from corpora import TODAY, edit, harbour
from istanbul_talks.cli.main import main
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.annotated import Unreadable
from istanbul_talks.quality.adjudication import read_adjudication

QUAY = "annotations/passes/model-a/quay-reopens.json"


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


def test_rows_say_what_they_support_and_where_they_differ(harbour_release: Path) -> None:
    """Of the article quay-reopens, by hand: two stances and a claim that passes see differently."""
    items = {
        (item.annotator, item.layer, item.id): item
        for id, found in istanbul_talks.load(harbour_release).passes()
        if id == "quay-reopens"
        for item in found
    }
    one = items["model-a", "stance", "brandt-moro/quota-first"]
    other = items["reader-1", "stance", "ilse-brandt-moro/quota-first"]
    for row, differs in ((one, ("stance_label",)), (other, ())):
        assert row.supports == "brandt-moro/quota-first"
        assert row.differs == differs
        assert row.decision == "whatever-becomes"
    left_out = items["reader-1", "claim", "fish-on-the-wall"]
    assert (left_out.supports, left_out.decision) == (None, "drawing")
    undisputed = items["model-a", "claim", "first-ferry"]
    assert (undisputed.supports, undisputed.differs) == ("first-ferry", ("span",))
    assert undisputed.decision is None


def test_an_article_is_read_with_its_passes_and_decisions(root: Path) -> None:
    folder = CorpusFolder(root)
    found = read_adjudication(folder.read_article("quay-reopens"))
    assert sorted(found.passes) == ["model-a", "reader-1"]
    assert found.complete
    assert {"fair", "trap"} <= {decision.id for decision in found.records}
    assert {item["annotator"] for item in found.pass_items} == {"model-a", "reader-1"}
    assert {item["annotator"] for item in found.items} == {""}
    draft = read_adjudication(folder.read_article("council-walks-out"))
    assert (draft.passes, draft.records, draft.pass_items) == ({}, [], [])


def test_decisions_of_another_form_are_named(root: Path) -> None:
    (root / "annotations/decisions/quay-reopens.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(Unreadable, match=r"quay-reopens\.json does not fit schema/decisions"):
        read_adjudication(CorpusFolder(root).read_article("quay-reopens"))


def test_agreement_runs_no_rule(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pass with an error that leaves its quotes in place is compared as before."""
    call = ["agreement", "--root", str(root)]
    assert main(call) == 0
    before = capsys.readouterr().out
    assert "human with model: model-a, reader-1; 2 articles" in before
    edit(root / QUAY, lambda made: made["provenance"][0].update(by="nobody-known"))
    assert main(["validate", "--root", str(root)]) == 1
    capsys.readouterr()
    assert main(call) == 0
    assert capsys.readouterr().out == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"article": "nets-and-tides"}, "`article` differs from the file name"),
        ({"text_sha256": "0" * 64}, "the capture has changed since this file was made"),
        ({"claims__0__quote": "words that are nowhere"}, "the quote at /claims/0/quote is not in"),
        ({"status": "unheard of"}, "does not fit schema/annotation.schema.json"),
    ],
)
def test_agreement_names_a_pass_that_cannot_be_compared(
    root: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], problem: str
) -> None:
    edit(root / QUAY, **change)
    assert main(["agreement", "--root", str(root)]) == 2
    error = capsys.readouterr().err
    assert f"istanbul-talks: {QUAY}" in error
    assert problem in error
    assert "To see why, run: istanbul-talks validate quay-reopens" in error


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
        "annotations/passes/model-z/river-talks.json: error not-a-regular-file: "
        "the annotation is a symbolic link" in out
    )
    assert "annotations/passes/stray.json: error not-a-regular-file: this is not a folder" in out
    assert build(CorpusFolder(river), river / "out", today=TODAY).facts is None


def test_a_pass_over_another_capture_is_found(
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
