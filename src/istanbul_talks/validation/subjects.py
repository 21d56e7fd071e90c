"""What the rules of each layer look at."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ..files.json_reader import Pointer
from ..files.source_article import SourceArticle
from ..files.strict_json import Document
from ..model.open_values import OpenValues, open_values
from ..model.quotes import at
from ..model.registered import free_words
from ..model.resolve import Resolution, is_of_capture, quote_of
from ..model.schema import Schema
from ..model.vocabulary import Vocabulary
from ..quality.additions import Added
from ..quality.adjudication import Adjudication
from ..text import anchoring
from ..text.anchoring import Anchor, Place, Quote
from ..text.boundaries import may_split
from ..text.near_matches import ALIKE, nearest, similarity_of_letters
from ..text.visible import NO_NAMES, did_you_mean, in_marks
from ..text.words import words as words_of
from .finding import Finding, Severity, Spot

_LONG = 100_000  # code points; a longer text is not searched for near matches
_WORD = re.compile(r"\w+")
_AS_PRINTED = {
    "quote",
    "from",
    "to",
    "cue",
    "condition",
    "evidence",
    "mentions",
    "except",
    "other",
    "quoted",
}
_AS_PRINTED |= {"words", "shown"}  # of audits
_EVERYWHERE = 200  # places; a quote with more gets no prefix
LONGEST = 700  # code points of a quote; a paragraph of news has some 400
_HINTS = 12  # in one file


@dataclass(frozen=True, slots=True)
class FileName:
    """One name in `corpus/` or `annotations/` or below. `twin`: another that is the same, `folded`.

    `articles`: the ids that a file here may have; None where any id is allowed.
    """

    folder: str
    name: str
    twin: str | None
    articles: frozenset[str] | None = None


@dataclass(frozen=True)
class AnnotationFile:
    """A JSON file below `annotations/`, and the article that it belongs to; an audit has none."""

    document: Document
    schema: Schema
    link: str  # what `$schema` must be
    article: SourceArticle | None

    @cached_property
    def canonical(self) -> bytes | None:
        """Its canonical form; None where the file cannot be read."""
        return None if self.document.problems else self.schema.canonical_form(self.document)

    @cached_property
    def open(self) -> OpenValues:
        """The values that are still open; none where the file cannot be read."""
        value = self.document.value
        none = OpenValues((), value, value)
        return none if self.document.problems else open_values(self.schema, value)


@dataclass(frozen=True)
class ResolvedArticle:
    """An annotation that fits the schema, with its resolved quotes.

    `today`: the day of the check. `annotator`: who made the pass; empty for the reference.
    `passes`: who made a pass over the article. `document`: the file, to skip what cannot be in it.
    `open`: the values still open; the annotation has something legal in their place.
    """

    annotation: Mapping[str, Any]
    resolution: Resolution
    vocabulary: Vocabulary
    today: date
    annotator: str = ""
    passes: tuple[str, ...] = ()
    document: Document | None = None
    open: Sequence[Pointer] = ()
    _hints: Iterator[int] = field(default_factory=lambda: iter(range(_HINTS)), init=False)
    _places_of_words: dict[str, list[Place]] = field(default_factory=dict, init=False)

    def hint(self, word: str, known: Iterable[str], also: Mapping[str, str] = NO_NAMES) -> str:
        """A “did you mean”, for the first few unknown words of a file: comparing is slow."""
        return did_you_mean(word, known, also) if next(self._hints, None) is not None else ""

    def nearest(self, pointer: Pointer, words: str) -> tuple[str, Place | None]:
        """The places most like a missing quote, as a hint; the best of them if much like it.

        Both are empty after the first few in a file. For an entity, every place is a close match.
        """
        text = self.searched(pointer)
        may_hint = len(text) <= _LONG and next(self._hints, None) is not None
        places = nearest(text, words) if may_hint else []
        alike = [p for p in places if similarity_of_letters(words, text[slice(*p)]) >= ALIKE]
        near = alike if pointer[0] == "entities" else places
        lines = ((in_marks(text[slice(*p)], 80), self.line(pointer, p.start)) for p in near)
        shown = ", ".join(f"{found} (line {line})" for found, line in lines)
        best = near[0] if near and near[0] in alike else None
        return f"; nearest: {shown}" if near else "", best

    @property
    def entities(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self.annotation["entities"]
        return found

    @cached_property
    def entity_ids(self) -> list[str]:
        """Ids of the file's entities, in its order."""
        return [entity["id"] for entity in self.entities]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The ids of the file's entities by their names and forms."""
        forms = ((quote_of(form).exact, e["id"]) for e in self.entities for form in e["mentions"])
        return {e["name"]: e["id"] for e in self.entities} | dict(forms)

    def unknown_entities(self, layer: str, key: str) -> Iterator[Spot]:
        """Holders or claimers, given by id, that are no entity of the file."""
        for i, item in enumerate(self.annotation[layer]):
            id = item[key]
            if isinstance(id, str) and id not in ("article", *self.entity_ids):
                hint = self.hint(id, self.entity_ids, self._names)
                message = f"“{id}” is not an entity of this file{hint}"
                fix = 'Write an entity id, "article", or {"other": "…"}'
                yield Spot((layer, i, key), message, fix)

    @property
    def body(self) -> str:
        """The published text; empty where the body could not be found."""
        return self.resolution.body.text if self.resolution.body else ""

    @cached_property
    def _odd_quotes(self) -> list[tuple[Pointer, Quote, Any, str]]:
        """The quotes that a rule about quotes may object to: few, so that the rest costs little."""
        found: list[tuple[Pointer, Quote, Any, str]] = []
        capture, body = self.resolution.capture.text, self.body
        for pointer, outcome in self.resolution.anchors.items():
            text = capture if is_of_capture(pointer) else body
            if not isinstance(outcome, Anchor) or may_be_odd(text, outcome):
                found.append((pointer, quote_of(at(self.annotation, pointer)), outcome, text))
        return found

    def quotes(self, *kinds: type) -> list[tuple[Pointer, Quote, Any, str]]:
        """Quotes with such an outcome: pointer, quote, outcome, the text it is searched in.

        Of those that were found, only the ones that `may_be_odd`.
        """
        return [found for found in self._odd_quotes if isinstance(found[2], kinds)]

    def searched(self, pointer: Pointer) -> str:
        return self.resolution.capture.text if is_of_capture(pointer) else self.body

    def prefix_for(
        self, pointer: Pointer, quote: Quote, place: Place, places: tuple[Place, ...]
    ) -> str | None:
        """A prefix that singles out a place of an ambiguous quote; None without a good one."""
        if len(places) > _EVERYWHERE:
            return None
        source, shift = self.resolution.searched(pointer)
        wanted, *moved = [Place(p.start - shift, p.end - shift) for p in (place, *places)]
        return anchoring.prefix_for(source, quote, wanted, moved)

    def line(self, pointer: Pointer, offset: int) -> int:
        """Line of the capture on which an offset of the searched text is."""
        is_own = is_of_capture(pointer)
        return self.line_of_capture(offset) if is_own else self.line_of_body(offset)

    def line_of_capture(self, offset: int) -> int:
        return self.resolution.capture.line_and_column(offset)[0]

    def line_of_body(self, offset: int) -> int:
        """Line of the capture on which an offset of the body is."""
        return self.line_of_capture(self.resolution.in_capture(offset))

    def place(self, pointer: Pointer) -> Place | None:
        """The span of a quote, or None where it was not found."""
        found = self.resolution.anchors.get(pointer)
        return found.place if isinstance(found, Anchor) else None

    @cached_property
    def claims(self) -> list[tuple[int, Mapping[str, Any], Place]]:
        """Index, record and span of every claim whose quote was found."""
        claims = enumerate(self.annotation["claims"])
        found = [(i, claim, self.place(("claims", i, "quote"))) for i, claim in claims]
        return [(i, claim, place) for i, claim, place in found if place is not None]

    @cached_property
    def evidence(self) -> list[list[Place]]:
        """Spans of the evidence of every stance that was found."""
        stances = enumerate(self.annotation["stance"])
        pointers = (
            [("stance", i, "evidence", j) for j in range(len(stance["evidence"]))]
            for i, stance in stances
        )
        return [[place for place in map(self.place, own) if place] for own in pointers]

    def may_hold(self, words: str) -> bool:
        """Whether the capture can have some words as separate words: it has the first one."""
        first = _WORD.search(words)
        return first is None or first[0] in self.words

    @cached_property
    def words(self) -> frozenset[str]:
        """Every different word of the capture."""
        return frozenset(words_of(self.resolution.capture.text))

    def places_of_words(self, words: str) -> list[Place]:
        """Where the body has words, in any case; the first thousand places."""
        if words not in (found := self._places_of_words):
            found[words] = anchoring.occurrences(self._lower, words.lower(), anchoring.MOST_PLACES)
        return found[words]

    @cached_property
    def _lower(self) -> str:
        lower = self.body.lower()
        # A letter whose lower case is longer would shift what follows.
        return lower if len(lower) == len(self.body) else self.body

    @cached_property
    def taken(self) -> bytearray:
        """1 for each code point of the body in a mention or an exception of an entity."""
        taken = bytearray(self.resolution.mentioned)
        for i, entity in enumerate(self.entities):
            for j in range(len(entity.get("except", ()))):
                if place := self.place(("entities", i, "except", j)):
                    taken[slice(*place)] = b"\1" * (place.end - place.start)
        return taken

    @cached_property
    def free_words(self) -> frozenset[str]:
        """The words of the body outside mentions and exceptions."""
        body = self.resolution.body
        return free_words(body, self.taken) if body else frozenset()

    @cached_property
    def mention_places(self) -> dict[str, list[Place]]:
        """Where the body names each entity, by id; entities without mentions are left out."""
        found: dict[str, list[Place]] = {}
        for mention in self.resolution.mentions:
            id = self.entities[mention.entity]["id"]
            found.setdefault(id, []).append(Place(mention.start, mention.end))
        return found


def may_be_odd(text: str, found: Anchor) -> bool:
    """Whether a quote was found folded or counted, is long, or begins or ends at an odd place."""
    start, end = found.start, found.end
    odd = found.folded or found.counted or end - start > LONGEST
    cut = odd or may_split(text, start) or may_split(text, end)
    return cut or anchoring.may_be_ragged(text[start], text[end - 1])


def mask(size: int, places: Iterable[Place]) -> bytearray:
    """A byte for each code point of a text: 1 in one of the places, else 0."""
    covered = bytearray(size)
    for place in places:
        covered[slice(*place)] = b"\1" * (place.end - place.start)
    return covered


def name_of(holder: Any) -> str:
    """The id of a holder or claimer, or the words for an unnamed one."""
    return str(holder["other"] if isinstance(holder, dict) else holder)


@dataclass(frozen=True)
class Passes(Adjudication):
    """An article's reference, passes and decisions, with what they are checked against."""

    vocabulary: Vocabulary
    source: SourceArticle


@dataclass(frozen=True)
class Additions(Added):
    """What annotators added to an article, with what it is checked against."""

    vocabulary: Vocabulary
    source: SourceArticle


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings about one article, in order, and what could be read of it.

    `article` is None where a file is missing or does not fit its schema. `adjudication` is None
    unless the article has passes or decisions and all of them can be read; likewise `additions`.
    """

    source: SourceArticle
    findings: tuple[Finding, ...]
    article: ResolvedArticle | None
    adjudication: Passes | None = None
    additions: Additions | None = None

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def is_blocked(self) -> bool:
        """Whether rules did not run because of errors."""
        return self.article is None and self.has_errors

    @property
    def buildable(self) -> bool:
        """Whether the article has an annotation and no error."""
        return self.article is not None and not self.has_errors


@dataclass(frozen=True, slots=True)
class AppliedWaivers:
    """The waivers of a file, and the rules that found something in it before they were applied."""

    annotation: Mapping[str, Any]
    found: frozenset[str]


def own_texts(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Every string that the annotator wrote: all but words of the capture."""
    if isinstance(value, str):
        if pointer != ("source", "title") and not _AS_PRINTED.intersection(pointer):
            yield pointer, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from own_texts(inner, (*pointer, key))
