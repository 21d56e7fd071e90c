"""One-line messages for people: text with its hidden characters shown, and hints."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

# Control and format characters that names, notes and other short texts never need.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u2028\u2029"
    "\ufeff\u00ad\ufff9-\ufffb\U000e0000-\U000e007f\ufdd0-\ufdef]"
)


def hidden_in(text: str) -> str | None:
    """The first hidden character of a text by code point and name; None if it has none."""
    if (text.isascii() and text.isprintable()) or not (found := _HIDDEN.search(text)):
        return None
    return f"U+{ord(found[0]):04X} ({unicodedata.name(found[0], 'a control character')})"


def visible(text: str, most: int = 80) -> str:
    """A text fit for one line of a message, its middle cut out if it is long.

    Control, format and line-breaking characters are escaped.
    """
    if len(text) > most:
        text = f"{text[: most * 2 // 3].rstrip()} … {text[-(most // 4) :].lstrip()}"
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return "".join(_escaped(c) if unicodedata.category(c) in hidden else c for c in text)


def _escaped(character: str) -> str:
    """A character as JSON escapes, to paste into a file: above U+FFFF a pair of surrogates."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to append to a message: the known word most like `word`; empty if no word is close."""
    near = extractOne(word, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=60)
    return f"; did you mean “{near[0]}”?" if near else ""


def code(text: str) -> str:
    """A Markdown code span: no markup, link or @name in it takes effect, backticks included."""
    shown = visible(text, max(len(text), 1))
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"
