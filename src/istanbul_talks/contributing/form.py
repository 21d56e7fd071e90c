"""A form for people without git: its fields come from the schema, and a submitted one becomes a capture and an annotation.

A submitted form is Markdown with a heading for each field, in the order of the form, as hosts of issues write it. The text of the
article is the last field: nothing in it can pass for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..model.records import PROPOSED
from ..model.vocabulary import Vocabulary
from ..text.ids import ID
from ..text.visible import did_you_mean, visible
from . import saved_page
from .saved_page import Page

EMPTY = "_No response_"
BEFORE = ">>"  # between the words before a quote, where it stands more than once, and the quote
LISTED = "|"  # between the items of a list
OTHER = "other "  # before the words for a holder without a name
_OTHER = re.compile(r"""other[: ]\s*(.+)|\{\s*"other"\s*:\s*"(.+)"\s*\}""")
_LONG = ("quote", "note", "cue", "condition", "evidence")  # values that may take several lines
_LAYERS = ("entities", "claims", "stance")
_LINE = re.compile(r"\s*([a-z_]+)\s*:\s*(.*)")
_TEXT, _BY, _KIND, _ABOUT, _READ = (
    "Text of the article",
    "Who annotates",
    "Human or model",
    "About the annotator",
    "Before you send it",
)
_FENCE = re.compile(r"\A```[a-z]*\n(.*)\n```\Z", re.DOTALL)


class Made(NamedTuple):
    """What came of a form: the id, capture and annotation, the annotator's entry where it is a new one, and those of new entities."""

    id: str
    capture: str
    annotation: dict[str, Any]
    annotator: dict[str, Any] | None
    entities: list[dict[str, Any]]


def labels(schema: Mapping[str, Any]) -> list[str]:
    """The headings of the form, in order."""
    single = [
        f"{layer.capitalize()}: {key}"
        for layer in ("source", "date")
        for key in _single(schema, layer)
    ]
    return [_READ, _BY, _KIND, _ABOUT, *single, *(layer.capitalize() for layer in _LAYERS), _TEXT]


def template(schema: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    """The form as hosts of issues read it (YAML of GitHub's issue forms)."""
    body: list[dict[str, Any]] = [{"type": "markdown", "attributes": {"value": _INTRODUCTION}}]
    body.append(
        {
            "type": "checkboxes",
            "attributes": {
                "label": _READ,
                "options": [
                    {"label": "I read the guidelines.", "required": True},
                    {
                        "label": "What I send may be published under CC BY 4.0; the text of the article stays its owner's.",
                        "required": True,
                    },
                ],
            },
        }
    )
    body.append(
        _input(
            _BY,
            "An id, not your name or address: lower-case letters, digits, hyphens.",
            "reader-1",
            required=True,
        )
    )
    body.append(
        _dropdown(
            _KIND,
            "Work done by a model says so.",
            [kind for kind in words.labels["kind"] if kind != "import"],
            required=True,
        )
    )
    body.append(
        _input(
            _ABOUT,
            "The first time: what a user of the data should know of you, such as languages and training.",
            "",
        )
    )
    for layer in ("source", "date"):
        for key, field in _single(schema, layer).items():
            body.append(_single_field(f"{layer.capitalize()}: {key}", key, field, words))
    body += [_layer_field(schema, layer) for layer in _LAYERS]
    text = "The whole page as text, with everything around the article, as you saved it. Nothing is taken from its address."
    body.append(_area(_TEXT, text, "", required=True))
    return {
        "name": "An article with its annotation",
        "description": "Send an article and what you marked in it, without git.",
        "title": "Article: ",
        "labels": ["annotation"],
        "body": body,
    }


_INTRODUCTION = (
    "Read the guidelines (docs/guidelines.md) first. What the text does not say stays empty. "
    f"A quote is verbatim; if its words stand more than once, write the words before it, then `{BEFORE}`, then the quote."
)


def _single(schema: Mapping[str, Any], layer: str) -> dict[str, Any]:
    """The fields of source and date that hold one value, or a list of quotes."""
    properties = schema["properties"][layer]["properties"]
    return {
        key: field
        for key, field in properties.items()
        if field.get("type") != "object" and key != "note"
    }


def _single_field(
    label: str, key: str, field: Mapping[str, Any], words: Vocabulary
) -> dict[str, Any]:
    said = field.get("description", "")
    if "enum" in field:
        return _dropdown(label, said, [value for value in field["enum"] if value], required=True)
    if key == "event":
        return _dropdown(label, said, list(words.events))
    if field.get("type") == "array":
        return _area(label, f"{said} One a line.", "")
    return _input(label, said, "en" if key == "language" else "", required=key == "language")


def _layer_field(schema: Mapping[str, Any], layer: str) -> dict[str, Any]:
    items = schema["properties"][layer]["items"]
    lines = []
    for key, field in items["properties"].items():
        values = (
            f" ({', '.join(str(value) for value in field['enum'] if value)})"
            if "enum" in field
            else ""
        )
        lines.append(
            f"- `{key}`{'' if key in items['required'] else ', may be left out'}: {field.get('description', '')}{values}"
        )
    said = (
        "A block of lines for each, a blank line between blocks. A line is a key, a colon, a value:\n"
        + "\n".join(lines)
    )
    said += f"\n\nA quote that stands twice: the words before it, `{BEFORE}`, the quote. A list: `{LISTED}` between the items."
    if layer == "entities":
        said += " Entities that the corpus knows are filled in by the program; write only new ones, each with a `note` that says in a few words who or what it is."
    else:
        said += f" Who is no entity is written `{OTHER}` and the article's words: `{OTHER}Many Ukrainians`."
    return _area(
        layer.capitalize(),
        said,
        "\n".join(f"{key}: " for key in items["required"]),
        placeholder=True,
    )


def _input(label: str, said: str, value: str, *, required: bool = False) -> dict[str, Any]:
    attributes = {"label": label, "description": said, **({"placeholder": value} if value else {})}
    return {
        "type": "input",
        "attributes": attributes,
        **({"validations": {"required": True}} if required else {}),
    }


def _area(
    label: str, said: str, value: str, *, required: bool = False, placeholder: bool = False
) -> dict[str, Any]:
    attributes = {
        "label": label,
        "description": said,
        **({"placeholder": value} if placeholder else {}),
        "render": "text",
    }
    return {
        "type": "textarea",
        "attributes": attributes,
        **({"validations": {"required": True}} if required else {}),
    }


def _dropdown(
    label: str, said: str, options: list[str], *, required: bool = False
) -> dict[str, Any]:
    attributes = {"label": label, "description": said, "options": options}
    return {
        "type": "dropdown",
        "attributes": attributes,
        **({"validations": {"required": True}} if required else {}),
    }


def fields(body: str, schema: Mapping[str, Any]) -> dict[str, str]:
    """The values of a submitted form by heading; empty ones are absent. CorpusError if it is not this form."""
    text = body.replace("\r\n", "\n")
    found: dict[str, str] = {}
    names, places = labels(schema), []
    at = 0
    for name in names:
        match = re.compile(rf"^### {re.escape(name)}[ \t]*$", re.MULTILINE).search(text, at)
        if match is None:
            raise CorpusError(
                f"the heading “### {name}” is missing, or stands in another order. Fill in the form anew, and leave its headings as they are"
            )
        places.append(match)
        at = match.end()
    ends = [*(match.start() for match in places[1:]), len(text)]
    for name, match, end in zip(names, places, ends, strict=True):
        value = text[match.end() : end].strip("\n")
        fenced = _FENCE.match(value.strip())
        value = fenced[1] if fenced else value
        if value.strip() and value.strip() != EMPTY:
            found[name] = value
    return found


def blocks(text: str, layer: str, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The records in a field of a form. CorpusError for a line that is none, an unknown key, or a value of another kind."""
    items = schema["properties"][layer]["items"]["properties"]
    for number, block in enumerate(re.split(r"\n\s*\n", text.strip()), start=1):
        written: dict[str, str] = {}
        last = None
        for line in block.splitlines():
            match = _LINE.fullmatch(line)
            if match and match[1] in items:
                if match[1] in written:
                    raise CorpusError(
                        f"{layer}, block {number}: “{match[1]}” stands twice. Begin a new block after a blank line"
                    )
                last = match[1]
                written[last] = match[2].strip()
            elif last in _LONG and not match and line.strip():
                written[last] += f" {line.strip()}"  # a quote or note goes on
            elif line.strip():
                word = match[1] if match else line.strip()
                raise CorpusError(
                    f"{layer}, block {number}: “{visible(word, 60)}” is no key{did_you_mean(word, items)}; the keys are {', '.join(items)}"
                )
        if LISTED not in written.get("mentions", LISTED):
            written["mentions"] = written["mentions"].replace(",", LISTED)  # names hold no commas
        yield {
            key: _value(value, items[key], f"{layer}, block {number}, {key}")
            for key, value in written.items()
            if value or key == "wikidata"
        }


def _value(text: str, field: Mapping[str, Any], place: str) -> Any:
    kind, reference = field.get("type"), str(field.get("$ref", ""))
    if kind == "boolean":
        if text.lower() not in ("yes", "no", "true", "false"):
            raise CorpusError(f"{place}: “{visible(text, 60)}” is neither yes nor no")
        return text.lower() in ("yes", "true")
    if kind == "array":
        return [_quote(item.strip()) for item in text.split(LISTED) if item.strip()]
    if reference.endswith("/quote"):
        return _quote(text)
    other = _OTHER.fullmatch(text) if reference.endswith("/holder") else None
    if other:
        return {"other": (other[1] or other[2]).strip()}
    if reference.endswith("/holder") and not ID.fullmatch(text):
        raise CorpusError(
            f"{place}: “{visible(text, 60)}” is no id. For somebody without a name of their own write: {OTHER}{visible(text, 60)}"
        )
    return text or None


def _quote(text: str) -> Any:
    before, mark, words = text.partition(BEFORE)
    return {"quote": words.strip(), "prefix": before.lstrip()} if mark else text


def made(
    body: str, schema: Mapping[str, Any], words: Vocabulary, taken: set[str], day: date
) -> Made:
    """The capture and annotation of a submitted form. CorpusError for a form that cannot be read; what the rules find is looked at later."""
    given = fields(body, schema)
    if "- [ ]" in given.get(_READ, ""):
        raise CorpusError(f"“{_READ}”: both boxes must be ticked")
    if _TEXT not in given or _BY not in given:
        raise CorpusError(f"“{_TEXT if _TEXT not in given else _BY}” is empty")
    page = saved_page.page_of(given[_TEXT].encode("utf-8", "surrogatepass"), None)
    by, kind = given[_BY].strip(), given.get(_KIND, "human").strip()
    if not ID.fullmatch(by):
        raise CorpusError(
            f"“{_BY}”: “{visible(by, 64)}” is no id; write lower-case letters, digits and hyphens: reader-1"
        )
    known = words.annotators.get(by)
    annotator = None if known else {"id": by, "kind": kind, "note": given.get(_ABOUT, "").strip()}
    if annotator is not None and not annotator["note"]:
        raise CorpusError(
            f"“{visible(by, 64)}” is new{did_you_mean(by, words.annotators) or '.'} If it is you, fill in “{_ABOUT}”"
        )
    title = given.get("Source: title", "").strip() or None
    id = saved_page.proposed_id(title or saved_page.title_of(page), "article", taken)
    act = {
        "by": by,
        "kind": kind,
        "did": "annotate",
        "date": day.isoformat(),
        "guidelines": words.dataset["guidelines"],
    }
    annotation = _annotation(given, schema, words, page, id, act)
    return Made(id, page.text, annotation, annotator, list(_registered(annotation, words)))


def _registered(annotation: Mapping[str, Any], words: Vocabulary) -> Iterator[dict[str, Any]]:
    """The registry's lines for entities that are new. CorpusError for one of which nothing is said."""
    for entity in annotation["entities"]:
        if entity.get("id") in words.entities or not {"id", "type", "name", "mentions"} <= set(
            entity
        ):
            continue
        if not entity.get("note"):
            hint = did_you_mean(entity["id"], words.entities) or "."
            raise CorpusError(
                f"entities: “{visible(entity['id'], 64)}” is new to the corpus{hint} Add to its block: note: who or what it is"
            )
        forms = sorted(
            {form if isinstance(form, str) else form["quote"] for form in entity["mentions"]}
        )
        entity["wikidata"] = None  # where it was checked cannot be said in a form
        known = {
            "id": entity["id"],
            "type": entity["type"],
            "name": entity["name"],
            "variants": forms,
        }
        yield {**known, "wikidata": None, "checked": None, "description": entity["note"]}


def _annotation(
    given: Mapping[str, str],
    schema: Mapping[str, Any],
    words: Vocabulary,
    page: Page,
    id: str,
    act: Mapping[str, str],
) -> dict[str, Any]:
    url = given.get("Source: url", "").strip() or None
    annotation = saved_page.skeleton(page, id, words, url=url, act=act)
    source, dating = annotation["source"], annotation["date"]
    for layer, target in (("source", source), ("date", dating)):
        for key, field in _single(schema, layer).items():
            value = given.get(f"{layer.capitalize()}: {key}", "").strip()
            if field.get("type") == "array":
                target[key] = [_quote(line.strip()) for line in value.splitlines() if line.strip()]
            else:
                target[key] = value or None
    dating.pop("note", None)
    outside = [
        key
        for key in ("title", "publisher", "author", "section")
        if source[key] and source[key] not in page.text
    ]
    source["external"] = {
        key: "Given by the contributor." for key in ("url", *outside) if source[key]
    }
    if not source["external"]:
        del source["external"]
    source["note"] = (
        f"{PROPOSED} body and the names of the registry. Confirm or correct each, then delete this note."
    )
    own = list(blocks(given.get("Entities", ""), "entities", schema)) if "Entities" in given else []
    named = {entity.get("id") for entity in own}
    annotation["entities"] = [e for e in annotation["entities"] if e["id"] not in named] + [
        {"wikidata": None, "role": None, **e} for e in own
    ]
    for layer in ("claims", "stance"):
        annotation[layer] = (
            list(blocks(given[layer.capitalize()], layer, schema))
            if layer.capitalize() in given
            else []
        )
    return annotation
