"""The pages on columns, on the keys of an annotation file, and on labels."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from ..dataset.facts import Facts
from ..model.columns import CONFIGS, columns
from ..reading.corpus import Corpus


def data_page(facts: Facts, corpus: Corpus) -> str:
    parts = [
        "# The data\n",
        "Every column of every config. Offsets count code points of `text`, ends are exclusive: `text[start:end]` is the words.\n",
    ]
    parts.append(
        "Examples come from the first row that has a value. "
        + "Lists are never null. One split, `train`.\n"
    )
    for config, record in CONFIGS.items():
        rows = corpus.to_arrow(config).to_pylist()
        parts.append(f"## {config}\n")
        parts.append(
            f"{(record.__doc__ or '').strip()} {facts.configs[config].rows} rows in version {facts.version}.\n"
        )
        parts.extend(_table(record, rows))
    return "\n".join(parts) + "\n"


def _table(record: type, rows: list[Any]) -> Iterator[str]:
    yield "| column | type | meaning | unit or labels | example |"
    yield "| --- | --- | --- | --- | --- |"
    nested = []
    for field in columns(record):
        values = [row[field.name] for row in rows if row[field.name] not in (None, [])]
        flat = [item for value in values for item in value] if field.many else values
        example = "" if is_dataclass(field.type) or not flat else _cell(flat[0])
        labels = (
            f"[{field.column.labels}](labels.md#{field.column.labels})"
            if field.column.labels
            else field.column.unit or ""
        )
        yield f"| `{field.name}` | {_kind(field)} | {field.column.doc.replace('|', chr(92) + '|')} | {labels} | {example} |"
        if is_dataclass(field.type):
            nested.append((field, flat))
    yield ""
    for field, inner in nested:
        yield f"Each item of `{field.name}`:\n"
        yield from _table(field.type, inner)


def _kind(field: Any) -> str:
    name = "struct" if is_dataclass(field.type) else field.type.__name__
    name = {"str": "string", "int": "int32"}.get(name, name)
    return f"list of {name}" if field.many else name + (", or null" if field.nullable else "")


def _cell(value: object) -> str:
    """A value fit for a Markdown table: no article text longer than a few words."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= 60 else f"{text[:56]} …"
    return f"<code>{html.escape(text)}</code>".replace(
        "|", "&#124;"
    )  # a pipe, even inside code, ends a cell for some readers


def annotation_page(facts: Facts) -> str:
    document: Any = facts.vocabulary.schema.document
    parts = ["# The annotation file\n", f"{document['description']}\n"]
    parts.append(
        "Keys stand in this order; `istanbul-talks fmt` puts them there. **Bold** keys are required.\n"
    )
    parts.extend(_keys(document, document, ""))
    for name in ("quote", "holder"):
        field = document["$defs"][name]
        parts.append(f"## A {name} {{ #{name} }}\n\n{field['description']} As an object:\n")
        parts.extend(_keys(field["then"], document, ""))
    parts.append(
        "A quote is searched exactly, then with quotation marks, dashes and white space folded; never loosely. Mentions, claims, stances and"
    )
    parts.append(
        "exceptions are searched in the body, the evidence of the date and notes in the whole capture. A quote that stands twice is an error."
    )
    return "\n".join(parts) + "\n"


def _keys(schema: Any, document: Any, path: str) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "| --- | --- | --- |"
    inner = []
    for name, field in schema["properties"].items():
        target = document["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
        mark = f"**`{name}`**" if name in schema.get("required", ()) else f"`{name}`"
        yield f"| {mark} | {_value_of(field, document)} | {html.escape(field.get('description') or target.get('description', ''), quote=False)} |"
        body = field.get("items", field)
        if "properties" in body:
            inner.append((f"{path}{name}", body, "items" in field))
    yield ""
    for name, body, many in inner:
        yield f"### {name}\n"
        yield f"{html.escape(body['description'], quote=False)}{' The key holds a list of such objects.' if many else ''}\n"
        yield from _keys(body, document, f"{name}.")


def _value_of(field: Any, document: Any) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return "id" if name == "id" else f"[{name}](#{name})"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(label).strip(chr(34))}`" for label in field["enum"])
    if field.get("type") == "array":
        return f"list of {_value_of(field['items'], document)}"
    kinds = field.get("type", "object")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def labels_page(facts: Facts) -> str:
    words = facts.vocabulary
    parts = [
        "# Labels and vocabularies\n",
        "Every closed label with its definition and an example: words of an article of the corpus, or made up for this page.\n",
    ]
    for name, labels in words.labels.items():
        parts.append(
            f"## {name.replace('_', ' ')} {{ #{name} }}\n\n| label | definition | example |\n| --- | --- | --- |"
        )
        parts.extend(
            f"| `{label}` | {entry['definition']} | {entry['example']} |"
            for label, entry in labels.items()
        )
        parts.append("")
    parts.append(
        "## Targets { #targets }\n\nA stance is for or against one of these propositions. The examples are made up: whoever makes a pass reads"
    )
    parts.append(
        "this page, and it should not give away what stands in the articles.\n\n| target | proposition | FAVOR | AGAINST |"
    )
    parts.append("| --- | --- | --- | --- |")
    parts.extend(
        f"| `{t['id']}` | {t['proposition']} | {t['favor']} *{t['favor_example']}* | {t['against']} *{t['against_example']}* |"
        for t in words.targets.values()
    )
    parts.append(
        "\n## Events { #events }\n\n| event | date | name | what | checked at |\n| --- | --- | --- | --- | --- |"
    )
    for event in words.events.values():
        sources = ", ".join(f"[{i}]({url})" for i, url in enumerate(event["sources"], start=1))
        parts.append(
            f"| `{event['id']}` | {event['date']} | {event['name']} | {event['description']} | {sources} |"
        )
    return "\n".join(parts) + "\n"
