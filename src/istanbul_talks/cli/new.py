"""`new`: a text or a saved page becomes a capture and a draft of its annotation."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from ..contributing import saved_page
from ..errors import CorpusError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import MAX_CAPTURE
from ..files.strict_json import canonical
from ..model import vocabulary
from ..model.resolve import body_of
from ..text.ids import ID, MAX_ID, is_id
from ..text.similarity import NEAR_DUPLICATE, SAME_TEXT
from ..text.urls import problem_of_url
from ..text.visible import did_you_mean, visible
from ..validation.finding import Severity
from ..validation.near_duplicates import shingles, similarity
from ..validation.text_report import line
from ..validation.validator import census_of, check_article, glance
from .sources import add_root, corpus_of

_MOST = 16 * 1024 * 1024  # bytes of a saved page; its text must still fit a capture


def register(commands: Any) -> None:
    command = commands.add_parser(
        "new",
        help="start an article from a text or a saved page",
        description=(
            "Write the capture of a text file, an HTML file or a saved page, and a draft of its "
            "annotation that validates."
        ),
    )
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a text, an HTML file, or a page saved as MHTML"
    )
    command.add_argument(
        "--by", metavar="ID", help="who annotates: an id of schema/annotators.json"
    )
    command.add_argument(
        "--introduce",
        metavar="NOTE",
        help="add --by to schema/annotators.json, as a human, with this note",
    )
    command.add_argument(
        "--url", metavar="URL", help="address of a public copy; nothing is fetched from it"
    )
    command.add_argument(
        "--id", metavar="ID", help="id of the article (default: proposed from its headline)"
    )
    command.add_argument(
        "--encoding",
        metavar="NAME",
        help="encoding of the file (default: UTF-8, or what its mark says)",
    )
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    words = vocabulary.load(root)
    act = _act(root, words, options)
    if options.url is not None and (problem := problem_of_url(options.url)):
        raise CorpusError(f"--url: {problem}")
    data = disk.read(options.file, _MOST)
    if isinstance(data, disk.Irregular):
        raise CorpusError(f"{options.file}: {data.what}")
    if len(data) > _MOST:
        raise CorpusError(f"{options.file} has more than {_MOST:,} bytes")
    page = saved_page.page_of(data, options.encoding)
    if len(page.text.encode()) > MAX_CAPTURE:
        raise CorpusError(
            f"the text has more than {MAX_CAPTURE:,} bytes. Keep one article in one capture"
        )
    id = _id(root, words, options, page)
    annotation = saved_page.skeleton(page, id, words, url=options.url, act=act)
    alike = _alike(root, words, id, body_of(annotation, page.text))
    for other, likeness in alike:
        if likeness >= SAME_TEXT:
            raise CorpusError(
                f"this is the text of {other} ({likeness:.0%} of the five-word runs). Nothing was written: an article stands once in a corpus"
            )
    if options.introduce is not None and options.by not in words.annotators:
        _introduce(root, options)
    elif options.introduce is not None:
        print(f"{options.by} is known already: --introduce was not needed")
    atomic.write(root.capture(id), page.text.encode())
    atomic.write(root.annotation(id), canonical(words.schema.arrange(annotation)))
    _tell(root, id, page, annotation)
    return _check(root, id, alike)


def _act(
    root: CorpusFolder, words: vocabulary.Vocabulary, options: argparse.Namespace
) -> dict[str, str]:
    """The first act of the provenance. CorpusError if nobody known does it."""
    known = words.annotators.get(options.by or "")
    if options.by is None or (known is None and options.introduce is None):
        listed = (
            ", ".join(id for id, entry in words.annotators.items() if entry["kind"] == "human")
            or "no human yet"
        )
        hint = did_you_mean(options.by, words.annotators) if options.by else ""
        said = (
            f"--by {options.by} is not in schema/annotators.json{hint}"
            if options.by
            else "--by is missing"
        )
        raise CorpusError(
            f"{said}. Name yourself by an id, not a name or address ({listed}); the first time with: --by reader-1 --introduce 'What a user should know of you.'"
        )
    if not ID.fullmatch(options.by):
        raise CorpusError(
            f"--by {visible(options.by)}: an id has lower-case letters, digits and hyphens: reader-1"
        )
    if known is None and not 10 <= len(options.introduce.strip()) <= 500:
        raise CorpusError(
            "--introduce: say in 10 to 500 characters what a user of the data should know of you, such as languages and training"
        )
    kind = known["kind"] if known else "human"
    return {
        "by": options.by,
        "kind": kind,
        "did": "annotate",
        "date": date.today().isoformat(),
        "guidelines": words.dataset["guidelines"],
    }


def _introduce(root: CorpusFolder, options: argparse.Namespace) -> None:
    before = vocabulary.read_file(root, "annotators")
    entry = {"id": options.by, "kind": "human", "note": options.introduce.strip()}
    atomic.write(
        root.path / "schema" / "annotators.json",
        canonical({**before, "annotators": [*before["annotators"], entry]}),
    )
    print(f"schema/annotators.json: added {options.by}")


def _id(
    root: CorpusFolder,
    words: vocabulary.Vocabulary,
    options: argparse.Namespace,
    page: saved_page.Page,
) -> str:
    taken = {*root.ids(), *words.ledger}
    if options.id is None:
        return saved_page.proposed_id(saved_page.title_of(page), options.file.stem, taken)
    if not is_id(options.id):
        raise CorpusError(
            f"--id {visible(options.id)}: an id has lower-case letters, digits and hyphens, at most {MAX_ID}: talks-in-ankara"
        )
    if options.id in taken:
        raise CorpusError(
            f"--id {options.id} is the id of an article that is or was in the corpus. Take another: ids are never used again"
        )
    return str(options.id)


def _tell(root: CorpusFolder, id: str, page: saved_page.Page, annotation: dict[str, Any]) -> None:
    capture, path = root.relative(root.capture(id)), root.relative(root.annotation(id))
    print(
        f"{capture}: {len(page.text):,} characters; {'; '.join(page.changed) or 'every character as in the file'}"
    )
    body = body_of(annotation, page.text)
    print(f"{path}: a draft. Proposed, each to be confirmed:")
    print(
        f"  body       {len(body):,} characters in {len(annotation['body'])} {'part' if len(annotation['body']) == 1 else 'parts'}: “{visible(' '.join(body.split()), 90)}”"
    )
    source = annotation["source"]
    print(f"  headline   {visible(source['title'] or 'null', 120)}")
    print(
        f"  publisher  {visible(source['publisher'] or 'null', 120)}    language  {source['language']}    published  {annotation['date']['published'] or 'null'}"
    )
    print(
        f"  names      {', '.join(entity['id'] for entity in annotation['entities']) or 'none of the registry'}"
    )


def _check(root: CorpusFolder, id: str, alike: list[tuple[str, float]]) -> int:
    """Tell of texts that are alike and of errors, and what to do next."""
    fresh = CorpusFolder(root.path)
    words = vocabulary.load(fresh)
    for other, likeness in alike:
        print(f"  this may be {other} again: {likeness:.0%} of the five-word runs are the same")
    checked = check_article(fresh, words, id, date.today())
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    for finding in errors:
        print(line(finding))
    print(
        f"Next: open {fresh.relative(fresh.annotation(id))} beside docs/guidelines.md, add claims and stances, then run: istanbul-talks validate {id}"
    )
    return int(bool(errors))


def _alike(
    root: CorpusFolder, words: vocabulary.Vocabulary, id: str, body: str
) -> list[tuple[str, float]]:
    """Articles whose text is nearly this one."""
    census = census_of(root, words, full={id})
    for other in [other for other in root.ids() if other != id]:
        glance(root, other, census)
    mine = shingles(body)
    found = [(other, similarity(mine, shingles(census.body(other)))) for other in census.near(body)]
    return [(other, likeness) for other, likeness in found if likeness >= NEAR_DUPLICATE]
