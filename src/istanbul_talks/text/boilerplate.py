"""Lines that web pages put around articles: navigation, credits, advertising, comments."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_MOST = 200  # characters of such a line; a longer one is prose
_COUNT = r"[\d,.]{1,12} "


class _Patterns(NamedTuple):
    beginning: re.Pattern[str]
    anywhere: re.Pattern[str]
    comments: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The phrases of boilerplate.toml, of every language at once. `$` ends a whole line."""
    languages = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

    def one(kind: str, before: str = "", after: str = "") -> re.Pattern[str]:
        phrases = [phrase for language in languages.values() for phrase in language[kind]]
        # A phrase must not be followed by a letter: “read moreover” is prose.
        shown = "|".join(re.escape(p).replace(r"\$", r"\W*$") for p in phrases)
        return re.compile(f"{before}(?:{shown})(?!\\w){after}")

    counted = one("counted").pattern
    notice = r"(?:©|copyright\W+(?:©\W*|\(c\)\W*)?\d{4})"
    beginning = re.compile(f"{one('beginning').pattern}|{_COUNT}{counted}|{notice}")
    return _Patterns(beginning, one("anywhere"), one("comments", rf"(?:{_COUNT})?", r"[\W\d]*$"))


def is_navigation(line: str) -> bool:
    """Whether a line looks like navigation, credits or advertising."""
    if len(line.strip()) > _MOST:
        return False
    bare, known = _lower(line), _patterns()
    return (known.beginning.match(bare) or known.anywhere.search(bare)) is not None


def begins_comments(heading: str) -> bool:
    """Whether a heading introduces what readers wrote: “2 comments”, “Коментарі (5)”."""
    return _patterns().comments.match(_lower(heading)) is not None


def _lower(line: str) -> str:
    """In lower case, where a Turkish İ is an i."""
    return line.strip().replace("İ", "i").lower()
