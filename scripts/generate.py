"""Write the files that are made from data, schema, rules and --help; with --check, say which are stale."""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from istanbul_talks.cli.parser import parser
from istanbul_talks.contributing import form
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.documents import card, citation_cff, datacite
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.project import project
from istanbul_talks.files.strict_json import canonical
from istanbul_talks.model.columns import CONFIGS, columns
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.validation.finding import Severity
from istanbul_talks.validation.rules import CATALOGUE
from quality_pages import article_pages, decisions_page, registry_page, unquoted_table

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)
MADE = "<!-- Made by scripts/generate.py from {source}. Edit that, then run: make generate -->\n\n"
LAYERS = {
    "listing": "Names and kinds of files",
    "reading": "Reading the file",
    "capture": "Text of the capture",
    "anchoring": "Anchoring of quotes",
    "body": "Body",
    "source": "Source",
    "dating": "Date",
    "entities": "Entities",
    "claims": "Claims",
    "stance": "Stance",
    "provenance": "Provenance",
    "registry": "What the corpus agreed on",
    "passes": "Passes and decisions",
    "corpus": "Whole corpus",
}


def pages(facts: Facts, corpus: Corpus) -> dict[str, str]:
    """Every generated file by its path."""
    return {
        "CITATION.cff": citation_cff.citation_cff(of_last_release(facts)),
        "docs/data.md": MADE.format(
            source="the records in src/istanbul_talks/model/records.py and columns.py"
        )
        + data_page(facts, corpus),
        "docs/annotation.md": MADE.format(source="schema/annotation.schema.json")
        + annotation_page(facts),
        "docs/labels.md": MADE.format(source="schema/*.json") + labels_page(facts),
        "docs/rules.md": MADE.format(source="src/istanbul_talks/validation/rules and tests/rules")
        + rules_page(),
        "docs/cli.md": MADE.format(source="istanbul-talks --help") + cli_page(),
        "docs/datasheet.md": MADE.format(source="templates/datasheet.md and the data")
        + filled(facts, "datasheet"),
        "docs/agreement.md": MADE.format(
            source="templates/agreement.md, docs/guidelines.md and the data"
        )
        + filled(
            facts,
            "agreement",
            unquoted_table=unquoted_table(
                corpus, disk.read_text(ROOT.path / "docs" / "guidelines.md")
            ),
        ),
        "docs/data-statement.md": MADE.format(source="templates/data-statement.md and the data")
        + filled(facts, "data-statement"),
        "docs/registry.md": MADE.format(source="schema/entities.jsonl and the data")
        + registry_page(facts, corpus),
        "docs/decisions.md": MADE.format(source="annotations/decisions") + decisions_page(corpus),
        **{
            f"docs/articles/{id}.md": MADE.format(source="annotations/*.json") + page
            for id, page in article_pages(facts, corpus).items()
        },
        ".github/ISSUE_TEMPLATE/annotation.yml": issue_form(facts),
        **{name: with_status(facts, name) for name in ("README.md", "docs/index.md")},
        ".zenodo.json": canonical(datacite.zenodo(of_last_release(facts))).decode(),
        "docs/overrides/main.html": site_head(facts),
        "docs/design.md": with_faults(),
        "docs/citing.md": MADE.format(source="templates/citing.md and the data")
        + filled(facts, "citing"),
    }


def of_last_release(facts: Facts) -> Facts:
    """The facts under the name of the last release, as pyproject.toml has it."""
    found = project(ROOT)
    released, doi = found.get("released"), found.get("doi")
    return replace(facts, version=found["version"], released=released, doi=doi)


def with_status(facts: Facts, name: str) -> str:
    """A page written by hand, with the sentence that says who made the annotations."""
    made = "All annotations so far were made by models; no human has reviewed them."
    said = card.values(facts)["humans"] if facts.tally.human else made
    text = disk.read_text(ROOT.path / name)
    mark = re.compile(
        r"(<!-- made by make generate -->(\*{0,2})).*?(\*{0,2}<!-- end -->)", re.DOTALL
    )
    return mark.sub(lambda match: f"{match[1]}{said}{match[3]}", text)


def with_faults() -> str:
    """The page on the design, with the table of the last whole run of the fault tests."""
    counts = json.loads(disk.read_text(ROOT.path / "tests" / "support" / "faults.json"))
    columns = ("calls", "failed", "killed_at_a_call", "cut_short", "killed_at_a_moment")
    rows = [
        f"| `{name}` | {' | '.join(f'{counts[name].get(column, 0):,}' for column in columns)} |"
        for name in sorted(counts)
    ]
    total = [f"{sum(row.get(column, 0) for row in counts.values()):,}" for column in columns]
    table = "\n".join([*rows, f"| together | {' | '.join(total)} |"])
    text = disk.read_text(ROOT.path / "docs" / "design.md")
    return re.sub(
        r"(<!-- made from tests/support/faults.json -->\n\n.*\n.*\n)(?:\|.*\n)*",
        lambda match: f"{match[1]}{table}\n",
        text,
    )


def issue_form(facts: Facts) -> str:
    head = "# Made by scripts/generate.py from schema/. Edit that, then run: make generate\n"
    return head + yaml.safe_dump(
        form.template(facts.vocabulary.schema.document, facts.vocabulary),
        sort_keys=False,
        allow_unicode=True,
        width=140,
    )


def site_head(facts: Facts) -> str:
    """What search engines read on the first page of the site; no character of it can end the script."""
    data = (
        json.dumps(datacite.schema_org(facts), ensure_ascii=True, indent=2)
        .replace("<", "\\u003c")
        .replace("%", "\\u0025")
    )
    head = "{# Made by scripts/generate.py from schema/dataset.json and the data. #}\n"
    script = f'<script type="application/ld+json">\n{{% raw %}}{data}{{% endraw %}}\n</script>'
    return f'{head}{{% extends "base.html" %}}\n{{% block extrahead %}}{{% if page and page.is_homepage %}}\n{script}\n{{% endif %}}{{% endblock %}}\n'


def filled(facts: Facts, name: str, **more: str) -> str:
    path = f"templates/{name}.md"
    return card.fill(disk.read_text(ROOT.path / path), {**card.values(facts), **more}, path)


def cell(value: object) -> str:
    """A value fit for a Markdown table: no article text longer than a few words."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= 60 else f"{text[:56]} …"
    return f"<code>{html.escape(text)}</code>".replace(
        "|", "&#124;"
    )  # a pipe, even inside code, ends a cell for some readers


def kind(field: Any) -> str:
    name = "struct" if is_dataclass(field.type) else field.type.__name__
    name = {"str": "string", "int": "int32"}.get(name, name)
    return f"list of {name}" if field.many else name + (", or null" if field.nullable else "")


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
        parts.extend(table(record, rows))
    return "\n".join(parts) + "\n"


def table(record: type, rows: list[Any]) -> Iterator[str]:
    yield "| column | type | meaning | unit or labels | example |"
    yield "| --- | --- | --- | --- | --- |"
    nested = []
    for field in columns(record):
        values = [row[field.name] for row in rows if row[field.name] not in (None, [])]
        flat = [item for value in values for item in value] if field.many else values
        example = "" if is_dataclass(field.type) or not flat else cell(flat[0])
        labels = (
            f"[{field.column.labels}](labels.md#{field.column.labels})"
            if field.column.labels
            else field.column.unit or ""
        )
        yield f"| `{field.name}` | {kind(field)} | {field.column.doc.replace('|', chr(92) + '|')} | {labels} | {example} |"
        if is_dataclass(field.type):
            nested.append((field, flat))
    yield ""
    for field, inner in nested:
        yield f"Each item of `{field.name}`:\n"
        yield from table(field.type, inner)


def annotation_page(facts: Facts) -> str:
    document: Any = facts.vocabulary.schema.document
    parts = ["# The annotation file\n", f"{document['description']}\n"]
    parts.append(
        "Keys stand in this order; `istanbul-talks fmt` puts them there. **Bold** keys are required.\n"
    )
    parts.extend(keys(document, document, ""))
    for name in ("quote", "holder"):
        field = document["$defs"][name]
        parts.append(f"## A {name} {{ #{name} }}\n\n{field['description']} As an object:\n")
        parts.extend(keys(field["then"], document, ""))
    parts.append(
        "A quote is searched exactly, then with quotation marks, dashes and white space folded; never loosely. Mentions, claims, stances and"
    )
    parts.append(
        "exceptions are searched in the body, the evidence of the date and notes in the whole capture. A quote that stands twice is an error."
    )
    return "\n".join(parts) + "\n"


def keys(schema: Any, document: Any, path: str) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "| --- | --- | --- |"
    inner = []
    for name, field in schema["properties"].items():
        target = document["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
        mark = f"**`{name}`**" if name in schema.get("required", ()) else f"`{name}`"
        yield f"| {mark} | {value_of(field, document)} | {html.escape(field.get('description') or target.get('description', ''), quote=False)} |"
        body = field.get("items", field)
        if "properties" in body:
            inner.append((f"{path}{name}", body, "items" in field))
    yield ""
    for name, body, many in inner:
        yield f"### {name}\n"
        yield f"{html.escape(body['description'], quote=False)}{' The key holds a list of such objects.' if many else ''}\n"
        yield from keys(body, document, f"{name}.")


def value_of(field: Any, document: Any) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return "id" if name == "id" else f"[{name}](#{name})"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(label).strip(chr(34))}`" for label in field["enum"])
    if field.get("type") == "array":
        return f"list of {value_of(field['items'], document)}"
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


def rules_page() -> str:
    count = {
        severity: sum(rule.severity is severity for rule in CATALOGUE.values())
        for severity in Severity
    }
    parts = [
        "# Rules\n",
        f"{len(CATALOGUE)} rules beyond the JSON Schema: {count[Severity.ERROR]} errors, {count[Severity.WARNING]} warnings, "
        f"{count[Severity.INFO]} hints. Errors stop a build; a warning that does not apply is waived in the file with a reason: "
        '`"waive": {"rule-id": "reason"}`.\n',
        "Each rule has an example that it finds and a near miss that passes, both from a made-up article that the tests use. "
        "Three checks of the catalogue are made elsewhere: that a generated file was not edited by hand (`make generate` writes it, `make test` compares), that no two articles have one "
        "id (the file name is the id), and that no article leaks between splits (there is one split).\n",
        "`/claims/1/quote: …` is what stands at that place of the annotation (`-` is a new item at the end), `old → new` an edit of a file, "
        "`$repeat` a text many times over.\n",
    ]
    for layer, title in LAYERS.items():
        parts.append(f"## {title}\n")
        for rule in CATALOGUE.values():
            if rule.layer == layer:
                parts.append(
                    f"### {rule.id}\n\n**{rule.severity.capitalize()}.** {rule.summary} {rule.why}\n"
                )
                parts.extend(
                    example(rule.id, name, word)
                    for name, word in (("fails", "Found"), ("passes", "Passes"))
                )
    return "\n".join(parts)


def example(rule: str, name: str, word: str) -> str:
    fixture = json.loads(disk.read_text(ROOT.path / "tests" / "rules" / rule / f"{name}.json"))
    lines = []
    for pointer, value in {**fixture.get("change", {}), **fixture.get("second", {})}.items():
        shown = (
            "(removed)"
            if value == {"$remove": True}
            else visible(json.dumps(value, ensure_ascii=False))
        )
        lines.append(f"{pointer}: {shown}")
    lines += [
        f"{visible(old)} → {visible(str(new))}"
        for old, new in fixture.get("capture", []) + fixture.get("replace", [])
    ]
    lines += [f"{path}: {visible(words)}" for path, words in fixture.get("files", {}).items()]
    lines += [f"{path} → {target}" for path, target in fixture.get("link", {}).items()] + [
        f"{path} (removed)" for path in fixture.get("remove", [])
    ]
    if not lines:
        return f"*{word}.* {fixture['why']}\n"
    return f"*{word}.* {fixture['why']}\n\n```text\n" + "\n".join(lines) + "\n```\n"


def visible(text: str) -> str:
    """Invisible characters as escapes, long runs cut."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= 160 else f"{text[:150]} …"


def cli_page() -> str:
    whole = parser()
    parts = ["# Command line\n", "```text", usage(whole), "```\n"]
    for name, command in commands(whole):
        parts += [f"## {name}\n", "```text", usage(command), "```\n"]
    return "\n".join(parts)


def commands(whole: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands by name; argparse keeps them in the choices of one action."""
    for action in vars(whole)["_actions"]:
        if isinstance(action.choices, dict):
            yield from action.choices.items()


def usage(command: argparse.ArgumentParser) -> str:
    """The help text at a fixed width, whatever the terminal and the version of Python."""
    command.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
    return re.sub(r"(?m)^( *)\[-h\] ?", r"\1[-h] ", command.format_help()).rstrip()


def make() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "release"
        built = build(ROOT, target, today=date.today())
        if built.facts is None:
            sys.exit("generate: the corpus has errors. See them with: istanbul-talks validate")
        return pages(built.facts, Corpus(target))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--check",
        action="store_true",
        help="change nothing; exit 1 if a file is stale or was edited by hand",
    )
    check = options.parse_args().check
    stale = []
    for name, text in make().items():
        path = ROOT.path / name
        if not path.exists() or disk.read_text(path) != text:
            stale.append(name)
            if not check:
                atomic.write(path, text.encode())
    for name in stale:
        print(f"{name}: {'stale or edited by hand. Run: make generate' if check else 'written'}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
