"""MANIFEST.json names the data and every file; SHA256SUMS is the list that `sha256sum -c` reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from ..errors import CorpusError, NotFoundError, VerificationError
from ..files import disk
from ..files.atomic import Staging
from ..files.strict_json import canonical
from ..model.violations import hidden
from .layout import CHECKSUMS, MANIFEST

FORMAT = 1
REMEDY = "The copy is damaged or was changed. Download it again, or build it: make dataset"
_MOST_ROWS = 1 << 53
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Config:
    """A built config: rows, SHA-256 of its rows, shards, bytes in memory and as Parquet."""

    rows: int
    digest: str
    shards: int
    memory_bytes: int
    parquet_bytes: int


Configs = Mapping[str, Config]
Files = Mapping[str, tuple[str, int]]  # SHA-256 and size by path


def build(identity: Mapping[str, Any], configs: Configs, files: Files) -> dict[str, Any]:
    """The manifest as a value; `identity` is that of `Facts.identity`."""
    built = {
        name: {"rows": config.rows, "digest": config.digest, "shards": config.shards}
        for name, config in configs.items()
    }
    hashed = {path: {"sha256": own[0], "bytes": own[1]} for path, own in sorted(files.items())}
    return {"format": FORMAT, **identity, "configs": built, "files": hashed}


def write(staged: Staging, manifest: Mapping[str, Any]) -> None:
    """Write the manifest of a new release, and its checksums."""
    staged.write(MANIFEST, canonical(manifest))
    staged.write(CHECKSUMS, checksums(manifest, staged.files[MANIFEST][0]).encode())


def checksums(manifest: Mapping[str, Any], sha256: str) -> str:
    """A line for every file of a release; `sha256` is that of the manifest itself."""
    files = {path: file["sha256"] for path, file in manifest["files"].items()}
    lines = sorted((files | {MANIFEST: sha256}).items())
    return "".join(f"{digest}  {path}\n" for path, digest in lines)


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder. NotFoundError if it is missing; else see `parse`."""
    path = folder / MANIFEST
    data = disk.read(path)
    if isinstance(data, disk.Irregular):
        raise NotFoundError(f"{path}: {data.what}. Name the folder of a release")
    return parse(data, str(path))


def parse(data: bytes, shown: str) -> dict[str, Any]:
    """The manifest in these bytes; messages call it `shown`.

    CorpusError if it has a newer format, VerificationError if it is damaged.
    """
    try:
        manifest = orjson.loads(data)
        number = manifest["format"]
        if isinstance(number, int) and number > FORMAT:
            reads = f"this version of istanbul-talks reads {FORMAT}"
            raise CorpusError(f"{shown} has format {number}; {reads}. Upgrade it")
        usable = number == FORMAT and number is not True and _is_usable(manifest)
        violation = next(hidden(manifest), None)
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError):
        usable = False
    if not usable:
        raise VerificationError(f"{shown} cannot be read. {REMEDY}")
    if violation:
        place = "/".join(map(str, violation.pointer))
        raise VerificationError(f"{shown}: {place}: {violation.found}. {REMEDY}")
    return dict(manifest)


def _is_usable(manifest: dict[str, Any]) -> bool:
    """Whether the manifest has everything we read from it, with the right types and safe paths."""
    files, configs, dataset = manifest["files"], manifest["configs"], manifest["dataset"]
    texts = [manifest["name"], manifest["version"], dataset["name"], dataset["title"]]
    texts += [author["name"] for author in dataset["authors"]]
    optional = [manifest["released"], manifest.get("edition")]
    optional += [dataset["homepage"], dataset.get("doi")]
    date.fromisoformat(manifest["released"] or "2000-01-01")
    own, listed = list(configs.values()), list(files.values())
    shards = [config["shards"] for config in own]
    counts = [config["rows"] for config in own] + [file["bytes"] for file in listed] + shards
    hashes = [file["sha256"] for file in listed] + [part["digest"] for part in (manifest, *own)]
    return (
        all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in optional)
        and "articles" in configs
        and all(map(_NAME.fullmatch, configs))  # a part of the paths of its files
        and all(map(_is_below, files))
        and all(map(_SHA256.fullmatch, hashes))  # the cache uses them as file names
        and all(type(count) is int and 0 <= count <= _MOST_ROWS for count in counts)
        and all(1 <= number <= len(files) for number in shards)
    )


def _is_below(path: str) -> bool:
    """Whether a path stays in the release folder."""
    unsafe = not path or "\0" in path or "\\" in path or path.startswith("/")
    return not unsafe and ".." not in path.split("/")
