"""Entries are added to the registries in their places; nothing that is there changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpora import edit
from istanbul_talks.contributing.registries import accepted, proposals, with_entries
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.model.new_entries import outlet_entry
from istanbul_talks.model.vocabulary import Vocabulary

MIRA = {
    "id": "mira", "type": "PERSON", "name": "Mira Kell", "variants": ["Mira Kell"],
    "wikidata": None, "checked": None, "description": "Ferry captain.",
}  # fmt: skip
VEY = {
    "id": "vey", "type": "PERSON", "name": "Ana Vey", "variants": ["Ana Vey", "Vey"],
    "wikidata": None, "checked": None, "description": "For tests.",
}  # fmt: skip


def loaded(root: Path) -> tuple[CorpusFolder, Vocabulary]:
    return CorpusFolder(root), vocabulary.load(CorpusFolder(root))


def test_entries_get_their_places(river: Path) -> None:
    outlet = {"id": "delta-post", "name": "Delta Post", "host": None, "note": "Made up."}
    person = {"id": "a-reader", "kind": "human", "note": "Made up for tests."}
    more = {**VEY, "variants": ["Minister Vey"]}
    added = {"entities": [MIRA, more], "publishers": [outlet], "annotators": [person]}
    files = with_entries(*loaded(river), added)
    for path, data in files.items():
        (river / path).write_bytes(data)
    known = loaded(river)[1]
    assert list(known.entities) == sorted(known.entities)
    assert known.entities["mira"] == MIRA
    assert known.entities["vey"]["variants"] == ["Ana Vey", "Minister Vey", "Vey"]
    assert list(known.publishers) == ["delta-post", "example-gazette"]
    assert known.annotators["a-reader"] == person
    assert with_entries(*loaded(river), added) == {}


@pytest.mark.parametrize(
    ("registry", "entry", "said"),
    [
        ("entities", {**VEY, "type": "ORG"}, "“vey” is there already, with another type"),
        ("entities", {**MIRA, "name": "Ana Vey"}, "“Ana Vey” belongs to “vey” and “mira”"),
        ("entities", {**MIRA, "description": "…"}, "“mira”: the description is empty"),
        ("publishers", outlet_entry("Example gazette"), "is there already, with another host"),
    ],
)
def test_an_id_keeps_its_meaning(river: Path, registry: str, entry: Any, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        with_entries(*loaded(river), {registry: [entry]})


def test_what_an_annotation_needs(river: Path) -> None:
    """New entities and outlets, new forms of known ones; each says what it lacks."""
    entity = {"id": "mira", "type": "PERSON", "name": "Mira Kell", "wikidata": None, "role": None}
    quote = {"quote": "Mira Kell", "prefix": "captain "}
    path = river / "annotations" / "river-talks.json"

    def change(value: Any) -> None:
        value["source"] |= {"publisher": "Delta Post", "url": "https://www.delta.example/a"}
        value["entities"][0]["mentions"].append("the Republic")
        full = {**entity, "mentions": [quote], "note": "Ferry captain."}
        bare = {**entity, "id": "bare", "name": "Bare", "mentions": ["Bare"]}
        value["entities"] += [full, bare, {**bare, "id": "linked", "wikidata": "Q1"}]
        value["entities"].append({**bare, "id": "untyped", "type": None})

    edit(path, change)
    known = loaded(river)[1]
    found = list(proposals(json.loads(path.read_bytes()), known))
    outlet = outlet_entry("Delta Post", "delta.example", "As the page of river-talks names it.")
    republic = {**known.entities["aria"], "variants": ["Aria", "the Republic"]}
    added, problems = accepted(found, ["delta-post", "Aria", "mira", "untypd", "bare", "linked"])
    assert added == {"publishers": [outlet], "entities": [republic, MIRA]}
    assert [problem.partition(": ")[2] for problem in problems] == [
        "not added: “bare” needs a `note`: who or what it is. The registry shows it",
        "not added: “linked”: `checked` must say where its Wikidata id was checked. "
        "Write null, or add the entry by hand",
        "no registry lacks it; did you mean “untyped”?",
    ]
    assert "“untyped” has no type yet" in accepted(found, ["all"])[1][-1]
    assert accepted([], ["x"])[1] == [
        "--accept x: no registry lacks it. What can be accepted: none"
    ]


@pytest.mark.parametrize(
    ("name", "host", "id"),
    [
        ("Küstenblatt & Söhne", None, "kustenblatt-sohne"),
        ("Річкові вісті", "news.example.org", "news-example-org"),
        ("河报", None, "an-id"),
    ],
)
def test_the_id_of_an_outlet(name: str, host: str | None, id: str) -> None:
    assert outlet_entry(name, host)["id"] == id
