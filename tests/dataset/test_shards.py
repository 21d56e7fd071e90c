"""Shards whose rows do not fit."""

from pathlib import Path

import pytest

from istanbul_talks.dataset.shards import Shard, write_shard
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.atomic import Staging
from istanbul_talks.files.json_bytes import compact

DECISION = {
    "article": "river-talks",
    "id": "met",
    "layer": "claim",
    "reference": ["met"],
    "overruled": [],
    "decided": "kept",
    "why": "It is said.",
    "by": "vm",
    "kind": "human",
    "date": "2025-06-02",
}


@pytest.fixture
def article(harbour_release: Path) -> bytes:
    (path,) = (harbour_release / "jsonl" / "articles").iterdir()
    return path.read_bytes().splitlines(keepends=True)[0]


def write(folder: Path, article: bytes, decision: dict[str, object]) -> int:
    lines = {"articles": article, "decisions": compact(decision)}
    written = write_shard([lines], Staging(folder, folder), list(lines), Shard(), free=False)
    return written["decisions"].rows


def test_a_row_that_fits_is_written(tmp_path: Path, article: bytes) -> None:
    assert write(tmp_path, article, DECISION) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [({"colour": "red"}, "unexpected field"), ({"why": None}, "null"), ({"by": 7}, "/by")],
)
def test_a_row_of_another_version_is_named(
    tmp_path: Path, article: bytes, change: dict[str, object], said: str
) -> None:
    message = rf"decisions: a row does not fit its columns \(.*{said}.*\)\. Use the version that"
    with pytest.raises(CorpusError, match=message):
        write(tmp_path, article, {**DECISION, **change})
