"""Every rule finds what its failing fixture holds, where it stands, and nothing in the near miss."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import BASE, RULES, TODAY, make_corpus
from istanbul_talks import storage, vocabulary
from istanbul_talks.findings import CATALOGUE, Finding, Severity, Spot, rule
from istanbul_talks.jsontext import canonical
from istanbul_talks.rules.runner import census_of, check_article, check_corpus, check_listing

FIXTURES = sorted(path for path in RULES.glob("*/*.json") if path.parent.name != "_base")


def grown(value: Any) -> Any:
    """Write out `{"$repeat": [text, times]}`."""
    if isinstance(value, dict) and "$repeat" in value:
        text, times = value["$repeat"]
        return text * times
    if isinstance(value, dict):
        return {key: grown(inner) for key, inner in value.items()}
    return [grown(inner) for inner in value] if isinstance(value, list) else value


def changed(annotation: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Apply JSON pointers with new values; `-` appends, `{"$remove": true}` removes."""
    for pointer, value in change.items():
        *way, last = pointer.split("/")[1:]
        place: Any = annotation
        for key in way:
            place = place[int(key)] if isinstance(place, list) else place[key]
        if value == {"$remove": True}:
            del place[int(last) if isinstance(place, list) else last]
        elif last == "-":
            place.append(grown(value))
        else:
            place[int(last) if isinstance(place, list) else last] = grown(value)
    return annotation


def edited(text: str, edits: list[list[Any]]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, grown(new), 1)
    return text


def lay_out(fixture: dict[str, Any], folder: Path) -> Path:
    """The base corpus with a fixture's changes."""
    root = make_corpus(folder)
    schema = vocabulary.load(storage.Root(root)).schema
    text = fixture.get("capture_text", edited((BASE / "river-talks.txt").read_text(encoding="utf-8"), fixture.get("capture", [])))
    capture = text.encode("utf-8", "surrogateescape")
    (root / "corpus" / "river-talks.txt").write_bytes(capture)
    annotation = json.loads((BASE / "river-talks.json").read_text(encoding="utf-8"))
    if not fixture.get("keep_hash"):
        annotation["text_sha256"] = hashlib.sha256(capture).hexdigest()
    written = canonical(schema.arrange(changed(annotation, fixture.get("change", {})))).decode()
    data = edited(written, fixture.get("replace", [])).encode("utf-8", "surrogateescape")
    (root / "annotations" / "river-talks.json").write_bytes(data)
    if "second" in fixture:
        other = capture if fixture.get("same_capture") else capture + b"Another edition.\n"
        second = {**json.loads((BASE / "river-talks.json").read_text(encoding="utf-8")), "article": "river-talks-2"}
        second["text_sha256"] = hashlib.sha256(other).hexdigest()
        (root / "corpus" / "river-talks-2.txt").write_bytes(other)
        (root / "annotations" / "river-talks-2.json").write_bytes(canonical(schema.arrange(changed(second, fixture["second"]))))
    for path, words in fixture.get("files", {}).items():
        (root / path).write_text(words, encoding="utf-8")
    for path, target in fixture.get("link", {}).items():
        (root / path).symlink_to(target)
    for path in fixture.get("remove", []):
        (root / path).unlink()
    return root


def check(folder: Path) -> list[Finding]:
    root = storage.Root(folder)
    words = vocabulary.load(root)
    found, census = check_listing(root), census_of(root, words)
    for id in root.ids():
        checked = check_article(root, words, id, TODAY)
        found += checked.findings
        census.add(checked)
    return found + check_corpus(root, census)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fixture(path: Path, tmp_path: Path) -> None:
    fixture, name = json.loads(path.read_text(encoding="utf-8")), path.parent.name
    root = lay_out(fixture, tmp_path / "river")
    found = check(root)
    company = {finding.rule for finding in found} - {name}
    assert fixture.get("also") == "*" or company == set(fixture.get("also", [])), found
    own = [finding for finding in found if finding.rule == name]
    if path.stem.startswith("passes"):
        assert own == []
        return
    hit = next((finding for finding in own if fixture["found"] in finding.found), None)
    assert hit is not None, found
    assert hit.remedy
    assert hit.path == fixture.get("path", "annotations/river-talks.json")
    if "at" in fixture:
        lines = (root / hit.path).read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
        rest = "\n".join([lines[hit.line - 1][hit.column - 1 :], *lines[hit.line :]])
        assert rest.startswith(fixture["at"]), (hit, rest[:60])


def test_the_base_is_clean(tmp_path: Path) -> None:
    assert check(make_corpus(tmp_path / "river")) == []


def test_every_rule_has_both_fixtures_and_a_reason() -> None:
    folders = {path.name for path in RULES.iterdir() if path.name != "_base"}
    assert folders == set(CATALOGUE)
    for name, entry in CATALOGUE.items():
        assert {"fails.json", "passes.json"} <= {p.name for p in (RULES / name).iterdir()}
        assert entry.check.__name__.replace("_", "-") == name
        assert entry.summary.endswith(".")
        assert entry.why.endswith(".")


def test_a_rule_without_a_reason_or_with_a_taken_name_is_no_rule() -> None:
    def empty_text(_: object) -> list[Spot]:
        """Taken.

        Why.
        """
        return []

    def reasonless(_: object) -> list[Spot]:
        """Only a summary."""
        return []

    for check in (empty_text, reasonless):
        with pytest.raises(ValueError, match="the name is taken, or the docstring lacks"):
            rule(Severity.ERROR)(check)
