"""Checks of a built site: links, anchors, what the policy forbids, words of articles, weight."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from posixpath import join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ..files import disk
from ..files.optional import require
from .frame import Theme
from .leaks import Leaks

MOST_OF_HOME = 150_000  # bytes, compressed as hosts send them, without fonts
_RULES = {
    "//style | //*[@style]": "has a style of its own: use a class",
    "//@*[starts-with(name(), 'on')]": "has an attribute that runs a script: use assets/*.js",
    "//iframe | //object | //embed | //base": "has an element that the policy forbids",
    "//img[not(@alt)]": "has a picture without alt",
}
_LINKS = "//a/@href | //link[not(@rel='canonical')]/@href | //*[not(self::a)]/@src"
_URL = re.compile(rb"url\([\"']?([^)\"']+)")
_OUTSIDE = re.compile(r"[a-z][a-z+.-]*:|//")


class _Link(NamedTuple):
    page: str
    target: str  # file of the site
    anchor: str


def problems(site: Path, leaks: Leaks | None = None) -> Iterator[str]:
    """Everything that is wrong on a site, page by page. `leaks`: words that no page may have."""
    names = {path.relative_to(site).as_posix() for path in disk.files_below(site)}
    checked = _Pages(site, names)
    for name in sorted(names):
        if name.endswith(".html"):
            page = require("lxml.html", "docs").document_fromstring(disk.read_bytes(site / name))
            yield from checked.problems(name, page)
            yield from (f"{name}: {said}" for said in (leaks.on_page(page) if leaks else ()))
        elif name.endswith(".css"):
            targets = (unquote(url.decode()) for url in _URL.findall(disk.read_bytes(site / name)))
            yield from checked.missing(name, targets)
        elif leaks and name.endswith((".json", ".csv", ".svg", ".txt")):
            yield from (f"{name}: {found}" for found in leaks.in_file(site / name))
    yield from checked.anchors()
    size = weight_of_home(site)
    if size > MOST_OF_HOME:
        yield f"index.html: home has {size:,} bytes compressed; {MOST_OF_HOME:,} are allowed"


class _Pages:
    """What is known of the pages of a site."""

    def __init__(self, site: Path, names: set[str]) -> None:
        self._site, self._names = site, names
        self._theme = Theme(disk.read_text(site / "404.html"))
        self._wanted = defaultdict[str, set[_Link]](set)  # links into other pages, by target
        self._titles, self._said = dict[str, str](), dict[str, str]()

    def problems(self, name: str, page: Any) -> Iterator[str]:
        """What is wrong on a page by itself. Links into other pages are kept for `anchors`."""
        for path, said in _RULES.items():
            if page.xpath(path):
                yield f"{name}: {said}"
        ids, seen = list(map(str, page.xpath("//@id"))), set[str]()
        for id in ids:
            if id in seen:
                yield f"{name}: two elements have the id “{id}”"
            seen.add(id)
        yield from self._head(name, page)
        if name == "404.html":  # shown at any address
            return
        yield from self.missing(name, (str(one) for one in page.xpath(_LINKS)), seen)

    def _head(self, name: str, page: Any) -> Iterator[str]:
        if name == "404.html" or page.xpath("//meta[@name='robots']"):
            return
        (title,) = page.xpath("/html/head/title/text()") or [""]
        (said,) = page.xpath("/html/head//meta[@name='description']/@content") or [""]
        for kind, text, seen in (("title", title, self._titles), ("description", said, self._said)):
            if text and name.startswith("articles/"):
                continue  # two articles may have one headline
            other = seen.setdefault(str(text), name)
            if not text or other != name:
                yield f"{name}: no {kind} of its own: {other} has “{text}”, too"
        if not page.xpath("//meta[@http-equiv='Content-Security-Policy']"):
            yield f"{name}: has no Content-Security-Policy"

    def missing(
        self, name: str, links: Iterable[str], ids: Set[str] = frozenset()
    ) -> Iterator[str]:
        """Links to files that are not there, or to no element of the page itself."""
        for link in sorted({*links}):
            split = urlsplit(link)
            if _OUTSIDE.match(link):
                continue
            anchor, target = unquote(split.fragment), name
            if split.path:
                target = normpath(join("/", name.rpartition("/")[0], unquote(split.path)))[1:]
                target = target if target in self._names else join(target, "index.html")
            if target not in self._names:
                yield f"{name}: the link “{link}” leads nowhere"
            elif anchor and target != name:
                self._wanted[target].add(_Link(name, target, anchor))
            elif anchor and anchor not in ids:
                yield f"{name}: the link “{link}” leads to no element of the page"

    def anchors(self) -> Iterator[str]:
        """Links to elements that are not on their pages."""
        for target, links in sorted(self._wanted.items()):
            data = disk.read_bytes(self._site / target)
            ids = {*map(str, require("lxml.html", "docs").document_fromstring(data).xpath("//@id"))}
            for page, _, anchor in sorted(links):
                if anchor not in ids:
                    yield f"{page}: the link to {target} leads to no element “{anchor}”"


def weight_of_home(site: Path) -> int:
    """Bytes that a browser loads for the first page, compressed, without fonts.

    These are the page, the files it names, and the script that the theme's search starts.
    """
    data = disk.read_bytes(site / "index.html")
    page = require("lxml.html", "docs").document_fromstring(data)
    loaded = {*page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //*/@src")}
    loaded |= {json.loads(text)["search"] for text in page.xpath("//script[@id='__config']/text()")}
    paths = (site / unquote(str(one).partition("?")[0]) for one in loaded)
    files = [data, *(disk.read_bytes(path) for path in paths if path.is_file())]
    return sum(len(gzip.compress(file)) for file in files)
