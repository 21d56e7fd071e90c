"""What is read back from Parquet is compared with what was meant, value by value."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora import TODAY, river
from istanbul_talks.dataset import parquet, shards
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.read_back import Values
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder

SHARD = "train-00000-of-00001.parquet"
NESTED = pa.list_(pa.struct([("word", pa.string()), ("start", pa.int32()), ("new", pa.bool_())]))


def values(array: pa.Array) -> str:
    found = Values()
    found.add(pa.RecordBatch.from_arrays([array], ["column"]))
    return found.digest


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (["ab", "c"], ["a", "bc"], pa.string()),
        (["", "a"], [None, "a"], pa.string()),
        ([None, "a"], ["a", None], pa.string()),
        ([0, 1], [None, 1], pa.int32()),
        ([True, False], [True, True], pa.bool_()),
        ([["a"], ["b"]], [["a", "b"], []], pa.list_(pa.string())),
        ([["a"], []], [[], ["a"]], pa.list_(pa.string())),
        (["a", "b"], ["b", "a"], pa.string()),
        ([[{"word": "a", "start": 1}]], [[{"word": "a", "start": 2}]], NESTED),
        ([[{"word": "a", "new": True}]], [[{"word": "a", "new": False}]], NESTED),
    ],
)
def test_other_values_have_another_hash(one: Any, other: Any, kind: pa.DataType) -> None:
    assert values(pa.array(one, kind)) != values(pa.array(other, kind))


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["x", "ab", None, "c", "y"]),
        pa.array([9, None, 2, 9], pa.int32()),
        pa.array([True, None, False, True, True] * 5),
        pa.array([[], [{"word": "é", "new": None}], [{"start": 3}] * 2, []], NESTED),
    ],
)
def test_equal_values_have_one_hash_wherever_they_are_in_memory(array: pa.Array) -> None:
    part = array.slice(1, len(array) - 2)
    assert values(part) == values(pa.array(part.to_pylist(), array.type))


def shorter(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.slice(0, batch.num_rows - 1)


def backwards(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.take(pa.array(range(batch.num_rows)[::-1]))


@pytest.mark.parametrize("damage", [shorter, backwards])
def test_a_damaged_table_stops_a_build(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[pa.RecordBatch], pa.RecordBatch],
) -> None:
    root = CorpusFolder(river(tmp_path / "corpus"))
    right = pq.ParquetWriter.write_batch
    wrong = lambda self, batch: right(self, damage(batch))
    monkeypatch.setattr(pq.ParquetWriter, "write_batch", wrong)
    with pytest.raises(CorpusError, match="differ from the written ones"):
        build(root, tmp_path / "out", today=TODAY)
    assert os.listdir(tmp_path) == ["corpus"]


def test_what_parquet_gives_back_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, right = CorpusFolder(river(tmp_path / "corpus")), parquet.row_groups

    def wrong(path: Path) -> Iterator[pa.RecordBatch]:
        return map(shorter, right(path)) if "claims" in path.parts else right(path)

    monkeypatch.setattr(parquet, "row_groups", wrong)
    with pytest.raises(CorpusError, match="claims: the rows read from Parquet differ"):
        build(root, tmp_path / "out", today=TODAY)
    assert os.listdir(tmp_path) == ["corpus"]


def test_a_file_that_was_damaged_on_disk_stops_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, right = CorpusFolder(river(tmp_path / "corpus")), shards.read_back

    def damaged(path: Path, *known: str) -> None:
        column = pq.ParquetFile(path).metadata.row_group(0).column(1)
        data = bytearray(path.read_bytes())
        data[column.data_page_offset + column.total_compressed_size // 2] ^= 1
        path.write_bytes(data)
        right(path, *known)

    monkeypatch.setattr(shards, "read_back", damaged)
    message = (
        r"articles: Parquet cannot be read back \(.*\)\. Nothing was published\. Check the disk"
    )
    with pytest.raises(CorpusError, match=message):
        build(root, tmp_path / "out", today=TODAY)
    assert os.listdir(tmp_path) == ["corpus"]


def test_a_build_does_not_import_pandas(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from istanbul_talks.dataset.build import build\n"
        "from istanbul_talks.files.corpus_folder import CorpusFolder\n"
        "day = date.fromisoformat(sys.argv[2])\n"
        "corpus, out = map(Path, sys.argv[1].split(':'))\n"
        "assert build(CorpusFolder(corpus), out, today=day).facts\n"
        "assert 'pandas' not in sys.modules\n"
    )
    folders = f"{river(tmp_path / 'corpus')}:{tmp_path / 'out'}"
    subprocess.run([sys.executable, "-c", code, folders, str(TODAY)], check=True)
