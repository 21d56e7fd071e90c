"""What annotators added, compared: readings, rows and measures."""

from pathlib import Path

import pytest

from corpora import enriched
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.additions import Field
from istanbul_talks.model.annotated import annotated
from istanbul_talks.quality.additions import Added, by_adder, matches, read_additions, relations
from istanbul_talks.quality.agreement import Comparison

KINDS = {"reader-1": {"kind": "human"}, "model-a": {"kind": "model"}}


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Added:
    folder: Path = enriched(tmp_path_factory.mktemp("added") / "harbour")
    article = CorpusFolder(folder).read_article("quay-reopens")
    reference = annotated(article.annotation, article.capture.text or "", None)
    return read_additions(article, reference)


def test_only_fields_with_two_readings_disagree(added: Added) -> None:
    assert added.disagreeing == [
        Field("claims", "first-ferry", "standalone"),
        Field("claims", "reopening-if-quota", "propositions"),
        Field("claims", "no-second-winter", "quoted"),
        Field("stance", "brandt-moro/reopen-quay", "claims"),
    ]
    assert added.readings(Field("claims", "first-ferry", "standalone")) == {
        "A ferry will sail at dawn on Thursday.": ["model-a"],
        "On Thursday the first ferry will sail at dawn.": ["reader-1"],
    }


def test_a_quote_means_its_place_and_a_list_has_no_order(added: Added) -> None:
    quoted = Field("claims", "moved-an-inch", "quoted")
    prefixed = [{"quote": "moved an inch", "prefix": "sides had “"}]
    assert added.means(quoted, prefixed) == added.means(quoted, ["moved an inch"])
    assert added.means(quoted, ["moved"]) != added.means(quoted, ["moved an inch"])
    claims = Field("stance", "quill/talks-succeed", "claims")
    assert added.means(claims, ["a", "b"]) == added.means(claims, ["b", "a"])
    assert added.means(claims, []) is added.means(claims, None) is None


def test_measures_of_two_annotators(added: Added) -> None:
    """Counted by hand from what tests/corpora/added.py gives each of the two."""
    mine, theirs = by_adder(added.rows(KINDS)).values()
    sums: dict[str, list[float]] = {}
    for id, part, total in matches(mine, theirs):
        own = sums.setdefault(id, [0, 0])
        own[0] += part
        own[1] += total
    assert sums == {
        "addition.f1.quoted": [6, 8],  # four each, three the same
        "addition.f1.propositions": [4, 5],
        "addition.f1.links": [2, 2],
        "addition.f1.claims": [18, 19],
        "addition.share.propositions": [2, 3],
    }
    assert sorted(relations(mine, theirs)) == [("denies", "denies"), ("states", "states")]


def test_additions_are_compared_by_kind_of_annotator(added: Added) -> None:
    comparison = Comparison([])
    comparison.add("quay-reopens", [], 100, added.rows(KINDS))
    (found,) = comparison.results(times=1)
    assert (found.kinds, found.annotators) == (("human", "model"), ("model-a", "reader-1"))
    counted = {m.id: (m.n, m.unit) for m in found.measures if m.layer == "addition"}
    assert counted["addition.f1.claims"] == (19, "pairs by both")
    bare = Comparison([])
    bare.add("quay-reopens", [], 100)
    assert bare.results() == []
