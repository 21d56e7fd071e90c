"""Turns a page into a draft: a capture, and an annotation that validates and invents nothing.

What is unknown is null. A note lists what the program proposes, for a person to confirm.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..errors import CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.optional import require
from ..files.source_article import annotation_path, capture_path, pass_path
from ..model.new_entries import outlet_entry
from ..model.quotes import quote_for
from ..model.records import BETWEEN_AUTHORS, PROPOSED
from ..model.registered import registered_names
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place, Searchable
from ..text.ids import MAX_ID, is_placeholder, is_reserved
from ..text.languages import spoken
from ..text.urls import problem_of_url
from ..text.visible import visible
from ..validation.article_check import LINKS
from ..validation.corpus_summary import CorpusSummary
from ..validation.finding import Finding
from ..validation.notes import unchecked
from ..validation.validator import Checker
from .page_facts import NO_FACTS, Fact, printed_days
from .registries import with_entries
from .saved_page import Page, body_parts, title_of

_ENDS = 8  # words of a quote that opens or closes a part of the body
_LONGEST_END = 500  # characters of such a quote
_MOST_DAYS = 5  # printed days that a note lists
_GUESSES = "headline, body, genre (simply the first label of the list)"
_GIVEN = "Given by the contributor."
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID_WORDS = 5
_STOPPED = re.compile("an?|and|as|at|by|for|from|in|is|its|of|on|or|the|to|with")
_EMPTY = disk.read_text(Path(__file__).with_suffix(".json"))  # what every draft has


class Draft(NamedTuple):
    """The files of a new article, or of a new pass, whose capture is there already.

    `added`: what `with_entries` adds to each registry. `annotator`: who makes the pass.
    """

    id: str
    capture: str
    annotation: dict[str, Any]
    added: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    annotator: str = ""

    @property
    def path(self) -> str:
        return pass_path(self.annotator, self.id) if self.annotator else annotation_path(self.id)

    @property
    def body(self) -> str:
        """The text that the draft proposes as the article."""
        return body_of(self.annotation, self.capture)


def save(root: CorpusFolder, known: Vocabulary, draft: Draft, day: date) -> list[Finding]:
    """Write the files of a draft and return what the rules find in it.

    If writing or checking fails, or is interrupted, every file is restored.
    """
    root.check_can_be_changed()
    added = with_entries(root, known, draft.added)
    files = {root.path / path: data for path, data in added.items()}
    if not draft.annotator:
        files[root.path / capture_path(draft.id)] = draft.capture.encode()
    # Last, so that even after a kill no annotation lacks what it needs.
    files[root.path / draft.path] = canonical(known.schema.arrange(draft.annotation))
    with atomic.together(files):
        found = Checker(CorpusFolder(root.path), today=day).check(draft.id).findings
        return [f for f in found if not draft.annotator or f.path == draft.path]


def similar_articles(root: CorpusFolder, known: Vocabulary, draft: Draft) -> dict[str, float]:
    """Articles with nearly the same body, by id, each with its similarity from 0 to 1."""
    summary = CorpusSummary(root, known, {draft.id})
    for id in root.ids():
        if id != draft.id:
            summary.add(unchecked(root.read_article(id), known))
    return summary.similar_to(draft.body)


def proposed_id(names: Iterable[str | None], text: str, taken: Collection[str]) -> str:
    """An id that no article has or had, made of the first name that gives one.

    In Latin letters, whatever the script; made of a hash of the text if no name gives an id.
    """
    base = next((id for name in names if name and (id := _id_of(name))), None)
    base = base or f"page-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return next(id for id in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if id not in taken)


def _id_of(words: str) -> str | None:
    """An id of the first meaningful words; None if it would be a placeholder."""
    plain = words if words.isascii() else require("anyascii", "ingest").anyascii(words)
    chosen: list[str] = []
    for word in re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain.lower())):
        room = len("-".join([*chosen, word])) <= MAX_ID - 4
        if room and not _STOPPED.fullmatch(word) and not word.isdigit() and len(chosen) < _ID_WORDS:
            chosen.append(word)
    id = "-".join(chosen)
    return None if not id or is_placeholder(id) or is_reserved(id) else id


def first_act(by: str, kind: str, known: Vocabulary, day: date) -> dict[str, str]:
    """The provenance entry of the annotator."""
    guidelines = known.dataset["guidelines"]
    return {"by": by, "kind": kind, "did": "annotate", "date": str(day), "guidelines": guidelines}


def empty_annotation(link: str, id: str, text: str, act: Mapping[str, str]) -> dict[str, Any]:
    """An annotation of a capture that says nothing yet. `link`: from its file to its schema."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    own = {"$schema": link, "article": id, "text_sha256": digest}
    return {**own, **json.loads(_EMPTY), "provenance": [dict(act)]}


def propose_annotation(
    page: Page, id: str, known: Vocabulary, *, url: str | None, act: Mapping[str, str]
) -> dict[str, Any]:
    """An annotation that fits the schema: source, date, body and names as proposals.

    It has no claim and no stance. A date after the day of the act is not proposed.
    """
    text, annotation = page.text, empty_annotation(LINKS["reference"], id, page.text, act)
    stripped = Place(text.index(text.strip()), len(text.rstrip()))
    parts = body_parts(text, page.paragraphs) or [stripped]
    annotation["body"] = [part_quotes(text, part) for part in parts]
    annotation["source"] |= _source(page, body_of(annotation, text), known, url)
    said = page.facts and page.facts.day
    day = said if said and said.value <= act["date"] else None
    dated = {"published": day.value, "basis": "external"} if day else {}
    annotation["date"] |= {**dated, **_date_note(page, day)}
    annotation["entities"] = _entities(annotation, text, known)
    return dict(annotation)


def _source(page: Page, body: str, known: Vocabulary, url: str | None) -> dict[str, Any]:
    """Where the article comes from, according to the page, with the place of each fact in it."""
    facts = page.facts or NO_FACTS
    address = Fact(url, _GIVEN) if url else facts.url
    outlet = _outlet(facts.publisher, address, known)
    authors = BETWEEN_AUTHORS.join(fact.value for fact in facts.authors)
    author = Fact(authors, facts.authors[0].where) if authors else None
    found = {"publisher": outlet, "author": author, "url": address, "section": facts.section}
    external = {
        key: fact.where if fact.where == _GIVEN else f"In the saved page: {fact.where}."
        for key, fact in found.items()
        if fact is not None and fact.value not in page.text
    }
    spoke = spoken(body) or spoken(page.text)  # menus have few of the words that tell a language
    tag = Fact(spoke, "from its words") if spoke else facts.language
    language = tag if tag and _TAG.fullmatch(tag.value) else Fact("und", "unknown")
    stated = {key: fact for key, fact in found.items() if fact and fact != address}
    stated["language"] = language
    said = [_GUESSES, *(f"{key} ({fact.where})" for key, fact in stated.items())]
    unknown = facts.publisher
    remedy = "Confirm or correct each, then delete this note."
    if unknown and not outlet:
        remedy += f" The page names its outlet “{visible(unknown.value)}” ({unknown.where})."
    return {
        "title": title_of(page),
        **{key: fact.value for key, fact in found.items() if fact},
        "genre": next(iter(known.labels["genre"])),
        "language": language.value,
        "note": f"{PROPOSED} {', '.join(said)}. {remedy}",
        **({"external": external} if external else {}),
    }


def new_outlet(page: Page, url: str | None, known: Vocabulary) -> dict[str, Any] | None:
    """The entry of the outlet that a page names, unless it is known.

    CorpusError if the page names none.
    """
    facts = page.facts or NO_FACTS
    address = Fact(url, _GIVEN) if url else facts.url
    if _outlet(facts.publisher, address, known) is not None:
        return None
    if facts.publisher is None:
        found = "--accept-outlet: the page does not name its outlet"
        raise CorpusError(f"{found}. Add it to the registry of publishers by hand")
    note = f"Named so by its page ({facts.publisher.where})."
    return outlet_entry(facts.publisher.value, _host(address), note)


def _host(address: Fact | None) -> str | None:
    url = address.value if address and problem_of_url(address.value) is None else ""
    return (urlsplit(url).hostname or "").removeprefix("www.") or None


def _outlet(named: Fact | None, address: Fact | None, known: Vocabulary) -> Fact | None:
    """The registered outlet that the page names, or that has the host of its address."""
    names = {
        str(entry["name"]).casefold(): str(entry["name"]) for entry in known.publishers.values()
    }
    if named is not None and named.value.casefold() in names:
        return Fact(names[named.value.casefold()], named.where)
    host = _host(address)
    hosts = {entry["host"]: str(entry["name"]) for entry in known.publishers.values()}
    return Fact(hosts[host], f"the outlet of the host {host}") if host and host in hosts else None


def _date_note(page: Page, day: Fact | None) -> dict[str, str]:
    """A note with the days on which the page may be published, each with where it was found."""
    days = ([day] if day else []) + (page.facts.days if page.facts else [])
    stated = ", ".join(f"{fact.value} ({fact.where})" for fact in days)
    found = [f"the page says {stated}"] if stated else []
    printed = [str(day) for day in printed_days(page.text)[:_MOST_DAYS]]
    if printed:
        are = "is" if len(printed) == 1 else "are"
        found.append(f"{', '.join(printed)} {are} printed in the capture")
    if not found:
        return {}
    remedy = "Confirm or correct the date, then delete this note."
    return {"note": f"{PROPOSED} {'; '.join(found)}. {remedy}"}


def part_quotes(text: str, part: Place) -> dict[str, Any]:
    """A part of the body by its first and last words, each on one line."""
    inner = text[slice(*part)]
    first, last = inner.split("\n")[0], inner.rstrip("\n").split("\n")[-1]
    opening = " ".join(first.split(" ")[:_ENDS])[:_LONGEST_END]
    closing = " ".join(last.split(" ")[-_ENDS:])[-_LONGEST_END:]
    rest = Searchable(text[part.start :])
    length = part.end - part.start
    return {
        "from": quote_for(Searchable(text), Place(part.start, part.start + len(opening))),
        "to": quote_for(rest, Place(length - len(closing), length)),
    }


def _entities(annotation: Mapping[str, Any], text: str, known: Vocabulary) -> list[dict[str, Any]]:
    """The registered entities whose names are in the body, each with the forms found there."""
    body = Searchable(body_of(annotation, text))
    found: dict[str, set[str]] = {}
    for _, form, id in registered_names(body, bytearray(len(body.text)), known):
        found.setdefault(id, set()).add(form)
    made: list[dict[str, Any]] = []
    for id, forms in sorted(found.items()):
        entry = {key: known.entities[id][key] for key in ("id", "type", "name", "wikidata")}
        made.append({**entry, "role": None, "mentions": sorted(forms)})
    return made
