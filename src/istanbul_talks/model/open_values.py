"""Values of an annotation that are still open: null where the schema wants a value."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from .item_names import value_name
from .quotes import at
from .schema import Schema

_LAYERS = ("source", "date", "entities", "claims", "stance", "notes", "provenance")
_OF_QUOTES = ("prefix", "suffix", "occurrence")  # without a value, such a key is of no use
_WORDS = "⟨open⟩"  # in no text


class OpenValues(NamedTuple):
    """Pointers of the open values, and the annotation with something legal in their place.

    There, a key that is optional is left out. Without open values, `filled` is the annotation.
    """

    pointers: tuple[Pointer, ...]
    filled: Any


def open_values(schema: Schema, value: Any) -> OpenValues:
    """The open values of an annotation or pass, in the order of the file. Others have none."""
    is_annotation = isinstance(value, dict) and "status" in schema.document.get("properties", {})
    if not is_annotation or schema.is_valid(value):
        return OpenValues((), value)
    filled, pointers = copy.deepcopy(value), list[Pointer]()
    for pointer in schema.forbidden_nulls(value):
        if pointer[0] not in _LAYERS or pointer[-1] in _OF_QUOTES:
            continue
        parent, key = at(filled, pointer[:-1]), pointer[-1]
        stand_in = _stand_in(schema.node(value, pointer), len(pointers) + 1)
        if stand_in is None:
            continue
        if key in schema.node(value, pointer[:-1]).get("required", (key,)):
            parent[key] = stand_in
        else:
            del parent[key]
        pointers.append(pointer)
    return OpenValues(tuple(pointers), filled)


def _stand_in(node: Mapping[str, Any], number: int) -> Any:
    """What fits the schema of a value; None for lists, records and what only a person can know."""
    if "enum" in node:
        return next(label for label in reversed(node["enum"]) if label is not None)
    if node.get("type") == "boolean":
        return False
    words = f"xx-open{number}" if "pattern" in node else _WORDS
    fits = node.get("type") == "string" and re.search(node.get("pattern", ""), words)
    return words if fits else None


def without_open(filled: Any, pointers: Iterable[Pointer]) -> Any:
    """An annotation to show, from the filled one: “?” is in the place of what is open.

    Quotes that are open are left out, and claims and notes without their quote.
    """
    shown, gone = copy.deepcopy(filled), set[Pointer]()
    for pointer in pointers:
        *way, key = pointer
        if isinstance(key, int) or way[-1] in ("cue", "condition"):
            gone.add(pointer if isinstance(key, int) else (*way,))
        elif key == "quote":
            last = max(i for i, part in enumerate(pointer) if isinstance(part, int))
            gone.add(pointer[: last + 1])
        elif key in (parent := at(shown, (*way,))):
            parent[key] = "?"
    for pointer in sorted(gone, reverse=True):
        del at(shown, pointer[:-1])[pointer[-1]]
    return shown


def named_open_values(schema: Schema, annotation: Any) -> list[tuple[Pointer, str]]:
    """The open values of an annotation or pass, each with its name: “type of claim no-reward”."""
    pointers = open_values(schema, annotation).pointers
    return [(pointer, value_name(annotation, pointer)) for pointer in pointers]
