"""JSON Schema 2020-12 (https://json-schema.org/draft/2020-12): validity, violations, key order.

jsonschema-rs decides; jsonschema explains what it rejected. Neither may fetch another file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial, reduce
from itertools import chain, islice
from operator import getitem
from typing import Any

import jsonschema_rs

from ..files.json_bytes import canonical
from ..files.json_reader import Pointer
from ..files.optional import jsonschema_validator
from ..files.strict_json import Document
from ..text.visible import did_you_mean
from .violations import Violation, violations_of

_ANNOTATING = {"$schema", "$ref", "$defs", "title", "description"}
_LIMITING = {"minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"}
_ASSERTING = {"type", "enum", "const", "pattern", "maxProperties"} | _LIMITING
_APPLYING = {"properties", "required", "additionalProperties", "items", "if", "then", "else"}
KNOWN = frozenset(_ANNOTATING | _ASSERTING | _APPLYING)
_MOST = 100  # violations of one file


class SchemaError(ValueError):
    """The schema itself is wrong: an unknown keyword, or a reference to another file."""


def _no_fetching(uri: str) -> Any:
    raise SchemaError(f"{uri}: a schema may not refer to another file")


class Schema:
    """A schema, checked once: every keyword is known, every reference is local."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        try:
            _check_keywords(document, ())
            self._gate = jsonschema_rs.Draft202012Validator(dict(document), retriever=_no_fetching)
            self._order = _order(document, document, {})
        except RecursionError:
            deep = "it is nested too deeply, or a definition contains itself"
            raise SchemaError(deep) from None

    def is_valid(self, value: Any) -> bool:
        return self._gate.is_valid(value)

    @cached_property
    def _wording(self) -> Any:
        return jsonschema_validator(self.document)

    def violations(self, value: Any) -> list[Violation]:
        """What is wrong with a value, in the order of the file; empty if and only if `is_valid`."""
        if self.is_valid(value):
            return []
        worded = chain.from_iterable(map(violations_of, self._wording.iter_errors(value)))
        found = list(islice(worded, _MOST)) or [
            # If the two libraries disagree, use the message of the first.
            Violation(tuple(error.instance_path), error.message, "Follow the schema")
            for error in self._gate.iter_errors(value)
        ]
        if next(worded, None):
            count = sum(1 for _ in self._gate.iter_errors(value))
            more = f"some {max(count - _MOST, 1):,} more places do not fit the schema"
            found.append(Violation((), more, "Correct those that are listed first"))
        return found

    def forbidden_nulls(self, value: Any) -> list[Pointer]:
        """Where a value has null but may not, in its own order."""
        paths = {tuple(error.instance_path) for error in self._gate.iter_errors(value)}
        nulls = (path for path in paths if reduce(getitem, path, value) is None)
        return sorted(nulls, key=partial(_ranks, value))

    def node(self, value: Any, pointer: Pointer) -> Mapping[str, Any]:
        """What the schema says about a place in a value; empty if that is nothing."""
        node = _applied(self.document, self.document, value)
        for key in pointer:
            value = value[key]
            inner = node if isinstance(key, int) else node.get("properties", {})
            inner = inner.get("items" if isinstance(key, int) else key, {})
            node = _applied(self.document, inner, value)
        return node

    def canonical_form(self, document: Document) -> bytes | None:
        """The one correct byte sequence of a file; None if rewriting it would lose something."""
        if document.losses:
            return None
        if document.is_laid_out and self.is_arranged(document.value):
            return document.data
        return canonical(self.arrange(document.value))

    def is_arranged(self, value: Any) -> bool:
        """Whether `arrange` would leave the value as it is."""
        return _is_arranged(value, self._order)

    def arrange(self, value: Any) -> Any:
        """The value with its keys in the schema's order; unknown keys follow in their own order."""
        return _arrange(value, self._order)


def _applied(root: Mapping[str, Any], node: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    """A part of a schema without references, and with the branch that is about such a value."""
    while "$ref" in node or "if" in node:
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            applies = jsonschema_rs.is_valid(node["if"], value)
            node = node.get("then" if applies else "else", {})
    return node


def _ranks(value: Any, pointer: Pointer) -> list[int]:
    """Where a pointer leads, for sorting: at each level, which key or item."""
    ranks = []
    for key in pointer:
        ranks.append(key if isinstance(key, int) else [*value].index(key))
        value = value[key]
    return ranks


def _check_keywords(schema: Any, pointer: Pointer) -> None:
    if not isinstance(schema, Mapping):
        return
    for key, value in schema.items():
        if key not in KNOWN:
            found = f"unknown keyword “{key}”{did_you_mean(key, KNOWN)}"
            raise SchemaError(f"/{'/'.join(map(str, pointer))}: {found}")
        if key == "$ref" and not value.startswith("#/$defs/"):
            raise SchemaError(f"{value}: a schema may only refer to its own definitions")
        if key in ("properties", "$defs"):
            for name, sub in value.items():
                _check_keywords(sub, (*pointer, key, name))
        elif key in ("items", "additionalProperties", "if", "then", "else"):
            _check_keywords(value, (*pointer, key))


@dataclass(frozen=True, eq=False)
class _Order:
    """The order of keys below a place in the schema, following references."""

    keys: Mapping[str, "_Order"]
    items: "_Order | None" = None
    others: "_Order | None" = None  # of keys that the schema does not name

    @cached_property
    def ordered(self) -> Mapping[str, "_Order"]:
        """The keys whose values may be out of order."""
        return {key: inner for key, inner in self.keys.items() if not inner.is_free}

    @cached_property
    def is_free(self) -> bool:
        """Whether the schema says nothing about the order of keys in or below this place."""
        inner = (one for one in (self.items, self.others) if one is not None)
        return not self.keys and all(one.is_free for one in inner)


_ANY = _Order({})


def _order(schema: Mapping[str, Any], root: Mapping[str, Any], known: dict[str, _Order]) -> _Order:
    """`known`: the order of each definition, each worked out once."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in known:
            known[name] = _order(root["$defs"][name], root, known)
        return known[name]
    if "then" in schema:
        return _order(schema["then"], root, known)
    items = _order(schema["items"], root, known) if "items" in schema else None
    properties, more = schema.get("properties", {}).items(), schema.get("additionalProperties")
    others = _order(more, root, known) if isinstance(more, Mapping) else None
    return _Order({key: _order(inner, root, known) for key, inner in properties}, items, others)


@lru_cache(4096)  # most records of a corpus have one of a few key sequences
def _in_order(keys: tuple[str, ...], order: _Order) -> tuple[str, ...]:
    known = order.keys
    return (*(key for key in known if key in keys), *(key for key in keys if key not in known))


def _is_arranged(value: Any, order: _Order) -> bool:
    # Plain loops: this walks every file of a corpus.
    if isinstance(value, list):
        for item in value if order.items is not None and not order.items.is_free else ():
            if isinstance(item, dict | list) and not _is_arranged(item, order.items or _ANY):
                return False
    elif isinstance(value, dict):
        keys = tuple(value)
        if _in_order(keys, order) != keys:
            return False
        for key, inner in order.ordered.items():
            if key in value and not _is_arranged(value[key], inner):
                return False
        if order.others is not None and not order.others.is_free:
            rest = (inner for key, inner in value.items() if key not in order.keys)
            return all(_is_arranged(inner, order.others) for inner in rest)
    return True


def _arrange(value: Any, order: _Order) -> Any:
    if isinstance(value, list):
        return [_arrange(item, order.items or _ANY) for item in value]
    if isinstance(value, dict):
        keys, known = _in_order(tuple(value), order), order.keys
        others = order.others or _ANY
        return {key: _arrange(value[key], known.get(key, others)) for key in keys}
    return value
