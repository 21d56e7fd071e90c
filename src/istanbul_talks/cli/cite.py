"""`cite`: how to cite a release."""

import argparse
from typing import Any

from ..dataset.cite import STYLES
from ..errors import CorpusError
from ..reading.corpus import Corpus, load
from ..reading.subset import COLUMNS, Subset
from ..text.visible import did_you_mean

HELP = "print how to cite the dataset"
DESCRIPTION = "Print how to cite a release, a part of it, or the original articles."
_WHERE = (
    "only articles with this value (COLUMN= for none); repeat a column to allow more values, "
    "add another column to narrow"
)


def add_options(add: Any) -> None:
    path = "folder or address of a release (default: the installed one)"
    add("path", nargs="?", metavar="RELEASE", help=path)
    style = "form of the citation (default: bibtex)"
    add("--style", choices=STYLES, default="bibtex", help=style)
    add("--where", action="append", default=[], metavar="COLUMN=VALUE", help=_WHERE)
    add("--references", action="store_true", help="the original articles instead of the dataset")


def run(options: argparse.Namespace) -> int:
    corpus: Corpus | Subset = load(options.path)
    wanted: dict[str, set[str | None]] = {}
    for condition in options.where:
        column, equals, value = condition.partition("=")
        if not equals:
            remedy = "write a column, “=” and a value, such as genre=reportage"
            raise CorpusError(f"--where {condition}: {remedy}")
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS)
            raise CorpusError(f"--where {condition}: there is no column “{column}”{hint}")
        wanted.setdefault(column, set()).add(value or None)
    if wanted:
        corpus = corpus.where(None, **wanted)
        if not corpus:
            raise CorpusError(f"no article has {' and '.join(options.where)}")
    print(corpus.references(options.style) if options.references else corpus.cite(options.style))
    return 0
