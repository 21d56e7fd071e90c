"""`pack` and `unpack`, and what the other commands do with a packed corpus."""

from pathlib import Path

import pytest

from corpora import harbour
from istanbul_talks.cli.main import main
from istanbul_talks.files.disk import files_below


@pytest.fixture
def packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    plain = harbour(tmp_path / "harbour")
    (plain / "notes.txt").write_bytes(b"")
    assert main(["pack", "--root", str(plain), str(tmp_path / "packed")]) == 0
    out = capsys.readouterr().out.splitlines()
    own = sum(len(files_below(plain / name)) for name in ("corpus", "annotations"))
    others = len(files_below(plain)) - own - 1
    size = sum(path.stat().st_size for path in files_below(tmp_path / "packed"))
    files = f"{own} captures and annotations, {others} other files, {size:,} bytes"
    assert out == [f"{tmp_path / 'packed'}: {files}", "  not copied: notes.txt"]
    return tmp_path / "packed"


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


def test_unpack(packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "unpack", "--root", packed, tmp_path / "again")
    (tmp_path / "harbour" / "notes.txt").unlink()
    files = [
        {path.relative_to(root): path.read_bytes() for path in files_below(root)}
        for root in (tmp_path / "harbour", tmp_path / "again")
    ]
    assert files[0] == files[1]
    size = sum(map(len, files[1].values()))
    assert (code, out.endswith(f"other files, {size:,} bytes\n")) == (0, True)


def test_the_wrong_way_round(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, "pack", "--root", packed, tmp_path / "x")
    remedy = "is packed already. Name a corpus with --root"
    assert (code, err) == (2, f"istanbul-talks: {packed} {remedy}\n")
    plain = tmp_path / "harbour"
    code, _, err = said(capsys, "unpack", "--root", plain, tmp_path / "x")
    remedy = "is not packed. Name a packed corpus with --root"
    assert (code, err) == (2, f"istanbul-talks: {plain} {remedy}\n")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "command",
    [["stats"], ["validate"], ["validate", "quay-reopens"], ["show", "quay-reopens"], ["audit"],
     ["agreement"]],
    ids=" ".join,
)  # fmt: skip
def test_commands_that_read_print_the_same(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    expected = said(capsys, *command, "--root", tmp_path / "harbour")
    assert expected[0] == 0
    assert said(capsys, *command, "--root", packed) == expected


@pytest.mark.parametrize(
    "command",
    [["new", "x.txt"], ["fmt"], ["fix"], ["reanchor", "quay-reopens"], ["audit", "--seed", "1"],
     ["baseline", "bad-date", "--why", "Old."]],
    ids=" ".join,
)  # fmt: skip
def test_commands_that_write_ask_to_unpack_first(
    packed: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    before = {path: path.read_bytes() for path in files_below(packed)}
    code, out, err = said(capsys, *command, "--root", packed)
    remedy = f"First run: istanbul-talks unpack --root {packed} DIR"
    expected = f"istanbul-talks: {packed} is packed, so it cannot be changed. {remedy}\n"
    assert (code, out, err) == (2, "", expected)
    assert {path: path.read_bytes() for path in files_below(packed)} == before
