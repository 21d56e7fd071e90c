"""Rules about entities and their mentions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ...model.resolve import MOST_MENTIONS, quote_of
from ...text.anchoring import NotFound, WrongContext
from ...text.visible import visible
from ..catalogue import rule
from ..finding import KeyOf, Spot
from ..subjects import Case

_QID = re.compile(r"Q[1-9][0-9]*", re.ASCII)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_ROLE_TYPES = {
    "leader": {"PERSON"},
    "negotiator": {"PERSON", "NORP"},
    "spokesperson": {"PERSON"},
    "venue": {"GPE", "LOC", "FAC"},
    "party": {"GPE", "NORP", "ORG"},
}
_MOST = 20  # names that are told
_NAME = re.compile(r"(?<=[\w,;’'”)] )(?:[A-Z][\w]+(?: (?=[A-Z]))?)+")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
)


@rule
def duplicate_entity(case: Case) -> Iterator[Spot]:
    ids: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    for i, entity in enumerate(case.entities):
        if entity["id"] in ids:
            yield Spot(
                ("entities", i, "id"),
                f"“{entity['id']}” is also entity {ids[entity['id']] + 1}",
                "Merge the two, or give one another id",
            )
        elif (entity["name"], entity["type"]) in names:
            other = case.entities[names[entity["name"], entity["type"]]]["id"]
            yield Spot(
                ("entities", i, "name"),
                f"“{visible(entity['name'])}” is also the name of “{other}”",
                "Merge the two",
            )
        ids.setdefault(entity["id"], i)
        names.setdefault((entity["name"], entity["type"]), i)


@rule
def reserved_id(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        if entity["id"] in ("article", "other"):
            yield Spot(
                ("entities", i, "id"),
                f"“{entity['id']}” has a meaning of its own",
                "Give the entity another id, here and in the registry",
            )


@rule
def name_in_two_entities(case: Case) -> Iterator[Spot]:
    owner: dict[str, str] = {}
    for i, entity in enumerate(case.entities):
        for j, form in enumerate(entity["mentions"]):
            if isinstance(form, str) and owner.setdefault(form, entity["id"]) != entity["id"]:
                remedy = f'Keep it with one of the two; write single places as {{"quote": "{form}", "prefix": "…"}}'
                yield Spot(
                    ("entities", i, "mentions", j),
                    f"“{visible(form)}” also stands under “{owner[form]}”",
                    remedy,
                )


@rule
def too_many_mentions(case: Case) -> Iterator[Spot]:
    if case.resolution.overflow is not None:
        words = quote_of(case.value(case.resolution.overflow)).exact
        found = f"with “{visible(words)}” there are more than {MOST_MENTIONS:,} places"
        yield Spot(
            case.resolution.overflow, found, "Keep the names; remove forms that are common words"
        )


@rule
def mention_not_found(case: Case) -> Iterator[Spot]:
    shared = _shared(case)
    for i, entity in enumerate(case.entities):
        for j, value in enumerate(entity["mentions"]):
            pointer, words = ("entities", i, "mentions", j), quote_of(value).exact
            outcome = case.resolution.anchors.get(pointer)
            if isinstance(outcome, NotFound | WrongContext) and not _outside(case, words, outcome):
                near = (
                    [case.body[p.start : p.end] for p in case.nearest(case.body, words)]
                    if isinstance(outcome, NotFound)
                    else []
                )
                hint = f"; nearest: {', '.join(f'“{visible(n)}”' for n in near)}" if near else ""
                remedy = (
                    f'Write: "{near[0]}"' if near else "Copy the form from the body, or remove it"
                )
                yield Spot(
                    pointer, f"“{visible(words)}” is not in the body as a whole word{hint}", remedy
                )
            elif pointer in case.resolution.covered and not (
                isinstance(value, str) and value in shared
            ):
                yield Spot(
                    pointer,
                    f"“{visible(words)}” stands only inside longer names or exceptions",
                    "Remove the form",
                )


def _shared(case: Case) -> set[str]:
    """Forms that stand under several entities: another rule tells of them."""
    count = Counter(
        form
        for entity in case.entities
        for form in {f for f in entity["mentions"] if isinstance(f, str)}
    )
    return {form for form, times in count.items() if times > 1}


def _outside(case: Case, words: str, outcome: NotFound | WrongContext) -> bool:
    return (
        isinstance(outcome, NotFound)
        and case.may_hold(words)
        and words not in case.body
        and words in case.resolution.capture.text
    )


@rule
def entity_without_use(case: Case) -> Iterator[Spot]:
    if case.resolution.body is not None:
        used, shared = {m.entity for m in case.resolution.mentions}, _shared(case)
        for i, entity in enumerate(case.entities):
            if i not in used and not shared.intersection(
                f for f in entity["mentions"] if isinstance(f, str)
            ):
                yield Spot(
                    ("entities", i),
                    f"“{entity['id']}” is mentioned nowhere",
                    "Correct its forms, or remove it",
                )


@rule
def bad_qid(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        qid = entity["wikidata"]
        if qid is not None and not _QID.fullmatch(qid):
            inside = re.search(r"Q[1-9][0-9]*", qid)
            yield Spot(
                ("entities", i, "wikidata"),
                f"“{visible(qid)}” is no Wikidata id",
                f'Write: "wikidata": "{inside[0]}"'
                if inside
                else "Write for example Q212, or null",
            )


@rule
def qid_conflict(case: Case) -> Iterator[Spot]:
    owner: dict[str, str] = {}
    for i, entity in enumerate(case.entities):
        qid = entity["wikidata"]
        if qid is not None and owner.setdefault(qid, entity["id"]) != entity["id"]:
            yield Spot(
                ("entities", i, "wikidata"),
                f"{visible(qid)} is also the id of “{owner[qid]}”",
                "Merge the two, or correct one",
            )


@rule
def except_without_effect(case: Case) -> Iterator[Spot]:
    for pointer in sorted(case.resolution.idle, key=str):
        yield Spot(
            pointer,
            "no form of this entity stands inside these words",
            "Correct the quote, or remove it",
        )


@rule
def role_type_mismatch(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        fitting = _ROLE_TYPES.get(entity["role"])
        if fitting and entity["type"] not in fitting:
            yield Spot(
                ("entities", i, "role"),
                f"a {entity['type']} is no {entity['role']}",
                f"Correct the role, or the type to {' or '.join(sorted(fitting))}",
            )


@rule
def mixed_script_name(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        for word in () if entity["name"].isascii() else entity["name"].split():
            scripts = {
                script
                for c in word
                for script in _SCRIPTS
                if unicodedata.name(c, "").startswith(script)
            }
            if len(scripts) > 1:
                odd = min(
                    scripts, key=lambda s: sum(unicodedata.name(c, "").startswith(s) for c in word)
                )
                letter = next(c for c in word if unicodedata.name(c, "").startswith(odd))
                yield Spot(
                    ("entities", i, "name"),
                    f"“{visible(word)}” holds the {unicodedata.name(letter).lower()}",
                    "Type the name in one script",
                )


@rule
def possible_miss(case: Case) -> Iterator[Spot]:
    taken = bytearray(len(case.body))
    for mention in case.resolution.mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    free: Counter[str] = Counter()
    for match in _NAME.finditer(case.body):
        if not _CALENDAR.fullmatch(match[0]) and 1 not in taken[match.start() : match.end()]:
            free[match[0]] += 1
    for name, count in islice(((name, count) for name, count in free.items() if count > 1), _MOST):
        found = f"“{visible(name)}” stands {count} times in the body, unannotated"
        yield Spot(KeyOf(("entities",)), found, "Annotate it if it is a named entity")
