"""A form for people without git, for issue trackers: `form.toml` and fields of the schema.

The text of the article is the last field, so that nothing in it can pass for another field.
"""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ..files import disk
from ..model.vocabulary import Vocabulary
from ..text.ids import nearest_id

BEFORE = ">>"  # between the words before an ambiguous quote and the quote itself
LISTED = "|"  # between the items of a list
OTHER = "other "  # before the article's words for an unnamed holder
LAYERS = ("entities", "claims", "stance")
_REPOSITORY = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+/?")
_FORM = tomllib.loads(disk.read_text(Path(__file__).with_suffix(".toml")))
_LAYERS = _FORM.pop("layers")


def labels(form: Mapping[str, Any]) -> list[str]:
    """The headings of a form, in order."""
    attributes = (field["attributes"] for field in form["body"])
    return [each["label"] for each in attributes if "label" in each]


CONFIRMED, BY, KIND, INTRODUCTION, TEXT = labels(_FORM)
CONSENTS = [  # the labels of the boxes that must be ticked
    option["label"] for field in _FORM["body"] for option in field["attributes"].get("options", ())
]


def correction_link(homepage: str | None, item: str) -> str | None:
    """Where to report a mistake in an item, such as ARTICLE#claims/ID: the form, filled in with it.

    None unless the homepage is a repository on GitHub, which has such forms.
    """
    if homepage is None or not _REPOSITORY.fullmatch(homepage):
        return None
    given = {"template": "correction.yml", "title": f"Correction: {item}", "item": item}
    return f"{homepage.rstrip('/')}/issues/new?{urlencode(given)}"


def heading(layer: str, key: str) -> str:
    """The heading of a field of source or date."""
    return f"{layer.capitalize()}: {key}"


def single_fields(schema: Mapping[str, Any], layer: str) -> dict[str, Any]:
    """The fields of source or date that hold one value or a list of quotes."""
    properties = schema["properties"][layer]["properties"]
    return {k: f for k, f in properties.items() if f.get("type") != "object" and k != "note"}


def template(known: Vocabulary) -> dict[str, Any]:
    """The form as YAML, in the format of GitHub's issue forms."""
    schema, form = known.schema.document, deepcopy(_FORM)
    *first, text = form["body"]
    kind = next(field for field in first if field["attributes"].get("label") == KIND)
    kind["attributes"]["options"] = [name for name in known.labels["kind"] if name != "import"]
    single = (
        _single_field(heading(layer, key), key, field, known)
        for layer in ("source", "date")
        for key, field in single_fields(schema, layer).items()
    )
    layers = (_layer_field(schema, layer) for layer in LAYERS)
    return {**form, "body": [_with_id(field) for field in (*first, *single, *layers, text)]}


def _with_id(field: dict[str, Any]) -> dict[str, Any]:
    """A field with an id, with which a link can fill it in: `?template=annotation.yml&claims=…`."""
    label = field["attributes"].get("label")
    return {"type": field["type"], "id": nearest_id(label), **field} if label else field


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
        optional = "" if key in items["required"] else " (optional)"
        description = field.get("description", "") + (f" ({values})" if values else "")
        lines.append(f"- `{key}`{optional}: {description}")
    last = _LAYERS["entities" if layer == "entities" else "others"]
    description = _LAYERS["before"] + "\n".join(lines) + _LAYERS["after"] + last
    keys = "\n".join(f"{key}: " for key in items["required"])
    return _field("textarea", layer.capitalize(), description, placeholder=keys, render="text")


def _field(
    kind: str, label: str, description: str, *, required: bool = False, **attributes: Any
) -> dict[str, Any]:
    own = {"label": label, "description": description, **attributes}
    validations = {"validations": {"required": True}} if required else {}
    return {"type": kind, "attributes": own, **validations}
