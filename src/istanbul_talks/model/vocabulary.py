"""What a corpus is about: targets, events, labels, annotators, entities, read from `schema/`."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NoReturn

import orjson

from ..errors import CorpusError
from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import compact
from ..files.strict_json import Document, read
from ..text.ids import is_reserved
from ..text.visible import visible
from .schema import Schema, SchemaError
from .violations import Violation, hidden

FILES = ("dataset", "labels", "targets", "events", "annotators", "publishers")
SCHEMAS = ("vocabulary", "annotation", "decisions", "audit")
LINES = {  # JSON Lines, which grow with the corpus; each with the keys that identify a line
    "entities": ("id",),
    "ledger": ("id",),
    "releases": ("version",),
    "baseline": ("rule", "path", "found"),
}
_FIRST = re.compile(r"\w+")


@dataclass(frozen=True)
class Vocabulary:
    """Schema and vocabularies of one corpus. Each maps an id to its record as in the file.

    `digest`: a hash of all the files that they were read from.
    """

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
    digest: bytes

    @cached_property
    def forms(self) -> Mapping[str, tuple[tuple[int, ...], Mapping[str, str]]]:
        """Forms of registered entities by first word: their lengths, longest first, and entities.

        A look-up per length tells a thousand names apart that begin with the same word.
        """
        found: dict[str, dict[str, str]] = {}
        for id, entity in self.entities.items():
            for form in entity["variants"]:
                if first := _FIRST.match(form):
                    found.setdefault(first[0], {}).setdefault(form, id)
        return {
            word: (tuple(sorted({len(form) for form in forms}, reverse=True)), forms)
            for word, forms in found.items()
        }


def load(root: CorpusFolder) -> Vocabulary:
    """Reads and checks the files under `schema/`. CorpusError names place and remedy."""
    documents = {name: read_file(root, f"{name}.json") for name in FILES}
    schemas = {name: read_file(root, f"{name}.schema.json") for name in SCHEMAS}
    form = schemas["vocabulary"].data
    for name, document in documents.items():
        rules = _schema("vocabulary.schema.json", form, name)
        for violation in (*rules.violations(document.value), *hidden(document.value)):
            _refuse(f"schema/{name}.json", document, violation)
    schema, decisions, audit = (
        _schema(f"{name}.schema.json", schemas[name].data) for name in SCHEMAS[1:]
    )
    lists = ("targets", "events", "annotators", "publishers")
    found: dict[str, Any] = {name: _by_id(documents[name], name) for name in lists}
    lines = {name: _data(root, f"{name}.jsonl") for name in LINES}
    for name, keys in LINES.items():
        rules = _schema("vocabulary.schema.json", form, name)
        records = dict(_lines(f"{name}.jsonl", lines[name], rules, keys))
        found[name] = records if len(keys) > 1 else {id: r for (id,), r in records.items()}
    check_registry(found["entities"])
    for id in filter(is_reserved, found["annotators"]):  # passes are in a folder of this name
        raise CorpusError(f"schema/annotators.json: “{id}” is a reserved name. Change the id")
    dataset, labels = documents["dataset"].value, documents["labels"].value
    data = [document.data for document in (*documents.values(), *schemas.values())]
    hashes = (hashlib.sha256(file).digest() for file in (*data, *lines.values()))
    found["digest"] = hashlib.sha256(b"".join(hashes)).digest()
    return Vocabulary(schema, decisions, audit, dataset, labels, **found)


def _data(root: CorpusFolder, name: str) -> bytes:
    data = disk.read(root.path / "schema" / name)
    if isinstance(data, disk.Irregular):
        raise CorpusError(f"schema/{name}: {data.what}. A corpus needs this file; it may be empty")
    return data


def _lines(
    name: str, data: bytes, form: Schema, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The records of a JSON Lines file by their keys.

    CorpusError for a line that is wrong, not in canonical form, or out of order.
    """
    last: tuple[str, ...] = ()
    rank = _numbers if name == "releases.jsonl" else tuple[str | int, ...]
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        value = _canonical_line(line, form)
        if value is None:
            _refuse_line(f"schema/{name}:{number}", line, form)
        may_hide = not line.isascii() or b"\\" in line or b"\x7f" in line
        for violation in hidden(value) if may_hide else ():
            _refuse(f"schema/{name}", read(line), violation, number - 1)
        id = tuple(value[key] for key in keys)
        if last and not rank(last) < rank(id):
            shown, before = ("/".join(key)[:200] for key in (id, last))
            found = f"schema/{name}:{number}: “{shown}” comes after “{before}”"
            raise CorpusError(f"{found}. Sort the lines by id, each id once")
        last = id
        yield id, value


def _numbers(id: tuple[str, ...]) -> tuple[str | int, ...]:
    """The numbers of a version, so that 0.10.0 sorts after 0.9.0."""
    return tuple(map(int, id[0].split(".")))


def _canonical_line(line: bytes, form: Schema) -> Any:
    """The value of a valid line in canonical form; None otherwise. There may be 100,000 lines."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    canonical = form.is_valid(value) and form.is_arranged(value) and compact(value) == line
    return value if canonical else None


def _refuse_line(place: str, line: bytes, form: Schema) -> NoReturn:
    document = read(line)
    for problem in document.problems:
        raise CorpusError(f"{place}: {problem.rule}: {problem.found}. {problem.remedy}")
    for found in form.violations(document.value):
        raise CorpusError(f"{place}: {visible(found.found, 200)}. {visible(found.remedy, 300)}")
    if not line.endswith(b"\n"):
        raise CorpusError(f"{place}: the last line has no newline. Add one")
    if line.endswith(b"\r\n"):
        remedy = "Turn off git's core.autocrlf, and check the file out again"
        raise CorpusError(f"{place}: the line ends in CR LF instead of LF. {remedy}")
    wanted = compact(form.arrange(document.value)).decode().strip()
    raise CorpusError(f"{place}: the line is not in canonical form. Write: {wanted}")


def check_registry(entities: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise CorpusError if two entities share a Wikidata id or a name, or facts are missing."""
    owners: dict[Any, str] = {}
    file = "schema/entities.jsonl"
    for id, entity in entities.items():
        for key in (entity["wikidata"], (entity["name"], entity["type"])):
            if key is not None and owners.setdefault(key, id) != id:
                shown = key if isinstance(key, str) else key[0]
                found = f"{file}: “{shown}” belongs to “{owners[key]}” and “{id}”"
                raise CorpusError(f"{found}. Merge them, or correct one")
        if not entity["description"].strip(" …."):
            found = f"{file}: “{id}”: the description is empty or “…”"
            raise CorpusError(f"{found}. Say in a few words what it is")
        if (entity["wikidata"] is None) != (entity["checked"] is None):
            rule = "`checked` says where the Wikidata id was checked, and is null without one"
            raise CorpusError(f"{file}: “{id}”: {rule}")


@lru_cache(maxsize=64)
def _schema(name: str, data: bytes, part: str | None = None) -> Schema:
    """A schema file, or its part for one property, compiled once. Raises CorpusError."""
    try:
        document = orjson.loads(data)
        if part:
            document = {**document["properties"][part], "$defs": document["$defs"]}
        return Schema(document)
    except SchemaError as error:
        raise CorpusError(f"schema/{name}: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        first = visible(str(error).split("\n")[0], 200)
        found = f"{type(error).__name__}: {first}"
        raise CorpusError(f"schema/{name}: not a usable JSON Schema ({found})") from None


def read_file(root: CorpusFolder, name: str) -> Document:
    """A file under `schema/` as it is. CorpusError if it cannot be read."""
    file = root.read_file(f"schema/{name}")
    document = file.document
    if document is None:
        raise CorpusError(f"schema/{name}: {file.problem}. A corpus needs this file")
    for problem in document.problems:
        place = ":".join(map(str, document.line_and_column(problem.offset)))
        found = f"schema/{name}:{place}: {problem.rule}: {problem.found}"
        raise CorpusError(f"{found}. {problem.remedy}")
    return document


def _by_id(document: Document, name: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for index, record in enumerate(document.value[name]):
        if record["id"] in found:
            found_twice = f"the id “{record['id']}” is used twice"
            twice = Violation((name, index, "id"), found_twice, "Keep one")
            _refuse(f"schema/{name}.json", document, twice)
        found[record["id"]] = record
    return found


def _refuse(path: str, document: Document, violation: Violation, above: int = 0) -> None:
    offset = document.key_offset if violation.key else document.offset
    line, column = document.line_and_column(offset(violation.pointer))
    found, remedy = visible(violation.found, 200), visible(violation.remedy, 300)
    raise CorpusError(f"{path}:{above + line}:{column}: {found}. {remedy}")
