"""Records of long test runs: counts, with the commit and a hash of the code that was run."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpora import ROOT, git


def write(file: Path, counts: Mapping[str, int], **more: Any) -> None:
    """Keep the counts of a run. Counts of other code, or with another `more`, are dropped."""
    head = {"commit": git(ROOT, "rev-parse", "HEAD"), "code_sha256": _code_sha256(), **more}
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if {key: known.get(key) for key in head} != head:
        known = {**head, "counts": {}}
    known["counts"] = dict(sorted({**known["counts"], **counts}.items()))
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _code_sha256() -> str:
    """SHA-256 over the names and bytes of the package and the scripts, as they were run."""
    digest = hashlib.sha256()
    for folder in ("src", "scripts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
