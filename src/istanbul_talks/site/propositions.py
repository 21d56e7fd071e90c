"""The same claim in several articles: each proposition, with who states, denies or changes it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..validation.report import plural
from .briefs import Source, parts
from .made import Page, render

_Row = Mapping[str, Any]


class Group(NamedTuple):
    """A proposition and the claims about it."""

    id: str
    wording: str
    rows: Sequence[_Row]

    @property
    def articles(self) -> int:
        return len({row["article"] for row in self.rows})


def proposition_pages(source: Source) -> Iterator[Page]:
    """The list of propositions, those of most articles first."""
    found = source.edition.claim_groups.items()
    groups = [Group(id, rows[0]["wording"], rows) for id, rows in found]
    groups.sort(key=lambda group: (-group.articles, group.id))
    several = sum(group.articles > 1 for group in groups)
    claims = plural(sum(len(group.rows) for group in groups), "claim")
    counted = f"{plural(len(groups), 'proposition')} and {claims} about them"
    said = f"{counted}; {several} come up in several articles."
    linked = {(row["article"], row["claim"]) for group in groups for row in group.rows}
    wordings = {
        (row["article"], row["id"]): row["standalone"]
        for row in (source.edition.corpus.rows("claims") if linked else ())
        if (row["article"], row["id"]) in linked
    }
    for part, shown in parts("same-claims/", groups):
        values = {"groups": shown, "said": said, "articles": source.articles, "wordings": wordings}
        body = render("propositions", part=part, **values)
        yield Page(part.path, "same-claims", f"Same claims{part.title}", said, body)
