"""Paths that data name: only those that stay in their folder, on every system."""

import tracemalloc
from pathlib import Path

import pytest

from istanbul_talks import VerificationError
from istanbul_talks.files import disk

ODD = (
    "", "/", "/x", "//x", "..", "../x", "a/../x", "a/..", ".", "./x", "a//b", "a/", "C:\\x", "C:x",
    "a\\b", "a\0b", "a\nb", "a b", "a.", "a ", " a", "a/b.", "%2e%2e/x", "..%2fx", "hf://x", "a:b",
    "file://h/x", "x?y", "x#y", "-x", ".git", "~", "~root", "$HOME", "con", "CON.txt", "a/nul", "é",
    "a/aux.json", "lpt1", "a\u202eb", "x" * 201, "a/" * 20 + "a", "*", "[a]", "a|b",
)  # fmt: skip
FINE = (
    "README.md", "LICENSE-DATA", "SHA256SUMS", "schema/labels.json", "1.0.0+abcdef12", "_x",
    "data/claims/train-00000-of-00001.parquet", "0" * 64, "console", "nulls.json", "a..b",
)  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_paths_that_leave_their_folder_or_are_odd(path: str, tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match="cannot have a file “"):
        disk.inside(tmp_path, path)


@pytest.mark.parametrize("path", FINE)
def test_paths_of_releases(path: str, tmp_path: Path) -> None:
    assert disk.inside(tmp_path, path) == tmp_path / path


def test_reading_takes_no_more_memory_than_there_are_bytes(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"twelve bytes")
    tracemalloc.start()
    assert disk.read(tmp_path / "x", 1 << 30) == b"twelve bytes"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20
    assert disk.read(tmp_path / "x", 5) == b"twelve"  # one more, to see that it is too large
