"""The page on the rules: each with what breaks it and what passes, side by side."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..files import disk
from ..validation.rules import CATALOGUE
from .made import render
from .texts import TEXTS

_TOKEN = re.compile(r"\w+|\s+|.")
_LISTS = ("decisions", "registry", "ledger", "audits", "baseline", "schema", "publishers")
_MOST = 160  # characters of a value


class Line(NamedTuple):
    """A line of an example. `parts`: its text, and whether the other example lacks it."""

    alone: bool
    parts: tuple[tuple[str, bool], ...]


class Example(NamedTuple):
    """A change of the made-up article: why it is shown, and its lines."""

    why: str
    message: str | None
    lines: tuple[Line, ...]


def rules_page(examples: Path) -> str:
    """Every rule by layer. `examples`: a folder for each rule, with fails.json and passes.json."""
    count = Counter(str(rule.severity) for rule in CATALOGUE.values())
    parts = [TEXTS["rules"].format(rules=len(CATALOGUE), **count), f"{render('rules_filter')}\n"]
    for layer, title in TEXTS["layers"].items():
        own = [rule for rule in CATALOGUE.values() if rule.layer == layer]
        shown = [(rule, *compared(examples / rule.id)) for rule in own]
        made = filter(str.strip, render("rules", layer=layer, rules=shown).splitlines())
        parts.append("\n".join([f"## {title}\n", *made, ""]))
    return "\n".join(parts)


def compared(folder: Path) -> tuple[Example, Example]:
    """What breaks a rule, and what does not, with the words of each that the other lacks."""
    fails, passes = (json.loads(disk.read_text(folder / f"{n}.json")) for n in ("fails", "passes"))
    ours, theirs = list(_lines(fails)), list(_lines(passes))
    return _example(fails, ours, theirs), _example(passes, theirs, ours)


def _example(fixture: Any, own: list[str], other: list[str]) -> Example:
    theirs, ours = (_tokens(lines) for lines in (other, own))
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    pieces = [
        (piece, kind != "equal")
        for kind, _, _, start, end in matcher.get_opcodes()
        for piece in "".join(ours[start:end]).splitlines(keepends=True)
        if piece
    ]
    lines, line = [], list[tuple[str, bool]]()
    for text, alone in pieces:
        line.append((text.rstrip("\n"), alone and bool(text.strip())))
        if text.endswith("\n"):
            made = "".join(part for part, _ in line)
            lines.append(Line(made not in other, tuple(part for part in line if part[0])))
            line = []
    return Example(fixture["why"], fixture.get("found"), tuple(lines))


def _tokens(lines: list[str]) -> list[str]:
    return [token for line in lines for token in (*_TOKEN.findall(line), "\n")]


def _lines(fixture: Any) -> Iterator[str]:
    """What an example changes in the made-up article or beside it, a line each."""
    for pointer, value in {**fixture.get("change", {}), **fixture.get("second", {})}.items():
        yield f"{pointer}: {_value(value)}"
    for by, changes in fixture.get("passes", {}).items():
        yield from (f"pass of {by}, {at}: {_value(value)}" for at, value in changes.items())
    for name in _LISTS:
        own = fixture.get(name, ())
        for one in own if isinstance(own, list) else [own] * isinstance(own, dict):
            yield f"{name}: {_value(one)}"
    for old, new in chain(fixture.get("capture", ()), fixture.get("replace", ())):
        yield f"{_cut(old)} → {_cut(str(new))}"
    yield from (f"{path}: {_cut(text)}" for path, text in fixture.get("files", {}).items())
    yield from (f"{path} → {target}" for path, target in fixture.get("link", {}).items())
    yield from (f"{path} (removed)" for path in fixture.get("remove", ()))


def _value(value: object) -> str:
    removed = value == {"$remove": True}
    return "(removed)" if removed else _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return text if len(text) <= _MOST else f"{text[: _MOST - 10]} …"
