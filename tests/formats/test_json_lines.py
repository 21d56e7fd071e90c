"""Prodigy, doccano and LangExtract: lines as their documentation has them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import doccano, langextract, prodigy
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place

Read = Callable[[ForeignFiles], Iterator[Taken]]


@pytest.fixture
def taken(tmp_path: Path) -> Callable[[Read, Any], Taken]:
    def one(read: Read, value: Any) -> Taken:
        line = json.dumps(value).replace("Infinity", "1e400")
        (tmp_path / "x.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
        (found,) = read(ForeignFiles(tmp_path / "x.jsonl"))
        return found

    return one


# https://prodi.gy/docs/api-interfaces#relations, with the offsets of its tokens.
APPLE: dict[str, Any] = {
    "text": "Apple buys it",
    "tokens": [
        {"text": "Apple", "start": 0, "end": 5, "id": 0, "ws": True},
        {"text": "buys", "start": 6, "end": 10, "id": 1, "ws": True},
        {"text": "it", "start": 11, "end": 13, "id": 2, "ws": False},
    ],
    "spans": [
        {"start": 0, "end": 5, "token_start": 0, "token_end": 0, "label": "ORG"},
        {"start": 6, "end": 13, "token_start": 1, "token_end": 2, "label": "claim"},
    ],
    "relations": [
        {
            "head": 2,
            "child": 0,
            "head_span": {
                "start": 6,
                "end": 13,
                "token_start": 1,
                "token_end": 2,
                "label": "claim",
            },
            "child_span": {"start": 0, "end": 5, "token_start": 0, "token_end": 0, "label": "ORG"},
            "label": "claimer",
        }
    ],
    "answer": "accept",
}
BUYS = (
    Item("span 0", "ORG", (Place(0, 5),)),
    Item("span 1", "claim", (Place(6, 13),), {}, (("claimer", "span 0"),)),
)


def test_a_task_of_prodigy_is_read(taken: Callable[[Read, Any], Taken]) -> None:
    found = taken(prodigy.read, APPLE)
    assert (found.unit, found.defects) == ("code points", [])
    assert found.document == Document("line 2", "Apple buys it", BUYS)


def test_a_task_of_prodigy_is_written() -> None:
    made = prodigy.task(Document("a", "Apple buys it", BUYS))
    assert [span.pop("id") for span in made["spans"]] == ["0", "1"]
    for end in ("head_span", "child_span"):
        del made["relations"][0][end]["id"]
    assert made == {**APPLE, "meta": {"article": "a"}}


def test_tokens_of_prodigy_end_where_a_span_does() -> None:
    items = (Item("0", "GPE", (Place(0, 4),), {"role": "venue"}),)
    made = prodigy.task(Document("a", "Lyther, no", items))
    assert [token["text"] for token in made["tokens"]] == ["Lyth", "er", ",", "no"]
    assert [token["ws"] for token in made["tokens"]] == [False, False, True, False]
    span = {"id": "0", "start": 0, "end": 4, "label": "GPE", "token_start": 0, "token_end": 0}
    assert made["spans"] == [{**span, "attributes": {"role": "venue"}}]


def test_tokens_of_prodigy_tell_what_its_offsets_count(
    taken: Callable[[Read, Any], Taken],
) -> None:
    token = {"text": "Lyth", "start": 3, "end": 7, "id": 1}
    span = {"start": 3, "end": 7, "label": "GPE"}
    found = taken(prodigy.read, {"text": "👍 Lyth", "tokens": [token], "spans": [span]})
    assert found.unit == "UTF-16 code units"
    assert found.document is not None and found.document.items[0].places == (Place(2, 6),)


# https://github.com/doccano/doccano/pull/1823, shortened.
GOOGLE: dict[str, Any] = {
    "text": "Google was founded by Larry Page.",
    "entities": [
        {"id": 1, "start_offset": 0, "end_offset": 6, "label": "ORG"},
        {"id": 2, "start_offset": 22, "end_offset": 32, "label": "PERSON"},
    ],
    "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "foundedBy"}],
}
FOUNDED = (
    Item("1", "ORG", (Place(0, 6),), {}, (("foundedBy", "2"),)),
    Item("2", "PERSON", (Place(22, 32),)),
)


def test_an_example_of_doccano(taken: Callable[[Read, Any], Taken]) -> None:
    document = Document("a", GOOGLE["text"], FOUNDED)
    assert doccano.example(document) == {**GOOGLE, "article": "a"}
    assert taken(doccano.read, {**GOOGLE, "article": "a"}) == Taken(document, "code points", [])


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccano_without_relations(taken: Callable[[Read, Any], Taken], key: str) -> None:
    found = taken(doccano.read, {"text": "Google!", key: [[0, 6, "ORG"]]})
    assert found.document == Document(
        "line 2", "Google!", (Item("label 0", "ORG", (Place(0, 6),)),)
    )


# What `lx.io.save_annotated_documents` writes, shortened: langextract/data_lib.py of 1.0.
ROMEO: dict[str, Any] = {
    "extractions": [
        {
            "extraction_class": "claim",
            "extraction_text": "but soft",
            "char_interval": {"start_pos": 0, "end_pos": 8},
            "alignment_status": "match_exact",
            "extraction_index": 1,
            "group_index": 0,
            "description": None,
            "attributes": {"type": "event", "claimer": ["Romeo", "he"]},
        },
        {
            "extraction_class": "PERSON",
            "extraction_text": "Juliette",
            "char_interval": {"start_pos": 10, "end_pos": 16},
            "alignment_status": "match_fuzzy",
            "attributes": None,
        },
        {
            "extraction_class": "PERSON",
            "extraction_text": "Mercutio",
            "char_interval": None,
            "alignment_status": None,
            "attributes": {},
        },
    ],
    "text": "But soft! Juliet.",
    "document_id": "doc_1",
}


def test_extractions_found_word_for_word_are_taken(taken: Callable[[Read, Any], Taken]) -> None:
    found = taken(langextract.read, ROMEO)
    said = {"type": "event", "claimer": "Romeo; he"}
    items = (Item("0", "claim", (Place(0, 8),), said),)
    assert found.document == Document("doc_1", "But soft! Juliet.", items)
    left_out = "was left out: its words are not in the text as written"
    assert [str(one) for one in found.defects] == [
        f"x.jsonl:2: “Juliette” {left_out} (match_fuzzy)",
        f"x.jsonl:2: “Mercutio” {left_out} (None)",
    ]


@pytest.mark.parametrize(
    ("read", "value", "problem"),
    [
        (prodigy.read, {"text": "a", "answer": "reject"}, "the answer to this task is reject"),
        (
            prodigy.read,
            {"text": "a", "spans": [{"start": 0}]},
            "left out, since the format does not",
        ),
        (prodigy.read, {"text": "a", "spans": [3]}, "left out, since the format does not"),
        (prodigy.read, {"text": "a", "tokens": [{}]}, "left out, since the format does not"),
        (prodigy.read, {"text": "a", "relations": [{}]}, "left out, since the format does not"),
        (
            prodigy.read,
            APPLE | {"spans": []},
            "claimer from span 6 13 to span 0 5 was left out: there is no span 6 13",
        ),
        (
            doccano.read,
            {"text": "a", "entities": [{"id": 1}]},
            "left out, since the format does not",
        ),
        (doccano.read, {"text": "a", "labels": [[0, 1]]}, "left out, since the format does not"),
        (doccano.read, {"text": "a", "relations": [{}]}, "left out, since the format does not"),
        (
            doccano.read,
            GOOGLE | {"text": "Google"},
            "offsets 22 32 should be words of the text, but",
        ),
        (
            langextract.read,
            {"text": "a", "extractions": [{}]},
            "left out, since the format does not",
        ),
    ],
)
def test_each_defect(
    taken: Callable[[Read, Any], Taken], read: Read, value: Any, problem: str
) -> None:
    (defect,) = taken(read, value).defects
    assert str(defect).startswith(f"x.jsonl:2: {problem}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1]", "it is no object {…}"),
        ("{", "Expecting property name"),
        ('{"text": NaN}', "NaN is no number"),
        ('{"text": "\\ud800"}', "'utf-8' codec can't encode character '\\ud800'"),
        ('{"text": ' + "[" * 100_000, "it is nested too deeply"),
        ("\udcff", "'utf-8' codec can't decode byte 0xff"),
    ],
)
@pytest.mark.parametrize("read", [prodigy.read, doccano.read, langextract.read])
def test_a_line_that_is_no_object_is_a_defect_and_the_others_are_read(
    read: Read, text: str, problem: str, tmp_path: Path
) -> None:
    line = '{"text": "👍\\ud83d\\udc4d"}\n'
    data = f"{line}{text}\n{line}".encode("utf-8", "surrogateescape")
    (tmp_path / "x.jsonl").write_bytes(data)
    first, second, third = read(ForeignFiles(tmp_path))
    for one in (first, third):
        assert one.document is not None and one.document.text == "👍👍"
    said = "x.jsonl:2: this line was left out: it is not the JSON of a document ("
    assert second.document is None
    assert str(second.defects[0]).startswith(f"{said}{problem}")


LISTS = [
    (prodigy.read, "spans"),
    (prodigy.read, "tokens"),
    (prodigy.read, "relations"),
    (doccano.read, "entities"),
    (doccano.read, "label"),
    (doccano.read, "relations"),
    (langextract.read, "extractions"),
]


@pytest.mark.parametrize(("read", "key"), LISTS)
@pytest.mark.parametrize("value", [5, "ab", {"a": 1}, True])
def test_what_should_be_a_list_and_is_none_is_a_defect(
    taken: Callable[[Read, Any], Taken], read: Read, key: str, value: Any
) -> None:
    found = taken(read, {"text": "Lyth", key: value})
    assert [*map(str, found.defects)] == [f"x.jsonl:2: {key} was left out, since it is not a list"]
    assert taken(read, {"text": "Lyth", key: None}).defects == []


@pytest.mark.parametrize("offset", [1e400, 1.5, True, None, [], "1.5"])
def test_an_offset_that_is_no_whole_number_is_a_defect(
    taken: Callable[[Read, Any], Taken], offset: Any
) -> None:
    spans = [
        (prodigy.read, {"spans": [{"start": 0, "end": offset, "label": "GPE"}]}),
        (prodigy.read, {"tokens": [{"start": offset, "end": 4, "text": "Lyth"}]}),
        (doccano.read, {"entities": [{"id": 1, "start_offset": offset, "end_offset": 4}]}),
        (doccano.read, {"label": [[0, offset, "GPE"]]}),
        (langextract.read, {"extractions": [romeo(start_pos=0, end_pos=offset)]}),
    ]
    for read, value in spans:
        (defect,) = taken(read, {"text": "Lyth", **value}).defects
        assert "left out, since the format does not allow it: " in str(defect)
    quoted = {"spans": [{"start": "0", "end": "4", "label": "GPE"}]}
    assert taken(prodigy.read, {"text": "Lyth", **quoted}).defects == []


def romeo(**interval: Any) -> dict[str, Any]:
    return {**ROMEO["extractions"][0], "extraction_text": "Lyth", "char_interval": interval}


def test_a_span_added_by_hand_in_prodigy_has_no_id_and_takes_no_other_place(
    taken: Callable[[Read, Any], Taken],
) -> None:
    spans = [
        {"id": "1", "start": 0, "end": 4, "label": "GPE"},
        {"start": 5, "end": 8, "label": "PERSON"},
        {"id": "1", "start": 9, "end": 11, "label": "cue"},
    ]
    found = taken(prodigy.read, {"text": "Lyth Ada no", "spans": spans})
    assert found.document is not None
    assert [item.places for item in found.document.items] == [(Place(0, 4),), (Place(5, 8),)]
    (defect,) = found.defects
    assert str(defect).startswith("x.jsonl:2: left out, since the format does not allow it: ")
    assert '"label": "cue"' in str(defect)


def test_entities_of_doccano_with_one_id_are_not_mixed_up(
    taken: Callable[[Read, Any], Taken],
) -> None:
    entities = [GOOGLE["entities"][0], {**GOOGLE["entities"][1], "id": 1}]
    value = {"text": GOOGLE["text"], "entities": entities, "label": [[0, 6, "ORG"]]}
    found = taken(doccano.read, value)
    assert found.document is not None
    assert [item.id for item in found.document.items] == ["1", "label 0"]
    assert len(found.defects) == 1


@pytest.mark.parametrize("module", [prodigy, doccano])
def test_a_release(module: Any, harbour_release: Path, tmp_path: Path) -> None:
    corpus = load(harbour_release)
    (tmp_path / "x.jsonl").write_bytes(b"".join(module.export(corpus)))
    documents = [found.document for found in module.read(ForeignFiles(tmp_path))]
    assert [one and (one.id, one.text) for one in documents] == [
        (a.id, a.text) for a in corpus.articles()
    ]


def test_a_relation_finds_its_span_by_place_if_the_id_is_of_another(
    taken: Callable[[Read, Any], Taken],
) -> None:
    spans = [
        {"id": "1", "start": 0, "end": 4, "label": "GPE"},
        {"id": "2", "start": 5, "end": 8, "label": "claim"},
    ]
    ends = {"head_span": {**spans[1], "id": "1"}, "child_span": {**spans[0], "id": "9"}}
    value = {"text": "Lyth Ada", "spans": spans, "relations": [{**ends, "label": "claimer"}]}
    found = taken(prodigy.read, value)
    assert found.defects == [] and found.document is not None
    assert [item.links for item in found.document.items] == [(), (("claimer", "1"),)]
