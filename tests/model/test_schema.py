"""The schema gate, the words for what it refuses, the order of keys, and the vocabularies."""

import copy
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from corpora import ROOT
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import optional
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.model import vocabulary
from istanbul_talks.model.schema import Schema, SchemaError

DOCUMENT = json.loads((ROOT / "schema" / "annotation.schema.json").read_text(encoding="utf-8"))
SCHEMA = Schema(DOCUMENT)


@pytest.mark.parametrize(
    ("change", "pointer", "found", "remedy"),
    [
        ({"titel": 1}, ("titel",), "unknown key “titel”", "Use one of: $schema, article"),
        ({"stance": None}, ("stance",), "“stance” is null, not a list […]", "Write a list […]"),
        (
            {"status": "drafty"},
            ("status",),
            "“drafty” is not a valid “status”; did you mean “draft”?",
            "draft, single, double, adjudicated",
        ),
        ({"status": 3}, ("status",), "3 is not a valid “status”", "Write one of"),
        (
            {"text_sha256": "xyz"},
            ("text_sha256",),
            "“xyz” is not a valid “text_sha256”",
            "64 lower-case hexadecimal digits",
        ),
        ({"body": []}, ("body",), "“body” is empty", "at least one item"),
        ({"body": "all"}, ("body",), "“body” is a string, not a list […]", "Write a list"),
        ({"article": "x" * 65}, ("article",), "“article” has 65 characters", "Keep it to 64"),
        (
            {"body": [{"from": "", "to": "x"}]},
            ("body", 0, "from"),
            "“from” is empty",
            "Write a value",
        ),
        (
            {"body": [{"from": 3, "to": "x"}]},
            ("body", 0, "from"),
            "“from” is a whole number, not a string",
            "Write a string",
        ),
        (
            {"body": [{"from": {"quote": "x", "occurrence": 0}, "to": "x"}]},
            ("body", 0, "from", "occurrence"),
            "0 is less than the minimum of 1",
            "minimum 1",
        ),
        (
            {"body": [{"to": "x"}]},
            ("body", 0),
            "in body/0 the key “from” is missing",
            "Add “from”: The opening words of the part",
        ),
        (
            {"source": {}},
            ("source",),
            "in source the key “genre” is missing",
            "Add “genre”: one of reportage, analysis",
        ),
        (
            {"claims": [{"claimer": "Brindle Council"}]},
            ("claims", 0, "claimer"),
            "“Brindle Council” is not a valid “claimer”",
            'Write an entity id, "article"',
        ),
        (
            {"body": [{"from": {"qoute": "x"}, "to": "x"}]},
            ("body", 0, "from", "qoute"),
            "unknown key “qoute”; did you mean “quote”?",
            "Use one of: quote, prefix",
        ),
    ],
)
def test_words(
    base_annotation: dict[str, Any],
    change: dict[str, Any],
    pointer: tuple[Any, ...],
    found: str,
    remedy: str,
) -> None:
    violations = SCHEMA.violations({**base_annotation, **change})
    assert any(
        v.pointer == pointer and found in v.found and remedy in v.remedy for v in violations
    ), violations


def test_the_base_fits(base_annotation: dict[str, Any]) -> None:
    assert SCHEMA.violations(base_annotation) == []


def mutants(value: Any, root: Any, path: tuple[Any, ...] = ()) -> Any:
    """The annotation with one place changed, removed or of another type, for every place of it."""
    items = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    for key, inner in items:
        for new in (None, "", "zz zz", -1, [], {}, True, 1.5):
            changed = copy.deepcopy(root)
            place = changed
            for step in path:
                place = place[step]
            place[key] = new
            yield changed
        yield from mutants(inner, root, (*path, key))


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_both_libraries_agree_on_mutants(base_annotation: dict[str, Any], step: int) -> None:
    words = jsonschema.Draft202012Validator(DOCUMENT)
    count = 0
    for mutant in itertools.islice(mutants(base_annotation, base_annotation), 0, None, step):
        count += step
        assert SCHEMA.is_valid(mutant) == words.is_valid(mutant)
        assert bool(SCHEMA.violations(mutant)) != SCHEMA.is_valid(mutant)
    assert count > 1000


def test_the_schema_is_a_schema() -> None:
    for name in ("annotation.schema.json", "vocabulary.schema.json"):
        jsonschema.Draft202012Validator.check_schema(
            json.loads((ROOT / "schema" / name).read_text(encoding="utf-8"))
        )


def fields_of(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema and of the schemas inside it."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties.items() if isinstance(properties, dict) else ()
        for inner in schema.values():
            yield from fields_of(inner)


def test_every_field_is_described() -> None:
    found = list(fields_of(DOCUMENT))
    assert len(found) > 50
    for name, field in found:
        target = DOCUMENT["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else {}
        assert len(field.get("description") or target.get("description", "")) > 5, name


def test_labels_in_the_schema_are_those_of_the_vocabulary() -> None:
    labels = json.loads((ROOT / "schema" / "labels.json").read_text(encoding="utf-8"))
    entity, claim, stance = (
        DOCUMENT["properties"][name]["items"]["properties"]
        for name in ("entities", "claims", "stance")
    )
    source, dating = (
        DOCUMENT["properties"]["source"]["properties"],
        DOCUMENT["properties"]["date"]["properties"],
    )
    act = DOCUMENT["properties"]["provenance"]["items"]["properties"]
    audited = json.loads((ROOT / "schema" / "audit.schema.json").read_text(encoding="utf-8"))[
        "properties"
    ]["items"]["items"]["properties"]
    fields = {
        "genre": source["genre"],
        "rights_status": source["rights"]["properties"]["status"],
        "entity_type": entity["type"],
        "role": entity["role"],
        "claim_type": claim["type"],
        "stance_label": stance["label"],
        "expression": stance["expression"],
        "status": DOCUMENT["properties"]["status"],
        **{key: dating[key] for key in ("basis", "certainty")},
        **{key: claim[key] for key in ("attribution", "epistemic")},
        **{key: act[key] for key in ("kind", "did")},
        **{key: audited[key] for key in ("layer", "verdict")},
        "proposition_relation": claim["propositions"]["items"]["properties"]["relation"],
        "claim_relation": claim["links"]["items"]["properties"]["relation"],
    }
    assert {
        name: [label for label in field["enum"] if label] for name, field in fields.items()
    } == {n: list(v) for n, v in labels.items()}
    assert stance["certainty"]["enum"] == dating["certainty"]["enum"]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"propertis": {}}, "unknown keyword “propertis”; did you mean “properties”?"),
        ({"$ref": "https://example.org/schema.json"}, "own definitions"),
        ({"properties": {"a": {"items": {"$ref": "other.json"}}}}, "own definitions"),
        ({"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"}, "itself"),
    ],
)
def test_schemas_that_are_refused(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        Schema(schema)


def test_a_definition_that_is_used_often_is_followed_once() -> None:
    both = [{key: {"$ref": f"#/$defs/{n + 1}"} for key in "ab"} for n in range(60)]
    definitions = {str(n): {"properties": keys} for n, keys in enumerate(both)} | {"60": {}}
    schema = Schema({"$defs": definitions, "$ref": "#/$defs/0"})  # 2^60 paths
    assert list(schema.arrange({"b": {"b": 1, "a": 2}, "a": 3})) == ["a", "b"]


def test_no_reference_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a reference that passes the check of keywords is not fetched over the network."""
    monkeypatch.setattr("istanbul_talks.model.schema._check_keywords", lambda *_: None)
    with pytest.raises(Exception, match="may not refer to another file"):
        Schema({"$ref": "https://example.org/schema.json"})


def test_the_gates_own_words_where_the_libraries_disagree(base_annotation: dict[str, Any]) -> None:
    class Silent:
        def iter_errors(self, _: Any) -> list[Any]:
            return []

    schema = Schema(DOCUMENT)
    schema.__dict__["_wording"] = Silent()
    (violation,) = schema.violations({**base_annotation, "status": "x"})
    assert violation.pointer == ("status",)
    assert violation.remedy == "Follow the schema"


def test_keys_are_arranged_and_nothing_is_lost(base_annotation: dict[str, Any]) -> None:
    backwards = json.loads(
        json.dumps(base_annotation), object_pairs_hook=lambda pairs: dict(reversed(pairs))
    )
    assert canonical(SCHEMA.arrange(backwards)) == canonical(base_annotation)
    odd = SCHEMA.arrange({"zzz": {"b": 1, "a": 2}, "article": "x", "body": {"to": 1}})
    assert json.dumps(odd) == '{"article": "x", "body": {"to": 1}, "zzz": {"b": 1, "a": 2}}'


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "targets",
            '"id": "build-on"',
            '"id": "pause-works"',
            r"schema/targets.json:\d+:\d+: the id “pause-works” is used twice",
        ),
        (
            "targets",
            '"favor"',
            '"favour"',
            r"schema/targets.json:\d+:\d+: "
            r"(unknown key “favour”; did you mean “favor”|in targets/0 the key “favor” is missing)",
        ),
        (
            "events",
            '"2024-03-04"',
            '"March"',
            r"schema/events.json:\d+:\d+: “March” is not a valid “date”",
        ),
        ("dataset", '"name"', "name", r"schema/dataset.json:2:3: json-syntax"),
        ("annotation.schema", '"maxItems"', '"maxItem"', "unknown keyword “maxItem”"),
    ],
)
def test_broken_vocabularies_are_refused_with_their_place(
    river: Path, name: str, old: str, new: str, message: str
) -> None:
    path = river / "schema" / f"{name}.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        vocabulary.load(CorpusFolder(river))


def test_a_broken_schema_is_named_on_one_line(river: Path) -> None:
    path = river / "schema" / "audit.schema.json"
    value = {**json.loads(path.read_bytes()), "additionalProperties": "::error::x"}
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(
        CorpusError, match=r"^schema/audit\.schema\.json: not a usable .*\)$"
    ) as caught:
        vocabulary.load(CorpusFolder(river))
    assert "\n" not in str(caught.value)


def test_a_missing_vocabulary(river: Path) -> None:
    (river / "schema" / "events.json").unlink()
    with pytest.raises(CorpusError, match=r"schema/events.json: No such file"):
        vocabulary.load(CorpusFolder(river))


def test_a_missing_library_is_named_with_its_remedy() -> None:
    with pytest.raises(CorpusError, match=r"pip install 'istanbul-talks\[pandas\]'"):
        optional.require("nothing_of_this_name", "pandas")


def test_arranged_is_what_arranging_leaves_alone(base_annotation: dict[str, Any]) -> None:
    assert SCHEMA.is_arranged(base_annotation)
    for mutant in (
        dict(reversed(base_annotation.items())),
        {**base_annotation, "source": dict(reversed(base_annotation["source"].items()))},
        {
            **base_annotation,
            "claims": [dict(reversed(claim.items())) for claim in base_annotation["claims"]],
        },
        {"unknown": 1, **base_annotation},
    ):
        assert not SCHEMA.is_arranged(mutant)
        assert SCHEMA.is_arranged(SCHEMA.arrange(mutant))
        assert not SCHEMA.is_arranged(mutant)
    for value in (None, [], "x", {"zz": {"b": 1, "a": [{"d": 1, "c": 2}]}}):
        assert SCHEMA.is_arranged(value) == (SCHEMA.arrange(value) == value)


def test_keys_below_names_of_its_own_are_sorted_too() -> None:
    inner = {"type": "object", "properties": {"a": {}, "b": {}}}
    schema = Schema({"type": "object", "additionalProperties": inner})
    mixed = {"z": {"b": 1, "a": 2}, "c": {"a": 3}}
    assert not schema.is_arranged(mixed)
    assert json.dumps(schema.arrange(mixed)) == '{"z": {"a": 2, "b": 1}, "c": {"a": 3}}'
    assert schema.is_arranged(schema.arrange(mixed))
