"""How text is shown to people: with hidden characters as escapes. Also hints."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from .words import plain_letters

_NONE = "".join(
    f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 1 << 20, 1 << 16)
)
CONTROL = rf"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef{_NONE}"
BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Invisible: zero-width spaces, soft hyphens, operators, fillers, deprecated and musical format
# characters; joiners that join nothing; tags that make no flag and selectors that select nothing:
# both can spell out hidden sentences.
_UNSEEN = (
    r"\u200b\u2060-\u2065\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u206a-\u206f\u3164"
    r"\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
ZERO_WIDTH = (
    f"[{_UNSEEN}]+"
    r"|(?<![\u0600-\u0dff\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])[\u200c\u200d]"
    r"|(?<!\U0001f3f4[\U000e0020-\U000e007e]*)[\U000e0020-\U000e007f]+"
    r"|(?<![\p{So}\p{Sm}\p{Po}\p{Sk}\p{Nd}\p{Lo}\u180a\U0001f3fb-\U0001f3ff])[\ufe00-\ufe0f]+"
    r"|(?<!\p{Han})[\U000e0100-\U000e01ef]+"
    r"|(?<=[!%&',./:;?@\"\\])[\ufe00-\ufe0f]+"
)
# What names, notes and other short texts never need, except line breaks and tabs.
_HIDDEN = rf"[{CONTROL}{BIDI}\r\u2028\u2029\ud800-\udfff]|{ZERO_WIDTH}"
_SHOWN = rf"[\p{{Cf}}\p{{Co}}]|{_HIDDEN}"
_PRINTABLE = re.compile(  # those of them that Python prints as they are
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# No mention, reference, commit, address or emoji: a comment may show it as it is.
_INERT = re.compile(r"(?=\w)(?!.*(\b[0-9a-f]{7}|GH-|www\.|:\S))[\w ,.:;()+→–/%-]*(?<!_)", re.ASCII)
_MARKED = re.compile('“.*”|„.*[“”]|«.*»|‘.*’|".*"')
NO_NAMES: Mapping[str, str] = {}
_MOST_SLIPS, _BEGINNING = 4, 3  # letters
_KINDS = {"Cc": "a control character", "Cs": "half of a surrogate pair"}


@cache
def _compiled(pattern: str) -> Any:
    # Few texts need it, and `regex` takes longer to import than a corpus to open.
    return import_module("regex").compile(pattern)


def _may_hide(text: str) -> bool:
    return not text.isprintable() or _PRINTABLE.search(text) is not None


def is_plain(characters: str) -> bool:
    """Whether each character is visible, ends no line, and stays as it is beside any other.

    A text of such characters has nothing hidden and is in NFC.
    """
    return all(map(_is_plain, characters))


@lru_cache(4096)
def _is_plain(character: str) -> bool:
    if character > "\uffff" or "\u1100" <= character <= "\u11ff":  # the parts of Korean syllables
        return False
    marked = unicodedata.category(character)[0] == "M" or _may_hide(character)
    return not marked and unicodedata.is_normalized("NFC", character)


def hidden_in(text: str) -> str | None:
    """The first hidden character of a text by code point and name; None if it has none."""
    found = _compiled(_HIDDEN).search(text) if _may_hide(text) else None
    return named(found[0][0]) if found else None


def without_hidden(text: str) -> str:
    """A text without its hidden characters."""
    return str(_compiled(_HIDDEN).sub("", text)) if _may_hide(text) else text


def named(character: str) -> str:
    """A character by code point and name: “U+202E (RIGHT-TO-LEFT OVERRIDE)”."""
    kind = _KINDS.get(unicodedata.category(character), "without a name")
    return f"U+{ord(character):04X} ({unicodedata.name(character, kind)})"


def shown(text: str) -> str:
    """A text with its hidden characters as JSON escapes; line breaks and tabs stay."""
    if not _may_hide(text):
        return text
    return str(_compiled(_SHOWN).sub(lambda hidden: "".join(map(_escaped, hidden[0])), text))


def visible(text: str, most: int = 80) -> str:
    """A text fit for one line of a message, its middle cut out if it is long.

    Control, format and line-breaking characters are escaped, and `##[`, which starts a command
    anywhere in the log of a workflow.
    """
    if len(text) > most:
        text = f"{text[: most * 2 // 3].rstrip()} … {text[-(most // 4) :].lstrip()}"
    line = shown(text).replace("\n", "\\u000a").replace("\t", "\\u0009")
    return line.replace("##[", "##\\u005b")


def _escaped(character: str) -> str:
    """A character as JSON escapes, to paste into a file: above U+FFFF a pair of surrogates."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def did_you_mean(word: str, known: Iterable[str], also: Mapping[str, str] = NO_NAMES) -> str:
    """A hint to append to a message: the known word nearest to `word`; empty if none is near.

    Case, accents and punctuation do not count. Near is one letter in four, or the beginning of the
    word. `also`: other names of known words.
    """
    letters, names = plain_letters(word), [*known, *also]
    osa = import_module("rapidfuzz.distance.OSA")
    slips = max(1, min(_MOST_SLIPS, len(letters) // 4))
    nearest = import_module("rapidfuzz.process").extractOne
    how = {"scorer": osa.distance, "processor": plain_letters, "score_cutoff": slips}
    found = nearest(word, names, **how) if letters else None
    begun = [name for name in names if _begins(letters, plain_letters(name))] if not found else []
    if not found and not begun:
        return ""
    name = found[0] if found else min(begun, key=len)
    return f"; did you mean “{also.get(name, name)}”?"


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _BEGINNING and long.startswith(short)


def in_marks(words: str, most: int) -> str:
    """Words in quotation marks: their own, or ours if they have none."""
    words = visible(words, most)
    return words if _MARKED.fullmatch(words) else f"“{words}”"


def code(text: str) -> str:
    """A Markdown code span: no markup, link or @name in it takes effect, backticks included."""
    shown = visible(text, max(len(text), 1))
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def said(text: str) -> str:
    """A text in a comment: as it is if nothing in it has an effect there, else as `code`."""
    return text if _INERT.fullmatch(text) else code(text)
