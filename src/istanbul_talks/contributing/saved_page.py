"""Reads a text or a saved page: its text, and which lines are most likely the article.

inscriptis makes the visible text of a page, and trafilatura proposes its article.
"""

import email
import email.policy
import email.utils
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import regex

from ..errors import CorpusError
from ..files.optional import require
from ..text import garbled
from ..text.anchoring import Place, fold
from ..text.boilerplate import begins_comments, is_navigation
from .decoding import decode
from .page_facts import H1, TITLE, Fact, Facts, facts_of, letters

# More control characters than this, and one in a hundred, mean a program or a picture.
_MOST_CONTROL = 5
# What a line that is not prose costs, in characters of prose around it; 100 let teasers in. A
# known phrase, such as “Read also”, may be between two paragraphs.
_NAVIGATION_COST = {False: 150.0, True: 40.0}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")  # soft hyphen, zero-width space, word joiner
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
# How a page begins, for a browser (WHATWG MIME Sniffing, section 7.1, and more).
_TAGS = (
    "html|head|body|script|style|title|meta|link|base|table|iframe|font|main|section|article"
    "|header|div|span|h[1-6]|br|p|a|b"
)
_HTML = re.compile(rf"\s*(?:<\?xml|<!--|<!doctype\s+html|<(?:{_TAGS})[\s/>])", re.IGNORECASE)
_INNER_HTML = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_SNIFFED = 2048  # characters at the start that may show that a file is a page
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://\S{1,2000}) -->")
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:list|-?section|s-?area)?|discussion|disqus|respond|responses"
    r"|replies|reactions|guestbook|fb-comments|livefyre|coral|user-?opinions)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ENDS_SENTENCE = regex.compile(r"[\p{Sentence_Terminal}…”\"»」][\p{Quotation_Mark}\p{Pe}]*\Z")
_ANY_MARK = re.compile("[\"'「」『』]")  # others are folded to these
_LONG = 20  # letters of a line or title that does not match by chance
_WIDE = 3.0  # a character of Chinese, Japanese or Korean says as much as three letters
# What the libraries raise on a broken page.
_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
HTML_SUFFIXES = (".html", ".htm", ".xhtml")


@dataclass
class Page:
    """The text for the capture, what was changed to get it, and what the page says about itself.

    `doubts`: what a person should check before annotating, one sentence each. `saved`: the day on
    which the page was saved, if the file says so.
    """

    text: str
    changed: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    facts: Facts | None = None
    saved: str | None = None


def page_of(data: bytes, encoding: str | None, *, html: bool = False, exact: bool = False) -> Page:
    """Read a text, an HTML page or an MHTML file. `html`: it is a page, however it begins.

    `exact`: keep the invisible characters of a text, such as soft hyphens.
    CorpusError if it is not text in a known encoding, or a page needs a library that is missing.
    """
    declared = address = saved = None
    if _MHTML.search(data[:10_000]):
        data, declared, address, saved = _html_of(data)
        html = True
    text, changed = decode(data, encoding, declared)
    start = text[:_SNIFFED]
    is_page = html or bool(_HTML.match(start) or _INNER_HTML.search(start))
    page = _page_of_html(text, changed, address) if is_page else Page(text, changed)
    page.text = _normalised(page.text, page.changed, exact=exact and not is_page)
    page.doubts, page.saved = garbled.doubts(page.text), saved
    if not page.text.strip():
        raise CorpusError("the file has no text")
    return page


def _html_of(data: bytes) -> tuple[bytes, str | None, str | None, str | None]:
    """The page in a file saved as MHTML, the encoding in its header, its address, and the day."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = list(message.walk())
    except RecursionError:
        raise CorpusError("the saved page has parts in parts, too deep to read") from None
    for part in parts:
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content, charset = part.get_payload(decode=True), part.get_param("charset")
            address = message["Snapshot-Content-Location"] or part["Content-Location"]
            label = charset if isinstance(charset, str) else None
            where = address and str(address).strip()
            return bytes(content or b""), label, where, _day_of_header(str(message["Date"]))
    raise CorpusError("the saved page has no HTML part. Save it again, as HTML")


def _day_of_header(stamp: str) -> str | None:
    with suppress(ValueError, TypeError, OverflowError):
        return str(email.utils.parsedate_to_datetime(stamp).date())
    return None


def _page_of_html(html: str, changed: list[str], address: str | None) -> Page:
    etree, lxml, inscriptis, trafilatura = (
        require(name, "ingest") for name in ("lxml.etree", "lxml.html", "inscriptis", "trafilatura")
    )
    options = {"include_comments": False, "include_tables": False, "favor_precision": True}
    try:
        parser = lxml.HTMLParser(encoding="utf-8")
        tree = lxml.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
        text = "\n".join(line.rstrip() for line in inscriptis.get_text(html).splitlines())
        facts = facts_of(
            tree, address or (found[1] if (found := _SAVED_FROM.search(html)) else None)
        )
        _drop_comments(tree)
        article = trafilatura.extract(tree, **options) or ""
    except (*_BROKEN, etree.LxmlError) as error:
        raise CorpusError(
            f"the page cannot be read ({type(error).__name__}). "
            "Copy the article's text into a text file"
        ) from None
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    titles = {_plain(title.value) for title in facts.titles}
    paragraphs = [line for line in article.splitlines() if _plain(line) not in titles]
    return Page(text, [*changed, "only visible text was kept"], [], paragraphs, facts)


def _drop_comments(tree: Any) -> None:
    """Remove what readers wrote: parts whose name says so, and what follows such a heading."""
    for element in tree.xpath("//section | //div | //aside | //ol | //ul"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        kind = element.get("itemtype", "").rpartition("/")[2] == "Comment"
        if (kind or _COMMENTS.search(named)) and not element.xpath(".//h1"):
            element.drop_tree()
    for heading in tree.xpath("//h2 | //h3 | //h4 | //h5"):
        if not begins_comments(" ".join(heading.text_content().split())):
            continue
        for below in list(heading.itersiblings()):
            below.drop_tree()


def _normalised(text: str, changed: list[str], *, exact: bool) -> str:
    """NFC, LF, no control characters, a newline at the end. Adds what was changed to the list."""
    text, ends = _LINE_END.subn("\n", text)
    if ends:
        changed.append(f"{ends} line {'ending' if ends == 1 else 'endings'} became LF")
    control = len(_CONTROL.findall(text))
    if control > _MOST_CONTROL and 100 * control > len(text):
        raise CorpusError(
            "this is not text: it is full of control characters. "
            "Save the article as text, HTML or MHTML"
        )
    if control:
        text = _CONTROL.sub("", text)
        were = "character was" if control == 1 else "characters were"
        changed.append(f"{control} control {were} dropped")
    text, invisible = (text, 0) if exact else _INVISIBLE.subn("", text)
    if invisible:
        were = "character was" if invisible == 1 else "characters were"
        changed.append(f"{invisible} invisible {were} dropped (soft hyphens, zero-width spaces)")
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        changed.append("the text was normalised to NFC")
    if not normal.endswith("\n"):
        changed.append("a newline was added at the end")
        normal += "\n"
    return normal


def body_parts(text: str, paragraphs: list[str]) -> list[Place]:
    """The parts of a text that are most likely the article.

    These are the lines that are `paragraphs`; without any, the run of lines that reads like prose.
    """
    places = list(_found(text, paragraphs))
    if not any(_is_prose(text[slice(*place)]) for place in places):  # a date is no article
        prose = _prose(text)
        places = [p for p in prose if not is_navigation(text[slice(*p)])] or places
    parts: list[Place] = []
    while len(places) > 1 and not _is_prose(text[slice(*places[0])]):
        del places[0]  # a date or byline above the article
    for place in places:
        if parts and not text[parts[-1].end : place.start].strip():
            parts[-1] = Place(parts[-1].start, place.end)
        else:
            parts.append(place)
    return parts


def _lines(text: str) -> Iterator[Place]:
    for match in re.finditer(r"[^\n]+", text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words)
            yield Place(start, start + len(words))


def _found(text: str, paragraphs: list[str]) -> Iterator[Place]:
    """The lines of the text that are in the extracted article, in order.

    A long line may be several lines there, or a part of one: the source breaks lines elsewhere.
    """
    known = {words for words in map(_plain, paragraphs) if len(words) > 1}
    article = "".join(map(_unspaced, paragraphs))
    for place in _lines(text):
        line = text[slice(*place)]
        bare = _unspaced(line)
        inside = _plain(line) in known or (_length(bare) >= _LONG and bare in article)
        if inside and not is_navigation(line):
            yield place


def _plain(line: str) -> str:
    """A line for comparison: folded, without bullets and repeated white space."""
    return " ".join(fold(unicodedata.normalize("NFC", line))[0].strip("-•* ").split())


def _unspaced(line: str) -> str:
    return "".join(_plain(line).split())


def _prose(text: str) -> list[Place]:
    """The run of lines with the most prose, counted in characters."""
    best, score, start, found = 0.0, 0.0, 0, (0, 0)
    lines = list(_lines(text))
    for index, place in enumerate(lines):
        line = text[slice(*place)]
        score += _length(line) if _is_prose(line) else -_NAVIGATION_COST[is_navigation(line)]
        if score <= 0:
            score, start = 0.0, index + 1
        elif score > best:
            best, found = score, (start, index + 1)
    return lines[slice(*found)]


def _is_prose(line: str) -> bool:
    """Whether a line is long or ends a sentence."""
    length = _length(line)
    long = length >= 80 or (length >= 30 and _ENDS_SENTENCE.search(line, len(line) - 4) is not None)
    return long and not is_navigation(line)


def _length(line: str) -> float:
    """The length of a line in characters, where wide ones count more."""
    if line.isascii():
        return len(line)
    return len(line) + (_WIDE - 1) * sum(unicodedata.east_asian_width(c) == "W" for c in line)


def title_of(page: Page) -> str | None:
    """The headline that the page names, as the text prints it, on one line.

    Without a kicker before it, if the page also gives the headline alone. For a plain text: the
    first line before the body that looks like a headline.
    """
    if page.facts is not None:
        return _headline(page.text, page.facts.titles)
    parts = body_parts(page.text, page.paragraphs)
    end = parts[0].start if parts else 0
    before = (page.text[slice(*place)] for place in _lines(page.text) if place.end <= end)
    return next((line for line in before if _may_be_headline(line)), None)


def _headline(text: str, titles: list[Fact]) -> str | None:
    """The best of the titles that are in the text.

    First an h1 that is a title elsewhere, then the titles that publishers state, then the longest
    of the title element's parts and of the h1s that agree with it: others may be a menu or a logo.
    """
    headings, stated, heads = (
        [fact.value for fact in titles if fact.where in places]
        for places in ((H1,), {fact.where for fact in titles} - {H1, TITLE}, (TITLE,))
    )
    named = [*stated, *heads]
    parts = [part for title in named for part in _with_outlet_cut(title)]
    parts += [heading for heading in headings if any(_agree(heading, part) for part in parts)]
    same = [one for title in named for one in headings if letters(one) == letters(title)]
    wanted = [*same, *stated, *sorted(parts, key=len, reverse=True), *headings]
    folded = fold(text)
    printed = [found for words in wanted if (found := _printed(text, folded, words))]
    alone = (title for title in printed if printed[0].endswith(f" {title}"))
    return max(alone, key=len, default=next(iter(printed), None))


def _with_outlet_cut(title: str) -> list[str]:
    """A title, and what is left without the names of outlet and section at its end, if long."""
    cuts = (re.fullmatch(rf"(.+{kind}) [|–—:·»-]+ .{{2,}}", title) for kind in ("", "?"))
    return [part for part in (title, *(cut[1] for cut in cuts if cut)) if _length(part) >= _LONG]


def _agree(heading: str, title: str) -> bool:
    """Whether one begins with the other, or the title ends with the long heading."""
    one, other = letters(heading), letters(title)
    at_end = _length(one) >= _LONG and other.endswith(one)
    return bool(one) and (at_end or other.startswith(one) or one.startswith(other))


def _printed(text: str, folded: tuple[str, Any], words: str) -> str | None:
    """Words as a text prints them; line breaks, quotation marks and case may differ."""
    pieces = fold(words)[0].split()
    pattern = _ANY_MARK.sub(lambda _: _ANY_MARK.pattern, r"\s*".join(map(re.escape, pieces)))
    found = re.search(pattern, folded[0], re.IGNORECASE) if pieces else None
    starts = folded[1]
    return " ".join(text[starts[found.start()] : starts[found.end()]].split()) if found else None


def _may_be_headline(line: str) -> bool:
    return (
        20 <= len(line) <= 200
        and len(_WORD.findall(line)) >= 4
        and not (is_navigation(line) or line.endswith(".") or " | " in line)
    )
