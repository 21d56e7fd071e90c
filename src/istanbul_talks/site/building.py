"""Builds the site from a release: Markdown pages with parts made from the data, and pages of data.

`stage` copies docs/ with the Markdown made from the data, `run_mkdocs` makes HTML of it, `finish`
fills the parts, adds the pages of articles and entities, search entries and metadata.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ..errors import CorpusError
from ..files import atomic, disk
from . import (
    agreement_articles,
    agreement_control,
    agreement_page,
    around,
    article_page,
    chart_positions,
    decision_cards,
    explore,
    guidelines,
    home,
    making,
    measured,
    tables,
)
from .card import card
from .edition import Edition
from .frame import Frame, Head, Theme
from .made import Page, Part, render
from .search import INDEX, MOST_ENTRIES, Search
from .versions import FOLDER

# A page of docs/ has <div data-made="NAME"></div> where a part goes. Each is used, and each known.
PARTS: Mapping[str, Callable[[Edition], str | Part]] = {
    "agreement": agreement_page.sentences,
    "agreement-figures": agreement_page.figures,
    "agreement-articles": agreement_articles.by_article,
    "agreement-control": agreement_control.control,
    "agreement-differences": agreement_page.differences,
    "agreement-reasons": agreement_control.reasons,
    "citation": home.citation,
    "growth": measured.growth,
    "limits": making.limits,
    "makers": making.makers,
    "making": making.drawing,
    "newest-articles": home.newest_articles,
    "numbers": home.numbers,
    "rights": making.rights,
    "who-wants-what": chart_positions.wants,
}
# Parts of the frame: in the header and footer of every page.
AROUND: Mapping[str, Callable[[Edition], str]] = {
    "version": around.version,
    "about-release": around.about,
}
# Pages of which there is one for each article, target, entity. They get the frame of a page of
# docs/, whose own content is left out; a page at the same path replaces it.
PAGES: tuple[Callable[[Edition], Iterator[Page]], ...] = (
    article_page.article_pages,
    explore.explore_pages,
    decision_cards.decision_pages,
)

# Pages that have moved: the old address, and the new one.
MOVED: Mapping[str, str] = {"registry/": "entities/"}
# How many pages below a list, such as articles/, have a card of their own. A card takes 0.02 s
# and 80 kB; pages above the limit have the card of their list.
_MOST_CARDS = {"articles": 500}
_MOST_OTHER_CARDS = 100

_MADE = re.compile(r'<div data-made="([^"]*)"></div>')
_NUMBERED = re.compile(r"/page/(\d+)/\Z")  # the path of a page of a list after the first
_FRAMES = "frames/"  # pages of docs/ that are frames only
_CARD = "card.png"  # the picture that other sites show with a link to a page
_REPOSITORY = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)/?")
_CONFIG = """INHERIT: ../mkdocs.yml
docs_dir: docs
site_dir: html
"""


@dataclass(frozen=True)
class Site:
    """What was built: how many pages, and how many records the search leaves out."""

    pages: int
    left_out: int


def stage(root: Path, pages: Mapping[str, str]) -> Path:
    """A copy of docs/ in build/docs, with `pages` by their paths; the settings for mkdocs."""
    build = root / "build"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(root / "docs", build / "docs")
    for name, text in pages.items():
        if name.startswith("docs/"):
            atomic.write(build / name, text.encode())
    atomic.write(build / "mkdocs.yml", _CONFIG.encode())
    return build / "mkdocs.yml"


def run_mkdocs(config: Path, *, strict: bool) -> Path:
    """Build the Markdown pages with mkdocs. The folder with the HTML."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
    # mkdocs-material prints a notice about its successor, which --strict would take for a fault.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command += ["--strict"] if strict else []
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CorpusError(f"mkdocs found mistakes in the pages:\n{done.stderr or done.stdout}")
    return config.parent / "html"


def finish(html: Path, edition: Edition, target: Path) -> Site:
    """Make the site of an edition from the HTML of mkdocs, in place of `target`."""
    with atomic.staging(target, many=True) as staging:
        site = _Builder(html, edition, staging)
        for page in chain.from_iterable(pages(edition) for pages in PAGES):
            site.add(page)
        for path in disk.files_below(html):
            site.copy(path.relative_to(html).as_posix())
        site.close()
        staging.commit()
        return Site(len(site.pages), site.search.left_out)


def public_address(homepage: str | None) -> str | None:
    """Where the site is public: the Pages of a repository on GitHub, or the homepage itself."""
    found = _REPOSITORY.fullmatch(homepage or "")
    if found:
        return f"https://{found[1].lower()}.github.io/{found[2]}/"
    return homepage and f"{homepage.rstrip('/')}/"


class _Builder:
    """A site while it is built. Pages are written one by one."""

    def __init__(self, html: Path, edition: Edition, staging: atomic.Staging) -> None:
        self.pages, self.search = list[str](), Search(MOST_ENTRIES)
        self._html, self._edition, self._staging = html, edition, staging
        self._around = {name: part(edition) for name, part in AROUND.items()}
        self._theme = Theme(self._read("404.html"))
        self._public = public_address(edition.dataset["homepage"])
        self._frames, self._used, self._cards = dict[str, Frame](), set[str](), Counter[str]()

    def add(self, page: Page) -> None:
        """Write a page made from the data."""
        name = f"{page.frame}/"
        if name not in self._frames:
            self._frames[name] = self._frame(f"{name}index.html")
        number = _NUMBERED.search(page.path)
        description = f"{page.description} Page {number[1]}." if number else page.description
        self._page(page.path, self._frames[name], page.body, (page.title, description))
        self._files(page.path, page.files)
        if not page.path.startswith(FOLDER):  # of a version: the article itself is found
            self.search.add(page)

    def _card(self, path: str, title: str, description: str) -> str:
        """The name of a page's card: its own, that of its list, or of the first page."""
        if path.startswith(FOLDER):
            return _CARD
        of, _, below = path.partition("/")
        if below:
            self._cards[of] += 1
            most = _MOST_CARDS.get(of, _MOST_OTHER_CARDS)
            if _NUMBERED.search(path) or self._cards[of] > most:
                return f"{of}/{_CARD}"
        name = f"{path}{_CARD}"
        self._staging.write(name, card(self._theme.name, title, description))
        return name

    def copy(self, name: str) -> None:
        """Write a file of mkdocs, unless it is only a frame or there is a page of data for it."""
        if name.startswith((_FRAMES, "sitemap.xml")) or name in self._staging.files:
            return
        if name == INDEX:
            frames = (path for path in self._frames if path.startswith(_FRAMES))
            made = self.search.index(disk.read_bytes(self._html / name), frames)
            self._staging.write(name, made)
        elif name == "404.html":
            self._staging.write(name, self._theme.page().encode())
        elif name.endswith(".html"):
            frame, path = self._frame(name), name.removesuffix("index.html")
            body = _MADE.sub(lambda found: self._part(found[1], path), frame.content)
            if path == "guidelines/":
                body = guidelines.marked(body, self._edition.corpus, self._edition.full)
            self._page(path, frame, body, (frame.title, frame.description))
        else:
            self._staging.write(name, disk.read_bytes(self._html / name))

    def _part(self, name: str, path: str) -> str:
        """A part of a page, its files written beside the page."""
        if name not in PARTS:
            known = ", ".join(PARTS)
            raise CorpusError(f"{path}: there is no part “{name}”. Write one of: {known}")
        self._used.add(name)
        made = PARTS[name](self._edition)
        if isinstance(made, str):
            return made
        self._files(path, made.files)
        return made.html

    def close(self) -> None:
        """Write pages for old addresses, and the map of the site if it has a public address.

        CorpusError for a part that no page has: it is forgotten or misspelt.
        """
        for name in PARTS.keys() - self._used:
            said = f'no page of docs/ has <div data-made="{name}"></div>'
            raise CorpusError(f"{said}. Add it, or remove the part from PARTS")
        for old, new in MOVED.items():
            to = f"{'../' * old.count('/')}{new}"
            address = f"{self._public or to}{new if self._public else ''}"
            moved = render("moved", to=to, address=address, site=self._theme.name)
            self._staging.write(f"{old}index.html", moved.encode())
        if self._public:
            found = sorted(path for path in self.pages if not path.startswith(FOLDER))
            pages = [f"{self._public}{path}" for path in found]
            self._staging.write("sitemap.xml", render("sitemap", pages=pages).encode())

    def _page(self, path: str, frame: Frame, body: str, about: tuple[str, str]) -> None:
        root = self._public or "../" * path.count("/")
        address = f"{self._public}{path}" if self._public else None
        head = Head(*about, address, f"{root}{self._card(path, *about)}")
        self.pages.append(path)
        text = frame.page(path, tables.fitted(body), head)
        self._staging.write(f"{path}index.html", text.encode())

    def _files(self, path: str, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            self._staging.write(f"{path}{name}", data)

    def _frame(self, name: str) -> Frame:
        return Frame(name.removesuffix("index.html"), self._read(name), self._theme)

    def _read(self, name: str) -> str:
        """A page of mkdocs, with the header and footer of this edition."""
        text = disk.read_text(self._html / name)
        for part, made in self._around.items():
            text = text.replace(f'<div data-made="{part}"></div>', made)
        return text
