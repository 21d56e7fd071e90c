"""A form as somebody filled it in: the draft it means, and everything that is wrong with it.

It is Markdown with a heading for each field, in order, as issue trackers write it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ..errors import CorpusError
from ..files.json_reader import Pointer
from ..model.resolve import quote_of
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Searchable, folded_occurrences
from ..text.ids import is_id, is_reserved
from ..text.visible import did_you_mean, hidden_in, visible
from ..validation.finding import Finding, Severity
from ..validation.report import message
from . import form, saved_page
from .blocks import EXAMPLE, BlockReader, Field, Problem
from .draft import Draft, first_act, propose_annotation, proposed_id
from .registries import proposals
from .saved_page import Page
from .stated import GIVEN

_EMPTY = "_No response_"
_HALF = re.compile("[\ud800-\udfff]")  # half of a character, which no file can store
_FENCE = re.compile(r"\s*```[a-z]*\n(.*)\n```\s*", re.DOTALL)
_OF_CAPTURE = re.compile(r"\bline (\d+)(?: of the capture)?\b")
_OF_ENTITIES = ("unknown-claimer", "unknown-holder", "unregistered-entity")


def fields(body: str, known: Vocabulary) -> dict[str, Field]:
    """The values of a form by heading, with their lines; empty ones too.

    CorpusError if it is not this form.
    """
    text = body.replace("\r\n", "\n")
    names = form.labels(form.template(known))
    ends, starts = [0], list[int]()
    for name in names:
        heading = re.compile(rf"(?m)^### {re.escape(name)}[ \t]*$").search(text, ends[-1])
        if heading is None:
            found = f"the heading “### {name}” is missing or in the wrong place"
            raise CorpusError(f"{found}. Fill in a new form, and leave its headings as they are")
        starts.append(heading.start())
        ends.append(heading.end())
    values: dict[str, Field] = {}
    for name, start, end in zip(names, ends[1:], [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        fenced = _FENCE.fullmatch(part)
        value = fenced[1] if fenced else part.strip("\n")
        first = start + (fenced.start(1) if fenced else len(part) - len(part.lstrip("\n")))
        line = text.count("\n", 0, first) + 1
        values[name] = Field("" if value.strip() in ("", _EMPTY) else value, line)
    return values


class FilledForm:
    """The values of a form. `problems`: everything that cannot be read, with its line.

    `places`: the line and the field that each part of the annotation comes from.
    CorpusError if a heading is missing.
    """

    def __init__(self, body: str, known: Vocabulary) -> None:
        self._known, self._given = known, fields(body, known)
        self.problems: list[Problem] = []
        self.places: dict[Pointer, tuple[int, str]] = {}
        self._refused = set[str]()  # layers with a block that cannot be read
        for name, (text, line) in self._given.items():
            if half := _HALF.search(text):
                self._refuse(name, f"{visible(half[0])} is half a character. Delete it")
                self._given[name] = Field(_HALF.sub("\ufffd", text), line)

    def _refuse(self, name: str, message: str) -> None:
        self.problems.append(Problem(self._given[name].line, f"“{name}”", message))

    def refuse_text(self, message: str) -> None:
        """Add a problem that is not about one line."""
        self._refuse(form.TEXT, message)

    def _text(self, name: str) -> str:
        return self._given[name].text.strip()

    def draft(self, taken: Collection[str], day: date) -> Draft | None:
        """The draft, without what cannot be read; None without a text. No rule runs."""
        boxes = [line.strip() for line in self._given[form.CONFIRMED].text.splitlines()]
        boxes = [box for box in boxes if box]
        ticked = [box[6:] for box in boxes if box[:6].lower() == "- [x] "]
        if len(ticked) < len(boxes) or ticked != form.CONSENTS:
            self._refuse(form.CONFIRMED, "tick both boxes, and do not edit their labels")
        by, kind = self._text(form.BY), self._text(form.KIND) or "human"
        annotator, page = self._annotator(by, kind), self._page()
        if page is None:
            self._layers("", [])
            return None
        title = self._text("Source: title") or saved_page.title_of(page)
        id = proposed_id((title,), page.text, taken)
        url, act = self._text("Source: url") or None, first_act(by, kind, self._known, day)
        annotation, _ = propose_annotation(page, id, self._known, url=url, act=act)
        self._fill_in(annotation, page.text)
        annotation |= self._layers(page.text, annotation["entities"])
        added = self._entries(annotation)
        return Draft(id, page.text, annotation, {**added, "annotators": annotator})

    def _page(self) -> Page | None:
        try:
            if self._text(form.TEXT):
                return saved_page.page_of(self._given[form.TEXT].text.encode(), None)
            self._refuse(form.TEXT, "it is empty. Paste the page here")
        except CorpusError as error:
            self._refuse(form.TEXT, str(error))
        return None

    def _annotator(self, by: str, kind: str) -> list[dict[str, str]]:
        """The entry of a new annotator, if there is one."""
        self.places["provenance",] = self._given[form.BY].line, f"“{form.BY}”"
        remedy = "Write lower-case letters, digits and hyphens, such as reader-1"
        note = self._text(form.INTRODUCTION)
        if not by:
            self._refuse(form.BY, f"it is empty. {remedy}")
        elif not is_id(by) or is_reserved(by):
            found = hidden_in(by)
            wrong = "is a reserved name" if is_reserved(by) else "is not an id"
            wrong += f": it contains {found}" if found else ""
            self._refuse(form.BY, f"“{visible(by, 64)}” {wrong}. {remedy}")
        elif by not in self._known.annotators and not note:
            hint = did_you_mean(by, self._known.annotators) or "."
            remedy = f"If it is you, fill in “{form.INTRODUCTION}”"
            self._refuse(form.BY, f"“{visible(by, 64)}” is new{hint} {remedy}")
        elif by not in self._known.annotators:
            return [{"id": by, "kind": kind, "note": note}]
        return []

    def _fill_in(self, annotation: dict[str, Any], text: str) -> None:
        """Put source and date into the proposed annotation."""
        source, dating = annotation["source"], annotation["date"]
        for layer in ("source", "date"):
            for key, field in form.single_fields(self._known.schema.document, layer).items():
                name = form.heading(layer, key)
                value, self.places[layer, key] = self._text(name), (self._given[name].line, name)
                lines = [line.strip() for line in value.splitlines() if line.strip()]
                quotes = [self._reader("claims", text).quote(line) for line in lines]
                annotation[layer][key] = quotes if field.get("type") == "array" else value or None
        outlets = {str(o["name"]).lower(): o["name"] for o in self._known.publishers.values()}
        source["publisher"] = outlets.get((source["publisher"] or "").lower(), source["publisher"])
        dating.pop("note", None)
        named = (key for key in ("title", "publisher", "author", "section") if source[key])
        outside = [key for key in named if source[key] not in text]
        source.pop("external", None)
        source.pop("note", None)
        if external := {key: GIVEN for key in ("url", *outside) if source[key]}:
            source["external"] = external

    def _reader(self, layer: str, text: str, entities: Iterable[Any] = ()) -> BlockReader:
        items = self._known.schema.document["properties"][layer]["items"]
        searched = Searchable(text)
        ids: dict[str, str] = {}
        for entity in entities:
            forms = (quote_of(form).exact for form in entity.get("mentions", ()))
            for name in (entity.get("name", ""), *forms):
                ids.setdefault(name.lower(), entity.get("id", ""))
        return BlockReader(layer, items, lambda w: bool(folded_occurrences(searched, w, 1)), ids)

    def _layers(self, text: str, registered: list[Any]) -> dict[str, list[Any]]:
        """Entities, claims and stances that could be read, after the `registered` entities."""
        found: dict[str, list[Any]] = {}
        for layer in form.LAYERS:
            entities = found.get("entities", registered)
            blocks = self._reader(layer, text, entities).read(self._given[layer.capitalize()])
            good = [block for block in blocks if not block.problems]
            self.problems += (problem for block in blocks for problem in block.problems)
            self._refused |= {layer} if len(good) < len(blocks) else set()
            known: list[Any] = []
            if layer == "entities":
                ids = {block.record["id"] for block in good}
                known = [entity for entity in registered if entity["id"] not in ids]
            for number, block in enumerate(good, start=len(known)):
                lines = {"": min(block.lines.values()), **block.lines}
                for key, line in lines.items():
                    pointer = (layer, number, key) if key else (layer, number)
                    place = f"{block.place}, {key}" if key else block.place
                    self.places[pointer] = line, place
            found[layer] = [*known, *(block.record for block in good)]
        return found

    def _entries(self, annotation: dict[str, Any]) -> dict[str, list[Any]]:
        """What the registries lack, by registry."""
        added: dict[str, list[Any]] = {}
        for number, entity in enumerate(annotation["entities"]):
            if entity["id"] in self._known.entities:
                continue
            entity["wikidata"] = None  # a form cannot say where it was checked
            if not entity.get("note"):
                line, place = self.places["entities", number, "id"]
                hint = did_you_mean(entity["id"], self._known.entities, self._known.names) or "."
                found = f"“{visible(entity['id'], 64)}” is new to the corpus{hint}"
                remedy = "Add to its block: note: who or what it is"
                self.problems.append(Problem(line, place, f"{found} {remedy}"))
        outlets = self._known.publishers
        for proposal in proposals(annotation, self._known):
            name = str(proposal.entry["name"])
            if hidden_in(name):
                continue  # a rule says so
            if proposal.registry == "publishers" and proposal.entry["id"] in outlets:
                hint = did_you_mean(name, (str(entry["name"]) for entry in outlets.values())) or "."
                found = f"“{visible(name)}” is almost the name of another outlet{hint}"
                self._refuse("Source: publisher", f"{found} Write the name that you mean")
            elif proposal.problem is None:
                added.setdefault(proposal.registry, []).append(proposal.entry)
        return added

    def located(
        self, draft: Draft, findings: Iterable[Finding]
    ) -> Iterator[tuple[Finding, Problem]]:
        """Findings about the draft, each as a problem of the form."""
        for finding in findings:
            line, place = self._place(finding, draft)
            words = reworded(message(replace(finding, item="")))  # the place names it already
            words = _OF_CAPTURE.sub(lambda found: f"line {self._line(int(found[1]), draft)}", words)
            yield finding, Problem(line, place, f"{words} ({finding.rule})")

    def all_problems(self, draft: Draft | None, findings: Iterable[Finding]) -> list[Problem]:
        """What has to be fixed, in the order of the form: what cannot be read, and errors."""
        made = self.located(draft, findings) if draft else ()
        errors = [
            problem
            for finding, problem in made
            if finding.severity is Severity.ERROR
            and not ("entities" in self._refused and finding.rule in _OF_ENTITIES)
        ]
        lines = {problem.line for problem in self.problems}  # a reason is given for these
        return sorted([*self.problems, *(p for p in errors if p.line not in lines)])

    def _place(self, finding: Finding, draft: Draft) -> tuple[int, str]:
        """The line and the field of the form that a finding is about."""
        if finding.path == draft.path:
            parts = finding.pointer.split("/")[1:]
            pointer = tuple(int(part) if part.isdecimal() else part for part in parts)
            for end in range(len(pointer), 0, -1):
                if pointer[:end] in self.places:
                    return self.places[pointer[:end]]
        if finding.path.startswith("corpus/") and finding.line:
            return self._line(finding.line, draft), f"“{form.TEXT}”"
        return self._given[form.TEXT].line, f"“{form.TEXT}”"

    def _line(self, number: int, draft: Draft) -> int:
        """The line of the form with a line of the capture; the first of the text if it differs."""
        text, first = self._given[form.TEXT]
        of_capture, own = (
            lines.split("\n")[number - 1 : number] for lines in (draft.capture, text)
        )
        return first + number - 1 if of_capture == own else first


_STRING = r'"((?:[^"\\]|\\.)*)"'
_REWORDED = (  # JSON, and what a form has instead
    (rf'Write: "\w+": \{{"quote": {_STRING}, "occurrence": \d+\}} for line \d+; (?:or )?', ""),
    (rf'{_STRING}: \{{"quote": {_STRING}, "prefix": {_STRING}\}}', rf"\1: \3{form.BEFORE} \2"),
    (rf'\{{"quote": {_STRING}, "prefix": {_STRING}\}}', rf"\2{form.BEFORE} \1"),
    (rf'\{{"other": {_STRING}\}}', rf"{form.OTHER}\1"),
    (rf'"(\w+)": {_STRING}', r"\1: \2"),
    (r'"(\w+)": true', r"\1: yes"),
    (r'"(\w+)": false', r"\1: no"),
    (r'(?:Write: )?"(\w+)": null', r"Leave “\1” empty"),
    (r'(?<=Write: )"(\w+)"', r"\1"),
    (r'"article", or other …', f"article, or words such as: {EXAMPLE}"),
    (r",? or null\b", ", or leave it empty"),
    (r"\bof this file\b", "of this form"),
)


def reworded(text: str) -> str:
    """Rewords a message for people who used the form: its lines instead of JSON."""
    for pattern, words in _REWORDED:
        text = re.sub(pattern, words, text)
    return text
