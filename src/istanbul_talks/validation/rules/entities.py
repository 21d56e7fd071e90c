"""Rules about entities and their mentions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ...files.json_reader import Pointer
from ...model.quotes import at
from ...model.resolve import MOST_MENTIONS, quote_of
from ...text.anchoring import Miss, NotFound, WrongContext
from ...text.visible import visible
from ..catalogue import words
from ..finding import KeyOf, Spot
from ..subjects import ResolvedArticle

_QID = re.compile(r"Q[1-9][0-9]*", re.ASCII)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_ROLE_TYPES = {
    "leader": {"PERSON"},
    "negotiator": {"PERSON", "NORP"},
    "spokesperson": {"PERSON"},
    "venue": {"GPE", "LOC", "FAC"},
    "party": {"GPE", "NORP", "ORG"},
}
_MOST = 20  # names that are shown
_CALENDAR = words("calendar")


def duplicate_entity(article: ResolvedArticle) -> Iterator[Spot]:
    ids: dict[str, int] = {}
    names: dict[tuple[str, str], str] = {}
    for i, entity in enumerate(article.entities):
        id, name, type = entity["id"], entity["name"], entity["type"]
        first, other = ids.setdefault(id, i), names.setdefault((name, type), id)
        if first != i:
            message = f"“{id}” is also the id of entity {first + 1}"
            yield Spot(("entities", i, "id"), message, "Merge them, or change one of the ids")
        elif other != id:
            message = f"“{visible(name)}” is also the name of “{other}”"
            yield Spot(("entities", i, "name"), message, "Merge them")


def reserved_id(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        if entity["id"] in ("article", "other"):
            yield Spot(("entities", i, "id"), f"the id “{entity['id']}” is reserved")


def name_in_two_entities(article: ResolvedArticle) -> Iterator[Spot]:
    owner: dict[str, str] = {}
    for i, entity in enumerate(article.entities):
        for j, form in enumerate(entity["mentions"]):
            if isinstance(form, str) and owner.setdefault(form, entity["id"]) != entity["id"]:
                single = f'{{"quote": "{form}", "prefix": "…"}}'
                fix = f"Keep it in one entity; in the other, write single occurrences as {single}"
                message = f"“{visible(form)}” is also a form of “{owner[form]}”"
                yield Spot(("entities", i, "mentions", j), message, fix)


def too_many_mentions(article: ResolvedArticle) -> Iterator[Spot]:
    if article.resolution.overflow is not None:
        words = quote_of(at(article.annotation, article.resolution.overflow)).exact
        message = f"“{visible(words)}” brings the mentions to more than {MOST_MENTIONS:,}"
        yield Spot(article.resolution.overflow, message)


def mention_not_found(article: ResolvedArticle) -> Iterator[Spot]:
    missed = {pointer: outcome for pointer, _, outcome, _ in article.quotes(Miss)}
    forms = {p for p in missed if p[0] == "entities" and p[2] == "mentions"}
    for pointer in sorted(forms | (article.resolution.covered - _shared(article))):
        words, outcome = quote_of(at(article.annotation, pointer)).exact, missed.get(pointer)
        missing = isinstance(outcome, NotFound) and not _is_outside(article, words)
        if missing or isinstance(outcome, WrongContext):
            hint, near = article.nearest(pointer, words) if missing else ("", None)
            fix = "Copy the form from the body, or remove it"
            fix = f'Write: "{article.body[slice(*near)]}"' if near else fix
            message = f"“{visible(words)}” is not in the body as a separate word{hint}"
            yield Spot(pointer, message, fix)
        elif outcome is None:
            message = f"“{visible(words)}” occurs only inside longer names or exceptions"
            yield Spot(pointer, message, "Remove the form")


def _shared(article: ResolvedArticle) -> set[Pointer]:
    """Forms of several entities, by their places: name-in-two-entities reports them."""
    forms = Counter(form for e in article.entities for form in e["mentions"] if type(form) is str)
    if max(forms.values(), default=0) < 2:
        return set()
    places: dict[str, list[Pointer]] = {}
    for i, entity in enumerate(article.entities):
        for j, form in enumerate(entity["mentions"]):
            if isinstance(form, str):
                places.setdefault(form, []).append(("entities", i, "mentions", j))
    several = (own for own in places.values() if len({i for _, i, *_ in own}) > 1)
    return {pointer for own in several for pointer in own}


def _is_outside(article: ResolvedArticle, words: str) -> bool:
    """Whether the capture has a form only outside the body: outside-body reports it."""
    may_be = article.may_hold(words) and words not in article.body
    return may_be and words in article.resolution.capture.text


def entity_without_use(article: ResolvedArticle) -> Iterator[Spot]:
    if article.resolution.body is not None:
        used = {m.entity for m in article.resolution.mentions} | {
            i for _, i, *_ in _shared(article)
        }
        for i, entity in enumerate(article.entities):
            if i not in used:
                yield Spot(("entities", i), f"“{entity['id']}” has no mention")


def bad_qid(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        qid = entity["wikidata"]
        if qid is not None and not _QID.fullmatch(qid):
            inside = _QID.search(qid)
            fix = f'Write: "wikidata": "{inside[0]}"' if inside else "Write one like Q212, or null"
            yield Spot(("entities", i, "wikidata"), f"“{visible(qid)}” is not a Wikidata id", fix)


def qid_conflict(article: ResolvedArticle) -> Iterator[Spot]:
    owner: dict[str, str] = {}
    for i, entity in enumerate(article.entities):
        qid = entity["wikidata"]
        if qid is not None and owner.setdefault(qid, entity["id"]) != entity["id"]:
            message = f"{visible(qid)} is also the Wikidata id of “{owner[qid]}”"
            yield Spot(("entities", i, "wikidata"), message)


def except_without_effect(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer in sorted(article.resolution.idle, key=str):
        yield Spot(pointer, "this exception contains no form of the entity")


def role_type_mismatch(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        fitting = _ROLE_TYPES.get(entity["role"])
        if fitting and entity["type"] not in fitting:
            message = f"an entity of type {entity['type']} cannot be a {entity['role']}"
            fix = f"Correct the role, or change the type to {' or '.join(sorted(fitting))}"
            yield Spot(("entities", i, "role"), message, fix)


def mixed_script_name(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        for word in () if entity["name"].isascii() else entity["name"].split():
            names = [unicodedata.name(letter, "") for letter in word]
            count = Counter(s for name in names for s in _SCRIPTS if name.startswith(s))
            if len(count) > 1:
                rarest = min(_SCRIPTS, key=lambda script: count[script] or len(word))
                odd = next(name for name in names if name.startswith(rarest))
                yield Spot(("entities", i, "name"), f"“{visible(word)}” contains {odd}")


@lru_cache(maxsize=64)
def _names(capitals: str) -> re.Pattern[str]:
    """Names that begin no sentence, with capitals of ASCII and these.

    It is tried only at capitals; a word or comma and a space must be before the first.
    """
    first = f"[A-Z{capitals}]"
    before, more = rf"(?<=[\w,;’'”)] {first})", rf"(?: (?={first}))?"
    return re.compile(rf"{first}{before}\w+{more}(?:{first}\w+{more})*")


def possible_miss(article: ResolvedArticle) -> Iterator[Spot]:
    body, taken = article.resolution.body, article.resolution.mentioned
    names = _names("".join(sorted(filter(str.isupper, body.beyond_ascii)))) if body else None
    found = names.finditer(article.body) if names else ()
    free = (name[0] for name in found if taken.find(1, *name.span()) < 0)
    counts = Counter(name for name in free).items()
    repeated = [(n, count) for n, count in counts if count > 1 and not _CALENDAR.fullmatch(n)]
    for name, count in repeated[:_MOST]:
        message = f"“{visible(name)}” occurs {count} times in the body and is not annotated"
        yield Spot(KeyOf(("entities",)), message)
