"""Releases that were changed and sealed again: manifest and checksums fit, what they name may not.

Somebody who forges a release would do the same.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from istanbul_talks import Corpus, load
from istanbul_talks.dataset.index import index_of
from istanbul_talks.text.ids import is_id

Change = Callable[[dict[str, Any]], object]


def seal(folder: Path, change: Change = lambda manifest: None) -> None:
    """Make indexes, manifest and checksums fit the files. `change` may change the manifest."""
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    reindex(folder, manifest)
    for path, facts in manifest["files"].items():
        data = (folder / path).read_bytes()
        facts.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    change(manifest)
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    sums = {path: facts["sha256"] for path, facts in manifest["files"].items()}
    sums["MANIFEST.json"] = hashlib.sha256((folder / "MANIFEST.json").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(
        "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())), encoding="utf-8"
    )


def as_version(folder: Path, target: Path, version: str, change: bytes = b"") -> Corpus:
    """A copy of a release with another version; `change` is added to its licence text."""
    shutil.copytree(folder, target)
    (target / "LICENSE").write_bytes((target / "LICENSE").read_bytes() + change)
    kept = ("README.md", "schema/dataset.json", "schema/labels.json")  # fewer files, for speed

    def rename(manifest: dict[str, Any]) -> None:
        manifest.update(version=version, released="2027-01-02")
        for path in list(manifest["files"]):
            is_document = path.endswith((".json", ".cff", ".jsonl")) and "/train-" not in path
            if is_document and path not in kept:
                del manifest["files"][path]
                (target / path).unlink()

    seal(target, rename)
    return load(target)


def reindex(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the indexes that fit the shards of `articles`."""
    indexes = sorted(path for path in manifest["files"] if path.startswith("index/"))
    for number, path in enumerate(indexes):
        twin = folder / f"{path.replace('index/', 'jsonl/')}l"
        index = index_of(twin.read_bytes() if twin.exists() else b"")
        (folder / path).write_bytes(index.data())
        if index.first is None or is_id(index.first):  # a manifest cannot have another
            manifest["configs"]["articles"]["first"][number] = index.first


def only(folder: Path, pattern: str) -> Path:
    """The one file with such a path."""
    (found,) = folder.glob(pattern)
    return found


def with_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    """A table with other values in one column, of whatever type they are."""
    return table.set_column(table.schema.get_field_index(name), name, values)


def write_plainly(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    """Write Parquet that has the columns of a schema for any reader, however it is encoded.

    Arrow's own schema, which would say how it was encoded, is left out.
    """
    named = [
        pa.field(field.name, column.type, nullable=field.nullable)
        for field, column in zip(schema, table.columns, strict=True)
    ]
    table = pa.Table.from_arrays(table.columns, schema=pa.schema(named))
    pq.write_table(table, path, compression="zstd", write_page_checksum=True, store_schema=False)


def memory_of_refusal(folder: Path, config: str, said: str) -> int:
    """Megabytes of a process in which a table is refused with words that have `said` in them."""
    code = (
        "import re, sys, istanbul_talks\n"
        "try: istanbul_talks.load(sys.argv[1]).to_arrow(sys.argv[2])\n"
        "except istanbul_talks.VerificationError as error: print(error)\n"
        "status = open('/proc/self/status').read()\n"
        "print(int(re.search(r'VmHWM:\\s+([0-9]+) kB', status)[1]) // 1024)\n"
    )
    command = [sys.executable, "-c", code, str(folder), config]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    message, peak = done.stdout.strip().splitlines()
    assert re.search(said, message), message
    return int(peak)
