"""The rows of the config `entities`: counts over articles, with facts of the registry."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ENTITIES, REGISTRY = "entities", "schema/entities.jsonl"
COUNTS = ("articles", "mentions", "claims", "stances")
# The lists of an article that name entities, the column that does, and what is counted.
_NAMED = (
    ("entities", "id", "articles"),
    ("mentions", "entity", "mentions"),
    ("claims", "claimer", "claims"),
    ("stance", "holder", "stances"),
)
Counted = dict[str, dict[str, Any]]  # facts and counts of each entity by id


def count(found: Counted, row: Mapping[str, Any]) -> None:
    """Count the entities of a row of `articles`."""
    for entity in row["entities"]:
        facts = {key: entity[key] for key in ("id", "name", "type", "wikidata")}
        found.setdefault(entity["id"], facts | dict.fromkeys(COUNTS, 0))
    own = {entity["id"] for entity in row["entities"]}
    for layer, column, counted in _NAMED:
        for item in row[layer]:
            if item[column] in own:  # others are the author, or have no name
                found[item[column]][counted] += 1


def merge(found: Counted, others: Counted) -> None:
    """Add the counts of other articles."""
    for id, entity in others.items():
        own = found.setdefault(id, entity | dict.fromkeys(COUNTS, 0))
        own.update({name: own[name] + entity[name] for name in COUNTS})


def rows(found: Counted, registry: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each entity, sorted by id. `registry`: its facts by id."""
    for id, entity in sorted(found.items()):
        known = registry.get(id, {})
        more = {"variants": known.get("variants", []), "description": known.get("description")}
        facts = {key: known.get(key, entity[key]) for key in ("id", "name", "type", "wikidata")}
        yield {**facts, **more, **{name: entity[name] for name in COUNTS}}


def by_id(records: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Records of the registry by id."""
    return {str(record.get("id")): record for record in records}
