"""Violations of a schema, in words that a contributor can act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..text.visible import did_you_mean, hidden_in, visible

if TYPE_CHECKING:
    from ..files.json_reader import Pointer

_KINDS = {"object": "an object {…}", "array": "a list […]", "string": "a string"}
_KINDS |= {"boolean": "true or false", "integer": "a whole number", "null": "null"}
_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}


class Violation(NamedTuple):
    """Where a value breaks the schema, what was found, what to write.

    `key`: the place is the key, not its value.
    """

    pointer: Pointer
    found: str
    remedy: str
    key: bool = False


def hidden(value: Any, pointer: Pointer = ()) -> Iterator[Violation]:
    """Hidden characters in texts and keys, which cards, pages and terminals would get."""
    if isinstance(value, str):
        if found := hidden_in(value):
            yield Violation(pointer, f"“{visible(value)}” contains {found}", "Remove it")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if found := hidden_in(key):
                said = f"the key “{visible(key)}” contains {found}"
                yield Violation((*pointer, key), said, "Remove it", True)
            yield from hidden(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from hidden(inner, (*pointer, index))


def violations_of(error: Any) -> list[Violation]:
    """One error of the jsonschema library, and those inside it, as violations."""
    if error.validator in ("then", "else", "if"):
        return [violation for inner in error.context for violation in violations_of(inner)]
    at: Pointer = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        return _unknown_keys(at, error)
    return [Violation(at, *_explained(error, at))]


def _unknown_keys(at: Pointer, error: Any) -> list[Violation]:
    known = list(error.schema.get("properties", {}))
    remedy = f"Use one of: {', '.join(known)}"
    unknown = [key for key in error.instance if key not in known][:20]
    found = {key: f"unknown key “{key[:60]}”{did_you_mean(key, known)}" for key in unknown}
    return [Violation((*at, key), said, remedy, True) for key, said in found.items()]


def _explained(error: Any, at: Pointer) -> tuple[str, str]:
    """What was found, and the remedy."""
    value, expected = error.instance, error.validator_value
    name = f"“{at[-1]}”" if at and isinstance(at[-1], str) else "it"
    match error.validator:
        case "required":
            return _missing_key(error, at)
        case "enum":
            labels = [label for label in expected if isinstance(label, str)]
            hint = did_you_mean(value, labels) if isinstance(value, str) else ""
            choices = ", ".join(labels) + (", or null" if None in expected else "")
            return f"{_shown(value)} is not a valid {name}{hint}", f"Write one of: {choices}"
        case "type":
            kinds = [expected] if isinstance(expected, str) else expected
            wanted = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
            found, remedy = f"{name} is {_type_of(value)}, not {wanted}", f"Write {wanted}"
        case "pattern":
            found = f"{_shown(value)} is not a valid {name}"
            remedy = error.schema.get("description", f"Match {expected}").rstrip(".")
            if at and at[-1] in ("claimer", "holder"):
                remedy = 'Write an entity id, "article", or {"other": "…"}'
        case "minLength" | "minItems" as limit:
            text = "Write a value, or null where that is allowed"
            remedy = text if limit == "minLength" else "Give at least one item"
            found = f"{name} is empty"
        case "maxLength" | "maxItems" | "maxProperties" as limit:
            unit = "characters" if limit == "maxLength" else "items"
            found, remedy = f"{name} has {len(value)} {unit}", f"Keep it to {expected}"
        case rule:
            found, remedy = error.message[:200], f"Follow the schema: {rule} {expected}"[:200]
    return found, remedy


def _missing_key(error: Any, at: Pointer) -> tuple[str, str]:
    # jsonschema gives one error per missing key, and names it only in the message.
    key = next(key for key in error.validator_value if error.message.startswith(repr(key)))
    field = error.schema.get("properties", {}).get(key, {})
    labels = ", ".join(str(label) for label in field.get("enum", ()) if label is not None)
    what = f"one of {labels}" if labels else field.get("description", "").rstrip(".")
    where = f"in {'/'.join(map(str, at))} " if at else ""
    return f"{where}the key “{key}” is missing", f"Add “{key}”" + (f": {what}" if what else "")


def _type_of(value: Any) -> str:
    return "null" if value is None else _KINDS.get(_TYPES.get(type(value), ""), "a number")


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return _type_of(value)
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    text = text if len(text) <= 60 else f"{text[:57]}…”"
    found = hidden_in(value) if isinstance(value, str) else None
    return f"{text} with {found}" if found else text
