"""What a corpus is about: targets, events, labels, annotators, entities, read from `schema/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import orjson

from ..errors import CorpusError
from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.strict_json import Document, compact, read
from ..text.visible import visible
from .schema import Schema, SchemaError
from .violations import Violation

FILES = ("dataset", "labels", "targets", "events", "annotators", "publishers")
LINES = {  # JSON Lines, each with the keys that tell its lines apart: they grow with the corpus
    "entities": ("id",),
    "ledger": ("id",),
    "releases": ("version",),
    "baseline": ("rule", "path", "found"),
}


_FIRST = re.compile(r"\w+")


@dataclass(frozen=True)
class Vocabulary:
    """Schema and vocabularies of one corpus. Each maps an id to its record as the file has it."""

    schema: Schema
    decisions: Schema
    audit: Schema
    dataset: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, Any]]
    targets: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, Mapping[str, Any]]
    annotators: Mapping[str, Mapping[str, Any]]
    publishers: Mapping[str, Mapping[str, Any]]
    entities: Mapping[str, Mapping[str, Any]]
    ledger: Mapping[str, Mapping[str, Any]]
    releases: Mapping[str, Mapping[str, Any]]
    baseline: Mapping[tuple[str, str, str], Mapping[str, Any]]

    @cached_property
    def forms(self) -> Mapping[str, tuple[tuple[int, ...], Mapping[str, str]]]:
        """Forms of registered entities by their first word: lengths, longest first, and entities.

        A thousand names that begin with the same word are told apart by a look-up for each length.
        """
        found: dict[str, dict[str, str]] = {}
        for id, entity in self.entities.items():
            for form in entity["variants"]:
                first = _FIRST.match(form)
                if first:
                    found.setdefault(first[0], {}).setdefault(form, id)
        return {
            word: (tuple(sorted({len(form) for form in forms}, reverse=True)), forms)
            for word, forms in found.items()
        }


def load(root: CorpusFolder) -> Vocabulary:
    """Read and check the files under `schema/`. CorpusError with place and remedy of the first error."""
    documents = {name: _document(root, f"{name}.json") for name in FILES}
    form = _document(root, "vocabulary.schema.json").value
    for name, document in documents.items():
        rules = _schema("vocabulary.schema.json", form, name)
        for violation in rules.violations(document.value):
            _refuse(f"schema/{name}.json", document, violation)
    schema, decisions, audit = (
        _schema(f"{name}.schema.json", _document(root, f"{name}.schema.json").value)
        for name in ("annotation", "decisions", "audit")
    )
    lines = {
        name: dict(
            _lines(root, f"{name}.jsonl", _schema("vocabulary.schema.json", form, name), keys)
        )
        for name, keys in LINES.items()
    }
    entities, ledger, releases = (
        {id: record for (id,), record in lines[name].items()}
        for name in ("entities", "ledger", "releases")
    )
    _check_registry(entities)
    return Vocabulary(
        schema,
        decisions,
        audit,
        documents["dataset"].value,
        documents["labels"].value,
        targets=_by_id(documents["targets"], "targets"),
        events=_by_id(documents["events"], "events"),
        annotators=_by_id(documents["annotators"], "annotators"),
        publishers=_by_id(documents["publishers"], "publishers"),
        entities=entities,
        ledger=ledger,
        releases=releases,
        baseline={
            (rule, path, found): entry for (rule, path, found), entry in lines["baseline"].items()
        },
    )


def _lines(
    root: CorpusFolder, name: str, form: Schema, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The records of a JSON Lines file by their keys.

    CorpusError for a line that is wrong, not in canonical form, or out of order.
    """
    data = disk.read(root.path / "schema" / name)
    if isinstance(data, disk.Irregular):
        raise CorpusError(f"schema/{name}: {data.what}. A corpus needs this file; it may be empty")
    last: tuple[str, ...] = ()
    rank: Callable[[tuple[str, ...]], tuple[str | int, ...]] = (
        _numbers if name == "releases.jsonl" else tuple
    )
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        value = _canonical_line(line, form)
        if value is None:
            _refuse_line(f"schema/{name}:{number}", line, form)
        id = tuple(value[key] for key in keys)
        if last and not rank(last) < rank(id):
            shown, before = ("/".join(key)[:200] for key in (id, last))
            raise CorpusError(
                f"schema/{name}:{number}: “{shown}” comes after “{before}”. "
                "Sort the lines by id, each id once"
            )
        last = id
        yield id, value


def _numbers(id: tuple[str, ...]) -> tuple[str | int, ...]:
    """The numbers of a version, so that 0.10.0 comes after 0.9.0."""
    return tuple(map(int, id[0].split(".")))


def _canonical_line(line: bytes, form: Schema) -> Any:
    """The value of a valid line in canonical form; None otherwise. There may be 100,000 lines."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return (
        value
        if form.is_valid(value) and form.is_arranged(value) and compact(value) == line
        else None
    )


def _refuse_line(place: str, line: bytes, form: Schema) -> NoReturn:
    document = read(line)
    for problem in document.problems:
        raise CorpusError(f"{place}: {problem.rule}: {problem.found}. {problem.remedy}")
    for found in form.violations(document.value):
        raise CorpusError(f"{place}: {visible(found.found, 200)}. {visible(found.remedy, 300)}")
    if not line.endswith(b"\n"):
        raise CorpusError(f"{place}: the last line lacks its end. Add a newline")
    wanted = compact(form.arrange(document.value)).decode().strip()
    raise CorpusError(f"{place}: the line is not in canonical form. Write: {wanted}")


def _check_registry(entities: Mapping[str, Mapping[str, Any]]) -> None:
    """CorpusError if two entities share a Wikidata id or name and type, or facts are missing."""
    owners: dict[Any, str] = {}
    for id, entity in entities.items():
        for key in (entity["wikidata"], (entity["name"], entity["type"])):
            if key is not None and owners.setdefault(key, id) != id:
                shown = key if isinstance(key, str) else key[0]
                raise CorpusError(
                    f"schema/entities.jsonl: “{shown}” belongs to “{owners[key]}” and “{id}”. "
                    "Merge them, or correct one"
                )
        if not entity["description"].strip(" …."):
            raise CorpusError(
                f"schema/entities.jsonl: “{id}”: the description is empty or “…”. "
                "Say in a few words what it is"
            )
        if (entity["wikidata"] is None) != (entity["checked"] is None):
            raise CorpusError(
                f"schema/entities.jsonl: “{id}”: `checked` says where the Wikidata id was checked, "
                "and is null without one"
            )


def _schema(name: str, document: Any, part: str | None = None) -> Schema:
    """A schema file, or its part for one property, as a schema. CorpusError if it is not one."""
    try:
        return Schema(
            {**document["properties"][part], "$defs": document["$defs"]} if part else document
        )
    except SchemaError as error:
        raise CorpusError(f"schema/{name}: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CorpusError(
            f"schema/{name}: not a usable JSON Schema ({type(error).__name__}: {str(error)[:200]})"
        ) from None


def read_file(root: CorpusFolder, name: str) -> Any:
    """A vocabulary file as it is written, for adding to it. CorpusError if it cannot be read."""
    return _document(root, f"{name}.json").value


def _document(root: CorpusFolder, name: str) -> Document:
    file = root.read_file(f"schema/{name}")
    document = file.document
    if document is None:
        raise CorpusError(f"schema/{name}: {file.problem}. A corpus needs this file")
    for problem in document.problems:
        line, column = document.line_and_column(problem.offset)
        raise CorpusError(
            f"schema/{name}:{line}:{column}: {problem.rule}: {problem.found}. {problem.remedy}"
        )
    return document


def _by_id(document: Document, name: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for index, record in enumerate(document.value[name]):
        if record["id"] in found:
            twice = Violation(
                (name, index, "id"), f"the id “{record['id']}” stands twice", "Keep one"
            )
            _refuse(f"schema/{name}.json", document, twice)
        found[record["id"]] = record
    return found


def _refuse(path: str, document: Document, violation: Violation) -> None:
    offset = (
        document.key_offset(violation.pointer)
        if violation.key
        else document.offset(violation.pointer)
    )
    line, column = document.line_and_column(offset)
    raise CorpusError(
        f"{path}:{line}:{column}: {visible(violation.found, 200)}. {visible(violation.remedy, 300)}"
    )
