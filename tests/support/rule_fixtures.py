"""Fixtures of the rules: what tests/rules/<rule>/*.json change in the river corpus."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from corpora import RIVER, ROOT, TODAY, listed, river
from istanbul_talks.files.json_bytes import canonical, compact
from istanbul_talks.model.schema import Schema
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.validator import Validator

RULES = RIVER.parent
SCHEMA = Schema(json.loads((ROOT / "schema" / "annotation.schema.json").read_bytes()))
ADDITIONS = Schema(json.loads((ROOT / "schema" / "additions.schema.json").read_bytes()))
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
        *way, last = (key.replace("~1", "/") for key in pointer.split("/")[1:])
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


_LINES = "; ".join(f"a line of other words, number {number}, is here" for number in range(30))
FILLER = f"\n\n{_LINES}.\n"


def lay_out(fixture: dict[str, Any], folder: Path) -> Path:
    """The base corpus with a fixture's changes."""
    root = river(folder)
    base = (RIVER / "river-talks.txt").read_text(encoding="utf-8")
    text = fixture.get("capture_text", edited(base, fixture.get("capture", [])))
    capture = text.encode("utf-8", "surrogateescape")
    (root / "corpus" / "river-talks.txt").write_bytes(capture)
    annotation = (
        json.loads(BASE_ANNOTATION) if fixture.get("keep_hash") else base_annotation(capture)
    )
    annotations = [changed(annotation, fixture.get("change", {}))]
    data = edited(
        canonical(SCHEMA.arrange(annotations[0])).decode(), fixture.get("replace", [])
    ).encode("utf-8", "surrogateescape")
    (root / "annotations" / "river-talks.json").write_bytes(data)
    if "second" in fixture:
        annotations.append(lay_out_second(fixture, root, capture))
    for name, change in fixture.get("passes", {}).items():
        made = {**base_annotation(capture), "$schema": "../../../schema/annotation.schema.json"}
        made["provenance"] = [{**made["provenance"][0], "by": name}]
        write(
            root / "annotations" / "passes" / name / "river-talks.json",
            canonical(SCHEMA.arrange(changed(made, change))),
        )
    lay_out_additions(fixture, root, capture)
    for folder_name, name in (("decisions", "river-talks"), ("audits", "seed-1")):
        if folder_name in fixture:
            write(
                root / "annotations" / folder_name / f"{name}.json", canonical(fixture[folder_name])
            )
    lay_out_vocabulary(fixture, root, annotations)
    for path, words in fixture.get("files", {}).items():
        write(root / path, words.encode())
    for path, target in fixture.get("link", {}).items():
        (root / path).symlink_to(target)
    for path in fixture.get("remove", []):
        (root / path).unlink()
    return root


BASE_ANNOTATION = (RIVER / "river-talks.json").read_text(encoding="utf-8")


def base_annotation(capture: bytes) -> dict[str, Any]:
    return {**json.loads(BASE_ANNOTATION), "text_sha256": hashlib.sha256(capture).hexdigest()}


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


ADDED = json.loads((RULES / "_base" / "additions.json").read_bytes())


def lay_out_additions(fixture: dict[str, Any], root: Path, capture: bytes) -> None:
    """Files of additions, each additions.json of the base with its changes, and the decisions."""
    folder, digest = root / "annotations" / "additions", hashlib.sha256(capture).hexdigest()
    for name, change in fixture.get("additions", {}).items():
        made = {**json.loads(json.dumps(ADDED)), "text_sha256": digest, "annotator": name}
        data = canonical(ADDITIONS.arrange(changed(made, change)))
        write(folder / name / "river-talks.json", data)
    if "addition_decisions" in fixture:
        data = canonical(fixture["addition_decisions"])
        write(folder / "decisions" / "river-talks.json", data)


def lay_out_second(fixture: dict[str, Any], root: Path, capture: bytes) -> dict[str, Any]:
    """A second article: the first with a paragraph of `second_words` more, or the same capture."""
    filler, other = FILLER, capture
    if "second_words" in fixture:
        filler = "\n\n" + " ".join(f"word{i}" for i in range(fixture["second_words"])) + "\n"
    if not fixture.get("same_capture"):
        other = capture.replace(b"\n\nBoria demands", filler.encode() + b"\nBoria demands")
    second = changed({**base_annotation(other), "article": "river-talks-2"}, fixture["second"])
    write(root / "corpus" / "river-talks-2.txt", other)
    write(root / "annotations" / "river-talks-2.json", canonical(SCHEMA.arrange(second)))
    return second


def lay_out_vocabulary(
    fixture: dict[str, Any], root: Path, annotations: list[dict[str, Any]]
) -> None:
    """Registry and outlets that fit the annotations, but in fixtures about them; other changes."""
    known: dict[str, dict[str, Any]] = {}
    for line in (RIVER / "schema" / "entities.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        known[entry["id"]] = {**entry, **fixture.get("registry", {}).get(entry["id"], {})}
    if "registry" not in fixture:
        fit(known, annotations)
    entries = [known[id] for id in sorted(known) if not known[id].get("drop")]
    write_lines(root / "schema" / "entities.jsonl", entries)
    source = annotations[0].get("source")
    publisher = source.get("publisher") if isinstance(source, dict) else None
    if isinstance(publisher, str) and publisher and "publishers" not in fixture:
        outlet = {"id": "outlet", "name": publisher, "host": None, "note": "For tests."}
        (root / "schema" / "publishers.json").write_bytes(listed("publishers", [outlet]))
    for name, change in fixture.get("schema", {}).items():
        path = root / "schema" / name
        path.write_bytes(canonical(changed(json.loads(path.read_bytes()), change)))
    write_lines(root / "schema" / "baseline.jsonl", fixture.get("baseline", []))
    write_lines(root / "schema" / "ledger.jsonl", fixture.get("ledger", []))


def write_lines(path: Path, values: list[Any]) -> None:
    path.write_bytes(b"".join(map(compact, values)))


def fit(known: dict[str, dict[str, Any]], annotations: list[dict[str, Any]]) -> None:
    """Make the registry say what the annotations say, where that is possible at all."""
    known.clear()
    taken: set[Any] = set()
    for annotation in annotations:
        entities = annotation.get("entities", [])
        for entity in entities if isinstance(entities, list) else []:
            try:
                id, type, name = (entity[key] for key in ("id", "type", "name"))
                forms = {
                    form if isinstance(form, str) else form["quote"] for form in entity["mentions"]
                }
                qid = entity["wikidata"] or ""
                qid = qid if re.fullmatch("Q[1-9][0-9]*", qid) else None
                keys = {(name, type), qid} - {None}
                if id in known:
                    known[id]["variants"] = sorted({*known[id]["variants"], *forms})
                elif not keys & taken and re.fullmatch("[a-z0-9-]+", id):
                    taken |= keys
                    made = {"id": id, "type": type, "name": name, "variants": sorted(forms)}
                    made |= {"wikidata": qid, "checked": qid and "for tests"}
                    known[id] = {**made, "description": "For tests."}
            except (KeyError, TypeError):
                continue


def check(folder: Path) -> list[Finding]:
    return Validator(folder, today=TODAY).validate()
