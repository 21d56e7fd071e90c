"""What a page states about its article: the values of source and date, each with its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..model.quotes import quote_for
from ..model.records import BETWEEN_AUTHORS, PROPOSED
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place, Searchable
from ..text.edtf import is_day
from ..text.languages import spoken
from ..text.urls import host_of
from .page_facts import H1, NO_FACTS, TITLE, Fact, byline, days_in, is_of_change, letters
from .saved_page import Page, title_of

GIVEN = "Given by the contributor."
_GUESSED = "simply the first label of the list"
_MOST_DAYS = 5  # printed days that a note lists
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NEAR = timedelta(days=7)  # between a round of talks and an article about it
_REMEDY = "Confirm or correct each, then delete this note."
_OPEN_LICENCE = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/\S+")
_SOURCE = ("title", "publisher", "author", "url", "section", "genre", "language")


class Stated(NamedTuple):
    """Facts by key of source and date, and the quote of a printed day.

    `facts`: each value with where it was found. `printed`: where the day is printed.
    """

    facts: Mapping[str, Fact]
    printed: Place | None


def stated(
    page: Page, parts: Sequence[Place], known: Vocabulary, *, url: str | None, today: str
) -> Stated:
    """What a page says of its article. `parts`: of the body. `url`: given by the contributor.

    A day after `today` is no day of publication.
    """
    facts, title = page.facts or NO_FACTS, title_of(page)
    genre, labels = facts.genre, list(known.labels["genre"])
    at = page.text.find(title) if title else -1
    head = _head(parts, at)
    address = Fact(url, GIVEN) if url else facts.url
    authors = facts.authors or [
        Fact(name, "the byline") for line in _lines(page.text, head) for name in byline(line)
    ]
    author = BETWEEN_AUTHORS.join(dict.fromkeys(fact.value for fact in authors))
    day, printed = _day(page, head, at)
    day = day if day and day.value <= today else None
    found = {
        "title": Fact(title, _place_of(title, facts.titles)) if title else None,
        "publisher": _outlet(facts.publisher, address, known),
        "author": Fact(author, authors[0].where) if author else None,
        "url": address,
        "section": facts.section,
        "genre": genre if genre and genre.value in labels else Fact(labels[0], _GUESSED),
        "language": _language(page, parts),
        "published": day,
        "event": _event(page, parts, known, day),
        "captured": Fact(page.saved, "the saved file's header") if page.saved else None,
    }
    return Stated({key: fact for key, fact in found.items() if fact}, printed)


def source_of(page: Page, said: Stated) -> dict[str, Any]:
    """The source of an annotation, with where each value outside the capture was found.

    Its note lists all that a program proposed, of the date, too.
    """
    found = {key: said.facts[key] for key in _SOURCE if key in said.facts}
    external = {
        key: fact.where if fact.where == GIVEN else f"In the saved page: {fact.where}."
        for key, fact in found.items()
        if not all(words in page.text for words in fact.value.split(BETWEEN_AUTHORS))
        and key in ("publisher", "author", "url", "section")
    }
    listed = [f"{key} ({fact.where})" for key, fact in said.facts.items() if fact.where != GIVEN]
    return {
        **{key: fact.value for key, fact in found.items()},
        "rights": _rights(page, found),
        "note": f"{PROPOSED} body, names, {', '.join(listed)}. {_REMEDY}",
        **({"external": external} if external else {}),
    }


def date_of(page: Page, said: Stated) -> dict[str, Any]:
    """The date of an annotation, or a note with the days that may be it."""
    keys = ("published", "event", "captured")
    found: dict[str, Any] = {key: said.facts[key].value for key in keys if key in said.facts}
    fact = said.facts.get("published")
    if fact is None:
        return {**found, "basis": "conjecture", "certainty": "low", **_date_note(page)}
    found["certainty"] = "high"
    if said.printed is None:
        return {**found, "basis": "external", "note": f"In the saved page: {fact.where}."}
    return {
        **found,
        "basis": "internal",
        "evidence": [quote_for(Searchable(page.text), said.printed)],
    }


def _date_note(page: Page) -> dict[str, str]:
    """A note with the days on which the page may be published, each with where it was found."""
    days = page.facts.days if page.facts else []
    stated_days = ", ".join(f"{fact.value} ({fact.where})" for fact in days)
    found = [f"the page says {stated_days}"] if days else []
    printed = dict.fromkeys(str(day) for day, _ in days_in(page.text))
    if shown := [*printed][:_MOST_DAYS]:
        found.append(f"{', '.join(shown)} {'is' if len(shown) == 1 else 'are'} printed")
    if not found:
        return {}
    remedy = "Fill in the date, then delete this note."
    return {"note": f"{PROPOSED} {'; '.join(found)}. {remedy}"}


def _head(parts: Sequence[Place], title: int) -> list[Place]:
    """What is between headline and text, then the gaps in the text, then what is above both."""
    ends = [0, *(part.end for part in parts[:-1])]
    above, *gaps = [Place(end, part.start) for end, part in zip(ends, parts, strict=False)]
    at = title if 0 <= title < above.end else above.end
    return [Place(at, above.end), *gaps, Place(0, at)]


def _lines(text: str, places: Sequence[Place]) -> Iterator[str]:
    for place in places:
        yield from filter(None, map(str.strip, text[slice(*place)].splitlines()))


def _place_of(title: str, titles: Sequence[Fact]) -> str:
    """Where the page has its headline; its h1 rather than its title, if both have it."""
    same = [fact.where for fact in titles if letters(fact.value) == letters(title)]
    return next((where for where in (H1, *same, TITLE) if where in same), "above the text")


def _language(page: Page, parts: Sequence[Place]) -> Fact:
    body = "\n".join(page.text[slice(*part)] for part in parts)
    spoke = spoken(body) or spoken(page.text)  # menus have few of the words that tell a language
    tag = Fact(spoke, "its words") if spoke else page.facts and page.facts.language
    return tag if tag and _TAG.fullmatch(tag.value) else Fact("und", "unknown")


def _day(page: Page, head: Sequence[Place], title: int) -> tuple[Fact | None, Place | None]:
    """The day of publication, and where it is printed above the text.

    Without metadata, it is the only day that is printed below the headline.
    """
    known = page.facts and page.facts.day
    printed = [
        (str(day), Place(region.start + place.start, region.start + place.end))
        for region in head
        for day, place in days_in(page.text[slice(*region)])
    ]
    printed = [(day, place) for day, place in printed if not is_of_change(page.text, place)]
    if known:
        at = next((place for day, place in printed if day == known.value), None)
        return Fact(known.value, f"{known.where}, also printed" if at else known.where), at
    below = [(day, place) for day, place in printed if 0 <= title < place.start]
    if (page.facts and page.facts.days) or len({day for day, _ in below}) != 1:
        return None, None
    return Fact(below[0][0], "printed below the headline"), below[0][1]


def _event(page: Page, parts: Sequence[Place], known: Vocabulary, day: Fact | None) -> Fact | None:
    """The only round of talks in the week before or after, if the text names its place."""
    if day is None:
        return None
    body, near = "\n".join(page.text[slice(*part)] for part in parts), []
    for id, event in known.events.items():
        apart = [date.fromisoformat(when) for when in (event["date"], day.value) if is_day(when)]
        if len(apart) == 2 and abs(apart[0] - apart[1]) <= _NEAR:
            near.append((id, event))
    if len(near) != 1 or near[0][1]["place"] not in body:
        return None
    return Fact(near[0][0], f"a round on {near[0][1]['date']}")


def _rights(page: Page, found: Mapping[str, Fact]) -> dict[str, Any]:
    """An open licence that the page links to; else whoever publishes it has the rights."""
    licence = page.facts and page.facts.licence
    if licence and _OPEN_LICENCE.fullmatch(licence.value):
        return {"status": "open", "license": licence.value}
    return {"status": "third-party" if {"publisher", "url"} & found.keys() else "unknown"}


def _outlet(named: Fact | None, address: Fact | None, known: Vocabulary) -> Fact | None:
    """The outlet that the page names, as it is registered; else the one with its host."""
    names = {entry["name"].casefold(): str(entry["name"]) for entry in known.publishers.values()}
    if named is not None and named.value.casefold() in names:
        return Fact(names[named.value.casefold()], named.where)
    host = host_of(address and address.value)
    hosts = {entry["host"]: str(entry["name"]) for entry in known.publishers.values()}
    return Fact(hosts[host], f"the outlet of {host}") if host and host in hosts else named
