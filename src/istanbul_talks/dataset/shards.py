"""Rows to the files of a release: shards of Parquet and their JSON Lines twin, read back before anything is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import CorpusError
from ..files import atomic, disk
from ..files.strict_json import compact
from ..model.columns import plain_rows
from .facts import Config
from .layout import shard_name
from .rows import Rows, arrow_schema, misplaced, to_batch

BATCH = (
    500  # articles a row group; measured faster than larger ones, and what memory holds at a time
)
ROWS = 8_000  # rows of all configs that memory holds at a time: an article with two passes can have a thousand
SHARD = 20_000  # articles a shard: some 100 MB of Parquet
_PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "write_page_checksum": True,
    "write_page_index": True,
}


@dataclass
class _Totals:
    rows: int = 0
    memory: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


@dataclass
class _Writer:
    """One shard of one config: rows in, Parquet and JSON Lines out."""

    schema: pa.Schema
    config: str
    parquet: pq.ParquetWriter
    lines: BinaryIO
    totals: _Totals
    rows: list[dict[str, Any]] = field(default_factory=list)

    def flush(self) -> None:
        if self.rows:
            batch = to_batch(self.config, self.rows, self.schema)
            self.parquet.write_batch(batch)
            data = b"".join(compact(row) for row in self.rows)
            self.lines.write(data)
            self.totals.digest.update(data)
            self.totals.rows += len(self.rows)
            self.totals.memory += batch.nbytes
            self.rows.clear()


def write_rows(
    articles: Iterator[Rows],
    folder: Path,
    configs: Sequence[str],
    *,
    shard: int,
    most: int,
    free: bool = False,
) -> dict[str, Config]:
    """Write the rows of articles, at most `most` of them, `shard` to a file. `free`: their words may be null."""
    totals = {config: _Totals() for config in configs}
    shards = -(-most // shard)
    written = 0
    for number in range(shards):
        with ExitStack() as stack:
            writers = [
                _open(stack, folder, config, (number, shards), totals[config], free)
                for config in configs
            ]
            for rows in _take(articles, shard):
                for writer in writers:
                    writer.rows += rows[writer.config]
                written += 1
                if written % BATCH == 0 or sum(len(writer.rows) for writer in writers) >= ROWS:
                    for writer in writers:
                        writer.flush()
            for writer in writers:
                writer.flush()
    sizes = {
        config: sum(path.stat().st_size for path in (folder / "data" / config).iterdir())
        for config in configs
    }
    return {
        c: Config(t.rows, t.digest.hexdigest(), shards, t.memory, sizes[c])
        for c, t in totals.items()
    }


def _take(articles: Iterator[Rows], most: int) -> Iterator[Rows]:
    for _, rows in zip(range(most), articles, strict=False):
        yield rows


def _open(
    stack: ExitStack, folder: Path, config: str, place: tuple[int, int], totals: _Totals, free: bool
) -> _Writer:
    sink = stack.enter_context(atomic.create(folder / shard_name(config, *place, "parquet")))
    lines = stack.enter_context(atomic.create(folder / shard_name(config, *place, "jsonl")))
    schema = arrow_schema(config, free=free)
    parquet = stack.enter_context(pq.ParquetWriter(sink, schema, **_PARQUET))
    return _Writer(schema, config, parquet, lines, totals)


def read_back(folder: Path, configs: Mapping[str, Config], *, free: bool = False) -> None:
    """Compare what Parquet gives back, checksums verified, with the rows that were meant, and every span with its text.

    CorpusError if anything differs.
    """
    for name, config in configs.items():
        digest = hashlib.sha256()
        for row in _rows_of_parquet(folder, name, config.shards):
            digest.update(compact(row))
            wrong = misplaced(row) if name == "articles" and not free else None
            if wrong:
                raise CorpusError(
                    f"{row['id']}: the span of {wrong} does not hold its words. Nothing was published; report this as a fault"
                )
        if digest.hexdigest() != config.digest:
            raise CorpusError(
                f"{name}: Parquet gives back other rows than were written. Nothing was published; check the disk"
            )


def _rows_of_parquet(folder: Path, name: str, shards: int) -> Iterator[dict[str, Any]]:
    for number in range(shards):
        shard = disk.map_file(folder / shard_name(name, number, shards, "parquet"))
        with pq.ParquetFile(pa.BufferReader(shard), page_checksum_verification=True) as file:
            for batch in file.iter_batches(BATCH):
                yield from plain_rows(batch)
