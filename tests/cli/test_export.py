"""The command `export`."""

import re
from pathlib import Path

import pytest

from istanbul_talks import load
from istanbul_talks.cli.main import main
from istanbul_talks.formats import FORMATS, conllu, gliner
from support.command import run


def test_a_list_of_all_formats(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "export")
    assert code == 0
    exported = [name for name, row in FORMATS.items() if row.function]
    assert [line.split("  ")[0].strip() for line in out.splitlines()] == exported
    assert re.search("(?m)^csv +a CSV file per config, safe in spreadsheets$", out)


def test_to_standard_output(
    harbour_release: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "conllu", str(harbour_release)]) == 0
    assert capsysbinary.readouterr().out == b"".join(conllu.export(load(harbour_release)))


def test_to_a_file(
    harbour_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "train.json"
    call = ("export", "gliner", harbour_release, "--window", "50", "--out", out)
    lost = "everything but tokens, and places and types of mentions"
    assert run(capsys, *call) == (
        0,
        f"{out}: 3 articles of harbour-talks 1.2.3\n",
        f"This format has no place for: {lost}\n",
    )
    assert out.read_bytes() == b"".join(gliner.export(load(harbour_release), 50))
    call = ("export", "csv", harbour_release, "--out", tmp_path / "tables")
    assert run(capsys, *call)[2] == ""  # tables have everything


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["glinr"], "there is no format “glinr”; did you mean “gliner”?"),
        (["sqlite"], "sqlite is a file. Say where to write it, with --out"),
        (["csv", "--window", "3", "--out", "out"], "csv has no window. Formats that have it: gli"),
        (["gliner", "--window", "0", "--out", "out"], "window: 0 is too small."),
    ],
)
def test_what_cannot_be_exported_is_one_line(
    harbour_release: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    name, *rest = arguments
    code, out, err = run(capsys, "export", name, harbour_release, *rest)
    assert (code, out) == (2, "")
    assert err.startswith(f"istanbul-talks: {said}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_text_free_edition_names_restore(
    harbour_text_free: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "export", "conll2003", harbour_text_free)
    assert (code, out) == (2, "")
    assert "istanbul-talks restore --texts DIR" in err
