"""MANIFEST.json, which names the data and every file, and SHA256SUMS, which `sha256sum -c` reads."""

from __future__ import annotations

from typing import Any

from .facts import Facts

FORMAT = 1
_DATASET = ("name", "title", "description", "authors", "homepage", "license")


def manifest(facts: Facts) -> dict[str, Any]:
    """The manifest as a value."""
    return {
        "format": FORMAT,
        "name": facts.dataset["name"],
        "version": facts.version,
        "released": facts.released,
        "digest": facts.digest,
        "edition": facts.edition,
        **(
            {"full": {"digest": facts.full_digest, "configs": dict(facts.full)}}
            if facts.full
            else {}
        ),
        "dataset": {key: facts.dataset[key] for key in _DATASET}
        | ({"doi": facts.doi} if facts.doi else {}),
        "configs": {
            name: {"rows": c.rows, "digest": c.digest, "shards": c.shards}
            for name, c in facts.configs.items()
        },
        "files": {
            path: {"sha256": digest, "bytes": size}
            for path, (digest, size) in sorted(facts.files.items())
        },
    }
