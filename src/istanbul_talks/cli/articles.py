"""The articles that a command prints, from the files of a checkout or from a release."""

import argparse
from collections.abc import Iterator

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..model.article import article_of
from ..model.records import Article
from ..reading.corpus import load
from ..validation.finding import Severity
from ..validation.report import line
from ..validation.subjects import ResolvedArticle
from ..validation.validator import Checker
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


def checked(
    root: CorpusFolder, ids: list[str], *, drafts: bool = False
) -> Iterator[ResolvedArticle]:
    """The articles of a checkout. CorpusError for the first that has an error.

    Without `drafts`, a value still open is an error too.
    """
    checker = Checker(root)
    for id in ids:
        result = checker.check(id)
        if result.article is None or result.has_errors or (result.article.open and not drafts):
            first = next((f for f in result.findings if f.severity is Severity.ERROR), None)
            missing = "has values still open" if result.article else "does not exist"
            detail = line(first) if first else f"annotations/{id}.json {missing}"
            every = "To see every finding, run: istanbul-talks validate"
            raise CorpusError(f"{id} cannot be read: {detail}. {every}")
        yield result.article
