"""Values that are null where the schema wants a value: where they are, their names, stand-ins."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from corpora import ROOT
from istanbul_talks.model.item_names import item_name, json_pointer, key_name
from istanbul_talks.model.open_values import named_open_values, open_values, without_open
from istanbul_talks.model.schema import Schema

SCHEMA = Schema(json.loads((ROOT / "schema" / "annotation.schema.json").read_bytes()))


@pytest.fixture
def value(river: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((river / "annotations" / "river-talks.json").read_bytes())
    return found


def test_open_values_are_named_in_the_order_of_the_file(value: dict[str, Any]) -> None:
    value["stance"][0] |= {"holder": {"other": None}, "evidence": [None, {"quote": None}]}
    value["claims"][0] |= {"type": None, "quote": None, "checkworthy": None, "cue": None}
    value["claims"][1] |= {"id": None, "quote": {"quote": None}}
    value["source"]["language"] = None
    value["date"]["certainty"] = None
    value["entities"][2]["mentions"] = [None]
    entity = value["entities"][2]["id"]
    assert named_open_values(SCHEMA, value) == [
        (("source", "language"), "language of source"),
        (("date", "certainty"), "certainty of date"),
        (("entities", 2, "mentions", 0), f"mentions 1 of entity {entity}"),
        (("claims", 0, "quote"), "quote of claim bridge"),
        (("claims", 0, "cue"), "cue of claim bridge"),
        (("claims", 0, "type"), "type of claim bridge"),
        (("claims", 0, "checkworthy"), "checkworthy of claim bridge"),
        (("claims", 1, "id"), "id of claim 2"),
        (("claims", 1, "quote", "quote"), "quote of quote of claim 2"),
        (("stance", 0, "holder", "other"), "other of holder of stance 1"),
        (("stance", 0, "evidence", 0), "evidence 1 of stance 1"),
        (("stance", 0, "evidence", 1, "quote"), "quote of evidence 2 of stance 1"),
    ]
    before = copy.deepcopy(value)
    filled = open_values(SCHEMA, value).filled
    assert SCHEMA.is_valid(filled)
    assert value == before
    assert "cue" not in filled["claims"][0]  # optional
    assert filled["claims"][0]["id"] == "bridge"


def test_every_value_that_only_a_person_can_choose_may_be_open(value: dict[str, Any]) -> None:
    """Each label and quote of each claim and stance at once."""
    for item in (*value["claims"], *value["stance"]):
        item |= {key: None for key in item if key != "evidence"}
    pointers, filled, *_ = open_values(SCHEMA, value)
    assert len(pointers) == sum(len(claim) for claim in value["claims"]) + 2 * 5
    assert SCHEMA.is_valid(filled)
    ids = [claim["id"] for claim in filled["claims"]]
    assert len({*ids}) == len(ids)


@pytest.mark.parametrize(
    "change",
    [
        {"claims": None},
        {"body": [{"from": None, "to": "quiet week."}]},
        {"status": None},
        {"notes": [{"quote": {"quote": "talks", "prefix": None}, "note": "x"}]},
        {"notes": [None]},
    ],
)
def test_what_a_check_cannot_do_without_is_no_open_value(
    value: dict[str, Any], change: dict[str, Any]
) -> None:
    value |= change
    value["claims"] = value["claims"] and [{**value["claims"][0], "type": None}]
    pointers, filled, *_ = open_values(SCHEMA, value)
    assert pointers == ((("claims", 0, "type"),) if value["claims"] else ())
    assert not SCHEMA.is_valid(filled)


def test_only_annotations_have_open_values() -> None:
    form = {"type": "object", "properties": {"claims": {"items": {"enum": ["a"]}}}}
    assert open_values(Schema(form), {"claims": [None]}).pointers == ()


def test_what_is_shown_of_a_draft(value: dict[str, Any]) -> None:
    value["claims"][0]["quote"] = None
    value["claims"][1] |= {"type": None, "cue": {"quote": None}, "attribution": None}
    value["stance"][0] |= {"label": None, "evidence": [None, "rejects"]}
    pointers, filled, *_ = open_values(SCHEMA, value)
    shown = without_open(filled, pointers)
    assert [claim["id"] for claim in shown["claims"]] == ["met", "pause", "no-help"]
    assert (shown["claims"][0]["type"], shown["claims"][0].get("cue")) == ("?", None)
    assert (shown["stance"][0]["label"], shown["stance"][0]["evidence"]) == ("?", ["rejects"])


def test_names_of_items() -> None:
    value = {"claims": [{"id": 3}, "x"], "stance": [{"holder": {"other": "Many"}}], "notes": [{}]}
    names = {
        ("claims", 0, "type"): "claim 1",
        ("claims", 1): "claim 2",
        ("claims", 7): "claim 8",
        ("claims",): "",
        ("stance", 0): "stance 1 of Many",
        ("notes", 0, "note"): "note 1",
        ("status",): "",
        ("date", "evidence", 0): "date",
        (): "",
    }
    assert {pointer: item_name(value, pointer) for pointer in names} == names
    assert item_name({"decisions": [{"id": "claim/met"}]}, ("decisions", 0)) == "decision claim/met"
    assert key_name(("date", "evidence", 0)) == "evidence 1"
    assert json_pointer(("waive", "a/b~c", 0)) == "/waive/a~1b~0c/0"  # RFC 6901, section 3
