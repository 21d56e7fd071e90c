"""New entries of the registries, made of what an annotation says."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from .resolve import quote_of

UNKNOWN = "…"


def entity_entry(entity: Mapping[str, Any], description: str = UNKNOWN) -> dict[str, Any]:
    """The line of entities.jsonl for an entity of an annotation."""
    forms = sorted({quote_of(form).exact for form in entity["mentions"]})
    named = {key: entity[key] for key in ("id", "type", "name")}
    wikidata = entity["wikidata"]
    checked = {"wikidata": wikidata, "checked": wikidata and UNKNOWN}
    return {**named, "variants": forms, **checked, "description": description}


def outlet_entry(name: str, host: str | None = None, note: str = UNKNOWN) -> dict[str, Any]:
    """The entry of an outlet."""
    id = next(filter(None, map(_id, (name, host or ""))), "an-id")
    return {"id": id, "name": name, "host": host, "note": note}


def _id(words: str) -> str:
    """An id of words in Latin letters; empty for others."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:64].strip("-")
