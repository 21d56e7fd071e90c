"""Files of other tools: lines one by one, and what is too long."""

from pathlib import Path

import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.files import foreign
from istanbul_talks.files.foreign import ForeignFiles


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\r\n\n[]")
    assert [*ForeignFiles(tmp_path).lines("a.jsonl")] == [b"{}\r\n", b"\n", b"[]"]


def test_a_line_that_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MOST", 5)
    (tmp_path / "a.jsonl").write_bytes(b"1234\n123456789\n")
    lines = ForeignFiles(tmp_path).lines("a.jsonl")
    assert next(lines) == b"1234\n"
    with pytest.raises(CorpusError, match="a.jsonl:2: the line has more than 5 bytes"):
        next(lines)
