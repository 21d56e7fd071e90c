"""What a corpus is about: targets, events, labels, annotators, entities, read from `schema/`."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import orjson

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import ADDITIONS
from ..files.strict_json import Document
from ..text.anchoring import fold_quote
from ..text.ids import is_reserved
from ..text.visible import visible
from ..text.words import plain_letters
from . import registry
from .registry import refuse
from .schema import Schema, SchemaError
from .violations import Violation, hidden

FILES = ("dataset", "labels", "targets", "events")
SCHEMAS = ("vocabulary", "annotation", "decisions", "audit")
OF_ADDITIONS = ("additions", "additions-decisions")  # schemas that a corpus may do without
REGISTRY_FILES = tuple(map(registry.path_of, registry.REGISTRIES))
_LONG_NAME = 4  # letters
_FIRST = re.compile(r"\w+")
_PLAIN = re.compile("[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")  # the same folded


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
    propositions: Mapping[str, Mapping[str, Any]]
    baseline: Mapping[tuple[str, str, str], Mapping[str, Any]]
    untidy: Mapping[str, str]  # by file: what `fmt` would change in a registry
    digest: bytes
    additions: Schema | None = None
    addition_decisions: Schema | None = None

    @cached_property
    def forms(self) -> Mapping[str, tuple[tuple[int, ...], Mapping[str, tuple[str, str]]]]:
        """Variants and names of registered entities by first word.

        For each word the lengths of its forms, longest first, and by folded form the form and the
        id of its entity. A look-up per length tells a thousand names apart that begin alike.
        """
        found: dict[str, dict[str, tuple[str, str]]] = {}
        variants = ((form, id) for id, known in self.entities.items() for form in known["variants"])
        names = ((known["name"], id) for id, known in self.entities.items())
        for form, id in (*variants, *names):  # a variant of one may be the name of another
            folded = form if _PLAIN.fullmatch(form) else fold_quote(form)
            if first := _FIRST.match(folded):
                found.setdefault(first[0], {}).setdefault(folded, (form, id))
        return {
            word: (tuple(sorted({len(form) for form in forms}, reverse=True)), forms)
            for word, forms in found.items()
        }

    @cached_property
    def by_letters(self) -> Mapping[str, tuple[str, str]]:
        """Registered forms of one word of four letters or more, and their entities, by letters."""
        single = ((plain_letters(form), (form, id)) for form, id in self.names.items())
        return {letters: found for letters, found in single if len(letters) >= _LONG_NAME}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The ids of registered entities by their names and variants."""
        return dict(entry for _, forms in self.forms.values() for entry in forms.values())


def load(root: CorpusFolder) -> Vocabulary:
    """Reads and checks the files under `schema/`. CorpusError names place and remedy."""
    documents = {name: read_file(root, f"{name}.json") for name in FILES}
    schemas = {name: read_file(root, f"{name}.schema.json") for name in SCHEMAS}
    form = schemas["vocabulary"].data
    for name, document in documents.items():
        rules = _schema("vocabulary.schema.json", form, name)
        for violation in (*rules.violations(document.value), *hidden(document.value)):
            refuse(f"schema/{name}.json", document, violation)
    schema, decisions, audit = (
        _schema(f"{name}.schema.json", schemas[name].data) for name in SCHEMAS[1:]
    )
    has_additions = root.has_folder(ADDITIONS)
    schemas |= {n: read_file(root, f"{n}.schema.json") for n in OF_ADDITIONS if has_additions}
    found: dict[str, Any] = {name: _by_id(documents[name], name) for name in ("targets", "events")}
    if has_additions:
        forms = [_schema(f"{name}.schema.json", schemas[name].data) for name in OF_ADDITIONS]
        found |= dict(zip(("additions", "addition_decisions"), forms, strict=True))
    lines = {name: registry.data_of(root, name) for name in registry.KEYS}
    untidy: dict[str, str] = {}
    for name, keys in registry.KEYS.items():
        if not lines[name] and name in registry.OPTIONAL:
            found[name] = {}
            continue
        rules = _schema("vocabulary.schema.json", form, name)
        records, wrong = registry.read_lines(name, lines[name], rules)
        untidy |= {registry.path_of(name): wrong} if wrong else {}
        found[name] = records if len(keys) > 1 else {id: r for (id,), r in records.items()}
    registry.check_entities(found["entities"])
    for id in filter(is_reserved, found["annotators"]):  # passes are in a folder of this name
        raise CorpusError(f"schema/annotators.json: “{id}” is a reserved name. Change the id")
    dataset, labels = documents["dataset"].value, documents["labels"].value
    data = [document.data for document in (*documents.values(), *schemas.values())]
    hashes = (hashlib.sha256(file).digest() for file in (*data, *lines.values()))
    found |= {"untidy": untidy, "digest": hashlib.sha256(b"".join(hashes)).digest()}
    return Vocabulary(schema, decisions, audit, dataset, labels, **found)


def untidy_registries(root: CorpusFolder) -> Iterator[tuple[str, bytes]]:
    """Registries that are not in canonical form: the path, and that form. CorpusError."""
    form = read_file(root, "vocabulary.schema.json").data
    for name in registry.REGISTRIES:
        if not (data := registry.data_of(root, name)):
            continue
        tidy = registry.tidied(name, data, _schema("vocabulary.schema.json", form, name))
        if tidy != data:
            yield registry.path_of(name), tidy


@lru_cache(maxsize=64)
def _schema(name: str, data: bytes, part: str | None = None) -> Schema:
    """A schema file, or its part for one property, compiled once. Raises CorpusError."""
    try:
        document = orjson.loads(data)
        if part:
            own = document["properties"][part]
            if part in registry.LISTS and part in own["properties"]:
                own = own["properties"][part]["items"]  # a schema of before 0.4
            document = {**own, "$defs": document["$defs"]}
        return Schema(document)
    except SchemaError as error:
        raise CorpusError(f"schema/{name}: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        first = visible(str(error).split("\n")[0], 200)
        found = f"{type(error).__name__}: {first}"
        raise CorpusError(f"schema/{name}: not a usable JSON Schema ({found})") from None


def form_of(root: CorpusFolder, name: str) -> Schema:
    """The schema of a vocabulary file, or of a line of one. Raises CorpusError."""
    data = read_file(root, "vocabulary.schema.json").data
    return _schema("vocabulary.schema.json", data, name)


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
            refuse(f"schema/{name}.json", document, twice)
        found[record["id"]] = record
    return found
