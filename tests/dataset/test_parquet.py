"""JSON Lines as record batches."""

from datetime import date
from pathlib import Path

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from istanbul_talks.dataset import parquet
from istanbul_talks.files.json_bytes import compact
from istanbul_talks.model.columns import CONFIGS
from istanbul_talks.model.rows import plain_rows
from support import release_rows

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def decision(text: str) -> dict[str, object]:
    names = "article id layer decided why by kind date"
    return dict.fromkeys(names.split(), text) | {"reference": [text], "overruled": []}


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_any_text_is_the_same_in_arrow(texts: list[str]) -> None:
    rows = [decision(text) for text in texts]
    batch = parquet.to_batch(b"".join(map(compact, rows)), parquet.schema("decisions"))
    assert batch.to_pylist() == rows


def test_every_config_of_a_release_is_the_same_in_arrow(enriched_release: Path) -> None:
    for config in CONFIGS:
        lines = b"".join(map(release_rows.line, release_rows.rows(enriched_release, config)))
        batch = parquet.to_batch(lines, parquet.schema(config))
        assert batch.schema.equals(parquet.schema(config))
        batch.validate(full=True)
        assert b"".join(map(compact, plain_rows(batch))) == lines


def test_days_are_days(harbour_release: Path) -> None:
    (path,) = (harbour_release / "jsonl" / "articles").iterdir()
    batch = parquet.to_batch(path.read_bytes(), parquet.schema("articles"))
    lines = path.read_bytes().splitlines()
    days = [
        day and date.fromisoformat(day)
        for day in (orjson.loads(x)["published_earliest"] for x in lines)
    ]
    assert batch["published_earliest"].to_pylist() == days
    assert any(days)


@pytest.mark.parametrize(
    "row",
    [
        decision("x") | {"colour": "red"},
        decision("x") | {"by": 7},
        decision("x") | {"reference": "x"},
    ],
)
def test_a_row_that_does_not_fit_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(pa.ArrowInvalid):
        parquet.to_batch(compact(row), parquet.schema("decisions"))


def test_lines_longer_than_a_block_are_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_BLOCK", 1_000)
    rows = [decision(f"{number}" * 50) for number in range(9)]
    batch = parquet.to_batch(b"".join(map(compact, rows)), parquet.schema("decisions"))
    assert batch.to_pylist() == rows
