"""Markdown that programs write."""

import html
from collections.abc import Iterable


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table. `head` names the columns, separated by “|”; those that end in “:” hold numbers."""
    columns = [column.strip() for column in head.split("|")]
    names = " | ".join(column.removesuffix(":") for column in columns)
    rule = " | ".join("---:" if column.endswith(":") else "---" for column in columns)
    lines = (" | ".join(map(str, row)) for row in rows)
    return "\n".join(f"| {line} |" for line in (names, rule, *lines))


def plain(text: str) -> str:
    """Text of an article or annotator, fit for a cell of a table."""
    escaped = html.escape(text, quote=False).replace("|", "&#124;").replace("*", "&#42;")
    return escaped.replace("_", "&#95;").replace("\n", " ")


def short(words: str) -> str:
    """A short quote: at most a dozen words."""
    found = words.split()
    return plain(" ".join(found if len(found) <= 12 else [*found[:7], "…", *found[-3:]]))
