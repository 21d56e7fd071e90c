"""Put right what can be put right without a guess: canonical form, quotation marks and dashes as in the text, spans without loose punctuation, prefixes instead of numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..files.source_article import SourceArticle
from ..files.strict_json import canonical
from ..model import vocabulary
from ..model.quotes import mend
from ..model.resolve import resolve
from ..text.visible import visible
from .propose import add_yes, propose
from .sources import add_root, corpus_of
from .validate import named


def register(commands: Any) -> None:
    command = commands.add_parser(
        "fix", help="put right what is certain, after showing it", description=__doc__
    )
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="annotations or ids (default: the whole corpus)",
    )
    add_yes(command)
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    words = vocabulary.load(root)
    ids = named(root, options.paths) if options.paths else root.ids()
    files: dict[Path, tuple[bytes, bytes]] = {}
    mended = unreadable = 0
    for id in ids:
        article = root.read_article(id)
        data = article.annotation.data
        if not isinstance(data, bytes):
            continue
        after, count = _fixed(article, words)
        mended += count
        unreadable += after is None
        if after is not None and after != data:
            files[root.annotation(id)] = data, after
    if unreadable:
        print(
            f"{unreadable} {'file' if unreadable == 1 else 'files'} cannot be read yet: see why with: istanbul-talks validate"
        )
    if not files:
        print("Nothing to fix")
        return int(unreadable > 0)
    done = propose(root, files, yes=options.yes)
    quotes = f", {mended} {'quote' if mended == 1 else 'quotes'}" if mended else ""
    print(
        f"{'Wrote' if done else 'Not written:'} {len(files)} {'file' if len(files) == 1 else 'files'}{quotes}{'' if done else '. Write with: --yes'}"
    )
    return int(unreadable > 0 or not done)


def _fixed(article: SourceArticle, words: vocabulary.Vocabulary) -> tuple[bytes | None, int]:
    """What the file should hold and how many quotes were put right; None where it cannot be read."""
    document = article.annotation.document
    if document is None or document.losses or document.value is None:
        return None, 0
    value, done = document.value, 0
    capture = article.capture
    if capture.exists and words.schema.is_valid(value):
        if capture.text is not None:
            value, mended = mend(value, resolve(value, capture.text))
            done = len(mended)
        else:
            print(
                f"{visible(article.id)}: the capture cannot be read ({capture.problem}), so only the form of the annotation is fixed"
            )
    return canonical(words.schema.arrange(value)), done
