"""Items and values of an annotation by name, as messages call them: “claim no-reward”."""

from typing import Any

from ..files.json_reader import Pointer

_ITEMS = {"body": "part", "entities": "entity", "claims": "claim", "stance": "stance"}
_ITEMS |= {"notes": "note", "provenance": "act", "decisions": "decision", "items": "item"}
_SINGLE = ("source", "date")


def item_name(value: Any, pointer: Pointer) -> str:
    """The item that a pointer leads to or into, such as “stance 3 of boria”; else empty.

    Source and date are items too. An item without an id has its number, from 1.
    """
    layer, *rest = pointer or ("",)
    if layer in _SINGLE:
        return str(layer)
    if layer not in _ITEMS or not rest or not isinstance(rest[0], int):
        return ""
    kind, number = _ITEMS[layer], rest[0] + 1
    try:
        item = value[layer][rest[0]]
        id = item.get("id")
        holder = item.get("holder") if layer == "stance" else None
        holder = holder.get("other") if isinstance(holder, dict) else holder
    except (TypeError, LookupError, AttributeError):
        return f"{kind} {number}"
    if isinstance(id, str):
        return f"{kind} {id}"
    return f"{kind} {number} of {holder}" if isinstance(holder, str) else f"{kind} {number}"


def key_name(pointer: Pointer) -> str:
    """A value in its item, such as “type” or “evidence 2”; empty for an item itself."""
    names = list[str]()
    for key in pointer[1:] if pointer[:1] in [(layer,) for layer in _SINGLE] else pointer[2:]:
        if isinstance(key, int) and names:
            names[-1] += f" {key + 1}"
        else:
            names.append(str(key))
    return " of ".join(reversed(names))


def value_name(value: Any, pointer: Pointer) -> str:
    """A value by its key and item, such as “type of claim no-reward”."""
    return " of ".join(filter(None, (key_name(pointer), item_name(value, pointer))))


def json_pointer(pointer: Pointer) -> str:
    """A pointer as RFC 6901 writes it, such as “/claims/0/type”; empty for the complete file."""
    keys = (str(key).replace("~", "~0").replace("/", "~1") for key in pointer)
    return "".join(f"/{key}" for key in keys)
