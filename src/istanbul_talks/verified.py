"""What a release is held to: its manifest, and the files and rows that the manifest names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from . import storage
from .messages import Refusal, visible

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

_FORMAT = 1
_MOST_SWELL, _MOST_EMPTY = 4, 65_536  # rows in memory to the same as JSON Lines; and bytes that a shard without rows may have
_BATCH, _AT_ONCE = 1_000, 1 << 29  # rows, and bytes at worst, that are unpacked before their size is looked at


class VerificationError(Refusal):
    """A file of a release is not the one that its manifest names."""


REMEDY = "The copy is damaged or was changed: get it again, or build it with: make dataset"


def compare(what: str, expected: object, found: object) -> None:
    """VerificationError, with both values, unless they are equal."""
    if expected != found:
        raise VerificationError(f"the {what} should be {expected} and is {found}. {REMEDY}")


def compare_files(expected: set[str], found: set[str]) -> None:
    """VerificationError, with the first of them, if files are missing or there are others."""
    for what, names in (("is missing", expected - found), ("is no part of the release", found - expected)):
        if names:
            more = f", and {len(names) - 1} more" if len(names) > 1 else ""
            raise VerificationError(f"{visible(min(names), 300)} {what}{more}. {REMEDY}")


def found_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file. VerificationError if it cannot be read."""
    try:
        return storage.sha256(path)
    except OSError as error:
        raise VerificationError(f"{path}: {error.strerror}. {REMEDY}") from None


def checksums(files: Mapping[str, str]) -> str:
    """Lines that `sha256sum -c` checks."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder. Refusal if there is none or it is of a newer format, VerificationError if it is damaged."""
    path = folder / "MANIFEST.json"
    data = storage.read(path)
    if isinstance(data, storage.Irregular):
        raise Refusal(f"{path}: {data.what}. Name the folder of a release")
    try:
        manifest = orjson.loads(data)
        if isinstance(manifest["format"], int) and manifest["format"] > _FORMAT:
            raise Refusal(f"{path} has format {manifest['format']}; this version of istanbul-talks reads {_FORMAT}. Upgrade it")
        usable = manifest["format"] == _FORMAT and manifest["format"] is not True and _is_usable(manifest)
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
        usable = False
    if not usable:
        raise VerificationError(f"{path} cannot be read. {REMEDY}")
    return dict(manifest)


def _is_usable(manifest: dict[str, Any]) -> bool:
    """Whether a manifest has all that is taken from it, in the right types, and names only files below its folder."""
    files, configs, dataset = manifest["files"], manifest["configs"], manifest["dataset"]
    texts = [manifest[key] for key in ("name", "version", "digest")] + [dataset["name"], dataset["title"]]
    texts += [author["name"] for author in dataset["authors"]]
    optional = [manifest["released"], dataset["homepage"]]
    return (
        all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in optional)
        and all(_is_inside(path) and _is_count(f["bytes"]) and isinstance(f["sha256"], str) for path, f in files.items())
        and "articles" in configs
        and all(_is_count(c["rows"]) and isinstance(c["digest"], str) and _is_count(c["shards"]) for c in configs.values())
        and all(1 <= c["shards"] <= len(files) for c in configs.values())
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_inside(path: str) -> bool:
    return bool(path) and "\0" not in path and "\\" not in path and not path.startswith("/") and ".." not in path.split("/")


def unpacked(
    file: pyarrow.parquet.ParquetFile, manifest: Mapping[str, Any], config: str, path: str, shown: str
) -> Iterator[pyarrow.RecordBatch]:
    """The batches of a shard. VerificationError as soon as they grow beyond what the same rows can take as JSON Lines."""
    twin = path.replace("data/", "jsonl/", 1).removesuffix("parquet") + "jsonl"
    most, size = _MOST_SWELL * (manifest["files"].get(twin, {"bytes": 0})["bytes"] + _MOST_EMPTY), 0
    swollen = VerificationError(f"{shown} unpacks to more than {most:,} bytes or to other rows than its twin in {twin}. {REMEDY}")
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    if file.metadata.num_rows > manifest["configs"][config]["rows"] or sum(group.total_byte_size for group in groups) > most:
        raise swollen
    largest = max((group.column(i).total_uncompressed_size for group in groups for i in range(group.num_columns)), default=1)
    rows = max(1, min(_BATCH, _AT_ONCE // max(1, largest)))  # even if one value is as large as its column, and stands in every row
    for batch in file.iter_batches(rows):
        size += batch.nbytes
        if size > most:
            raise swollen
        yield batch
