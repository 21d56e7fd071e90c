"""croissant.json: Croissant 1.1 (http://mlcommons.org/croissant/1.1), a record set for each config.

Croissant readers lose data in lists inside lists of structs: the evidence of stances is described
in the record set `stance` and left out of `articles`.
"""

from dataclasses import is_dataclass
from datetime import date
from typing import Any

from ...model.columns import CONFIGS, DESCRIPTIONS, Field, columns
from ..facts import Facts, present
from ..row_check import owner
from . import card
from .metadata import described

_TYPES = {str: "sc:Text", int: "sc:Integer", bool: "sc:Boolean", date: "sc:Date"}


def croissant(facts: Facts) -> dict[str, Any]:
    """The description of a release."""
    known = card.values(facts)
    responsible = {
        f"rai:{key}": card.fill(text, known, "schema/dataset.json")
        for key, text in facts.dataset["responsible"].items()
    }
    files = [described("croissant_files", facts, config=name) for name in facts.configs]
    creators = [{"@type": "sc:Organization", "name": name} for name in facts.authors]
    return {
        **described("croissant", facts, creators=creators, citation=known["citation"]),
        **responsible,
        "distribution": files,
        "recordSet": [_record_set(config) for config in facts.configs],
    }


def _record_set(config: str) -> dict[str, Any]:
    record = CONFIGS[config]
    key = {"@id": f"{config}/id"} if owner(config) == "id" else None
    fields = [_field(config, config, field, field.name) for field in columns(record)]
    head = {"@type": "cr:RecordSet", "@id": config, "name": config}
    return present({**head, "description": DESCRIPTIONS[config], "key": key, "field": fields})


def _field(config: str, parent: str, field: Field, column: str) -> dict[str, Any]:
    name = f"{parent}/{field.name}"
    made: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name}
    made["description"] = field.column.doc
    if field.many:
        made |= {"isArray": True, "arrayShape": "-1"}  # one dimension, of any length
    if is_dataclass(field.type):
        inner = [sub for sub in columns(field.type) if not sub.many]
        return {**made, "subField": [_field(config, name, sub, column) for sub in inner]}
    source = {"fileSet": {"@id": f"{config}-parquet"}, "extract": {"column": column}}
    transform = {"transform": {"jsonPath": field.name}} if parent != config else {}
    return {**made, "dataType": _TYPES[field.type], "source": source | transform}
