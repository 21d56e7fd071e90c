"""What is around the content of each page: the theme's frame, metadata and security policy.

mkdocs makes a frame with each page of docs/. A page made from the data gets the frame of one of
them, with addresses that fit the folder of the new page.
"""

import html
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from posixpath import join, normpath
from typing import NamedTuple

from ..errors import CorpusError
from .made import render

_CONTENT = re.compile(r'(<article class="md-content__inner[^>]*>)(.*)(</article>)', re.DOTALL)
_SKIP = re.compile(r'(<a href=")#[^"]*(" class="md-skip")')
_CHARSET = re.compile(r'<meta charset="utf-8"/?>')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="(.*?)"/?>')
_RELATED = re.compile(r'<link rel="(?:canonical|prev|next)"[^>]*>')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# Empty lines and indentation between the theme's tags: a third of its markup.
_INDENT = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")
# Where a page names others: attributes, and what the theme's scripts are given.
_ADDRESS = re.compile(r'((?:\s(?:href|src)=|"(?:base|search)": ?|new URL\()")([^"?#]*)')
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SCOPE = re.compile(r'(?<=new URL\(")[^"]*')
_ELSEWHERE = re.compile(r"\w+:|//|$")
_PERMALINK = 'class="headerlink"'  # of a heading, with the text ¶
_TARGET = "__content"  # where the link for keyboards leads that skips the navigation
_MOST_OF_A_DESCRIPTION = 200  # characters; search engines show about 160


class Head(NamedTuple):
    """What a page tells search engines and other sites."""

    title: str
    description: str
    address: str | None = None  # where it is public
    card: str | None = None  # address of a picture


@dataclass(frozen=True)
class Theme:
    """What all pages share, known from the page without content of ours: 404.html, its text."""

    text: str

    @cached_property
    def name(self) -> str:
        """The name of the site."""
        return _found(_TITLE, self.text)

    @cached_property
    def description(self) -> str:
        """The description of the site."""
        return _found(_DESCRIPTION, self.text)

    @cached_property
    def _scripts(self) -> list[str]:
        return _SCRIPT.findall(_CONTENT.sub("", self.text))

    def page(self) -> str:
        """404.html with its policy. It is shown at any address, so its own are absolute."""
        policy = f'<meta http-equiv="Content-Security-Policy" content="{self.policy()}">'
        return _CHARSET.sub(lambda found: f"{found[0]}\n{policy}", self.text, count=1)

    def policy(self, scope: str | None = None) -> str:
        """The Content-Security-Policy of a page whose site begins at `scope`: “.”, “..” and so on.

        A page runs the theme's scripts and no others, whatever its content is. None: of 404.html.
        """
        fitted = (s if scope is None else _SCOPE.sub(scope, s) for s in self._scripts)
        digests = (sha256(script.encode()).digest() for script in fitted)
        inline = (f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
        allowed = {
            "default-src": ["'none'"],
            "script-src": ["'self'", *inline],
            "style-src": ["'self'"],
            "font-src": ["'self'"],
            "img-src": ["'self'", "data:"],  # the theme's icons are data in its style sheets
            "connect-src": ["'self'"],  # the search index
            "worker-src": ["'self'"],  # the search
            "base-uri": ["'none'"],
            "form-action": ["'none'"],
        }
        return "; ".join(" ".join([name, *sources]) for name, sources in allowed.items())


class Frame:
    """The frame of a page that mkdocs made at `path`, such as `data/`, and the page's content."""

    def __init__(self, path: str, text: str, theme: Theme) -> None:
        content = _CONTENT.search(text)
        if content is None:
            raise CorpusError(f"{path or 'index'}: the theme has no <article> for the content")
        named = f'{_PERMALINK} aria-label="Link to this section"'  # else it is read as “pilcrow”
        self.content, self._path, self._theme = content[2].replace(_PERMALINK, named), path, theme
        self.title = _found(_TITLE, text).removesuffix(f" - {theme.name}")
        said = _found(_DESCRIPTION, text)
        own = "" if path and said == theme.description else said
        self.description = own or _first_paragraph(self.content) or said
        opening = f'{content[1][:-1]} id="{_TARGET}">'
        around = f"{text[: content.start()]}{opening}", text[content.end(2) :]
        self._before, self._after = (self._cleaned(part) for part in around)
        self._at = cache(self._fitted)

    def _cleaned(self, part: str) -> str:
        for pattern in (_TITLE, _DESCRIPTION, _RELATED):
            part = pattern.sub("", part)
        part = _INDENT.sub("\n", part).replace("<svg xmlns", '<svg aria-hidden="true" xmlns')
        return _SKIP.sub(rf"\1#{_TARGET}\2", part)

    def page(self, path: str, body: str, head: Head) -> str:
        """A page in this frame, at a path of the site."""
        start, middle, end, policy = self._at(path.count("/"))
        metadata = render("head", policy=policy, site=self._theme.name, **head._asdict())
        return f"{start}\n{metadata}{middle}{body}{end}"

    def _fitted(self, depth: int) -> tuple[str, str, str, str]:
        """The frame in three parts for a page so many folders below the start, and its policy."""
        root = "../" * depth
        before, after = (self._addressed(part, root) for part in (self._before, self._after))
        charset = _CHARSET.search(before)
        if charset is None:
            raise CorpusError(f"{self._path}: the theme has no <meta charset>")
        policy = self._theme.policy(root.rstrip("/") or ".")
        return before[: charset.end()], before[charset.end() :], after, policy

    def _addressed(self, part: str, root: str) -> str:
        """A part of the frame with addresses that lead from a folder below `root` to the same."""

        def address(found: re.Match[str]) -> str:
            start, old = found.groups()
            if _ELSEWHERE.match(old):
                return found[0]
            path = normpath(join("/", self._path, old)).lstrip("/")
            new = f"{root}{path}{'/' if path and old.endswith('/') else ''}" or "./"
            return start + (new if start[0].isspace() else new.rstrip("/"))

        return _ADDRESS.sub(address, part)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found[1]).strip() if found else ""


def _first_paragraph(content: str) -> str:
    """The first paragraph of a content as a description, cut between words."""
    found = _PARAGRAPH.search(content)
    words = " ".join(html.unescape(_TAG.sub("", found[1])).split()) if found else ""
    if len(words) <= _MOST_OF_A_DESCRIPTION:
        return words
    return words[:_MOST_OF_A_DESCRIPTION].rpartition(" ")[0] + " …"
