"""Print what the corpus holds: counts for each article, and the labels of the whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from ..dataset.statistics import Tally
from .sources import add_root, articles


def register(commands: Any) -> None:
    command = commands.add_parser("stats", help="count what the corpus holds", description=__doc__)
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    whole, rows = Tally(), []
    for article in articles(options):
        own = Tally()
        own.add(article)
        whole.add(article)
        rows.append(_row(article.id, own))
    print(
        f"{'article':<32} {'characters':>10} {'entities':>8} {'mentions':>8} {'claims':>6} {'stance':>6}"
    )
    for row in [*rows, _row("all", whole)]:
        print(row)
    for line in _labels(whole):
        print(line)
    return 0


def _row(name: str, tally: Tally) -> str:
    return f"{name:<32} {tally.characters or '–':>10} {len(tally.entities):>8} {tally.mentions:>8} {tally.claims:>6} {tally.stance:>6}"


def _labels(tally: Tally) -> Iterator[str]:
    for name in tally.labels:
        shares = ", ".join(f"{label} {count}" for label, count in tally.share(name))
        yield f"{name.replace('_', ' ')}: {shares or 'none'}"
