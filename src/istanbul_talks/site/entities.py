"""Pages on the entities that the articles name: a list, and a page for each."""

from collections.abc import Iterator
from typing import Any

import orjson

from .edition import Edition
from .made import Page, render


def listed(edition: Edition) -> str:
    """Every entity of the registry, with a link to its page."""
    return render("entities", entities=list(_entities(edition)))


def pages(edition: Edition) -> Iterator[Page]:
    """A page for each entity."""
    for entity in _entities(edition):
        id, name, description = entity["id"], entity["name"], entity["description"]
        body = render("entity", entity=entity)
        yield Page(f"entities/{id}/", "entities", name, description, body)


def _entities(edition: Edition) -> Iterator[dict[str, Any]]:
    return map(orjson.loads, edition.corpus.read_lines("schema/entities.jsonl"))
