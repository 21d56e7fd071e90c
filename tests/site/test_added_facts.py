"""What the page of an article says of what was added to its claims and stances."""

from pathlib import Path

import pytest

import istanbul_talks
from istanbul_talks.site.added_facts import AddedFacts
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.facts import Link


@pytest.fixture(scope="module")
def release(enriched_release: Path) -> istanbul_talks.Corpus:
    return istanbul_talks.load(enriched_release)


def said(release: istanbul_talks.Corpus, layer: str, id: str) -> dict[str, list[object]]:
    article = release["quay-reopens"]
    facts = AddedFacts(article, Edition(release))
    (one,) = [item for item in getattr(article, layer) if item.id == id]
    found = facts.of_claim(one) if layer == "claims" else facts.of_stance(one)
    return {fact.term: list(fact.said) for fact in found}


def test_a_claim_has_its_words_wording_and_links(release: istanbul_talks.Corpus) -> None:
    assert said(release, "claims", "moved-an-inch") == {
        "quoted": ["“moved an inch”"],
        "in full": ["Ostrel and Velmoor have moved an inch. (model-a, model)"],
    }
    trap = said(release, "claims", "plans-a-trap")
    assert trap["supports"] == [Link("#claims/no-ferry-company", "no-ferry-company")]
    ferry = said(release, "claims", "no-ferry-company")
    assert ferry["supported by"] == [Link("#claims/plans-a-trap", "plans-a-trap")]
    wording = "Ostrel and Velmoor should own a ferry together."
    assert ferry["denies"] == [Link("../../same-claims/#ferry-shared", wording)]


def test_a_stance_has_its_claims_or_why_it_has_none(release: istanbul_talks.Corpus) -> None:
    assert said(release, "stance", "quill/talks-succeed") == {
        "claims": [Link("#claims/settlement-in-spring", "settlement-in-spring")]
    }
    assert said(release, "stance", "other-the-ostrel-side/talks-succeed") == {
        "no claim": ["It rests on a gesture, which is no claim."]
    }
