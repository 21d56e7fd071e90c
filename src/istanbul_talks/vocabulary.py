"""What a corpus is about, read from the files under its `schema/`: targets, events, labels, annotators, the dataset itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import storage
from .jsontext import Document, read
from .messages import Refusal, visible
from .schema import Schema, SchemaError, Violation

FILES = ("dataset", "labels", "targets", "events", "annotators")


@dataclass(frozen=True)
class Vocabulary:
    """Schema and vocabularies of one corpus. Each maps an id to its record as the file has it."""

    schema: Schema
    dataset: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, Any]]
    targets: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, Mapping[str, Any]]
    annotators: Mapping[str, Mapping[str, Any]]


def load(root: storage.Root) -> Vocabulary:
    """Read and check the files under `schema/`. Refusal with place and remedy for the first that is wrong."""
    documents = {name: _document(root, f"{name}.json") for name in FILES}
    form = _document(root, "vocabulary.schema.json").value
    for name, document in documents.items():
        rules = _schema("vocabulary.schema.json", form, name)
        for violation in rules.violations(document.value):
            _refuse(f"schema/{name}.json", document, violation)
    schema = _schema("annotation.schema.json", _document(root, "annotation.schema.json").value)
    keyed = {name: _by_id(documents[name], name) for name in ("targets", "events", "annotators")}
    return Vocabulary(schema, documents["dataset"].value, documents["labels"].value, **keyed)


def _schema(name: str, document: Any, part: str | None = None) -> Schema:
    """A schema file, or the part for one property, as a schema. Refusal if it is none, in whatever way the libraries put it."""
    try:
        return Schema({**document["properties"][part], "$defs": document["$defs"]} if part else document)
    except SchemaError as error:
        raise Refusal(f"schema/{name}: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refusal(f"schema/{name}: this is no usable JSON Schema ({type(error).__name__}: {str(error)[:200]})") from None


def _document(root: storage.Root, name: str) -> Document:
    data = storage.read(root.path / "schema" / name)
    if isinstance(data, storage.Irregular):
        raise Refusal(f"schema/{name}: {data.what}. A corpus needs this file")
    document = read(data)
    for problem in document.problems:
        line, column = document.line_and_column(problem.offset)
        raise Refusal(f"schema/{name}:{line}:{column}: {problem.rule}: {problem.found}. {problem.remedy}")
    return document


def _by_id(document: Document, name: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for index, record in enumerate(document.value[name]):
        if record["id"] in found:
            twice = Violation((name, index, "id"), f"the id “{record['id']}” stands twice", "Keep one")
            _refuse(f"schema/{name}.json", document, twice)
        found[record["id"]] = record
    return found


def _refuse(path: str, document: Document, violation: Violation) -> None:
    offset = document.key_offset(violation.pointer) if violation.key else document.offset(violation.pointer)
    line, column = document.line_and_column(offset)
    raise Refusal(f"{path}:{line}:{column}: {visible(violation.found, 200)}. {visible(violation.remedy, 300)}")
