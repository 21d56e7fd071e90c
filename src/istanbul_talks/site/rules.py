"""The page on the rules, each with an example it finds and a near miss that passes."""

import json
from collections import Counter
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
    "registry": "Registry of entities",
    "passes": "Passes and decisions",
    "corpus": "All articles together",
}
_HEAD = """# Rules

{rules} rules in addition to the JSON Schema: {errors} errors, {warnings} warnings, {hints} hints.
Errors stop a build. A warning that does not apply is waived in the file with a reason:
`"waive": {{"rule-id": "reason"}}`.

Each rule comes with an example that it finds and a near miss that passes, both in a made-up article
that the tests use. Three mistakes need no rule. An edit by hand of a generated file: `make test`
compares these files. Two articles with one id: the file name is the id. An article in two splits:
there is only one.

In the examples, `/claims/1/quote: …` sets the value at that JSON Pointer (`-` appends an item),
`old → new` edits a file, and `$repeat` repeats a text.
"""


def rules_page(examples: Path) -> str:
    """Every rule by layer. `examples`: a folder for each rule, with fails.json and passes.json."""
    count = Counter(rule.severity for rule in CATALOGUE.values())
    errors, warnings = count[Severity.ERROR], count[Severity.WARNING]
    hints, rules = count[Severity.INFO], len(CATALOGUE)
    parts = [_HEAD.format(rules=rules, errors=errors, warnings=warnings, hints=hints)]
    for layer, title in _LAYERS.items():
        parts.append(f"## {title}\n")
        for rule in CATALOGUE.values():
            if rule.layer == layer:
                text = f"**{rule.severity.capitalize()}.** {rule.summary} {rule.why}"
                parts.append(f"### {rule.id}\n\n{text}\n")
                parts.append(_example("Found", examples / rule.id / "fails.json"))
                parts.append(_example("Passes", examples / rule.id / "passes.json"))
    return "\n".join(parts)


def _example(label: str, file: Path) -> str:
    fixture = json.loads(disk.read_text(file))
    lines = []
    for pointer, value in {**fixture.get("change", {}), **fixture.get("second", {})}.items():
        removed = value == {"$remove": True}
        shown = "(removed)" if removed else _visible(json.dumps(value, ensure_ascii=False))
        lines.append(f"{pointer}: {shown}")
    edits = fixture.get("capture", []) + fixture.get("replace", [])
    lines += [f"{_visible(old)} → {_visible(str(new))}" for old, new in edits]
    lines += [f"{path}: {_visible(text)}" for path, text in fixture.get("files", {}).items()]
    lines += [f"{path} → {target}" for path, target in fixture.get("link", {}).items()]
    lines += [f"{path} (removed)" for path in fixture.get("remove", [])]
    block = "\n".join(["", "```text", *lines, "```", ""]) if lines else ""
    return f"*{label}.* {fixture['why']}\n{block}"


def _visible(text: str) -> str:
    """Invisible characters as escapes, long runs cut."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= 160 else f"{text[:150]} …"
