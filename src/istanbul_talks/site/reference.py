"""The pages on the keys of an annotation file, and on labels."""

import html
import json
from collections.abc import Iterator
from typing import Any

from ..model.vocabulary import Vocabulary
from ..text.markdown import escaped, link, own, table
from .texts import TEXTS


def annotation_page(words: Vocabulary) -> str:
    """Every key of the annotation file, from the JSON Schema."""
    document: Any = words.schema.document
    parts = ["# The annotation file\n", f"{document['description']}\n"]
    order = "Keys are in this order (`istanbul-talks fmt` sorts them)"
    parts.append(f"{order}. **Bold** ones are required.\n")
    parts += _keys(document, document, "", "##")
    for name in ("quote", "holder"):
        field = document["$defs"][name]
        parts.append(f"## A {name} {{ #{name} }}\n\n{field['description']} As an object:\n")
        parts += _keys(field["then"], document, "", "###")
    parts.append(TEXTS["quotes"])
    if words.additions and words.addition_decisions:
        parts += _extra_file(words.additions.document, "additions", "The additions file")
        title = "The file of decisions on additions"
        parts += _extra_file(words.addition_decisions.document, "addition-decisions", title)
    return "\n".join(parts)


def _extra_file(document: Any, anchor: str, title: str) -> Iterator[str]:
    yield f"\n## {title} {{ #{anchor} }}\n\n{own(document['description'])}\n"
    yield from _keys(document, document, f"{anchor}.", "###")
    for name, field in document["properties"].items():
        if "additionalProperties" in field:
            one = document["$defs"][field["additionalProperties"]["$ref"].rpartition("/")[2]]
            yield f"### {anchor}.{name}\n\n{own(one['description'])}\n"
            yield from _keys(one, document, f"{anchor}.{name}.", "####")


def _keys(schema: Any, document: Any, path: str, heading: str) -> Iterator[str]:
    rows, inner = [], []
    for name, field in schema["properties"].items():
        target = document["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
        mark = f"**`{name}`**" if name in schema.get("required", ()) else f"`{name}`"
        meaning = field.get("description") or target.get("description", "")
        rows.append((mark, _value(field), own(meaning)))
        body = field.get("items", field)
        if "properties" in body:
            inner.append((f"{path}{name}", body, "items" in field))
    yield table("key | value | meaning", rows) + "\n"
    for name, body, many in inner:
        listed = " The key has a list of such objects." if many else ""
        yield f"{heading} {name}\n\n{own(body['description'])}{listed}\n"
        yield from _keys(body, document, f"{name}.", "###")


def _value(field: Any) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return "id" if name == "id" else f"[{name}](#{name})"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(label).strip(chr(34))}`" for label in field["enum"])
    if field.get("type") == "array":
        return f"list of {_value(field['items'])}"
    kinds = field.get("type", "object")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def labels_page(words: Vocabulary) -> str:
    """Every label, target and event of the vocabularies."""
    parts = [TEXTS["labels"]]
    for name, labels in words.labels.items():
        rows = [
            (f"`{label}`", e["definition"], e["example"]) for label, e in escaped(labels).items()
        ]
        parts.append(f"## {name.replace('_', ' ')} {{ #{name} }}\n")
        parts.append(table("label | definition | example", rows) + "\n")
    targets, events = [], []
    for id, t in escaped(words.targets).items():
        sides = (f"{t[side]} *{t[side + '_example']}*" for side in ("favor", "against"))
        targets.append((f"`{id}`", t["proposition"], *sides))
    for id, e in escaped(words.events).items():
        urls = enumerate(map(html.unescape, e["sources"]), start=1)
        links = ", ".join(link(str(i), url) for i, url in urls)
        events.append((f"`{id}`", e["date"], e["name"], e["description"], links))
    parts += [TEXTS["targets"], table("target | proposition | FAVOR | AGAINST", targets)]
    events_table = table("event | date | name | description | checked at", events)
    parts.append(f"\n## Events {{ #events }}\n\n{events_table}")
    return "\n".join(parts) + "\n"
