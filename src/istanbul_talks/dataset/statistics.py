"""Counts over a corpus, one article at a time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from ..model.records import Article, PassItem

_LABELS: dict[str, Callable[[Article], list[str]]] = {
    "genre": lambda a: [a.genre],
    "language": lambda a: [a.language.partition("-")[0]],
    "status": lambda a: [a.status],
    "kind": lambda a: [act.kind for act in a.provenance],
    "basis": lambda a: [a.date_basis],
    "rights_status": lambda a: [a.rights_status],
    "entity_type": lambda a: [m.type for m in a.mentions],
    "claim_type": lambda a: [c.type for c in a.claims],
    "attribution": lambda a: [c.attribution for c in a.claims if c.attribution],
    "epistemic": lambda a: [c.epistemic for c in a.claims],
    "stance_label": lambda a: [s.label for s in a.stance],
    "expression": lambda a: [s.expression for s in a.stance],
    "target": lambda a: [s.target for s in a.stance],
}


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
    entities: set[str] = field(default_factory=set)
    human: int = 0  # articles that a human annotated, reviewed or adjudicated
    double: int = 0  # articles with passes of two annotators
    annotators: set[str] = field(default_factory=set)
    earliest: date | None = None
    latest: date | None = None
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {k: Counter() for k in _LABELS})

    def add(self, article: Article, passes: Iterable[PassItem] = ()) -> None:
        """Count one article, with the items of its passes."""
        self.articles += 1
        self.mentions += len(article.mentions)
        self.claims += len(article.claims)
        self.stance += len(article.stance)
        self.characters += len(article.text or "")  # the text-free edition has none
        linked = {entity.id for entity in article.entities if entity.wikidata}
        self.linked += sum(mention.entity in linked for mention in article.mentions)
        self.attributed += sum(claim.claimer != "article" for claim in article.claims)
        self.entities.update(entity.id for entity in article.entities)
        self.human += any(act.kind == "human" for act in article.provenance)
        made = {item.annotator for item in passes}
        self.double += len(made) > 1
        self.annotators.update(made, (act.by for act in article.provenance))
        first, last = article.published_earliest, article.published_latest
        if first and last:
            self.earliest = min(self.earliest or first, first)
            self.latest = max(self.latest or last, last)
        for name, labels_of in _LABELS.items():
            self.labels[name].update(labels_of(article))

    def counts(self) -> dict[str, int]:
        """The main counts by name."""
        counted = {name: getattr(self, name) for name in ("mentions", "claims", "stance")}
        texts = {"articles": self.articles, "characters": self.characters}
        return {**texts, "entities": len(self.entities), **counted}

    def share(self, name: str) -> list[tuple[str, int]]:
        """Labels of one kind with their counts, most frequent first, then by name."""
        return sorted(self.labels[name].items(), key=lambda item: (-item[1], item[0]))
