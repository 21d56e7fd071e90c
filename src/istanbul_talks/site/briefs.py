"""What lists say of articles, and how long lists are divided into pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from ..model.records import Article, Claim
from .edition import Edition
from .words import date_in_words, label_in_words

_Item = TypeVar("_Item")
MOST = 200  # items of a page; longer lists get more pages


class Brief(NamedTuple):
    """An article in a list. `attributed`, `own`: thousandths of its text under such claims."""

    id: str
    title: str | None
    outlet: str
    genre: str
    day: str  # in words
    edtf: str | None
    last: date  # that `edtf` covers
    mentions: int
    claims: int
    stances: int
    attributed: int
    own: int

    @property
    def name(self) -> str:
        """Its headline, or that it has none."""
        return self.title or f"Without a headline ({self.outlet})"

    @property
    def percent(self) -> tuple[int, int, int]:
        """How much of its text is under attributed claims, the author's own, and no claim."""
        first, second = round(self.attributed / 10), round(self.own / 10)
        return first, second, 100 - first - second


class Source(NamedTuple):
    """What lists are made from: an edition, and each of its articles in brief, by id."""

    edition: Edition
    articles: Mapping[str, Brief]

    @classmethod
    def of(cls, edition: Edition) -> "Source":
        """Reads every article once."""
        every = edition.articles()
        briefs = (
            brief(a, record["length"] if record else len(a.text or "")) for a, record in every
        )
        return cls(edition, {one.id: one for one in briefs})


def brief(article: Article, length: int) -> Brief:
    """What lists say of an article whose text has `length` code points."""
    attributed, own = coverage(article.claims, length)
    return Brief(
        article.id,
        article.title,
        article.publisher or "outlet not known",
        label_in_words("genre", article.genre),
        date_in_words(article),
        article.published,
        article.published_latest or date.min,
        len(article.mentions),
        len(article.claims),
        len(article.stance),
        attributed,
        own,
    )


def newest(articles: Iterable[Brief]) -> list[Brief]:
    """Articles by date, the newest first; those without a date last."""
    by_id = sorted(articles, key=lambda article: article.id)
    return sorted(by_id, key=lambda article: article.last, reverse=True)


def coverage(claims: Iterable[Claim], length: int) -> tuple[int, int]:
    """Thousandths of a text under attributed claims, and of the rest under the author's own."""
    every = sorted((claim.start, claim.end, claim.attribution is not None) for claim in claims)
    attributed = _covered((start, end) for start, end, is_attributed in every if is_attributed)
    either = _covered((start, end) for start, end, _ in every)
    shares = (round(1000 * covered / max(length, 1)) for covered in (attributed, either))
    first, both = shares
    return first, both - first


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many code points lie in any of these spans, which are sorted."""
    covered = last = 0
    for start, end in spans:
        covered += max(0, end - max(start, last))
        last = max(last, end)
    return covered


class Part(NamedTuple):
    """One of the pages that a list needs."""

    path: str
    number: int  # from 1
    of: int
    first: int  # number of its first item, from 0
    base: str

    @property
    def root(self) -> str:
        """The way from this page to the start of the site."""
        return "../" * self.path.count("/")

    @property
    def title(self) -> str:
        """What titles of pages say after the first."""
        return f" ({self.number} of {self.of})" if self.number > 1 else ""

    def at(self, number: int) -> str:
        """The way from this page to another one of the same list."""
        return f"{self.root}{_path(self.base, number)}"


def page_with(base: str, item: int) -> str:
    """The path of the page that has an item, by its number from 0."""
    return _path(base, item // MOST + 1)


def _path(base: str, number: int) -> str:
    return base if number == 1 else f"{base}page/{number}/"


def parts(base: str, items: Sequence[_Item]) -> Iterator[tuple[Part, Sequence[_Item]]]:
    """The pages of a list, the first at `base`; an empty list has one."""
    of = max(1, -(-len(items) // MOST))
    for number in range(1, of + 1):
        first = (number - 1) * MOST
        yield Part(_path(base, number), number, of, first, base), items[first : first + MOST]
