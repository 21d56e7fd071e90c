"""Values of an annotation that are still open: null where the schema wants a value."""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from .item_names import value_name
from .quotes import at
from .schema import Schema

_LAYERS = ("source", "date", "entities", "claims", "stance", "notes", "provenance")
_OF_QUOTES = ("prefix", "suffix", "occurrence")  # without a value, such a key is of no use
_WORDS = "⟨open⟩"  # in no text
_AUTHOR = "article"  # as a claimer or holder


class OpenValues(NamedTuple):
    """Pointers of the open values, and the annotation with something legal in their place.

    There, a key that is optional is left out. Without open values, `filled` is the annotation.
    `other` has other legal values, where there are any. `valid`: known to fit the schema as it is.
    """

    pointers: tuple[Pointer, ...]
    filled: Any
    other: Any
    valid: bool = False


def open_values(schema: Schema, value: Any) -> OpenValues:
    """The open values of an annotation or pass, in the order of the file. Others have none."""
    is_annotation = isinstance(value, dict) and "status" in schema.document.get("properties", {})
    valid = is_annotation and schema.is_valid(value)
    if valid or not is_annotation:
        return OpenValues((), value, value, valid)
    filled, other = copy.deepcopy(value), copy.deepcopy(value)
    pointers = list[Pointer]()
    for pointer in schema.forbidden_nulls(value):
        if pointer[0] not in _LAYERS or pointer[-1] in _OF_QUOTES:
            continue
        stand_ins = _stand_ins(schema.node(value, pointer), len(pointers) + 1)
        if not stand_ins:
            continue
        key = pointer[-1]
        is_required = key in schema.node(value, pointer[:-1]).get("required", (key,))
        for made, stand_in in zip((filled, other), (stand_ins[0], stand_ins[-1]), strict=True):
            parent = at(made, pointer[:-1])
            if is_required:
                parent[key] = stand_in
            else:
                del parent[key]
        pointers.append(pointer)
    return OpenValues(tuple(pointers), filled, other)


def _stand_ins(node: Mapping[str, Any], number: int) -> Sequence[Any]:
    """What fits the schema of a value; empty for lists, records and what only a person can know."""
    if "enum" in node:
        return [label for label in reversed(node["enum"]) if label is not None]
    if node.get("type") == "boolean":
        return [False, True]
    if node.get("type") != "string":
        return []
    words = [f"xx-open{number}", _AUTHOR] if "pattern" in node else [_WORDS]
    return [text for text in words if re.search(node.get("pattern", ""), text)]


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
