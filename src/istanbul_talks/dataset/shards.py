"""Writes the rows of a shard to Parquet and their JSON Lines twins, and reads them back."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..errors import CorpusError
from ..files.atomic import Staging
from ..files.strict_json import compact
from ..model.rows import Rows, config_digest, misplaced
from . import parquet
from .layout import shard_names
from .manifest import Config

BATCH = 500  # articles in a row group: faster than larger ones, and less in memory
ROWS = 8_000  # rows of all configs in memory: an article with two passes can have a thousand


class Shard(NamedTuple):
    """A shard by its number, from 0, and how many shards there are."""

    number: int = 0
    shards: int = 1

    def path(self, config: str, ending: str) -> str:
        return shard_names(config, self.shards, ending)[self.number]


class Written(NamedTuple):
    """The rows of a config in a shard: how many, their SHA-256, and bytes in memory."""

    rows: int
    digest: str
    memory_bytes: int


class _ConfigWriter:
    """Writes the rows of a config in a shard."""

    lines: BinaryIO
    table: Any

    def __init__(self, staged: Staging, config: str, shard: Shard, free: bool) -> None:
        self.config, self.staged, self.shard = config, staged, shard
        self.schema = parquet.schema(config, free=free)
        self.rows: list[dict[str, Any]] = []
        self.count, self.memory, self.digest = 0, 0, hashlib.sha256()

    @contextmanager
    def files(self) -> Iterator[None]:
        """Create both files; on success all rows are in them."""
        with (
            self.staged.create(self.shard.path(self.config, "parquet")) as sink,
            self.staged.create(self.shard.path(self.config, "jsonl")) as self.lines,
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

    def written(self) -> Written:
        return Written(self.count, self.digest.hexdigest(), self.memory)


def write_shard(
    articles: Iterable[Rows], staged: Staging, names: Sequence[str], shard: Shard, free: bool
) -> dict[str, Written]:
    """Write the rows of a shard's articles. `free`: the article's own text may be null."""
    writers = [_ConfigWriter(staged, config, shard, free) for config in names]
    with ExitStack() as stack:
        for writer in writers:
            stack.enter_context(writer.files())
        for done, rows in enumerate(articles, start=1):
            for writer in writers:
                writer.rows += rows[writer.config]
            if done % BATCH == 0 or sum(len(writer.rows) for writer in writers) >= ROWS:
                for writer in writers:
                    writer.flush()
    return {writer.config: writer.written() for writer in writers}


def joined(shards: Sequence[Mapping[str, Written]], staged: Staging) -> dict[str, Config]:
    """The configs that these shards make up."""
    configs = {}
    for name in shards[0]:
        parts = [shard[name] for shard in shards]
        rows, memory = sum(p.rows for p in parts), sum(p.memory_bytes for p in parts)
        paths = shard_names(name, len(shards), "parquet")
        size = sum(staged.files[path][1] for path in paths)
        digest = config_digest([part.digest for part in parts])
        configs[name] = Config(rows, digest, len(shards), memory, size)
    return configs


def read_back(
    folder: Path, written: Mapping[str, Written], shard: Shard, *, free: bool = False
) -> None:
    """Compare the rows in Parquet with the written ones, and every span with its text.

    CorpusError if anything differs.
    """
    for name, expected in written.items():
        digest = hashlib.sha256()
        for row in parquet.rows(folder / shard.path(name, "parquet")):
            digest.update(compact(row))
            if name == "articles" and not free:
                check_spans(row)
        if digest.hexdigest() != expected.digest:
            differ = f"{name}: the rows read from Parquet differ from the written ones"
            raise CorpusError(f"{differ}. Nothing was published. Check the disk")


def check_spans(row: dict[str, Any]) -> None:
    """Raise CorpusError if a span of an `articles` row does not match its text."""
    wrong = misplaced(row)
    if wrong:
        differ = f"{row['id']}: the span of {wrong} does not match its text"
        raise CorpusError(f"{differ}. Nothing was published. Please report this bug")
