"""Proposes the entities of a new article: registered names, new names, usual roles."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..files.corpus_folder import CorpusFolder
from ..model.resolve import resolve
from ..model.vocabulary import Vocabulary
from .names import Name, names

_MOST = 2000  # articles in which roles are counted
_CAPITALISES_NOUNS = ("de", "lb")  # where a capital says nothing


def add_entities(annotation: dict[str, Any], text: str, known: Vocabulary) -> list[str]:
    """Add the names of a body to the entities, which are then in the order of their first mention.

    In English a new name is an entity, whose type may be open, as is its note: who or what it is.
    Returns the names that were only found, in other languages.
    """
    language = annotation["source"]["language"]
    found = names(annotation, resolve(annotation, text), known)
    entities = {entity["id"]: entity for entity in annotation["entities"]}
    order, others = dict.fromkeys(entities, len(text)), []
    for name in found:
        if name.entity is None and language != "en":
            others += [] if language in _CAPITALISES_NOUNS else [name.form]
            continue
        entity = entities.setdefault(*_entity(name, entities))
        if name.form not in entity["mentions"]:
            entity["mentions"] = sorted([*entity["mentions"], name.form])
        first = min(order.get(entity["id"], len(text)), name.places[0].start)
        order[entity["id"]] = first
    annotation["entities"] = [entities[id] for id in sorted(order, key=order.__getitem__)]
    for _, entity, _, form in sorted(resolve(annotation, text).covered, reverse=True):
        del annotation["entities"][int(entity)]["mentions"][int(form)]  # in longer names only
    annotation["entities"] = [entity for entity in annotation["entities"] if entity["mentions"]]
    return others


def _entity(name: Name, entities: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The id and the record of a name's entity: a person's surname belongs to the longer name."""
    if name.entity is not None:
        known = {key: name.entity[key] for key in ("id", "type", "name", "wikidata")}
        return known["id"], {**known, "role": None, "mentions": []}
    for id, entity in entities.items():
        if "note" in entity and entity["name"].endswith(f" {name.form}"):
            return id, entity
    proposed = name.proposed or {}
    new: dict[str, Any] = {"wikidata": None, "role": None, "mentions": [], "note": None}
    return str(proposed["id"]), {**proposed, **new}


def add_roles(annotation: Mapping[str, Any], root: CorpusFolder) -> None:
    """Give each entity the role that it has in most articles, in a corpus of up to 2,000."""
    ids = root.ids()
    roles: dict[Any, Counter[Any]] = {}
    for id in ids if len(ids) <= _MOST else ():
        value = root.read_article(id).annotation.value
        for entity in value.get("entities", ()) if isinstance(value, dict) else ():
            if isinstance(entity, dict) and {"id", "role"} <= entity.keys():
                roles.setdefault(str(entity["id"]), Counter())[str(entity["role"])] += 1
    for entity in annotation["entities"]:
        if counted := roles.get(entity["id"]):
            (role, most), *others = counted.most_common(2)
            if not others or others[0][1] < most:
                entity["role"] = None if role == "None" else role
