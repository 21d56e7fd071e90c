"""What was released: articles with their claims and stances in ledger.jsonl, versions in releases.jsonl. Lines are added, never removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..files.strict_json import compact

ITEMS = ("claims", "stance")  # whose ids are for good; those of mentions are running numbers


def with_articles(
    ledger: Mapping[str, Mapping[str, Any]], rows: Iterable[Mapping[str, Any]], version: str
) -> bytes:
    """ledger.jsonl once the articles of some rows were released in a version."""
    lines = dict(ledger)
    for row in rows:
        old = lines.get(
            row["id"], {"id": row["id"], "capture_sha256": row["capture_sha256"], "since": version}
        )
        items = {f"{layer}/{record['id']}" for layer in ITEMS for record in row[layer]}
        new = {key: old[key] for key in ("id", "capture_sha256", "since")} | {
            "items": sorted(items.union(old.get("items", ())))
        }
        lines[row["id"]] = new | {key: old[key] for key in ("gone", "retired") if key in old}
    return b"".join(compact(lines[id]) for id in sorted(lines))


def with_version(
    releases: Mapping[str, Mapping[str, Any]], entry: Mapping[str, Any], commits: Mapping[str, str]
) -> bytes:
    """releases.jsonl once a version was released. `commits` are those of earlier versions, as far as they are known now."""
    lines = [
        {**line, **({"commit": commits[version]} if version in commits else {})}
        for version, line in releases.items()
    ]
    return b"".join(compact(line) for line in [*lines, dict(entry)])
