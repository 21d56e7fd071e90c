"""Decodes the bytes of a file in the encoding that a browser would use.

Labels of encodings are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/):
iso-8859-1 means windows-1252, iso-8859-9 means windows-1254.
"""

import codecs
import re

from ..errors import CorpusError
from ..files.optional import require
from ..text.languages import spoken
from ..text.visible import visible

_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HEAD = 1 << 16  # bytes in which a page may declare its encoding
_COMMENT = re.compile(rb"<!--(?:.*?-->|.*)", re.DOTALL)  # an unclosed one takes the rest
_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_MOST_DAMAGED = 10  # a file with one broken character in ten is in another encoding
_MOST_ADVISED = 3  # encodings that an error names
_C1 = re.compile("[\x80-\x9f]")  # control characters that no page has
# What the detector may guess: encodings that browsers know. The names are Python's.
_WINDOWS = tuple(f"cp{number}" for number in (1252, 1251, 1250, *range(1253, 1259), 874))
_OTHERS = "koi8_u koi8_r cp866 iso8859_2 iso8859_5 gb18030 big5 euc_jp cp932 cp949"
_KNOWN = (*_WINDOWS, *_OTHERS.split())


def decode(data: bytes, named: str | None, declared: str | None = None) -> tuple[str, list[str]]:
    """The text of a file, and what was changed to get it.

    The encoding is that of the byte-order mark; else the one `named` by the user; else UTF-8 if
    the bytes are; else the one `declared` in a saved page's header, or in the page itself.
    CorpusError if none fits; it suggests some that do.
    """
    mark = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    done = ["the byte-order mark was dropped"] if mark else []
    if mark or named:
        name = named if named and not mark else _BOMS[mark]
        return _strictly(data.removeprefix(mark), name, named), done + _converted(name)
    label = declared or declaration(data)
    if not label or (not data.isascii() and _is_utf8(data)) or _is_ignored(label):
        label = "utf-8"
    name, codec = _codec(label)
    return _as_declared(data, name, codec), _converted(name)


def declaration(data: bytes) -> str | None:
    """The encoding that a page declares in its head; None if it declares none."""
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_HEAD]))
    label = found and (found[1] or found[2]).decode("ascii")
    # A page whose declaration can be read byte by byte is not UTF-16 (WHATWG).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _is_ignored(label: str) -> bool:
    """Whether a browser would not decode with this label, though Python might."""
    found = None if label.lower() == "utf-8" else require("webencodings", "ingest").lookup(label)
    return found is None or found.name in ("replacement", "x-user-defined")


def _converted(label: str) -> list[str]:
    name = _codec(label)[0]
    return [] if name == "utf-8" else [f"converted from {name} to UTF-8"]


def _codec(label: str) -> tuple[str, str]:
    """The name of an encoding, and that of Python's codec. CorpusError for an unknown label."""
    if label.lower() in ("utf-8", "utf8", "utf-16-le", "utf-16-be"):
        return label.lower().replace("utf8", "utf-8"), label
    found = require("webencodings", "ingest").lookup(label)
    if found is not None:
        return str(found.name), str(found.codec_info.name)
    try:
        return label, codecs.lookup(label).name
    except (LookupError, ValueError):
        common = "utf-8, windows-1252, windows-1251, koi8-r"
        problem = f"unknown encoding “{visible(label, 40)}”"
        raise CorpusError(f"{problem}. Common ones: {common}") from None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(data: bytes, label: str, named: str | None) -> str:
    name, codec = _codec(label)
    try:
        return data.decode(codec)
    except LookupError:  # a Python codec that does not decode to text
        raise CorpusError(f"“{visible(label, 40)}” is not a text encoding") from None
    except UnicodeError as error:
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        problem = f"the file is not {name}{at}"
        advice = _advice(data) if named else "Save it again as UTF-8"
        raise CorpusError(f"{problem}. {advice}") from None


def _as_declared(data: bytes, name: str, codec: str) -> str:
    """Decode as a browser does: a few broken characters become U+FFFD, for the reader to see."""
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if name == "utf-8" else 0)
    letters = sum(character > "\x7f" for character in text)
    if broken and broken * _MOST_DAMAGED > letters:
        declares = "" if name == "utf-8" else ", which it declares"
        raise CorpusError(f"the file is not {name}{declares}. {_advice(data)}")
    return text


def _advice(data: bytes) -> str:
    """Which encodings fit the bytes, each with words that only it reads like this."""
    texts = _fitting(data)
    words = [re.sub(r"<[^<>]*>", " ", text).split() for text in texts.values()]
    telling = [row for row in zip(*words, strict=False) if len({*row}) == len(row)]
    telling = telling or [row for row in zip(*words, strict=False) if not "".join(row).isascii()]
    if not telling:  # no encoding fits, or there is no word to tell them apart
        return "Save it again as UTF-8"
    shown = [visible(" ".join(column), 60) for column in zip(*telling[:3], strict=True)]
    found = [f"--encoding {name} (“{read}”)" for name, read in zip(texts, shown, strict=True)]
    return f"Name the encoding in which the words are right: {' or '.join(found)}"


def _fitting(data: bytes) -> dict[str, str]:
    """Encodings that may be right, most likely first, each with the decoded text."""
    library = require("charset_normalizer", "ingest")
    ranked: list[tuple[float, float, bool, int]] = []
    texts: dict[int, str] = {}
    for match in library.from_bytes(data, cp_isolation=_KNOWN, enable_fallback=False):
        for codec in {match.encoding, *match.could_be_from_charset}:
            text, number = data.decode(codec, "replace"), _KNOWN.index(codec)
            if not _C1.search(text):
                ranked.append((match.chaos, -match.coherence, spoken(text) is None, number))
                texts[number] = text
    first = {texts[number]: number for *_, number in sorted(ranked, reverse=True)}
    likely = [number for *_, number in sorted(ranked) if first[texts[number]] == number]
    return {_label(_KNOWN[number]): texts[number] for number in likely[:_MOST_ADVISED]}


def _label(codec: str) -> str:
    """A label for a Python codec, for the user to type."""
    return codec.replace("cp125", "windows-125").replace("cp874", "windows-874").replace("_", "-")
