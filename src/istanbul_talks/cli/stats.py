"""`stats`: count what is in the corpus."""

import argparse
from collections.abc import Iterator

from ..dataset.statistics import Tally
from ..model.rows import to_row
from .articles import articles

_HEADS = ("article", "characters", "entities", "mentions", "claims", "stance")


def run(options: argparse.Namespace) -> int:
    total, rows = Tally(), []
    for article in articles(options):
        own, row = Tally(), to_row(article)
        own.add(row)
        total.add(row)
        rows.append(_row(article.id, own))
    print(_line(*_HEADS), *rows, _row("all", total), *_labels(total), sep="\n")
    return 0


def _row(name: str, tally: Tally) -> str:
    counts = len(tally.entities), tally.mentions, tally.claims, tally.stance
    return _line(name, tally.characters or "–", *counts)


def _line(name: str, *columns: object) -> str:
    widths = (10, 8, 8, 6, 6)
    return " ".join([f"{name:<32}", *(f"{c:>{w}}" for c, w in zip(columns, widths, strict=True))])


def _labels(tally: Tally) -> Iterator[str]:
    for name in tally.labels:
        shares = ", ".join(f"{label} {count:,}" for label, count in tally.share(name))
        yield f"{name.replace('_', ' ')}: {shares or 'none'}"
