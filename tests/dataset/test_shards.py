"""Shards whose rows do not fit, and what of a shard stays as it was if a row is added."""

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from istanbul_talks.dataset import parquet, shards
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
    written = write_shard(
        [lines], Staging(folder, folder), {c: parquet.schema(c) for c in lines}, Shard()
    )
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


def shard_of(folder: Path, rows: list[bytes]) -> Path:
    """The Parquet file of these rows of `articles`."""
    schemas = {"articles": parquet.schema("articles")}
    write_shard(({"articles": row} for row in rows), Staging(folder, folder), schemas, Shard())
    return folder / Shard().path("articles", "parquet")


def row_groups(path: Path) -> set[bytes]:
    """The bytes of each row group, without the footer's offsets."""
    data, found = path.read_bytes(), set()
    facts = pq.read_metadata(path)
    for number in range(facts.num_row_groups):
        group = facts.row_group(number)
        columns = [group.column(at) for at in range(group.num_columns)]
        starts = [c.dictionary_page_offset or c.data_page_offset for c in columns]
        sizes = [c.total_compressed_size for c in columns]
        found.add(b"".join(data[at : at + size] for at, size in zip(starts, sizes, strict=True)))
    return found


def test_a_new_article_changes_few_row_groups(
    tmp_path: Path, article: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LEAST", 4)
    monkeypatch.setattr(shards, "MOST", 64)
    rows = [article.replace(b'"id":"', b'"id":"%03d-' % n, 1) for n in range(200)]
    before, after = (
        row_groups(shard_of(tmp_path / "a", rows)),
        row_groups(shard_of(tmp_path / "b", rows[1:])),
    )
    assert len(before) > 5
    assert len(before - after) <= 2


@pytest.mark.slow
def test_a_new_article_changes_few_pages_of_a_row_group(tmp_path: Path, article: bytes) -> None:
    draw, row = random.Random(1), json.loads(article)
    row |= {"mentions": [], "claims": [], "stance": []}
    rows = [
        compact({**row, "id": f"a-{n:04}", "text": draw.randbytes(1000).hex()}) for n in range(2000)
    ]
    (before,), (after,) = (
        row_groups(shard_of(tmp_path / name, own)) for name, own in (("a", rows), ("b", rows[1:]))
    )
    middle = len(before) // 2
    assert before[middle : middle + 100_000] in after
