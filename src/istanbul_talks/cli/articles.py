"""The articles that a command prints, from the files of a checkout or from a release."""

import argparse
from collections.abc import Iterator

from ..model.article import article_of
from ..model.records import Article
from ..reading.corpus import load
from ..validation.validator import checked
from .sources import corpus_here, refuse_unknown


def articles(options: argparse.Namespace, ids: list[str] | None = None) -> Iterator[Article]:
    """The articles, from the files of a checkout, else from the installed release."""
    root = corpus_here(options)
    if root is None:
        corpus = load()
        refuse_unknown(ids, list(corpus))
        yield from (corpus[id] for id in ids or corpus)
        return
    refuse_unknown(ids, root.ids())
    for article in checked(root, ids or root.ids()):
        yield article_of(article.annotation, article.resolution)
