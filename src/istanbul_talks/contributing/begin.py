"""Begins an article from a page, or a pass over an article, in the name of a contributor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.source_article import MAX_CAPTURE, SourceArticle
from ..model.resolve import body_of
from ..model.vocabulary import Vocabulary
from ..text.ids import MAX_ID, is_id, is_placeholder, is_reserved
from ..text.languages import spoken
from ..text.similarity import SAME_TEXT
from ..text.urls import problem_of_url
from ..text.visible import did_you_mean, visible
from ..validation.article_check import LINKS
from .draft import (
    Draft,
    empty_annotation,
    first_act,
    propose_annotation,
    proposed_id,
    similar_articles,
)
from .new_entities import add_entities, add_roles
from .page_facts import Fact
from .registries import proposals
from .saved_page import Page, title_of

_FORM = "an id has lower-case letters, digits and hyphens"


@dataclass(frozen=True)
class Contributor:
    """Who begins: the entry of the annotator, whether it is new, and the day of the work."""

    entry: Mapping[str, Any]
    is_new: bool
    day: date

    @property
    def id(self) -> str:
        return str(self.entry["id"])

    def act(self, known: Vocabulary) -> dict[str, str]:
        return first_act(self.id, self.entry["kind"], known, self.day)

    @property
    def added(self) -> dict[str, list[Mapping[str, Any]]]:
        return {"annotators": [self.entry] if self.is_new else []}


@dataclass(frozen=True)
class Begun:
    """A draft that is not yet saved. `doubts`: what a person should look at, one sentence each.

    `unmarked`: capitalised words of the body that may be names. `stated`: what the page states.
    """

    draft: Draft
    changed: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    stated: Mapping[str, Fact] = field(default_factory=dict)


def contributor(known: Vocabulary, by: str | None, note: str | None, day: date) -> Contributor:
    """The annotator with this id. CorpusError for a new one without an introduction."""
    if by is not None and by in known.annotators:
        return Contributor(known.annotators[by], False, day)
    if by is None or note is None:
        people = [id for id, entry in known.annotators.items() if entry["kind"] == "human"]
        problem = "--by is missing."
        if by is not None:
            hint = did_you_mean(by, known.annotators) or "."
            problem = f"--by {visible(by)} is not in schema/annotators.json{hint}"
        known_people = ", ".join(people) or "no human yet"
        first = "--by YOUR-ID --introduce 'What users should know about you.'"
        remedy = f"Give your annotator id ({known_people}). If you are new, choose one"
        raise CorpusError(f"{problem} {remedy}: {first}")
    if not is_id(by) or is_reserved(by):
        reserved = "this name is reserved. Choose an id" if is_reserved(by) else _FORM
        raise CorpusError(f"--by {visible(by)}: {reserved}, such as reader-1")
    if not 10 <= len(note.strip()) <= 500:
        what = "what users of the data should know about you, such as languages and training"
        raise CorpusError(f"--introduce: say in 10 to 500 characters {what}")
    return Contributor({"id": by, "kind": "human", "note": note.strip()}, True, day)


@dataclass(frozen=True)
class Wanted:
    """What a contributor says of a new article. `name`: of its file.

    `accept_outlet`: register the outlet that the page names, if it is new.
    """

    name: str = ""
    id: str | None = None
    url: str | None = None
    accept_outlet: bool = False


def begin_article(
    root: CorpusFolder, known: Vocabulary, page: Page, who: Contributor, wanted: Wanted
) -> Begun:
    """A draft from a page. CorpusError if it cannot be one, or is in the corpus already."""
    if wanted.url is not None and (problem := problem_of_url(wanted.url)):
        raise CorpusError(f"--url: {problem}")
    if len(page.text.encode()) > MAX_CAPTURE:
        most = f"{MAX_CAPTURE:,} bytes"
        raise CorpusError(f"the text has more than {most}. A capture has one article only")
    id = _id(wanted, page, _taken(root, known, page.text))
    annotation, facts = propose_annotation(page, id, known, url=wanted.url, act=who.act(known))
    unmarked = add_entities(annotation, page.text, known)
    add_roles(annotation, root)
    doubts, added = list(page.doubts), who.added
    if wanted.accept_outlet:
        new = [one.entry for one in proposals(annotation, known) if one.registry == "publishers"]
        added["publishers"] = new
        if not annotation["source"]["publisher"]:
            problem = "--accept-outlet: the page does not name its outlet"
            doubts.append(f"{problem}. If you know it, write publisher and rights under source")
    draft = Draft(id, page.text, annotation, added)
    doubts += _similar(root, known, draft)
    return Begun(draft, page.changed, doubts, unmarked, facts)


def _taken(root: CorpusFolder, known: Vocabulary, text: str) -> set[str]:
    """The ids that a new article cannot have.

    One with this very capture and no annotation is what an interrupted call left, and is free.
    """
    captures = {name[:-4] for name in root.entries("corpus") if name.endswith(".txt")}
    annotated = {name.removesuffix(".json") for name in root.entries("annotations")}
    left = {i for i in captures - annotated if root.read_article(i).capture.text == text}
    return {*captures, *annotated, *known.ledger} - left


def _id(wanted: Wanted, page: Page, taken: set[str]) -> str:
    id = wanted.id
    if id is None:
        return proposed_id((title_of(page), wanted.name), page.text, taken)
    if not is_id(id):
        form = f"{_FORM}, at most {MAX_ID} characters, such as talks-in-ankara"
        raise CorpusError(f"--id {visible(id)}: {form}")
    if is_reserved(id) or is_placeholder(id):
        raise CorpusError(f"--id {id} is reserved or a placeholder. Choose another")
    if id in taken:
        problem = f"--id {id} is already the id of an article, or was before"
        raise CorpusError(f"{problem}. Choose another: ids are never reused")
    return id


def _similar(root: CorpusFolder, known: Vocabulary, draft: Draft) -> list[str]:
    """A doubt for each article with nearly the same text. CorpusError if one has the same."""
    doubts = []
    for other, similarity in similar_articles(root, known, draft).items():
        share = f"{similarity:.0%} of its five-word sequences"
        if similarity >= SAME_TEXT:
            said = "Nothing was written: an article can be in the corpus only once"
            raise CorpusError(f"{other} has the same text ({share}). {said}")
        doubts.append(f"this may be {other} again: it has {share}")
    return doubts


def begin_pass(article: SourceArticle, known: Vocabulary, who: Contributor) -> Begun:
    """A pass with the capture and the parts of the body; all else is for its annotator to see.

    CorpusError if the pass exists, or the reference does not say where the body is.
    """
    if who.id in article.annotators:
        path, remedy = article.passes[who.id].path, "Edit it, or choose another article"
        raise CorpusError(f"{path} exists already. {remedy}")
    document, text = article.annotation.document, article.capture.text or ""
    value = document.value if document and not document.losses else None
    reference = value if isinstance(value, dict) else {}
    try:
        body = body_of({"body": reference.get("body")}, text)
    except (TypeError, LookupError, AttributeError):
        body = ""
    if not body:
        found = f"{article.annotation.path} does not say where the body of the article is"
        raise CorpusError(f"{found}. Run: istanbul-talks validate {article.id}")
    made = empty_annotation(LINKS["pass"], article.id, text, who.act(known))
    made["source"]["rights"] = {"status": None}
    made["source"]["language"] = spoken(body)
    made["body"] = reference["body"]
    acts = reference.get("provenance")
    acts = acts if isinstance(acts, list) else []
    by = [act.get("by") for act in acts if isinstance(act, dict)]
    doubt = f"{who.id} worked on the reference. A pass is made without having seen it"
    return Begun(Draft(article.id, text, made, who.added, who.id), [], [doubt] * (who.id in by))
