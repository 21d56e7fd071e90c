"""What is added to claims and stances, for the page of their article."""

from collections.abc import Iterator, Sequence
from itertools import islice

from ..model.records import Article, Claim, Stance
from .article_text import Piece
from .edition import Edition
from .facts import Fact, Link
from .propositions import claimed_by, page_of

_MOST = 12  # claims of other articles on one proposition that are named
# A link between claims as it is said of each of the two.
_WAYS = {
    "supports": ("supports", "supported by"),
    "rebuts": ("contradicts", "contradicted by"),
    "restates": ("says the same as", "said again by"),
}


class AddedFacts:
    """The facts of one article's items that were added."""

    def __init__(self, article: Article, edition: Edition) -> None:
        self._article, self._edition = article, edition

    def of_claim(self, claim: Claim) -> Iterator[Fact]:
        """Its quoted words, wording without context, propositions, and links both ways."""
        if claim.quoted:
            words = (f"“{span.text or '…'}”" for span in claim.quoted)
            yield Fact("quoted", [", ".join(words)])
        if claim.standalone:
            by = f" ({claim.standalone_by}, {claim.standalone_kind})"
            yield Fact("in full", [claim.standalone + by])
        for one in claim.propositions:
            yield Fact(one.relation, list(self._proposition(one.id)))
        for link in claim.links:
            yield Fact(_WAYS[link.relation][0], [_to(link.to)])
        for other in self._article.claims:
            for link in other.links:
                if link.to == claim.id:
                    yield Fact(_WAYS[link.relation][1], [_to(other.id)])

    def of_stance(self, stance: Stance) -> Iterator[Fact]:
        """The claims that express the stance, or why no claim does."""
        if stance.claims:
            yield Fact("claims", _joined([_to(id) for id in stance.claims]))
        elif stance.without_claim:
            yield Fact("no claim", [stance.without_claim])

    def _proposition(self, id: str) -> Iterator[Piece | Link]:
        """A proposition, and claims of other articles that are about it."""
        rows = self._edition.claim_groups.first(id, _MOST + len(self._article.claims))
        wording = rows[0]["wording"] if rows else id
        yield Link(f"../../{page_of(self._edition, id)}#{id}", wording)
        others = (row for row in rows if row["article"] != self._article.id)
        for row in islice(others, _MOST):
            yield "; "
            yield Link(f"../{row['article']}/#claims/{row['claim']}", claimed_by(row))
            yield f" {row['relation']} it"


def _to(id: str) -> Link:
    return Link(f"#claims/{id}", id)


def _joined(links: Sequence[Link]) -> list[Piece | Link]:
    found: list[Piece | Link] = []
    for link in links:
        found += [", ", link]
    return found[1:]
