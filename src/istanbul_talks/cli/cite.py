"""`cite`: how to cite a release."""

from __future__ import annotations

import argparse
from typing import Any

from ..dataset.cite import STYLES
from ..errors import CorpusError
from ..reading.corpus import Corpus, load
from ..reading.subset import COLUMNS, Subset
from ..text.visible import did_you_mean


def register(commands: Any) -> None:
    command = commands.add_parser(
        "cite",
        help="print how to cite the dataset",
        description=(
            "Print how to cite the installed release or another one, a part of it, or the original "
            "articles."
        ),
    )
    command.add_argument(
        "path",
        nargs="?",
        metavar="RELEASE",
        help="folder or address of a release (default: the installed one)",
    )
    command.add_argument(
        "--style", choices=STYLES, default="bibtex", help="form of the citation (default: bibtex)"
    )
    command.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help=(
            "only articles with this value (COLUMN= for none); repeat a column to allow more "
            "values, add another column to narrow"
        ),
    )
    command.add_argument(
        "--references", action="store_true", help="the original articles instead of the dataset"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    corpus: Corpus | Subset = load(options.path)
    wanted: dict[str, set[str | None]] = {}
    for condition in options.where:
        column, equals, value = condition.partition("=")
        if not equals:
            raise CorpusError(
                f"--where {condition}: write a column, “=” and a value, such as genre=reportage"
            )
        if column not in COLUMNS:
            raise CorpusError(
                f"--where {condition}: there is no column “{column}”{did_you_mean(column, COLUMNS)}"
            )
        wanted.setdefault(column, set()).add(value or None)
    if wanted:
        corpus = corpus.where(None, **wanted)
        if not corpus:
            raise CorpusError(f"no article meets: {' '.join(options.where)}")
    print(corpus.references(options.style) if options.references else corpus.cite(options.style))
    return 0
