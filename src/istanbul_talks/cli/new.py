"""`new`: a text or a saved page becomes a capture and a draft of its annotation."""

import argparse
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..contributing import begin, saved_page
from ..contributing.begin import Begun, Wanted
from ..contributing.draft import save
from ..contributing.registries import PATHS
from ..errors import CorpusError
from ..files import disk
from ..files.source_article import capture_path
from ..model import vocabulary
from ..model.open_values import named_open_values
from ..model.vocabulary import Vocabulary
from ..text.visible import visible
from ..validation.finding import Severity
from ..validation.report import line, plural
from .sources import corpus_to_change, refuse_unknown

_MOST = 16 * 1024 * 1024  # bytes of a saved page; its text must still fit a capture


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    known, today = vocabulary.load(root), date.today()
    if (options.file is None) == (options.article is None):
        what = "the FILE of a new article, or --pass ARTICLE for a pass"
        raise CorpusError(f"give either {what}")
    who = begin.contributor(known, options.by, options.introduce, today)
    if options.article is not None:
        refuse_unknown([options.article], root.ids())
        begun = begin.begin_pass(root.read_article(options.article), known, who)
    else:
        given = Wanted(options.file.stem, options.id, options.url, options.accept_outlet)
        begun = begin.begin_article(root, known, _page(options), who, given)
    findings = save(root, known, begun.draft, today)
    for name, entries in begun.draft.added.items():
        print(*(f"{PATHS[name]}: added {entry['id']}\n" for entry in entries), sep="", end="")
    if options.introduce is not None and not who.is_new:
        print(f"{options.by} is already known: --introduce was not needed")
    _print(begun, known)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for error in errors:
        print(line(error))
    draft = begun.draft
    what, checked = "names, claims and stances", draft.path
    if not draft.annotator:
        what, checked = "claims and stances", draft.id
    print(f"Next: open {draft.path} beside docs/guidelines.md, add {what}, then run: ", end="")
    print(f"istanbul-talks validate {checked}")
    return int(bool(errors))


def _page(options: argparse.Namespace) -> saved_page.Page:
    data = disk.read_bytes(options.file, _MOST)
    is_html = options.file.suffix.lower() in saved_page.HTML_SUFFIXES
    return saved_page.page_of(data, options.encoding, html=is_html)


def _print(begun: Begun, known: Vocabulary) -> None:
    draft = begun.draft
    if draft.annotator:
        print(f"{draft.path}: a pass. Its body is that of the reference; all else is for you")
    else:
        changes = "; ".join(begun.changed) or "no character was changed"
        print(f"{capture_path(draft.id)}: {len(draft.capture):,} characters; {changes}")
        print(f"{draft.path}: a draft. Confirm each of these proposals:")
        for name, value in _proposed(begun, known):
            print(f"  {name:<10} {value}")
    for doubt in begun.doubts:
        print(f"  warning    {doubt}")


def _proposed(begun: Begun, known: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a draft proposes, each value with where the page has it, and what it leaves open."""
    draft, entities = begun.draft, begun.draft.annotation["entities"]
    count = plural(len(draft.annotation["body"]), "part")
    start = visible(" ".join(draft.body.split()), 90)
    yield "body", f"{len(draft.body):,} characters in {count}: “{start}”"
    for key, fact in begun.stated.items():
        yield key, f"{visible(fact.value, 120)} ({fact.where})"
    new = [entity for entity in entities if entity["id"] not in known.entities]
    old = [_named(entity, entity["role"]) for entity in entities if entity not in new]
    yield "names", ", ".join(old) or "none from the registry"
    if new:
        yield "new names", ", ".join(_named(entity, entity["type"] or "type?") for entity in new)
    if begun.unmarked:
        yield "not marked", ", ".join(dict.fromkeys(map(visible, begun.unmarked)))
    if opened := len(named_open_values(known.schema, draft.annotation)):
        yield "still open", f"{plural(opened, 'value')}, which `validate` names"


def _named(entity: Mapping[str, Any], label: str | None) -> str:
    return f"{entity['id']} ({label})" if label else str(entity["id"])
