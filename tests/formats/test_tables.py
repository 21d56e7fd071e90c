"""CSV, SQLite and DuckDB files, read back with pandas, sqlite3 and duckdb."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from istanbul_talks import Corpus, load
from istanbul_talks.files import optional
from istanbul_talks.formats import tables
from istanbul_talks.model.columns import CONFIGS, columns


@pytest.fixture(params=["full", "text-free"])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    """Both editions: none of these formats needs the texts."""
    free = request.param == "text-free"
    return load(request.getfixturevalue("harbour_text_free" if free else "harbour_release"))


def unprefixed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def from_cell(cell: str, value: Any) -> Any:
    """A cell as the type of the value that it should be."""
    if cell == "":
        return None
    return unprefixed(cell) if isinstance(value, str) else json.loads(cell)


def test_csv_files_give_back_every_row(corpus: Corpus) -> None:
    files = {name: b"".join(lines).decode() for name, lines in tables.csv_files(corpus)}
    assert list(files) == [f"{config}.csv" for config in corpus.configs]
    for config in corpus.configs:
        found = list(csv.DictReader(io.StringIO(files[f"{config}.csv"], newline="")))
        rows = list(corpus.rows(config))
        assert len(found) == len(rows) > 0
        for cells, row in zip(found, rows, strict=True):
            assert {name: from_cell(cell, row[name]) for name, cell in cells.items()} == row


def test_csv_as_pandas_reads_it(harbour_release: Path) -> None:
    import pandas

    corpus = load(harbour_release)
    files = {name: b"".join(lines) for name, lines in tables.csv_files(corpus)}
    frame = pandas.read_csv(io.BytesIO(files["claims.csv"]))
    own = corpus.to_pandas("claims")
    assert list(frame.columns) == list(own.columns)
    assert frame["start"].tolist() == own["start"].tolist()
    assert frame["checkworthy"].tolist() == own["checkworthy"].tolist()


def test_no_cell_is_a_formula_and_the_prefix_can_be_removed() -> None:
    """CWE-1236. A spreadsheet ignores white space before the sign, and reads full-width signs."""
    dangerous = [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "\x00=",
    ]
    harmless = ["", "a=1", "“=1”", "3-1", "’s", None]
    prefixed = ["'a", "''", "'=1"]
    values = [*dangerous, *harmless, *prefixed]
    ids = [field.name for field in columns(CONFIGS["decisions"])]
    rows = [dict.fromkeys(ids, value) for value in values]
    part: Any = SimpleNamespace(configs=("decisions",), rows=lambda config: iter(rows))
    ((_, lines),) = tables.csv_files(part)
    text = b"".join(lines).decode()
    found = [row["why"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert found[: len(dangerous)] == [f"'{value}" for value in dangerous]
    assert found[len(dangerous) : -3] == ["", "a=1", "“=1”", "3-1", "’s", ""]
    assert found[-3:] == ["''a", "'''", "''=1"]
    assert [unprefixed(cell) for cell in found] == [value or "" for value in values]


def test_a_cell_is_not_cut_where_another_country_separates_cells() -> None:
    """LibreOffice also separates at “;” and tabs, but not in quotation marks."""
    ids = [field.name for field in columns(CONFIGS["decisions"])]
    rows = [{**dict.fromkeys(ids), "why": "a;=1+1", "reference": ["b"]}]
    part: Any = SimpleNamespace(configs=("decisions", "of-later"), rows=lambda config: iter(rows))
    ((_, lines),) = tables.csv_files(part)  # without a config that this version does not know
    _, line = lines
    cells = ['"a;=1+1"' if id == "why" else '"[""b""]"' if id == "reference" else "" for id in ids]
    assert line.decode() == ",".join(cells) + "\r\n"


def test_sqlite_gives_back_every_row(corpus: Corpus, tmp_path: Path) -> None:
    tables.sqlite_file(corpus, tmp_path / "corpus.db")
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as connection:
        connection.row_factory = sqlite3.Row
        listed = connection.execute("select name from sqlite_master where type = 'table'")
        assert [row["name"] for row in listed] == list(corpus.configs)
        for config in corpus.configs:
            found = [dict(row) for row in connection.execute(f'select * from "{config}"')]
            rows = list(corpus.rows(config))
            assert [from_sqlite(row, own) for row, own in zip(found, rows, strict=True)] == rows
        claimed = connection.execute('select sum("end" - start) from claims').fetchone()[0]
        assert claimed == sum(row["end"] - row["start"] for row in corpus.rows("claims"))
        joined = connection.execute(
            "select count(*) from claims join articles on claims.article = articles.id"
        )
        assert joined.fetchone()[0] == len(list(corpus.rows("claims")))


def from_sqlite(row: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    def value(name: str) -> Any:
        if isinstance(own[name], list):
            return json.loads(row[name])
        return bool(row[name]) if isinstance(own[name], bool) else row[name]

    return {name: value(name) for name in row}


def test_a_python_without_sqlite_gives_a_message(
    harbour_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "sqlite", lambda: None)
    assert optional.sqlite() is not None
    with pytest.raises(ImportError, match="this Python has no sqlite3"):
        tables.sqlite_file(load(harbour_release), tmp_path / "corpus.db")


def test_duckdb_has_the_same_tables_and_types(corpus: Corpus, tmp_path: Path) -> None:
    import duckdb

    tables.duckdb_file(corpus, tmp_path / "corpus.duckdb")
    with duckdb.connect(str(tmp_path / "corpus.duckdb"), read_only=True) as connection:
        names = {name for (name,) in connection.execute("show tables").fetchall()}
        assert names == {*corpus.configs}
        for config in corpus.configs:
            found = connection.execute(f'select * from "{config}"')
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            assert rows == corpus.to_arrow(config).to_pylist()


def test_a_part_of_a_release(harbour_release: Path, tmp_path: Path) -> None:
    part = load(harbour_release).where(genre="opinion")
    for name, write in (("a.db", tables.sqlite_file), ("a.duckdb", tables.duckdb_file)):
        write(part, tmp_path / name)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("select id from articles").fetchall() == [("council-walks-out",)]
