"""What a saved page says about its article, each fact with the place where the page says it.

JSON-LD (schema.org) first, then the meta elements of publishers, then the page itself. Nothing is
taken from teasers of other stories, from footers, or from the time of the last change.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from html import unescape
from itertools import takewhile
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import regex

from ..files.optional import require
from ..text.anchoring import Place, fold
from ..text.edtf import is_day
from ..text.urls import problem_of_url

_ARTICLE = re.compile(r"(?:.*Article|BlogPosting|Report)", re.ASCII)
_DAYS = "article:published_time datePublished dateCreated citation_publication_date citation_date"
_MORE_DAYS = "dc.date.issued dcterms.issued parsely-pub-date pubdate publish-date"
# Names of meta elements (name, property or itemprop) by what they state, the most reliable first.
META = {
    "title": ["og:title", "twitter:title", "citation_title", "dc.title"],
    "day": [*_DAYS.split(), *_MORE_DAYS.split()],
    "publisher": ["og:site_name", "citation_journal_title", "application-name"],
    "author": ["author", "article:author", "citation_author", "dc.creator", "parsely-author"],
    "section": ["article:section", "parsely-section"],
    "url": ["og:url"],
    "licence": ["dcterms.license", "license"],
    "genre": [],
}
# What the types of schema.org say about the kind of text.
_GENRES = {
    "AnalysisNewsArticle": "analysis",
    "BackgroundNewsArticle": "background",
    "OpinionNewsArticle": "opinion",
    "ReportageNewsArticle": "reportage",
}
# Days that are often those of the last change.
_CHANGED_DAYS = ["article:modified_time", "date", "sailthru.date"]
# Other stories, comments and text of the site itself.
_APART = (
    "ancestor-or-self::aside or ancestor-or-self::nav or ancestor-or-self::footer"
    " or ancestor-or-self::li or ancestor-or-self::a or count(ancestor::article) > 1"
    " or ancestor::*[contains(@itemtype, 'Comment') or contains(@itemtype, '/Review')]"
)
_CHANGED = re.compile(
    r"updat|modif|chang|edit|оновл|змін|обновл|измен|güncel|aktuali[sz]|geändert|mise? à jour",
    re.IGNORECASE,
)
_BREAKS = ("br", "div", "p", "hr", "li")
_LANGUAGES = ["en", "uk", "ru", "tr", "de", "fr", "pl", "es", "it"]
_PRINTED = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er)?[^\S\n]+(?:de[^\S\n]+)?[^\W\d_]{3,12}\.?,?[^\S\n]+(?:de[^\S\n]+)?\d{4}"
    r"|[^\W\d_]{3,12}\.?[^\S\n]+\d{1,2}(?:st|nd|rd|th)?,?[^\S\n]+\d{4})\b"
)
_BY = re.compile(r"\A(?:by|von|par|por|di|автор:?|авторы:?|автори:?)\s+", re.IGNORECASE)
# How a printed line of authors begins; what follows a name in it; who is no person.
_PRINTED_BY = re.compile(
    r"(?:by|von|par|por|di|text:|yazan:?|haber:?|muhabir:?|(?:автор|текст)[иы]?:?)\s+",
    re.IGNORECASE,
)
_WHERE = regex.compile(r"\s*[|(–—•].*|\s+(?:in|from|aus|à|en|в|у|из|з)\s+\p{Lu}.*", regex.DOTALL)
_DESK = re.compile(r"\b(?:staff|agenc(?:y|ies)|desk|team|redaktion|correspondents?|news)\b", re.I)
_LONGEST_BYLINE = 120
_ABOVE = re.compile(r"[|•·;]|\d{4}")  # between two labelled days of a line
_LABEL = 40  # characters before a day that may say what it is
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+(?:and|und|et|y|ve|та|і|и|i|oraz)\s+")
_WORD = re.compile(r"\w+")
# Hosts, mail addresses, companies that made the page, accounts that have no person's name.
_NO_PERSON = re.compile(
    r".*(?:://|[@<]|\[at\]|\w{2}\.\w{2}|\b(?:GmbH|AG|e\. ?V\.|Ltd|Inc|LLC)(?!\w)).*"
    r"|(?i:(?:super )?user|admin(?:istrator)?|(?:no|unknown) author)"
)
# Two to four words of which the first and the last are capitalised: “Ann de Example”.
_PERSON = regex.compile(
    r"\p{Lu}[\p{L}.'’-]*(?:\s+(?!of|for|the)\p{L}[\p{L}.'’-]*){0,2}\s+\p{Lu}[\p{L}.'’-]*"
)
H1, TITLE = "the page's h1", "the page's title"
_MOST_PRINTED = 40  # printed days that are read


class Fact(NamedTuple):
    """A value, and where the page has it: “JSON-LD datePublished”, “meta og:site_name”."""

    value: str
    where: str


class Facts(NamedTuple):
    """What a page says. `titles` may be several; `authors` has one fact for each person."""

    titles: list[Fact]
    day: Fact | None
    days: list[Fact]  # days that it names as something else, or that contradict each other
    publisher: Fact | None
    authors: list[Fact]
    section: Fact | None
    url: Fact | None
    language: Fact | None
    licence: Fact | None = None
    genre: Fact | None = None


NO_FACTS = Facts([], None, [], None, [], None, None, None)


def facts_of(tree: Any, address: str | None = None) -> Facts:
    """The facts of an HTML tree (lxml). `address`: where the saved file says it comes from."""
    headings = [_words(heading) for heading in tree.iter("h1")]
    found = {key: [*_json_ld(tree, key, headings), *_meta(tree, META[key])] for key in META}
    titles = [*found["title"], *(Fact(text, H1) for text in headings if text)]
    for title in tree.xpath("//title[not(ancestor::svg)]"):
        titles.append(Fact(_words(title), TITLE))
    days = [Fact(day, where) for text, where in found["day"] if (day := day_of(text))]
    days = days or list(_day_of_head(tree))
    agreed = days[0] if len({day.value for day in days}) == 1 else None
    changed = [*_json_ld(tree, "changed", headings), *_meta(tree, _CHANGED_DAYS)]
    other = [Fact(day, where) for text, where in changed if (day := day_of(text))]
    language = next((Fact(str(tag), "the page's lang") for tag in tree.xpath("//html/@lang")), None)
    url = _first(_addresses(tree, found["url"], address))
    publisher, section = _first(found["publisher"]), _first(found["section"])
    authors = _authors(found["author"], found["publisher"], url)
    unsure = [*([] if agreed else days), *other]
    licence = _first([*found["licence"], *_licence_links(tree)])
    genre = _first(Fact(_GENRES[kind], at) for kind, at in found["genre"] if kind in _GENRES)
    who = publisher, authors, section
    return Facts(titles, agreed, unsure, *who, url, language, licence, genre)


def day_of(text: str) -> str | None:
    """The only day that a text names; the day of a time stamp as it is written."""
    text = text.strip()
    if is_day(text[:10]) and not text[10:11].isdigit():
        return text[:10]
    days = {day for day, _ in days_in(text)}
    return str(days.pop()) if len(days) == 1 else None


def days_in(text: str) -> list[tuple[date, Place]]:
    """The full dates in a text, in the languages of `_LANGUAGES`, in order, with their places.

    Numeric dates count only if they can be read in one way: 2025-06-02, 02.06.2025.
    """
    settings = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    found = []
    for match in list(_PRINTED.finditer(text))[:_MOST_PRINTED]:
        with suppress(ValueError):
            if is_day(match[0]):
                found.append((date.fromisoformat(match[0]), Place(*match.span())))
                continue
            parse = require("dateparser", "ingest").parse  # a second to import
            if read := parse(match[0], languages=_LANGUAGES, settings=settings):
                found.append((read.date(), Place(*match.span())))
    return found


def is_of_change(text: str, place: Place) -> bool:
    """Whether the words right before a printed day say that it is the day of a change."""
    line = text[: place.start].rpartition("\n")[2]
    return _CHANGED.search(_ABOVE.split(line)[-1][-_LABEL:]) is not None


def byline(line: str) -> list[str]:
    """The names in a printed line such as “By Ann Example and Bob Example in Paris”."""
    begins = _PRINTED_BY.match(line)
    if begins is None or len(line) > _LONGEST_BYLINE:
        return []
    line = _PRINTED.split(line)[0]
    names = [_WHERE.sub("", part).strip() for part in _BETWEEN.split(line[begins.end() :])]
    people = list(takewhile(_PERSON.fullmatch, names))
    return [name for name in people if not _DESK.search(name)]


def _json_ld(tree: Any, key: str, headings: list[str]) -> Iterator[Fact]:
    """Facts of the schema.org article that has the page's headline, or is the only one."""
    nodes = [node for node in _nodes(tree) if _is_article(node)]
    named = {letters(heading) for heading in headings}
    fitting = [node for node in nodes if letters(_text(node.get("headline"))) in named]
    chosen = (fitting or nodes)[:1] if fitting or len(nodes) == 1 else []
    names = {"title": "headline name", "day": "datePublished", "changed": "dateModified"}
    names |= {"section": "articleSection", "url": "url mainEntityOfPage", "licence": "license"}
    names |= {"genre": "@type"}
    for node in chosen:
        for name in names.get(key, key).split():
            values = [inner for value in _each(node.get(name)) for inner in _named(value)]
            yield from (Fact(text, f"JSON-LD {name}") for text in map(_text, values) if text)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        with suppress(ValueError, RecursionError):
            stack = [json.loads(script.text or "", strict=False)]
            while stack:
                node = stack.pop(0)
                if isinstance(node, list):
                    stack += node
                elif isinstance(node, dict):
                    stack += _each(node.get("@graph"))
                    yield node


def _is_article(node: dict[str, Any]) -> bool:
    kinds = [kind for kind in _each(node.get("@type")) if isinstance(kind, str)]
    return any(_ARTICLE.fullmatch(kind) for kind in kinds)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _named(value: Any) -> list[Any]:
    """A value, or each name of a thing that has several: {"name": ["Ann", "Bob"]}."""
    names = value.get("name") if isinstance(value, dict) else None
    return names if isinstance(names, list) else [value]


def letters(words: str) -> str:
    """Titles and names for comparison: letters and digits only, without case."""
    return "".join(_WORD.findall(fold(words)[0].casefold()))


def _text(value: Any) -> str:
    """A value of JSON-LD as one line: a text, or the name or id of a thing."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("url")
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _meta(tree: Any, names: list[str]) -> Iterator[Fact]:
    elements = tree.xpath(f"//*[self::meta or @itemprop][not({_APART})]")
    for wanted in names:
        for element in elements:
            own = [element.get(key, "") for key in ("property", "name", "itemprop")]
            value = element.get("content") or element.get("datetime")
            if wanted.lower() in map(str.lower, own) and value and value.strip():
                yield Fact(" ".join(value.split()), f"meta {wanted}")


def _day_of_head(tree: Any) -> Iterator[Fact]:
    """The day in the only `time` between the headline and the first paragraph of the article."""
    times = tree.xpath(
        "//time[preceding::h1 and not(preceding::p[string-length(normalize-space()) > 80])]"
        f"[not({_APART})]"
    )
    times = [time for time in times if not _CHANGED.search(_words(time.getparent()))]
    days = {day_of(time.get("datetime") or _words(time)) for time in times} - {None}
    if len(days) == 1:
        yield Fact(str(days.pop()), "the time below the headline")


def _authors(facts: Iterable[Fact], outlets: Iterable[Fact], url: Fact | None) -> list[Fact]:
    """One fact for each person, all from the first place that names any other than the outlet."""
    host = (urlsplit(url.value).hostname or "") if url else ""
    of_outlet = {letters(part) for part in [*(fact.value for fact in outlets), *host.split(".")]}
    named = [
        fact
        for fact in facts
        if letters(fact.value) not in of_outlet
        and not _NO_PERSON.fullmatch(fact.value)
        and (" " in fact.value or not fact.value.islower())
    ]
    same = [fact for fact in named if fact.where == named[0].where]
    people = [Fact(name, fact.where) for fact in same for name in _people(fact.value)]
    return list({person.value: person for person in people}.values())


def _people(byline: str) -> list[str]:
    """The names in a byline; all of it is one name unless each part looks like a person's."""
    bare = _BY.sub("", byline)
    parts = [part for part in _BETWEEN.split(bare) if part]
    return parts if all(map(_PERSON.fullmatch, parts)) else [bare]


def _licence_links(tree: Any) -> list[Fact]:
    """Licences that the page links to, but not those of its pictures."""
    picture = "ancestor::figure or ancestor::aside"
    links = tree.xpath(f"//*[self::a or self::link][@rel='license'][not({picture})]/@href")
    return [Fact(str(href), "a link to its licence") for href in links]


def _addresses(tree: Any, found: list[Fact], address: str | None) -> Iterator[Fact]:
    canonical = [
        Fact(str(href), "link canonical") for href in tree.xpath("//link[@rel='canonical']/@href")
    ]
    saved = [Fact(address, "the saved file's header")] if address else []
    for fact in (*canonical, *found, *saved):
        if problem_of_url(fact.value) is None:
            yield fact


def _first(facts: Iterable[Fact]) -> Fact | None:
    return next(iter(facts), None)


def _words(element: Any) -> str:
    """The text of an element on one line; a line break is a space."""
    pieces = [element.text or ""]
    for inner in element.iterdescendants():
        breaks = " " if inner.tag in _BREAKS else ""
        pieces += [breaks, inner.text or "" if isinstance(inner.tag, str) else "", breaks]
        pieces.append(inner.tail or "")
    return " ".join("".join(pieces).split())
