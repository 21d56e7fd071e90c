"""Turns a page into a draft: a capture, and an annotation that validates and invents nothing.

What is unknown is null. A note lists what the program proposes, for a person to confirm.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.optional import require
from ..files.source_article import annotation_path, capture_path, pass_path
from ..model.quotes import quote_for
from ..model.registered import registered_names
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place, Searchable
from ..text.ids import MAX_ID, IdList, is_placeholder, is_reserved
from ..validation.article_check import LINKS
from ..validation.corpus_summary import CorpusSummary
from ..validation.finding import Finding
from ..validation.notes import unchecked
from ..validation.validator import Checker
from .page_facts import Fact
from .registries import with_entries
from .saved_page import Page, body_parts
from .stated import date_of, source_of, stated

_ENDS = 8  # words of a quote that opens or closes a part of the body
_LONGEST_END = 500  # characters of such a quote
_ID_WORDS = 5
_STOPPED = re.compile("an?|and|as|at|by|for|from|in|is|its|of|on|or|the|to|with")
_EMPTY = disk.read_text(Path(__file__).with_suffix(".json"))  # what every draft has


class Draft(NamedTuple):
    """The files of a new article, or of a new pass, whose capture is there already.

    `added`: what `with_entries` adds to each registry. `annotator`: who makes the pass.
    """

    id: str
    capture: str
    annotation: dict[str, Any]
    added: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    annotator: str = ""

    @property
    def path(self) -> str:
        return pass_path(self.annotator, self.id) if self.annotator else annotation_path(self.id)

    @property
    def body(self) -> str:
        """The text that the draft proposes as the article."""
        return body_of(self.annotation, self.capture)


def save(root: CorpusFolder, known: Vocabulary, draft: Draft, day: date) -> list[Finding]:
    """Write the files of a draft and return what the rules find in it.

    If writing or checking fails, or is interrupted, every file is restored.
    """
    root.check_can_be_changed()
    added = with_entries(root, known, draft.added)
    files = {root.path / path: data for path, data in added.items()}
    if not draft.annotator:
        files[root.path / capture_path(draft.id)] = draft.capture.encode()
    # Last, so that even after a kill no annotation lacks what it needs.
    files[root.path / draft.path] = canonical(known.schema.arrange(draft.annotation))
    with atomic.together(files):
        found = Checker(CorpusFolder(root.path), today=day).check(draft.id).findings
        return [f for f in found if not draft.annotator or f.path == draft.path]


def similar_articles(root: CorpusFolder, known: Vocabulary, draft: Draft) -> dict[str, float]:
    """Articles with nearly the same body, by id, each with its similarity from 0 to 1."""
    others = IdList(id for id in root.ids() if id != draft.id)
    summary = CorpusSummary(root, known, others, {draft.id})
    for at, id in enumerate(others):
        summary.add(at, unchecked(root.read_article(id), known))
    return summary.similar_to(draft.body)


def proposed_id(names: Iterable[str | None], text: str, taken: Collection[str]) -> str:
    """An id that no article has or had, made of the first name that gives one.

    In Latin letters, whatever the script; made of a hash of the text if no name gives an id.
    """
    base = next((id for name in names if name and (id := _id_of(name))), None)
    base = base or f"page-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return next(id for id in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if id not in taken)


def _id_of(words: str) -> str | None:
    """An id of the first meaningful words; None if it would be a placeholder."""
    plain = words if words.isascii() else require("anyascii", "ingest").anyascii(words)
    chosen: list[str] = []
    for word in re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain.lower())):
        room = len("-".join([*chosen, word])) <= MAX_ID - 4
        if room and not _STOPPED.fullmatch(word) and not word.isdigit() and len(chosen) < _ID_WORDS:
            chosen.append(word)
    id = "-".join(chosen)
    return None if not id or is_placeholder(id) or is_reserved(id) else id


def first_act(by: str, kind: str, known: Vocabulary, day: date) -> dict[str, str]:
    """The provenance entry of the annotator."""
    guidelines = known.dataset["guidelines"]
    return {"by": by, "kind": kind, "did": "annotate", "date": str(day), "guidelines": guidelines}


def empty_annotation(link: str, id: str, text: str, act: Mapping[str, str]) -> dict[str, Any]:
    """An annotation of a capture that says nothing yet. `link`: from its file to its schema."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    own = {"$schema": link, "article": id, "text_sha256": digest}
    return {**own, **json.loads(_EMPTY), "provenance": [dict(act)]}


def propose_annotation(
    page: Page, id: str, known: Vocabulary, *, url: str | None, act: Mapping[str, str]
) -> tuple[dict[str, Any], Mapping[str, Fact]]:
    """An annotation with body, source, date and names as proposals, and what the page states.

    It has no claim and no stance; values may be open. A date after the day of the act is not
    proposed.
    """
    text, annotation = page.text, empty_annotation(LINKS["reference"], id, page.text, act)
    stripped = Place(text.index(text.strip()), len(text.rstrip()))
    parts = body_parts(text, page.paragraphs) or [stripped]
    said = stated(page, parts, known, url=url, today=act["date"])
    annotation["body"] = [part_quotes(text, part) for part in parts]
    annotation["source"] |= source_of(page, said)
    annotation["date"] |= date_of(page, said)
    annotation["entities"] = _entities(annotation, text, known)
    return annotation, said.facts


def part_quotes(text: str, part: Place) -> dict[str, Any]:
    """A part of the body by its first and last words, each on one line."""
    inner = text[slice(*part)]
    first, last = inner.split("\n")[0], inner.rstrip("\n").split("\n")[-1]
    opening = " ".join(first.split(" ")[:_ENDS])[:_LONGEST_END]
    closing = " ".join(last.split(" ")[-_ENDS:])[-_LONGEST_END:]
    rest = Searchable(text[part.start :])
    length = part.end - part.start
    return {
        "from": quote_for(Searchable(text), Place(part.start, part.start + len(opening))),
        "to": quote_for(rest, Place(length - len(closing), length)),
    }


def _entities(annotation: Mapping[str, Any], text: str, known: Vocabulary) -> list[dict[str, Any]]:
    """The registered entities whose names are in the body, each with the forms found there."""
    body = Searchable(body_of(annotation, text))
    found: dict[str, set[str]] = {}
    for _, form, id in registered_names(body, bytearray(len(body.text)), known):
        found.setdefault(id, set()).add(form)
    made: list[dict[str, Any]] = []
    for id, forms in sorted(found.items()):
        entry = {key: known.entities[id][key] for key in ("id", "type", "name", "wikidata")}
        made.append({**entry, "role": None, "mentions": sorted(forms)})
    return made
