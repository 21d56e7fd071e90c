"""Print an article with its annotation, or what a permanent link means now."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..dataset.links import Link, is_link, parse
from ..errors import CorpusError
from ..files import git
from ..files.corpus_folder import CorpusFolder, find_corpus
from ..history.follow import follow
from ..history.versions import Folder, Release, Revision
from ..model import vocabulary
from ..model.records import Article, Claim, Span
from ..reading.corpus import load
from ..text.visible import visible
from .diff import followed
from .sources import add_root, articles, wants_colours

_WIDTH = 100
_DESCRIPTION = (
    "Print an article with its mentions marked, and its claims and stances below; "
    "or what a permanent link means and what became of it."
)
_WITHOUT = (
    "(This is the text-free edition. To restore the text from your own copies, run: "
    "istanbul-talks restore --texts DIR)"
)
_COLOURS = {
    "PERSON": "35",
    "NORP": "36",
    "ORG": "34",
    "GPE": "32",
    "LOC": "32",
    "FAC": "33",
    "EVENT": "31",
}


def register(commands: Any) -> None:
    what = "print an article with its annotation"
    command = commands.add_parser("show", help=what, description=_DESCRIPTION)
    link = "a permanent link such as istanbul-talks/0.2.0/ARTICLE#claims/ID"
    command.add_argument("id", metavar="ID|LINK", help=f"id of the article, or {link}")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if is_link(options.id):
        for line in _linked(parse(options.id), options):
            print(line)
        return 0
    for article in articles(options, [options.id]):
        for line in lines(article, colours=wants_colours()):
            print(line)
    return 0


def _linked(link: Link, options: argparse.Namespace) -> Iterator[str]:
    """What a link means: in a checkout by its history, elsewhere in the installed release."""
    root = (options.root and CorpusFolder(options.root)) or find_corpus(Path.cwd())
    if root is None:
        release = Release(load())
        yield from followed(
            follow(release, release, _known(link, str(release.corpus.version))), link, release
        )
        return
    releases = vocabulary.load(root).releases
    if link.version not in releases:
        raise CorpusError(
            f"{link}: version {link.version} was not released. "
            f"Released versions: {', '.join(releases) or 'none yet'}"
        )
    commit = git.released(root.path, link.version, releases[link.version].get("commit"))
    now = Folder(root, "the files as they are now")
    yield from followed(follow(Revision(root, commit), now, link), link, now)


def _known(link: Link, version: str) -> Link:
    if link.version != version:
        raise CorpusError(
            f"{link}: version {version} is installed. Load version {link.version}, "
            "or run this in a checkout with its history"
        )
    return link


def lines(article: Article, *, colours: bool) -> Iterator[str]:
    """The article as lines for a terminal; every control character of it is escaped."""
    yield visible(article.title or "(no headline in the capture)", 200)
    source = " · ".join(
        visible(part, 200) for part in (article.publisher, article.author, article.section) if part
    )
    yield f"{source or '(no source in the capture)'} · {article.genre} · {article.language}"
    date = f"{article.published or 'unknown'} ({article.date_basis}, {article.date_certainty})"
    yield f"published {date} · {article.status}, by {', '.join(_by(article))}"
    yield ""
    marked = _WITHOUT if article.text is None else _marked(article, colours=colours)
    for paragraph in marked.split("\n"):
        yield from textwrap.wrap(
            paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False
        ) or [""]
    yield from _section("Claims", [_claim(article, i) for i in range(len(article.claims))])
    yield from _section("Stances", [_stance(article, i) for i in range(len(article.stance))])
    yield from _section(
        "Notes",
        [
            f"{f'“{visible(n.quote)}”: ' if n.quote else ''}{visible(n.note, 400)}"
            for n in article.notes
        ],
    )


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
                item,
                _WIDTH,
                initial_indent=f"{number:3}. ",
                subsequent_indent="     ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def _claim(article: Article, i: int) -> str:
    claim = article.claims[i]
    how = f", {claim.attribution} “{visible(claim.cue or '')}”" if claim.attribution else ""
    words = f"{visible(claim.claimer_name)}{how}: {_quoted(claim.quote, claim, 300)}"
    return f"{words} ({claim.type}, {claim.epistemic}) #claims/{claim.id}"


def _quoted(words: str | None, span: Claim | Span, most: int) -> str:
    return (
        f"characters {span.start} to {span.end}" if words is None else f"“{visible(words, most)}”"
    )


def _stance(article: Article, i: int) -> str:
    stance = article.stance[i]
    condition = f", if “{visible(stance.condition, 200)}”" if stance.condition else ""
    evidence = "; ".join(_quoted(span.text, span, 200) for span in stance.evidence)
    label = f"{visible(stance.holder_name)} {stance.label} {stance.target}{condition}"
    how = f"({stance.expression}, {stance.certainty})"
    return f"{label} {how}: {evidence} #stance/{visible(stance.id)}"
