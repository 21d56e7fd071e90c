"""`fix`: fix what can be fixed safely, after showing it."""

import argparse
from pathlib import Path

from ..contributing.registries import Proposal, accepted, proposals, with_entries
from ..files import disk
from ..files.json_bytes import canonical
from ..files.source_article import SourceFile
from ..model import vocabulary
from ..model.quotes import fix_quotes
from ..model.resolve import resolve
from ..text.visible import visible
from ..validation.article_check import unreadable
from ..validation.report import line, plural
from ..validation.scope import Named, named
from .propose import propose
from .sources import corpus_to_change

_UNCHECKED = "Its quotes were not checked, only the form of its annotation"


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    words = vocabulary.load(root)
    files: dict[Path, tuple[bytes, bytes]] = {}
    problems, quotes, needed = list[str](), 0, list[Proposal]()
    for id, annotator in named(root, options.paths) if options.paths else map(Named, root.ids()):
        article = root.read_article(id)
        file = article.passes[annotator] if annotator else article.annotation
        capture = article.capture
        lost = [line(finding) for finding in unreadable(file)] if file.exists else []
        problems += lost
        if lost or file.document is None:
            continue
        if capture.exists and capture.text is None:
            problem = f"the capture cannot be read: {capture.problem}"
            problems.append(f"{visible(capture.path)}: {problem}. {_UNCHECKED}")
        if options.accept and not annotator and words.schema.is_valid(file.value):
            needed += proposals(file.value, words)
        before, (after, count) = file.document.data, _fixed(file, capture.text, words)
        quotes += count
        if after != before:
            files[root.path / file.path] = before, after
    names = {name.strip() for given in options.accept for name in given.split(",")}
    added, lacking = accepted(needed, names)
    problems += lacking
    for path, data in with_entries(root, words, added).items():
        files[root.path / path] = disk.read_bytes(root.path / path), data
    for problem in problems:
        print(problem)
    if not files:
        print("Nothing was fixed" if problems else "Nothing to fix")
        return int(bool(problems))
    done = propose(root, files, yes=options.yes)
    what = plural(len(files), "file") + (f", {plural(quotes, 'quote')}" if quotes else "")
    print(f"Fixed {what}" if done else f"Not written: {what}. To write, add: --yes")
    return int(bool(problems) or not done)


def _fixed(file: SourceFile, text: str | None, words: vocabulary.Vocabulary) -> tuple[bytes, int]:
    """What a readable annotation should contain, and how many of its quotes that changes."""
    value, quotes = file.value, 0
    if text is not None and words.schema.is_valid(value):
        value, changed = fix_quotes(value, resolve(value, text))
        quotes = len(changed)
    return canonical(words.schema.arrange(value)), quotes
