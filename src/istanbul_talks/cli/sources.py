"""Where a command finds its articles: the checkout it runs in, or a release."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder, find_corpus
from ..model.article import article_of
from ..model.records import Article
from ..reading.corpus import load
from ..text.visible import did_you_mean
from ..validation.finding import Severity
from ..validation.report import line
from ..validation.scope import corpus_at
from ..validation.subjects import ResolvedArticle
from ..validation.validator import Checker


def corpus_here(options: argparse.Namespace) -> CorpusFolder | None:
    """The corpus that --root names, else the one this folder is in, or None."""
    return corpus_at(options.root) if options.root else find_corpus(Path.cwd())


def corpus_of(options: argparse.Namespace) -> CorpusFolder:
    """The corpus a command works on. CorpusError if no corpus is found."""
    if root := corpus_here(options):
        return root
    raise CorpusError("there is no corpus/ and schema/ here or above. Name a corpus with --root")


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


def checked(root: CorpusFolder, ids: list[str]) -> Iterator[ResolvedArticle]:
    """The articles of a checkout. CorpusError for the first that has an error."""
    checker = Checker(root)
    for id in ids:
        result = checker.check(id)
        if result.article is None or not result.buildable:
            first = next((f for f in result.findings if f.severity is Severity.ERROR), None)
            detail = line(first) if first else f"annotations/{id}.json does not exist"
            every = "To see every finding, run: istanbul-talks validate"
            raise CorpusError(f"{id} cannot be read: {detail}. {every}")
        yield result.article


def refuse_unknown(ids: list[str] | None, known: list[str]) -> None:
    """Raise CorpusError for the first unknown id."""
    for id in ids or ():
        if id not in known:
            hint = did_you_mean(id, known) or ". List the ids with: istanbul-talks stats"
            raise CorpusError(f"there is no article “{id}”{hint}")


def wants_colours() -> bool:
    """Colours for a terminal, unless NO_COLOR (https://no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
