"""Conditions on columns. Names and values are checked, so that a slip never selects nothing."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from datetime import date
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol

from ..arguments import check_type
from ..dataset.verify import LABELS, TARGETS
from ..errors import ArgumentError, UnknownNameError
from ..model.columns import ITEMS, Field, columns, item
from ..model.records import Article, other_names
from ..text.visible import did_you_mean, visible

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

_EVENTS = "schema/events.json"
NOUNS = {"stance": "stances"}  # what items of a config are called, if not as the config
Wanted = Mapping[str, list[Any]]  # by column, the values to select


class Release(Protocol):
    """What a part is taken from: a `Corpus`."""

    manifest: dict[str, Any]

    @property
    def location(self) -> str: ...

    @property
    def configs(self) -> tuple[str, ...]: ...

    @property
    def edition(self) -> str: ...

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]: ...

    @property
    def targets(self) -> tuple[str, ...]: ...

    def read_json(self, path: str) -> Any: ...
    def read_lines(self, path: str) -> Iterator[bytes]: ...
    def rows_by_article(self, config: str) -> Iterator[tuple[str, dict[str, Any]]]: ...
    def json_lines(
        self, config: str, *, articles: Set[str] | None = None
    ) -> Iterator[tuple[str, bytes]]: ...
    def to_arrow(self, config: str) -> pyarrow.Table: ...
    def to_pandas(self, config: str) -> pandas.DataFrame: ...
    def to_datasets(
        self, config: str, *, labels: str = "ids", streaming: bool = False
    ) -> datasets.Dataset: ...
    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, id: object) -> bool: ...
    def __getitem__(self, id: str) -> Article: ...
    def __len__(self) -> int: ...


def wanted(release: Release, fields: Mapping[str, Field], columns: Mapping[str, Any]) -> Wanted:
    """The values to select, by column.

    Raises UnknownNameError for an unknown column; ArgumentError for a column with many values per
    row, and for a value that the column cannot have.
    """
    found: dict[str, list[Any]] = {}
    for given, value in columns.items():
        name = column(given, fields)
        if name in found:
            raise ArgumentError(f"{name} was given under two names. Give one of them")
        found[name] = _choices(release, fields[name], value)
    return found


def column(given: str, fields: Mapping[str, Field]) -> str:
    """The name of a column that has one value per row. `given` may be another name of it."""
    check_type("columns", given, str, "names of columns")
    others = other_names(fields)
    name = given if given in fields else others.get(given, given)
    if name not in fields:
        views = (config for config in ITEMS if any(f.name == given for f in columns(item(config))))
        view = next(views, None)
        hint = did_you_mean(given, fields, others) or "."
        hint = f"; it is a column of corpus.{NOUNS.get(view, view)}." if view else hint
        said = f"there is no column “{visible(given)}”{hint}"
        raise UnknownNameError(f"{said} The columns are: {', '.join(fields)}")
    if fields[name].many:
        remedy = f"Give a function, such as lambda row: row.{name}"
        raise ArgumentError(f"“{name}” has many values per row. {remedy}")
    return name


def check_test(test: object) -> None:
    """Raise ArgumentError unless a test is a function, or None."""
    if test is not None and not callable(test):
        shown = visible(repr(test), 40)
        remedy = f"Name a column, such as genre={shown}, or give a function of a record"
        raise ArgumentError(f"test: {shown} is not a function. {remedy}")


_KINDS = {str: "a text", int: "a whole number", date: "a day, such as 2025-06-02"}


def _choices(release: Release, field: Field, value: Any) -> list[Any]:
    """The values to select. Their types are checked, and closed vocabularies."""
    is_many = isinstance(value, Iterable) and not isinstance(value, str | bytes)
    ordered = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
    choices = [_of_type(field, one) for one in (ordered if is_many else [value])]
    known, noun = _vocabulary(release, field)
    for one in choices:
        if one is None and field.nullable:
            continue
        shown = visible(repr(one), 60)
        if known is not None and one not in known:
            hint = did_you_mean(one, known) if isinstance(one, str) else ""
            said = f"{field.name}: {shown} is not {noun}{hint or '.'}"
            raise ArgumentError(f"{said} The {noun.split()[-1]}s are: {', '.join(known)}")
    return choices


def _of_type(field: Field, value: Any) -> Any:
    """A value as the rows have it. Raises ArgumentError if no row can have it."""
    if value is None and (field.nullable or field.column.labels is not None):
        return None
    made = _day(value) if field.type is date else value
    if field.type is bool:
        fits, wanted = isinstance(made, bool), "True or False"
    else:
        kind = Integral if field.type is int else str
        fits, wanted = isinstance(made, kind) and not isinstance(made, bool), _KINDS[field.type]
    if not fits:
        raise ArgumentError(f"{field.name}: give {wanted}, not {visible(repr(value), 60)}")
    return made


def _day(value: Any) -> str | None:
    """The day of a date or of text such as 2025-06-02, as rows store it; None if not a day."""
    with suppress(ValueError):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%Y-%m-%d}" if isinstance(day, date) else None
    return None


def _vocabulary(release: Release, field: Field) -> tuple[tuple[str, ...] | None, str]:
    """The values that a column can have, and what one is called; None if any text is allowed."""
    files = release.manifest["files"]
    if field.column.labels is not None and LABELS in files:
        return release.labels[field.column.labels], "a label"
    if field.name == "target" and TARGETS in files:
        return release.targets, "a target"
    if field.name == "event" and _EVENTS in files:
        found = release.read_json(_EVENTS)
        listed = found.get("events") if isinstance(found, dict) else None
        events = listed if isinstance(listed, list) else ()
        ids = (event.get("id") for event in events if isinstance(event, dict))
        return tuple(id for id in ids if isinstance(id, str)), "an event"
    return None, ""


def warn_of_slips(
    release: Release,
    fields: Mapping[str, Field],
    wanted: Wanted,
    rows: Iterable[Mapping[str, Any]],
    *,
    depth: int,
) -> None:
    """Warn of each text that no row of the release has in its column, and name the nearest one.

    `rows`: all rows of the release, as plain values. They are read until every value was found.
    `depth`: the frames up to the call that the warning is about.
    """
    open_ = {
        name: {item for item in choices if isinstance(item, str)}
        for name, choices in wanted.items()
        if fields[name].type in (str, date) and _vocabulary(release, fields[name])[0] is None
    }
    if not any(open_.values()):
        return
    names = {f"{name}_name" for name in open_}.intersection(fields)
    seen: dict[str, set[Any]] = {name: set() for name in (*open_, *names)}
    for row in rows:
        for name, values in seen.items():
            values.add(row.get(name))
        if all(choices <= seen[name] for name, choices in open_.items()):
            return
    for name, choices in open_.items():
        for one in sorted(choices - seen[name]):
            hint = did_you_mean(one, (known for known in seen[name] if known))
            if one in seen.get(f"{name}_name", ()):
                hint = f"; it is in {name}_name"
            said = f"{name}: nothing in this release has “{visible(one, 60)}” there{hint}"
            warnings.warn(said, stacklevel=depth + 1)


def plain(value: Any) -> Any:
    """A value as it is written: days as text."""
    return value.isoformat() if isinstance(value, date) else value
