"""“Did you mean”: after one typing slip in a word of the vocabularies, the word is offered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora import HARBOUR, ROOT, TODAY, edit
from istanbul_talks.text.visible import did_you_mean
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
    """A word with a letter left out, doubled, swapped with the next, or mistyped."""
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
    """95 of 100 slips in words of at least four letters lead back; a far word leads nowhere."""
    known = VOCABULARIES[name]
    tried = right = 0
    for word in sorted(known):
        for slip in {slip for slip in slips(word) if slip not in known} if len(word) > 3 else ():
            tried += 1
            right += did_you_mean(slip, known) == f"; did you mean “{word}”?"
    assert tried > 50
    assert right >= 0.95 * tried, (right, tried)
    assert did_you_mean("xylophone-quartz", known) == ""


@pytest.mark.parametrize(
    ("place", "slip", "hint"),
    [
        ("source__genre", "reportge", "reportage"),
        ("claims__0__type", "positon", "position"),
        ("claims__0__claimer", "vye", "vey"),
        ("stance__0__holder", "borai", "boria"),
        ("stance__0__target", "pause-wroks", "pause-works"),
        ("stance__0__label", "FAVOUR", "FAVOR"),
        ("date__event", "cedon-2024-3-04", "cedon-2024-03-04"),
        ("provenance__0__by", "modelx", "model-x"),
        ("source__publisher", "Exampel Gazette", "Example Gazette"),
        ("waive", {"near-duplicates": "x"}, "near-duplicate"),
        ("claims__0__claimr", "vey", "claimer"),
        ("claims__0__claimer", "ana-vey", "vey"),
        ("stance__0__holder", "arian", "arians"),
        ("entities__0__id", "borian", "borians"),
        ("entities__2__id", "town-of-cedon", "cedon"),
        ("source__publisher", "www.example.org", "Example Gazette"),
        ("sorce", {}, "source"),
    ],
)
def test_findings_carry_the_hint(river: Path, place: str, slip: Any, hint: str) -> None:
    edit(river / "annotations" / "river-talks.json", **{place: slip})
    found = [finding.message for finding in Validator(river, today=TODAY).article("river-talks")]
    assert any(f"did you mean “{hint}”?" in message for message in found), found


def test_nothing_is_offered_that_is_not_near() -> None:
    known = ["bridge", "ferry", "aria"]
    assert [did_you_mean(word, known) for word in ("broke-off", "fair", "a", "", "…")] == [""] * 5
    assert did_you_mean("FERRY!", known) == "; did you mean “ferry”?"
    assert did_you_mean("ferry-company", known) == "; did you mean “ferry”?"
    assert did_you_mean("Fährre", known, {"fähre": "ferry"}) == "; did you mean “ferry”?"


@pytest.mark.parametrize(("form", "near"), [("Anna Vey", "Ana Vey"), ("Ministry of Health", None)])
def test_a_missing_form_offers_only_words_like_it(river: Path, form: str, near: str | None) -> None:
    edit(river / "annotations" / "river-talks.json", entities__0__mentions=[form])
    found = Validator(river, today=TODAY).article("river-talks")
    hint = next(f for f in found if f.rule == "mention-not-found")
    assert ("nearest: " in hint.message) == bool(near), hint
    assert hint.fix == (f'Write: "{near}"' if near else "Copy the form from the body, or remove it")
