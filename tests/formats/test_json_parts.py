"""JSON in parts is the JSON of the complete file: the same values, and the same refusals."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.errors import CorpusError
from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import json_parts
from istanbul_talks.formats.json_parts import JsonParts, entries, rows

texts = st.text(alphabet=st.sampled_from('ab"\\[]{},:é😀\n\u2028 '), max_size=6)
plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts | st.floats(-1e9, 1e9)
values = st.recursive(
    plain, lambda some: st.lists(some, max_size=3) | st.dictionaries(texts, some, max_size=3)
)


class Few(io.BytesIO):
    """A file that never gives more than so many bytes at once."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.most)


def everything(parts: JsonParts, *, skipped: bool = False) -> Any:
    """The value of a file, taken member by member, or skipped member by member."""
    seen = parts.next()
    if seen not in ("[", "{"):
        found = parts.skip() if skipped else parts.value()
    else:
        take: Callable[[], Any] = parts.skip if skipped else parts.value
        members = [(key, take()) for key in parts.members()]
        found = dict(members) if seen == "{" else [value for _, value in members]
    parts.ended()
    return found


@given(values, st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
def test_the_parts_are_the_value(value: Any, most: int, indent: int | None, escaped: bool) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=escaped).encode()
    assert everything(JsonParts("x.json", Few(data, most))) == value
    everything(JsonParts("x.json", Few(data, most)), skipped=True)


@given(values, st.data(), st.integers(1, 9))
def test_a_damaged_file_is_refused_as_json_loads_does(value: Any, data: Any, most: int) -> None:
    good = json.dumps(value, ensure_ascii=False)
    at = data.draw(st.integers(0, len(good)))
    piece = data.draw(st.sampled_from(["", *'"\\,:[]{}x1 ']))
    bad = good[:at] + piece + good[at + data.draw(st.integers(0, 2)) :]
    try:
        expected = json.loads(bad)
    except ValueError:
        for skipped in (False, True):
            with pytest.raises(CorpusError, match="this is not JSON"):
                everything(JsonParts("x.json", Few(bad.encode(), most)), skipped=skipped)
    else:
        assert everything(JsonParts("x.json", Few(bad.encode(), most))) == expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.json:1: this is not JSON (Expecting value"),
        (b"[\n1,\n]", "x.json:3: this is not JSON (Expecting value"),
        (b"[1\n\n2]", "x.json:3: this is not JSON (“,” or “]” is missing)"),
        (b"[1]\n[2]", "x.json:2: this is not JSON (the value has ended, but more follows)"),
        (b'{"a" 1}', "x.json:1: this is not JSON (“:” is missing)"),
        (b'{"a": 1,\n2: 3}', "x.json:2: this is not JSON (a key in double quotes is missing)"),
        (b'[\n"a', "x.json:2: this is not JSON (Unterminated string"),
        (b"[\n{\n}}", "x.json:3: this is not JSON (“,” or “]” is missing)"),
        (b"[NaN]", "x.json:1: this is not JSON (NaN is no number)"),
        (b'[\n"\\ud800"]', "x.json:2: this is not JSON ('utf-8' codec"),
        (b"[1, \xef\xbb\xbf2]", "x.json:1: this is not JSON (Unexpected UTF-8 BOM"),
        (b'[1,\n"a\n\xe9"]', "x.json:3: not UTF-8. Save the file as UTF-8"),
        (b"[" + b"[" * 100_000, "x.json:1: this is not JSON ("),
    ],
)
def test_what_is_not_json_is_named_with_its_line(data: bytes, said: str) -> None:
    for skipped in (False, True):
        with pytest.raises(CorpusError) as raised:
            everything(JsonParts("x.json", io.BytesIO(data)), skipped=skipped)
        assert str(raised.value).startswith(said)


def test_a_byte_order_mark_at_the_beginning_is_no_part_of_the_value() -> None:
    assert everything(JsonParts("x.json", io.BytesIO(b"\xef\xbb\xbf[1]"))) == [1]


def test_a_value_that_is_too_long_is_refused() -> None:
    with patch.object(json_parts, "MOST", 100_000):
        with pytest.raises(CorpusError, match="x.json:2: a value has more than 100,000 bytes"):
            everything(JsonParts("x.json", io.BytesIO(b'[\n"' + b"a" * 300_000 + b'"]')))
        many = b"[" + b'"aaaaaaaaaa",' * 30_000 + b"1]"
        assert len(everything(JsonParts("x.json", io.BytesIO(many)))) == 30_001


def test_lines_are_given_once(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('[\n\n{"a":\n1}, 5,\n\n 6, 7\n]')
    (tmp_path / "one.json").write_text('\n{"a": 1}')
    source = ForeignFiles(tmp_path)
    assert [*rows(source, "x.json")] == [(3, {"a": 1}), (4, 5), (6, 6), (0, 7)]
    assert [*rows(source, "one.json")] == [(2, {"a": 1})]


def test_the_entries_of_what_is_no_object(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(CorpusError, match=r"x.json:1: this must be a JSON object \{…\}"):
        [*entries(ForeignFiles(tmp_path), "x.json")]


@pytest.mark.parametrize("data", ["[1]\n x", "5\n x", '{"a": 1}\n x'])
def test_nothing_may_follow(data: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(data)
    source = ForeignFiles(tmp_path)
    with pytest.raises(CorpusError, match="x.json:2: this is not JSON .the value has ended, but"):
        if data[0] == "{":
            for _, parts in entries(source, "x.json"):
                parts.skip()
        else:
            [*rows(source, "x.json")]


def test_line_breaks_of_windows() -> None:
    parts = JsonParts("x.json", io.BytesIO(b'\r\n[\r\n1,\r\n{"a":\r\n2}\r\n]\r\n'))
    assert everything(parts) == [1, {"a": 2}]
    assert parts.line == 7


def test_a_long_value_is_searched_few_times() -> None:
    class Counted(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Counted.reads += 1
            return super().read(size)

    assert len(everything(JsonParts("x.json", Counted(b'"' + b"a" * 30_000_000 + b'"')))) == 3e7
    assert Counted.reads < 20  # each as large as all before it
