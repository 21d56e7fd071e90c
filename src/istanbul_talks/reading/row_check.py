"""Rows of a release are what their columns say: a forged or damaged row is named, not met later."""

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any

import orjson

from ..dataset.manifest import REMEDY
from ..errors import VerificationError
from ..files.optional import gate
from ..model.columns import CONFIGS, Field, columns
from ..text.visible import visible

_PLAIN: Mapping[type, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}


class RowCheck:
    """The check of the rows of one config: types of the known columns, labels of closed sets.

    Columns that are missing or unknown are no fault: other versions have other columns.
    """

    def __init__(self, location: str, config: str, labels: Mapping[str, Sequence[str]]) -> None:
        self._location, self._config = location, config
        schema = _record(CONFIGS[config], labels) if config in CONFIGS else {"type": "object"}
        self._gate = gate(schema)

    def row(self, line: bytes, which: str) -> dict[str, Any]:
        """A line as a row. VerificationError with config, row, column and value if it is not one.

        `which`: how messages call the row.
        """
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise self._forged(which, f"it is not JSON ({error})") from None
        if not self._gate.is_valid(row):
            path = next(iter(self._gate.iter_errors(row))).instance_path
            place, found = "/".join(map(str, path)) or "the row", row
            for key in path:
                found = found[key]
            what = visible(repr(found), 60)
            raise self._forged(which, f"{place} cannot be {what}")
        return dict(row)

    def _forged(self, which: str, problem: str) -> VerificationError:
        place = f"{self._location}: {which} of {visible(self._config, 60)}"
        return VerificationError(f"{place}: {problem}. {REMEDY}")


def _record(record: type, labels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    properties = {field.name: _column(field, labels) for field in columns(record)}
    return {"type": "object", "properties": properties}


def _column(field: Field, labels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    if is_dataclass(field.type):
        return {"type": "array", "items": _record(field.type, labels)}
    known = labels.get(field.column.labels or "")
    kind = {"enum": list(known)} if known else dict(_PLAIN[field.type])
    if field.many:
        return {"type": "array", "items": kind}
    may_be_null = field.nullable or field.column.words  # the text-free edition has no text
    return {"anyOf": [kind, {"type": "null"}]} if may_be_null else kind
