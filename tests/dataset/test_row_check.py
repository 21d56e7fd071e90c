"""A row that was forged is named by config, row, column and value."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import CorpusError, VerificationError, agreement, evaluate, load
from istanbul_talks.dataset.row_check import RowCheck
from istanbul_talks.model.columns import CONFIGS, columns
from support.forged import only, seal


@pytest.fixture
def copy(enriched_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(enriched_release, tmp_path / "copy"))


WRONG: tuple[Any, ...] = (["x"], {"a": 1}, 5.5, True, -1, "soon", None, 5.0, 1 << 31, 10**30)


def accepted(field: Any, value: Any) -> bool:
    """Whether a column may have a value, as docs/data.md says it."""
    if field.many:
        return False if not isinstance(value, list) else field.type is str
    if value is None:
        return bool(field.nullable)
    if field.type is bool:
        return isinstance(value, bool)
    return field.type is str and isinstance(value, str) and not field.column.labels


def forged(config: str, row: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """One field at a time over every column, and over those of its first inner record."""
    for field in columns(CONFIGS[config]):
        for value in WRONG:
            if not accepted(field, value):
                yield field.name, value, {**row, field.name: value}
        if is_dataclass(field.type) and row[field.name]:
            first, *rest = row[field.name]
            for inner in columns(field.type):
                for value in WRONG:
                    if not accepted(inner, value):
                        spoilt = [{**first, inner.name: value}, *rest]
                        yield f"{field.name}/0/{inner.name}", value, {**row, field.name: spoilt}


@pytest.mark.parametrize("config", CONFIGS)
def test_every_column_of_every_config(config: str, enriched_release: Path) -> None:
    corpus = load(enriched_release)
    check = RowCheck("here", config, corpus.labels)
    row = next(corpus.rows(config))
    assert check.row(json.dumps(row).encode(), "row 1") == row
    tried = 0
    for column, _, spoilt in forged(config, row):
        with pytest.raises(VerificationError, match=f"^here: row 7 of {config}: {column}"):
            check.row(json.dumps(spoilt).encode(), "row 7")
        tried += 1
    assert tried > len(columns(CONFIGS[config]))


@pytest.mark.parametrize("line", [b"null", b"[]", b"5", b"{", b"\xff", b"[" * 100_000, b""])
def test_lines_that_are_no_rows(line: bytes) -> None:
    with pytest.raises(VerificationError, match="^here: row 2 of claims"):
        RowCheck("here", "claims", {}).row(line, "row 2")


def test_words_may_be_null_where_there_is_no_text() -> None:
    line = b'{"article":"a","quote":null}'
    assert RowCheck("here", "claims", {}, free=True).row(line, "row 1")["quote"] is None
    with pytest.raises(VerificationError, match="^here: row 1 of claims: quote cannot be None"):
        RowCheck("here", "claims", {}).row(line, "row 1")


@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-01", "0000-01-01", "2024-1-1", "24-01-01"])
def test_days_that_are_none(day: str) -> None:
    line = json.dumps({"id": "a", "published_latest": day}).encode()
    with pytest.raises(VerificationError, match=f"published_latest cannot be '{day}'"):
        RowCheck("here", "articles", {}).row(line, "row 1")


def test_a_row_of_another_article_than_it_begins_with() -> None:
    check = RowCheck("here", "claims", {})
    with pytest.raises(VerificationError, match="row 4 of claims: article cannot be 'b'"):
        check.row(b'{"article":"a","article":"b"}', "row 4", "a")
    with pytest.raises(VerificationError, match=r"row 4 of claims: article cannot be '\.\./a'"):
        check.row(b'{"article":"../a"}', "row 4")


LABELS: tuple[Any, ...] = ([], None, "x", {"stance_label": 5}, {"stance_label": [5]})
TARGETS: tuple[Any, ...] = (None, [], {}, {"targets": "x"}, {"targets": [{}]}, {"targets": [5]})


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("labels", v) for v in LABELS), *(("targets", v) for v in TARGETS)],
)
def test_labels_and_targets_of_another_shape(copy: Path, name: str, value: Any) -> None:
    (copy / "schema" / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    seal(copy)
    corpus = load(copy)
    with pytest.raises(VerificationError, match=rf"schema/{name}\.json is not what"):
        _ = getattr(corpus, name)
    for use in (agreement, lambda c: evaluate([], config="stance", articles=c)):
        with contextlib.suppress(CorpusError):
            use(corpus)


@pytest.mark.parametrize(
    ("config", "old", "new", "said"),
    [
        (
            "articles",
            b'{"id":"',
            b'{"ID":"',
            "row 1 of articles: it starts with .*, not with its id",
        ),
        (
            "decisions",
            b'{"article":"',
            b'{"article":5,"x":"',
            "row 1 of decisions: article cannot be 5",
        ),
        (
            "articles",
            b'"entity":"',
            b'"entity":"x',
            "row 1 of articles: its parts do not fit together",
        ),
        ("passes", b'"layer":', b'"Layer":', "of passes: Layer is not a column"),
        ("articles", b'"claims":', b'"Claims":', "of articles: Claims is not a column"),
    ],
)
def test_rows_that_lack_what_a_record_needs(
    copy: Path,
    config: str,
    old: bytes,
    new: bytes,
    said: str,
) -> None:
    path = only(copy, f"jsonl/{config}/*.jsonl")
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    seal(copy)
    with pytest.raises(VerificationError, match=said):
        corpus = load(copy)
        list(corpus.rows(config))
        list(corpus.articles())
        list(corpus.passes())
        list(corpus.rows("mentions"))
        list(corpus.rows("decisions"))
        list(corpus.rows("mentions"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            b'{"id":"a","claims":[%s0]}' % (b"0," * 2_000_000),
            "row 1 of articles: claims/0 cannot be 0",
        ),
        (
            b'{"id":"a","x":[%s0],"text":5}' % (b"[]," * 1_000_000),
            "row 1 of articles: text cannot ",
        ),
        (
            b'{"id":"a","text":"%s"}' % (b"x" * (17 << 20)),
            r"17,825,8\d\d bytes, and at most 16,777,216",
        ),
        (b'{"id":"a","text":%s%s}' % (b"[" * 900, b"]" * 900), "text cannot be .*\\.\\.\\."),
    ],
    ids=["many errors", "many values", "long", "deep"],
)
def test_rows_that_would_take_much_memory_or_time(line: bytes, said: str, tmp_path: Path) -> None:
    """Two million errors took 3 GB and a minute when each was described."""
    (tmp_path / "line").write_bytes(line)
    code = (
        "import re, sys\n"
        "from istanbul_talks.dataset.row_check import RowCheck\n"
        "try: RowCheck('here', 'articles', {}).row(open(sys.argv[1], 'rb').read(), 'row 1')\n"
        "except Exception as error: print(error)\n"
        "status = open('/proc/self/status').read()\n"
        "print(int(re.search(r'VmHWM:\\s+([0-9]+) kB', status)[1]) // 1024)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "line")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    message, peak = done.stdout.strip().splitlines()
    assert re.search(said, message), message
    assert int(peak) < 250
