"""The page on the rules, each with an example it finds and a near miss that passes."""

from __future__ import annotations

import json
from pathlib import Path

from ..files import disk
from ..validation.finding import Severity
from ..validation.rules import CATALOGUE

_LAYERS = {
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


def rules_page(examples: Path) -> str:
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
    for layer, title in _LAYERS.items():
        parts.append(f"## {title}\n")
        for rule in CATALOGUE.values():
            if rule.layer == layer:
                parts.append(
                    f"### {rule.id}\n\n**{rule.severity.capitalize()}.** {rule.summary} {rule.why}\n"
                )
                parts.extend(
                    _example(rule.id, name, word, examples)
                    for name, word in (("fails", "Found"), ("passes", "Passes"))
                )
    return "\n".join(parts)


def _example(rule: str, name: str, word: str, examples: Path) -> str:
    fixture = json.loads(disk.read_text(examples / rule / f"{name}.json"))
    lines = []
    for pointer, value in {**fixture.get("change", {}), **fixture.get("second", {})}.items():
        shown = (
            "(removed)"
            if value == {"$remove": True}
            else _visible(json.dumps(value, ensure_ascii=False))
        )
        lines.append(f"{pointer}: {shown}")
    lines += [
        f"{_visible(old)} → {_visible(str(new))}"
        for old, new in fixture.get("capture", []) + fixture.get("replace", [])
    ]
    lines += [f"{path}: {_visible(words)}" for path, words in fixture.get("files", {}).items()]
    lines += [f"{path} → {target}" for path, target in fixture.get("link", {}).items()] + [
        f"{path} (removed)" for path in fixture.get("remove", [])
    ]
    if not lines:
        return f"*{word}.* {fixture['why']}\n"
    return f"*{word}.* {fixture['why']}\n\n```text\n" + "\n".join(lines) + "\n```\n"


def _visible(text: str) -> str:
    """Invisible characters as escapes, long runs cut."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= 160 else f"{text[:150]} …"
