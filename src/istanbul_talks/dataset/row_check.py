"""Checks that rows of a release fit their columns, so that forged or damaged ones are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from ..errors import VerificationError
from ..files.optional import require
from ..model.columns import CONFIGS, Field, columns
from ..model.rows import Lines, article_lines, plain_rows
from ..text.visible import visible
from .manifest import REMEDY
from .shape import Shape, shown

if TYPE_CHECKING:
    import pyarrow

MOST_ROW = 16 << 20  # bytes of a row of JSON Lines
_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_EPOCH = date(1970, 1, 1).toordinal()  # of days in Parquet, which are int32 as numbers are
_LEAST = {int: 0, date: date.min.toordinal() - _EPOCH}
_MOST = {int: (1 << 31) - 1, date: date.max.toordinal() - _EPOCH}
_PLAIN: Mapping[type, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0, "maximum": _MOST[int]},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": "^(?!0000)"},
}


def owner(config: str) -> str:
    """The column that holds the id of a row's article, or of the entity that it is about."""
    return "id" if config in ("articles", "raw", "entities") else "article"


class RowCheck:
    """Checks the rows of one config: types of the known columns, labels of closed sets.

    `free`: the article's own words may be null. JSON Lines may have missing or unknown columns,
    as other versions have other columns. Records may only lack those that a later version added.
    """

    def __init__(
        self, location: str, config: str, labels: Mapping[str, Sequence[str]], *, free: bool = False
    ) -> None:
        self._location, self._config, self._owner = location, config, owner(config)
        self._labels, self._free = labels, free
        self._columns = columns(CONFIGS[config]) if config in CONFIGS else []
        schema = self._schema(self._columns)
        schema["properties"][self._owner] = {"type": "string", "pattern": _ID}
        self._shape = Shape(schema)

    def row(self, line: bytes, which: str, id: str | None = None) -> dict[str, Any]:
        """A line as a row. VerificationError with config, row, column and value if it is not one.

        `which`: the name of the row in messages. `id`: that of its article, if known.
        """
        if len(line) > MOST_ROW:
            raise self.forged(which, f"it has {len(line):,} bytes, and at most {MOST_ROW:,} fit")
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise self.forged(which, f"it is not JSON ({error})") from None
        self._check(row, which)
        if id is not None and row.get(self._owner) != id:
            raise self.forged(which, f"{self._owner} cannot be {shown(row.get(self._owner))}")
        return dict(row)

    def layers(self, line: bytes, which: str, id: str | None = None) -> Lines:
        """The rows of `mentions`, `claims` and `stance` in a row of `articles`.

        VerificationError as for `row`, or if its parts do not fit together.
        """
        row = self.row(line, which, id)
        try:
            return article_lines(row)
        except (KeyError, TypeError) as error:
            said = f"its parts do not fit together ({visible(repr(error), 60)})"
            raise self.forged(which, said) from None

    def batches(self, found: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Batches with all columns in order. VerificationError as for a row of JSON Lines."""
        first = 1
        for batch in found:
            if not self._batch_fits(batch):
                for number in range(batch.num_rows):
                    self._check_slice(batch.slice(number, 1), f"row {first + number}")
            first += batch.num_rows
            yield batch

    def forged(self, which: str, problem: str) -> VerificationError:
        """The error for a row, such as “row 7” or “the row of ferry-strike”."""
        place = f"{self._location}: {which} of {visible(self._config, 60)}"
        return VerificationError(f"{place}: {problem}. {REMEDY}")

    def incomplete(self, which: str, row: Mapping[str, Any]) -> VerificationError:
        """The error for a row that is not a record, with a missing or unknown column."""
        return self.forged(which, next(_other_columns(self._columns, row)))

    def _check(self, row: Any, which: str) -> None:
        if problem := self._shape.problem(row):
            raise self.forged(which, problem)

    def _check_slice(self, batch: pyarrow.RecordBatch, which: str) -> None:
        """Check one row of a batch by value."""
        try:
            (row,) = plain_rows(batch)
        except (ValueError, OverflowError):  # not UTF-8, or a day that Python does not have
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                try:
                    column.to_pylist()
                except (ValueError, OverflowError) as error:
                    found = visible(str(error), 100)
                    raise self.forged(which, f"{name} cannot be read ({found})") from None
        self._check(row, which)

    @property
    def _compute(self) -> Any:
        return require("pyarrow.compute", "arrow")

    def _batch_fits(self, batch: pyarrow.RecordBatch) -> bool:
        """Whether an Arrow batch has only values that `_check` accepts."""
        try:
            batch.validate(full=True)  # UTF-8 too
        except ValueError:
            return False
        ids = self._compute.match_substring_regex(batch.column(self._owner), _ID)
        fit = map(self._fits, _present(self._columns, batch.schema.names), batch.columns)
        return all(fit) and self._compute.all(ids).as_py() is not False

    def _fits(self, field: Field, array: Any) -> bool:
        if array.null_count and (field.many or not self._may_be_null(field)):
            return False
        if field.many:
            array, field = array.flatten(), field._replace(many=False, nullable=False)
            return self._fits(field, array)
        if is_dataclass(field.type):
            names = [inner.name for inner in array.type]
            return all(map(self._fits, _present(columns(field.type), names), array.flatten()))
        if field.column.labels:
            # Not an Arrow array of the labels: making one imports pandas where it is installed.
            return {*self._known(field), None}.issuperset(array.unique().to_pylist())
        if field.type not in (int, date):
            return True
        ends = self._compute.min_max(array.cast("int32")).as_py()
        least, most = (ends[end] or 0 for end in ("min", "max"))
        return bool(_LEAST[field.type] <= least and most <= _MOST[field.type])

    def _known(self, field: Field) -> list[str]:
        return list(self._labels.get(field.column.labels or "", ()))

    def _may_be_null(self, field: Field) -> bool:
        return field.nullable or (self._free and field.column.words)

    def _schema(self, fields: Iterable[Field]) -> dict[str, Any]:
        properties = {field.name: self._column(field) for field in fields}
        return {"type": "object", "properties": properties}

    def _column(self, field: Field) -> dict[str, Any]:
        if is_dataclass(field.type):
            return {"type": "array", "items": self._schema(columns(field.type))}
        kind = dict(_PLAIN[field.type])
        if field.column.labels:
            known = self._known(field)
            kind = {"enum": known} if known else {"not": {}}
        if field.many:
            return {"type": "array", "items": kind}
        return {"anyOf": [kind, {"type": "null"}]} if self._may_be_null(field) else kind


def _present(fields: Iterable[Field], names: Sequence[str]) -> list[Field]:
    """The columns that a table has: one of an older release lacks some."""
    return [field for field in fields if field.name in names]


def _other_columns(
    fields: Sequence[Field], row: Mapping[str, Any], place: str = ""
) -> Iterator[str]:
    """The unknown columns of a row, then the missing ones."""
    unknown = row.keys() - {field.name for field in fields}
    yield from (f"{place}{visible(name, 60)} is not a column" for name in sorted(unknown))
    for field in fields:
        if field.name not in row and not field.column.since:
            yield f"{place}{field.name} is missing"
        elif is_dataclass(field.type):
            for number, inner in enumerate(row.get(field.name, ())):
                yield from _other_columns(
                    columns(field.type), inner, f"{place}{field.name}/{number}/"
                )
