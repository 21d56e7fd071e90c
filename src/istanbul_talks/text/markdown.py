"""Markdown that programs write."""

from collections.abc import Iterable


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table. `head` names the columns, separated by “|”; those that end in “:” hold numbers."""
    columns = [column.strip() for column in head.split("|")]
    names = " | ".join(column.removesuffix(":") for column in columns)
    rule = " | ".join("---:" if column.endswith(":") else "---" for column in columns)
    lines = (" | ".join(map(str, row)) for row in rows)
    return "\n".join(f"| {line} |" for line in (names, rule, *lines))
