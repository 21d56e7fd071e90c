"""A text or saved page to a capture and a skeleton of its annotation. What is not known is null; what a program proposes is marked as such.

The visible text of a page is made by inscriptis, the proposal of its body and headline by trafilatura, of its day by htmldate.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ..errors import CorpusError
from ..files.optional import require
from ..model.quotes import written
from ..model.records import PROPOSED
from ..model.resolve import resolve
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place, Searchable, is_whole_word, occurrences
from ..text.boilerplate import is_navigation
from ..text.edtf import is_day
from ..text.edtf import written as written_days
from ..text.ids import MAX_ID
from ..text.languages import spoken

_OPENING = 8  # words of a quote that opens or closes a part of the body
_MOST_CONTROL = 5  # control characters that a text may have; more than that, and one in a hundred, is a program or picture
_DAYS = 5  # printed days that are told
_SHORT = 150.0  # what a line of navigation between lines of prose costs, in characters of prose; 100 took teasers in
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_HTML = re.compile(r"\s*(?:<\?xml|<!doctype html|<html|<head|<body|<!--)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_WORD = re.compile(r"\w+")
_STOPPED = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "its",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    ]
)


@dataclass
class Page:
    """What was read: the capture's text, what was changed to get it, and what the page says of itself."""

    text: str
    changed: list[str] = field(default_factory=list)
    title: str | None = None
    day: str | None = None
    paragraphs: list[str] = field(default_factory=list)


def page_of(data: bytes, encoding: str | None, *, html: bool = False) -> Page:
    """The page or text in some bytes; `html`: a page, however it begins. CorpusError for what is not text in a known encoding, and where a page needs a library that is missing."""
    if _MHTML.search(data[:10_000]):
        data = _html_of(data)
    text, changed = decoded(data, encoding)
    page = _page_of_html(text, changed) if html or _HTML.match(text) else Page(text, changed)
    page.text = _normalised(page.text, page.changed)
    if not page.text.strip():
        raise CorpusError("there is no text in it")
    return page


def decoded(data: bytes, encoding: str | None) -> tuple[str, list[str]]:
    """Bytes as text, by the encoding named, else by their mark, else as UTF-8, else as a page says of itself. CorpusError if they are none."""
    mark = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    name = encoding or _BOMS.get(mark, "utf-8")
    try:
        text = data.removeprefix(mark).decode(name)
    except LookupError:
        raise CorpusError(
            f"“{name}” is no encoding that is known here. Common ones are utf-8, windows-1252, windows-1251, koi8-r"
        ) from None
    except UnicodeError as error:
        declared = _CHARSET.search(data[:2048])
        if encoding is None and not mark and declared and declared[1].lower() != b"utf-8":
            return decoded(data, declared[1].decode("ascii"))
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        remedy = (
            "Name another encoding" if encoding else "Name its encoding: --encoding windows-1252"
        )
        raise CorpusError(f"the file is not {name}{at}. {remedy}") from None
    changed = ["the byte-order mark was dropped"] if mark else []
    return text, changed + (
        [f"it was {name} and is UTF-8 now"] if name not in ("utf-8", "utf8") else []
    )


def _html_of(data: bytes) -> bytes:
    """The page in a file saved as MHTML, in its own encoding turned to UTF-8."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            try:
                content = part.get_content()
            except (LookupError, ValueError) as error:
                raise CorpusError(
                    f"the page in the saved file cannot be read: {error}. Save it again, as HTML"
                ) from None
            return (
                content.encode("utf-8", "replace") if isinstance(content, str) else bytes(content)
            )
    raise CorpusError("the saved page holds no HTML")


def _page_of_html(html: str, changed: list[str]) -> Page:
    etree, htmldate, inscriptis, trafilatura = (
        require(name, "ingest") for name in ("lxml.etree", "htmldate", "inscriptis", "trafilatura")
    )
    try:
        text = "\n".join(line.rstrip() for line in inscriptis.get_text(html).splitlines())
        extracted = (
            trafilatura.extract(
                html, include_comments=False, include_tables=False, favor_precision=True
            )
            or ""
        )
        about = trafilatura.extract_metadata(html)
        day = htmldate.find_date(html, original_date=True, extensive_search=False)
    except (
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
        etree.LxmlError,
    ) as error:  # what parsers raise on a page that is broken
        raise CorpusError(
            f"the page cannot be read ({type(error).__name__}). Copy the article's text into a text file"
        ) from None
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    title = about.title if about else None
    paragraphs = [line for line in extracted.splitlines() if line.strip() != (title or "").strip()]
    return Page(
        text, [*changed, "the visible text was taken out of the page"], title, day, paragraphs
    )


def _normalised(text: str, changed: list[str]) -> str:
    """NFC, LF, no control characters, one newline at the end; what was changed is added to the list."""
    text, ends = _LINE_END.subn("\n", text)
    if ends:
        changed.append(f"{ends} line {'end' if ends == 1 else 'ends'} became LF")
    control = len(_CONTROL.findall(text))
    if control > _MOST_CONTROL and 100 * control > len(text):
        raise CorpusError(
            "this is no text: it is full of control characters. Save the article as text, HTML or MHTML"
        )
    if control:
        text = _CONTROL.sub("", text)
        changed.append(
            f"{control} control {'character was' if control == 1 else 'characters were'} dropped"
        )
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        changed.append("the text was brought to NFC")
    if not normal.endswith("\n"):
        changed.append("a newline was added at the end")
        normal += "\n"
    return normal


def proposed_id(title: str | None, name: str, taken: Collection[str]) -> str:
    """A slug of the headline, else of the file's name, that no article has or had."""
    words = re.findall(
        r"[a-z0-9]+",
        unicodedata.normalize("NFKD", title or name).encode("ascii", "ignore").decode().lower(),
    )
    chosen: list[str] = []
    for word in [word for word in words if word not in _STOPPED and not word.isdigit()][:5]:
        if len("-".join([*chosen, word])) <= MAX_ID - 4:
            chosen.append(word)
    base = "-".join(chosen) or "article"
    return next(id for id in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if id not in taken)


def body_parts(text: str, paragraphs: list[str]) -> list[Place]:
    """The parts of a text that are most likely the article: where the paragraphs stand, else the run of lines that reads like prose."""
    places = list(_found(text, paragraphs)) or [
        place for place in _prose(text) if not is_navigation(text[slice(*place)])
    ]
    parts: list[Place] = []
    while len(places) > 1 and not _is_prose(text, places[0]):
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
    """The lines of the text that are paragraphs of the extracted article, in order."""
    wanted = [" ".join(paragraph.strip("-•* ").split()) for paragraph in paragraphs]
    known = {words for words in wanted if len(words) > 1}
    for place in _lines(text):
        line = " ".join(text[slice(*place)].strip("-•* ").split())
        if line in known and not is_navigation(line):
            yield place


def _prose(text: str) -> list[Place]:
    """The run of lines with the most prose: a long line, or one that ends a sentence, counts for its length, any other against."""
    best, score, start, found = 0.0, 0.0, 0, (0, 0)
    lines = list(_lines(text))
    for index, place in enumerate(lines):
        score += place.end - place.start if _is_prose(text, place) else -_SHORT
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
    """The headline as the page names it, if the text holds it as a line; for a plain text the first line before the body that may be one."""
    parts = body_parts(page.text, page.paragraphs)
    lines = [page.text[slice(*place)] for place in _lines(page.text)]
    if page.title is not None:
        return next((line for line in lines if line == page.title.strip()), None)
    before = [
        page.text[slice(*place)]
        for place in _lines(page.text)
        if parts and place.end <= parts[0].start
    ]
    return next((line for line in before if _may_be_headline(line)), None)


def _may_be_headline(line: str) -> bool:
    return (
        20 <= len(line) <= 200
        and len(_WORD.findall(line)) >= 4
        and not (is_navigation(line) or line.endswith(".") or " | " in line)
    )


def skeleton(
    page: Page, id: str, words: Vocabulary, *, url: str | None, act: Mapping[str, str]
) -> dict[str, Any]:
    """An annotation that fits the schema: source, date, body and names as proposals, no claim and no stance."""
    parts = body_parts(page.text, page.paragraphs) or [
        Place(page.text.index(page.text.strip()), len(page.text.rstrip()))
    ]
    outlet = _outlet(words, url)
    day = (
        page.day if page.day and is_day(page.day) and page.day <= date.today().isoformat() else None
    )
    body = [_part(page.text, part) for part in parts]
    annotation: dict[str, Any] = {
        "$schema": "../schema/annotation.schema.json",
        "article": id,
        "text_sha256": hashlib.sha256(page.text.encode()).hexdigest(),
        "body": body,
        "source": {
            "title": title_of(page), "publisher": outlet, "author": None, "url": url, "section": None,
            "genre": next(iter(words.labels["genre"])), "language": spoken(page.text) or "und", "rights": {"status": "unknown"},
            **({"external": _external(page, url, outlet)} if url else {}),
            "note": f"{PROPOSED} headline, genre (it names the first label only to fill the place), language, body. Confirm or correct each, then delete this note.",
        },
        "date": {
            "published": day, "basis": "external" if day else "conjecture", "evidence": [], "certainty": "low", "captured": None, "event": None,
            **_date_note(page, day),
        },
        "entities": [],
        "claims": [],
        "stance": [],
        "provenance": [dict(act)],
        "status": "draft",
    }  # fmt: skip
    annotation["entities"] = _entities(annotation, page.text, words)
    return annotation


def _date_note(page: Page, day: str | None) -> dict[str, str]:
    """Which days may be that of publication: the one of the metadata, which was filled in, and those that are printed."""
    printed = list(dict.fromkeys(found.isoformat() for found in written_days(page.text)))[:_DAYS]
    said = [f"{day} was found in the page, its metadata or its text"] if day else []
    said += (
        [f"{', '.join(printed)} {'is' if len(printed) == 1 else 'are'} printed in the capture"]
        if printed
        else []
    )
    return (
        {
            "note": f"{PROPOSED} {'; '.join(said)}. Confirm or correct the date, then delete this note."
        }
        if said
        else {}
    )


def _external(page: Page, url: str, outlet: str | None) -> dict[str, str]:
    said = {"url": "Given by the contributor."}
    if outlet is not None and outlet not in page.text:
        said["publisher"] = f"The outlet of the host {urlsplit(url).hostname}."
    return said


def _outlet(words: Vocabulary, url: str | None) -> str | None:
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return next(
        (str(p["name"]) for p in words.publishers.values() if host and p["host"] == host), None
    )


def _part(text: str, part: Place) -> dict[str, Any]:
    """A part of the body by its first and last words, on one line each."""
    inner = text[slice(*part)]
    first, last = inner.split("\n")[0], inner.rstrip("\n").split("\n")[-1]
    opening = " ".join(first.split(" ")[:_OPENING])
    closing = " ".join(last.split(" ")[-_OPENING:])
    rest = Searchable(text[part.start :])
    length = part.end - part.start
    return {
        "from": written(Searchable(text), Place(part.start, part.start + len(opening))),
        "to": written(rest, Place(length - len(closing), length)),
    }


def _entities(annotation: Mapping[str, Any], text: str, words: Vocabulary) -> list[dict[str, Any]]:
    """The entities of the registry whose names stand in the body, each with the forms that do."""
    body = resolve(annotation, text).body
    found: dict[str, list[str]] = {}
    for lengths, forms in words.forms.values():
        for form, id in forms.items():
            if (
                body is not None
                and len(form) in lengths
                and any(is_whole_word(body.text, p) for p in occurrences(body.text, form))
            ):
                found.setdefault(id, []).append(form)
    made = []
    for id in sorted(found):
        entry = words.entities[id]
        made.append(
            {key: entry[key] for key in ("id", "type", "name", "wikidata")}
            | {"role": None, "mentions": sorted(found[id])}
        )
    covered = resolve(
        {**annotation, "entities": made}, text
    ).covered  # forms that stand only inside longer names
    for _, e, _, f in sorted(covered, reverse=True):
        del made[int(e)]["mentions"][int(f)]
    return [entity for entity in made if entity["mentions"]]
