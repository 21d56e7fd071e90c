"""“Did you mean”: for one slip of the finger in a word of the vocabularies the word itself is offered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, TODAY, make_corpus
from corpora import HARBOUR
from istanbul_talks.files.strict_json import canonical
from istanbul_talks.text.visible import near_miss
from istanbul_talks.validation.rules import CATALOGUE
from istanbul_talks.validation.validator import Validator

SCHEMA = json.loads((ROOT / "schema" / "annotation.schema.json").read_text(encoding="utf-8"))


def keys_of(schema: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(schema, dict):
        found |= set(schema.get("properties", ()))
        for inner in schema.values():
            found |= keys_of(inner)
    return found


def ids_of(name: str) -> set[str]:
    """The ids in a vocabulary of the harbour corpus."""
    text = (HARBOUR / "schema" / name).read_text(encoding="utf-8")
    return set(re.findall(r'"id": ?"([^"]+)"', text))


LABELS = json.loads((ROOT / "schema" / "labels.json").read_text(encoding="utf-8"))
VOCABULARIES = {
    "labels": {label for labels in LABELS.values() for label in labels},
    "targets": ids_of("targets.json"),
    "events": ids_of("events.json"),
    "entities": ids_of("entities.jsonl"),
    "keys": keys_of(SCHEMA),
    "rules": set(CATALOGUE),
}


def slips(word: str) -> Iterator[str]:
    """A letter left out, doubled, swapped with the next, or struck beside: every one that makes another word."""
    for i, letter in enumerate(word):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + letter + word[i:]
        yield word[:i] + "q" + word[i + 1 :]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + letter + word[i + 2 :]
    yield word.upper()
    yield word.replace("-", "_")
    yield word.replace("-", " ")


@pytest.mark.parametrize("name", list(VOCABULARIES))
def test_one_slip(name: str) -> None:
    """At least 95 of 100 slips in words of four letters or more lead back; a word far from all leads nowhere."""
    known = VOCABULARIES[name]
    tried = right = 0
    for word in sorted(known):
        for slip in {slip for slip in slips(word) if slip not in known} if len(word) > 3 else ():
            tried += 1
            right += near_miss(slip, known) == word
    assert tried > 50
    assert right >= 0.95 * tried, (right, tried)
    assert near_miss("xylophone-quartz", known) is None


@pytest.mark.parametrize(
    ("pointer", "slip", "hint"),
    [
        (("source", "genre"), "reportge", "reportage"),
        (("claims", 0, "type"), "positon", "position"),
        (("claims", 0, "claimer"), "vye", "vey"),
        (("stance", 0, "holder"), "borai", "boria"),
        (("stance", 0, "target"), "pause-wroks", "pause-works"),
        (("stance", 0, "label"), "FAVOUR", "FAVOR"),
        (("date", "event"), "cedon-2024-3-04", "cedon-2024-03-04"),
        (("provenance", 0, "by"), "modelx", "model-x"),
        (("source", "publisher"), "Exampel Gazette", "Example Gazette"),
        (("waive",), {"near-duplicates": "x"}, "near-duplicate"),
        (("claims", 0, "claimr"), "vey", "claimer"),
        (("sorce",), {}, "source"),
    ],
)
def test_findings_carry_the_hint(
    tmp_path: Path, pointer: tuple[Any, ...], slip: Any, hint: str
) -> None:
    river = make_corpus(tmp_path / "river")
    path = river / "annotations" / "river-talks.json"
    annotation = json.loads(path.read_text(encoding="utf-8"))
    place = annotation
    for key in pointer[:-1]:
        place = place[key]
    place[pointer[-1]] = slip
    path.write_bytes(canonical(annotation))
    found = Validator(river, today=TODAY).article("river-talks")
    assert any(f"did you mean “{hint}”?" in finding.message for finding in found), [
        f.message for f in found
    ]
