"""`export`: where a format is written, all or nothing, and what is refused."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import istanbul_talks
from istanbul_talks import ArgumentError, Corpus, CorpusError, UnknownNameError, load
from istanbul_talks.cli.parser import COMMANDS
from istanbul_talks.files.disk import files_below
from istanbul_talks.formats import FORMATS, Format, gliner, tables
from istanbul_talks.formats.export import format_of, losses, stream
from istanbul_talks.model.records import Article

TABLES = ("csv", "sqlite", "duckdb")
EXPORTED = [name for name, row in FORMATS.items() if row.function]


@pytest.fixture
def corpus(harbour_release: Path) -> Corpus:
    return load(harbour_release)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    found = files_below(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("name", EXPORTED)
def test_each_format_is_written_where_it_should_be(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "deep" / "out"
    assert istanbul_talks.export(corpus, name, out) == out
    found = files(tmp_path)
    if name == "csv":
        made = {path: b"".join(data) for path, data in tables.csv_files(corpus)}
        assert found == {f"deep/out/{path}": data for path, data in made.items()}
    if FORMATS[name].into != "folder":
        assert list(found) == ["deep/out"]
    if FORMATS[name].into == "stream":
        assert out.read_bytes() == b"".join(stream(corpus, name))
    assert min(map(len, found.values())) > 5


def test_options_reach_the_format(corpus: Corpus, tmp_path: Path) -> None:
    istanbul_talks.export(corpus, "gliner", tmp_path / "a", window=30)
    assert (tmp_path / "a").read_bytes() == b"".join(gliner.export(corpus, 30))
    assert b"".join(stream(corpus, "gliner", window=30)) == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize("name", ["gliner", "sqlite"])
def test_a_file_is_replaced(corpus: Corpus, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    istanbul_talks.export(corpus, name, str(out))
    first = out.read_bytes()
    assert first != b"old"
    istanbul_talks.export(corpus, name, str(out))
    assert out.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def broken(*_: Any, **__: Any) -> Iterator[Any]:
    yield b"begun"
    raise CorpusError("stopped")


def broken_file(_: Any, path: Path) -> None:
    path.write_bytes(b"begun")
    raise CorpusError("stopped")


def broken_folder(_: Any) -> Iterator[tuple[str, list[bytes]]]:
    yield "a.csv", [b"begun"]
    raise CorpusError("stopped")


@pytest.mark.parametrize(
    ("name", "module", "function", "instead"),
    [
        ("gliner", gliner, "export", broken),
        ("sqlite", tables, "sqlite_file", broken_file),
        ("csv", tables, "csv_files", broken_folder),
    ],
)
def test_a_failure_leaves_what_was_there(
    corpus: Corpus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    module: Any,
    function: str,
    instead: Any,
) -> None:
    monkeypatch.setattr(module, function, instead)
    if name != "csv":
        (tmp_path / "out").write_bytes(b"old")
    before = files(tmp_path)
    with pytest.raises(CorpusError, match="stopped"):
        istanbul_talks.export(corpus, name, tmp_path / "out")
    assert files(tmp_path) == before


def test_a_folder_with_files_is_not_replaced(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_bytes(b"mine")
    with pytest.raises(ArgumentError, match="out: .* must be a new or empty folder"):
        istanbul_talks.export(corpus, "csv", tmp_path)
    with pytest.raises(ArgumentError, match="out: .* must be a new or empty folder"):
        istanbul_talks.export(corpus, "csv", tmp_path / "thesis.txt")
    with pytest.raises(ArgumentError, match="out: .* is not a file. Give the name of a file"):
        istanbul_talks.export(corpus, "gliner", tmp_path)
    assert files(tmp_path) == {"thesis.txt": b"mine"}
    (tmp_path / "empty").mkdir()
    istanbul_talks.export(corpus, "csv", tmp_path / "empty")
    assert (tmp_path / "empty" / "articles.csv").is_file()


@pytest.mark.parametrize("name", EXPORTED)
def test_a_text_free_edition_gives_tables_and_else_names_restore(
    harbour_text_free: Path, tmp_path: Path, name: str
) -> None:
    corpus = load(harbour_text_free)
    if name in TABLES:
        assert istanbul_talks.export(corpus, name, tmp_path / "out").exists()
        return
    with pytest.raises(CorpusError, match="restore --texts"):
        istanbul_talks.export(corpus, name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_unknown_names_are_refused(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no format “glinr”; did you mean “gliner”"):
        istanbul_talks.export(corpus, "glinr", tmp_path / "out")
    with pytest.raises(UnknownNameError, match=r"no format “x”\. Choose one of: gliner, spacy, "):
        format_of("x")
    with pytest.raises(ArgumentError, match="csv has no window. Formats that have it: gliner"):
        istanbul_talks.export(corpus, "csv", tmp_path / "out", window=3)
    with pytest.raises(ArgumentError, match="gliner has no colour. Formats that have it: none"):
        istanbul_talks.export(corpus, "gliner", tmp_path / "out", colour=3)
    with pytest.raises(TypeError, match="name: give one of: gliner, "):
        istanbul_talks.export(corpus, 3, tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="part: give a Corpus or a Subset, not dict"):
        istanbul_talks.export(dict(corpus), "csv", tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="sqlite is a file. Say where to write it, with --out"):
        stream(corpus, "sqlite")


def test_the_command_has_every_option_of_the_formats() -> None:
    options = {option for row in FORMATS.values() for option in row.options}
    assert {f"--{option}" for option in options} <= COMMANDS["export"]["options"].keys()


def test_formats_that_are_only_imported_are_refused(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "other", Format(None, "stream", "another"))
    with pytest.raises(ArgumentError, match="other can only be imported: istanbul-talks import "):
        stream(corpus, "other")


def test_what_is_lost_is_counted_by_the_function_of_the_format(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(articles: Iterable[Article]) -> dict[str, int]:
        return {"claim": sum(len(article.claims) for article in articles)}

    monkeypatch.setattr(gliner, "counted", counted, raising=False)
    monkeypatch.setitem(FORMATS, "gliner", FORMATS["gliner"]._replace(losses="gliner.counted"))
    claims = len(list(corpus.rows("claims")))
    assert losses(corpus, "gliner") == [FORMATS["gliner"].lost, f"{claims} × claim"]
    assert losses(corpus, "csv") == []
