"""MANIFEST.json names the data and every file; SHA256SUMS is the list that `sha256sum -c` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ..errors import CorpusError, NotFoundError, VerificationError
from ..files import disk
from ..files.json_bytes import canonical
from ..model.rows import LAYERS
from ..model.violations import hidden
from ..text.visible import visible
from .layout import CHECKSUMS, MANIFEST
from .shape import Shape

if TYPE_CHECKING:
    from ..files.atomic import Staging

FORMAT = 2  # in format 1, `mentions`, `claims` and `stance` are JSON Lines of their own too
_MOST_VALUES, _LEAST_VALUE = 1_000, 32  # small values take much memory: a hash has 64 bytes
REMEDY = "The copy is damaged or was changed. Download it again, or build it: make dataset"


@dataclass(frozen=True, slots=True)
class Config:
    """A built config: rows, SHA-256 of its rows, shards, bytes in memory and as Parquet.

    `first`: the id of the first article of each shard, for `articles` only; None for an empty one.
    """

    rows: int
    digest: str
    shards: int
    memory_bytes: int
    parquet_bytes: int
    first: Sequence[str | None] = ()


Configs = Mapping[str, Config]
Files = Mapping[str, tuple[str, int]]  # SHA-256 and size by path


def build(identity: Mapping[str, Any], configs: Configs, files: Files) -> dict[str, Any]:
    """The manifest as a value; `identity` is that of `Facts.identity`."""
    built = {
        name: {"rows": config.rows, "digest": config.digest, "shards": config.shards}
        | ({"first": list(config.first)} if config.first else {})
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
        place = visible(str(path), 500)
        raise NotFoundError(f"{place}: {data.what}. Name the folder of a release")
    return parse(data, str(path))


def parse(data: bytes, shown: str) -> dict[str, Any]:
    """The manifest in these bytes; messages call it `shown`.

    CorpusError if it has a newer format, VerificationError if it is damaged.
    """
    try:
        if data.count(b",") > _MOST_VALUES + len(data) // _LEAST_VALUE:
            raise ValueError("too many values")
        manifest = orjson.loads(data)
    except ValueError as error:
        raise VerificationError(f"{shown} cannot be read ({error}). {REMEDY}") from None
    number = manifest.get("format") if isinstance(manifest, dict) else None
    if type(number) is int and number > FORMAT:
        reads = f"this version of istanbul-talks reads {FORMAT}"
        raise CorpusError(f"{shown} has format {number}; {reads}. Upgrade it")
    try:
        problem = _hidden(manifest) or _shape().problem(manifest) or next(_problems(manifest), None)
    except RecursionError:
        problem = "it is nested too deeply"
    if problem:
        raise VerificationError(f"{shown} cannot be read ({problem}). {REMEDY}")
    return dict(manifest)


@cache
def _shape() -> Shape:
    return Shape(orjson.loads(disk.read_text(Path(__file__).with_suffix(".json"))))


def _hidden(manifest: Any) -> str | None:
    """The first hidden character in a text. Paths are checked elsewhere."""
    found = {**manifest, "files": None} if isinstance(manifest, dict) else manifest
    texts = (f"{'/'.join(map(str, one.pointer))}: {one.found}" for one in hidden(found))
    return next(texts, None)


def _problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a manifest with the right types cannot have."""
    for path in manifest["files"]:
        if not disk.is_inside(path):
            yield f"files: a release has no {visible(path, 100)}"
    articles = manifest["configs"]["articles"]["shards"]
    for config, facts in manifest["configs"].items():
        if config in LAYERS and facts["shards"] != articles:
            yield f"configs/{config}/shards is not that of articles"
        if facts["shards"] > len(manifest["files"]):
            yield f"configs/{config}/shards cannot be {facts['shards']}"
        if "first" in facts and len(facts["first"]) != facts["shards"]:
            yield f"configs/{config}/first does not have {facts['shards']} ids"
