"""What breaks a schema, in words that a contributor can act on."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from ..text.visible import did_you_mean

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


def violations_of(error: Any) -> list[Violation]:
    """One error of the jsonschema library, and those inside it, as violations."""
    if error.validator in ("then", "else", "if"):
        return [violation for inner in error.context for violation in violations_of(inner)]
    at: Pointer = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        return _unknown_keys(at, error)
    name = f"“{at[-1]}”" if at and isinstance(at[-1], str) else "it"
    return [Violation(at, *_EXPLAIN.get(error.validator, _other)(error, at, name))]


_Explained = tuple[str, str]  # found, remedy


def _unknown_keys(at: Pointer, error: Any) -> list[Violation]:
    known = list(error.schema.get("properties", {}))
    remedy = f"Use one of: {', '.join(known)}"
    unknown = [key for key in error.instance if key not in known][:20]
    return [
        Violation((*at, key), f"unknown key “{key[:60]}”{did_you_mean(key, known)}", remedy, True)
        for key in unknown
    ]


def _missing_key(error: Any, at: Pointer, name: str) -> _Explained:
    missing = [key for key in error.validator_value if key not in error.instance]
    # jsonschema gives one error for each missing key, and names it in its message.
    key = next(key for key in missing if error.message.startswith(repr(key)))
    field = error.schema.get("properties", {}).get(key, {})
    labels = ", ".join(str(label) for label in field.get("enum", ()) if label is not None)
    what = f"one of {labels}" if labels else field.get("description", "").rstrip(".")
    where = f"in {'/'.join(map(str, at))} " if at else ""
    return f"{where}the key “{key}” is missing", f"Add “{key}”" + (f": {what}" if what else "")


def _not_in_list(error: Any, at: Pointer, name: str) -> _Explained:
    value, expected = error.instance, error.validator_value
    labels = [label for label in expected if isinstance(label, str)]
    hint = did_you_mean(value, labels) if isinstance(value, str) else ""
    choices = ", ".join(labels) + (", or null" if None in expected else "")
    return f"{_shown(value)} is not a valid {name}{hint}", f"Write one of: {choices}"


def _wrong_type(error: Any, at: Pointer, name: str) -> _Explained:
    expected = error.validator_value
    kinds = [expected] if isinstance(expected, str) else expected
    wanted = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
    return f"{name} is {_type_of(error.instance)}, not {wanted}", f"Write {wanted}"


def _wrong_form(error: Any, at: Pointer, name: str) -> _Explained:
    form = error.schema.get("description", f"Match {error.validator_value}").rstrip(".")
    if at and at[-1] in ("claimer", "holder"):
        form = 'Write an entity id, "article", or {"other": "…"}'
    return f"{_shown(error.instance)} is not a valid {name}", form


def _too_many(error: Any, at: Pointer, name: str) -> _Explained:
    unit = "characters" if error.validator == "maxLength" else "items"
    return f"{name} has {len(error.instance)} {unit}", f"Keep it to {error.validator_value}"


def _empty(error: Any, at: Pointer, name: str) -> _Explained:
    text = error.validator == "minLength"
    remedy = "Write a value, or null where that is allowed" if text else "Give at least one item"
    return f"{name} is empty", remedy


def _other(error: Any, at: Pointer, name: str) -> _Explained:
    rule = f"{error.validator} {error.validator_value}"
    return error.message[:200], f"Follow the schema: {rule}"[:200]


_EXPLAIN: dict[str, Callable[[Any, Pointer, str], _Explained]] = {
    "required": _missing_key,
    "enum": _not_in_list,
    "type": _wrong_type,
    "pattern": _wrong_form,
    "minLength": _empty,
    "minItems": _empty,
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), _too_many),
}


def _type_of(value: Any) -> str:
    return "null" if value is None else _KINDS.get(_TYPES.get(type(value), ""), "a number")


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return _type_of(value)
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…”"
