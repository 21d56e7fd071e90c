"""`cite`: how to cite a release."""

import argparse
import warnings

from ..errors import CorpusError
from ..reading.corpus import Corpus, load
from ..reading.subset import Subset


def run(options: argparse.Namespace) -> int:
    corpus: Corpus | Subset = load(options.path)
    wanted: dict[str, set[str | None]] = {}
    for condition in options.where:
        column, equals, value = condition.partition("=")
        if not equals:
            remedy = "write a column, “=” and a value, such as genre=reportage"
            raise CorpusError(f"--where {condition}: {remedy}")
        wanted.setdefault(column, set()).add(value or None)
    if wanted:
        corpus = _part(corpus, wanted)
        if not corpus:
            raise CorpusError(f"no article has {' and '.join(options.where)}")
    print(corpus.references(options.style) if options.references else corpus.cite(options.style))
    return 0


def _part(corpus: Corpus | Subset, wanted: dict[str, set[str | None]]) -> Subset:
    """The articles with these values. CorpusError for a value that no article has."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            return corpus.where(None, **wanted)
        except UserWarning as slip:
            raise CorpusError(str(slip)) from None
