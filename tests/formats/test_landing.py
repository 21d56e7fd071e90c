"""A document becomes a pass: what it says is in it, what it does not say is open or reported."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import TODAY, harbour
from istanbul_talks.contributing.begin import contributor
from istanbul_talks.contributing.draft import save
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.files.source_article import SourceArticle
from istanbul_talks.formats.landing import Landed, landed
from istanbul_talks.formats.record import Document, Item, document_of
from istanbul_talks.model import vocabulary
from istanbul_talks.model.article import article_of
from istanbul_talks.model.resolve import resolve
from istanbul_talks.model.vocabulary import Vocabulary
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place

ID = "made-up"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return vocabulary.load(CorpusFolder(harbour(tmp_path_factory.mktemp("known") / "harbour")))


def source(
    text: str, before: str = "", after: str = "", by: str = "", **passes: Any
) -> SourceArticle:
    """An article whose body is `text`, all of it or between other words."""
    capture = before + text + after
    digest = hashlib.sha256(capture.encode()).hexdigest()
    first, *_, last = [*text.split("\n"), text.rpartition("\n")[2]]
    reference = {
        "text_sha256": digest,
        "body": [{"from": first, "to": last}],
        "provenance": [{"by": by}],
    }
    files = {f"corpus/{ID}.txt": capture.encode(), f"annotations/{ID}.json": canonical(reference)}
    files |= {f"annotations/passes/{by}/{ID}.json": canonical(v) for by, v in passes.items()}
    return SourceArticle(ID, lambda path, _: files.get(path), tuple(passes))


def land(known: Vocabulary, article: SourceArticle, *items: Item, text: str = "") -> Landed:
    text = text or (article.capture.text or "")
    who = contributor(known, "reader-9", "A made-up reader, for tests.", TODAY)
    return landed(Document(ID, text, items), article, known, who)


@pytest.mark.parametrize("place", [(4, 5), (11, 13), (12, 13)])
def test_a_span_of_white_space_is_left_out(known: Vocabulary, place: tuple[int, int]) -> None:
    """In the body, or after its end."""
    item = Item("c", "claim", (Place(*place),))
    found = land(known, source("Lyth waits."), item, text="Lyth waits.\n\n")
    assert found.draft.annotation["claims"] == []
    assert [note.partition(": ")[2] for note in found.notes] == [
        "left out, since it is white space"
    ]


def test_half_of_a_line_break_is_no_span(known: Vocabulary) -> None:
    article = source("Lyth.\nIt waits.")
    items = [Item("a", "claim", (Place(5, 6),)), Item("b", "claim", (Place(7, 9),))]
    found = land(known, article, *items, text="Lyth.\r\nIt waits.")
    assert [claim["quote"] for claim in found.draft.annotation["claims"]] == ["It"]
    assert found.notes == ["claim “\\u000d”: left out, since it is white space"]


def test_a_span_that_ends_in_space_after_the_body_ends_with_the_body(known: Vocabulary) -> None:
    item = Item("c", "claim", (Place(15, 24),))
    found = land(known, source("Lyth waits. It waits."), item, text="Lyth waits. It waits.\n\n\n")
    assert found.draft.annotation["claims"][0]["quote"] == {"quote": "waits.", "prefix": "It "}


def test_what_is_too_long_is_cut_and_reported(known: Vocabulary) -> None:
    text = "Lyth waits."
    said = {"note": "n" * 2001, "other-claimer": "o" * 201}
    claim = replace(span(text, "waits", "claim"), attributes=said)
    name = span(text, "Lyth", "GPE", name="m" * 201)
    found = land(known, source(text), claim, name)
    made = found.draft.annotation
    assert len(made["claims"][0]["note"]) == 2000
    assert len(made["claims"][0]["claimer"]["other"]) == len(made["entities"][0]["name"]) == 200
    assert sorted(found.notes) == [
        "GPE “Lyth”: only the first 200 characters of its name were taken",
        "claim “waits”: only the first 200 characters of its claimer were taken",
        "claim “waits”: only the first 2000 characters of its note were taken",
    ]


def test_what_a_later_mention_says_of_an_entity_is_taken_or_reported(known: Vocabulary) -> None:
    text = "Lyth and Lyth and Lyth"
    one, two, three = (Place(at, at + 4) for at in (0, 9, 18))
    items = [
        Item("1", "GPE", (one,), {"entity": "lyth-town"}),
        Item("2", "GPE", (two,), {"entity": "lyth-town", "wikidata": "Q42", "name": "Lyth Town"}),
        Item("3", "GPE", (three,), {"entity": "lyth-town", "wikidata": "Q43", "note": "n"}),
    ]
    found = land(known, source(text), *items)
    (entity,) = found.draft.annotation["entities"]
    assert (entity["wikidata"], entity["name"], entity["note"]) == ("Q42", "Lyth Town", "n")
    assert found.notes == ["GPE “Lyth”: its wikidata “Q43” left out: lyth-town has another"]


def test_mentions_of_one_unnamed_entity_get_that_of_the_registry(known: Vocabulary) -> None:
    """The first of them, in the order of the text, has no name that the registry knows."""
    text = "The town of Ostrel"
    items = [
        span(text, "The town", "GPE", "a", entity="T1"),
        span(text, "Ostrel", "GPE", "b", entity="T1"),
    ]
    found = land(known, source(text), *items)
    assert [entity["id"] for entity in found.draft.annotation["entities"]] == ["ostrel"]


def span(text: str, words: str, label: str, id: str = "", **said: str) -> Item:
    start = text.index(words)
    attributes = {key.replace("_", "-"): value for key, value in said.items()}
    return Item(id or words, label, (Place(start, start + len(words)),), attributes)


TEXT = "Ostrel said that Oto Brask may agree, if the quota is fair. Ostrel waits."


def test_every_value_is_written_and_the_rest_is_open(known: Vocabulary) -> None:
    holder = ("holder", "m")
    found = land(
        known,
        source(TEXT),
        span(TEXT, "Ostrel", "GPE", "m", entity="ostrel", role="party", note="A town."),
        span(TEXT, "said that", "cue", "q"),
        span(TEXT, "if the quota is fair", "condition", "k"),
        replace(
            span(TEXT, "Oto Brask may agree", "claim", claim_id="may-agree", checkworthy="false"),
            links=(("claimer", "m"), ("cue", "q")),
        ),
        replace(
            span(TEXT, "may agree", "stance", target="quota-first", stance="FAVOR", note="Why."),
            places=(Place(27, 36), Place(60, 72)),
            links=(holder, ("condition", "k")),
        ),
    )
    made = found.draft.annotation
    assert found.notes == []
    (entity,) = made["entities"]
    assert entity == {
        "id": "ostrel",
        "type": "GPE",
        "name": known.entities["ostrel"]["name"],
        "wikidata": known.entities["ostrel"]["wikidata"],
        "role": "party",
        "mentions": [{"quote": "Ostrel", "occurrence": 1}],
        "note": "A town.",
    }
    assert made["claims"] == [
        {
            "id": "may-agree",
            "quote": "Oto Brask may agree",
            "claimer": "ostrel",
            "type": None,
            "epistemic": None,
            "checkworthy": False,
            "cue": "said that",
        }
    ]
    assert made["stance"] == [
        {
            "holder": "ostrel",
            "target": "quota-first",
            "label": "FAVOR",
            "expression": None,
            "certainty": None,
            "evidence": ["may agree", "Ostrel waits"],
            "condition": "if the quota is fair",
            "note": "Why.",
        }
    ]
    assert (made["source"]["genre"], made["date"]["basis"]) == (None, None)


@pytest.mark.parametrize(
    ("item", "note"),
    [
        (span(TEXT, "Ostrel", "Chemical"), "Chemical “Ostrel”: left out, since schema/labels.json"),
        (span(TEXT, "said that", "cue"), "cue “said that”: left out, since nothing links to it"),
        (
            span(TEXT, "may agree", "claim", type="evnt"),
            "claim “may agree”: left open: there is no type “evnt”; did you mean “event”?",
        ),
        (
            span(TEXT, "may agree", "claim", checkworthy="perhaps"),
            "claim “may agree”: left open: there is no checkworthy “perhaps”. Values: true, false",
        ),
        (
            span(TEXT, "may agree", "claim", mood="calm"),
            "claim: 1 × “mood” left out, since a pass has no place for it",
        ),
        (
            replace(span(TEXT, "may agree", "claim"), places=(Place(0, 6), Place(17, 26))),
            "claim “Ostrel … Oto Brask”: of a discontinuous span only the first piece was taken",
        ),
    ],
)
def test_what_has_no_place_is_reported(known: Vocabulary, item: Item, note: str) -> None:
    (said,) = land(known, source(TEXT), item).notes
    assert said.startswith(note)


def test_labels_of_other_tools_may_be_in_other_case(known: Vocabulary) -> None:
    made = land(known, source(TEXT), span(TEXT, "Oto Brask", "Person")).draft.annotation
    assert [entity["type"] for entity in made["entities"]] == ["PERSON"]


def test_mentions_without_an_entity(known: Vocabulary) -> None:
    """A registered name has its entity; other words that are the same are one entity."""
    text = "Ostrel met Oto Brask. Oto Brask left."
    items = [span(text, "Ostrel", "GPE"), span(text, "Oto Brask", "PERSON")]
    items.append(replace(items[1], id="again", places=(Place(22, 31),)))
    made = land(known, source(text), *items).draft.annotation
    assert [(e["id"], e["mentions"]) for e in made["entities"]] == [
        ("ostrel", ["Ostrel"]),
        ("oto-brask", ["Oto Brask"]),
    ]


def test_who_speaks(known: Vocabulary) -> None:
    """An entity, the article, the words of a span that is no mention, words; else it is open."""
    items = [span(TEXT, "Ostrel", "GPE", "m", entity="ostrel"), span(TEXT, "Brask", "cue", "q")]
    claims = [span(TEXT, "may agree", "claim", str(n)) for n in range(6)]
    said = [{"claimer": "article"}, {"claimer": "ostrel"}, {"other-claimer": "Some"}, {}, {}, {}]
    links = [(), (), (), (("claimer", "m"),), (("claimer", "q"),), ()]
    items += [
        replace(claim, attributes=own, links=to)
        for claim, own, to in zip(claims, said, links, strict=True)
    ]
    made = land(known, source(TEXT), *items).draft.annotation["claims"]
    expected = ["article", "ostrel", {"other": "Some"}, "ostrel", {"other": "Brask"}, None]
    assert [claim["claimer"] for claim in made] == expected
    assert [claim["id"] for claim in made] == [f"claim-{n}" for n in range(1, 7)]


def test_the_text_may_be_the_capture_with_other_line_breaks(known: Vocabulary) -> None:
    body = "Ostrel waits.\n\nOto Brask left."
    article = source(body, "Harbour Lantern\n\n", "\nShare\n")
    foreign = (article.capture.text or "").replace("\n", "\r\n")
    items = [span(foreign, words, "PERSON") for words in ("Oto Brask", "Lantern", "Ostrel waits")]
    found = land(known, article, *items, text=foreign)
    forms = [entity["mentions"] for entity in found.draft.annotation["entities"]]
    assert forms == [["Ostrel waits"], ["Oto Brask"]]
    assert found.notes == ["PERSON “Lantern”: left out, since it is not in the body"]


def test_a_pass_of_somebody_who_worked_on_the_reference_is_reported(known: Vocabulary) -> None:
    (note,) = land(known, source(TEXT, by="reader-9")).notes
    assert note == "reader-9 worked on the reference. A pass is made without having seen it"


def test_another_text_is_refused(known: Vocabulary) -> None:
    with pytest.raises(
        CorpusError, match=r"its text is not that of made-up\. It differs first at “ent"
    ):
        land(known, source("Ostrel waits."), text="Ostrel went.")


def test_an_illegal_value_is_refused(known: Vocabulary) -> None:
    stance = replace(span(TEXT, "Ostrel", "stance"), places=(Place(0, 6),) * 21)
    with pytest.raises(CorpusError, match="a pass would have at /stance/0/evidence: "):
        land(known, source(TEXT), stance)


def test_the_same_again_changes_nothing_and_something_else_is_refused(known: Vocabulary) -> None:
    first = land(known, source(TEXT), span(TEXT, "Ostrel", "GPE", entity="ostrel"))
    filled = json.loads(canonical(first.draft.annotation))
    filled["source"]["genre"] = "opinion"  # what the contributor has filled in since
    article = source(TEXT, **{"reader-9": filled})
    again = land(known, article, span(TEXT, "Ostrel", "GPE", entity="ostrel"))
    assert (again.is_new, again.draft.annotation) == (False, filled)
    with pytest.raises(CorpusError, match="exists and says something else. Passes are not edited"):
        land(known, article, span(TEXT, "Brask", "PERSON"))


_WORDS = ["Bay", "Bay Town", "Bays", "“Bay”", "Bay's", "bay", "to", "Ba\u0301y", "👍", "Town"]


@settings(max_examples=40)
@given(data=st.data())
def test_the_forms_of_names_mean_exactly_the_places(known: Vocabulary, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=9))
    text = "Start " + " ".join(words) + " end"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [
        pair for pair in zip(cuts[::2], cuts[1::2], strict=False) if text[slice(*pair)].strip()
    ]
    entities = [data.draw(st.sampled_from(["a-bay", "b-bay"])) for _ in pairs]
    items = [
        Item(f"{n}", "LOC", (Place(*pair),), {"entity": entity})
        for n, (pair, entity) in enumerate(zip(pairs, entities, strict=True))
    ]
    found = land(known, source(text), *items)
    resolution = resolve(found.draft.annotation, text)
    ids = [entity["id"] for entity in found.draft.annotation["entities"]]
    mentions = {(ids[m.entity], m.start, m.end) for m in resolution.mentions}
    assert found.notes == []
    assert mentions == {(e, *pair) for e, pair in zip(entities, pairs, strict=True)}


def test_of_overlapping_mentions_the_longer_is_kept(known: Vocabulary) -> None:
    text = "The Bay Town Fair of Bay Town"
    items = [span(text, "Bay Town Fair", "EVENT"), span(text, "Bay Town", "GPE", entity="bay-town")]
    items.append(replace(span(text, "Fair", "claim"), links=(("claimer", "Bay Town"),)))
    found = land(known, source(text), *items)
    assert found.notes == ["bay-town “Bay Town”: left out, since another mention overlaps it"]
    assert [entity["id"] for entity in found.draft.annotation["entities"]] == ["bay-town-fair"]
    assert found.draft.annotation["claims"][0]["claimer"] == {"other": "Bay Town"}


def test_a_reference_becomes_a_pass_with_the_same_record(
    harbour_release: Path, tmp_path: Path
) -> None:
    """With errors in no rule: source and date are open, as in a pass that `new` begins."""
    root = CorpusFolder(harbour(tmp_path / "harbour"))
    for article in load(harbour_release).articles():
        known, document = vocabulary.load(root), document_of(article)
        who = contributor(known, "reader-9", "A made-up reader, for tests.", TODAY)
        found = landed(document, root.read_article(article.id), known, who)
        findings = save(root, known, found.draft, TODAY)
        assert found.notes == []
        assert {(f.rule, f.item) for f in findings} == {
            ("open-value", "source"),
            ("open-value", "date"),
        }
        reference = json.loads((root.path / "annotations" / f"{article.id}.json").read_bytes())
        made = {**found.draft.annotation, **{key: reference[key] for key in ("source", "date")}}
        assert document_of(article_of(made, resolve(made, found.draft.capture))) == document


def test_a_new_entity_gets_an_id_that_no_other_has(known: Vocabulary) -> None:
    """“ostrel” is registered, under other letters."""
    text = "OSTREL and Lyth-Town and Lyth Town"
    items = [span(text, words, "GPE") for words in ("OSTREL", "Lyth-Town", "Lyth Town")]
    found = land(known, source(text), *items)
    ids = [entity["id"] for entity in found.draft.annotation["entities"]]
    assert ids == ["ostrel-2", "lyth-town", "lyth-town-2"]


def test_two_claims_of_one_id_get_new_ones(known: Vocabulary) -> None:
    text = "It rains and it pours and all is well"
    said = {"It rains": "same", "it pours": "same", "all is well": "other"}
    items = [span(text, words, "claim", **{"claim-id": id}) for words, id in said.items()]
    found = land(known, source(text), *items)
    assert [c["id"] for c in found.draft.annotation["claims"]] == ["claim-1", "claim-2", "other"]
