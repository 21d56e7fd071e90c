"""The same claim in several articles: each proposition, with who states, denies or changes it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ..validation.report import plural
from .briefs import Source, page_with, parts
from .edition import AUTHOR, Edition
from .grouped import Grouped
from .made import Page, render

_LIST = "same-claims/"
_MOST = 20  # claims of a proposition in the list; if it has more, it gets pages of its own
_Row = Mapping[str, Any]


class Group(NamedTuple):
    """A proposition, how many articles have claims about it, and those claims that are shown."""

    id: str
    wording: str
    articles: int
    claims: int
    rows: Sequence[_Row]  # of `claim_groups`, with `standalone`


def claimed_by(row: _Row) -> str:
    """The name of who makes a claim; for the author of an article, its outlet."""
    own = row["publisher"] or row["article"] if row["claimer"] == AUTHOR else row["claimer_name"]
    return str(own)


def page_of(edition: Edition, id: str) -> str:
    """The page of the list that has a proposition."""
    return page_with(_LIST, edition.propositions.get(id, 0))


def proposition_pages(source: Source) -> Iterator[Page]:
    """The list of propositions, most articles first, and pages of those with many claims."""
    edition, ids = source.edition, [*source.edition.propositions]
    columns = ("article", "id", "standalone")
    wordings = Grouped(edition.corpus, "claims", "article", columns, where="standalone")
    total = several = 0
    for id, rows in edition.claim_groups.items():
        total += len(rows)
        several += rows[0]["article"] != rows[-1]["article"]
        if len(rows) > _MOST:
            yield from _pages_of(source, id, rows, wordings)
    counted = f"{plural(len(ids), 'proposition')} and {plural(total, 'claim')} about them"
    said = f"{counted}; {several:,} come up in several articles."
    for part, shown in parts(_LIST, ids):
        groups = [_group(id, edition.claim_groups[id], _MOST, wordings) for id in shown]
        body = render("propositions", part=part, groups=groups, said=said, articles=source.articles)
        yield Page(part.path, "same-claims", f"Same claims{part.title}", said, body)


def _pages_of(source: Source, id: str, rows: Sequence[_Row], wordings: Grouped) -> Iterator[Page]:
    said = f"{plural(len(rows), 'claim')} in {plural(_articles(rows), 'article')}."
    values = {"said": said, "articles": source.articles}
    values["list"] = f"{page_of(source.edition, id)}#{id}"
    for part, shown in parts(f"{_LIST}{id}/", rows):
        group = _group(id, shown, len(shown), wordings)
        body = render("proposition", part=part, group=group, **values)
        yield Page(part.path, "same-claims", f"{group.wording}{part.title}", said, body)


def _group(id: str, rows: Sequence[_Row], most: int, wordings: Grouped) -> Group:
    shown = []
    for article, own in groupby(rows[:most], key=lambda row: row["article"]):
        by_claim = {claim["id"]: claim["standalone"] for claim in wordings[article]}
        shown += [
            {**row, "by": claimed_by(row), "standalone": by_claim.get(row["claim"])} for row in own
        ]
    return Group(id, rows[0]["wording"], _articles(rows), len(rows), shown)


def _articles(rows: Sequence[_Row]) -> int:
    return len({row["article"] for row in rows})
