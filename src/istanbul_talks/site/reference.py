<<<<<<< HEAD
"""The pages on columns, on the keys of an annotation file, and on labels."""
=======
"""The pages on the keys of an annotation file, on labels, and on rules."""
>>>>>>> c4416f3 (The page on the data: a drawing of the configs, how to read values, and one row of each)

import html
import json
from collections.abc import Iterator
<<<<<<< HEAD
from dataclasses import is_dataclass
from typing import Any

from ..dataset.facts import Facts
from ..model.columns import CONFIGS, DESCRIPTIONS, columns
from ..model.vocabulary import Vocabulary
from ..reading.corpus import Corpus
from ..text.markdown import escaped, link, own, plain, table
from .texts import TEXTS


def data_page(facts: Facts, shown: Corpus) -> str:
    """Every column of every config: type, meaning, unit or labels, an example from `shown`."""
    parts = [TEXTS["data"]]
    for config, record in CONFIGS.items():
        rows = shown.to_arrow(config).to_pylist() if config in shown.configs else []
        count = f"{facts.configs[config].rows} rows in version {facts.version}."
        parts += [f"## {config}\n", f"{DESCRIPTIONS[config]} {count}\n"]
        parts += _columns(record, rows)
    return "\n".join(parts) + "\n"


def _columns(record: type, rows: list[Any]) -> Iterator[str]:
    lines, nested = [], []
    for field in columns(record):
        values = [row[field.name] for row in rows if row[field.name] not in (None, [])]
        flat = [item for value in values for item in value] if field.many else values
        example = "" if is_dataclass(field.type) or not flat else _example(flat[0])
        labels, doc = field.column.labels, field.column.doc.replace("|", "\\|")
        unit = f"[{labels}](labels.md#{labels})" if labels else field.column.unit or ""
        lines.append((f"`{field.name}`", _type(field), doc, unit, example))
        if is_dataclass(field.type):
            nested.append((field, flat))
    yield table("column | type | meaning | unit or labels | example", lines) + "\n"
    for field, inner in nested:
        yield f"Each item of `{field.name}`:\n"
        yield from _columns(field.type, inner)


def _type(field: Any) -> str:
    name = "struct" if is_dataclass(field.type) else field.type.__name__
    name = {"str": "string", "int": "int32"}.get(name, name)
    return f"list of {name}" if field.many else name + (", or null" if field.nullable else "")


def _example(value: object) -> str:
    """A value for a table: at most a few words of an article."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"<code>{plain(text if len(text) <= 60 else f'{text[:56]} …')}</code>"


=======
from pathlib import Path
from typing import Any

from ..files import disk
from ..model.vocabulary import Vocabulary
from ..text.markdown import escaped, link, own, table
from ..validation.rules import CATALOGUE
from .texts import TEXTS


>>>>>>> c4416f3 (The page on the data: a drawing of the configs, how to read values, and one row of each)
def annotation_page(words: Vocabulary) -> str:
    """Every key of the annotation file, from the JSON Schema."""
    document: Any = words.schema.document
    parts = ["# The annotation file\n", f"{document['description']}\n"]
    order = "Keys are in this order (`istanbul-talks fmt` sorts them)"
    parts.append(f"{order}. **Bold** ones are required.\n")
    parts += _keys(document, document, "")
    for name in ("quote", "holder"):
        field = document["$defs"][name]
        parts.append(f"## A {name} {{ #{name} }}\n\n{field['description']} As an object:\n")
        parts += _keys(field["then"], document, "")
    return "\n".join([*parts, TEXTS["quotes"]])


def _keys(schema: Any, document: Any, path: str) -> Iterator[str]:
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
        yield f"### {name}\n\n{own(body['description'])}{listed}\n"
        yield from _keys(body, document, f"{name}.")


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
