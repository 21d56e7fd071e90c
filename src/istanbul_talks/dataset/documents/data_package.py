"""datapackage.json: Data Package 2.0 (https://datapackage.org) over the JSON Lines twin, a resource a config.

The twin rather than Parquet: a table schema has no nested columns of Parquet, but any JSON value as `array`.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from typing import Any

from ...model.columns import CONFIGS, Field, columns
from ..facts import Facts
from ..layout import shard_names
from .datacite import license_address

_TYPES = {str: "string", int: "integer", bool: "boolean", date: "date"}
_PROFILES = "https://datapackage.org/profiles/2.0"


def datapackage(facts: Facts) -> dict[str, Any]:
    """The description as a value. Hashes and sizes are those of the files as they were written."""
    dataset = facts.dataset
    own = dataset["license"]["annotations"]
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": dataset["name"],
        "id": f"sha256:{facts.digest}",
        "title": dataset["title"],
        "description": facts.description,
        "version": facts.version,
        **({"homepage": dataset["homepage"]} if dataset["homepage"] else {}),
        **({"created": f"{facts.released}T00:00:00Z"} if facts.released else {}),
        "keywords": list(dataset["keywords"]),
        "licenses": [{"name": own, "path": license_address(own), "title": "Of the annotations"}],
        "contributors": [
            {"title": author["name"], "roles": ["creator"]} for author in dataset["authors"]
        ],
        "resources": [
            _resource(config, record, facts)
            for config, record in CONFIGS.items()
            if config in facts.configs
        ],
    }


def _resource(config: str, record: type, facts: Facts) -> dict[str, Any]:
    shards = facts.configs[config].shards
    paths = shard_names(config, shards, "jsonl")
    sole = (
        {"hash": f"sha256:{facts.files[paths[0]][0]}", "bytes": facts.files[paths[0]][1]}
        if shards == 1
        else {}
    )
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": config,
        "type": "table",
        "path": paths[0] if shards == 1 else paths,
        "description": (record.__doc__ or "").strip(),
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        **sole,
        "schema": _schema(config, record, facts),
    }


def _schema(config: str, record: type, facts: Facts) -> dict[str, Any]:
    fields = [_field(field, facts) for field in columns(record)]
    keys: dict[str, Any] = {"primaryKey": ["id"]} if config in ("articles", "raw") else {}
    if config in ("mentions", "claims", "stance", "decisions"):
        keys["primaryKey"] = ["article", "id"]
    if config not in ("articles", "raw"):
        keys["foreignKeys"] = [
            {"fields": ["article"], "reference": {"resource": "articles", "fields": ["id"]}}
        ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": fields,
        "missingValues": [],
        **keys,
    }


def _field(field: Field, facts: Facts) -> dict[str, Any]:
    labels = facts.vocabulary.labels[field.column.labels] if field.column.labels else None
    empty = field.nullable or (field.column.words and facts.edition == "text-free")
    constraints = {
        **({} if empty else {"required": True}),
        **({"enum": list(labels)} if labels and not field.many else {}),
    }
    return {
        "name": field.name,
        "type": "array"
        if field.many
        else "object"
        if is_dataclass(field.type)
        else _TYPES[field.type],
        "description": field.column.doc,
        **({"constraints": constraints} if constraints else {}),
    }
