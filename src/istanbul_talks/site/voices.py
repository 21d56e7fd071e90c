"""Who speaks in which outlet, and how: a list, and a page for each outlet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import itemgetter
from typing import NamedTuple

from ..text.ids import nearest_id
from ..validation.report import plural
from . import chart_voices
from .briefs import Brief, Source, newest, page_with, parts
from .grouped import Grouped
from .items import CLAIM, WAYS, Person, Row, claim_item, person
from .made import Page, render
from .words import label_in_words

_Who = tuple[str, str]  # columns claimer and claimer_name


class Voice(NamedTuple):
    """A speaker in an outlet: how many claims are direct, mixed, indirect, and where they are."""

    id: str
    person: Person
    counts: tuple[int, ...]
    links: tuple[str, ...]  # from the start of the site

    @property
    def total(self) -> int:
        return sum(self.counts)


class Outlet(NamedTuple):
    """An outlet and who speaks in it, most often first."""

    id: str
    name: str
    articles: Sequence[Brief]
    voices: Mapping[_Who, Voice]

    @property
    def total(self) -> int:
        """How many claims have a speaker."""
        return sum(voice.total for voice in self.voices.values())

    @property
    def own(self) -> int:
        """How many claims are the authors' own."""
        return sum(article.claims for article in self.articles) - self.total


def voice_pages(source: Source) -> Iterator[Page]:
    """Who speaks in which outlet, and how; for each outlet, its claims by speaker."""
    claims = Grouped(source.edition.corpus, "claims", "article", CLAIM, where="attribution")
    by_outlet = defaultdict(list)
    for article in newest(source.articles.values()):
        by_outlet[article.outlet].append(article)
    ids, outlets = _outlet_ids(source, by_outlet), []
    for name, id in ids.items():
        rows = [row for article in by_outlet[name] for row in claims[article.id]]
        counts = Counter((_who(row), row["attribution"]) for row in rows)
        voices = _voices(source, id, counts)
        outlets.append(Outlet(id, name, by_outlet[name], voices))
        rank = {who: number for number, who in enumerate(voices)}
        rows.sort(key=lambda row: (rank[_who(row)], WAYS.index(row["attribution"])))
        yield from _outlet_pages(source, outlets[-1], rows)
    said = "Who speaks in which outlet: word for word, in part, or in the author’s words."
    chart = chart_voices.voices(source.edition)
    for part, shown in parts("voices/", outlets):
        values = {"edition": source.edition, "ways": _ways(source), "chart": chart.html}
        body = render("voices", part=part, outlets=shown, **values)
        files = chart.files if part.number == 1 else {}
        yield Page(part.path, "voices", f"Voices{part.title}", said, body, files=files)


def _ways(source: Source) -> list[tuple[str, str, str]]:
    """The ways to attribute a claim in words, what each means, and its label."""
    known = source.edition.labels["attribution"]
    return [(label_in_words("attribution", way), known[way]["definition"], way) for way in WAYS]


def _outlet_ids(source: Source, names: Iterable[str]) -> dict[str, str]:
    """The id of each outlet by its name: that of the registry if it has one. Sorted by id."""
    known = source.edition.corpus.read_json("schema/publishers.json")["publishers"]
    registered = {one["name"]: one["id"] for one in known}
    taken = {*registered.values()}
    found = {
        name: registered.get(name) or unique(nearest_id(name) or "outlet", taken)
        for name in sorted(names)
    }
    return dict(sorted(found.items(), key=itemgetter(1)))


def _voices(source: Source, outlet: str, counts: Counter[tuple[_Who, str]]) -> dict[_Who, Voice]:
    """The speakers of an outlet, most often first, with links into its pages."""
    totals = Counter[_Who]()
    for (who, _), found in counts.items():
        totals[who] += found
    voices, at, taken = {}, 0, set[str]()
    for who in sorted(totals, key=lambda who: (-totals[who], who)):
        shown, links = person(source, *who), []
        id = unique(shown.entity or f"other-{nearest_id(who[1])}", taken)
        for way in WAYS:
            links.append(f"{page_with(f'voices/{outlet}/', at)}#{id}/{way}")
            at += counts[who, way]
        voices[who] = Voice(id, shown, tuple(counts[who, way] for way in WAYS), tuple(links))
    return voices


def unique(id: str, taken: set[str]) -> str:
    """The id, with a number after it if it is taken. It is taken from now on."""
    numbered = (id if number == 1 else f"{id}-{number}" for number in count(1))
    found = next(one for one in numbered if one not in taken)
    taken.add(found)
    return found


def _outlet_pages(source: Source, outlet: Outlet, rows: Sequence[Row]) -> Iterator[Page]:
    """The claims of an outlet that have a speaker, by speaker and way."""
    said = f"{plural(outlet.total, 'claim')} that {outlet.name} attributes to others, by speaker."
    seen = set[str]()
    for part, shown in parts(f"voices/{outlet.id}/", rows):
        groups = []
        for (who, way), own in groupby(shown, lambda row: (_who(row), row["attribution"])):
            voice, items = outlet.voices[who], [claim_item(source, row) for row in own]
            id = f"{voice.id}/{way}"
            groups.append((voice, label_in_words("attribution", way), items, id, id not in seen))
            seen.add(id)
        body = render("outlet", part=part, edition=source.edition, outlet=outlet, groups=groups)
        yield Page(part.path, "voices", f"{outlet.name}{part.title}", said, body)


def _who(row: Row) -> _Who:
    return row["claimer"], row["claimer_name"]
