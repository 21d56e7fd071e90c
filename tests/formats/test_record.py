"""The record of an article: its spans, what they say, and what is left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.formats import record
from istanbul_talks.formats.record import Item, document_of, losses, put_together
from istanbul_talks.model.records import Claim, Stance
from istanbul_talks.reading.corpus import Corpus, load
from istanbul_talks.text.anchoring import Place


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def test_the_spans_of_an_article(corpus: Corpus) -> None:
    """Looked up in tests/corpora/harbour/annotations/quay-reopens.json."""
    document = document_of(corpus["quay-reopens"])
    items = {item.id: item for item in document.items}
    words = {id: [document.text[slice(*p)] for p in item.places] for id, item in items.items()}
    assert items["mentions/ostrel-1"].label == "GPE"
    first, second = (items[f"mentions/velmoor-{n}"].attributes for n in (1, 2))
    note = "Gannet House, the seat of the council, stands for Velmoor."
    assert first == {"entity": "velmoor", "name": "Velmoor", "role": "party", "note": note}
    assert second == {"entity": "velmoor", "name": "Velmoor"}
    claim = items["claims/boats-must-sail"]
    assert claim.attributes == {
        "claim-id": "boats-must-sail",
        "type": "position",
        "epistemic": "true-certain",
        "checkworthy": "false",
        "attribution": "mixed",
    }
    cue = "claims/boats-must-sail/cue"
    assert claim.links == (("claimer", "mentions/brandt-moro-1"), ("cue", cue))
    assert (items[cue].label, words[cue]) == ("cue", ["added that"])
    assert items["claims/agreed-to-reopen"].attributes["claimer"] == "article"
    assert items["claims/cost-of-closure"].attributes["other-claimer"] == "the harbour office"


def test_a_stance_is_a_discontinuous_span(corpus: Corpus) -> None:
    document = document_of(corpus["quay-reopens"])
    stance = next(item for item in document.items if len(item.places) == 2)
    assert stance.places == (Place(0, 25), Place(92, 125))
    assert stance.label == "stance"
    condition = next(item for item in document.items if item.label == "condition")
    (owner,) = [item for item in document.items if ("condition", condition.id) in item.links]
    assert (owner.attributes["stance"], owner.attributes["target"]) == ("FAVOR", "reopen-quay")


def test_open_values_and_stances_without_evidence_are_not_exported(corpus: Corpus) -> None:
    article = corpus["quay-reopens"]
    claim, stance = replace(article.claims[0], type="?"), replace(article.stance[0], evidence=())
    items = document_of(replace(article, claims=(claim,), stance=(stance,))).items
    (made,) = [item for item in items if item.label == "claim"]
    assert "type" not in made.attributes and made.attributes["epistemic"] == claim.epistemic
    assert [item for item in items if item.label == "stance"] == []
    assert losses([replace(article, stance=(stance,))])["stance without evidence"] == 1


def test_what_is_left_out(corpus: Corpus) -> None:
    lost = losses(corpus.articles())
    assert lost["source, date and provenance of an article"] == 3
    assert lost["remark on a capture"] == 1
    assert not [what for what in lost if what.startswith(("note ", "id ", "evidence "))]


def test_a_column_that_no_format_carries_is_lost_by_its_name(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a column is that was added to the records later."""
    monkeypatch.setitem(record._CARRIED, Claim, record._CARRIED[Claim] - {"note", "checkworthy"})
    monkeypatch.setitem(record._CARRIED, Stance, record._CARRIED[Stance] - {"evidence"})
    claims, stances = corpus.to_arrow("claims").to_pylist(), [*corpus.rows("stance")]
    lost = losses(corpus.articles())
    assert lost["checkworthy of a claim"] == len(claims)
    assert lost["note of a claim"] == sum(claim["note"] is not None for claim in claims)
    assert lost["evidence of a stance"] == sum(len(stance["evidence"]) for stance in stances)


def test_without_a_text_there_is_no_record(harbour_text_free: Path) -> None:
    corpus = load(harbour_text_free)
    article = next(article for article in corpus.articles() if article.text is None)
    with pytest.raises(CorpusError, match="this needs the texts of the articles"):
        document_of(article)


def test_a_part_has_the_label_of_what_it_is_a_part_of() -> None:
    """The name is no part of the claim; the second stance belongs to the first that claims it."""
    items = [
        Item("c", "claim", (Place(0, 4),), {}, (("part", "n"), ("claimer", "n"))),
        Item("n", "GPE", (Place(5, 9),)),
        Item("s", "stance", (Place(0, 2),), {}, (("part", "t"),)),
        Item("t", "stance", (Place(3, 4),), {}, (("holder", "n"),)),
        Item("u", "stance", (Place(6, 8),), {}, (("part", "t"), ("part", "u"))),
    ]
    places, links = (Place(0, 2), Place(3, 4)), (("holder", "n"),)
    together = Item("s", "stance", places, {}, links)
    assert put_together(items) == (*items[:2], together, items[4])
