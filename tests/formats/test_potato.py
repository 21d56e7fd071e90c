"""Potato: the shape of its files, looked up in version 2.12.1, which loads what is exported."""

import json
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks.errors import CorpusError, NotFoundError
from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.potato import export, read, record
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY

NAME = Item("m", "GPE", (Place(0, 4),), {"entity": "lyth", "name": "Lyth", "note": "A town."})
STANCE = Item("s", "stance", (Place(0, 4), Place(10, 15)), {}, (("holder", "m"),))
DOCUMENT = Document("d", "Lyth said, maybe.", (NAME, STANCE))


def test_a_document_as_potato_exports_it() -> None:
    made = record(DOCUMENT)
    assert made["spans"]["spans"] == [
        {
            "schema": "spans",
            "name": "GPE",
            "title": "GPE",
            "start": 0,
            "end": 4,
            "id": "span_1",
            "kb_source": "entities",
            "kb_id": "lyth",
            "kb_label": "Lyth",
        },
        {
            "schema": "spans",
            "name": "stance",
            "title": "stance",
            "start": 0,
            "end": 4,
            "id": "span_2",
            "additional_parts": [{"start": 10, "end": 15, "text": " mayb"}],
        },
    ]
    (link,) = made["links"].values()
    assert (link["link_type"], link["span_ids"]) == ("holder", ["span_2", "span_1"])


def test_a_project(harbour_release: Path) -> None:
    files = {name: b"".join(data) for name, data in export(load(harbour_release))}
    assert [*files] == ["config.yaml", "data.jsonl", "annotation_output/corpus/user_state.json"]
    settings = json.loads(files["config.yaml"])
    spans, links = settings["annotation_schemes"]
    assert {"name": "claim"} in spans["labels"] and {"name": "PERSON"} in spans["labels"]
    assert [one["name"] for one in links["link_types"]][:2] == ["claimer", "holder"]
    state = json.loads(files["annotation_output/corpus/user_state.json"])
    ids = ["council-walks-out", "nets-and-tides", "quay-reopens"]
    assert state["instance_id_ordering"] == [*state["instance_id_to_span_to_value"]] == ids
    assert [json.loads(line)["id"] for line in files["data.jsonl"].splitlines()] == ids


def taken(folder: Path, *records: dict[str, Any], texts: dict[str, str]) -> list[Taken]:
    lines = (json.dumps({"id": id, "text": text}) for id, text in texts.items())
    (folder / "texts.json").write_text("\n".join(lines))
    (folder / "annotations.jsonl").write_text("\n".join(map(json.dumps, records)))
    return [*read(ForeignFiles(folder))]


def spans(*own: dict[str, Any], id: str = "d", **more: Any) -> dict[str, Any]:
    return {"instance_id": id, "user_id": "ana", "spans": {"ner": [*own]}, **more}


def test_what_potato_exports_for_several_schemes_and_links_of_three(tmp_path: Path) -> None:
    one = {"id": "a", "name": "GPE", "start": 0, "end": 4, "text": "Lyth"}
    other = {"id": "b", "label": "GPE", "start": 5, "end": 9, "kb_source": "wikidata"}
    third = {"id": "c", "name": "FAC", "start": 9, "end": 10, "text": ""}
    link = {"link_type": "near", "span_ids": ["a", "b", "c"]}
    made = spans(one, other | {"kb_id": "Q7"}, links={"l": link}) | {}
    made["spans"]["more"] = [third]
    (found,) = taken(tmp_path, made, texts={"x": "", "d": "Lyth said."})
    assert found.document == Document(
        "d",
        "Lyth said.",
        (
            Item("a", "GPE", (Place(0, 4),), {}, (("near", "b"), ("near", "c"))),
            Item("b", "GPE", (Place(5, 9),), {"wikidata": "Q7"}),
            Item("c", "FAC", (Place(9, 10),)),
        ),
    )


def test_texts_may_come_in_any_order(tmp_path: Path) -> None:
    own = (spans(id="b"), spans(id="c"), spans(id="a"))
    found = taken(tmp_path, *own, texts={"a": "One", "b": "Two", "c": "Three"})
    texts = [one.document and one.document.text for one in found]
    assert texts == ["Two", "Three", "One"]


def test_words_tell_what_offsets_count(tmp_path: Path) -> None:
    one = {"name": "GPE", "start": 9, "end": 13, "text": "Lyth"}
    (found,) = taken(tmp_path, spans(one), texts={"d": f"{FAMILY} Lyth"})
    assert found.unit == "UTF-16 code units"
    (found,) = taken(tmp_path, spans(one | {"text": ""}), texts={"d": f"{FAMILY} Lyth said"})
    assert found.unit == "code points, unchecked"


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (spans({"name": "GPE", "start": 0}), "annotations.jsonl:1: left out, since the format doe"),
        (spans(links={"l": {}}), "annotations.jsonl:1: left out, since the format does not allow"),
        (spans(id="e"), "annotations.jsonl:1: no file of the folder has the text of e"),
        (
            spans(links={"l": {"link_type": "near", "span_ids": ["a", "b"]}}),
            "annotations.jsonl:1: near from a to b was left out: there is no a",
        ),
    ],
)
def test_each_defect_is_found(tmp_path: Path, made: dict[str, Any], problem: str) -> None:
    (found,) = taken(tmp_path, made, texts={"d": "Lyth said."})
    assert [str(defect).startswith(problem) for defect in found.defects] == [True]


def test_a_second_annotator_is_refused(tmp_path: Path) -> None:
    own = (spans(), spans(user_id="ben"), spans(id="e"))
    found = taken(tmp_path, *own, texts={"d": "One", "e": "Two"})
    assert [one.document and one.document.id for one in found] == ["d", None, "e"]
    said = "annotations.jsonl:2: it is by ben, but others are by ana. Import one annotator"
    assert str(found[1].defects[0]).startswith(said)


def test_what_is_exported_counts_only_without_the_state_of_a_user(tmp_path: Path) -> None:
    state = {"user_id": "ben", "instance_id_to_span_to_value": {"d": []}}
    (tmp_path / "user_state.json").write_text(json.dumps(state))
    (found,) = taken(tmp_path, spans(), texts={"d": "One"})
    assert (found.document, found.defects) == (Document("d", "One", ()), [])


def test_a_folder_without_annotations(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text("")
    with pytest.raises(NotFoundError, match=r"there is no user_state.json or annotations.jsonl"):
        [*read(ForeignFiles(tmp_path))]


@pytest.mark.parametrize("wrong", [True, "ab", [[]], [1e400]])
@pytest.mark.parametrize("key", ["spans", "links", "start"])
def test_values_of_another_form_are_defects(tmp_path: Path, key: str, wrong: Any) -> None:
    one = {"id": "a", "name": "GPE", "start": 0, "end": 4}
    made = spans(one | {"start": wrong}) if key == "start" else spans(one) | {key: wrong}
    (tmp_path / "texts.json").write_text(json.dumps({"id": "d", "text": "Lyth"}))
    line = json.dumps(made).replace("Infinity", "1e400")
    (tmp_path / "annotations.jsonl").write_text(line)
    (found,) = read(ForeignFiles(tmp_path))
    assert len(found.defects) == 1
    assert "left out, since " in str(found.defects[0])


@pytest.mark.parametrize("key", ["instance_id_to_span_to_value", "instance_id_to_link_to_value"])
def test_a_state_of_another_form_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "user_state.json").write_text(json.dumps({"user_id": "ana", key: [5]}))
    with pytest.raises(CorpusError, match=r"user_state.json:1: .* must be an object \{…\}"):
        list(read(ForeignFiles(tmp_path)))


def state_of(folder: Path, spans: list[str], links: list[str], indent: int | None = None) -> None:
    """Documents in these orders, with two spans that are joined where there are links."""
    places = ((0, 3), (4, 8))
    made = [[{"id": f"s{s}", "name": "GPE", "start": s, "end": e}, True] for s, e in places]
    link = {"link_type": "claimer", "span_ids": ["s0", "s4"]}
    state = {
        "phase_to_page_to_label_to_value": {"a": [1]},
        "instance_id_to_link_to_value": {id: {"l": link} for id in links},
        "instance_id_to_span_to_value": dict.fromkeys(spans, made),
        "user_id": "ana",
    }
    (folder / "user_state.json").write_text(json.dumps(state, indent=indent))
    lines = [json.dumps({"id": id, "text": "The quay"}) for id in sorted(spans)]
    (folder / "data.jsonl").write_text("\n".join(lines))


@pytest.mark.parametrize(
    ("spans", "links"),
    [("abc", ""), ("abc", "abc"), ("abc", "b"), ("cab", "ab"), ("abc", "cb"), ("ab", "cb")],
)
def test_links_are_those_of_their_document(tmp_path: Path, spans: str, links: str) -> None:
    state_of(tmp_path, [*spans], [*links])
    found = [taken.document for taken in read(ForeignFiles(tmp_path)) if taken.document]
    assert [one.id for one in found] == [*spans]
    linked = {one.id for one in found for item in one.items if item.links}
    assert linked == {*links} & {*spans}


def test_links_of_a_document_without_spans_are_defects(tmp_path: Path) -> None:
    state_of(tmp_path, ["a"], ["b", "c"])
    (tmp_path / "data.jsonl").write_text('{"id": "a", "text": "The quay"}\n{"id": "b", "text": ""}')
    first, *others = read(ForeignFiles(tmp_path))
    assert first.document is not None and first.defects == []
    assert [str(one.defects[0]) for one in others] == [
        "user_state.json, b: claimer from s0 to s4 was left out: there is no s0",
        "user_state.json, c: no file of the folder has the text of c",
    ]


@pytest.mark.parametrize("nothing", [None, [], "", {}])
def test_a_state_without_spans_or_links_has_no_documents(tmp_path: Path, nothing: Any) -> None:
    keys = "instance_id_to_span_to_value", "instance_id_to_link_to_value"
    (tmp_path / "user_state.json").write_text(json.dumps(dict.fromkeys(keys, nothing)))
    assert [*read(ForeignFiles(tmp_path))] == []


def test_a_defect_of_a_state_has_its_line_or_its_document(tmp_path: Path) -> None:
    for indent, places in ((None, ["user_state.json:1", "user_state.json, b"]), (0, None)):
        state_of(tmp_path, [*"ab"], [], indent)
        (tmp_path / "data.jsonl").write_text("")
        found = [str(taken.defects[0]) for taken in read(ForeignFiles(tmp_path))]
        path = tmp_path / "user_state.json"
        lines = path.read_text().split("\n")
        at = [n for n, line in enumerate(lines, 1) if line in ('"a": [', '"b": [')][-2:]
        expected = places or [f"user_state.json:{line}" for line in at]
        assert [one.split(": no file")[0] for one in found] == expected


def test_nothing_is_taken_of_a_state_that_is_cut_off(tmp_path: Path) -> None:
    state_of(tmp_path, [*"ab"], [])
    path = tmp_path / "user_state.json"
    path.write_text(path.read_text()[:-1])
    with pytest.raises(CorpusError, match=r"user_state.json:1: this is not JSON"):
        next(read(ForeignFiles(tmp_path)))
