"""croissant.json: Croissant 1.1 (http://mlcommons.org/croissant/1.1) with the responsible-AI vocabulary.

A record set a config. Croissant readers lose data in lists inside lists of structs, so that the evidence of stances is
described in the `stance` record set and left out of the one for `articles`.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from typing import Any

from ...model.columns import CONFIGS, Field, columns
from ..cite import cite
from ..facts import Facts
from . import card

_TYPES = {str: "sc:Text", int: "sc:Integer", bool: "sc:Boolean", date: "sc:Date"}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(facts: Facts) -> dict[str, Any]:
    """The description of a release."""
    dataset, known = facts.dataset, card.values(facts)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": dataset["name"],
        "alternateName": dataset["title"],
        "description": facts.description,
        "version": facts.version,
        **({"datePublished": facts.released} if facts.released else {}),
        "license": f"https://spdx.org/licenses/{dataset['license']['annotations']}.html",
        "url": facts.homepage,
        "inLanguage": list(dataset["language"]),
        "keywords": list(dataset["keywords"]),
        "creator": [
            {"@type": "sc:Organization", "name": author["name"]} for author in dataset["authors"]
        ],
        "citeAs": cite(facts.identity),
        "isLiveDataset": False,
        **{
            f"rai:{key}": card.fill(text, known, "schema/dataset.json")
            for key, text in dataset["responsible"].items()
        },
        "distribution": [_file_set(config) for config in facts.configs],
        "recordSet": [
            _record_set(config, record)
            for config, record in CONFIGS.items()
            if config in facts.configs
        ],
    }


def _file_set(config: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{config}-parquet",
        "name": f"{config}-parquet",
        "description": f"The Parquet shards of the config {config}; MANIFEST.json holds the SHA-256 of each.",
        "encodingFormat": "application/x-parquet",
        "includes": f"data/{config}/*.parquet",
    }


def _record_set(config: str, record: type) -> dict[str, Any]:
    doc = (record.__doc__ or "").strip()
    fields = [_field(config, config, field, field.name) for field in columns(record)]
    key = "id" if config in ("articles", "raw") else None
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": doc,
        **({"key": {"@id": f"{config}/{key}"}} if key else {}),
        "field": fields,
    }


def _field(config: str, parent: str, field: Field, column: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{parent}/{field.name}",
        "name": f"{parent}/{field.name}",
        "description": field.column.doc,
        **(
            {"isArray": True, "arrayShape": "-1"} if field.many else {}
        ),  # one dimension, of any length
    }
    source = {"fileSet": {"@id": f"{config}-parquet"}, "extract": {"column": column}}
    if not is_dataclass(field.type):
        return {**made, "dataType": _TYPES[field.type], "source": source}
    inner = [sub for sub in columns(field.type) if not sub.many]
    return {**made, "subField": [_sub_field(config, made["@id"], sub, column) for sub in inner]}


def _sub_field(config: str, parent: str, field: Field, column: str) -> dict[str, Any]:
    made = _field(config, parent, field, column)
    made["source"]["transform"] = {"jsonPath": field.name}
    return made
