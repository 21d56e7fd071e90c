"""Rules about the whole corpus: what no single file shows. They look at what `Census` kept of each article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..findings import InCapture, Severity, Spot, rule
from ..messages import visible


@dataclass
class Census:
    """Of each entity and capture the first article that has it, and every later one that differs.

    Memory grows with the number of entities and captures (32 bytes of hash each), not with their text.
    """

    first: dict[str, tuple[str, int, Mapping[str, Any]]] = field(default_factory=dict)
    differing: list[tuple[str, int, Mapping[str, Any]]] = field(default_factory=list)
    by_qid: dict[str, tuple[str, str]] = field(default_factory=dict)
    shared_qids: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    captures: dict[bytes, str] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)

    def add(self, id: str, annotation: Mapping[str, Any], capture_digest: bytes) -> None:
        """Take note of an article that fits the schema."""
        original = self.captures.setdefault(capture_digest, id)
        if original != id:
            self.copies.append((id, original))
        for i, entity in enumerate(annotation["entities"]):
            kept = {key: entity[key] for key in ("id", "name", "type", "wikidata")}
            if self.first.setdefault(entity["id"], (id, i, kept))[2] != kept:
                self.differing.append((id, i, kept))
            qid = entity["wikidata"]
            if qid:
                owner, where = self.by_qid.setdefault(qid, (entity["id"], id))
                if owner != entity["id"] and where != id:
                    self.shared_qids.append((id, i, qid, owner, where))


def _differing(census: Census, key: str) -> Iterator[tuple[str, int, Any, Any, str]]:
    for id, i, entity in census.differing:
        where, _, first = census.first[entity["id"]]
        if entity[key] != first[key] and where != id:
            yield id, i, entity[key], first[key], where


@rule(Severity.ERROR)
def entity_conflict(census: Census) -> Iterator[Spot]:
    """An entity has another Wikidata id or name in another article, or two ids share one Wikidata id.

    The same id means the same thing in all articles, so that mentions can be joined across the corpus.
    """
    for key in ("wikidata", "name"):
        for id, i, value, other, where in _differing(census, key):
            yield Spot(("entities", i, key), f"{key} is {_shown(value)} here and {_shown(other)} in {where}", "Write the same in both", id)
    for id, i, qid, owner, where in census.shared_qids:
        yield Spot(("entities", i, "wikidata"), f"{qid} is the id of “{owner}” in {where}", "Use one entity id in both, or correct one", id)


@rule(Severity.WARNING)
def type_conflict(census: Census) -> Iterator[Spot]:
    """An entity has another type in another article.

    A type is a property of the entity, not of the sentence.
    """
    for id, i, value, other, where in _differing(census, "type"):
        yield Spot(
            ("entities", i, "type"),
            f"the type is {value} here and {other} in {where}",
            "Write the same in both, or give one another id",
            id,
        )


@rule(Severity.ERROR)
def duplicate_text(census: Census) -> Iterator[Spot]:
    """Two captures have the same bytes.

    An article that stands twice counts twice, and may end up on both sides of a split.
    """
    for id, original in census.copies:
        yield Spot(InCapture(0), f"the capture equals that of “{original}”", "Remove one of the two", id)


def _shown(value: Any) -> str:
    return "null" if value is None else f"“{visible(str(value))}”"
