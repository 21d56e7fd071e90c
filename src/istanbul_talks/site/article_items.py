"""Every item of an article for its page: labels in words, what each pass has, what was decided."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from ..model.records import Article, Claim, Entity, Mention, Stance
from .added_facts import AddedFacts
from .article_text import Piece, Words
from .edition import AUTHOR, Edition
from .facts import Fact, Link
from .words import label_in_words, name_in_words, spoken, stance_in_words

Row = Mapping[str, Any]  # of passes or decisions
_COLUMNS = {  # what differs between a pass and the reference, in words
    "span": "words",
    "entity_type": "kind",
    "claim_type": "type",
    "stance_label": "label",
    "epistemic": "commitment",
    "checkworthy": "worth checking",
    "published": "date",
    "basis": "basis of the date",
}


class Held(NamedTuple):
    """What one pass has in place of an item. Without facts, it does not have the item."""

    annotator: str
    facts: tuple[Fact, ...]
    of: str = ""  # which mention


@dataclass
class Item:
    """What the page says about an entity, claim or stance."""

    key: str  # LAYER/ID, as in permanent links
    layer: str
    side: str
    type: str
    voice: str  # id of the speaker, holder or entity; the words for an unnamed one
    name: str
    pointer: str  # in the annotation file
    spans: list[tuple[int, int]]
    facts: list[Fact]
    note: str
    link: Link | None = None
    held: list[Held] = field(default_factory=list)  # passes that differ
    agreed: str = ""  # what they agree on
    passes: list[str] = field(default_factory=list)  # that have it
    decisions: list[Row] = field(default_factory=list)
    words: list[list[Piece]] = field(default_factory=list)
    classes: str = ""

    @property
    def is_disputed(self) -> bool:
        return self.layer != "entities" and bool(self.held or self.decisions)

    @property
    def is_quotation(self) -> bool:
        """Whether the words have quotation marks of their own around them."""
        words = "".join(one for quote in self.words for one in quote if isinstance(one, str))
        return re.fullmatch("“[^“”]*”", words) is not None

    @property
    def evidence(self) -> str:
        return " ".join(f"{start}-{end}" for start, end in self.spans)


class Passes:
    """The passes over an article, and the decisions between them."""

    def __init__(self, rows: Iterable[Row], decisions: Iterable[Row], words: Words) -> None:
        self._words = words
        self.rows, self.decisions = list(rows), list(decisions)
        self.kinds = {row["annotator"]: str(row["kind"]) for row in self.rows}
        self.annotators = sorted(self.kinds)
        self._supporting: dict[tuple[str, str, str], Row] = {
            (row["layer"], row["supports"], row["annotator"]): row
            for row in self.rows
            if row["supports"] is not None
        }
        self._decided = defaultdict[tuple[str, str], list[Row]](list)
        for decision in self.decisions:
            for id in decision["reference"]:
                self._decided[decision["layer"], id].append(decision)

    def of(self, layer: str, id: str) -> Iterator[tuple[str, Row | None]]:
        """Each annotator with the item of their pass that supports an item of the reference."""
        return ((by, self._supporting.get((layer, id, by))) for by in self.annotators)

    def decided(self, layer: str, id: str) -> list[Row]:
        """The decisions on an item of the reference: those that name it, or one of its passes."""
        found = list(self._decided[layer, id])
        named = {row["decision"] for _, row in self.of(layer, id) if row}
        known = {decision["id"] for decision in found}
        return found + [d for d in self.decisions if d["id"] in named - known]

    def fill(self, item: Item, layer: str, ids: Sequence[str]) -> None:
        """Add to an item what the passes have, and what was decided. `ids`: of the reference."""
        has = set(self.annotators)
        for id in ids:
            for by, row in self.of(layer, id):
                if row is None:
                    has.discard(by)
                if row is None or row["differs"]:
                    item.held.append(Held(by, self._differences(row), id if len(ids) > 1 else ""))
            item.decisions += self.decided(layer, id)
        item.passes = [by for by in self.annotators if by in has]
        if self.annotators and not item.held and ids:
            item.agreed = self._agreed(len(ids), layer)

    def _agreed(self, count: int, layer: str) -> str:
        who = {1: f"{self.annotators[0]} agrees", 2: "Both passes agree"}
        begin = who.get(len(self.annotators), f"All {len(self.annotators)} passes agree")
        return f"{begin} on all {count}." if layer == "mention" and count > 1 else f"{begin}."

    def _differences(self, row: Row | None) -> tuple[Fact, ...]:
        return tuple(self._difference(row, column) for column in row["differs"]) if row else ()

    def _difference(self, row: Row, column: str) -> Fact:
        speaker = {"claim": "speaker", "stance": "holder"}.get(row["layer"], "entity")
        term = speaker if column == "entity" else _COLUMNS.get(column, column)
        if column == "span":
            return Fact(term, list(self._quotes(row)))
        if column == "entity":
            return Fact(term, [name_in_words(row["entity"], row["name"])])
        return Fact(term, [label_in_words(column, row[column], row["claim_type"])])

    def _quotes(self, row: Row) -> Iterator[Piece]:
        """The words of an item of a pass, whose places are in the capture."""
        for number, span in enumerate(row["spans"]):
            yield " … " if number else "“"
            place = self._words.from_capture(span["start"], span["end"])
            yield from [span["text"]] if span["text"] else self._words.pieces(*place) or ["…"]
        yield "”" if row["spans"] else "–"


def items(article: Article, edition: Edition, words: Words, passes: Passes) -> list[Item]:
    """Every item in the order of the text, an outer one before those inside."""
    made = _Items(article, edition)
    found = list(chain(made.entities(), made.claims(), made.stances()))
    for item, (layer, ids) in zip(found, made.sources, strict=True):
        passes.fill(item, layer, ids)
        item.words = [list(words.pieces(start, end)) for start, end in item.spans]
    return sorted(found, key=lambda item: _order(item, words.length))


def _order(item: Item, length: int) -> tuple[int, int]:
    start, end = item.spans[0] if item.spans else (length, length)
    return start, -end


class _Items:
    def __init__(self, article: Article, edition: Edition) -> None:
        self._article, self._edition = article, edition
        self._added = AddedFacts(article, edition)
        self._note = spoken(edition.is_text_free)
        self.sources: list[tuple[str, list[str]]] = []  # layer and ids in passes, of each item

    def entities(self) -> Iterator[Item]:
        named = defaultdict[str, list[Mention]](list)
        for mention in self._article.mentions:
            named[mention.entity].append(mention)
        for number, entity in enumerate(self._article.entities):
            mentions = named[entity.id]
            self.sources.append(("mention", [mention.id for mention in mentions]))
            yield self._entity(number, entity, mentions)

    def _entity(self, number: int, entity: Entity, mentions: Sequence[Mention]) -> Item:
        forms = defaultdict[str, list[Mention]](list)
        for mention in mentions:
            forms[mention.text or "…"].append(mention)
        links: list[Piece | Link] = []
        for form, places in forms.items():
            links += [", ", Link(f"#mentions/{places[0].id}", form)]
            for count, mention in enumerate(places[1:], start=2):
                links += [" ", Link(f"#mentions/{mention.id}", str(count))]
        facts = [
            Fact("name", [entity.name]),
            Fact("kind", [label_in_words("entity_type", entity.type)]),
            Fact("part", [label_in_words("role", entity.role)]),
            Fact(f"named {len(mentions)}×", links[1:] or ["–"]),
        ]
        if entity.wikidata:
            address = f"https://www.wikidata.org/wiki/{entity.wikidata}"
            facts.append(Fact("Wikidata", [Link(address, entity.wikidata)]))
        return Item(
            key=f"entities/{entity.id}",
            layer="entities",
            side=self._edition.side(entity.id, entity.name),
            type=entity.type,
            voice=entity.id,
            name=entity.name,
            pointer=f"/entities/{number}",
            spans=[(m.start, m.end) for m in mentions[:1]],
            facts=facts,
            note=self._note(entity.note),
            link=Link(f"../../entities/{entity.id}/", "in all articles"),
        )

    def claims(self) -> Iterator[Item]:
        for number, claim in enumerate(self._article.claims):
            self.sources.append(("claim", [claim.id]))
            yield self._claim(number, claim)

    def _claim(self, number: int, claim: Claim) -> Item:
        name = name_in_words(claim.claimer, claim.claimer_name)
        facts = [
            Fact("speaker", [self._speaker(claim.claimer, name)]),
            Fact("commitment", [label_in_words("epistemic", claim.epistemic, claim.type)]),
            Fact("type", [label_in_words("type", claim.type)]),
        ]
        if claim.attribution:
            facts.append(Fact("reported", [label_in_words("attribution", claim.attribution)]))
            facts.append(Fact("cue", [f"“{claim.cue or '…'}”"]))
        facts.append(Fact("worth checking", [label_in_words("checkworthy", claim.checkworthy)]))
        facts += self._added.of_claim(claim)
        if on := self._stances_on(claim):
            facts.append(Fact("stances here", on))
        return Item(
            key=f"claims/{claim.id}",
            layer="claims",
            side=self._edition.side(claim.claimer, claim.claimer_name),
            type=claim.type,
            voice=voice_of(claim.claimer, claim.claimer_name),
            name=name,
            pointer=f"/claims/{number}",
            spans=[(claim.start, claim.end)],
            facts=facts,
            note=self._note(claim.note),
        )

    def _speaker(self, id: str, name: str) -> Piece | Link:
        is_known = id not in (AUTHOR, "other")
        return Link(f"../../entities/{id}/", name) if is_known else name

    def _stances_on(self, claim: Claim) -> list[Piece | Link]:
        """Links to the stances that a claim expresses, else those that share words with it."""
        links: list[Piece | Link] = []
        is_known = any(stance.claims for stance in self._article.stance)
        for stance in self._article.stance:
            spans = () if is_known else stance.evidence
            shares = any(s.start < claim.end and claim.start < s.end for s in spans)
            if shares or claim.id in stance.claims:
                links += ["; ", Link(f"#stance/{stance.id}", self._title_of(stance))]
        return links[1:]

    def _said(self, stance: Stance) -> str:
        return stance_in_words(stance.label, self._edition.target_words(stance.target))

    def _title_of(self, stance: Stance) -> str:
        """“Ostrel against shared ferry”."""
        return f"{name_in_words(stance.holder, stance.holder_name)} {self._said(stance)}"

    def stances(self) -> Iterator[Item]:
        for number, stance in enumerate(self._article.stance):
            self.sources.append(("stance", [stance.id]))
            yield self._stance(number, stance)

    def _stance(self, number: int, stance: Stance) -> Item:
        name = name_in_words(stance.holder, stance.holder_name)
        proposition = self._edition.targets.get(stance.target, {}).get("proposition", stance.target)
        facts = [
            Fact("holder", [self._speaker(stance.holder, name)]),
            Fact("stance", [self._said(stance)]),
            Fact("proposition", [Link(f"../../positions/{stance.target}/", proposition)]),
            Fact("expression", [label_in_words("expression", stance.expression)]),
            Fact("certainty", [label_in_words("certainty", stance.certainty)]),
        ]
        if stance.condition or stance.condition_start is not None:
            facts.append(Fact("condition", [f"“{stance.condition or '…'}”"]))
        facts += self._added.of_stance(stance)
        return Item(
            key=f"stance/{stance.id}",
            layer="stance",
            side=self._edition.side(stance.holder, stance.holder_name),
            type=stance.label,
            voice=voice_of(stance.holder, stance.holder_name),
            name=name,
            pointer=f"/stance/{number}",
            spans=[(span.start, span.end) for span in stance.evidence],
            facts=facts,
            note=self._note(stance.note),
            classes=f" {stance.label.lower()} {stance.expression} {stance.certainty}",
        )


def voice_of(id: str, name: str) -> str:
    """The value of a filter for a speaker or holder; an unnamed one by its words."""
    return re.sub(r"\W+", "-", f"other-{name.lower()}").strip("-") if id == "other" else id
