"""datapackage.json: Data Package 2.0 (https://datapackage.org), a resource for each config.

It describes the JSON Lines: a table schema has JSON arrays, but no nested Parquet columns. Layers
are columns of `articles`.
"""

from dataclasses import is_dataclass
from datetime import date
from typing import Any

from ...model.columns import CONFIGS, DESCRIPTIONS, Field, columns
from ...model.rows import LAYERS
from ..facts import Facts, present
from ..layout import shard_names
from ..row_check import owner
from .metadata import described

_TYPES = {str: "string", int: "integer", bool: "boolean", date: "date"}
_PROFILES = "https://datapackage.org/profiles/2.0"


def datapackage(facts: Facts) -> dict[str, Any]:
    """The description, with hashes and sizes of the files."""
    created = facts.released and f"{facts.released}T00:00:00Z"
    creators = [{"title": name, "roles": ["creator"]} for name in facts.authors]
    resources = [_resource(config, facts) for config in facts.configs if config not in LAYERS]
    own = {"created": created, "creators": creators, "resources": resources}
    return described("data_package", facts, **own)


def _resource(config: str, facts: Facts) -> dict[str, Any]:
    paths = shard_names(config, facts.configs[config].shards, "jsonl")
    sha256, size = facts.files[paths[0]]
    own: dict[str, Any] = {"path": paths, "hash": None, "bytes": None}
    if len(paths) == 1:
        own = {"path": paths[0], "hash": f"sha256:{sha256}", "bytes": size}
    own |= {"config": config, "meaning": DESCRIPTIONS[config], "columns": _schema(config, facts)}
    return described("data_package_resource", facts, **own)


def _schema(config: str, facts: Facts) -> dict[str, Any]:
    keys: dict[str, Any] = {"primaryKey": ["id"]}
    if owner(config) != "id":
        article = {"resource": "articles", "fields": ["id"]}
        keys = {"foreignKeys": [{"fields": ["article"], "reference": article}]}
        if config == "claim_groups":
            keys = {"primaryKey": ["article", "proposition", "claim"], **keys}
        elif config not in ("passes", "additions"):  # two annotators may use the same id
            keys = {"primaryKey": ["article", "id"], **keys}
    fields = [_field(field, facts) for field in columns(CONFIGS[config])]
    schema = f"{_PROFILES}/tableschema.json"
    return {"$schema": schema, "fields": fields, "missingValues": [], **keys}


def _field(field: Field, facts: Facts) -> dict[str, Any]:
    labels = facts.vocabulary.labels.get(field.column.labels or "")
    may_be_null = field.nullable or (field.column.words and facts.edition == "text-free")
    constraints = {
        "required": None if may_be_null else True,
        "enum": list(labels) if labels and not field.many else None,
    }
    kind = "object" if is_dataclass(field.type) else _TYPES.get(field.type)
    named = {"name": field.name, "type": "array" if field.many else kind}
    named["description"] = field.column.doc
    return present({**named, "constraints": present(constraints) or None})
