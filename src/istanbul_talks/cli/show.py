"""Print an article with its mentions marked, and its claims and stances below."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import Any

from ..messages import visible
from ..model import Article
from .sources import add_root, articles, wants_colours

_WIDTH = 100
_COLOURS = {"PERSON": "35", "NORP": "36", "ORG": "34", "GPE": "32", "LOC": "32", "FAC": "33", "EVENT": "31"}


def register(commands: Any) -> None:
    command = commands.add_parser("show", help="print an article with its annotation", description=__doc__)
    command.add_argument("id", metavar="ID", help="id of the article")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    for article in articles(options, [options.id]):
        for line in lines(article, colours=wants_colours()):
            print(line)
    return 0


def lines(article: Article, *, colours: bool) -> Iterator[str]:
    """The article as lines for a terminal; every control character of it is escaped."""
    yield visible(article.title or "(no headline in the capture)", 200)
    source = " · ".join(visible(part, 200) for part in (article.publisher, article.author, article.section) if part)
    yield f"{source or '(no source in the capture)'} · {article.genre} · {article.language}"
    yield f"published {article.published or 'unknown'} ({article.date_basis}, {article.date_certainty}) · {article.status}, by {', '.join(_by(article))}"
    yield ""
    for paragraph in _marked(article, colours=colours).split("\n"):
        yield from textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    yield from _section("Claims", [_claim(article, i) for i in range(len(article.claims))])
    yield from _section("Stances", [_stance(article, i) for i in range(len(article.stance))])
    yield from _section("Notes", [f"“{visible(n.quote)}”: {visible(n.note, 400)}" for n in article.notes])


def _by(article: Article) -> list[str]:
    return sorted({f"{visible(act.by)} ({act.kind})" for act in article.provenance})


def _marked(article: Article, *, colours: bool) -> str:
    pieces, at = [], 0
    for mention in article.mentions:
        pieces.append(_shown(article.text[at : mention.start]))
        words = visible(mention.text, 200)
        label = f"[{words}]({mention.entity})"
        pieces.append(f"\x1b[{_COLOURS[mention.type]}m{label}\x1b[0m" if colours else label)
        at = mention.end
    return "".join([*pieces, _shown(article.text[at:])])


def _shown(text: str) -> str:
    return "\n".join(visible(line, len(line)) for line in text.split("\n"))


def _section(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield ""
        yield title
        for number, item in enumerate(items, start=1):
            yield from textwrap.wrap(
                item, _WIDTH, initial_indent=f"{number:3}. ", subsequent_indent="     ", break_long_words=False, break_on_hyphens=False
            )


def _claim(article: Article, i: int) -> str:
    claim = article.claims[i]
    how = f", {claim.attribution} “{visible(claim.cue or '')}”" if claim.attribution else ""
    return f"{visible(claim.claimer_name)}{how}: “{visible(claim.quote, 300)}” ({claim.type}, {claim.epistemic}) #claims/{claim.id}"


def _stance(article: Article, i: int) -> str:
    stance = article.stance[i]
    condition = f", if “{visible(stance.condition, 200)}”" if stance.condition else ""
    evidence = "; ".join(f"“{visible(span.text, 200)}”" for span in stance.evidence)
    return f"{visible(stance.holder_name)} {stance.label} {stance.target}{condition} ({stance.expression}, {stance.certainty}): {evidence} #stance/{visible(stance.id)}"
