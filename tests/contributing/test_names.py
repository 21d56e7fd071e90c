"""Names proposed for a body: annotated, registered and capitalised."""

from pathlib import Path
from typing import Any

import pytest

from corpora import river
from istanbul_talks.contributing.names import Name, names
from istanbul_talks.files import strict_json
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.resolve import resolve
from istanbul_talks.model.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return vocabulary.load(CorpusFolder(river(tmp_path_factory.mktemp("corpus") / "river")))


def found(text: str, known: Vocabulary, *, entities: list[Any] | None = None) -> dict[str, Name]:
    """The names of a text that is all body, by form."""
    annotation = {
        "body": [{"from": text[:9], "to": text[-9:]}], "date": {"evidence": []},
        "entities": entities or [], "claims": [], "stance": [],
    }  # fmt: skip
    return {name.form: name for name in names(annotation, resolve(annotation, text), known)}


def proposals(text: str, known: Vocabulary) -> dict[str, Any]:
    """For each form the id of its entity, or the id and type that are proposed."""
    return {
        form: name.entity["id"] if name.entity else (name.proposed["id"], name.proposed["type"])
        for form, name in found(text, known).items()
        if name.entity or name.proposed
    }


def test_every_place_of_a_form_and_what_is_marked(tmp_path: Path) -> None:
    root = CorpusFolder(river(tmp_path / "river"))
    known = vocabulary.load(root)
    annotation = strict_json.read(root.read_file("annotations/river-talks.json").data).value
    capture = root.read_article("river-talks").capture.text or ""
    made = {name.form: name for name in names(annotation, resolve(annotation, capture), known)}
    assert list(made) == [
        *("Aria", "Boria", "Cedon", "Arian", "Ana Vey", "Borians", "Vey", "Borian", "Oto Lenz")
    ]
    assert all(name.marked and name.proposed is None for name in made.values())
    assert made["Aria"].entity == annotation["entities"][0]
    body = resolve(annotation, capture).body
    assert body is not None
    assert [body.text[slice(*place)] for place in made["Aria"].places] == ["Aria", "Aria"]
    del annotation["entities"][0]
    bare = names(annotation, resolve(annotation, capture), known)[0]
    assert (bare.marked, bare.entity, len(bare.places)) == (False, known.entities["aria"], 2)


def test_nothing_is_proposed_without_a_body(known: Vocabulary) -> None:
    lost = {"body": [{"from": "nowhere", "to": "end"}], "date": {"evidence": []}}
    lost |= {"entities": [], "claims": [], "stance": []}
    assert names(lost, resolve(lost, "Vey met Lenz."), known) == []


def test_titles_and_possessives_are_outside_and_tell_a_person(known: Vocabulary) -> None:
    text = (
        "Estonian Prime Minister Kaja Kallas’s envoy met Gen. Ursula O’Neill and "
        "negotiator Lars F. Holm. Kallas smiled, and so did Tõnu Mägi, mayor of Tartu."
    )
    assert proposals(text, known) == {
        "Estonian": ("estonians", "NORP"),
        "Kaja Kallas": ("kallas", "PERSON"),
        "Ursula O’Neill": ("oneill", "PERSON"),
        "Lars F. Holm": ("holm", "PERSON"),
        "Kallas": ("kallas", "PERSON"),
        "Tõnu Mägi": ("magi", "PERSON"),
        "Tartu": ("tartu", None),
    }
    assert len(found(text, known)["Kallas"].places) == 1


def test_joints_and_hyphens(known: Vocabulary) -> None:
    text = (
        "The Ministry of Defence and Trade, the Bank of Lyth, Velmoor and Skærn, Nerys Quill of "
        "Gull, the Lyth-Velmoor ferry and Ilse Brandt-Moro in the Kallas Strait on Monday and I."
    )
    assert proposals(text, known) == {
        "Ministry of Defence and Trade": ("ministry-defence-trade", "ORG"),
        "Bank of Lyth": ("bank-lyth", None),
        "Velmoor": ("velmoor", None),
        "Skærn": ("skaern", None),
        "Nerys Quill": ("nerys-quill", None),
        "Gull": ("gull", None),
        "Lyth": ("lyth", None),
        "Ilse Brandt-Moro": ("ilse-brandt-moro", None),
        "Kallas Strait": ("kallas-strait", "LOC"),
    }


def test_words_that_only_begin_a_sentence_are_left_out(known: Vocabulary) -> None:
    text = (
        "Hopefully the boats sail. Boats left for Lyth. “Nobody in Lyth knew.” Lyth’s ferry waits."
        "\n- On Gull Quay it rains. Velmoor sleeps. Quay workers wait. Skærn’s mayor left."
    )
    assert set(proposals(text, known)) == {"Lyth", "Gull Quay", "Quay", "Skærn"}
    assert "Velmoor" in proposals(f"{text} We saw Velmoor.", known)


def test_whose_name_a_form_is(known: Vocabulary) -> None:
    """A surname, another spelling, an adjective; a longer name with a known one in it."""
    text = (
        "In winter Lenz saw Cedón, ARIA, the Cedon Herald, Arian Airlines, Borain boats, Bories, "
        "the Arian Oto Lenz and Eastern Cedon."
    )
    made = proposals(text, known)
    assert made == {
        "Lenz": "lenz",
        "Cedón": "cedon",
        "ARIA": "aria",
        "Cedon": "cedon",
        "Cedon Herald": ("cedon-herald", None),
        "Arian": "arians",
        "Arian Airlines": ("arian-airlines", None),
        "Borain": "borians",
        "Bories": ("bories", None),
        "Oto Lenz": "lenz",
        "Eastern Cedon": ("eastern-cedon", "GPE"),
    }
    assert proposals("They call the ARN a club.", known) == {"ARN": ("arn", None)}


def test_types_of_names_that_are_alike(known: Vocabulary) -> None:
    text = "Long ago in Kallas the Iron League, the ILO and the ILF met Eva Stone at Iron House."
    entity = {"id": "x", "type": "ORG", "name": "ILO", "wikidata": None, "role": None}
    other = {**entity, "id": "y", "type": "PERSON", "mentions": ["Eva Stone"]}
    made = found(text, known, entities=[{**entity, "mentions": ["ILO"]}, other])
    types = {form: name.proposed["type"] for form, name in made.items() if name.proposed}
    assert types == {"Kallas": None, "Iron League": "ORG", "ILF": "ORG", "Iron House": "FAC"}
    assert made["ILO"].marked


def test_scripts_with_case_and_without(known: Vocabulary) -> None:
    cyrillic = "Вчера в Киеве министр Анна Петрова и Олена Шевчук говорили о мосте с Петровой."
    assert set(proposals(cyrillic, known)) == {
        *("Киеве", "Анна Петрова", "Олена Шевчук", "Петровой")
    }
    assert proposals("昨日、両国は会談した。何も決まらなかった。", known) == {}
