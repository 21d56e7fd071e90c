"""`fix`: fix what can be fixed safely, after showing it."""

import argparse
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from ..contributing.completing import completed
from ..contributing.registries import Proposal, accepted, proposals, with_entries
from ..files import disk
from ..files.json_bytes import canonical
from ..files.source_article import SourceFile
from ..model import vocabulary
from ..model.open_values import open_values
from ..model.quotes import FixedQuote, fix_quotes, put
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
    unread, quotes, needed = list[str](), 0, list[Proposal]()
    chosen = named(root, options.paths) if options.paths else map(Named, root.ids())
    for id, annotator in ((one.article, one.annotator) for one in chosen if not one.adds):
        article = root.read_article(id)
        file = article.passes[annotator] if annotator else article.annotation
        lost = [line(finding) for finding in unreadable(file)] if file.exists else []
        unread += lost
        if lost or file.document is None:
            continue
        value, text = deepcopy(file.value), article.capture.text
        value = value if text is None else completed(value, text, words)
        after, count, problem = _fixed(file, value, article.capture, words)
        unread += [f"{problem}. {_UNCHECKED}"] if problem else []
        if options.accept and not annotator:
            needed += _needed(value, words)
        quotes += count
        if after != file.document.data:
            files[root.path / file.path] = file.document.data, after
    names = {name.strip() for given in options.accept for name in given.split(",")}
    added, lacking = accepted(needed, names)
    for path, data in with_entries(root, words, added).items():
        files[root.path / path] = disk.read_bytes(root.path / path), data
    for problem in unread + lacking:
        print(problem)
    code = 2 if unread else int(bool(lacking))
    if not files:
        print("Nothing was fixed" if code else "Nothing to fix")
        return code
    done = propose(root, files, yes=options.yes)
    what = plural(len(files), "file") + (f", {plural(quotes, 'quote')}" if quotes else "")
    print(f"Fixed {what}" if done else f"Not written: {what}. To write, add: --yes")
    return max(code, int(not done))


def _fixed(
    file: SourceFile, value: Any, capture: SourceFile, words: vocabulary.Vocabulary
) -> tuple[bytes, int, str]:
    """What a file with this value should contain, and how many of its quotes that changes.

    Also why the quotes could not be checked; empty if they were.
    """
    fixed, problem = list[FixedQuote](), ""
    filled = open_values(words.schema, value).filled
    if capture.text is None:
        problem = f"{visible(capture.path)}: the capture cannot be read: {capture.problem}"
    elif not words.schema.is_valid(filled):
        problem = f"{visible(file.path)}: the annotation does not fit the schema"
    else:
        _, fixed = fix_quotes(filled, resolve(filled, capture.text))
    for quote in fixed:
        put(value, quote.pointer, quote.after)
    return canonical(words.schema.arrange(value)), len(fixed), problem


def _needed(value: Any, words: vocabulary.Vocabulary) -> Iterable[Proposal]:
    """The entries that an annotation needs, but for entities without id, name or forms yet."""
    pointers, filled, *_ = open_values(words.schema, value)
    if not words.schema.is_valid(filled):
        return []
    unnamed = {p[1] for p in pointers if p[0] == "entities" and p[2] != "type"}
    named = [entity for at, entity in enumerate(value["entities"]) if at not in unnamed]
    return proposals({**value, "entities": named}, words)
