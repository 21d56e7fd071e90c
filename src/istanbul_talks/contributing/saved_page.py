"""A text or a saved page is read: its text, and which lines of it are most likely the article.

inscriptis makes the visible text of a page, trafilatura proposes its article and headline, and
htmldate its day.
"""

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import CorpusError
from ..files.optional import require
from ..text.anchoring import Place
from ..text.boilerplate import is_navigation

# More control characters than that, and one in a hundred, are a program or a picture.
_MOST_CONTROL = 5
# What a line of navigation costs, in characters of prose around it; 100 took teasers in.
_NAVIGATION_COST = 150.0
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_HTML = re.compile(r"\s*(?:<\?xml|<!doctype html|<html|<head|<body|<!--)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_EXAMPLE = "--encoding windows-1252"
_WORD = re.compile(r"\w+")


@dataclass
class Page:
    """The text for the capture, what was changed to get it, and what the page says about itself."""

    text: str
    changed: list[str] = field(default_factory=list)
    title: str | None = None
    day: str | None = None
    paragraphs: list[str] = field(default_factory=list)


def page_of(data: bytes, encoding: str | None, *, html: bool = False) -> Page:
    """Read a text, an HTML page or an MHTML file. `html`: it is a page, however it begins.

    CorpusError if it is not text in a known encoding, or a page needs a library that is missing.
    """
    if _MHTML.search(data[:10_000]):
        data = _html_of(data)
    text, changed = decoded(data, encoding)
    page = _page_of_html(text, changed) if html or _HTML.match(text) else Page(text, changed)
    page.text = _normalised(page.text, page.changed)
    if not page.text.strip():
        raise CorpusError("the file has no text")
    return page


def decoded(data: bytes, encoding: str | None) -> tuple[str, list[str]]:
    """Decode by the named encoding, else the byte-order mark, else UTF-8, else as declared.

    Also returns what was changed. CorpusError if the bytes are not in that encoding.
    """
    mark = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    name = encoding or _BOMS.get(mark, "utf-8")
    try:
        text = data.removeprefix(mark).decode(name)
    except LookupError:
        common = "utf-8, windows-1252, windows-1251, koi8-r"
        raise CorpusError(f"unknown encoding “{name}”. Common ones: {common}") from None
    except UnicodeError as error:
        declared = _CHARSET.search(data[:2048])
        if encoding is None and not mark and declared and declared[1].lower() != b"utf-8":
            return decoded(data, declared[1].decode("ascii"))
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        remedy = "Name another encoding" if encoding else f"Name its encoding: {_EXAMPLE}"
        raise CorpusError(f"the file is not {name}{at}. {remedy}") from None
    changed = ["the byte-order mark was dropped"] if mark else []
    if name not in ("utf-8", "utf8"):
        changed.append(f"converted from {name} to UTF-8")
    return text, changed


def _html_of(data: bytes) -> bytes:
    """The page in a file saved as MHTML, in its own encoding turned to UTF-8."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            try:
                content = part.get_content()
            except (LookupError, ValueError) as error:
                found = f"the page in the saved file cannot be read: {error}"
                raise CorpusError(f"{found}. Save it again, as HTML") from None
            text = isinstance(content, str)
            return content.encode("utf-8", "replace") if text else bytes(content)
    raise CorpusError("the saved page holds no HTML")


def _page_of_html(html: str, changed: list[str]) -> Page:
    etree, htmldate, inscriptis, trafilatura = (
        require(name, "ingest") for name in ("lxml.etree", "htmldate", "inscriptis", "trafilatura")
    )
    options = {"include_comments": False, "include_tables": False, "favor_precision": True}
    broken = (AttributeError, LookupError, RecursionError, TypeError, ValueError, etree.LxmlError)
    try:
        text = "\n".join(line.rstrip() for line in inscriptis.get_text(html).splitlines())
        article = trafilatura.extract(html, **options) or ""
        metadata = trafilatura.extract_metadata(html)
        day = htmldate.find_date(html, original_date=True, extensive_search=False)
    except broken as error:  # what the parsers raise on a broken page
        found = f"the page cannot be read ({type(error).__name__})"
        raise CorpusError(f"{found}. Copy the article's text into a text file") from None
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    title = metadata.title if metadata else None
    paragraphs = [line for line in article.splitlines() if line.strip() != (title or "").strip()]
    return Page(text, [*changed, "the visible text of the page was taken"], title, day, paragraphs)


def _normalised(text: str, changed: list[str]) -> str:
    """NFC, LF, no control characters, a newline at the end. Adds what was changed to the list."""
    text, ends = _LINE_END.subn("\n", text)
    if ends:
        changed.append(f"{ends} line {'end' if ends == 1 else 'ends'} became LF")
    control = len(_CONTROL.findall(text))
    if control > _MOST_CONTROL and 100 * control > len(text):
        found = "this is not text: it is full of control characters"
        raise CorpusError(f"{found}. Save the article as text, HTML or MHTML")
    if control:
        text = _CONTROL.sub("", text)
        were = "character was" if control == 1 else "characters were"
        changed.append(f"{control} control {were} dropped")
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        changed.append("the text was brought to NFC")
    if not normal.endswith("\n"):
        changed.append("a newline was added at the end")
        normal += "\n"
    return normal


def body_parts(text: str, paragraphs: list[str]) -> list[Place]:
    """The parts of a text that are most likely the article.

    These are the lines that are `paragraphs`; without any, the run of lines that reads like prose.
    """
    places = list(_found(text, paragraphs)) or list(_without_navigation(text, _prose(text)))
    parts: list[Place] = []
    while len(places) > 1 and not _is_prose(text, places[0]):
        del places[0]  # a date or byline above the article
    for place in places:
        if parts and not text[parts[-1].end : place.start].strip():
            parts[-1] = Place(parts[-1].start, place.end)
        else:
            parts.append(place)
    return parts


def _without_navigation(text: str, places: list[Place]) -> Iterator[Place]:
    return (place for place in places if not is_navigation(text[slice(*place)]))


def _lines(text: str) -> Iterator[Place]:
    for match in re.finditer(r"[^\n]+", text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words)
            yield Place(start, start + len(words))


def _found(text: str, paragraphs: list[str]) -> Iterator[Place]:
    """The lines of the text that are paragraphs of the extracted article, in order."""
    wanted = [" ".join(paragraph.strip("-•* ").split()) for paragraph in paragraphs]
    known = {words for words in wanted if len(words) > 1}
    for place in _lines(text):
        line = " ".join(text[slice(*place)].strip("-•* ").split())
        if line in known and not is_navigation(line):
            yield place


def _prose(text: str) -> list[Place]:
    """The run of lines with the most prose, counted in characters."""
    best, score, start, found = 0.0, 0.0, 0, (0, 0)
    lines = list(_lines(text))
    for index, place in enumerate(lines):
        score += place.end - place.start if _is_prose(text, place) else -_NAVIGATION_COST
        if score <= 0:
            score, start = 0.0, index + 1
        elif score > best:
            best, found = score, (start, index + 1)
    return lines[slice(*found)]


def _is_prose(text: str, place: Place) -> bool:
    """Whether a line is a long one, or ends a sentence."""
    length = place.end - place.start
    return not is_navigation(text[slice(*place)]) and (
        length >= 80 or (length >= 30 and text[place.end - 1] in '.!?”"…')
    )


def title_of(page: Page) -> str | None:
    """The headline the page names, if it is a line of the text.

    For a plain text: the first line before the body that looks like a headline.
    """
    places = list(_lines(page.text))
    if page.title is not None:
        title = page.title.strip()
        return title if title in (page.text[slice(*place)] for place in places) else None
    parts = body_parts(page.text, page.paragraphs)
    end = parts[0].start if parts else 0
    before = (page.text[slice(*place)] for place in places if place.end <= end)
    return next((line for line in before if _may_be_headline(line)), None)


def _may_be_headline(line: str) -> bool:
    return (
        20 <= len(line) <= 200
        and len(_WORD.findall(line)) >= 4
        and not (is_navigation(line) or line.endswith(".") or " | " in line)
    )
