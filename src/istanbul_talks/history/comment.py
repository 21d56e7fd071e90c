"""The comment on a pull request: its articles as marked text, the difference, the findings.

It is made by the programs of the main branch. The files of the pull request are read as data.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ..errors import CorpusError
from ..files import git
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import article_at
from ..model.annotated import Unreadable
from ..model.records import Article
from ..model.rows import from_row
from ..text.markdown import link
from ..text.visible import code
from ..validation import report as findings
from ..validation.scope import Scope
from ..validation.validator import Checker
from . import report
from .differences import Part, differences
from .marked import edits_of, marked
from .versions import OTHER_FORMAT, Revision, Version

MOST = 64_000  # characters; GitHub takes 65,536
_LEAST = 1_500  # characters that an article gets, if there is room
_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28}\b")
_FOR_FINDINGS, _FOR_DIFFERENCE, _FOR_SITE = 10_000, 14_000, 1_000
_FOLDERS = ("corpus", "annotations", "schema", "pyproject.toml")
# Layers that the text lacks.
_APART = {"pass", "decision", "addition", "capture", "provenance", "waiver"}


def comment(root: CorpusFolder, base: str, head: str, today: date, run: str | None = None) -> str:
    """What a revision changes since another one, in Markdown of at most `MOST` characters.

    `run`: the address of the run that keeps the site of this revision as the artifact “site”.
    """
    trees = [git.tree(root.path, revision, *_FOLDERS) for revision in (base, head)]
    paths = {path for path in {**trees[0], **trees[1]} if len({t.get(path) for t in trees}) > 1}
    found = _findings(root.path, head, paths, today)
    old, new = Revision(root, base), Revision(root, head)
    for version in (old, new):
        version.name = _HASH.sub(r"\1", version.name)
    differing = len({*filter(None, map(article_at, paths))})
    articles = _Articles(new, MOST - len(found) - _FOR_DIFFERENCE - _FOR_SITE, differing)
    parts = articles.seen(differences(old, new))
    difference = report.markdown(parts, report.Summary(old, new), _FOR_DIFFERENCE)
    return "\n".join([*articles.blocks(), *_site(run), difference, found])


def _site(run: str | None) -> Iterator[str]:
    """Where the site of the revision is."""
    if run is not None:
        yield "## As people will see it\n"
        where = f"the artifact “site” of {link('this run', run)}"
        yield f"The site of this branch is {where}. Unpack it,"
        yield "run `python -m http.server` in its folder and open `localhost:8000` in a browser:"
        yield "each article is at `articles/ID/`, without its text, as the site is published.\n"


class _Articles:
    """The marked text of the articles in a difference, which share the room."""

    def __init__(self, new: Version, room: int, expected: int) -> None:
        self._new, self._room, self._expected = new, room, expected
        self._targets = new.propositions()
        self._blocks, self._left_out = list[str](), 0

    def seen(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Mark the text of articles as their parts pass through."""
        for part in parts:
            changed = {c.layer for c in part.changes if c.kind not in ("follows", "removed")}
            if part.article and changed - _APART:
                self._add(part)
            self._expected -= 1
            yield part

    def _add(self, part: Part) -> None:
        heading = f"### {code(part.article)}\n\n"
        share = self._room // max(1, self._expected) - len(heading)
        try:
            row = self._new.rows(part.article)["articles"][0]
            article = from_row(Article, dict(row))
            block = marked(article, self._targets, edits_of(part.changes), max(share, _LEAST))
        except (Unreadable, *OTHER_FORMAT) as problem:
            block = f"Cannot be shown: {code(str(problem) or type(problem).__name__)}\n"
        if len(heading) + len(block) > self._room:
            self._left_out += 1
        else:
            self._blocks.append(heading + block)
            self._room -= len(self._blocks[-1])

    def blocks(self) -> Iterator[str]:
        yield from ["## Articles\n"] if self._blocks or self._left_out else []
        yield from self._blocks
        if self._left_out:
            see = "istanbul-talks show ID --format markdown"
            yield f"{findings.plural(self._left_out, 'more article')} not shown here: `{see}`\n"


def _findings(top: Path, head: str, changed: Iterable[str], today: date) -> str:
    """What the rules find in a revision: in the articles that differ, and in the corpus."""
    try:
        with git.exported(top, head, *_FOLDERS) as folder:
            root = CorpusFolder(folder)
            ran = Checker(root, today=today, cache=False).run(Scope.touching(root, changed))
    except CorpusError as problem:
        return f"## Findings\n\nThe data cannot be checked: {code(str(problem))}\n"
    return findings.markdown(ran.findings, ran.checked, _FOR_FINDINGS)
