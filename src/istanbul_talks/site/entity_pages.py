"""The entities that articles name: a list by type, and a page for each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from ..validation.report import plural
from .briefs import Brief, Source, newest, parts
from .grouped import Grouped
from .items import CLAIM, STANCE, ClaimItem, Row, StanceItem, claim_item, stance_item
from .made import Page, render
from .words import label_in_words

_MENTION = ("article", "id", "entity", "role")
_FORMS = 5  # other names in the description, for the search
_REGISTRY = "schema/entities.jsonl"
_NAMES = {
    "PERSON": "People",
    "NORP": "Peoples and groups",
    "ORG": "Organisations",
    "GPE": "Countries and cities",
    "LOC": "Regions",
    "FAC": "Buildings",
    "EVENT": "Events",
}


class Named(NamedTuple):
    """A registered entity, and how much all articles have of it."""

    entity: Mapping[str, Any]
    side: str
    articles: int
    mentions: int
    claims: int
    stances: int

    @property
    def forms(self) -> list[str]:
        """The other names that articles use."""
        return [form for form in self.entity["variants"] if form != self.entity["name"]]


class Place(NamedTuple):
    """What an article has of an entity: ids of its mentions, and what it claims and holds."""

    article: Brief
    role: str
    mentions: Sequence[str]
    claims: Sequence[ClaimItem]
    stances: Sequence[StanceItem]


def entity_pages(source: Source) -> Iterator[Page]:
    """A page for each registered entity, and the list of all."""
    corpus, types = source.edition.corpus, source.edition.labels["entity_type"]
    layers = (
        Grouped(corpus, "mentions", "entity", _MENTION),
        Grouped(corpus, "claims", "claimer", CLAIM),
        Grouped(corpus, "stance", "holder", STANCE),
    )
    order, every = {type: number for number, type in enumerate(types)}, []
    for entity in map(orjson.loads, corpus.read_lines(_REGISTRY)):
        rows = [layer[entity["id"]] for layer in layers]
        articles = {row["article"] for found in rows for row in found}
        side = source.edition.side(entity["id"], entity["name"])
        named = Named(entity, side, len(articles), *map(len, rows))
        every.append(named)
        shown = newest(source.articles[id] for id in articles)
        yield from _pages_of(source, named, shown, [_by_article(found) for found in rows])
    every.sort(key=lambda one: (order[one.entity["type"]], one.entity["id"]))
    said = f"{len(every)} people, places, organisations and other things that the articles name."
    for part, some in parts("entities/", every):
        groups = [(type, list(own)) for type, own in groupby(some, lambda one: one.entity["type"])]
        values = {"groups": groups, "names": _NAMES, "said": said}
        body = render("entities", part=part, edition=source.edition, **values)
        yield Page(part.path, "entities", f"Entities{part.title}", said, body)


def _by_article(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    return {id: list(own) for id, own in groupby(rows, lambda row: row["article"])}


def _pages_of(
    source: Source,
    named: Named,
    articles: Sequence[Brief],
    layers: Sequence[Mapping[str, list[Row]]],
) -> Iterator[Page]:
    """The page of an entity, with what each article has of it."""
    entity = named.entity
    found = f"{plural(named.mentions, 'mention')} in {plural(named.articles, 'article')}"
    said = f"{entity['name']}: {found}. {entity['description']}"
    said += f" Also called {', '.join(named.forms[:_FORMS])}." if named.forms else ""
    for part, shown in parts(f"entities/{entity['id']}/", articles):
        places = []
        for article in shown:
            mentions, claims, stances = (layer.get(article.id, []) for layer in layers)
            role = next((row["role"] for row in mentions), None)
            place = Place(
                article,
                label_in_words("role", role) if role not in (None, "other") else "",
                [row["id"] for row in mentions],
                [claim_item(source, row) for row in claims],
                [stance_item(source, row) for row in stances],
            )
            places.append(place)
        values = {"named": named, "places": places}
        body = render("entity", part=part, edition=source.edition, **values)
        yield Page(part.path, "entities", f"{entity['name']}{part.title}", said, body)
