"""The columns of each config, taken from the records. Only what builds a release needs this."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, NamedTuple, get_args, get_origin, get_type_hints

from .records import Article, Claim, Column, Decision, Mention, PassItem, Stance


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the body: where it is in the text and in the capture, and its length."""

    start: Annotated[
        int, Column("Where the part starts in the article's text.", unit="code points")
    ]
    capture_start: Annotated[int, Column("Where it starts in the capture.", unit="code points")]
    length: Annotated[int, Column("Its length.", unit="code points")]


@dataclass(frozen=True, slots=True)
class Capture:
    """A raw capture with the map from the published text to it."""

    id: Annotated[str, Column("Id of the article.")]
    capture: Annotated[str, Column("The capture, every character as it was saved.")]
    bytes: Annotated[int, Column("Size of the capture in UTF-8.", unit="bytes")]
    capture_sha256: Annotated[str, Column("SHA-256 of the capture's bytes.")]
    body: Annotated[
        tuple[Segment, ...],
        Column(
            "The parts of the text: "
            "text[start:start+length] == capture[capture_start:capture_start+length]."
        ),
    ]


_ARTICLE_ID = Annotated[str, Column("Id of the article.")]


@dataclass(frozen=True, slots=True)
class MentionRow(Mention):
    article: _ARTICLE_ID
    name: Annotated[str, Column("Canonical name of the entity.")]
    wikidata: Annotated[str | None, Column("Wikidata id of the entity; null unless certain.")]
    role: Annotated[
        str | None,
        Column("Part the entity plays in the talks as this article tells it.", labels="role"),
    ]


@dataclass(frozen=True, slots=True)
class ClaimRow(Claim):
    article: _ARTICLE_ID


@dataclass(frozen=True, slots=True)
class StanceRow(Stance):
    article: _ARTICLE_ID


@dataclass(frozen=True, slots=True)
class PassRow(PassItem):
    article: _ARTICLE_ID = ""


@dataclass(frozen=True, slots=True)
class DecisionRow(Decision):
    article: _ARTICLE_ID


CONFIGS: dict[str, type] = {
    "articles": Article,
    "mentions": MentionRow,
    "claims": ClaimRow,
    "stance": StanceRow,
    "passes": PassRow,
    "decisions": DecisionRow,
    "raw": Capture,
}
# What a row is, as the documents of a release say it. Data: `python -OO` drops docstrings.
DESCRIPTIONS = {
    "articles": "An article with its complete annotation, in nested lists.",
    "mentions": "One place where the body names an entity, "
    "with the entity's name, Wikidata id and role.",
    "claims": "A claim: its words, who makes it, how it is attributed.",
    "stance": "One holder's stance on one proposition, with the words that show it.",
    "passes": "One item of one annotator's own pass, unaggregated, "
    "with the item of the reference that it supports.",
    "decisions": "What an adjudicator decided where the passes differ, and why.",
    "raw": "A raw capture with the map from the published text to it.",
}


class Field(NamedTuple):
    """A column of a config: name, plain type, whether it is a list, whether it may be null."""

    name: str
    type: type
    many: bool
    nullable: bool
    column: Column


def columns(record: type) -> list[Field]:
    """The columns of a record in order; a flat row names its article first."""
    hints = get_type_hints(record, include_extras=True)
    found = []
    for item in fields(record):
        kind, column = get_args(hints[item.name])
        many = get_origin(kind) is tuple
        nullable = type(None) in get_args(kind)
        if many or nullable:
            kind = get_args(kind)[0]
        found.append(Field(item.name, kind, many, nullable, column))
    return sorted(found, key=lambda f: f.name != "article")
