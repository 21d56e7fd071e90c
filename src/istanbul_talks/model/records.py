"""Frozen records of a release. What each field means is in columns.toml, beside this file.

Spans are code points into `Article.text`, end exclusive: `article.text[start:end]` is the words.
"""

from collections.abc import Container
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from ..arguments import no_attribute
from ..errors import UnknownNameError
from ..text.visible import did_you_mean, shown, visible

BETWEEN_AUTHORS = "; "  # in `author`: “Ana Vey; Oto Lenz”
PROPOSED = "Proposed by a program:"  # the start of a note that lists what a draft only guesses
_MOST = 199  # characters of a `repr`
# What fields are called elsewhere, and which fields that may be.
_OTHER_NAMES = {
    "byline": ("author",),
    "claimer": ("holder",),
    "date": ("published",),
    "day": ("published_earliest",),
    "headline": ("title",),
    "holder": ("claimer",),
    "outlet": ("publisher",),
    "quote": ("text",),
    "speaker": ("claimer", "holder"),
    "stances": ("stance",),
    "text": ("quote",),
    "words": ("quote", "text"),
}


def other_names(known: Container[str]) -> dict[str, str]:
    """Other names of some fields, each with the name of the field."""
    found = dict[str, str]()
    for other, names in _OTHER_NAMES.items():
        name = next((name for name in names if name in known), None)
        if name is not None and other not in known:
            found[other] = name
    return found


class Record:
    """A row, or a part of one. Its `repr` is short, and has no hidden characters."""

    __slots__: tuple[str, ...] = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __repr__(self) -> str:
        own = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return visible(shown(f"{type(self).__name__}({', '.join(own)})"), _MOST)

    if not TYPE_CHECKING:  # type checkers would accept every name

        def __getattr__(self, name):
            known = [field.name for field in fields(self)]
            raise no_attribute(self, name, known, other_names(known))


@dataclass(frozen=True, slots=True, repr=False)
class Span(Record):
    """Words of the published text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Entity(Record):
    """A named entity of an article; the same id in all articles."""

    id: str
    type: str
    name: str
    wikidata: str | None
    role: str | None
    note: str | None


@dataclass(frozen=True, slots=True, repr=False)
class RegisteredEntity(Record):
    """An entity of the registry that articles name, and how often."""

    id: str
    name: str
    type: str
    wikidata: str | None
    variants: tuple[str, ...]
    description: str | None
    articles: int
    mentions: int
    claims: int
    stances: int


@dataclass(frozen=True, slots=True, repr=False)
class Mention(Record):
    """One place where the body names an entity."""

    id: str
    entity: str
    type: str
    start: int
    end: int
    text: str
    undisputed: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Proposed(Record):
    """A proposition, and what a claim does with it."""

    id: str
    relation: str


@dataclass(frozen=True, slots=True, repr=False)
class Link(Record):
    """A link from one claim to another one of the same article."""

    to: str
    relation: str


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Record):
    """A claim, who makes it and how it is attributed."""

    id: str
    start: int
    end: int
    quote: str
    claimer: str
    claimer_name: str
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    attribution: str | None
    type: str
    epistemic: str
    checkworthy: bool
    note: str | None
    quoted: tuple[Span, ...] = ()
    standalone: str | None = None
    standalone_by: str | None = None
    standalone_kind: str | None = None
    propositions: tuple[Proposed, ...] = ()
    links: tuple[Link, ...] = ()
    undisputed: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Stance(Record):
    """One holder's stance on one proposition. No row where the body does not address the target."""

    id: str
    holder: str
    holder_name: str
    target: str
    label: str
    expression: str
    certainty: str
    condition: str | None
    condition_start: int | None
    condition_end: int | None
    evidence: tuple[Span, ...]
    note: str | None
    claims: tuple[str, ...] = ()
    without_claim: str | None = None
    undisputed: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class External(Record):
    """A source field that comes from outside the capture."""

    field: str
    found: str


@dataclass(frozen=True, slots=True, repr=False)
class Remark(Record):
    """A remark on a passage of the capture, such as an error that is kept verbatim."""

    quote: str
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Act(Record):
    """Who did what to an annotation."""

    by: str
    kind: str
    did: str
    date: str
    guidelines: str
    note: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Waiver(Record):
    """A warning that was waived, and the reason."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Article(Record):
    """An article with its complete annotation, in nested lists."""

    id: str
    text: str
    title: str | None
    publisher: str | None
    author: str | None
    url: str | None
    section: str | None
    genre: str
    language: str
    rights_status: str
    rights_holder: str | None
    rights_license: str | None
    rights_note: str | None
    external: tuple[External, ...]
    source_note: str | None
    published: str | None
    published_earliest: date | None
    published_latest: date | None
    published_precision: str | None
    date_basis: str
    date_certainty: str
    date_evidence: tuple[str, ...]
    date_note: str | None
    captured: str | None
    event: str | None
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    stance: tuple[Stance, ...]
    notes: tuple[Remark, ...]
    provenance: tuple[Act, ...]
    status: str
    waived: tuple[Waiver, ...]
    text_sha256: str
    capture_sha256: str

    def __repr__(self) -> str:
        """What a notebook shows of an article: its id and what it has."""
        counted = ("claim", self.claims), ("stance", self.stance), ("mention", self.mentions)
        counts = ", ".join(f"{len(own)} {noun}{'s' * (len(own) != 1)}" for noun, own in counted)
        return f"<Article {visible(self.id)}: {counts}>"

    def entity(self, id: str) -> Entity:
        """The entity with this id. Raises UnknownNameError if the article has no such entity."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        hint = did_you_mean(id, (e.id for e in self.entities)) if isinstance(id, str) else ""
        raise UnknownNameError(f"{self.id} has no entity “{visible(str(id))}”{hint}")


@dataclass(frozen=True, slots=True, repr=False)
class CaptureSpan(Record):
    """Words of a raw capture."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class PassItem(Record):
    """One item of one annotator's pass, as made, and the reference item it supports."""

    annotator: str
    kind: str
    guidelines: str
    layer: str
    id: str
    spans: tuple[CaptureSpan, ...]
    start: int | None
    end: int | None
    entity: str | None = None
    name: str | None = None
    entity_type: str | None = None
    claim_type: str | None = None
    cue: str | None = None
    attribution: str | None = None
    epistemic: str | None = None
    checkworthy: bool | None = None
    target: str | None = None
    stance_label: str | None = None
    expression: str | None = None
    condition: str | None = None
    certainty: str | None = None
    genre: str | None = None
    published: str | None = None
    basis: str | None = None
    event: str | None = None
    note: str | None = None
    supports: str | None = None
    differs: tuple[str, ...] = ()
    decision: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Decision(Record):
    """What an adjudicator decided where passes differ, and the reason."""

    id: str
    layer: str
    reference: tuple[str, ...]
    overruled: tuple[str, ...]
    decided: str
    why: str
    by: str
    kind: str
    date: str


@dataclass(frozen=True, slots=True, repr=False)
class ClaimInGroup(Record):
    """A claim that states, denies or changes a proposition, which other claims may be about too."""

    proposition: str
    wording: str
    claim: str
    relation: str
    claimer: str
    claimer_name: str
    epistemic: str
    publisher: str | None
    event: str | None
    published_earliest: date | None


@dataclass(frozen=True, slots=True, repr=False)
class FieldDecision(Record):
    """What an adjudicator decided on a field that annotators filled in differently."""

    field: str
    why: str
    by: str
    kind: str
    date: str


@dataclass(frozen=True, slots=True, repr=False)
class Addition(Record):
    """What one annotator added to a claim or stance, as made."""

    annotator: str
    kind: str
    guidelines: str
    layer: str
    id: str
    quoted: tuple[Span, ...]
    standalone: str | None
    propositions: tuple[Proposed, ...]
    links: tuple[Link, ...]
    claims: tuple[str, ...]
    without_claim: str | None
    differs: tuple[str, ...]
    decisions: tuple[FieldDecision, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the body: where it is in the text and in the capture, and its length."""

    start: int
    capture_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Capture:
    """A raw capture, with a map from the published text to its place in the capture."""

    id: str
    capture: str
    bytes: int
    capture_sha256: str
    body: tuple[Segment, ...]
