"""The pages that lead to the words by article, speaker, position or entity."""

from collections.abc import Iterator

from ..validation.report import plural
from . import chart_articles
from .briefs import Source, newest, parts
from .edition import Edition
from .entity_pages import entity_pages
from .made import Page, render
from .positions import position_pages
from .propositions import proposition_pages
from .versions import version_pages
from .voices import voice_pages


def explore_pages(edition: Edition) -> Iterator[Page]:
    """Articles, voices, positions, entities: lists, and the pages that they lead to. Versions."""
    source = Source.of(edition)
    every = article_list, voice_pages, position_pages, proposition_pages, entity_pages
    for pages in (*every, version_pages):
        yield from pages(source)


def article_list(source: Source) -> Iterator[Page]:
    """Every article as a card, newest first."""
    found = newest(source.articles.values())
    claims = plural(sum(one.claims for one in found), "claim")
    stances = plural(sum(one.stances for one in found), "stance")
    said = f"{plural(len(found), 'article')}, with {claims} and {stances} marked in the text."
    charts = chart_articles.timeline(source.edition), chart_articles.covered(source)
    files = {name: data for chart in charts for name, data in chart.files.items()}
    for part, cards in parts("articles/", found):
        shown = charts if part.number == 1 else ()
        body = render("articles", part=part, cards=cards, said=said, charts=shown)
        own = files if shown else {}
        yield Page(part.path, "articles", f"Articles{part.title}", said, body, files=own)
