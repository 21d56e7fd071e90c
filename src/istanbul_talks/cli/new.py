"""`new`: a text or a saved page becomes a capture and a draft of its annotation."""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any

from ..contributing import draft as drafts
from ..contributing import saved_page
from ..contributing.draft import Draft
from ..errors import CorpusError
from ..files import disk
from ..files.source_article import MAX_CAPTURE, annotation_path, capture_path
from ..model import vocabulary
from ..model.vocabulary import Vocabulary
from ..text.ids import MAX_ID, is_id, is_placeholder, is_reserved
from ..text.similarity import SAME_TEXT
from ..text.urls import problem_of_url
from ..text.visible import did_you_mean, visible
from ..validation.finding import Severity
from ..validation.report import line
from .sources import corpus_to_change

_MOST = 16 * 1024 * 1024  # bytes of a saved page; its text must still fit a capture
_FORM = "an id has lower-case letters, digits and hyphens"


def run(options: argparse.Namespace) -> int:
    root = corpus_to_change(options)
    known = vocabulary.load(root)
    annotator = _annotator(known, options.by, options.introduce)
    if options.url is not None and (problem := problem_of_url(options.url)):
        raise CorpusError(f"--url: {problem}")
    today = date.today()
    page = _page(options)
    id = _id(options, page, {*root.ids(), *known.ledger})
    act = drafts.first_act(options.by, annotator["kind"], known, today)
    annotation = drafts.propose_annotation(page, id, known, url=options.url, act=act)
    new = [] if options.by in known.annotators else [annotator]
    draft = Draft(id, page.text, annotation, {"annotators": new})
    similar = drafts.similar_articles(root, known, draft)
    for other, similarity in similar.items():
        if similarity >= SAME_TEXT:
            share = f"{similarity:.0%} of its five-word sequences"
            said = "Nothing was written: an article can be in the corpus only once"
            raise CorpusError(f"{other} has the same text ({share}). {said}")
    findings = drafts.save(root, known, draft, today)
    if new:
        print(f"schema/annotators.json: added {options.by}")
    elif options.introduce is not None:
        print(f"{options.by} is already known: --introduce was not needed")
    _print_draft(draft, page.changed)
    for doubt in page.doubts:
        print(f"  warning    {doubt}")
    for other, similarity in similar.items():
        same = f"{similarity:.0%} of the five-word sequences are the same"
        print(f"  this may be {other} again: {same}")
    errors = [line(finding) for finding in findings if finding.severity is Severity.ERROR]
    for error in errors:
        print(error)
    print(f"Next: open {annotation_path(id)} beside docs/guidelines.md, add claims and", end=" ")
    print(f"stances, then run: istanbul-talks validate {id}")
    return int(bool(errors))


def _page(options: argparse.Namespace) -> saved_page.Page:
    data = disk.read_bytes(options.file, _MOST)
    is_html = options.file.suffix.lower() in saved_page.HTML_SUFFIXES
    page = saved_page.page_of(data, options.encoding, html=is_html)
    if len(page.text.encode()) > MAX_CAPTURE:
        most = f"{MAX_CAPTURE:,} bytes"
        raise CorpusError(f"the text has more than {most}. A capture has one article only")
    return page


def _annotator(known: Vocabulary, by: str | None, note: str | None) -> Mapping[str, Any]:
    """The annotator's entry, which may be new. CorpusError for an unknown annotator."""
    if by is not None and by in known.annotators:
        return known.annotators[by]
    if by is None or note is None:
        people = [id for id, entry in known.annotators.items() if entry["kind"] == "human"]
        problem = "--by is missing"
        if by is not None:
            hint = did_you_mean(by, known.annotators)
            problem = f"--by {visible(by)} is not in schema/annotators.json{hint}"
        known_people = ", ".join(people) or "no human yet"
        first = "--by YOUR-ID --introduce 'What users should know about you.'"
        remedy = f"Give your annotator id ({known_people}). If you are new, choose one"
        raise CorpusError(f"{problem}. {remedy}: {first}")
    if not is_id(by) or is_reserved(by):
        reserved = "this name is reserved. Choose an id" if is_reserved(by) else _FORM
        raise CorpusError(f"--by {visible(by)}: {reserved}, such as reader-1")
    if not 10 <= len(note.strip()) <= 500:
        what = "what users of the data should know about you, such as languages and training"
        raise CorpusError(f"--introduce: say in 10 to 500 characters {what}")
    return {"id": by, "kind": "human", "note": note.strip()}


def _id(options: argparse.Namespace, page: saved_page.Page, taken: set[str]) -> str:
    if options.id is None:
        title = saved_page.title_of(page)
        return drafts.proposed_id((title, options.file.stem), page.text, taken)
    if not is_id(options.id):
        form = f"{_FORM}, at most {MAX_ID} characters, such as talks-in-ankara"
        raise CorpusError(f"--id {visible(options.id)}: {form}")
    if is_reserved(options.id) or is_placeholder(options.id):
        raise CorpusError(f"--id {options.id} is reserved or a placeholder. Choose another")
    if options.id in taken:
        problem = f"--id {options.id} is already the id of an article, or was before"
        raise CorpusError(f"{problem}. Choose another: ids are never reused")
    return str(options.id)


def _print_draft(draft: Draft, changed: list[str]) -> None:
    changes = "; ".join(changed) or "no character was changed"
    print(f"{capture_path(draft.id)}: {len(draft.capture):,} characters; {changes}")
    print(f"{annotation_path(draft.id)}: a draft. Confirm each of these proposals:")
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
