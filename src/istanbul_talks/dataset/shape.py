"""Values of a stranger's release against a JSON Schema: the first that does not fit is named."""

import reprlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..files.optional import gate
from ..text.visible import visible

_MOST_DEPTH = 20  # no value of a release is nested as deep


class Shape:
    """A JSON Schema in Draft 4, in which 5.0 is no integer. Formats are checked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._gate = gate(document)

    def problem(self, value: Any) -> str | None:
        """The first place that does not fit, as “claims/0/type cannot be 5”; None if all fit."""
        with suppress(ValueError):  # nested deeper than the library goes
            if self._gate.is_valid(value):
                return None
        found = _cut(value, _MOST_DEPTH)
        if not (wrong := next(iter(self._gate.iter_errors(found)), None)):
            return "it is nested too deeply"
        for key in wrong.instance_path:
            found = found[key]
        place = "/".join(visible(str(key), 100) for key in wrong.instance_path)
        if type(wrong.kind).__name__ == "Required":
            return f"{f'{place}/' if place else ''}{wrong.kind.property} is missing"
        return f"{place or 'it'} cannot be {shown(found)}"


def shown(value: Any) -> str:
    """A value for one line of a message."""
    return visible(reprlib.repr(value), 60)


def _cut(value: Any, depth: int) -> Any:
    """A copy of a value without what is nested deeper."""
    if isinstance(value, dict):
        return {key: _cut(inner, depth - 1) for key, inner in value.items()} if depth else {}
    if isinstance(value, list):
        return [_cut(inner, depth - 1) for inner in value] if depth else []
    return value
