"""What was released: articles with claims and stances in ledger.jsonl, versions in releases.jsonl.

Lines are added, never removed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..files.strict_json import compact

ITEMS = ("claims", "stance")  # whose ids are permanent; those of mentions are running numbers


def with_articles(
    ledger: Mapping[str, Mapping[str, Any]], rows: Iterable[Mapping[str, Any]], version: str
) -> bytes:
    """ledger.jsonl after the articles of some rows are released in a version."""
    lines = dict(ledger)
    for row in rows:
        new = {"id": row["id"], "capture_sha256": row["capture_sha256"], "since": version}
        old = lines.get(row["id"], new)
        items = {f"{layer}/{record['id']}" for layer in ITEMS for record in row[layer]}
        lines[row["id"]] = {
            **{key: old[key] for key in new},
            "items": sorted(items.union(old.get("items", ()))),
            **{key: old[key] for key in ("gone", "retired") if key in old},
        }
    return b"".join(compact(lines[id]) for id in sorted(lines))


def with_version(
    releases: Mapping[str, Mapping[str, Any]], entry: Mapping[str, Any], commits: Mapping[str, str]
) -> bytes:
    """releases.jsonl after a version is released. `commits`: of earlier versions, where known."""
    lines = []
    for version, line in releases.items():
        commit = {"commit": commits[version]} if version in commits else {}
        lines.append(compact({**line, **commit}))
    return b"".join([*lines, compact(dict(entry))])
