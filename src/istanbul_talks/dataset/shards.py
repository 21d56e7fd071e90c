"""Writes rows to Parquet shards and their JSON Lines twins, and reads them back."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..errors import CorpusError
from ..files.atomic import Staging
from ..files.strict_json import compact
from ..model.rows import Rows, misplaced
from . import parquet
from .layout import shard_names
from .manifest import Config

BATCH = 500  # articles in a row group: faster than larger ones, and less in memory
ROWS = 8_000  # rows of all configs in memory: an article with two passes can have a thousand
SHARD = 20_000  # articles in a shard: some 100 MB of Parquet


class Sharding(NamedTuple):
    """Some articles, and how many of them go into a file."""

    articles: int
    shard: int = SHARD

    @property
    def shards(self) -> int:
        return -(-self.articles // self.shard)


class _ConfigWriter:
    """Writes the rows of a config, shard by shard."""

    lines: BinaryIO
    table: Any

    def __init__(self, staged: Staging, config: str, shards: int, free: bool) -> None:
        self.config, self.staged, self.shards = config, staged, shards
        self.schema = parquet.schema(config, free=free)
        self.names = shard_names(config, shards, "parquet")
        self.twins = shard_names(config, shards, "jsonl")
        self.rows: list[dict[str, Any]] = []
        self.count, self.memory, self.digest = 0, 0, hashlib.sha256()

    @contextmanager
    def shard(self, number: int) -> Iterator[None]:
        """Start a shard."""
        with (
            self.staged.create(self.names[number]) as sink,
            self.staged.create(self.twins[number]) as self.lines,
            parquet.writer(sink, self.schema) as self.table,
        ):
            yield
            self.flush()

    def flush(self) -> None:
        if not self.rows:
            return
        batch = parquet.to_batch(self.rows, self.schema)
        self.table.write_batch(batch)
        data = b"".join(map(compact, self.rows))
        self.lines.write(data)
        self.digest.update(data)
        self.count += len(self.rows)
        self.memory += batch.nbytes
        self.rows.clear()

    def facts(self) -> Config:
        size = sum(self.staged.files[name][1] for name in self.names)
        return Config(self.count, self.digest.hexdigest(), self.shards, self.memory, size)


def write_rows(
    articles: Iterator[Rows], staged: Staging, names: Sequence[str], sharding: Sharding, free: bool
) -> dict[str, Config]:
    """Write the rows of articles. `free`: the article's own text may be null."""
    writers = [_ConfigWriter(staged, config, sharding.shards, free) for config in names]
    for number in range(sharding.shards):
        with ExitStack() as stack:
            for writer in writers:
                stack.enter_context(writer.shard(number))
            for done, rows in enumerate(islice(articles, sharding.shard), start=1):
                for writer in writers:
                    writer.rows += rows[writer.config]
                if done % BATCH == 0 or sum(len(writer.rows) for writer in writers) >= ROWS:
                    for writer in writers:
                        writer.flush()
    return {writer.config: writer.facts() for writer in writers}


def read_back(folder: Path, configs: Mapping[str, Config], *, free: bool = False) -> None:
    """Compare the rows in Parquet with the written ones, and every span with its text.

    CorpusError if anything differs.
    """
    for name, config in configs.items():
        digest = hashlib.sha256()
        for shard in shard_names(name, config.shards, "parquet"):
            for row in parquet.rows(folder / shard):
                digest.update(compact(row))
                if name == "articles" and not free:
                    check_spans(row)
        if digest.hexdigest() != config.digest:
            differ = f"{name}: the rows read from Parquet differ from the written ones"
            raise CorpusError(f"{differ}. Nothing was published. Check the disk")


def check_spans(row: dict[str, Any]) -> None:
    """Raise CorpusError if a span of an `articles` row does not match its text."""
    wrong = misplaced(row)
    if wrong:
        differ = f"{row['id']}: the span of {wrong} does not match its text"
        raise CorpusError(f"{differ}. Nothing was published. Please report this bug")
