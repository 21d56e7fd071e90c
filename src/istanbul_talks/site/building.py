"""Builds the site from a release: Markdown pages with parts made from the data, and pages of data.

`stage` copies docs/ with the Markdown made from the data, `render` has mkdocs build it, `finish`
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
from . import entities
from .edition import Edition
from .frame import Frame, Head, Theme
from .made import Page
from .search import INDEX, Search

# A page of docs/ has <div data-made="NAME"></div> where a part goes. Each is used, and each known.
PARTS: Mapping[str, Callable[[Edition], str]] = {
    "entities": entities.listed,
}
# Pages of which there is one for each article, target, entity. They get the frame of a page of
# docs/, whose own content is left out; a page at the same path replaces it.
PAGES: tuple[Callable[[Edition], Iterator[Page]], ...] = (entities.pages,)

_MADE = re.compile(r'<div data-made="([^"]*)"></div>')
_FRAMES = "frames/"  # pages of docs/ that are frames only
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
    shutil.copytree(root / "docs", build / "docs", ignore=shutil.ignore_patterns("articles"))
    for name, text in pages.items():
        if name.startswith("docs/"):
            atomic.write(build / name, text.encode())
    atomic.write(build / "mkdocs.yml", _CONFIG.encode())
    return build / "mkdocs.yml"


def render(config: Path, *, strict: bool) -> Path:
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
        site.check_parts()
        staging.commit()
        return Site(site.pages, site.search.left_out)


class _Builder:
    """A site while it is built. Pages are written one by one."""

    def __init__(self, html: Path, edition: Edition, staging: atomic.Staging) -> None:
        self.pages, self.search = 0, Search()
        self._html, self._edition, self._staging = html, edition, staging
        self._theme = Theme(disk.read_text(html / "404.html"))
        self._frames, self._used = dict[str, Frame](), Counter[str]()

    def add(self, page: Page) -> None:
        """Write a page made from the data."""
        name = f"{page.frame}/"
        if name not in self._frames:
            self._frames[name] = self._frame(f"{name}index.html")
        head = Head(page.title, page.description)
        text = self._frames[name].page(page.path, page.body, head)
        self._write(f"{page.path}index.html", text)
        self.search.add(page)

    def copy(self, name: str) -> None:
        """Write a file of mkdocs, unless it is only a frame or there is a page of data for it."""
        if name.startswith(_FRAMES) or name in self._staging.files:
            return
        if name == INDEX:
            frames = (path for path in self._frames if path.startswith(_FRAMES))
            made = self.search.index(disk.read_bytes(self._html / name), frames)
            self._staging.write(name, made)
        elif name == "404.html":
            self._write(name, self._theme.page())
        elif name.endswith(".html"):
            frame = self._frame(name)
            body = _MADE.sub(self._part, frame.content)
            path = name.removesuffix("index.html")
            self._write(name, frame.page(path, body, Head(frame.title, frame.description)))
        else:
            self._staging.write(name, disk.read_bytes(self._html / name))

    def check_parts(self) -> None:
        """Raise CorpusError for a part that no page has: it is forgotten or misspelt."""
        for name in PARTS.keys() - self._used.keys():
            said = f'no page of docs/ has <div data-made="{name}"></div>'
            raise CorpusError(f"{said}. Add it, or remove the part from PARTS")

    def _part(self, found: re.Match[str]) -> str:
        name = found[1]
        if name not in PARTS:
            known = ", ".join(PARTS)
            raise CorpusError(f"docs/: there is no part “{name}”. Write one of: {known}")
        self._used[name] += 1
        return PARTS[name](self._edition)

    def _frame(self, name: str) -> Frame:
        text = disk.read_text(self._html / name)
        return Frame(name.removesuffix("index.html"), text, self._theme)

    def _write(self, name: str, text: str) -> None:
        self.pages += 1
        self._staging.write(name, text.encode())
