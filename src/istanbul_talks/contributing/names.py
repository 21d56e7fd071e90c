"""Proposes names: what a body calls by name, whether it is annotated or not."""

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import regex

from ..files import disk
from ..model.registered import registered_names
from ..model.resolve import Resolution
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place
from ..text.near_matches import is_spelling_of
from ..text.sentences import begins_sentence
from ..text.words import plain_letters
from ..validation.catalogue import words as rule_words
from .draft import proposed_id

ENGLISH: Mapping[str, Any] = tomllib.loads(disk.read_text(Path(__file__).with_name("english.toml")))
_NAMES = ENGLISH["names"]
_TITLES, _BEFORE_TITLES = rule_words("titles"), frozenset(_NAMES["before_titles"].split())
_OPENERS = rule_words("openers")
_TYPES = {word: type for type, words in _NAMES["types"].items() for word in words.split()}
_PEOPLE, _CALENDAR = regex.compile(_NAMES["people"]), rule_words("calendar")
_ARTICLES = ("The", "A", "An")
_CAPITALS = regex.compile(  # U.S., O’Neill, Zelenskyy
    r"\b(?:(?:\p{Lu}\.){2,}|[\p{Lu}\p{Lt}][\p{L}\p{M}\p{N}]*(?:['’]\p{Lu}[\p{L}\p{M}]+)*\b)"
)
_JOINT = regex.compile(rf"[ \u00a0](?:(?:{_NAMES['joints']})[ \u00a0])?|-")
_WORD_BEFORE = regex.compile(r"(\p{Ll}+) \Z")
_WORD_AFTER = regex.compile(r", (?:the |a |an )?(\p{Ll}+)")
_ADDS = ("and", "&", "for")  # joints that list names, unless “of” is before them
_MOST_WORDS = 8  # a longer run is a headline

Record = Mapping[str, Any]


class Name(NamedTuple):
    """A form, its places in the body, and whose name it is.

    `entity`: the record of the annotation or registry. Without one, `proposed` has an id, a name
    and a type, which may be None. `marked`: every place is a mention of the annotation.
    """

    form: str
    places: tuple[Place, ...]
    entity: Record | None
    proposed: Record | None
    marked: bool


class _Run(NamedTuple):
    """A run of capitalised words. `type`: what a title beside it tells; `doubtful`: if a name."""

    place: Place
    type: str | None
    doubtful: bool


def names(annotation: Record, resolution: Resolution, known: Vocabulary) -> list[Name]:
    """Every name of a body, in the order of first places: annotated, registered, capitalised."""
    if resolution.body is None:
        return []
    body, entities, taken = resolution.body, annotation["entities"], resolution.mentioned
    owners: dict[Place, Record] = {
        Place(found.start, found.end): entities[found.entity] for found in resolution.mentions
    }
    for registered in registered_names(body, taken, known):
        owners[registered.place] = known.entities[registered.entity]
    capitals = _Capitals(body.text, owners, known)
    runs = {run.place: run.type for run in capitals.runs()}
    grouped: dict[tuple[str, str | None], list[Place]] = {}
    for place in sorted(owners.keys() | runs):
        form = body.text[slice(*place)]
        owner = owners.get(place) or capitals.owner(form)
        grouped.setdefault((form, owner["id"] if owner else None), []).append(place)
    made = []
    for (form, _), places in grouped.items():
        owner = owners.get(places[0]) or capitals.owner(form)
        marked = all(taken.find(0, *place) < 0 for place in places)
        proposed = None if owner else capitals.proposed(form, map(runs.get, places))
        made.append(Name(form, tuple(places), owner, proposed, marked))
    return made


class _Capitals:
    """The capitalised words of a text, beside the names that are known there."""

    def __init__(self, text: str, owners: Mapping[Place, Record], known: Vocabulary) -> None:
        self._text, self._taken_ids = text, {*known.entities, *(e["id"] for e in owners.values())}
        self._named = bytearray(len(text))
        for start, end in owners:
            self._named[start:end] = b"\1" * (end - start)
        here = ((text[slice(*place)], owner) for place, owner in owners.items())
        registered = (entry for _, forms in known.forms.values() for entry in forms.values())
        self._forms = {form: known.entities[id] for form, id in registered} | dict(here)
        self._persons: set[str] = set()  # last words of new persons

    @cached_property
    def _lower(self) -> frozenset[str]:
        """The words of the text in lower case."""
        return frozenset(regex.findall(r"\b\p{Ll}[\p{L}\p{M}]*", self._text))

    @cached_property
    def _unhyphened(self) -> frozenset[str]:
        """The capitalised words of the text that are found without a hyphen beside them."""
        found = (
            m for m in _CAPITALS.finditer(self._text) if not self._text.startswith("-", m.end())
        )
        return frozenset(m[0] for m in found if not self._text.endswith("-", 0, m.start()))

    @cached_property
    def _by_ends(self) -> Mapping[tuple[str, str], list[str]]:
        """Known forms by their first and last letters."""
        found: dict[tuple[str, str], list[str]] = {}
        for form in self._forms:
            letters = plain_letters(form)
            found.setdefault((letters[:1], letters[-1:]), []).append(form)
        return found

    @cached_property
    def _by_last_word(self) -> Mapping[str, list[Record]]:
        """The entities of known forms by the last word."""
        found: dict[str, list[Record]] = {}
        for form, entity in self._forms.items():
            found.setdefault(form.rpartition(" ")[2], []).append(entity)
        return found

    def owner(self, form: str) -> Record | None:
        """The known entity that a form names: by its surname, or in another spelling."""
        persons = [e for e in self._by_last_word.get(form, ()) if e["type"] == "PERSON"]
        if len({entity["id"] for entity in persons}) == 1:
            return persons[0]
        letters = plain_letters(form)
        alike = self._by_ends.get((letters[:1], letters[-1:]), ())
        spelt = next((known for known in alike if is_spelling_of(form, known)), None)
        return self._forms[spelt] if spelt else None

    def proposed(self, form: str, types: Iterable[str | None]) -> dict[str, Any]:
        """Id, name and type of a new entity."""
        type = next(filter(None, types), None) or self._type(form)
        last, name = form.rpartition(" ")[2], form
        if type == "NORP" and form.endswith("an"):
            name = f"{form}s"
        id = proposed_id([last if type == "PERSON" else name, name], form, self._taken_ids)
        return {"id": id, "name": name, "type": type}

    def _type(self, form: str) -> str | None:
        """A type that words of a form tell, or that all known names like it have."""
        words = form.split()
        named = _TYPES.get(words[-1]) or (_TYPES.get(words[0]) if "of" in words else None)
        if named or form in self._persons:
            return named or "PERSON"
        alike = {entity["type"] for entity in self._by_last_word.get(words[-1], ())}
        if not alike and form.isupper() and len(form) > 1 and form.isalpha():
            alike = {e["type"] for known, e in self._forms.items() if known.isupper()}
        return alike.pop() if len(alike) == 1 else None

    def runs(self) -> Iterator[_Run]:
        """What may be a name, in order: without titles, openings of sentences and known names."""
        found = [run for words in self._joined() for run in self._split(words)]
        sure = {self._text[slice(*run.place)] for run in found if not run.doubtful}
        sure |= {form.rpartition(" ")[2] for form in sure} - _TYPES.keys()
        for run in found:
            form = self._text[slice(*run.place)]
            if not run.doubtful or form in sure or self.owner(form):
                self._persons |= {form.rpartition(" ")[2]} if run.type == "PERSON" else set()
                yield run

    def _joined(self) -> Iterator[list[Place]]:
        """Capitalised words, together where spaces, hyphens or joints are between them."""
        words: list[Place] = []
        for match in _CAPITALS.finditer(self._text):
            if words and not self._joins(words, Place(*match.span())):
                yield words
                words = []
            words.append(Place(*match.span()))
        yield words

    def _joins(self, words: Sequence[Place], word: Place) -> bool:
        (begin, end), start = words[-1], word.start
        if self._text.startswith(".", end) and self._is_short(self._text[begin:end]):
            end += 1
        if not _JOINT.fullmatch(self._text, end, start):
            return False
        if self._text[end] == "-":  # “U.S.-British” are two names, “Brandt-Moro” is one
            return self._unhyphened.isdisjoint(
                self._text[slice(*half)] for half in (words[-1], word)
            )
        # “Aria and Boria” and “Ana Vey of Aria” are two, the “Office of Health and Sport” is one.
        joint, before = self._text[end:start].strip(), self._text[words[0].start : end]
        if joint.startswith("of"):
            return len(words) == 1 or self._text[begin:end] in _TYPES
        return joint not in _ADDS or " of " in before

    def _is_short(self, word: str) -> bool:
        """Whether a full stop after a word belongs to it: an initial, or “Gen.”."""
        return len(word) == 1 or bool(_TITLES.fullmatch(word))

    def _split(self, words: Sequence[Place]) -> Iterator[_Run]:
        """The parts of joined words that may be names."""
        kinds = self._kinds(words) if len(words) <= _MOST_WORDS else []
        start = 0
        for kind, group in itertools.groupby(kinds):
            end = start + len(list(group))
            if kind == "name":
                yield self._run(words, kinds, start, end)
            start = end

    def _kinds(self, words: Sequence[Place]) -> list[str]:
        """For each word whether it is of a known name, a title, of a new name, or of none."""
        texts = [self._text[slice(*word)] for word in words]
        kinds = []
        for place, text in zip(words, texts, strict=True):
            opens = place == words[0] and (text in _ARTICLES or self._opens(place, text))
            if self._named.find(1, *place) >= 0:
                kinds.append("known")
            elif opens or text == "I" or _CALENDAR.fullmatch(text):
                kinds.append("none")
            else:
                kinds.append("title" if _TITLES.fullmatch(text) else "name")
        for i in reversed(range(len(words) - 1)):
            if kinds[i + 1] == "title" and kinds[i] == "name" and texts[i] in _BEFORE_TITLES:
                kinds[i] = "title"
        return kinds

    def _opens(self, place: Place, text: str) -> bool:
        """Whether a word has a capital only because it begins a sentence."""
        common = _OPENERS.fullmatch(text) or text.lower() in self._lower
        return bool(common) and begins_sentence(self._text, place.start)

    def _run(self, words: Sequence[Place], kinds: Sequence[str], start: int, end: int) -> _Run:
        """A run of new words, with the known name that it belongs to: “Cedon Herald”."""
        first, last = words[start], words[end - 1]
        alone = start == 0 and end == 1 and begins_sentence(self._text, first.start)
        before, after = kinds[max(0, start - 1) : start], kinds[end : end + 1]
        owns = self._text.startswith(("’s", "'s"), last.end)
        doubtful = alone and not owns and after != ["title"]
        type = "PERSON" if before == ["title"] or self._has_title(first, last) else None
        if after == ["title"] and _PEOPLE.fullmatch(self._text, *first):
            type = "NORP"
        while start and kinds[start - 1] == "known" and self._is_beside(words, start):
            start -= 1
        while end < len(words) and kinds[end] == "known" and self._is_beside(words, end):
            end += 1
        return _Run(Place(words[start].start, words[end - 1].end), type, doubtful)

    def _has_title(self, first: Place, last: Place) -> bool:
        """Whether a title in lower case is beside a name: “minister Oto Lenz”, “Vey, mayor of”."""
        before = _WORD_BEFORE.search(self._text, max(0, first.start - 20), first.start)
        after = _WORD_AFTER.match(self._text, last.end)
        return any(word and _TITLES.fullmatch(word[1].capitalize()) for word in (before, after))

    def _is_beside(self, words: Sequence[Place], index: int) -> bool:
        """Whether only a space is before a word of a run."""
        return self._text[words[index - 1].end : words[index].start] == " "
