"""Frozen records of a release.

A field's `Column` is the one source of the Arrow schema, the card, Croissant and the docs page.

Spans are code points into `Article.text`, end exclusive: `article.text[start:end]` is the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple

from ..errors import UnknownNameError
from ..text.visible import did_you_mean, visible

PROPOSED = "Proposed by a program:"  # how a note begins that says what a draft only guesses


class Column(NamedTuple):
    """What a column means.

    `labels`: the closed vocabulary in schema/labels.json; `unit`: the unit of a number.

    `words`: it has words of the article. In the text-free edition it is null (a list: empty) if they
    are more than a few.
    """

    doc: str
    labels: str | None = None
    unit: str | None = None
    words: bool = False


_START = Column("First code point of the words in the article's text.", unit="code points")
_END = Column("End of the words in the article's text, exclusive.", unit="code points")
Start = Annotated[int, _START]
End = Annotated[int, _END]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the published text."""

    start: Start
    end: End
    text: Annotated[str, Column("The words: text[start:end].", words=True)]


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity of an article; the same id in all articles."""

    id: Annotated[str, Column("Id of the entity, the same in all articles.")]
    type: Annotated[str, Column("Kind of entity.", labels="entity_type")]
    name: Annotated[str, Column("Canonical name, not necessarily the article's spelling.")]
    wikidata: Annotated[str | None, Column("Wikidata id; null unless certain.")]
    role: Annotated[
        str | None, Column("Part played in the talks as this article tells it.", labels="role")
    ]
    note: Annotated[str | None, Column("Remark of the annotator.")]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the body names an entity."""

    id: Annotated[
        str, Column("Entity id and running number in the order of the text; unique in the article.")
    ]
    entity: Annotated[str, Column("Id of the entity.")]
    type: Annotated[str, Column("Kind of entity.", labels="entity_type")]
    start: Start
    end: End
    text: Annotated[str, Column("The words: text[start:end].", words=True)]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, who makes it and how it is attributed."""

    id: Annotated[str, Column("Id of the claim; unique in the article.")]
    start: Start
    end: End
    quote: Annotated[str, Column("The content of the claim: text[start:end].", words=True)]
    claimer: Annotated[
        str,
        Column(
            "Entity id of who makes the claim; “article” for the author's own voice; "
            "“other” for a holder without a name."
        ),
    ]
    claimer_name: Annotated[
        str,
        Column("Canonical name of the claimer; the article's words where the claimer is “other”."),
    ]
    cue: Annotated[str | None, Column("The words that attribute the claim.", words=True)]
    cue_start: Annotated[int | None, Column("First code point of the cue.", unit="code points")]
    cue_end: Annotated[int | None, Column("End of the cue, exclusive.", unit="code points")]
    attribution: Annotated[
        str | None,
        Column("How the claim is attributed; null for the author's own.", labels="attribution"),
    ]
    type: Annotated[str, Column("Kind of claim.", labels="claim_type")]
    epistemic: Annotated[
        str,
        Column("How far the claimer commits to it; no verdict on its truth.", labels="epistemic"),
    ]
    checkworthy: Annotated[bool, Column("Whether it could and should be checked against facts.")]
    note: Annotated[str | None, Column("Remark of the annotator.")]


@dataclass(frozen=True, slots=True)
class Stance:
    """One holder's stance on one proposition. No row where the body does not address the target."""

    id: Annotated[str, Column("Holder and target; unique in the article.")]
    holder: Annotated[
        str,
        Column(
            "Entity id of the holder; “article” for the author's own voice; "
            "“other” for a holder without a name."
        ),
    ]
    holder_name: Annotated[
        str,
        Column("Canonical name of the holder; the article's words where the holder is “other”."),
    ]
    target: Annotated[str, Column("Id of the proposition in schema/targets.json.")]
    label: Annotated[str, Column("The stance.", labels="stance_label")]
    expression: Annotated[str, Column("Whether it is stated or inferred.", labels="expression")]
    certainty: Annotated[str, Column("How sure the annotator is.", labels="certainty")]
    condition: Annotated[
        str | None, Column("The words that make the support conditional.", words=True)
    ]
    condition_start: Annotated[
        int | None, Column("First code point of the condition.", unit="code points")
    ]
    condition_end: Annotated[
        int | None, Column("End of the condition, exclusive.", unit="code points")
    ]
    evidence: Annotated[tuple[Span, ...], Column("The words that show it.")]
    note: Annotated[str | None, Column("Remark of the annotator.")]


@dataclass(frozen=True, slots=True)
class External:
    """A source field that comes from outside the capture."""

    field: Annotated[str, Column("Name of the field.")]
    found: Annotated[str, Column("Where it was found, or why it is believed.")]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a place in the capture, such as an error in the article, kept verbatim."""

    quote: Annotated[str, Column("The place, verbatim, searched in the whole capture.", words=True)]
    note: Annotated[str, Column("The remark.")]


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to an annotation."""

    by: Annotated[str, Column("Annotator, defined in schema/annotators.json.")]
    kind: Annotated[str, Column("Human, model or import.", labels="kind")]
    did: Annotated[str, Column("What was done.", labels="did")]
    date: Annotated[str, Column("Day, EDTF.")]
    guidelines: Annotated[str, Column("Version of the guidelines that was followed.")]
    note: Annotated[str | None, Column("Remark.")]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A warning that was waived, and the reason."""

    rule: Annotated[str, Column("Rule id.")]
    reason: Annotated[str, Column("Why the warning does not apply.")]


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its complete annotation, in nested lists."""

    id: Annotated[str, Column("Id of the article; never renamed or reused once released.")]
    text: Annotated[
        str,
        Column(
            "The article without navigation, headline and teasers. All offsets refer to it.",
            words=True,
        ),
    ]
    title: Annotated[str | None, Column("Headline as printed in the capture.")]
    publisher: Annotated[str | None, Column("Outlet.")]
    author: Annotated[str | None, Column("Byline.")]
    url: Annotated[str | None, Column("Address of a public copy.")]
    section: Annotated[str | None, Column("Section as printed.")]
    genre: Annotated[str, Column("Kind of text.", labels="genre")]
    language: Annotated[str, Column("BCP 47 tag.")]
    rights_status: Annotated[
        str, Column("What is known about the right to share the text.", labels="rights_status")
    ]
    rights_holder: Annotated[str | None, Column("Who holds the rights.")]
    rights_license: Annotated[str | None, Column("Licence of the text, where one is stated.")]
    rights_note: Annotated[str | None, Column("What was found, and where.")]
    external: Annotated[
        tuple[External, ...], Column("Fields above that come from outside the capture.")
    ]
    source_note: Annotated[str | None, Column("Remark on the source.")]
    published: Annotated[str | None, Column("First publication, EDTF.")]
    published_earliest: Annotated[date | None, Column("First day that `published` allows.")]
    published_latest: Annotated[date | None, Column("Last day that `published` allows.")]
    published_precision: Annotated[str | None, Column("day, month, year or interval.")]
    date_basis: Annotated[str, Column("What the date is based on.", labels="basis")]
    date_certainty: Annotated[
        str, Column("How sure the annotator is of the date.", labels="certainty")
    ]
    date_evidence: Annotated[
        tuple[str, ...], Column("Words of the capture that the date is based on.", words=True)
    ]
    date_note: Annotated[str | None, Column("How the date was reached.")]
    captured: Annotated[str | None, Column("Day the capture was made, EDTF.")]
    event: Annotated[
        str | None, Column("Round of talks the article is about, from schema/events.json.")
    ]
    entities: Annotated[tuple[Entity, ...], Column("Named entities in the order of the file.")]
    mentions: Annotated[
        tuple[Mention, ...], Column("Every place that names an entity, in the order of the text.")
    ]
    claims: Annotated[tuple[Claim, ...], Column("Claims in the order of the file.")]
    stance: Annotated[tuple[Stance, ...], Column("Stances in the order of the file.")]
    notes: Annotated[tuple[Remark, ...], Column("Remarks on places in the capture.")]
    provenance: Annotated[tuple[Act, ...], Column("Who did what, oldest first.")]
    status: Annotated[str, Column("How far the annotation has been confirmed.", labels="status")]
    waived: Annotated[tuple[Waiver, ...], Column("Warnings that were waived, with the reasons.")]
    text_sha256: Annotated[str, Column("SHA-256 of `text` in UTF-8.")]
    capture_sha256: Annotated[str, Column("SHA-256 of the raw capture's bytes.")]

    def entity(self, id: str) -> Entity:
        """The entity with this id. KeyError if the article has none."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        hint = did_you_mean(id, (e.id for e in self.entities)) if isinstance(id, str) else ""
        raise UnknownNameError(f"{self.id} has no entity “{visible(str(id))}”{hint}")


@dataclass(frozen=True, slots=True)
class CaptureSpan:
    """Words of a raw capture."""

    start: Annotated[
        int, Column("First code point of the words in the capture.", unit="code points")
    ]
    end: Annotated[int, Column("End of the words in the capture, exclusive.", unit="code points")]
    text: Annotated[str, Column("The words: capture[start:end].", words=True)]


@dataclass(frozen=True, slots=True)
class PassItem:
    """One item of one annotator's own pass, as it was made, and the item of the reference that it supports."""

    annotator: Annotated[str, Column("Annotator, defined in schema/annotators.json.")]
    kind: Annotated[str, Column("Human, model or import.", labels="kind")]
    guidelines: Annotated[str, Column("Version of the guidelines that was followed.")]
    layer: Annotated[str, Column("What the item is.", labels="layer")]
    id: Annotated[str, Column("Id of the item; unique in the pass and layer.")]
    spans: Annotated[
        tuple[CaptureSpan, ...],
        Column(
            "The words it is based on. Offsets are in the capture: a pass may select a different body."
        ),
    ]
    start: Annotated[
        int | None,
        Column(
            "First code point of the first quote in the article's text; null outside it.",
            unit="code points",
        ),
    ]
    end: Annotated[
        int | None,
        Column(
            "End of the first quote in the article's text, exclusive; null outside it.",
            unit="code points",
        ),
    ]
    entity: Annotated[
        str | None,
        Column(
            "Entity of a mention, claimer or holder, with the pass's own id; "
            "“article” or “other” as in the reference."
        ),
    ] = None
    name: Annotated[
        str | None, Column("Its name in the pass; the article's words for “other”.")
    ] = None
    entity_type: Annotated[str | None, Column("Mention: kind of entity.", labels="entity_type")] = (
        None
    )
    claim_type: Annotated[str | None, Column("Claim: kind of claim.", labels="claim_type")] = None
    cue: Annotated[str | None, Column("Claim: the words that attribute it.", words=True)] = None
    attribution: Annotated[
        str | None, Column("Claim: how it is attributed.", labels="attribution")
    ] = None
    epistemic: Annotated[
        str | None, Column("Claim: how far the claimer commits to it.", labels="epistemic")
    ] = None
    checkworthy: Annotated[
        bool | None, Column("Claim: whether it could and should be checked.")
    ] = None
    target: Annotated[str | None, Column("Stance: id of the proposition.")] = None
    stance_label: Annotated[str | None, Column("Stance: its label.", labels="stance_label")] = None
    expression: Annotated[
        str | None, Column("Stance: whether it is stated or inferred.", labels="expression")
    ] = None
    condition: Annotated[
        str | None, Column("Stance: the words that make the support conditional.", words=True)
    ] = None
    certainty: Annotated[
        str | None,
        Column("Stance, or date of the article: how sure the annotator is.", labels="certainty"),
    ] = None
    genre: Annotated[str | None, Column("Article: kind of text.", labels="genre")] = None
    published: Annotated[str | None, Column("Article: first publication, EDTF.")] = None
    basis: Annotated[str | None, Column("Article: basis of the date.", labels="basis")] = None
    event: Annotated[str | None, Column("Article: round of talks it is about.")] = None
    note: Annotated[str | None, Column("Remark of the annotator.")] = None
    supports: Annotated[
        str | None,
        Column("Id of the item of the reference that this one supports; null if there is none."),
    ] = None
    differs: Annotated[
        tuple[str, ...], Column("How it differs from that item: names of columns, or “span”.")
    ] = ()
    decision: Annotated[
        str | None, Column("Id of the decision about it, where the adjudicator recorded one.")
    ] = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What an adjudicator decided where passes differ, and why."""

    id: Annotated[str, Column("Id of the decision; unique in the article.")]
    layer: Annotated[str, Column("What was decided on.", labels="layer")]
    reference: Annotated[
        tuple[str, ...], Column("Items of the reference that depend on this decision.")
    ]
    overruled: Annotated[
        tuple[str, ...],
        Column("Items of passes, as annotator/item, that are not in the reference."),
    ]
    decided: Annotated[str, Column("What was decided.")]
    why: Annotated[str, Column("Why.")]
    by: Annotated[str, Column("Adjudicator, defined in schema/annotators.json.")]
    kind: Annotated[str, Column("Human or model.", labels="kind")]
    date: Annotated[str, Column("Day, EDTF.")]
