"""Turns a submitted form into a draft on its own branch.

The form is Markdown with a heading for each field, in order, as issue trackers write it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..files import disk, git, strict_json
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..model import vocabulary
from ..model.new_entries import entity_entry
from ..model.records import PROPOSED
from ..model.vocabulary import Vocabulary
from ..text.ids import ID, is_id, is_reserved
from ..text.visible import code, did_you_mean, hidden_in, visible
from ..validation.finding import Finding, Severity
from ..validation.report import message
from . import form, saved_page
from .draft import Draft, first_act, propose_annotation, proposed_id, save

MOST = 128 * 1024  # characters of a form; hosts accept 64 KiB
AGAIN = "This form cannot become an article yet. Edit it, then ask a maintainer to try again."
_NO_ISSUE = (CorpusError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
_EMPTY = "_No response_"
_OTHER = re.compile(r"""other[: ]\s*(.+)|\{\s*"other"\s*:\s*"(.+)"\s*\}""")
_LONG = ("quote", "note", "cue", "condition", "evidence")  # values that may take several lines
_LINE = re.compile(r"\s*([a-z_]+)\s*:\s*(.*)")
_HALF = re.compile("[\ud800-\udfff]")  # half of a character, which no file can store
_FENCE = re.compile(r"\A```[a-z]*\n(.*)\n```\Z", re.DOTALL)


def read_issue(path: Path) -> tuple[int, str]:
    """Number and text of the issue in a JSON or event file. CorpusError if it has no issue."""
    try:
        value: Any = json.loads(disk.read_text(path))
        issue = value.get("issue", value)
        number, body = issue["number"], issue["body"] or ""
    except _NO_ISSUE as error:
        why = type(error).__name__
        raise CorpusError(f"{path.name} is not the JSON of an issue ({why})") from None
    if type(number) is not int or not 0 < number < 10**9 or not isinstance(body, str):
        raise CorpusError(f"{path.name} has no issue with a number and a text")
    if len(body) > MOST:
        raise CorpusError(f"form {number} has more than {MOST:,} characters")
    return number, body


class Submitted(NamedTuple):
    """The outcome of a form: the answer in Markdown, and the files that it changes."""

    reply: str
    files: dict[str, bytes]


def refused(error: CorpusError) -> str:
    """The answer to a form that cannot become an article, in Markdown: one line per problem."""
    return f"{AGAIN}\n\n" + "".join(f"- {code(line)}\n" for line in str(error).split("\n"))


def make_branch(top: Path, base: str, number: int, body: str) -> Submitted:
    """Make the branch form/NUMBER on top of `base`.

    CorpusError with one line per error to fix; then there is no branch.
    """
    with git.worktree(top, base) as tree:
        id, findings = _save_checked(CorpusFolder(tree), body)
        git.run(tree, "git", "add", "--", "corpus", "annotations", "schema")
        names = git.run(tree, "git", "diff", "--cached", "--name-only").split()
        files = {name: disk.read_bytes(tree / name) for name in names}
        git.run(tree, *git.HOOKLESS, "commit", "-q", "-m", f"Article {id}, from form {number}")
        commit = git.run(tree, "git", "rev-parse", "HEAD")
        git.run(top, "git", "branch", "--force", f"form/{number}", commit)
    notes = "".join(f"- {f.severity} {code(f.rule)}: {code(message(f))}\n" for f in findings)
    confirm = "The body and the names are proposals: confirm them here."
    return Submitted(f"From form #{number}: article {code(id)}.\n\n{confirm}\n{notes}", files)


def _save_checked(root: CorpusFolder, body: str) -> tuple[str, list[Finding]]:
    """Write the files of a form. Returns id and warnings; CorpusError with every error."""
    known = vocabulary.load(root)
    today = date.today()
    draft = draft_of(body, known, {*root.ids(), *known.ledger}, today)
    found = save(root, known, draft, today)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        document = strict_json.read(canonical(known.schema.arrange(draft.annotation)))
        said = {f: visible(_in_form(f"{f.message}. {f.fix}"), 2000) for f in errors}
        lines = (f"{_field(document, f)}: {what} ({f.rule})" for f, what in said.items())
        raise CorpusError("\n".join(lines))
    return draft.id, found


def _field(document: strict_json.Document, finding: Finding) -> str:
    """Where in the form a finding is: “Claims, block 2, cue”."""
    if not finding.path.startswith("annotations/") or not finding.line:
        return "The text"
    layer, *rest = (*document.pointer_at(finding.line, finding.column), "")
    block = f", block {rest[0] + 1}" if rest and isinstance(rest[0], int) else ""
    key = next((f", {part}" for part in rest if isinstance(part, str) and part), "")
    return f"{str(layer).capitalize()}{block}{key}"


def _in_form(text: str) -> str:
    """Rewords a message for people who used the form: its lines instead of JSON."""
    string = r'"((?:[^"\\]|\\.)*)"'
    quote = rf'\{{"quote": {string}, "prefix": {string}\}}'
    text = re.sub(rf"{string}: {quote}", rf"\1: \3{form.BEFORE} \2", text)
    text = re.sub(quote, rf"\2{form.BEFORE} \1", text)
    text = re.sub(rf'\{{"other": {string}\}}', rf"{form.OTHER}\1", text)
    return re.sub(rf'"(\w+)": {string}', r"\1: \2", text)


def draft_of(body: str, known: Vocabulary, taken: set[str], day: date) -> Draft:
    """The draft in a submitted form. CorpusError for a form that cannot be read; no rule runs."""
    given = fields(body, known)
    boxes = [line.strip() for line in given.get(form.CONFIRMED, "").splitlines() if line.strip()]
    ticked = [box[6:] for box in boxes if box[:6].lower() == "- [x] "]
    if len(ticked) < len(boxes) or ticked != form.CONSENTS:
        raise CorpusError(f"“{form.CONFIRMED}”: tick both boxes, and do not edit their labels")
    for name in (form.TEXT, form.BY):
        if name not in given:
            raise CorpusError(f"“{name}” is empty")
    page = saved_page.page_of(given[form.TEXT].encode("utf-8", "surrogatepass"), None)
    by, kind = given[form.BY].strip(), given.get(form.KIND, "human").strip()
    annotator = _annotator(given, by, kind, known)
    title = given.get("Source: title", "").strip() or saved_page.title_of(page)
    id = proposed_id((title,), page.text, taken)
    url, act = given.get("Source: url", "").strip() or None, first_act(by, kind, known, day)
    annotation, _ = propose_annotation(page, id, known, url=url, act=act)
    _fill_in(annotation, given, known, page.text)
    entities = list(_registered(annotation, known))
    added = {"annotators": [annotator] if annotator else [], "entities": entities}
    return Draft(id, page.text, annotation, added)


def _annotator(
    given: Mapping[str, str], by: str, kind: str, known: Vocabulary
) -> dict[str, str] | None:
    """The entry of a new annotator, None for a known one. CorpusError without an introduction."""
    if not is_id(by) or is_reserved(by):
        remedy = "Write lower-case letters, digits and hyphens, such as reader-1"
        found = hidden_in(by)
        wrong = "is a reserved name" if is_reserved(by) else "is not an id"
        wrong += f": it contains {found}" if found else ""
        raise CorpusError(f"“{form.BY}”: “{visible(by, 64)}” {wrong}. {remedy}")
    if by in known.annotators:
        return None
    note = given.get(form.INTRODUCTION, "").strip()
    if not note:
        hint = did_you_mean(by, known.annotators) or "."
        remedy = f"If it is you, fill in “{form.INTRODUCTION}”"
        raise CorpusError(f"“{visible(by, 64)}” is new{hint} {remedy}")
    return {"id": by, "kind": kind, "note": note}


def _fill_in(
    annotation: dict[str, Any], given: Mapping[str, str], known: Vocabulary, text: str
) -> None:
    """Put the fields of a form into the proposed annotation."""
    source, dating = annotation["source"], annotation["date"]
    for layer in ("source", "date"):
        for key, field in form.single_fields(known.schema.document, layer).items():
            value = given.get(form.heading(layer, key), "").strip()
            lines = [line.strip() for line in value.splitlines() if line.strip()]
            quotes = [_quote(line) for line in lines]
            annotation[layer][key] = quotes if field.get("type") == "array" else value or None
    dating.pop("note", None)
    named = (key for key in ("title", "publisher", "author", "section") if source[key])
    outside = [key for key in named if source[key] not in text]
    external = {key: "Given by the contributor." for key in ("url", *outside) if source[key]}
    source.pop("external", None)
    if external:
        source["external"] = external
    remedy = "Confirm or correct each, then delete this note."
    source["note"] = f"{PROPOSED} body and the names of the registry. {remedy}"
    written = {layer: given.get(layer.capitalize(), "") for layer in form.LAYERS}
    own, claims, stance = (list(blocks(text, layer, known)) for layer, text in written.items())
    ids = {entity.get("id") for entity in own}
    registered = [entity for entity in annotation["entities"] if entity["id"] not in ids]
    annotation["entities"] = [*registered, *({"wikidata": None, "role": None, **e} for e in own)]
    annotation |= {"claims": claims, "stance": stance}


def _registered(annotation: Mapping[str, Any], known: Vocabulary) -> Iterator[dict[str, Any]]:
    """The registry's lines for new entities. CorpusError for one without a note."""
    for entity in annotation["entities"]:
        complete = {"id", "type", "name", "mentions"} <= entity.keys()
        if entity.get("id") in known.entities or not complete:
            continue
        if not entity.get("note"):
            hint = did_you_mean(entity["id"], known.entities) or "."
            found = f"entities: “{visible(entity['id'], 64)}” is new to the corpus{hint}"
            raise CorpusError(f"{found} Add to its block: note: who or what it is")
        entity["wikidata"] = None  # a form cannot say where it was checked
        yield entity_entry(entity, entity["note"])


def fields(body: str, known: Vocabulary) -> dict[str, str]:
    """The values of a submitted form by heading, without empty ones.

    CorpusError if it is not this form.
    """
    rest, parts = body.replace("\r\n", "\n"), list[str]()
    names = form.labels(form.template(known))
    for name in names:
        before, *after = re.split(rf"(?m)^### {re.escape(name)}[ \t]*$", rest, maxsplit=1)
        if not after:
            found = f"the heading “### {name}” is missing or in the wrong place"
            raise CorpusError(f"{found}. Fill in a new form, and leave its headings as they are")
        parts.append(before)
        rest = after[0]
    values: dict[str, str] = {}
    for name, part in zip(names, [*parts[1:], rest], strict=True):
        fenced = _FENCE.match(part.strip())
        value = fenced[1] if fenced else part.strip("\n")
        if half := _HALF.search(value):
            raise CorpusError(f"“{name}”: {visible(half[0])} is half a character. Delete it")
        if value.strip() not in ("", _EMPTY):
            values[name] = value
    return values


def blocks(text: str, layer: str, known: Vocabulary) -> Iterator[dict[str, Any]]:
    """The records in a field of a form. CorpusError for a line that is not a key and a value."""
    keys = known.schema.document["properties"][layer]["items"]["properties"]
    for number, block in enumerate(filter(None, re.split(r"\n\s*\n", text.strip())), start=1):
        place = f"{layer}, block {number}"
        record = _record(block, keys, place)
        if form.LISTED not in record.get("mentions", form.LISTED):
            record["mentions"] = record["mentions"].replace(",", form.LISTED)  # names have none
        yield {
            key: _value(value, keys[key], f"{place}, {key}")
            for key, value in record.items()
            if value or key == "wikidata"
        }


def _record(block: str, keys: Mapping[str, Any], place: str) -> dict[str, str]:
    """The lines of a block by key, as written."""
    record: dict[str, str] = {}
    last = None
    for line in block.splitlines():
        match = _LINE.fullmatch(line)
        if match and match[1] in keys:
            last = match[1]
            if last in record:
                remedy = "Start a new block after a blank line"
                raise CorpusError(f"{place}: “{last}” occurs twice. {remedy}")
            record[last] = match[2].strip()
        elif last in _LONG and not match and line.strip():
            record[last] += f" {line.strip()}"  # a quote or note continues
        elif line.strip():
            word = match[1] if match else line.strip()
            found = f"{place}: “{visible(word, 60)}” is not a key{did_you_mean(word, keys)}"
            raise CorpusError(f"{found}; the keys are {', '.join(keys)}")
    return record


def _value(text: str, field: Mapping[str, Any], place: str) -> Any:
    kind, reference = field.get("type"), str(field.get("$ref", ""))
    if kind == "boolean":
        if text.lower() not in ("yes", "no", "true", "false"):
            raise CorpusError(f"{place}: “{visible(text, 60)}” is neither yes nor no")
        return text.lower() in ("yes", "true")
    if kind == "array":
        return [_quote(item.strip()) for item in text.split(form.LISTED) if item.strip()]
    if reference.endswith("/quote"):
        return _quote(text)
    if reference.endswith("/holder"):
        return _holder(text, place)
    return text or None


def _holder(text: str, place: str) -> Any:
    if other := _OTHER.fullmatch(text):
        return {"other": (other[1] or other[2]).strip()}
    if not ID.fullmatch(text):
        shown = visible(text, 60)
        remedy = f"For somebody unnamed, write: {form.OTHER}{shown}"
        raise CorpusError(f"{place}: “{shown}” is not an id. {remedy}")
    return text


def _quote(text: str) -> Any:
    before, mark, words = text.partition(form.BEFORE)
    return {"quote": words.strip(), "prefix": before.lstrip()} if mark else text
