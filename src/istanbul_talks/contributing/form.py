"""A form for people without git, as hosts of issues show it. Its fields are made from the schema.

The text of the article is the last field, so that nothing in it can pass for another field.
"""

from collections.abc import Mapping
from typing import Any

from ..model.vocabulary import Vocabulary

BEFORE = ">>"  # between the words before an ambiguous quote and the quote
LISTED = "|"  # between the items of a list
OTHER = "other "  # before the article's words for a holder without a name
LAYERS = ("entities", "claims", "stance")
TEXT, BY, KIND = "Text of the article", "Who annotates", "Human or model"
INTRODUCTION, CONFIRMED = "About the annotator", "Before you send it"

_HEAD = (
    "Read the guidelines (docs/guidelines.md) first. Leave empty what the text does not say. "
    "A quote is verbatim. If its words occur more than once, write the words before it, "
    f"then `{BEFORE}`, then the quote."
)
_PAGE = "The complete page as text, as you saved it. Nothing is fetched from its address."
_RIGHTS = (
    "What I send may be published under CC BY 4.0; the text of the article remains its owner's."
)
_RECORDS = (
    "A block of lines for each, a blank line between blocks. A line is a key, a colon, a value:\n"
)
_QUOTES = (
    f"\n\nFor a quote that occurs twice: the words before it, `{BEFORE}`, the quote. "
    f"For a list: `{LISTED}` between the items."
)
_NEW_ENTITIES = (
    " Entities that the corpus knows are filled in by the program. Write only new ones, each with "
    "a `note` that says in a few words who or what it is."
)
_NO_ENTITY = (
    f" For somebody who is not an entity write `{OTHER}` and the article's words: "
    f"`{OTHER}Many Ukrainians`."
)


def labels(schema: Mapping[str, Any]) -> list[str]:
    """The headings of the form, in order."""
    single = [
        heading(layer, key) for layer in ("source", "date") for key in single_fields(schema, layer)
    ]
    layers = (layer.capitalize() for layer in LAYERS)
    return [CONFIRMED, BY, KIND, INTRODUCTION, *single, *layers, TEXT]


def heading(layer: str, key: str) -> str:
    """The heading of a field of source or date."""
    return f"{layer.capitalize()}: {key}"


def single_fields(schema: Mapping[str, Any], layer: str) -> dict[str, Any]:
    """The fields of source or date that hold one value or a list of quotes."""
    properties = schema["properties"][layer]["properties"]
    return {
        key: field
        for key, field in properties.items()
        if field.get("type") != "object" and key != "note"
    }


def template(schema: Mapping[str, Any], known: Vocabulary) -> dict[str, Any]:
    """The form as hosts of issues read it (YAML of GitHub's issue forms)."""
    confirmed = [
        {"label": "I read the guidelines.", "required": True},
        {"label": _RIGHTS, "required": True},
    ]
    kinds = [kind for kind in known.labels["kind"] if kind != "import"]
    by_model = "Choose model if a model did the work."
    new = "The first time: what users should know about you, such as languages and training."
    body = [
        {"type": "markdown", "attributes": {"value": _HEAD}},
        _field("checkboxes", CONFIRMED, options=confirmed),
        _field(
            "input", BY, "An id, not your name or address: lower-case letters, digits, hyphens.",
            required=True, placeholder="reader-1",
        ),
        _field("dropdown", KIND, by_model, required=True, options=kinds),
        _field("input", INTRODUCTION, new),
    ]  # fmt: skip
    for layer in ("source", "date"):
        for key, field in single_fields(schema, layer).items():
            body.append(_single_field(heading(layer, key), key, field, known))
    body += [_layer_field(schema, layer) for layer in LAYERS]
    body.append(_field("textarea", TEXT, _PAGE, required=True, render="text"))
    return {
        "name": "An article with its annotation",
        "description": "Send an article and what you marked in it, without git.",
        "title": "Article: ",
        "labels": ["annotation"],
        "body": body,
    }


def _single_field(
    label: str, key: str, field: Mapping[str, Any], known: Vocabulary
) -> dict[str, Any]:
    description = field.get("description", "")
    if "enum" in field:
        options = [value for value in field["enum"] if value]
        return _field("dropdown", label, description, required=True, options=options)
    if key == "event":
        return _field("dropdown", label, description, options=list(known.events))
    if field.get("type") == "array":
        return _field("textarea", label, f"{description} One per line.", render="text")
    if key == "language":
        return _field("input", label, description, required=True, placeholder="en")
    return _field("input", label, description)


def _layer_field(schema: Mapping[str, Any], layer: str) -> dict[str, Any]:
    items = schema["properties"][layer]["items"]
    lines = []
    for key, field in items["properties"].items():
        values = ", ".join(str(value) for value in field.get("enum", ()) if value)
        optional = "" if key in items["required"] else ", may be left out"
        description = field.get("description", "") + (f" ({values})" if values else "")
        lines.append(f"- `{key}`{optional}: {description}")
    description = _RECORDS + "\n".join(lines) + _QUOTES
    description += _NEW_ENTITIES if layer == "entities" else _NO_ENTITY
    keys = "\n".join(f"{key}: " for key in items["required"])
    return _field("textarea", layer.capitalize(), description, placeholder=keys, render="text")


def _field(
    kind: str, label: str, description: str = "", *, required: bool = False, **attributes: Any
) -> dict[str, Any]:
    described = {"description": description} if kind != "checkboxes" else {}
    return {
        "type": kind,
        "attributes": {"label": label, **described, **attributes},
        **({"validations": {"required": True}} if required else {}),
    }
