"""Arrow and Parquet: schemas, writing and reading shards. Only this module needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ..errors import VerificationError
from ..files import disk
from ..files.optional import require
from ..model.columns import CONFIGS, Field, columns, existed
from ..model.rows import DAYS
from ..text.visible import visible
from .layout import numbers
from .manifest import REMEDY
from .parquet_footer import Footer, read_footer

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetFile, ParquetWriter

    Batches = tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]

BATCH = 1_000  # rows read at a time
_BLOCK = 1 << 30  # bytes of JSON Lines that are parsed at once
_UNPACKED = 1 << 29  # bytes that a batch may unpack to before its size is known
_OPTIONS = {"compression": "zstd", "compression_level": 3}
_CHECKED = {"write_page_checksum": True, "write_page_index": True}
_CHUNKED = {"use_content_defined_chunking": True}  # so that a host stores what changed, not all
_TYPES = {str: "string", int: "int32", bool: "bool_", date: "date32"}


def arrow() -> Any:
    """The library. CorpusError with the command that installs it."""
    return require("pyarrow", "arrow")


def _parquet() -> Any:
    return require("pyarrow.parquet", "arrow")


def schema(config: str, *, free: bool = False) -> pyarrow.Schema:
    """The schema of a config. Lists are never null; `free`: the article's own text may be null."""
    return schema_of(columns(CONFIGS[config]), free=free)


def schema_of(
    fields: Iterable[Field], *, free: bool = False, before: str | None = None
) -> pyarrow.Schema:
    """The schema of a table with these columns; `before`: those that older versions have."""
    return arrow().schema(_fields(fields, free, before))


def schemas(config: str) -> list[pyarrow.Schema]:
    """The schemas that shards of a config can have: of this version, then of older ones.

    VerificationError for an unknown config.
    """
    if config not in CONFIGS:
        unknown = f"this version of istanbul-talks does not know the config {visible(config)}"
        raise VerificationError(f"{unknown}. Upgrade it")
    return [made for _, made in _schemas(config)]


def columns_before(config: str, schema: pyarrow.Schema) -> str | None:
    """The version before which a config had this schema; None if it is that of this version."""
    return next((before for before, known in _schemas(config) if known.equals(schema)), None)


def _schemas(config: str) -> Iterator[tuple[str | None, pyarrow.Schema]]:
    own = columns(CONFIGS[config])
    for before in (None, *sorted(_added(own), key=numbers, reverse=True)):
        for free in (False, True):
            yield before, schema_of(own, free=free, before=before)


def _added(fields: Iterable[Field]) -> set[str]:
    """The versions that added columns, at any depth."""
    found = set[str]()
    for field in fields:
        inner = _added(columns(field.type)) if is_dataclass(field.type) else set()
        found |= inner | {field.column.since} if field.column.since else inner
    return found


def arrow_type(kind: type, *, free: bool = False, before: str | None = None) -> pyarrow.DataType:
    """The Arrow type of a plain type or a record; a record is a struct."""
    if is_dataclass(kind):
        return arrow().struct(_fields(columns(kind), free, before))
    return getattr(arrow(), _TYPES[kind])()


def _fields(fields: Iterable[Field], free: bool, before: str | None) -> list[pyarrow.Field]:
    pa, made = arrow(), []
    for field in fields:
        if not existed(field, before):
            continue
        kind = arrow_type(field.type, free=free, before=before)
        if field.many:
            kind = pa.list_(pa.field("element", kind, nullable=False))
        nullable = field.nullable or (free and field.column.words)
        made.append(pa.field(field.name, kind, nullable=nullable))
    return made


def to_batch(lines: bytes, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    """JSON Lines as one record batch. ArrowInvalid for a row that does not fit the schema."""
    json = require("pyarrow.json", "arrow")  # unlike `pyarrow.array`, it never imports pandas
    text = [field.with_type(arrow().string()) if field.name in DAYS else field for field in schema]
    table = json.read_json(
        arrow().BufferReader(lines),
        json.ReadOptions(use_threads=False, block_size=min(len(lines) + 1, _BLOCK)),
        json.ParseOptions(arrow().schema(text), unexpected_field_behavior="error"),
    )
    (batch,) = table.combine_chunks().to_batches()
    typed = [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return arrow().RecordBatch.from_arrays(typed, schema=schema)


def writer(sink: BinaryIO, schema: pyarrow.Schema) -> ParquetWriter:
    """A writer with checksums and an index of the pages, which begin where the values say."""
    return _parquet().ParquetWriter(sink, schema, **_OPTIONS, **_CHECKED, **_CHUNKED)


def _open(path: Path) -> ParquetFile:
    source = arrow().BufferReader(disk.map_file(path))
    return _parquet().ParquetFile(source, page_checksum_verification=True)


def row_groups(path: Path) -> Iterator[pyarrow.RecordBatch]:
    """The row groups of a shard, with verified page checksums."""
    with _open(path) as file:
        for number in range(file.num_row_groups):
            yield from file.read_row_group(number, use_threads=False).combine_chunks().to_batches()


class Limit(NamedTuple):
    """What a shard may unpack to before it counts as forged; `twin` has its values as JSON."""

    rows: int
    bytes: int
    twin: str


def batches(path: Path, choices: Sequence[pyarrow.Schema], limit: Limit) -> Batches:
    """The schema of a shard, one of `choices`, and its batches, with verified page checksums.

    VerificationError if it has other columns, if it cannot be read, or as soon as it unpacks to
    more than the limit.
    """
    with _reading(path):
        footer = read_footer(disk.map_file(path))
        file = _open(path)
        found = file.schema_arrow
        for known in choices:
            if found.equals(known):
                return known, _limited(file, footer, path, limit, known)
        has, wanted = min((_differences(found, known) for known in choices), key=len)[0]
    problem = f"{path} has the column {visible(has, 200)} where {visible(wanted, 200)} should be"
    raise VerificationError(f"{problem}. It is from another version, or forged. {REMEDY}")


def _differences(found: pyarrow.Schema, known: pyarrow.Schema) -> list[tuple[str, str]]:
    pairs = zip_longest(map(_shown, found), map(_shown, known), fillvalue="none")
    return [(has, wanted) for has, wanted in pairs if has != wanted]


def _shown(field: pyarrow.Field) -> str:
    return f"{field.name}: {field.type}{'' if field.nullable else ' not null'}"


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Raise VerificationError for what Arrow cannot read."""
    try:
        yield
    except (arrow().ArrowException, OSError, ValueError) as error:  # or a name that is not UTF-8
        what = visible(str(error), 200)
        raise VerificationError(f"{path} cannot be read ({what}). {REMEDY}") from None


def _limited(
    file: ParquetFile, footer: Footer, path: Path, limit: Limit, known: pyarrow.Schema
) -> Iterator[pyarrow.RecordBatch]:
    most = f"more than {limit.bytes:,} bytes, or to more than there is in {limit.twin}"
    swollen = VerificationError(f"{path} unpacks to {most}. {REMEDY}")
    with _reading(path):
        # A run of equal values takes no room in the file, but each takes a byte or more here.
        if footer.rows > limit.rows or max(footer.unpacked, footer.values) > limit.bytes:
            raise swollen
        # Even if one value is as large as its column and repeats in every row.
        largest = footer.largest
        size = 0
        for batch in file.iter_batches(max(1, min(BATCH, _UNPACKED // max(1, largest)))):
            size += batch.nbytes
            if size > limit.bytes:
                raise swollen
            yield arrow().RecordBatch.from_arrays(batch.columns, schema=known)
