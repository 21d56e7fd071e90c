"""How to cite a release, a part of it, and the articles in it: BibTeX, CSL-JSON and APA text, made from the data.

CSL-JSON as in the schema of the Citation Style Language 1.0.2; data sets as in the APA manual, 7th edition, section 10.9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson

from ..errors import ArgumentError, check_type
from ..model.records import Article
from ..text.visible import did_you_mean, visible

STYLES = ("bibtex", "csl", "apa")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_OUTLETS = 20  # outlets that a citation of a part names


class Part(NamedTuple):
    """What a citation says of a part of a release."""

    digest: str
    articles: int
    of: int
    outlets: Sequence[str]

    def __str__(self) -> str:
        named = ", ".join(visible(outlet, 100) for outlet in self.outlets[:_OUTLETS])
        more = f" and {len(self.outlets) - _OUTLETS} more" if len(self.outlets) > _OUTLETS else ""
        source = f"; articles from {named}{more}" if self.outlets else ""
        return f"Subset of {self.articles} of {self.of} articles, content digest sha256:{self.digest}{source}"


def cite(manifest: Mapping[str, Any], style: str = "bibtex", part: Part | None = None) -> str:
    """The citation of the release that a manifest describes, or of a part of it. CorpusError for an unknown style.

    The digest is in it: it names the data itself, on every machine.
    """
    dataset = manifest["dataset"]
    key = f"{_line(dataset['name'])}-{_line(manifest['version'])}"
    item = {
        "id": f"{key}-{part.digest[:8]}" if part else key,
        "type": "dataset",
        "title": _line(dataset["title"]),
        "author": [{"literal": _line(author["name"])} for author in dataset["authors"]],
        **(
            {"issued": {"date-parts": [_parts(manifest["released"])]}}
            if manifest["released"]
            else {}
        ),
        "version": _line(manifest["version"]),
        **({"DOI": _line(dataset["doi"])} if dataset.get("doi") else {}),
        **({"URL": _line(dataset["homepage"])} if dataset["homepage"] else {}),
        "note": f"{_edition(manifest)}Content digest sha256:{_line(manifest['digest'])}"
        + (f". {part}" if part else ""),
    }
    return _worded([item], style)


def _edition(manifest: Mapping[str, Any]) -> str:
    """What a citation says of an edition that is not the full one."""
    edition = manifest.get("edition")
    if edition == "restored":
        return f"Restored from the text-free edition, articles: {manifest['configs']['articles']['rows']}. "
    return "Text-free edition. " if edition == "text-free" else ""


def references(articles: Iterable[Article], style: str = "bibtex") -> str:
    """References to original articles, in their order. CorpusError for an unknown style. What a capture does not say is left out."""
    return _worded([_reference(article) for article in articles], style)


def _reference(article: Article) -> dict[str, Any]:
    issued = _issued(article)
    return {
        "id": article.id,
        "type": "article-newspaper" if article.publisher else "webpage",
        **({"title": _line(article.title)} if article.title and _line(article.title) else {}),
        **(
            {"author": [{"literal": _line(article.author)}]}
            if article.author and _line(article.author)
            else {}
        ),
        **(
            {"container-title": _line(article.publisher)}
            if article.publisher and _line(article.publisher)
            else {}
        ),
        **({"section": _line(article.section)} if article.section else {}),
        **({"issued": issued} if issued else {}),
        **({"URL": _line(article.url)} if article.url else {}),
        "language": article.language,
    }


def _issued(article: Article) -> dict[str, Any] | None:
    """The day as CSL has it: the parts that are known; both ends of an interval; `circa` where it is not certain."""
    first, last = article.published_earliest, article.published_latest
    if article.published is None or first is None or last is None:
        return None
    length = {"day": 3, "month": 2, "year": 1}.get(article.published_precision or "")
    ends = (
        [_parts(first.isoformat())[:length]]
        if length
        else [_parts(first.isoformat()), _parts(last.isoformat())]
    )
    return {"date-parts": ends, **({"circa": True} if article.published[-1] in "?~%" else {})}


def _parts(day: str) -> list[int]:
    found = date.fromisoformat(day)
    return [found.year, found.month, found.day]


def _worded(items: list[dict[str, Any]], style: str) -> str:
    check_type("style", style, str, f"one of: {', '.join(STYLES)}")
    if style == "csl":
        return orjson.dumps(items, option=orjson.OPT_INDENT_2).decode()
    if style == "bibtex":
        return "\n\n".join(_bibtex(item) for item in items)
    if style == "apa":
        return "\n".join(_apa(item) for item in items)
    hint = did_you_mean(style, STYLES) or "."
    raise ArgumentError(
        f"“{visible(style, 40)}” is no citation style{hint} Choose one of: {', '.join(STYLES)}"
    )


def _line(text: str) -> str:
    """Words on one line, without control characters and marks of direction, which no style can word."""
    return " ".join(
        "".join(
            c for c in text if (unicodedata.category(c) != "Cc" and c not in _MARKS) or c.isspace()
        ).split()
    )


def _escape(text: str) -> str:
    return re.sub(r"[\\&%$#_{}~^]", lambda m: _SPECIAL[m[0]], text)


def _address(text: str) -> str:
    """An address as a field of BibTeX may hold it: what would end the field is written in percent."""
    return re.sub(
        r"[{}\\%]",
        lambda m: m[0] if re.match(r"%[0-9A-Fa-f]{2}", text[m.start() :]) else f"%{ord(m[0]):02X}",
        text,
    )


def _bibtex(item: Mapping[str, Any]) -> str:
    ends = item.get("issued", {}).get("date-parts", [])
    fields = {
        "author": " and ".join(f"{{{_escape(author['literal'])}}}" for author in item.get("author", ())),
        "title": f"{{{_escape(item['title'])}}}" if "title" in item else "",
        "howpublished": _escape(item.get("container-title", "")),
        "year": str(ends[0][0]) if ends else "",
        "month": _MONTHS[ends[0][1] - 1][:3].lower() if ends and item["type"] != "dataset" and len({tuple(end[:2]) for end in ends}) == 1 and len(ends[0]) > 1 else "",
        "version": item.get("version", ""),
        "doi": _address(item.get("DOI", "")),
        "url": _address(item.get("URL", "")),
        "note": _escape(item.get("note", "")) or _unsure(item),
    }  # fmt: skip
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{item['id']},", *lines, "}"])


def _unsure(item: Mapping[str, Any]) -> str:
    """A date that `year` and `month` cannot hold: one that is not certain, or an interval."""
    issued = item.get("issued", {})
    return (
        f"Published {_apa_date(item)}".replace("–", "--")
        if issued.get("circa") or len(issued.get("date-parts", ())) > 1
        else ""
    )


def _apa(item: Mapping[str, Any]) -> str:
    authors = ", ".join(author["literal"] for author in item.get("author", ()))
    when = f"({_apa_date(item)})."
    if item["type"] == "dataset":
        title = f"{item['title']} (Version {item['version']}) [Data set]."
    else:
        title = (
            f"{item['title']}{'' if item['title'][-1] in '.?!' else '.'}"
            if "title" in item
            else "[Article without a headline]."
        )
    head = (
        [f"{authors}{'' if authors.endswith('.') else '.'}", when, title]
        if authors
        else [title, when]
    )
    tail = [f"{item['container-title']}."] if "container-title" in item else []
    address = (
        [f"https://doi.org/{item['DOI']}"]
        if "DOI" in item
        else [item["URL"]]
        if "URL" in item
        else []
    )
    note = [item["note"].replace("Content digest ", "", 1)] if "note" in item else []
    return " ".join([*head, *tail, *address, *note])


def _apa_date(item: Mapping[str, Any]) -> str:
    issued = item.get("issued")
    if issued is None:
        return "n.d."
    ends = issued["date-parts"]
    if item["type"] == "dataset":
        return str(ends[0][0])
    first, last = ends[0], ends[-1]
    shared = next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), None
    )  # parts in common are said once
    said = [_day(first), *([_day(last, shared)] if shared is not None else [])]
    return ("ca. " if issued.get("circa") else "") + "–".join(said)


def _day(parts: Sequence[int], known: int = 0) -> str:
    """“2025, June 2”, without as many of its parts as are known."""
    year, month, day = [*map(str, parts), "", ""][:3]
    month = _MONTHS[int(month) - 1] if month else ""
    rest = " ".join(part for part in (month if known < 2 else "", day) if part)
    return rest if known else ", ".join(part for part in (year, rest) if part)
