"""Values of a stranger's release against a JSON Schema: the first that does not fit is named."""

import reprlib
from collections.abc import Mapping
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
        try:
            self._gate.validate(value)  # stops at the first error, as there may be millions
        except ValueError as error:
            if not hasattr(error, "instance_path"):  # nested deeper than the library goes
                return self.problem(_cut(value, _MOST_DEPTH))
            return _explained(error, value)
        return None


def _explained(error: Any, found: Any) -> str:
    for key in error.instance_path:
        found = found[key]
    place = "/".join(visible(str(key), 100) for key in error.instance_path)
    if type(error.kind).__name__ == "Required":
        return f"{f'{place}/' if place else ''}{error.kind.property} is missing"
    return f"{place or 'it'} cannot be {shown(found)}"


def shown(value: Any) -> str:
    """A value for one line of a message."""
    return visible(reprlib.repr(value), 60)


def _cut(value: Any, depth: int) -> Any:
    """A value without what is nested deeper; what need not change is not copied."""
    if not isinstance(value, dict | list) or not depth:
        return type(value)() if isinstance(value, dict | list) else value
    items = value.items() if isinstance(value, dict) else enumerate(value)
    cut = {key: short for key, item in items if (short := _cut(item, depth - 1)) is not item}
    if isinstance(value, dict):
        return value | cut if cut else value
    return [cut.get(number, item) for number, item in enumerate(value)] if cut else value
