"""The common record of the formats of annotation tools: a text and its spans, in code points.

A mention has the type of its entity as label. A claim, a stance, a cue and a condition have the
name of their layer. Attributes and links say the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from ..errors import NEEDS_TEXT, CorpusError
from ..model.columns import columns
from ..model.records import Article, Claim, Entity, Mention, Stance
from ..text.anchoring import Place

CLAIM, STANCE, CUE, CONDITION = LAYERS = ("claim", "stance", "cue", "condition")
ARTICLE, OTHER = "article", "other"  # as a claimer or holder
PART = "part"  # the link to a further piece of a span, in formats that need several spans for it
ROLES = ("claimer", "holder", CUE, CONDITION, PART)  # of links
FLAGS = ("true", "false")
# Attributes with a closed vocabulary, and its name in labels.json.
VOCABULARIES = {
    "role": "role",
    "type": "claim_type",
    "epistemic": "epistemic",
    "attribution": "attribution",
    "stance": "stance_label",
    "expression": "expression",
    "certainty": "certainty",
}
# Every attribute that an item may have.
ATTRIBUTES = (
    *("entity", "name", "wikidata", "claim-id", *VOCABULARIES, "checkworthy", "target"),
    *("claimer", "holder", f"{OTHER}-claimer", f"{OTHER}-holder", "note"),
)
# The columns of each record that `document_of` carries.
_CARRIED: dict[type, set[str]] = {
    Article: {
        *("id", "text", "entities", "mentions", "claims", "stance"),
        # Said in one line:
        *("title", "publisher", "author", "url", "section", "genre", "language", "rights_status"),
        *("rights_holder", "rights_license", "rights_note", "external", "source_note"),
        *("published", "published_earliest", "published_latest", "published_precision"),
        *("date_basis", "date_certainty", "date_evidence", "date_note", "captured", "event"),
        *("provenance", "status", "waived", "text_sha256", "capture_sha256"),
    },
    Entity: {"id", "type", "name", "wikidata", "role", "note"},
    Mention: {"id", "entity", "type", "start", "end", "text"},
    Claim: {
        *("id", "start", "end", "quote", "claimer", "claimer_name", "cue", "cue_start", "cue_end"),
        *("attribution", "type", "epistemic", "checkworthy", "note"),
    },
    Stance: {
        *("id", "holder", "holder_name", "target", "label", "expression", "certainty", "note"),
        *("condition", "condition_start", "condition_end", "evidence"),
    },
}
_WORKED_OUT = {"undisputed"}  # from the passes, which no format has
_NAMES = {"notes": "remark on a capture"}
_OPEN = "?"  # what a draft shows in the place of an open value

Links = tuple[tuple[str, str], ...]
Labels = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """An annotated span of a text; `places` has several if it is discontinuous.

    `links`: pairs of a role (claimer, holder, cue, condition) and the id of another item.
    `line`: of the file that it was read from, for messages; 0 if it is not known.
    """

    id: str
    label: str
    places: tuple[Place, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    links: Links = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the formats see it. Ids of items are unique in it.

    `path`: of the file that it was read from, for messages.
    """

    id: str
    text: str
    items: tuple[Item, ...]
    path: str = field(default="", compare=False)


def labels_of(part: Any) -> dict[str, Iterable[str]]:
    """The closed vocabularies of a release, or of the release of a part, and its targets."""
    release = getattr(part, "corpus", part)
    return {**release.labels, "target": release.targets}


def closed(labels: Labels) -> dict[str, list[str]]:
    """The values of each attribute that has a closed vocabulary. `labels`: as from `labels_of`."""
    values = {key: [*labels[name]] for key, name in VOCABULARIES.items()}
    values |= {"target": [*labels["target"]], "checkworthy": [*FLAGS]}
    return values | {"claimer": [ARTICLE], "holder": [ARTICLE]}


def document_of(article: Article) -> Document:
    """The spans of an article. CorpusError if it has no text."""
    if article.text is None:
        raise CorpusError(NEEDS_TEXT)
    first: dict[str, str] = {}
    items = [*_mentions(article, first)]
    for claim in article.claims:
        items += _claim(claim, first)
    for stance in article.stance:
        items += _stance(stance, first) if stance.evidence else ()
    return Document(article.id, article.text, (*items,))


def losses(articles: Iterable[Article]) -> Counter[str]:
    """What `document_of` leaves out of the articles, by its description.

    Every column that is not in `_CARRIED` is lost, so new columns are named without being added.
    """
    lost = Counter[str]()
    for article in articles:
        named = {mention.entity for mention in article.mentions}
        lost["source, date and provenance of an article"] += 1
        lost["entity without a mention"] += sum(e.id not in named for e in article.entities)
        lost["stance without evidence"] += sum(not stance.evidence for stance in article.stance)
        lost.update(_lost_of(article))
        for items in (article.entities, article.mentions, article.claims, article.stance):
            lost.update(chain.from_iterable(map(_lost_of, items)))
    return +lost


def _lost_of(record: Any) -> Iterator[str]:
    """A description of each value of a record that no format of annotation tools carries."""
    kind: type = type(record)
    name = kind.__name__.lower()
    for column in columns(kind):
        value = getattr(record, column.name)
        if column.name not in _CARRIED[kind] | _WORKED_OUT and value not in (None, ()):
            own = f"{column.name} of {'an' if name[0] in 'ae' else 'a'} {name}"
            yield from [_NAMES.get(column.name, own)] * (len(value) if column.many else 1)


def _mentions(article: Article, first: dict[str, str]) -> Iterator[Item]:
    """The mentions. The first of each entity also says what the article says of the entity."""
    entities = {entity.id: entity for entity in article.entities}
    for mention in article.mentions:
        entity, more = entities[mention.entity], dict[str, str | None]()
        if mention.entity not in first:
            first[mention.entity] = f"mentions/{mention.id}"
            more = {"role": entity.role, "wikidata": entity.wikidata, "note": entity.note}
        said = _stated({"entity": entity.id, "name": entity.name, **more})
        place = Place(mention.start, mention.end)
        yield Item(f"mentions/{mention.id}", mention.type, (place,), said)


def _stated(values: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None and value != _OPEN}


def _voice(role: str, id: str, name: str, first: Mapping[str, str]) -> tuple[dict[str, str], Links]:
    """A claimer or holder: a link to the entity's first mention, or else an attribute.

    An entity without a mention becomes an unnamed one: only its name is carried.
    """
    if id in first:
        return {}, ((role, first[id]),)
    return ({role: id} if id == ARTICLE else {f"{OTHER}-{role}": name}), ()


def _claim(claim: Claim, first: Mapping[str, str]) -> Iterator[Item]:
    said, links = _voice("claimer", claim.claimer, claim.claimer_name, first)
    id, flag = f"claims/{claim.id}", claim.checkworthy
    own = {"claim-id": claim.id, **said, "type": claim.type, "epistemic": claim.epistemic}
    own["checkworthy"] = FLAGS[not flag] if isinstance(flag, bool) else _OPEN
    more = {"attribution": claim.attribution, "note": claim.note}
    cue = _places(claim.cue_start, claim.cue_end)
    links += ((CUE, f"{id}/{CUE}"),) if cue else ()
    yield Item(id, CLAIM, (Place(claim.start, claim.end),), _stated({**own, **more}), links)
    if cue:
        yield Item(f"{id}/{CUE}", CUE, cue)


def _stance(stance: Stance, first: Mapping[str, str]) -> Iterator[Item]:
    said, links = _voice("holder", stance.holder, stance.holder_name, first)
    id, places = f"stance/{stance.id}", tuple(Place(s.start, s.end) for s in stance.evidence)
    own = {**said, "target": stance.target, "stance": stance.label, "expression": stance.expression}
    more = {"certainty": stance.certainty, "note": stance.note}
    condition = _places(stance.condition_start, stance.condition_end)
    links += ((CONDITION, f"{id}/{CONDITION}"),) if condition else ()
    yield Item(id, STANCE, places, _stated({**own, **more}), links)
    if condition:
        yield Item(f"{id}/{CONDITION}", CONDITION, condition)


def _places(start: int | None, end: int | None) -> tuple[Place, ...]:
    return () if start is None or end is None else (Place(start, end),)


def in_pieces(items: Iterable[Item]) -> Iterator[Item]:
    """The items with one place each: a further place is an item of its own, linked as a part."""
    for item in items:
        rest = tuple((PART, f"{item.id}/{n}") for n in range(2, len(item.places) + 1))
        yield Item(item.id, item.label, item.places[:1], item.attributes, item.links + rest)
        for (_, id), place in zip(rest, item.places[1:], strict=True):
            yield Item(id, item.label, (place,))


def put_together(items: Iterable[Item]) -> tuple[Item, ...]:
    """The reverse of `in_pieces`: parts are places of the item that links to them."""
    every = {item.id: item for item in items}
    whole = part_of(
        {i.id: i.label for i in every.values()}, {i.id: i.links for i in every.values()}
    )
    found = []
    for item in every.values():
        if item.id not in whole:
            own = [id for role, id in item.links if role == PART and whole.get(id) == item.id]
            places = sum((every[id].places for id in own), item.places)
            more = sum((every[id].links for id in own), item.links)
            links = tuple(link for link in more if link[0] != PART or link[1] not in own)
            found.append(replace(item, places=places, links=links))
    return (*found,)


def part_of(
    labels: Mapping[str, str], links: Mapping[str, Iterable[tuple[str, str]]]
) -> dict[str, str]:
    """By the id of each part, the id of the item of the same label that links to it first.

    An item that has parts itself is never a part. `labels` and `links`: by id of an item.
    """
    pairs = [(id, part) for id, own in links.items() for role, part in own if role == PART]
    pairs = [(id, part) for id, part in pairs if labels[id] == labels.get(part)]
    with_parts = {id for id, _ in pairs}
    return {part: id for id, part in reversed(pairs) if part not in with_parts}
