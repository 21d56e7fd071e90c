"""The corpora for tests: nothing is wrong with them, every label is used, each copy is the same."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import corpora
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.validator import Validator

# Labels that harbour leaves out: three articles have three genres.
UNUSED = {
    "genre": {"background", "aggregation", "user-generated", "press-release"},
    "rights_status": {"unknown"},
    "kind": {"import"},
    "status": {"single"},
}


def findings(folder: Path) -> list[Finding]:
    return Validator(folder, today=corpora.TODAY).validate()


def digest(folder: Path) -> str:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    lines = (f"{p.relative_to(folder).as_posix()} {p.read_bytes().hex()}\n" for p in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def sixty(folder: Path) -> Path:
    return corpora.larger(folder, 60)


def drafts(folder: Path) -> Path:
    return corpora.larger(folder, 60, passes=False)


@pytest.mark.parametrize("make", [corpora.harbour, corpora.river, sixty, drafts])
def test_nothing_is_found_and_every_copy_is_the_same(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    one, other = make(tmp_path / "one"), make(tmp_path / "deeper" / "other")
    assert findings(one) == []
    assert digest(one) == digest(other)


def values(value: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a JSON value, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*way, key), inner
            yield from values(inner, (*way, key))
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner, way)


LABELLED = {
    "genre": ("source", "genre"),
    "rights_status": ("source", "rights", "status"),
    "basis": ("date", "basis"),
    "certainty": ("stance", "certainty"),
    "entity_type": ("entities", "type"),
    "role": ("entities", "role"),
    "attribution": ("claims", "attribution"),
    "claim_type": ("claims", "type"),
    "epistemic": ("claims", "epistemic"),
    "stance_label": ("stance", "label"),
    "expression": ("stance", "expression"),
    "kind": ("provenance", "kind"),
    "did": ("provenance", "did"),
    "status": ("status",),
}


def test_harbour_uses_every_label_and_every_key(tmp_path: Path) -> None:
    files = (corpora.enriched(tmp_path / "harbour") / "annotations").glob("*.json")
    references = [json.loads(path.read_bytes()) for path in files]
    used = [(way, value) for reference in references for way, value in values(reference)]
    labels = json.loads((corpora.ROOT / "schema" / "labels.json").read_bytes())
    for name, way in LABELLED.items():
        found = {value for place, value in used if place == way}
        assert set(labels[name]) - found == UNUSED.get(name, set()), name
    ways = {way for way, _ in used}
    schema = json.loads((corpora.ROOT / "schema" / "annotation.schema.json").read_bytes())
    for key, part in schema["properties"].items():
        assert (key,) in ways
        inner = part.get("items", part).get("properties", {})
        assert {inside for inside in inner if (key, inside) not in ways} == set(), key
    assert {value for way, value in used if way == ("claims", "checkworthy")} == {True, False}
    for key in ("prefix", "suffix", "occurrence", "other"):
        assert any(way[-1] == key for way in ways), key


def test_edit_writes_the_canonical_form(tmp_path: Path) -> None:
    folder = corpora.harbour(tmp_path / "harbour")
    path = folder / "annotations" / "nets-and-tides.json"
    before = path.read_bytes()
    assert corpora.edit(path).read_bytes() == before
    corpora.edit(path, lambda value: value["claims"].pop(), source__note="New.", status="draft")
    corpora.edit(path, claims__0__type="event")
    value = json.loads(path.read_bytes())
    assert list(value["source"])[-1] == "note"
    claims = value["claims"]
    assert (value["status"], claims[0]["type"], len(claims)) == ("draft", "event", 17)
    assert {finding.rule for finding in findings(folder)} == {"removed-item"}


def test_retext_and_reopened(tmp_path: Path) -> None:
    folder = corpora.harbour(tmp_path / "harbour")
    corpora.retext(folder, "council-walks-out", "bread in the other", "cakes in the other")
    assert findings(folder) == []
    corpora.reopened(folder)
    assert [finding.rule for finding in findings(folder)] == ["verdict-without-note"]
    with pytest.raises(ValueError, match="the capture has no 'no such words'"):
        corpora.retext(folder, "quay-reopens", "no such words", "")


def test_committed(tmp_path: Path) -> None:
    one = corpora.committed(corpora.harbour(tmp_path / "one"))
    other = corpora.committed(corpora.harbour(tmp_path / "other"))
    assert corpora.git(one, "rev-parse", "HEAD") == corpora.git(other, "rev-parse", "HEAD")
    assert corpora.git(one, "status", "--porcelain") == ""
    corpora.edit(one / "annotations" / "quay-reopens.json", source__note="New.")
    corpora.committed(one, "A note")
    assert corpora.git(one, "rev-list", "--count", "HEAD") == "2"


def test_released(tmp_path: Path) -> None:
    folder = corpora.released(corpora.harbour(tmp_path / "harbour"), "1.2.0")
    corpora.released(folder, "1.3.0")
    assert corpora.git(folder, "tag").split() == ["v1.2.0", "v1.3.0"]
    assert list(vocabulary.load(CorpusFolder(folder)).releases) == ["1.0.0", "1.2.0", "1.3.0"]
    assert findings(folder) == []
