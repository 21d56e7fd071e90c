"""The rows of a release as its files have them, read without the package."""

import hashlib
import json
from pathlib import Path
from typing import Any

_LAYERS = ("mentions", "claims", "stance")  # JSON Lines have these in the rows of `articles` only


def rows(folder: Path, config: str) -> list[dict[str, Any]]:
    """The rows of a config, in the order of its shards."""
    return [row for own in of_shards(folder, config) for row in own]


def of_shards(folder: Path, config: str) -> list[list[dict[str, Any]]]:
    """The rows of each shard of a config."""
    kept = "articles" if config in _LAYERS else config
    shards = [
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted((folder / "jsonl" / kept).iterdir())
    ]
    if kept == config:
        return shards
    return [[row for article in own for row in _flat(article, config)] for own in shards]


def _flat(article: dict[str, Any], config: str) -> list[dict[str, Any]]:
    """The rows of a layer in an article: with its id, and mentions with facts of their entity."""
    found = []
    for item in article[config]:
        row = {"article": article["id"], **item}
        if config == "mentions":
            (entity,) = (e for e in article["entities"] if e["id"] == item["entity"])
            row |= {name: entity[name] for name in ("name", "wikidata", "role")}
        found.append(row)
    return found


def line(row: dict[str, Any]) -> bytes:
    """A row as a line of JSON: keys in order, no spaces."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def digest(rows: list[dict[str, Any]]) -> str:
    """SHA-256 of rows as JSON Lines."""
    return hashlib.sha256(b"".join(map(line, rows))).hexdigest()


def add_layers(folder: Path) -> None:
    """Make a release as it was until 0.3.0: format 1, with JSON Lines of every config.

    Seal it afterwards.
    """
    place = folder / "MANIFEST.json"
    manifest = json.loads(place.read_text(encoding="utf-8")) | {"format": 1}
    for config in _LAYERS:
        for number, own in enumerate(shards := of_shards(folder, config)):
            path = folder / "jsonl" / config / f"train-{number:05d}-of-{len(shards):05d}.jsonl"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"".join(map(line, own)))
            manifest["files"][path.relative_to(folder).as_posix()] = {}
    place.write_text(json.dumps(manifest), encoding="utf-8")
