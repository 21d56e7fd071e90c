"""A release that says it is another version."""

import json
import shutil
from pathlib import Path

from istanbul_talks import Corpus, load


def as_version(folder: Path, target: Path, version: str, change: bytes = b"") -> Corpus:
    """A copy of a release with another version; `change` is added to its licence text."""
    import hashlib

    from istanbul_talks.dataset.manifest import checksums

    shutil.copytree(folder, target)
    manifest = json.loads((target / "MANIFEST.json").read_text(encoding="utf-8"))
    manifest["version"], manifest["released"] = version, "2027-01-02"
    kept = ("README.md", "schema/dataset.json", "schema/labels.json")  # fewer files, for speed
    for path in list(manifest["files"]):
        if (
            path.endswith((".json", ".cff", ".jsonl"))
            and "/train-" not in path
            and path not in kept
        ):
            del manifest["files"][path]
            (target / path).unlink()
    (target / "LICENSE").write_bytes((target / "LICENSE").read_bytes() + change)
    data = (target / "LICENSE").read_bytes()
    manifest["files"]["LICENSE"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    data = json.dumps(manifest).encode()
    (target / "MANIFEST.json").write_bytes(data)
    (target / "SHA256SUMS").write_text(
        checksums(manifest, hashlib.sha256(data).hexdigest()), encoding="utf-8"
    )
    return load(target)
