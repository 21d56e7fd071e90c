"""Citations of a release, a part of it and its articles: BibTeX, BibLaTeX, CSL-JSON, APA and RIS.

CSL-JSON as in the schema of the Citation Style Language 1.0.2; data sets as in the APA manual,
7th edition, section 10.9.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson

from ..arguments import check_type
from ..errors import ArgumentError
from ..model.records import BETWEEN_AUTHORS, Article
from ..text.visible import did_you_mean, visible, without_hidden
from .layout import CARD

STYLES = ("bibtex", "biblatex", "csl", "apa", "ris")
# What a data set, an article of an outlet and any other page are called.
_BIBLATEX = {"dataset": "dataset", "article-newspaper": "article", "webpage": "online"}
_RIS = {"dataset": "DATA", "article-newspaper": "NEWS", "webpage": "ELEC"}
_NAMED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = str.maketrans({character: f"\\{character}" for character in "&%$#_{}"} | _NAMED)
_MONTHS = "January February March April May June July August September October November December"
_OUTLETS = 20  # outlets named in the citation of a part


class Part(NamedTuple):
    """What a citation says about a part of a release: some of its articles, or of other items."""

    digest: str
    size: int
    of: int
    outlets: Sequence[str]
    noun: str = "articles"
    rule: str = ""  # what was selected

    def __str__(self) -> str:
        named = ", ".join(visible(outlet, 100) for outlet in self.outlets[:_OUTLETS])
        rest = len(self.outlets) - _OUTLETS
        more = f" and {rest} more" if rest > 0 else ""
        source = f"; articles from {named}{more}" if self.outlets else ""
        rule = f" ({visible(self.rule, 300)})" if self.rule else ""
        share = f"Subset of {self.size} of {self.of} {self.noun}{rule}"
        return f"{share}, content digest sha256:{self.digest}{source}"


def cite(manifest: Mapping[str, Any], style: str = "bibtex", part: Part | None = None) -> str:
    """The citation of the release that a manifest describes, or of a part of it.

    The digest in it identifies the data on any machine. ArgumentError for an unknown style.
    """
    dataset, released = manifest["dataset"], manifest["released"]
    key = f"{_line(dataset['name'])}-{_line(manifest['version'])}"
    note = f"{_edition(manifest)}Content digest sha256:{_line(manifest['digest'])}"
    item = {
        "id": f"{key}-{part.digest[:8]}" if part else key,
        "type": "dataset",
        "title": _line(dataset["title"]),
        "author": [{"literal": _line(author["name"])} for author in dataset["authors"]],
        "issued": {"date-parts": [_parts(date.fromisoformat(released))]} if released else None,
        "version": _line(manifest["version"]),
        "DOI": _line(dataset.get("doi")),
        "URL": _line(dataset["homepage"]),
        "note": f"{note}. {part}" if part else note,
    }
    return _styled([item], style)


def described_by(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Description, citation, homepage and licence of a release, as `datasets` shows them."""
    dataset = manifest["dataset"]
    license = dataset["license"]["annotations"]
    return {
        "description": dataset["description"],
        "citation": cite(manifest),
        "homepage": str(dataset["homepage"] or CARD),
        "license": f"annotations {license}; texts belong to their publishers",
    }


def _edition(manifest: Mapping[str, Any]) -> str:
    """What a citation says about an edition other than the full one."""
    edition = manifest.get("edition")
    if edition == "restored":
        articles = manifest["configs"]["articles"]["rows"]
        return f"Restored from the text-free edition, articles: {articles}. "
    return "Text-free edition. " if edition == "text-free" else ""


def references(articles: Iterable[Article], style: str = "bibtex") -> str:
    """References to the original articles, in order. What a capture does not say is left out.

    ArgumentError for an unknown style.
    """
    return _styled([_reference(article) for article in articles], style)


def _reference(article: Article) -> dict[str, Any]:
    authors = _line(article.author).split(BETWEEN_AUTHORS)
    return {
        "id": _line(article.id),
        "type": "article-newspaper" if article.publisher else "webpage",
        "title": _line(article.title),
        "author": [{"literal": name} for name in authors if name] or None,
        "container-title": _line(article.publisher),
        "section": _line(article.section),
        "issued": _issued(article),
        "URL": _line(article.url),
        "language": _line(article.language),
    }


def _issued(article: Article) -> dict[str, Any] | None:
    """The day in CSL: the known parts; both ends of an interval; `circa` if it is not certain."""
    first, last = article.published_earliest, article.published_latest
    if article.published is None or first is None or last is None:
        return None
    length = {"day": 3, "month": 2, "year": 1}.get(article.published_precision or "")
    ends = [_parts(first)[:length]] if length else [_parts(first), _parts(last)]
    return {"date-parts": ends} | (
        {"circa": True} if article.published[-1:] in tuple("?~%") else {}
    )


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _styled(items: list[dict[str, Any]], style: str) -> str:
    items = [{key: value for key, value in item.items() if value} for item in items]
    choices = f"one of: {', '.join(STYLES)}"
    check_type("style", style, str, choices)
    if style.lower() == "csl":
        return orjson.dumps(items, option=orjson.OPT_INDENT_2).decode()
    if style.lower() in _STYLES:
        written, between = _STYLES[style.lower()]
        return between.join(map(written, items))
    hint = did_you_mean(style, STYLES) or "."
    unknown = f"“{visible(style, 40)}” is not a citation style{hint}"
    raise ArgumentError(f"{unknown} Choose {choices}")


def _line(text: str | None) -> str:
    """A text on one line, without hidden characters; empty for None."""
    return without_hidden(" ".join((text or "").split()))


def escape_latex(text: str) -> str:
    """A text in which no character has a meaning in LaTeX."""
    return text.translate(_ESCAPED)


def _address(text: str) -> str:
    """A URL that BibTeX can read: characters that would end the field are percent-encoded."""
    return re.sub(r"[{}\\]|%(?![0-9A-Fa-f]{2})", lambda m: f"%{ord(m[0]):02X}", text)


def _bibtex(item: Mapping[str, Any]) -> str:
    ends = item.get("issued", {}).get("date-parts", [])
    own = {
        "howpublished": escape_latex(item.get("container-title", "")),
        "year": str(ends[0][0]) if ends else "",
        "month": "" if item["type"] == "dataset" else _month(ends),
    }
    return _entry("misc", item, own, _unsure(item))


def _biblatex(item: Mapping[str, Any]) -> str:
    """An entry of biblatex (manual 3.20, sections 2.1.1 and 2.3.8): dates as in ISO 8601-2."""
    issued = item.get("issued", {})
    unsure = "~" if issued.get("circa") else ""
    days = ["-".join(f"{part:02}" for part in end) for end in issued.get("date-parts", ())]
    own = {
        "journaltitle": escape_latex(item.get("container-title", "")),
        "entrysubtype": "newspaper" if item["type"] == "article-newspaper" else "",
        "date": "/".join(f"{day}{unsure}" for day in days),
    }
    return _entry(_BIBLATEX[item["type"]], item, own, "")


def _entry(kind: str, item: Mapping[str, Any], own: Mapping[str, str], note: str) -> str:
    """An entry with the fields that BibTeX and biblatex share, and those of one of them."""
    fields = {
        "author": " and ".join(f"{{{escape_latex(a['literal'])}}}" for a in item.get("author", ())),
        "title": f"{{{escape_latex(item['title'])}}}" if "title" in item else "",
        **own,
        "version": escape_latex(item.get("version", "")),
        "doi": _address(item.get("DOI", "")),
        "url": _address(item.get("URL", "")),
        "note": escape_latex(item.get("note", "")) or note,
    }
    braced = {k: v if k == "month" else f"{{{v}}}" for k, v in fields.items() if v}
    lines = [f"  {name} = {value}," for name, value in braced.items()]
    key = re.sub(r"[^\w.+-]+", "-", item["id"])
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _ris(item: Mapping[str, Any]) -> str:
    """An RIS record for reference managers. For an interval, `DA` is its first day."""
    ends = item.get("issued", {}).get("date-parts", [])
    day = [f"{part:02}" for part in ends[0]] if ends else []
    fields = [
        ("TY", _RIS[item["type"]]),
        *(("AU", author["literal"]) for author in item.get("author", ())),
        ("PY", day[0] if day else ""),
        ("DA", "/".join(day)),
        ("TI", item.get("title", "")),
        ("T2", item.get("container-title", "")),
        ("SE", item.get("section", "")),
        ("LA", item.get("language", "")),
        ("ET", item.get("version", "")),
        ("DO", item.get("DOI", "")),
        ("UR", item.get("URL", "")),
        ("N1", item.get("note", "") or _unsure(item).replace("--", "–")),
        ("ID", item["id"]),
    ]
    lines = [f"{tag}  - {value}\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \n"])


def _month(ends: Sequence[Sequence[int]]) -> str:
    """The month, if it is known and both ends of an interval are in it."""
    if not ends or len(ends[0]) < 2 or len({tuple(end[:2]) for end in ends}) > 1:
        return ""
    return _MONTHS.split()[ends[0][1] - 1][:3].lower()


def _unsure(item: Mapping[str, Any]) -> str:
    """A date that `year` and `month` cannot express: an uncertain one, or an interval."""
    issued = item.get("issued", {})
    if not issued.get("circa") and len(issued.get("date-parts", ())) < 2:
        return ""
    return f"Published {_apa_date(item)}".replace("–", "--")


def _apa(item: Mapping[str, Any]) -> str:
    authors = ", ".join(author["literal"] for author in item.get("author", ()))
    when = f"({_apa_date(item)})."
    title = item.get("title", "[Article without a headline]")
    if item["type"] == "dataset":
        title = f"{title} (Version {item['version']}) [Data set]"
    title = title if title[-1] in ".?!" else f"{title}."
    head = [authors if authors.endswith(".") else f"{authors}.", when, title]
    publisher = f"{item['container-title']}." if "container-title" in item else ""
    address = f"https://doi.org/{item['DOI']}" if "DOI" in item else item.get("URL", "")
    note = item.get("note", "").replace("Content digest ", "", 1)
    said = [*(head if authors else [title, when]), publisher, address, note]
    return " ".join(filter(None, said))


def _apa_date(item: Mapping[str, Any]) -> str:
    issued = item.get("issued")
    if issued is None:
        return "n.d."
    first, last = issued["date-parts"][0], issued["date-parts"][-1]
    if item["type"] == "dataset":
        return str(first[0])
    differ = (place for place, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
    shared = next(differ, None)  # parts in common are given once
    end = "" if shared is None else f"–{_day(last, shared)}"
    return f"{'ca. ' if issued.get('circa') else ''}{_day(first)}{end}"


def _day(parts: Sequence[int], known: int = 0) -> str:
    """“2025, June 2”, without its first `known` parts."""
    year, month, day = [*map(str, parts), "", ""][:3]
    month = _MONTHS.split()[int(month) - 1] if month and known < 2 else ""
    rest = " ".join(filter(None, (month, day)))
    return rest if known else ", ".join(filter(None, (year, rest)))


_STYLES: Mapping[str, tuple[Callable[[Mapping[str, Any]], str], str]] = {
    "bibtex": (_bibtex, "\n\n"),
    "biblatex": (_biblatex, "\n\n"),
    "apa": (_apa, "\n"),
    "ris": (_ris, "\n"),
}
