"""`cite`: how to cite a release."""

import argparse

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
        corpus = corpus.where(None, **wanted)
        if not corpus:
            raise CorpusError(f"no article has {' and '.join(options.where)}")
    print(corpus.references(options.style) if options.references else corpus.cite(options.style))
    return 0
