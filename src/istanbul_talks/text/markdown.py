"""Markdown that programs write."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any
from urllib.parse import quote

from .urls import problem_of_url
from .visible import shown

_REFERENCES = {ord(c): f"&#{ord(c)};" for c in '\\`*_{}[]|~^"'} | {10: " ", 13: " "}
# Where hosts of issues would begin to act on a text, even on character references: a mention or
# address, a reference, a commit, an emoji. A zero-width space there stops them.
_ACTING = re.compile(
    r"(?<=[@#])(?=\S)|(?<=GH)(?=-)|(?<=www)(?=\.)|(?<=:)(?=/|[\w+-]+:)|(?<=[0-9a-f]{6})(?=[0-9a-f])",
    re.IGNORECASE,
)
# At the start of a line: code, a list, a heading, a command.
_OPENING = re.compile(r"\A(?:\t| (?=[ \t])| ?[-+=#/:@\d])")
_OF_ADDRESSES = "%/:?#@!$&'+,;=-._~"  # what an address may have; the rest is written as %XX


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table. `head` names the columns, separated by “|”; those that end in “:” hold numbers.

    Whole numbers get commas between thousands.
    """
    columns = [column.strip() for column in head.split("|")]
    names = " | ".join(column.removesuffix(":") for column in columns)
    rule = " | ".join("---:" if column.endswith(":") else "---" for column in columns)
    lines = (" | ".join(map(_cell, row)) for row in rows)
    return "\n".join(f"| {line} |" for line in (names, rule, *lines))


def _cell(value: object) -> str:
    return f"{value:,}" if type(value) is int else str(value)


def plain(text: str) -> str:
    """Somebody else's text as Markdown: shown literally, without any effect.

    What has a meaning in HTML or Markdown becomes a character reference. Hidden characters are
    shown as escapes.
    """
    return html.escape(shown(text.replace("\r", " ")), quote=False).translate(_REFERENCES)


def inert(text: str) -> str:
    """Somebody else's text in a comment: `plain`, and nothing that a host would act on.

    No mention, reference, address, emoji, formula or command, wherever in a line it is.
    """
    shown = "&#8203;".join(plain(piece) for piece in _ACTING.split(text))
    shown = _OPENING.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", shown)
    return shown.replace("$", "<span>&#36;</span>")  # what GitHub's manual says of formulas


def own(text: str) -> str:
    """A text of this project, which may contain Markdown but no HTML."""
    return html.escape(text, quote=False)


def escaped(value: Any) -> Any:
    """A record or JSON value with `plain` texts: for pages, before anything else."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: escaped(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(escaped, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: escaped(getattr(value, f.name)) for f in fields(value)})
    return value


def link(words: str, address: str) -> str:
    """A link to a public http or https address; the words alone for any other."""
    public = public_address(address)
    return f"[{words}]({public})" if public else words


def public_address(address: str) -> str | None:
    """A public http or https address, with no character that markup uses; None for any other."""
    return None if problem_of_url(address) is not None else quote(address, safe=_OF_ADDRESSES)


def fence_for(text: str) -> str:
    """The fence of a code block that holds a text: longer than any run of backticks in it."""
    return "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
