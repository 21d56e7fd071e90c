"""`new`: a text or a saved page becomes a capture and a draft of its annotation."""

import argparse
from datetime import date

from ..contributing import begin, saved_page
from ..contributing.begin import Begun, Wanted
from ..contributing.draft import Draft, save
from ..contributing.registries import PATHS
from ..errors import CorpusError
from ..files import disk
from ..files.source_article import capture_path
from ..model import vocabulary
from ..text.visible import visible
from ..validation.finding import Severity
from ..validation.report import line
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
    _print(begun)
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


def _print(begun: Begun) -> None:
    draft = begun.draft
    if draft.annotator:
        print(f"{draft.path}: a pass. Its body is that of the reference; all else is for you")
    else:
        changes = "; ".join(begun.changed) or "no character was changed"
        print(f"{capture_path(draft.id)}: {len(draft.capture):,} characters; {changes}")
        _print_draft(draft)
    for doubt in begun.doubts:
        print(f"  warning    {doubt}")


def _print_draft(draft: Draft) -> None:
    print(f"{draft.path}: a draft. Confirm each of these proposals:")
    body, source = draft.body, draft.annotation["source"]
    parts = len(draft.annotation["body"])
    start = visible(" ".join(body.split()), 90)
    entities = ", ".join(entity["id"] for entity in draft.annotation["entities"])
    published = draft.annotation["date"]["published"] or "null"
    print(
        f"  body       {len(body):,} characters in {parts} {'part' if parts == 1 else 'parts'}: "
        f"“{start}”\n"
        f"  headline   {visible(source['title'] or 'null', 120)}\n"
        f"  publisher  {visible(source['publisher'] or 'null', 120)}    "
        f"language  {source['language']}    published  {published}\n"
        f"  names      {entities or 'none from the registry'}"
    )
