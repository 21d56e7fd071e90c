"""Adjudication of passes: what is agreed, what is asked, and what a choice does."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import enriched, harbour
from istanbul_talks.contributing.adjudicating import State, Work, begin
from istanbul_talks.contributing.adopting import Undecidable
from istanbul_talks.contributing.choosing import Choice
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.model import vocabulary
from istanbul_talks.model.annotated import Annotated
from istanbul_talks.model.resolve import resolve
from istanbul_talks.validation.rules import rules_of
from support.adjudicated import ACT, check, decided_at_random, load, perturbed, work_on

QUAY = "quay-reopens"
NAMES = ("model-a", "reader-1")


class Harbour:
    """The harbour corpus in memory."""

    def __init__(self, root: Path) -> None:
        self.root, self.words = root, vocabulary.load(CorpusFolder(root))

    def capture(self, id: str) -> str:
        return (self.root / f"corpus/{id}.txt").read_bytes().decode()

    def passes(self, id: str) -> dict[str, Any]:
        return {name: load(self.root / f"annotations/passes/{name}/{id}.json") for name in NAMES}

    def reference(self, id: str) -> Annotated:
        value = load(self.root / f"annotations/{id}.json")
        return Annotated(value, resolve(value, self.capture(id)))

    def work(self, id: str, base: Any = None, **passes: Any) -> Work:
        return work_on({**self.passes(id), **passes}, self.capture(id), self.words, base)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    return Harbour(harbour(tmp_path_factory.mktemp("adjudicating") / "harbour"))


@pytest.fixture(scope="module")
def fresh(corpus: Harbour) -> State:
    """The beginning for quay-reopens, without a reference."""
    return begin(corpus.work(QUAY), None)


def take(state: State, question: str, whose: str | None, **values: Any) -> State:
    return state.decide(Choice(question, whose, "A reason.", values))


def item(state: State, layer: str, id: str) -> dict[str, Any]:
    return next(record for record in state.reference.annotation[layer] if record["id"] == id)


def refusal(state: State, question: str, whose: str | None, **values: Any) -> str:
    with pytest.raises(Undecidable) as caught:
        take(state, question, whose, **values)
    return str(caught.value)


def test_what_passes_agree_on_is_in_the_reference_and_the_rest_is_asked(fresh: State) -> None:
    """By hand, from a comparison of the two files."""
    assert [(q.key, list(q.differs), list(q.readings)) for q in fresh.questions] == [
        ("mention:model-a/gull-quay-1", ["entity_type"], ["model-a", "reader-1"]),
        ("mention:reader-1/ostrel-3", [], ["reader-1"]),
        ("mention:model-a/gannet-house-1", ["entity", "entity_type"], ["model-a", "reader-1"]),
        ("mention:model-a/herring-fair-1", [], ["model-a"]),
        ("claim:model-a/door-not-treaty", ["claim_type"], ["model-a", "reader-1"]),
        ("claim:reader-1/fish-on-the-wall", [], ["reader-1"]),
        ("claim:model-a/second-paper", ["epistemic"], ["model-a", "reader-1"]),
        ("claim:model-a/plans-a-trap", ["entity"], ["model-a", "reader-1"]),
        ("claim:model-a/boats-laid-up", ["entity"], ["model-a", "reader-1"]),
        ("claim:model-a/truce-broke", [], ["model-a"]),
        ("claim:model-a/moved-an-inch", ["checkworthy"], ["model-a", "reader-1"]),
        ("claim:reader-1/no-second-winter", [], ["reader-1"]),
        ("stance:model-a/brandt-moro/quota-first", ["stance_label"], ["model-a", "reader-1"]),
        ("stance:model-a/gannet-house/shared-ferry", [], ["model-a"]),
        ("stance:reader-1/velmoor/shared-ferry", [], ["reader-1"]),
        ("stance:model-a/velmoorers/talks-succeed", [], ["model-a"]),
        ("stance:model-a/other-the-ostrel-side/talks-succeed", [], ["model-a"]),
    ]
    claims = [claim["id"] for claim in fresh.reference.annotation["claims"]]
    assert "agreed-to-reopen" in claims
    assert "second-paper" not in claims
    # reader-1 calls her ilse-brandt-moro; the registry has the other id.
    assert "brandt-moro" in [entity["id"] for entity in fresh.reference.annotation["entities"]]
    assert fresh.annotation["status"] == "draft"


def test_a_file_of_decisions_is_read_and_written_as_it_is(corpus: Harbour) -> None:
    path = corpus.root / f"annotations/decisions/{QUAY}.json"
    state = begin(corpus.work(QUAY, load(path)), corpus.reference(QUAY))
    assert state.questions == []
    assert canonical(state.decisions) == path.read_bytes()


def test_what_was_added_is_carried_through(tmp_path: Path) -> None:
    """An adjudication that goes on, and a claim whose type is chosen anew."""
    more = Harbour(enriched(tmp_path / "harbour"))
    path = more.root / f"annotations/decisions/{QUAY}.json"
    before = more.reference(QUAY)
    state = begin(more.work(QUAY, load(path)), before)
    for layer in ("claims", "stance"):
        assert state.annotation[layer] == before.annotation[layer]
    edit = state.work.edit(state.reference)
    claim = {**item(state, "claims", "first-ferry"), "type": "prediction"}
    edit.put("claim", {k: v for k, v in claim.items() if k != "standalone"}, "first-ferry")
    (found,) = [c for c in edit.annotation["claims"] if c["id"] == "first-ferry"]
    assert found == claim
    other = {**found, "quote": "The first ferry", "standalone": "A ferry."}
    edit.put("claim", dict(other), "first-ferry")
    (found,) = [c for c in edit.annotation["claims"] if c["id"] == "first-ferry"]
    assert found["standalone"] == "A ferry."


def test_a_draft_of_the_reference_is_a_third_reading(corpus: Harbour) -> None:
    state = begin(corpus.work(QUAY), corpus.reference(QUAY))
    asked = {q.key: q for q in state.questions}
    assert list(asked["claim:model-a/door-not-treaty"].readings) == ["model-a", "reader-1", ""]
    kept = take(state, "claim:model-a/door-not-treaty", "")
    assert kept.reference.annotation == state.reference.annotation
    decision = kept.decisions["decisions"][0]
    assert decision["reference"] == ["door-not-treaty"]
    assert decision["decided"] == "Type event, as the reference had it."
    # No pass has the name that the reference had alone.
    value = dict(corpus.reference(QUAY).annotation)
    value["claims"] = [*value["claims"], {**value["claims"][0], "id": "own", "quote": "six hours"}]
    alone = Annotated(value, resolve(value, corpus.capture(QUAY)))
    state = begin(corpus.work(QUAY), alone)
    gone = take(state, "claim:/own", None)
    assert "own" not in [claim["id"] for claim in gone.reference.annotation["claims"]]
    assert gone.decisions["decisions"][0]["overruled"] == []


def test_a_mention_is_taken_with_its_entity_and_what_waited_for_it_follows(fresh: State) -> None:
    key, trap = "mention:model-a/gannet-house-1", "claim:model-a/plans-a-trap"
    assert "Decide about its mentions first" in refusal(fresh, trap, "model-a")
    one = take(fresh, key, "model-a")
    assert item(one, "entities", "gannet-house")["type"] == "ORG"
    assert item(take(one, trap, "model-a"), "claims", "plans-a-trap")["claimer"] == "gannet-house"
    other = take(fresh, key, "reader-1")
    assert item(other, "entities", "velmoor")["mentions"] == ["Velmoor", "Gannet House"]
    assert other.decisions["decisions"][0] == {
        "id": "gannet-house",
        "layer": "mention",
        "reference": ["velmoor-3"],
        "overruled": [],
        "decided": "Entity Velmoor, type GPE, as reader-1 has it.",
        "why": "A reason.",
    }
    stance = take(other, "stance:reader-1/velmoor/shared-ferry", "reader-1")
    same = "stance:model-a/gannet-house/shared-ferry"
    assert "is not an entity of the reference yet" in refusal(stance, same, "model-a")
    both = take(stance, same, None)
    assert both.decisions["decisions"][-1]["overruled"] == ["model-a/gannet-house/shared-ferry"]


def test_a_place_that_nobody_wants_becomes_an_exception(fresh: State, corpus: Harbour) -> None:
    """“Ostrel Gold” is a brand: the exception of model-a serves, until reader-1 prevails."""
    key = "mention:reader-1/ostrel-3"
    assert item(fresh, "entities", "ostrel")["except"] == ["Ostrel Gold"]
    assert item(take(fresh, key, None), "entities", "ostrel")["except"] == ["Ostrel Gold"]
    assert "except" not in item(take(fresh, key, "reader-1"), "entities", "ostrel")
    # An exception that serves no more goes, as does the form.
    value = json.loads(json.dumps(corpus.reference(QUAY).annotation))
    value["entities"][1]["except"] = ["Gannet House has called"]
    known = Annotated(value, resolve(value, corpus.capture(QUAY)))
    moved = take(begin(corpus.work(QUAY), known), "mention:model-a/gannet-house-1", "model-a")
    velmoor = item(moved, "entities", "velmoor")
    assert (velmoor["mentions"], "except" in velmoor) == (["Velmoor"], False)
    # Where no pass has an exception, the place itself is one.
    bare = corpus.passes(QUAY)["model-a"]
    ostrel = bare["entities"][0]
    del ostrel["except"]
    ostrel["mentions"] = [
        {"quote": "Ostrel", "suffix": " and Velmoor agreed on Monday"},
        {"quote": "Ostrel", "prefix": "mayor of "},
        {"quote": "Ostrel", "suffix": " and Velmoor agreed on a truce"},
        {"quote": "Ostrel", "prefix": "the ", "suffix": " side"},
    ]
    state = begin(corpus.work(QUAY, **{"model-a": bare}), None)
    found = item(state, "entities", "ostrel")
    assert found["mentions"] == ["Ostrel"]
    assert found["except"] == [{"quote": "Ostrel", "prefix": "sold "}]


def test_one_field_may_have_another_value(fresh: State) -> None:
    boats = "claim:model-a/boats-laid-up"
    mixed = item(
        take(fresh, boats, "model-a", entity={"from": "reader-1"}), "claims", "boats-laid-up"
    )
    assert (mixed["claimer"], mixed["cue"]) == ({"other": "the harbour office"}, "according to")
    own = item(take(fresh, boats, "reader-1", entity="article"), "claims", "boats-laid-up")
    assert (own["claimer"], "cue" in own, "attribution" in own) == ("article", False, False)
    # The name of an entity is that entity.
    named = take(fresh, boats, "model-a", entity={"other": "Ostrel"}, claim_type="event")
    record = item(named, "claims", "boats-laid-up")
    assert (record["claimer"], record["attribution"]) == ("ostrel", "indirect")
    decided = named.decisions["decisions"][0]["decided"]
    assert decided == "The claim “boats-laid-up”, as model-a has it; claimer Ostrel; type event."
    shorter = item(
        take(fresh, boats, "model-a", span="boats were laid up"), "claims", "boats-laid-up"
    )
    assert shorter["quote"] == "boats were laid up"
    quay = take(fresh, "mention:model-a/gull-quay-1", "model-a", entity_type="ORG")
    assert item(quay, "entities", "gull-quay")["type"] == "ORG"
    fair = "mention:model-a/herring-fair-1"
    assert item(take(fresh, fair, "model-a", entity="tarn"), "entities", "tarn")["mentions"] == [
        "Jon Tårn",
        "Herring Fair",
    ]
    for values, found in (
        ({"claim_type": "guess"}, "guess"),
        ({"entity": "nobody"}, "is not an entity of the reference"),
        ({"entity": {"from": "reader-9"}}, "reader-9 has no reading of this"),
        ({"span": "words that are nowhere"}, "Copy the exact words"),
        ({"span": 7}, "this cannot be the words of a claim"),
        ({"entity": {"from": 1}}, "this cannot be the claimer of a claim"),
        ({"epistemic": {"other": "x"}}, "this cannot be the epistemic of a claim"),
        ({"checkworthy": "perhaps"}, "Write true or false"),
        ({"id": "other"}, "“id” of a claim cannot be chosen"),
    ):
        assert found in refusal(fresh, boats, "model-a", **values)


def test_date_and_genre_are_decided_apart_from_the_rest(corpus: Harbour) -> None:
    """nets-and-tides: model-a has “opinion” and 2024-04-18?, reader-1 “analysis” and 2024-04-18."""
    state = begin(corpus.work("nets-and-tides"), None)
    (question,) = (q for q in state.questions if q.layer == "article")
    assert list(question.differs) == ["genre", "published"]
    after = take(state, question.key, "reader-1", genre={"from": "model-a"})
    annotation = after.reference.annotation
    assert annotation["source"]["genre"] == "opinion"
    assert annotation["date"]["published"] == "2024-04-18"
    decision = after.decisions["decisions"][0]
    assert (decision["id"], decision["reference"]) == ("genre-published", ["nets-and-tides"])
    assert decision["decided"] == "Published 2024-04-18, as reader-1 has it; genre opinion."
    typed = take(state, question.key, "reader-1", genre="reportage").reference.annotation
    assert typed["source"]["genre"] == "reportage"
    assert "Take one of the readings" in refusal(state, question.key, None)
    assert "cannot be chosen" in refusal(state, question.key, "reader-1", entity="ostrel")


def test_what_does_not_fit_the_reference_is_refused(corpus: Harbour, fresh: State) -> None:
    """The body of model-a ends before the last paragraph of nets-and-tides."""
    value = {**corpus.reference("nets-and-tides").annotation, "entities": []}
    value |= {"claims": [], "stance": []}
    longer = Annotated(value, resolve(value, corpus.capture("nets-and-tides")))
    state, other = (begin(corpus.work("nets-and-tides"), known) for known in (None, longer))
    for key in ("claim:reader-1/not-next-month", "mention:reader-1/tarn-1"):
        assert "is outside the body of the reference" in refusal(state, key, "reader-1")
        other = take(other, key, "reader-1")
    assert item(other, "entities", "tarn")["mentions"] == ["Jon Tårn"]
    assert item(other, "claims", "not-next-month")["type"] == "prediction"
    same = refusal(
        fresh, "claim:model-a/truce-broke", "model-a", span="The councils meet again on 15 April"
    )
    assert same.startswith("claim “next-meeting” has the same quote and claimer")
    ferry = "stance:model-a/velmoorers/talks-succeed"
    assert "has a stance “quill/talks-succeed” already" in refusal(
        fresh, ferry, "model-a", entity="quill"
    )
    both = corpus.passes(QUAY)["model-a"]
    towns = {"quote": "Ostrel and Velmoor", "suffix": " agreed on Monday"}
    new = {"id": "two-towns", "type": "GPE", "name": "The towns", "wikidata": None, "role": None}
    both["entities"].append({**new, "mentions": [towns]})
    state = begin(corpus.work(QUAY, **{"model-a": both}), None)
    first = take(state, "mention:model-a/two-towns-1", "model-a")
    (key,) = (q.key for q in first.questions if q.layer == "mention" and q.title == "Ostrel")
    assert "overlaps the mention “Ostrel and Velmoor”" in refusal(first, key, "reader-1")
    fair = "mention:model-a/herring-fair-1"
    named = item(
        take(fresh, fair, "model-a", entity="sound-institute"), "entities", "sound-institute"
    )
    assert (named["type"], named["mentions"]) == ("ORG", ["Herring Fair"])
    assert "neither in the reference nor in the registry" in refusal(
        fresh, fair, "model-a", entity="x"
    )


def test_two_of_three_are_enough(corpus: Harbour) -> None:
    """A third pass like reader-1's settles what only model-a sees differently."""
    third = perturbed(corpus.passes(QUAY)["reader-1"], Random(0), 0)
    third["provenance"][0] |= {"by": "model-b", "kind": "model"}
    state = begin(corpus.work(QUAY, **{"model-b": third}), None)
    assert item(state, "claims", "door-not-treaty")["type"] == "position"
    keys = {q.key for q in state.questions}
    assert "claim:model-a/door-not-treaty" not in keys
    assert "claim:model-a/truce-broke" in keys
    assert state.decisions["passes"] == ["model-a", "model-b", "reader-1"]


def test_who_cannot_decide_and_what_cannot_be_decided(corpus: Harbour, fresh: State) -> None:
    work = corpus.work(QUAY)
    for act, found in (
        ({**ACT, "by": "reader-1"}, "choose somebody else"),
        ({**ACT, "by": "reader-5"}, "is not in schema/annotators.json; did you mean “reader-"),
        ({**ACT, "kind": "model"}, "is not in schema/annotators.json"),
    ):
        with pytest.raises(CorpusError, match=found):
            begin(Work(work.passes, act, work.words), None)
    with pytest.raises(CorpusError, match="fewer than two passes"):
        begin(Work({"model-a": work.passes["model-a"]}, ACT, work.words), None)
    key = fresh.questions[0].key
    with pytest.raises(Undecidable, match="needs a reason"):
        fresh.decide(Choice(key, "model-a", "  "))
    assert "is not an open question" in refusal(fresh, "claim:model-a/first-ferry", None)
    assert "has no reading of this" in refusal(fresh, "mention:reader-1/ostrel-3", "model-a")


def test_what_waits_for_an_entity_follows_it(corpus: Harbour) -> None:
    """Both passes have claims by Jon Tårn, but differ in what he is."""
    other = corpus.passes(QUAY)["reader-1"]
    for entity in other["entities"]:
        entity["type"] = "ORG" if entity["id"] in ("tarn", "ostrel") else entity["type"]
    state = begin(corpus.work(QUAY, **{"reader-1": other}), None)
    asked = {q.key: q for q in state.questions}
    ostrel = asked["mention:model-a/ostrel-1"]
    assert [len(items) for items in ostrel.readings.values()] == [4, 4]  # one question for all
    ferry = asked["claim:model-a/no-ferry-company"]
    assert ferry.blocked.startswith("“Jon Tårn” is not an entity of the reference yet.")
    tarn = "mention:model-a/tarn-1"
    taken = take(state, tarn, "reader-1")
    assert item(taken, "entities", "tarn")["type"] == "ORG"
    assert item(taken, "claims", "no-ferry-company")["claimer"] == "tarn"
    assert ferry.key not in {q.key for q in taken.questions}
    without = take(state, tarn, None)
    assert "is not an entity of the reference" in refusal(without, ferry.key, "model-a")
    named = take(without, ferry.key, "model-a", entity={"other": "Its envoy, Jon Tårn,"})
    assert item(named, "claims", "no-ferry-company")["claimer"] == {"other": "Its envoy, Jon Tårn,"}
    # A reference that has his claims cannot lose him.
    kept = begin(corpus.work(QUAY, **{"reader-1": other}), corpus.reference(QUAY))
    assert "is the claimer of the claim “second-paper”" in refusal(kept, tarn, None)


def test_the_provenance_names_the_adjudicator_once(corpus: Harbour, fresh: State) -> None:
    key = fresh.questions[0].key
    acts = take(fresh, key, "model-a").annotation["provenance"]
    assert [(act["by"], act["did"]) for act in acts] == [
        ("model-a", "annotate"),
        ("reader-1", "annotate"),
        ("reader-2", "adjudicate"),
    ]
    value = {**corpus.reference(QUAY).annotation, "provenance": acts}
    again = begin(corpus.work(QUAY), Annotated(value, corpus.reference(QUAY).resolution))
    assert again.annotation["provenance"] == acts
    # A day later, and by somebody else, each decision says so.
    base = load(corpus.root / f"annotations/decisions/{QUAY}.json")
    base["decisions"] = [d for d in base["decisions"] if d["id"] != "fair"]
    later = take(
        begin(corpus.work(QUAY, base), corpus.reference(QUAY)), "mention:model-a/herring-fair-1", ""
    )
    new = next(d for d in later.decisions["decisions"] if d["id"] == "herring-fair")
    assert (later.decisions["date"], new["date"], "by" in new) == ("2024-03-04", ACT["date"], False)
    work = corpus.work(QUAY, base)
    work = Work(work.passes, {**ACT, "by": "reader-3"}, work.words, base)
    other = take(begin(work, corpus.reference(QUAY)), "mention:model-a/herring-fair-1", "")
    new = next(d for d in other.decisions["decisions"] if d["id"] == "herring-fair")
    assert (other.decisions["by"], new["by"], new["kind"]) == ("reader-2", "reader-3", "human")


@pytest.mark.slow
@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), article=st.sampled_from([QUAY, "nets-and-tides"]))
def test_many_choices_end_in_files_without_findings_about_passes(
    corpus: Harbour, seed: int, article: str
) -> None:
    prove(corpus, seed, article)


def prove(corpus: Harbour, seed: int, article: str) -> None:
    """Decide at random between passes that were changed at random; check what comes of it."""
    random = Random(seed)
    passes = {name: perturbed(made, random) for name, made in corpus.passes(article).items()}
    capture = corpus.capture(article)
    work = work_on(passes, capture, corpus.words)
    reference = corpus.reference(article) if random.random() < 0.3 else None
    end, choices = decided_at_random(work, reference, random)
    assert end.annotation["status"] == "adjudicated"
    rules = {rule.id for rule in rules_of("passes", "reading", "anchoring", "provenance")}
    assert [finding for finding in check(end, passes, capture) if finding.rule in rules] == []
    # The same choices give the same files; those of a saved half can be continued.
    again, half = begin(work, reference), len(choices) // 2
    for choice in choices[:half]:
        again = again.decide(choice)
    saved, value = json.loads(canonical(again.decisions)), json.loads(canonical(again.annotation))
    resumed = begin(
        work_on(passes, capture, corpus.words, saved), Annotated(value, resolve(value, capture))
    )
    assert {q.key for q in resumed.questions} == {q.key for q in again.questions}
    for choice in choices[half:]:
        again = again.decide(choice)
    assert (again.annotation, again.decisions) == (end.annotation, end.decisions)
