"""Every decision as a card: the words, what each pass has and the reference, and why.

Cards of one article are on one page, `Edition.decision_pages`, with the anchor ARTICLE/ID.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from ..model.records import Article
from ..quality.matching import COMPARED
from ..reading.sorted_rows import SortedRows
from .article_text import Piece, Words
from .briefs import Part
from .charts import capitalised
from .edition import Edition
from .made import Entry, Page, render
from .words import (
    date_in_words,
    days_in_words,
    headline,
    label_in_words,
    name_in_words,
    spoken,
    stance_in_words,
)

_ANCHOR = {"article": "", "mention": "#mentions/{}", "claim": "#claims/{}", "stance": "#stance/{}"}
_RULES = {"article": "date", "mention": "entities", "claim": "claims", "stance": "stances"}
_FIRST = {"article": "published", "mention": "entity_type", "claim": "claim_type"}
_FIRST |= {"stance": "stance_label"}  # the column that is shown where none differs
_TERMS = {"span": "words", "entity_type": "kind", "claim_type": "type", "stance_label": "stance"}
_TERMS |= {"epistemic": "commitment", "checkworthy": "worth checking", "published": "date"}
_RECORDS = {"mention": "mentions", "claim": "claims", "stance": "stance"}
_NAMES: Mapping[str, Mapping[str, str]] = {  # of columns of passes in the records of an article
    "article": {"basis": "date_basis", "certainty": "date_certainty"},
    "mention": {"entity": "entity", "entity_type": "type"},
    "claim": {"entity": "claimer", "name": "claimer_name", "claim_type": "type"},
    "stance": {
        "entity": "holder",
        "name": "holder_name",
        "target": "target",
        "stance_label": "label",
    },
}
_COLUMNS = ("entity", "name", "target", "claim_type", "stance_label")
_BASE = "decisions/"
_KINDS = {"article": "date", "mention": "name", "claim": "claim", "stance": "stance"}
_AROUND = 70  # characters
_PERSON = {"claim": "speaker", "stance": "holder"}
_SPECIAL = re.compile(r"`([^`]+)`|\b([Gg]uidelines \d[\d.]*\d)|\b([a-z0-9]+(?:-[a-z0-9]+)+)\b")
_Row = Mapping[str, Any]
_Quotes = Sequence[Sequence[Piece]]


class Link(NamedTuple):
    """Words that lead to another page; its address from the start of the site."""

    address: str
    words: str


class Code(NamedTuple):
    """A name as it is in the data."""

    code: str


Said = Sequence[str | Link | Code]


class Line(NamedTuple):
    """What a pass or the reference has in each column. Without cells: `said`."""

    who: str
    cells: Sequence[tuple[Sequence[Piece], bool]]  # whether it differs from the reference
    said: str = ""


class Block(NamedTuple):
    """An item that a decision is about. `link`: its place on the page of the article.

    `around`: the words before and after the quotes, as far as the edition has them.
    """

    link: str
    title: str
    side: str
    quotes: _Quotes
    around: tuple[str, str]
    terms: Sequence[str]
    lines: Sequence[Line]


class Card(NamedTuple):
    """A decision. `rule`: the section of the guidelines that it names."""

    id: str
    title: str
    layer: str
    decided: Said
    why: Said
    blocks: Sequence[Block]


class Group(NamedTuple):
    """The decisions about an article. `by`: who made them, and when."""

    id: str
    name: str
    by: str
    cards: Sequence[Card]


def decision_pages(edition: Edition) -> Iterator[Page]:
    """The cards, up to 200 on a page if no article has more."""
    paths = list(dict.fromkeys(edition.decision_pages.values()))
    total = edition.corpus.manifest["configs"]["decisions"]["rows"]
    said = f"{total:,} cases in which passes differed or were overruled, each with the reason."
    pages = groupby(_groups(edition), lambda group: edition.decision_pages[group.id])
    for number, (path, found) in enumerate(pages, 1):
        yield _page(Part(path, number, len(paths), 0, _BASE), list(found), said)
    if not paths:
        yield _page(Part(_BASE, 1, 1, 0, _BASE), [], "No decision was needed.")


def _page(part: Part, groups: Sequence[Group], said: str) -> Page:
    kinds = {card.layer: _KINDS[card.layer] for group in groups for card in group.cards}
    body = render("decisions", part=part, groups=groups, kinds=kinds, summary=said)
    entries = (
        Entry(f"{group.id}/{card.id}", card.title, f"{_plain(card.decided)} {_plain(card.why)}")
        for group in groups
        for card in group.cards
    )
    title = f"Decisions{part.title}"
    return Page(part.path, "decisions", title, said, body, tuple(entries))


def _plain(said: Said) -> str:
    return "".join(one if isinstance(one, str) else one[-1] for one in said)


def _groups(edition: Edition) -> Iterator[Group]:
    """The decisions by article, read along with the passes."""
    passes = SortedRows(edition.corpus, "passes")
    decided = SortedRows(edition.corpus, "decisions")
    for article, record in edition.articles():
        rows = decided.of(article.id)
        if not rows:
            continue
        cards = _Cards(edition, article, Words(article, record), passes.of(article.id))
        who = {row["by"]: label_in_words("kind", row["kind"]) for row in rows}
        named = " and ".join(f"{by} ({kind})" for by, kind in who.items())
        by = f"Decided by {named}, {days_in_words(row['date'] for row in rows)}."
        yield Group(article.id, headline(article), by, [cards.card(row) for row in rows])


class _Cards:
    """Makes the cards of an article."""

    def __init__(
        self, edition: Edition, article: Article, words: Words, passes: Iterable[_Row]
    ) -> None:
        self._edition, self._article, self._words = edition, article, words
        self._passes = {(row["annotator"], row["layer"], row["id"]): row for row in passes}
        self._annotators = sorted({by for by, *_ in self._passes})
        self._spoken = spoken(edition.is_text_free)

    def card(self, row: _Row) -> Card:
        layer = row["layer"]
        names = (name.partition("/") for name in row["overruled"])
        overruled = [self._passes[by, layer, id] for by, _, id in names]
        blocks = [self._kept(layer, id, overruled) for id in row["reference"]]
        blocks += [self._left_out(layer, group) for group in _alike(overruled)]
        decided, why = (list(self._said(layer, row[key])) for key in ("decided", "why"))
        title = capitalised(self._edition.target_words(row["id"]))
        return Card(row["id"], title, layer, decided, why, blocks)

    def _said(self, layer: str, text: str) -> Iterator[str | Link | Code]:
        """A text with links to the guidelines, and to the targets and articles that it names."""
        text, at = self._spoken(text), 0
        for found in _SPECIAL.finditer(text):
            made = self._special(layer, *found.groups())
            if made is not None:
                yield text[at : found.start()]
                yield made
                at = found.end()
        yield text[at:]

    def _special(
        self, layer: str, code: str | None, guidelines: str | None, id: str | None
    ) -> Link | Code | None:
        if guidelines:
            return Link(f"guidelines/#{_RULES[layer]}", guidelines)
        name = code or id or ""
        if name in self._edition.targets:
            return Link(f"positions/{name}/", self._edition.target_words(name))
        if name in self._edition.corpus:
            return Link(f"articles/{name}/", name)
        return Code(code) if code else None

    def _kept(self, layer: str, id: str, overruled: list[_Row]) -> Block:
        """An item of the reference. Items on the same words are taken out of `overruled`."""
        own = self._reference(layer, id)
        rows = {
            by: self._supporting(by, layer, id) or _instead(own, by, overruled)
            for by in self._annotators
        }
        differing = {column for row in rows.values() if row for column in row["differs"]}
        columns = [name for name in ("span", "entity", *COMPARED[layer]) if name in differing]
        columns = columns or [_FIRST[layer]]
        lines = []
        for by, row in rows.items():
            cells = [(self._value(row, c), c in row["differs"]) for c in columns] if row else ()
            lines.append(Line(f"Pass {by}", cells, "" if row else "no such item"))
        lines.append(Line("Reference", [(self._value(own, c), False) for c in columns]))
        terms = [
            _PERSON.get(layer, "entity") if c == "entity" else _TERMS.get(c, c) for c in columns
        ]
        link = f"articles/{self._article.id}/{_ANCHOR[layer].format(id)}"
        return self._block(own, link, terms, lines)

    def _left_out(self, layer: str, rows: Sequence[_Row]) -> Block:
        """Items of passes that are not in the reference."""
        by = {row["annotator"]: row for row in rows}
        column, lines = _FIRST[layer], []
        for annotator in self._annotators:
            row = by.get(annotator)
            cells = [(self._value(row, column), True)] if row else ()
            lines.append(Line(f"Pass {annotator}", cells, "" if row else "no such item"))
        lines.append(Line("Reference", (), "left out"))
        link = f"articles/{self._article.id}/"
        return self._block(rows[0], link, [_TERMS.get(column, column)], lines)

    def _supporting(self, by: str, layer: str, id: str) -> _Row | None:
        rows = self._passes.items()
        found = (row for (who, of, _), row in rows if who == by and of == layer)
        return next((row for row in found if row["supports"] == id), None)

    def _block(self, row: _Row, link: str, terms: Sequence[str], lines: list[Line]) -> Block:
        layer, person = row["layer"], name_in_words(row["entity"], row["name"])
        target = self._edition.target_words(row["target"] or "")
        titles = {
            "article": "date, genre or event",
            "stance": f"{person} {stance_in_words(row['stance_label'] or '', target)}",
        }
        side = self._edition.side(row["entity"] or "", row["name"] or "")
        quotes, around = self._quotes(row), self._around(row)
        title = titles.get(layer, person)
        return Block(link, capitalised(title), side, quotes, around, terms, lines)

    def _around(self, row: _Row) -> tuple[str, str]:
        """Some words of the same paragraph before and after an item, in the full edition."""
        places = row["places"] if "places" in row else [(row["start"], row["end"])]
        (first, _), (_, last) = [*places[:1], *places[-1:]] or [(None, None)] * 2
        if self._edition.is_text_free or first is None or last is None:
            return "", ""
        text, found = self._article.text, self._words.paragraphs
        start = max((one.start for one in found if one.start <= first), default=first)
        end = min((one.end for one in found if one.end >= last), default=last)
        before, after = text[start:first], text[last:end]
        if len(before) > _AROUND:
            before = f"… {before[-_AROUND:].partition(' ')[2]}"
        if len(after) > _AROUND:
            after = f"{after[:_AROUND].rpartition(' ')[0]} …"
        return before, after

    def _value(self, row: _Row, column: str) -> Sequence[Piece]:
        """What an item has in a column, in words."""
        if column == "span":
            quotes = self._quotes(row)
            return [piece for quote in quotes for piece in ("“", *quote, "” ")] or ["–"]
        if column == "entity":
            return [name_in_words(row["entity"], row["name"])]
        if column == "published":
            basis = row["basis"] or self._article.date_basis
            dated = replace(self._article, published=row["published"], date_basis=basis)
            return [date_in_words(dated)]
        return [label_in_words(column, row[column], row["claim_type"])]

    def _quotes(self, row: _Row) -> _Quotes:
        """The words of an item. `places`, in the text, are those of the reference."""
        if "places" in row:
            return [list(self._words.pieces(*place)) for place in row["places"]]
        quotes = []
        for span in row["spans"]:
            place = self._words.from_capture(span["start"], span["end"])
            quotes.append([span["text"]] if span["text"] else list(self._words.pieces(*place)))
        return quotes

    def _reference(self, layer: str, id: str) -> _Row:
        """An item of the reference with the columns of a pass."""
        record: Any = self._article
        if layer != "article":
            record = next(one for one in getattr(record, _RECORDS[layer]) if one.id == id)
        spans = getattr(record, "evidence", () if layer == "article" else (record,))
        names = {**{column: column for column in COMPARED[layer]}, **_NAMES[layer]}
        row: dict[str, Any] = dict.fromkeys(_COLUMNS)
        row |= {column: getattr(record, name) for column, name in names.items()}
        if layer == "mention":
            row["name"] = self._article.entity(record.entity).name
        return row | {"layer": layer, "places": [(span.start, span.end) for span in spans]}


def _instead(own: _Row, by: str, overruled: list[_Row]) -> _Row | None:
    """The item that a pass has on words of a claim or name of the reference, taken out."""
    for row in overruled if own["layer"] in ("mention", "claim") else ():
        (start, end), *_ = own["places"]
        mine = row["annotator"] == by and row["start"] is not None
        if mine and start < row["end"] and row["start"] < end:
            overruled.remove(row)
            differs = [] if (row["start"], row["end"]) == (start, end) else ["span"]
            differs += [name for name in COMPARED[own["layer"]] if row[name] != own[name]]
            differs += [] if row["name"] == own["name"] else ["entity"]
            return {**row, "differs": differs}
    return None


def _alike(rows: Iterable[_Row]) -> list[list[_Row]]:
    """Items of passes, those of several passes together that have one id or share words."""
    groups: list[list[_Row]] = []
    for row in rows:
        alike = next((group for group in groups if _is_alike(group[0], row)), None)
        if alike is None:
            groups.append([row])
        else:
            alike.append(row)
    return groups


def _is_alike(one: _Row, other: _Row) -> bool:
    """Whether two passes have this item both: with one id, or on the same words."""
    if one["annotator"] == other["annotator"]:
        return False
    return one["id"] == other["id"] or _overlap(one["spans"], other["spans"])


def _overlap(one: Sequence[_Row], other: Sequence[_Row]) -> bool:
    return any(a["start"] < b["end"] and b["start"] < a["end"] for a in one for b in other)
