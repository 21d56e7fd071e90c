"""What the home page says about a release: its size, its articles, and how to cite it."""

from .briefs import Source, newest
from .edition import Edition
from .made import render

_CARDS = 6  # as many as have room; the list has all


def numbers(edition: Edition) -> str:
    """The numbers of articles, claims and stances."""
    configs = edition.corpus.manifest["configs"]
    counts = {name: configs[name]["rows"] for name in ("articles", "claims", "stance")}
    return render("numbers", counts=counts)


def newest_articles(edition: Edition) -> str:
    """The newest articles as cards, and where the others are."""
    articles = newest(Source.of(edition).articles.values())
    return render("newest_articles", cards=articles[:_CARDS], number=len(articles))


def citation(edition: Edition) -> str:
    """A reference to the release, in one line."""
    return render("citation", text=edition.corpus.cite("apa"))
