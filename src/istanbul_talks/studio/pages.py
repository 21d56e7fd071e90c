"""The studio's pages as HTML. Jinja escapes every text: nothing of an article becomes markup."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from ..files.optional import require
from ..text.utf16 import Utf16

_TEMPLATES = Path(__file__).with_name("templates")
# In a script element only `<` can end the data; the others are for older parsers.
_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@cache
def _environment() -> Any:
    jinja = require("jinja2", "studio")
    loader, undefined = jinja.FileSystemLoader(_TEMPLATES), jinja.StrictUndefined
    made = jinja.Environment(
        loader=loader, undefined=undefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["data"] = _data
    made.filters["printed"] = _printed
    return made


def page(name: str, **values: Any) -> str:
    """A page from its template."""
    return str(_environment().get_template(f"{name}.html").render(values))


def _data(value: Any) -> Any:
    """A value as JSON inside a script element."""
    text = orjson.dumps(value).decode().translate(_ESCAPED)
    return require("markupsafe", "studio").Markup(text)


def _printed(text: str) -> Any:
    """A text of the capture so that a browser holds the same characters.

    HTML turns CR into LF, and drops NUL.
    """
    escaped = str(require("markupsafe", "studio").escape(text.replace("\0", "\ufffd")))
    return require("markupsafe", "studio").Markup(escaped.replace("\r", "&#13;"))


def paragraphs(capture: str, view: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of a capture with their offsets in UTF-16 units; empty lines are left out."""
    body = [(s["start"], s["end"]) for s in view["spans"] if s["layer"] == "body"]
    body = [extent for extent, s in zip(body, _parts(view), strict=True) if s == "text"]
    units, at = Utf16(capture), 0
    for line in capture.split("\n"):
        start, end = units.units(at), units.units(at + len(line))
        if line.strip():
            is_outside = all(end <= first or last <= start for first, last in body)
            yield {"start": start, "text": line, "outside": is_outside}
        at += len(line) + 1


def _parts(view: Mapping[str, Any]) -> Iterator[str]:
    return (s["part"] for s in view["spans"] if s["layer"] == "body")


def items(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of a document as lines to read, by layer."""
    annotation = document["state"]["annotation"]
    made = []
    for title, key, line in (
        ("Entities", "entities", _entity),
        ("Claims", "claims", _claim),
        ("Stances", "stance", _stance),
    ):
        found = annotation.get(key)
        lines = [
            {"item": f"{key}/{i}", "text": line(item) if isinstance(item, dict) else "?"}
            for i, item in enumerate(found if isinstance(found, list) else ())
        ]
        made.append({"title": title, "key": key, "lines": lines})
    return made


def _entity(item: Mapping[str, Any]) -> str:
    forms = item.get("mentions")
    shown = ", ".join(map(_words, forms if isinstance(forms, list) else ()))
    return f"{_words(item.get('name'))} ({_words(item.get('type'))}): {shown}"


def _claim(item: Mapping[str, Any]) -> str:
    return f"{_words(item.get('claimer'))}: “{_words(item.get('quote'))}”"


def _stance(item: Mapping[str, Any]) -> str:
    return " ".join(_words(item.get(key)) for key in ("holder", "label", "target"))


def _words(value: Any) -> str:
    """A label or quote in words; “not chosen yet” for one that is open."""
    if isinstance(value, dict):
        value = value.get("quote", value.get("other"))
    return value if isinstance(value, str) else "(open)"
