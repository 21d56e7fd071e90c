"""Whether an offset is inside a word, or inside a visible character; the tokens of a text.

Words and visible characters (extended grapheme clusters) are those of Unicode Standard Annex #29,
“Unicode Text Segmentation” (https://www.unicode.org/reports/tr29/), as `regex` finds them.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import regex

_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED = regex.compile(rf"[{_SCRIPTS}\p{{M}}]{{2}}", regex.V1)
_ARABIC, _HEBREW = "وفبلكس", "והבלכמש"
_PROCLITIC = re.compile(rf"(?<!\w)(?:[{_ARABIC}]{{1,2}}|[{_HEBREW}]{{1,2}})\Z")
_JOINED = regex.compile(rf"[{_SCRIPTS}{_ARABIC}{_HEBREW}]", regex.V1)

# Letters that neither extend a cluster nor join the next character: ASCII, Latin, Greek, Cyrillic,
# Hebrew, Arabic, kana, Han.
_PLAIN_LETTER = (
    r"[\x20-\x7e\xa0-\xac\xae-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u05d0-\u05ea"
    r"\u0620-\u064a\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]"
)
_PLAIN_PAIR = re.compile(rf"{_PLAIN_LETTER}{{2}}|\n[^\r]|[^\r]\n")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_FAR = 64  # code points to go back
_CLUSTER = regex.compile(r"\X")
_JOINED_TO_BEFORE = r"[\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]"
_TOKEN_BORDER = regex.compile(
    rf"\b|(?=['’\s])|(?<=\s)|(?<=['’])(?!{_JOINED_TO_BEFORE})", regex.V1 | regex.WORD
)
_JOINS_LATER = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}]")


@lru_cache(1 << 14)
def _is_boundary(pair: str) -> bool:
    """Whether two characters are in two words and two clusters, whatever is around them."""
    before, after = pair[0], pair[1]
    if is_word(before) and is_word(after):
        return False
    return not _JOINS_LATER.match(before) and len(_CLUSTER.findall(pair)) == 2


def may_split(text: str, offset: int) -> bool:
    """Whether `splits_word` or `splits_grapheme` may be true of an offset: seldom."""
    return 0 < offset < len(text) and not _is_boundary(text[offset - 1 : offset + 1])


def is_word(character: str) -> bool:
    """Whether a character belongs to a word: a letter, digit, underscore or combining mark."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def splits_word(text: str, offset: int) -> bool:
    """Whether an offset is inside a word.

    Never in scripts without spaces between words (Chinese, Japanese, Thai, …). In Arabic and
    Hebrew, one or two letters that mean “and”, “in” or “to” are attached to the next word: the
    place after them is not inside a word either.
    """
    if not 0 < offset < len(text) or not (is_word(text[offset - 1]) and is_word(text[offset])):
        return False
    if text[offset - 1 : offset + 1].isascii():
        return True
    return not (_UNSPACED.match(text, offset - 1) or _PROCLITIC.search(text, offset - 4, offset))


def joins_words(text: str) -> bool:
    """Whether some offset between two letters of a text may not be inside a word."""
    return _JOINED.search(text) is not None


def is_whole_word(text: str, place: tuple[int, int]) -> bool:
    """Whether the span neither starts nor ends inside a word."""
    return not any(may_split(text, end) and splits_word(text, end) for end in place)


def is_whole(text: str, place: tuple[int, int]) -> bool:
    """Whether the span neither starts nor ends inside a word or a visible character."""
    start, end = place
    if not (may_split(text, start) or may_split(text, end)):
        return True
    return is_whole_word(text, place) and not any(splits_grapheme(text, end) for end in place)


def splits_grapheme(text: str, offset: int) -> bool:
    """Whether an offset is inside a grapheme cluster: an emoji sequence, a base and its mark."""
    if not 0 < offset < len(text):
        return False
    if text[offset - 1 : offset + 1].isascii():
        return text[offset - 1 : offset + 1] == "\r\n"
    start = offset - 1  # go back to a certain boundary: between two plain characters
    while start > 0 and not _PLAIN_PAIR.fullmatch(text, start - 1, start + 1):
        start -= 1
        if offset - start > _FAR:  # a chain of emoji or marks: look at the complete text, once
            return not _boundaries(text)[offset]
    ends = (match.end() for match in _CLUSTER.finditer(text, start))
    return next(end for end in ends if end >= offset) != offset


@lru_cache(maxsize=4)
def _boundaries(text: str) -> bytearray:
    """For every offset whether a grapheme cluster ends there.

    Flags are paired here, because `regex` counts them from the first one for each boundary. A
    letter with an accent joins its neighbours like a flag.
    """
    found = bytearray(len(text) + 1)
    paired = _FLAGS.sub(lambda run: ("a\u0301" * len(run[0]))[: len(run[0])], text)
    for match in _CLUSTER.finditer(paired):
        found[match.end()] = 1
    return found


def tokens(text: str) -> list[tuple[int, int]]:
    """The tokens of a text, in order: start and end in code points, end exclusive.

    They are the words of Unicode Standard Annex #29 (default word boundaries), and what is between
    words, but for white space: each punctuation mark is a token. The annex lets an implementation
    tailor its rules. Two are: an apostrophe is always a token of its own, so that a name ends
    before the “’s” of its genitive; and white space is always a border.
    """
    borders = [found.start() for found in _TOKEN_BORDER.finditer(text)]
    pairs = pairwise(sorted({0, *borders, len(text)}))
    return [(start, end) for start, end in pairs if not text[start:end].isspace()]


def cluster_ends(text: str) -> list[int]:
    """The offsets at which the grapheme clusters of a text end."""
    return [offset for offset, is_end in enumerate(_boundaries(text)) if is_end]
