"""The configs as tables: CSV files, an SQLite file, a DuckDB file. Text-free editions work too."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from ..errors import MissingExtraError
from ..files.optional import require, sqlite
from ..model.columns import CONFIGS, Field, columns
from ..reading.subset import Trainable

# Spreadsheets take a cell for a formula that begins with one of the first eight, after white space
# too (CWE-1236). A text that begins with “'” gets another one, so that the prefix can be removed.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n\0']")


def csv_files(part: Trainable) -> Iterator[tuple[str, Iterator[bytes]]]:
    """A CSV file (RFC 4180) for each config: its name, and its lines.

    Null is an empty cell, a list is JSON, and every text is quoted. A text that a spreadsheet would
    take for a formula, and one that begins with “'”, gets a “'” before it: remove one “'” from each
    cell that begins so.
    """
    return ((f"{config}.csv", _csv_lines(part, config)) for config in _configs(part))


def _csv_lines(part: Trainable, config: str) -> Iterator[bytes]:
    fields = columns(CONFIGS[config])
    yield f"{','.join(field.name for field in fields)}\r\n".encode()
    for row in part.rows(config):
        yield f"{','.join(_cell(row.get(field.name)) for field in fields)}\r\n".encode()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, int):
        return "" if value is None else _json(value)
    text = value if isinstance(value, str) else _json(value)
    safe = f"'{text}" if _FORMULA.match(text) else text
    # Quoted without need, as a spreadsheet may also cut cells at “;” or a tab.
    return '"' + safe.replace('"', '""') + '"'


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def sqlite_file(part: Trainable, path: Path) -> None:
    """An SQLite file with a table for each config. Lists are JSON, booleans are 0 and 1."""
    library = sqlite()
    if library is None:
        raise MissingExtraError("this Python has no sqlite3. Use another one, or export duckdb")
    with closing(library.connect(path)) as connection, connection:
        for config in _configs(part):
            fields = columns(CONFIGS[config])
            names = ", ".join(f'"{field.name}" {_affinity(field)}' for field in fields)
            connection.execute(f'create table "{config}" ({names})')
            rows = ([_plain(row.get(field.name)) for field in fields] for row in part.rows(config))
            places = ", ".join("?" * len(fields))
            connection.executemany(f'insert into "{config}" values ({places})', rows)


def _affinity(field: Field) -> str:
    is_number = field.type in (int, bool) and not field.many
    return "integer" if is_number else "text"


def _plain(value: Any) -> Any:
    return _json(value) if isinstance(value, list) else value


def duckdb_file(part: Trainable, path: Path) -> None:
    """A DuckDB file with a table for each config, typed and nested as in Parquet."""
    with require("duckdb", "sql").connect(str(path)) as connection:
        for config in _configs(part):
            connection.register("rows_of_config", part.to_arrow(config))
            connection.execute(f'create table "{config}" as from rows_of_config')
            connection.unregister("rows_of_config")


def _configs(part: Trainable) -> list[str]:
    """The configs of the release that this version knows."""
    return [config for config in part.configs if config in CONFIGS]
