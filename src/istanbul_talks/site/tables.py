"""Tables that a phone can show: each cell names its column, so a row can become a card."""

import re
from html import escape, unescape

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td(?=[\s>])")
_TAG = re.compile(r"<[^>]*>")
_FEW = 2  # columns whose heads a card does not repeat


def fitted(content: str) -> str:
    """The content of a page whose tables without a class get one, and their cells data-label."""
    return _TABLE.sub(_fitted, content)


def _fitted(found: re.Match[str]) -> str:
    heads = [unescape(_TAG.sub("", head)).strip() for head in _HEAD.findall(found[1])]
    if len(heads) <= _FEW:
        return f'<table class="it-table cards pairs">{found[1]}</table>'

    def row(found: re.Match[str]) -> str:
        labels = iter(heads)
        label = lambda _: f'<td data-label="{escape(next(labels, ""))}"'
        return f"<tr>{_CELL.sub(label, found[1])}</tr>"

    return f'<table class="it-table cards">{_ROW.sub(row, found[1])}</table>'
