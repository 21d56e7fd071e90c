"""`istanbul-talks fix`."""

import argparse
from pathlib import Path

from ..files.source_article import SourceArticle
from ..files.strict_json import canonical
from ..model import vocabulary
from ..model.quotes import fix_quotes
from ..model.resolve import resolve
from ..text.visible import visible
from ..validation.article_check import unreadable
from ..validation.report import line, plural
from ..validation.scope import article_ids
from .propose import propose
from .sources import corpus_of


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    words = vocabulary.load(root)
    files: dict[Path, tuple[bytes, bytes]] = {}
    problems, quotes = list[str](), 0
    for id in article_ids(root, options.paths) if options.paths else root.ids():
        article = root.read_article(id)
        if not article.annotation.exists:
            continue
        own = [line(finding) for finding in unreadable(article.annotation)]
        if not own:
            after, count = _fixed(article, words)
            own, quotes = _capture_problem(article), quotes + count
            if after != article.annotation.data:
                files[root.path / article.annotation.path] = article.annotation.data, after  # type: ignore[assignment]
        problems += own
    for problem in problems:
        print(problem)
    if not files:
        print("Nothing was fixed" if problems else "Nothing to fix")
        return int(bool(problems))
    done = propose(root, files, yes=options.yes)
    what = plural(len(files), "file") + (f", {plural(quotes, 'quote')}" if quotes else "")
    print(f"Fixed {what}" if done else f"Not written: {what}. To write, add: --yes")
    return int(bool(problems) or not done)


def _capture_problem(article: SourceArticle) -> list[str]:
    capture = article.capture
    note = "Its quotes were not checked, only the form of its annotation"
    problem = f"the capture cannot be read: {capture.problem}. {note}"
    unread = capture.exists and capture.text is None
    return [f"{visible(capture.path)}: {problem}"] if unread else []


def _fixed(article: SourceArticle, words: vocabulary.Vocabulary) -> tuple[bytes, int]:
    """What a readable annotation should contain, and how many of its quotes that changes."""
    value, quotes = article.annotation.value, 0
    if article.capture.text is not None and words.schema.is_valid(value):
        value, changed = fix_quotes(value, resolve(value, article.capture.text))
        quotes = len(changed)
    return canonical(words.schema.arrange(value)), quotes
