"""Label Studio: a task by hand, and what its own library made of an export."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats.label_studio import configuration, export, read, read_task, tasks
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import LABELS

TEXT = "👍 Lyth said no"
CLAIM = Item("c", "claim", (Place(12, 14),), {"type": "event", "note": "n"}, (("cue", "q"),))
ITEMS = (CLAIM, Item("q", "cue", (Place(7, 11), Place(2, 6))))
RESULTS: list[dict[str, Any]] = [
    {
        "id": "r1",
        "to_name": "text",
        "from_name": "label",
        "type": "labels",
        "value": {"start": 12, "end": 14, "text": "no", "labels": ["claim"]},
    },
    {
        "id": "r1",
        "to_name": "text",
        "from_name": "type",
        "type": "choices",
        "value": {"start": 12, "end": 14, "choices": ["event"]},
    },
    {
        "id": "r1",
        "to_name": "text",
        "from_name": "note",
        "type": "textarea",
        "value": {"start": 12, "end": 14, "text": ["n"]},
    },
    {
        "id": "r2",
        "to_name": "text",
        "from_name": "label",
        "type": "labels",
        "value": {"start": 7, "end": 11, "text": "said", "labels": ["cue"]},
    },
    {
        "id": "r3",
        "to_name": "text",
        "from_name": "label",
        "type": "labels",
        "value": {"start": 2, "end": 6, "text": "Lyth", "labels": ["cue"]},
    },
    {"from_id": "r1", "to_id": "r2", "type": "relation", "direction": "right", "labels": ["cue"]},
    {"from_id": "r2", "to_id": "r3", "type": "relation", "direction": "right", "labels": ["part"]},
]


def task(results: Any = RESULTS, **more: Any) -> dict[str, Any]:
    made = {"id": 7, "data": {"text": TEXT, "article": "a"}, "annotations": [{"result": results}]}
    return made | more


def problems(value: Any) -> list[str]:
    return [str(defect) for defect in read_task("t.json", 3, value).defects]


def test_a_task() -> None:
    (made,) = json.loads(b"".join(tasks([Document("a", TEXT, ITEMS)], LABELS)))
    assert made == task([*RESULTS], id=1, annotations=[{"id": 1, "result": RESULTS}])


def test_each_task_has_a_line() -> None:
    lines = b"".join(tasks([Document("a", TEXT, ()), Document("b", "no", ())], LABELS)).splitlines()
    assert (lines[0], lines[-1], len(lines)) == (b"[", b"]", 4)
    assert json.loads(b"".join(tasks([], LABELS))) == []


def test_a_task_is_read() -> None:
    found = read_task("t.json", 3, task()).document
    assert found is not None
    assert (found.id, found.text) == ("a", TEXT)
    claim, cue = found.items
    assert (claim.label, claim.places, claim.links) == ("claim", (Place(12, 14),), (("cue", "r2"),))
    assert claim.attributes == {"type": "event", "note": "n"}
    assert cue.places == (Place(7, 11), Place(2, 6))


def test_offsets_of_older_versions_are_utf16() -> None:
    """Issue 1347 of Label Studio: an emoji before a span moves it by one."""
    moved = {"start": 3, "end": 7, "text": "Lyth", "labels": ["GPE"]}
    found = read_task("t.json", 3, task([{**RESULTS[0], "value": moved}]))
    assert found.unit == "UTF-16 code units"
    assert found.document is not None
    assert found.document.items[0].places == (Place(2, 6),)


LABEL = RESULTS[0]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"id": 7}, "t.json:3: task 7 has no text under `data`"),
        ([], "t.json:3: task ? has no text under `data`"),
        (task(data=[TEXT]), "t.json:3: task 7 has no text under `data`"),
        (task(annotations=[]), "t.json:3: task 7 has 0 annotations. Annotate it first"),
        (task(annotations=[{}, {}]), "t.json:3: task 7 has 2 annotations. Export the work of one"),
        (
            task([{**LABEL, "value": {"start": 1, "end": 5, "text": "Lyth", "labels": ["GPE"]}}]),
            "t.json:3: offsets 1 5 should be “Lyth”, but in code points there is “ Lyt”",
        ),
        (task([LABEL, LABEL]), "t.json:3: left out, since the format does not allow it: {"),
        (
            task([{**LABEL, "value": {"labels": ["a", "b"]}}]),
            "t.json:3: left out, since the format",
        ),
        (task([{**LABEL, "value": {"x": 3.2, "y": 1}}]), "t.json:3: left out, since the format"),
        (task([RESULTS[1]]), "t.json:3: type of r1 was left out: there is no r1"),
        (task([RESULTS[5]]), "t.json:3: cue from r1 to r2 was left out: there is no r1"),
        (task([3]), "t.json:3: left out, since the format does not allow it: 3"),
    ],
)
def test_each_defect(value: Any, problem: str) -> None:
    (said,) = problems(value)
    assert said.startswith(problem)


def test_a_cancelled_annotation_does_not_count() -> None:
    both = [{"result": RESULTS[:1]}, {"was_cancelled": True, "result": []}]
    found = read_task("t.json", 3, task(annotations=both)).document
    assert found is not None and len(found.items) == 1


@pytest.mark.parametrize("indent", [None, 2])
def test_files_on_one_line_and_on_many(indent: int | None, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps([task(), task(data={})], indent=indent))
    first, second = read(ForeignFiles(tmp_path / "t.json"))
    assert first.document is not None and first.document.id == "a"
    lines = (tmp_path / "t.json").read_text().split("\n")
    starts = [number for number, line in enumerate(lines, start=1) if line == "  {"]
    place = f"t.json:{starts[1]}" if indent else "t.json, task 7"
    assert [str(one) for one in second.defects] == [f"{place}: task 7 has no text under `data`"]


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    for text, line in (("[\n{}\nno\n]", 3), ('{\n"a": no}', 2)):
        (tmp_path / "t.json").write_text(text)
        *before, last = read(ForeignFiles(tmp_path / "t.json"))
        assert len(before) == (line == 3)
        said = f"t.json: what follows was left out: t.json:{line}: this is not JSON"
        assert last.document is None and str(last.defects[0]).startswith(said)


@pytest.mark.parametrize("value", [5, "ab", {"a": 1}])
def test_what_should_be_a_list_and_is_none_is_a_defect(value: Any) -> None:
    own = {"id": 7, "data": {"text": "Lyth"}, "annotations": value}
    found = read_task("t.json", 1, own)
    assert [*map(str, found.defects)] == [
        "t.json:1: annotations was left out, since it is not a list",
        "t.json:1: task 7 has 0 annotations. Annotate it first",
    ]
    found = read_task("t.json", 1, {**own, "annotations": [{"result": value}]})
    assert [*map(str, found.defects)] == ["t.json:1: result was left out, since it is not a list"]
    assert found.document is not None and found.document.items == ()


def test_the_text_is_a_string_under_any_key() -> None:
    own = {"data": {"text": None, "words": "Lyth"}, "annotations": [{"result": []}]}
    found = read_task("t.json", 1, own)
    assert found.document is not None and found.document.text == "Lyth"


def test_the_configuration_has_a_control_for_each_attribute() -> None:
    root = ET.fromstring(configuration(LABELS))
    text = root.find("Text")
    assert text is not None and text.attrib == {"name": "text", "value": "$text"}
    style = root.find("Style")
    assert style is not None and "white-space: pre-wrap" in str(style.text)
    labels = [label.get("value") for label in root.iterfind("Labels/Label")]
    assert labels == ["PERSON", "GPE", "claim", "stance", "cue", "condition"]
    roles = [role.get("value") for role in root.iterfind("Relations/Relation")]
    assert roles == ["claimer", "holder", "cue", "condition", "part"]
    shown = {one.get("name"): one.get("whenLabelValue") for one in root if one.get("perRegion")}
    assert shown["epistemic"] == "claim"
    assert shown["role"] == shown["entity"] == "PERSON,GPE"
    assert shown["note"] == "PERSON,GPE,claim,stance,cue,condition"
    values = [one.get("value") for one in root.iterfind("Choices[@name='target']/Choice")]
    assert values == ["quota-first", "reopen-quay"]


def test_a_release(harbour_release: Path) -> None:
    """Accepted by `LabelInterface` and `Converter` of label-studio-sdk 2.1.2, when it was made."""
    files = {name: b"".join(data) for name, data in export(load(harbour_release))}
    assert [*files] == ["config.xml", "tasks.json"]
    root, made = ET.fromstring(files["config.xml"]), json.loads(files["tasks.json"])
    controls = {one.get("name"): one for one in root if one.get("name")}
    for one in made:
        for result in one["annotations"][0]["result"]:
            if result["type"] == "relation":
                continue
            control, value = controls[result["from_name"]], result["value"]
            assert control.tag.lower() == result["type"]
            for chosen in value.get("labels") or value.get("choices") or ():
                assert any(inner.get("value") == chosen for inner in control)


def test_what_a_part_has_belongs_to_what_it_is_a_part_of() -> None:
    note = {**RESULTS[2], "id": "r3"}
    other = {**note, "from_name": "name"}
    results = [*RESULTS, note, other, {**other, "id": "r2", "value": {"text": ["m"]}}]
    task = {"id": 7, "data": {"text": TEXT}, "annotations": [{"result": results}]}
    found = read_task("t.json", 1, task)
    assert found.document is not None
    assert found.document.items[1].attributes == {"note": "n", "name": "n"}
    assert [*map(str, found.defects)] == [
        "t.json:1: name “m” of r2 was left out: it already is “n”"
    ]
