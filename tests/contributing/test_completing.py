"""A name, claim or stance that is written as one line becomes a complete item."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from corpora import edit, retext
from istanbul_talks.contributing.completing import completed
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from support.command import run

PATH = "annotations/river-talks.json"


@pytest.fixture
def complete(river: Path) -> Any:
    """Completes the river's annotation with other items in a layer; returns these items."""
    said = "Arian President Ana Vey said that “the bridge must open” before winter."
    retext(
        river,
        "river-talks",
        said,
        "Vey said that the bridge must open, and insisted on a new pause.",
    )
    known = vocabulary.load(CorpusFolder(river))
    text = (river / "corpus" / "river-talks.txt").read_text(encoding="utf-8")
    base = json.loads((river / PATH).read_bytes())

    def completed_items(layer: str, *items: Any) -> Any:
        annotation = {**copy.deepcopy(base), layer: list(items)}
        return completed(annotation, text, known)[layer]

    return completed_items


def test_claims(complete: Any) -> None:
    words = "the bridge must open"
    (made, short, unknown, record) = complete(
        "claims",
        f"position true-certain not-checkworthy: {words}",
        "the talks will help",
        "event: no such words",
        {"quote": words, "claimer": "article", "type": "event"},
    )
    assert made == {
        "id": "bridge-must-open",
        "quote": words,
        "claimer": "vey",
        "cue": "said that",
        "attribution": "indirect",
        "type": "position",
        "epistemic": "true-certain",
        "checkworthy": False,
    }
    left = dict.fromkeys(("type", "epistemic", "checkworthy"))
    found = {"id": "talks-will-help", "quote": "the talks will help", "claimer": None}
    assert short == {**left, **found, "cue": "doubt that", "attribution": "indirect"}
    missing = {"id": "no-such-words", "quote": "no such words", "claimer": None}
    assert unknown == {**left, **missing, "type": "event"}
    assert record == {
        "id": "bridge-must-open-2",
        "quote": words,
        "claimer": "article",
        "type": "event",
        "epistemic": None,
        "checkworthy": None,
    }
    assert complete("claims", "he said: yes")[0]["quote"] == "he said: yes"


def test_stances(complete: Any, river: Path) -> None:
    target = next(iter(vocabulary.load(CorpusFolder(river)).targets))
    full, other, unmarked, misspelt, bare = complete(
        "stance",
        f"vey {target} FAVOR explicit high: the bridge must open | a demand",
        f"other Café owners {target}: hope for a quiet week",
        f"Café owners {target}: hope",
        "vey no-such-target FAVOR: hope",
        "vey",
    )
    assert full == {
        "holder": "vey",
        "target": target,
        "label": "FAVOR",
        "expression": "explicit",
        "certainty": "high",
        "evidence": ["the bridge must open", "a demand"],
    }
    assert (other["holder"], other["label"]) == ({"other": "Café owners"}, None)
    assert unmarked["holder"] == {"other": "Café owners"}
    assert (misspelt["holder"], misspelt["target"]) == ("vey", "no-such-target")
    assert (bare["holder"], bare["evidence"]) == (None, ["vey"])


def test_names(complete: Any) -> None:
    known, new, colon = complete("entities", "spokesperson: Vey", "ORG: Café owners", "Vey: a life")
    assert (colon["name"], colon["type"]) == ("Vey: a life", None)
    assert known == {
        "id": "vey",
        "type": "PERSON",
        "name": "Ana Vey",
        "wikidata": None,
        "role": "spokesperson",
        "mentions": ["Vey"],
    }
    assert new == {
        "id": "cafe-owners",
        "type": "ORG",
        "name": "Café owners",
        "wikidata": None,
        "role": None,
        "mentions": ["Café owners"],
        "note": None,
    }


@pytest.mark.parametrize(
    "item",
    [5, None, [], {"quote": 5}, {"quote": {"prefix": 1}}, {"id": []}, {"quote": ""}, "", ":", "a:"],
)
@pytest.mark.parametrize("layer", ["entities", "claims", "stance"])
def test_any_value_is_survived(complete: Any, layer: str, item: Any) -> None:
    (made,) = complete(layer, item)
    assert made == item or isinstance(made, dict)


@pytest.mark.parametrize("value", [5, None, [], {"claims": 5}, {"body": []}])
def test_what_is_no_annotation_stays(river: Path, value: Any) -> None:
    lists: Any = {"entities": ["a"], "claims": ["a"], "stance": ["a"]}
    value = lists | value if isinstance(value, dict) else value
    assert completed(value, "text", vocabulary.load(CorpusFolder(river))) is value


def test_what_is_complete_stays(complete: Any, river: Path) -> None:
    base = json.loads((river / PATH).read_bytes())
    for layer in ("entities", "claims", "stance"):
        assert complete(layer, *base[layer]) == base[layer]


def test_a_second_cue_of_a_sentence(complete: Any) -> None:
    opened, pause = complete("claims", "the bridge must open", "a new pause")
    assert (opened["claimer"], opened["cue"]) == ("vey", "said that")
    assert (pause["claimer"], pause["cue"]) == ("vey", "insisted on")


def test_fix_completes_and_accepts_at_once(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(value: Any) -> None:
        value["claims"].append("event: Some 300 Borians doubt")
        owners = {"name": "Café owners", "note": "Made up.", "mentions": ["Café owners"]}
        value["entities"].append({"id": "owners", "type": "ORG", **owners})

    edit(river / PATH, change)
    found = run(capsys, "validate", "river-talks", "--root", river)[1]
    assert "this line is not an item yet. Run: istanbul-talks fix --yes" in found
    assert run(capsys, "fix", "--yes", "--accept", "all", "--root", river)[0] == 0
    assert b'{"id":"owners"' in (river / "schema" / "entities.jsonl").read_bytes()
    made = json.loads((river / PATH).read_bytes())["claims"][-1]
    assert (made["id"], made["type"], made["checkworthy"]) == (
        "some-borians-doubt",
        "event",
        None,
    )
