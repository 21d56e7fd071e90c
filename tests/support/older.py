"""Releases as older versions of the program wrote them: without what was added since."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from support import release_rows
from support.forged import only, seal

ADDED = (  # columns since 0.3.0, at any depth
    *("undisputed", "quoted", "standalone", "standalone_by", "standalone_kind"),
    *("propositions", "links", "without_claim"),
)
ADDED_LABELS = ("proposition_relation", "claim_relation")  # of these columns


def older(release: Path, target: Path) -> Path:
    """A copy of a release as 0.3.0 would have written it; sealed, with its own digests."""
    shutil.copytree(release, target)
    for path in ("data/entities", "jsonl/entities"):
        shutil.rmtree(target / path)
    release_rows.add_layers(target)
    digests = {}
    for folder in sorted((target / "jsonl").iterdir()):
        lines, table = only(folder, "*.jsonl"), only(target, f"data/{folder.name}/*.parquet")
        rows = [_without(json.loads(line)) for line in lines.read_text("utf-8").splitlines()]
        text = "".join(f"{_json(row)}\n" for row in rows)
        lines.write_text(text, "utf-8")
        digests[folder.name] = hashlib.sha256(text.encode()).hexdigest()
        schema = pa.schema(_fields(pq.read_schema(table)))
        found = pq.read_table(table).to_pylist()
        pq.write_table(pa.Table.from_pylist(list(map(_without, found)), schema), table)

    def rename(manifest: dict[str, Any]) -> None:
        del manifest["configs"]["entities"]
        for config, digest in digests.items():
            manifest["configs"][config]["digest"] = digest
        manifest["digest"] = hashlib.sha256(f"{_json(digests)}\n".encode()).hexdigest()
        manifest["version"] = "1.0.0"

    labels = json.loads((target / "schema" / "labels.json").read_bytes())
    kept = {name: own for name, own in labels.items() if name not in ADDED_LABELS}
    (target / "schema" / "labels.json").write_text(json.dumps(kept), "utf-8")
    place = target / "MANIFEST.json"
    manifest = json.loads(place.read_bytes())
    gone = [path for path in manifest["files"] if path.split("/")[1:2] == ["entities"]]
    place.write_text(json.dumps({**manifest, "files": _left(manifest["files"], gone)}), "utf-8")
    seal(target, rename)
    return target


def _left(files: dict[str, Any], gone: list[str]) -> dict[str, Any]:
    return {path: facts for path, facts in files.items() if path not in gone}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name: _without(value[name]) for name in _kept(value)}


def _fields(fields: Any) -> list[pa.Field]:
    named = {field.name: field for field in fields}
    return [named[name].with_type(_type(named[name].type)) for name in _kept(named)]


def _kept(names: Any) -> list[str]:
    """The names of columns of then; a stance had no claims."""
    added = {*ADDED, *(["claims"] if "holder" in names else [])}
    return [name for name in names if name not in added]


def _type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        element = kind.value_field
        return pa.list_(element.with_type(_type(element.type)))
    return pa.struct(_fields(kind)) if pa.types.is_struct(kind) else kind
