"""Writes the rows of a shard to Parquet and JSON Lines, and reads them back."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, NamedTuple

from ..errors import CorpusError
from ..files.atomic import Staging
from ..files.json_bytes import compact
from ..model.rows import LAYERS, Lines, config_digest
from ..text.visible import visible
from . import parquet
from .index import Index
from .layout import shard_names
from .manifest import Config
from .read_back import Values, read_back

# Rows of all configs in a row group. An article with two passes can have a thousand.
LEAST, MOST = 4_000, 12_000
_ENDS = 16  # one article in so many ends a row group that has enough rows


class Shard(NamedTuple):
    """A shard by its number, from 0, and how many shards there are."""

    number: int = 0
    shards: int = 1

    def path(self, config: str, ending: str) -> str:
        return shard_names(config, self.shards, ending)[self.number]


class Written(NamedTuple):
    """The rows of a config in a shard: how many, their SHA-256, and bytes in memory.

    `first`: the id of the first article, for `articles` only.
    """

    rows: int
    digest: str
    memory_bytes: int
    first: str | None = None


class _ConfigWriter:
    """Writes the rows of a config in a shard. Layers are JSON Lines in `articles` only."""

    lines: BinaryIO | None = None
    table: Any

    def __init__(self, staged: Staging, config: str, schema: Any, shard: Shard) -> None:
        self.config, self.staged, self.schema, self.shard = config, staged, schema, shard
        self.pending: list[bytes] = []
        self.count, self.memory, self.values = 0, 0, Values()
        self.digest = hashlib.sha256()  # of the lines

    @contextmanager
    def files(self) -> Iterator[None]:
        """Create the files; on success all rows are in them."""
        with ExitStack() as stack:
            if self.config not in LAYERS:
                lines = self.staged.create(self.shard.path(self.config, "jsonl"))
                self.lines = stack.enter_context(lines)
            sink = stack.enter_context(self.staged.create(self.shard.path(self.config, "parquet")))
            self.table = stack.enter_context(parquet.writer(sink, self.schema))
            yield
            self.flush()

    def flush(self) -> None:
        """Write what is pending: lines, and the batch that Arrow reads from them."""
        lines = b"".join(self.pending)
        self.pending.clear()
        if not lines:
            return
        self.digest.update(lines)
        if self.lines:
            self.lines.write(lines)
        try:
            batch = parquet.to_batch(lines, self.schema)
            self.values.add(batch)
            self.table.write_batch(batch)
        except parquet.arrow().ArrowInvalid as error:
            problem = f"{self.config}: a row does not fit its columns ({visible(str(error), 200)})"
            raise CorpusError(f"{problem}. Use the version that made it") from None
        self.count += batch.num_rows
        self.memory += batch.nbytes

    def written(self) -> Written:
        """The facts of the files, which are read back."""
        path = self.staged.folder / self.shard.path(self.config, "parquet")
        read_back(path, self.config, self.values.digest)
        return Written(self.count, self.digest.hexdigest(), self.memory)


def _ends_group(id: str) -> bool:
    """Whether an article ends a row group: by its id, so that a new article changes few groups."""
    return hashlib.sha256(id.encode()).digest()[4] % _ENDS == 0


def write_shard(
    articles: Iterable[Lines], staged: Staging, schemas: Mapping[str, Any], shard: Shard
) -> dict[str, Written]:
    """Write the rows of a shard's articles, and read them back.

    `schemas`: the Arrow schema of each config. CorpusError if what is read differs, or if a span
    does not match its text.
    """
    writers = [_ConfigWriter(staged, config, own, shard) for config, own in schemas.items()]
    with ExitStack() as stack:
        for writer in writers:
            stack.enter_context(writer.files())
        rows, index = 0, Index([], [], [])
        for lines in articles:
            index.add(lines["articles"])
            for writer in writers:
                writer.pending.append(lines[writer.config])
                rows += lines[writer.config].count(b"\n")
            if rows >= MOST or (rows >= LEAST and _ends_group(index.ids[-1])):
                rows = 0
                for writer in writers:
                    writer.flush()
    written = {writer.config: writer.written() for writer in writers}
    staged.write(shard.path("articles", "json"), index.data())
    return written | {"articles": written["articles"]._replace(first=index.first)}


def write_rows(
    rows: Iterable[Mapping[str, Any]], staged: Staging, config: str, schema: Any
) -> Config:
    """Write a config whose rows belong to no article, as one shard, and read it back."""
    writer = _ConfigWriter(staged, config, schema, Shard())
    with writer.files():
        for row in rows:
            writer.pending.append(compact(row))
            if len(writer.pending) >= MOST:
                writer.flush()
    return joined([{config: writer.written()}], staged)[config]


def joined(shards: Sequence[Mapping[str, Written]], staged: Staging) -> dict[str, Config]:
    """The configs that these shards make up."""
    configs = {}
    for name in shards[0]:
        parts = [shard[name] for shard in shards]
        rows, memory = sum(p.rows for p in parts), sum(p.memory_bytes for p in parts)
        paths = shard_names(name, len(shards), "parquet")
        size = sum(staged.files[path][1] for path in paths)
        digest = config_digest([part.digest for part in parts])
        first = [part.first for part in parts] if name == "articles" else ()
        configs[name] = Config(rows, digest, len(shards), memory, size, first)
    return configs
