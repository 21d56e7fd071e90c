"""The page of an article, in both editions: its text with marks, its stances, every item."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from ..contributing.form import correction_link
from ..dataset.text_free import Record
from ..model.records import Article, Claim
from ..reading.sorted_rows import SortedRows
from ..text.languages import NAMES
from ..text.markdown import public_address
from ..text.urls import host_of
from ..text.visible import visible
from .article_items import Item, Passes, Row, items, voice_of
from .article_text import Gap, Paragraph, Piece, Words, marked_text
from .briefs import brief
from .edition import AUTHOR, Edition
from .made import Entry, Page, render
from .words import (
    date_in_words,
    days_in_words,
    headline,
    label_in_words,
    name_in_words,
    provenance_in_words,
    spoken,
)

_FRAME = "frames/article"
_STYLES = ("bibtex", "csl", "apa")  # of citations, as article-actions.js knows them
_LEDGER = "schema/ledger.jsonl"
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_MOST = 300  # characters of a headline or name that are shown
_LANE = 20  # height of a lane of the strip, in its own units
_PLACE = "@ITEM@"  # in a citation, where the script writes the permanent link of an item


def article_pages(edition: Edition) -> Iterator[Page]:
    """A page for each article, and for each that is no longer in the corpus."""
    ledger = _ledger(edition)
    passes = SortedRows(edition.corpus, "passes")
    decisions = SortedRows(edition.corpus, "decisions")
    for article, record in edition.articles():
        made = _Made(article, record, edition)
        made.passes = Passes(passes.of(article.id), decisions.of(article.id), made.words)
        yield made.page(ledger.pop(article.id, {}))
    for id, entry in ledger.items():
        if "retired" in entry:
            said = f"{id} is no longer in the corpus."
            body = render("retired", entry=entry, shown_id=_shown_ids(edition))
            yield Page(f"articles/{id}/", _FRAME, id, said, body)


def _ledger(edition: Edition) -> dict[str, Row]:
    """The entries of articles that changed or were retired, by id."""
    entries = map(orjson.loads, edition.corpus.read_lines(_LEDGER))
    return {e["id"]: e for e in entries if not {"retired", "revised", "gone"}.isdisjoint(e)}


class Lane(NamedTuple):
    """A row of the strip: where a side's claims are, and where its stances rest."""

    side: str
    name: str
    claims: int
    bars: Sequence[tuple[int, int]]  # start and length
    ticks: Sequence[int]
    top: int


@dataclass
class _Made:
    """What the template of an article is filled with."""

    article: Article
    record: Record | None
    edition: Edition
    words: Words = field(init=False)
    passes: Passes = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(self.article, self.record)

    @property
    def title(self) -> str:
        return visible(headline(self.article), _MOST)

    @property
    def decided_on(self) -> str:
        """The page with the decisions about the article."""
        return self.edition.decision_pages.get(self.article.id, "decisions/")

    @property
    def counts(self) -> Mapping[str, int]:
        article = self.article
        return {
            "mentions": len(article.mentions),
            "entities": len(article.entities),
            "claims": len(article.claims),
            "attributed": sum(claim.claimer != AUTHOR for claim in article.claims),
            "stances": len(article.stance),
            "decisions": len(self.passes.decisions),
        }

    def page(self, ledger: Row) -> Page:
        article, counts = self.article, self.counts
        made = items(article, self.edition, self.words, self.passes)
        paragraphs = marked_text(article, self.words)
        body = render(
            "article",
            article=article,
            made=self,
            items=made,
            paragraphs=paragraphs,
            chips=self._chips(made, paragraphs),
            ledger=ledger,
        )
        source = f"{label_in_words('genre', article.genre)} in {self.publisher}"
        said = f"{counts['claims']} claims, {counts['stances']} stances"
        day = date_in_words(article)
        description = f"{source[:1].upper()}{source[1:]}, {day}. {said}, each on its words."
        entries = tuple(self._entries(made))
        return Page(f"articles/{article.id}/", _FRAME, self.title, description, body, entries)

    def _entries(self, made: Iterable[Item]) -> Iterator[Entry]:
        for item in made:
            quotes = " … ".join(_plain(quote) for quote in item.words)
            if item.layer == "claims":
                who = f"{item.name[:1].upper()}{item.name[1:]}"
                yield Entry(item.key, f"{who}: “{quotes}”", self.title)
            elif item.layer == "stance":
                title = f"{item.name} {item.facts[1].said[0]}"
                yield Entry(item.key, title, f"“{quotes}”. {self.title}")

    # What the template asks for

    @property
    def say(self) -> Any:
        return spoken(self.edition.is_text_free)

    @property
    def attributes(self) -> Mapping[str, object]:
        """The data of the page for its script."""
        corpus, article = self.edition.corpus, self.article
        body = None
        if self.record is not None:
            parts = self.record["body"]
            body = [[one["start"], one["capture_start"], one["length"]] for one in parts]
        return {
            "name": corpus.manifest["name"],
            "version": corpus.version,
            "version-page": f"../../v/{corpus.version}/{article.id}/",
            "digest": corpus.digest,
            "edition": corpus.edition,
            "id": article.id,
            "text-sha256": article.text_sha256,
            "capture-sha256": article.capture_sha256,
            "length": self.words.length,
            **({} if body is None else {"body": orjson.dumps(body).decode()}),
        }

    @property
    def source(self) -> list[str]:
        article = self.article
        tag = article.language.partition("-")[0]
        language = [] if tag == "en" else [str(NAMES.get(tag, article.language))]
        known = (article.publisher, article.author, label_in_words("genre", article.genre))
        return [visible(part, _MOST) for part in known if part] + language

    @property
    def publisher(self) -> str:
        return visible(self.article.publisher or self.article.id, _MOST)

    @property
    def direction(self) -> str:
        return "rtl" if self.article.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"

    @property
    def copy(self) -> tuple[str, str] | None:
        """Address and host of the public copy, if it has an address that is public."""
        address = public_address(self.article.url or "")
        return (address, str(host_of(self.article.url))) if address else None

    date = property(lambda self: date_in_words(self.article))

    @property
    def provenance(self) -> str:
        return provenance_in_words(self.article.provenance, self.passes.kinds)

    @property
    def event(self) -> Mapping[str, Any] | None:
        return self.edition.events.get(self.article.event or "")

    @property
    def shares(self) -> Mapping[str, int]:
        """Percent of the text in claims of others, in the author's alone, and in no claim."""
        percent = brief(self.article, self.words.length).percent
        return dict(zip(("said", "own", "none"), percent, strict=True))

    @property
    def lanes(self) -> list[Lane]:
        """The rows of the strip: each side, the others if there are any, the author."""
        names = {f"side-{n}": str(side["name"]) for n, side in enumerate(self.edition.sides, 1)}
        names |= {"others": "others" if names else "quoted", "author": "the author"}
        side, article = self.edition.side, self.article
        claims = [(side(c.claimer, c.claimer_name), c) for c in article.claims]
        stances = [(side(s.holder, s.holder_name), s) for s in article.stance]
        used = {own for own, _ in (*claims, *stances)}
        shown = [key for key in names if key in used or key.startswith("side-")]
        return [
            Lane(
                key,
                names[key],
                sum(own == key for own, _ in claims),
                [(c.start, c.end - c.start) for own, c in claims if own == key],
                [s.evidence[0].start for own, s in stances if own == key and s.evidence],
                number * _LANE,
            )
            for number, key in enumerate(shown)
        ]

    @property
    def voices(self) -> list[tuple[str, str]]:
        """Who speaks or holds a stance: the value of the filter, and the name, by name."""
        article = self.article
        found = [(c.claimer, c.claimer_name) for c in article.claims]
        found += [(s.holder, s.holder_name) for s in article.stance]
        named = {voice_of(id, name): name_in_words(id, name) for id, name in found}
        return sorted(named.items(), key=lambda one: (one[0] != AUTHOR, one[1].casefold()))

    @property
    def types(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The values of the filter by type: of claims, stances and names."""
        article = self.article
        found = (
            ("Claims", "type", {claim.type for claim in article.claims}),
            ("Stances", "label", {stance.label for stance in article.stance}),
            ("Names", "entity_type", {entity.type for entity in article.entities}),
        )
        return [
            (name, [(one, label_in_words(column, one)) for one in sorted(values)])
            for name, column, values in found
            if values
        ]

    @property
    def left_out(self) -> list[Row]:
        """Decisions after which nothing is in the reference."""
        return [d for d in self.passes.decisions if not d["reference"] and d["layer"] != "article"]

    @property
    def on_the_article(self) -> list[Row]:
        return [decision for decision in self.passes.decisions if decision["layer"] == "article"]

    @property
    def citations(self) -> list[tuple[str, str]]:
        """The citation of the release in each style, with a place for an item's permanent link."""
        return [(style, _with_place(self.edition.corpus.cite(style), style)) for style in _STYLES]

    @property
    def shown_id(self) -> Callable[[str], str]:
        return _shown_ids(self.edition)

    def report(self, key: str = "") -> str | None:
        """The form that reports a mistake, filled in, where the project has one."""
        return correction_link(self._homepage, f"{self.article.id}#{key}".rstrip("#"))

    def edit(self) -> str | None:
        """The annotation file in the editor of its host, where the project has one."""
        path = f"edit/main/annotations/{self.article.id}.json"
        return f"{str(self._homepage).rstrip('/')}/{path}" if self.report() else None

    @cached_property
    def line(self) -> Callable[[str], int | None]:
        """The line of an item in the annotation file, if the files are at hand."""
        checkout = self.edition.checkout
        return checkout.lines(self.article.id) if checkout else lambda _: None

    def at_line(self, pointer: str) -> str | None:
        """The line of an item in the file that the release was built from, at its host."""
        commit = self.edition.checkout and self.edition.checkout.commit
        if not (commit and self.report() and self.line(pointer)):
            return None
        path = f"blob/{commit}/annotations/{self.article.id}.json#L{self.line(pointer)}"
        return f"{str(self._homepage).rstrip('/')}/{path}"

    @property
    def _homepage(self) -> str | None:
        homepage: str | None = self.edition.dataset["homepage"]
        return homepage

    def _chips(self, made: Iterable[Item], paragraphs: Sequence[Paragraph]) -> list[list[Item]]:
        """The stances of each paragraph: those whose first evidence begins in it."""
        chips: list[list[Item]] = [[] for _ in paragraphs]
        for item in made:
            if item.layer == "stance" and item.spans:
                start = item.spans[0][0]
                number = sum(paragraph.start <= start for paragraph in paragraphs)
                chips[max(number - 1, 0)].append(item)
        return chips

    @staticmethod
    def title_of(claim: Claim) -> str:
        """What a claim's words are, for those who point at them. No speaker just before a cue."""
        who = name_in_words(claim.claimer, claim.claimer_name)
        how = label_in_words("epistemic", claim.epistemic, claim.type)
        cue = f" (“{claim.cue}”)" if claim.cue else ""
        return f"{who}: {label_in_words('type', claim.type)}, {how}{cue}"

    side_of = property(lambda self: self.edition.side)
    label = staticmethod(label_in_words)
    days = staticmethod(days_in_words)


def _shown_ids(edition: Edition) -> Callable[[str], str]:
    """How people see an id: in the text-free edition without the words of an unnamed holder."""
    return lambda item: re.sub("other-[^/]+", "…", item) if edition.is_text_free else item


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(" … " if isinstance(one, Gap) else one for one in pieces).strip()


def _with_place(citation: str, style: str) -> str:
    """A citation of a part of the release: with a place for the link of an item."""
    if style == "bibtex":
        head, _, _ = citation.rstrip().rpartition("}")
        return f"{head}  howpublished = {{{_PLACE}}},\n}}"
    if style == "csl":
        item = orjson.loads(citation)
        item[0]["archive_location"] = _PLACE
        return orjson.dumps(item, option=orjson.OPT_INDENT_2).decode()
    return f"{citation.rstrip()} {_PLACE}"
