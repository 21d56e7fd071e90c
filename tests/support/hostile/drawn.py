"""Inputs drawn at random: the same ones for the same seed and suite."""

import random
from typing import Any

from . import SEED

# What breaks programs that read text, Markdown, HTML, JSON, logs, paths, dates or Unicode.
PIECES = (
    *("\0", "\x07", "\x1b[31m", "\r", "\r\n", "\n\n", "\t", "\x0b", "\x0c", "\x85", "\u2028"),
    *("\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufdd0"),
    *("\ud800", "\udfff", "\U0001f469\u200d\U0001f692", "e\u0301", "\u0301" * 50, "\ufdfa", "İ"),
    *("\U000e0041", "ß", "ﬁ", "٣", "２", "中", "ע", "ไ", "\U0010ffff", "\ue000"),
    *("<", ">", "&", "&#0;", "&#xd800;", "&lt;", "<!--", "-->", "<![CDATA[", "]]>", "<?x"),
    *("<script>", "</p>", "<p>", "<div class=comments>", "<table><tr><td colspan=99999>", "<svg>"),
    *("<meta charset=utf-16>", "<title>", "<base href=//x>", "<br>", "</html>", "<a href='"),
    *('"', "'", "“", "”", "‘", "`", "```", "~~~", "\\", "\\u0000", "/", "//", "../", "..\\", "%00"),
    *("{", "}", "[", "]", ":", ",", "|", ">>", "#", "### ", "- [x] ", "- [ ] ", "---", "@all"),
    *("::error::x", "##[error]x", "${{ x }}", "$(id)", "{{x}}", "{0}", "%s", "javascript:x", "#1"),
    *("null", "true", "NaN", "Infinity", "-0", "1e999", "9" * 400, "0x1f", "1_000", "-1", "1.0"),
    *("2024-02-30", "0000-00-00", "9999-99-99", "2024-03-05?", "../..", "31 февраля 2024"),
    *("http://[::1", "https://\u2100.com/", "http://a:b@c/", "_No response_", "x" * 5000),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**53, -(2**70), "", "x", "../x", "\ud800", [], {}),
    *([None], {"a": 1}, [[[[]]]], "9" * 400, "::error::x", "\x1b[31m"),
)


def drawing(suite: str) -> random.Random:
    """A source of random numbers, other ones for each seed and suite."""
    return random.Random(f"{SEED}-{suite}")


def spoilt(draw: random.Random, text: str, most: int = 4) -> str:
    """A text after one to `most` edits: pieces put in, parts dropped, doubled or moved."""
    for _ in range(draw.randint(1, most)):
        first, last = sorted((_place(draw, text), _place(draw, text)))
        part = text[first:last]
        piece = draw.choice(PIECES) * draw.choice((1, 1, 1, 2, 50))
        edits = (
            text[:first] + piece + text[first:],
            text[:first] + piece + text[last:],
            text[:first] + text[last:],
            text[:first] + part + part + text[last:],
            text[:last] + part[::-1] + text[last:],
            text[:first],
        )
        text = draw.choices(edits, (8, 2, 2, 1, 1, 1))[0][:100_000]
    return text


def spoilt_bytes(draw: random.Random, data: bytes, most: int = 6) -> bytes:
    """Bytes after one to `most` edits: bits flipped, bytes put in, parts dropped or doubled."""
    for _ in range(draw.randint(1, most)):
        first, last = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
        last = min(last, first + draw.choice((1, 8, 200, len(data))))
        part, put = data[first:last], draw.randbytes(draw.choice((1, 1, 2, 8)))
        flipped = bytes(byte ^ (1 << draw.randrange(8)) for byte in part[:1])
        edits = (
            data[:first] + flipped + data[first + 1 :],
            data[:first] + put + data[first:],
            data[:first] + data[last:],
            data[:first] + part + part + data[last:],
            data[:first],
        )
        data = draw.choices(edits, (5, 3, 2, 1, 1))[0][:200_000]
    return data


def changed(draw: random.Random, value: Any) -> Any:
    """A JSON value with one place changed: another value, a key dropped, added or renamed."""
    if not isinstance(value, dict | list) or not value or draw.random() < 0.05:
        return draw.choice(VALUES)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key, way = draw.choice(keys), draw.random()
    if way > 0.25:
        inner = changed(draw, value[key])
        if isinstance(value, dict):
            return {**value, key: inner}
        return [*value[:key], inner, *value[key + 1 :]]
    if isinstance(value, list):
        return [*value, draw.choice(VALUES)] if way > 0.1 else value[:key] + value[key + 1 :]
    rest = {name: one for name, one in value.items() if name != key}
    new = draw.choice(("x", "", "../x", "id", "\x1b", key.upper()))
    return rest if way < 0.1 else {**rest, new: draw.choice((value[key], *VALUES))}


def _place(draw: random.Random, text: str) -> int:
    """A place in a text, often at the start of a line or a tag."""
    marks = [at for at, character in enumerate(text[:20_000]) if character in "\n<"]
    return draw.choice(marks) if marks and draw.random() < 0.5 else draw.randint(0, len(text))
