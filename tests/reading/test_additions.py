"""What is added to claims and stances, in releases: both editions, views and tables."""

from pathlib import Path

import pytest

from corpora import HARBOUR
from istanbul_talks import Corpus, load
from istanbul_talks.model.records import Link, Proposed


@pytest.fixture(scope="module")
def corpus(enriched_release: Path) -> Corpus:
    return load(enriched_release)


@pytest.fixture(scope="module")
def free(enriched_text_free: Path) -> Corpus:
    return load(enriched_text_free)


def test_a_claim_has_what_was_added(corpus: Corpus) -> None:
    claims = {claim.id: claim for claim in corpus["quay-reopens"].claims}
    second = claims["no-second-winter"]
    (words,) = second.quoted
    text = corpus["quay-reopens"].text
    assert text[words.start : words.end] == words.text
    assert words.text == "Nobody in this room wants another winter like it"
    assert second.standalone == "Nobody at the talks wants another such winter."
    assert (second.standalone_by, second.standalone_kind) == ("model-a", "model")  # as reader-1
    first = claims["first-ferry"]  # which model-a has in other words
    assert (first.standalone_by, first.standalone_kind) == ("reader-1", "human")
    assert claims["plans-a-trap"].links == (Link("no-ferry-company", "supports"),)
    assert claims["no-ferry-company"].propositions == (Proposed("ferry-shared", "denies"),)
    bare = corpus["nets-and-tides"].claims[0]
    assert (bare.quoted, bare.standalone, bare.standalone_by, bare.links) == ((), None, None, ())


def test_a_stance_has_its_claims_or_the_reason(corpus: Corpus) -> None:
    stances = {stance.id: stance for stance in corpus["quay-reopens"].stance}
    assert stances["quill/talks-succeed"].claims == ("settlement-in-spring",)
    silent = stances["other-the-ostrel-side/talks-succeed"]
    assert (silent.claims, silent.without_claim) == (
        (),
        "It rests on a gesture, which is no claim.",
    )


def test_claims_about_the_same_thing_are_one_view(corpus: Corpus, free: Corpus) -> None:
    rows = corpus.claim_groups.where(proposition="quay-open").rows()
    found = [
        (r["claim"], r["relation"], r["source"], r["wording"], r["outlet_"])
        for r in (row | {"outlet_": row["publisher"]} for row in rows)
    ]
    assert found == [
        (
            "agreed-to-reopen",
            "states",
            "Harbour Lantern",
            "Gull Quay should be open.",
            "Harbour Lantern",
        ),
        (
            "reopening-if-quota",
            "changes",
            "Velmoor",
            "Gull Quay should be open.",
            "Harbour Lantern",
        ),
    ]
    assert [*free.claim_groups.rows()] == [*corpus.claim_groups.rows()]


def test_what_each_annotator_added_is_published(corpus: Corpus) -> None:
    made = {(row.annotator, row.id): row for row in corpus.additions}
    assert len(made) == 2 * (18 + 10)
    ferry = made["model-a", "first-ferry"]
    assert ferry.standalone == "A ferry will sail at dawn on Thursday."
    assert (ferry.kind, ferry.layer, ferry.differs) == ("model", "claim", ("standalone",))
    (decision,) = ferry.decisions
    assert (decision.field, decision.by, decision.kind) == ("standalone", "reader-2", "human")
    assert decision.why == "It says all of it."
    assert made["reader-1", "first-ferry"].differs == ()
    assert made["model-a", "brandt-moro/reopen-quay"].claims == ("boats-must-sail",)
    assert made["model-a", "brandt-moro/reopen-quay"].differs == ("claims",)


def test_the_text_free_edition_has_only_sentences_in_other_words(free: Corpus) -> None:
    claims = {claim.id: claim for claim in free["quay-reopens"].claims}
    assert claims["closed-97-days"].standalone == "Gull Quay was shut for 97 days."
    assert claims["first-ferry"].standalone is None  # “the first ferry will sail”
    assert claims["no-second-winter"].quoted[0].text is None
    made = {(row["annotator"], row["id"]): row for row in free.rows("additions")}
    assert made["model-a", "first-ferry"]["standalone"] is None
    record = (free.folder / "restore.jsonl").read_text("utf-8")
    assert "first ferry" not in record


def test_sentences_come_back_with_the_text(corpus: Corpus, free: Corpus) -> None:
    back = load(free.folder, texts=HARBOUR / "corpus")
    assert back["quay-reopens"] == corpus["quay-reopens"]
    assert [*back.additions] == [*corpus.additions]


def test_claims_and_stances_join_as_annotated(corpus: Corpus) -> None:
    claims = {row["id"]: row for row in corpus.table("claims", with_="stances").rows()}
    assert claims["boats-must-sail"]["stances"] == [
        "brandt-moro/reopen-quay",
        "brandt-moro/quota-first",
    ]
    assert claims["met-at-lyth-hall"]["stances"] == ["ostrel/direct-talks", "velmoor/direct-talks"]
    stances = {row["id"]: row for row in corpus.table("stance", with_="claims").rows()}
    assert stances["velmoor/shared-ferry"]["claims"] == ["plans-a-trap"]


def test_a_release_without_additions_has_empty_views(harbour_release: Path) -> None:
    plain = load(harbour_release)
    assert (len(plain.claim_groups), len(plain.additions)) == (0, 0)
    assert "additions" not in plain.configs
