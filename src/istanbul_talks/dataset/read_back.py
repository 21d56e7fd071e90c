"""Reads back a shard that was just written, and compares its values and its spans."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CorpusError
from ..files.optional import require
from ..model.rows import misplaced, plain_rows
from ..text.visible import visible
from . import parquet

if TYPE_CHECKING:
    import pyarrow

# Lists of an `articles` row that have spans; the columns of start, end and words.
_SPANS = (
    ("mentions", "start", "end", "text"),
    ("claims", "start", "end", "quote"),
    ("claims", "cue_start", "cue_end", "cue"),
    ("stance", "condition_start", "condition_end", "condition"),
    ("evidence", "start", "end", "text"),
    ("quoted", "start", "end", "text"),
)


class Values:
    """A hash of the values in record batches, however Arrow has them in memory."""

    def __init__(self) -> None:
        self._hash, self._arrow = hashlib.sha256(), parquet.arrow()

    @property
    def digest(self) -> str:
        """SHA-256 of the values so far. It also depends on how many rows each batch has."""
        return self._hash.hexdigest()

    def add(self, batch: pyarrow.RecordBatch) -> None:
        """Add a batch."""
        for column in batch.columns:
            self._add(column)

    def _add(self, array: Any) -> None:
        types = self._arrow.types
        if types.is_struct(array.type):
            for inner in array.flatten():
                self._add(inner)
        elif types.is_list(array.type):
            self._update(array.value_lengths())
            self._add(array.flatten())
        elif array.null_count:
            self._update(array.is_null())
            self._update(array.drop_null())
        else:
            self._update(array)

    def _update(self, array: Any) -> None:
        if self._arrow.types.is_boolean(array.type):
            array = array.cast("uint8")  # the last byte of eight bits could have anything to spare
        # A message has the length of the array, and begins its offsets with 0.
        self._hash.update(self._arrow.RecordBatch.from_arrays([array], ["values"]).serialize())


def read_back(path: Path, config: str, digest: str) -> None:
    """Compare a shard with the hash of the written values, and every span with its text.

    CorpusError if anything differs.
    """
    found = Values()
    try:
        for batch in parquet.row_groups(path):
            found.add(batch)
            if config == "articles" and not _spans_fit(batch):
                for row in plain_rows(batch):
                    check_spans(row)
    except (parquet.arrow().ArrowException, OSError) as error:
        problem = f"{config}: Parquet cannot be read back ({visible(str(error), 200)})"
        raise CorpusError(f"{problem}. Nothing was published. Check the disk") from None
    if found.digest != digest:
        differ = f"{config}: the rows read from Parquet differ from the written ones"
        raise CorpusError(f"{differ}. Nothing was published. Check the disk")


def check_spans(row: dict[str, Any]) -> None:
    """Raise CorpusError if a span of an `articles` row does not match its text."""
    wrong = misplaced(row)
    if wrong:
        differ = f"{row['id']}: the span of {wrong} does not match its text"
        raise CorpusError(f"{differ}. Nothing was published. Please report this bug")


def _spans_fit(batch: pyarrow.RecordBatch) -> bool:
    """Whether every span of these articles matches its text, if they have any."""
    batch = batch.filter(batch["text"].is_valid())
    layers = {name: _items(batch[name]) for name in ("mentions", "claims", "stance")}
    for layer, name in (("stance", "evidence"), ("claims", "quoted")):
        owners, items = layers[layer]
        if name not in items.schema.names:  # of a release before 0.4.0
            continue
        numbers, spans = _items(items[name])
        layers[name] = owners.take(numbers), spans
    texts = batch["text"].to_pylist()
    spans = [(layer, columns) for layer, *columns in _SPANS if layer in layers]
    return all(_match(texts, *layers[layer], columns) for layer, columns in spans)


def _items(lists: Any) -> tuple[Any, pyarrow.RecordBatch]:
    """The items of all lists, each with the number of its list."""
    numbers = require("pyarrow.compute", "arrow").list_parent_indices(lists)
    return numbers, parquet.arrow().RecordBatch.from_struct_array(lists.flatten())


def _match(texts: list[str], owners: Any, items: pyarrow.RecordBatch, columns: list[str]) -> bool:
    has_words = items[columns[-1]].is_valid()
    arrays = (owners, *(items[column] for column in columns))
    spans = zip(*(array.filter(has_words).to_pylist() for array in arrays), strict=True)
    return all(texts[owner][start:end] == words for owner, start, end, words in spans)
