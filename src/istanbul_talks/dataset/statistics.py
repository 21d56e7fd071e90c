"""Counts over a corpus, one article at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import entities
from .entities import Counted

_Row = Mapping[str, Any]  # of `articles`
_LABELS: dict[str, Callable[[_Row], list[str]]] = {
    "genre": lambda row: [row["genre"]],
    "language": lambda row: [row["language"].partition("-")[0]],
    "status": lambda row: [row["status"]],
    "kind": lambda row: [act["kind"] for act in row["provenance"]],
    "basis": lambda row: [row["date_basis"]],
    "rights_status": lambda row: [row["rights_status"]],
    "entity_type": lambda row: [m["type"] for m in row["mentions"]],
    "claim_type": lambda row: [c["type"] for c in row["claims"]],
    "attribution": lambda row: [c["attribution"] for c in row["claims"] if c["attribution"]],
    "epistemic": lambda row: [c["epistemic"] for c in row["claims"]],
    "stance_label": lambda row: [s["label"] for s in row["stance"]],
    "expression": lambda row: [s["expression"] for s in row["stance"]],
    "target": lambda row: [s["target"] for s in row["stance"]],
}


_SETS = ("annotators",)  # fields that are sets


@dataclass
class Tally:
    """Running counts. Memory grows with the number of entities and labels, not articles."""

    articles: int = 0
    mentions: int = 0
    claims: int = 0
    stance: int = 0
    characters: int = 0
    linked: int = 0  # mentions whose entity has a Wikidata id
    attributed: int = 0
    entities: Counted = field(default_factory=dict)
    human: int = 0  # articles that a human annotated, reviewed or adjudicated
    double: int = 0  # articles with passes of two annotators
    annotators: set[str] = field(default_factory=set)
    earliest: str | None = None  # day
    latest: str | None = None
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {k: Counter() for k in _LABELS})

    def add(self, row: _Row, annotators: Iterable[str] = ()) -> None:
        """Count an article, by its row of `articles`. `annotators`: who made passes over it."""
        self.articles += 1
        self.mentions += len(row["mentions"])
        self.claims += len(row["claims"])
        self.stance += len(row["stance"])
        self.characters += len(row["text"] or "")  # the text-free edition has none
        linked = {entity["id"] for entity in row["entities"] if entity["wikidata"]}
        self.linked += sum(mention["entity"] in linked for mention in row["mentions"])
        self.attributed += sum(claim["claimer"] != "article" for claim in row["claims"])
        entities.count(self.entities, row)
        self.human += any(act["kind"] == "human" for act in row["provenance"])
        made = set(annotators)
        self.double += len(made) > 1
        self.annotators.update(made, (act["by"] for act in row["provenance"]))
        first, last = row["published_earliest"], row["published_latest"]
        if first and last:
            self.earliest = min(self.earliest or first, first)
            self.latest = max(self.latest or last, last)
        for name, labels_of in _LABELS.items():
            self.labels[name].update(labels_of(row))

    def merge(self, other: "Tally") -> None:
        """Add the counts of other articles."""
        numbers = "articles mentions claims stance characters linked attributed human double"
        for name in numbers.split():
            setattr(self, name, getattr(self, name) + getattr(other, name))
        entities.merge(self.entities, other.entities)
        self.annotators |= other.annotators
        self.earliest = min(filter(None, (self.earliest, other.earliest)), default=None)
        self.latest = max(filter(None, (self.latest, other.latest)), default=None)
        for name, count in other.labels.items():
            self.labels[name].update(count)

    def to_json(self) -> dict[str, Any]:
        """The counts as plain values for `from_json`."""
        sets = {name: sorted(getattr(self, name)) for name in _SETS}
        return vars(self) | sets

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Tally":
        """The inverse of `to_json`. TypeError or KeyError for anything else."""
        labels = {name: Counter(value["labels"][name]) for name in _LABELS}
        return cls(**{**value, **{name: set(value[name]) for name in _SETS}, "labels": labels})

    def counts(self) -> dict[str, int]:
        """The main counts by name."""
        counted = {name: getattr(self, name) for name in ("mentions", "claims", "stance")}
        texts = {"articles": self.articles, "characters": self.characters}
        return {**texts, "entities": len(self.entities), **counted}

    def share(self, name: str) -> list[tuple[str, int]]:
        """Labels of one kind with their counts, most frequent first, then by name."""
        return sorted(self.labels[name].items(), key=lambda item: (-item[1], item[0]))
