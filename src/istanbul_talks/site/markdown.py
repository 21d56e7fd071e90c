"""Tables and text in Markdown."""

import html
from collections.abc import Iterable, Iterator, Sequence


def table(heads: str, rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table. `heads` are separated by "; "; one that ends in ":" is for numbers."""
    names = heads.split("; ")
    yield row(name.removesuffix(":") for name in names)
    yield row("---:" if name.endswith(":") else "---" for name in names)
    yield from map(row, rows)


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def plain(text: str) -> str:
    """Text of an article or annotator, fit for a cell of a table."""
    escaped = html.escape(text, quote=False).replace("|", "&#124;").replace("*", "&#42;")
    return escaped.replace("_", "&#95;").replace("\n", " ")


def short(words: str) -> str:
    """A short quote: at most a dozen words."""
    found = words.split()
    return plain(" ".join(found if len(found) <= 12 else [*found[:7], "…", *found[-3:]]))
