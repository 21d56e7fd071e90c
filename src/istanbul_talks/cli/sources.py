"""Which corpus a command works on: the checkout it runs in, or the one that --root names."""

import argparse
import os
import sys
from pathlib import Path

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder, find_corpus
from ..text.visible import did_you_mean
from ..validation.scope import corpus_at


def corpus_here(options: argparse.Namespace) -> CorpusFolder | None:
    """The corpus that --root names, else the one this folder is in, or None."""
    return corpus_at(options.root) if options.root else find_corpus(Path.cwd())


def corpus_of(options: argparse.Namespace) -> CorpusFolder:
    """The corpus a command works on. CorpusError if no corpus is found."""
    if root := corpus_here(options):
        return root
    raise CorpusError("there is no corpus/ and schema/ here or above. Name a corpus with --root")


def corpus_to_change(options: argparse.Namespace) -> CorpusFolder:
    """The corpus that a command writes into. CorpusError if it is packed, or none is found."""
    root = corpus_of(options)
    root.check_can_be_changed()
    return root


def refuse_unknown(ids: list[str] | None, known: list[str]) -> None:
    """Raise CorpusError for the first unknown id."""
    for id in ids or ():
        if id not in known:
            hint = did_you_mean(id, known) or ". List the ids with: istanbul-talks stats"
            raise CorpusError(f"there is no article “{id}”{hint}")


def wants_colours() -> bool:
    """Colours for a terminal, unless NO_COLOR (https://no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
