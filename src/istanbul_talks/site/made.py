"""Pages and parts of pages as HTML. Jinja escapes every text: no word of an article is markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..files.optional import require
from ..text.visible import shown

_TEMPLATES = Path(__file__).with_name("templates")


class Entry(NamedTuple):
    """What the search finds besides the page itself: a claim, a target, an entity."""

    anchor: str  # on its page, without “#”
    title: str
    text: str


@dataclass(frozen=True)
class Part:
    """A piece of a page, and the files to download that are written into the folder of the page."""

    html: str
    files: Mapping[str, bytes] = field(default_factory=dict)  # by name


@dataclass(frozen=True)
class Page:
    """A page that is made from the data, without the frame of the site around it.

    `path`: its folder below the site, such as `positions/nato-troops/`.
    `frame`: the page of docs/ whose frame it gets, such as `positions`.
    `files`: written into its folder, by name, such as the CSV of its charts.
    """

    path: str
    frame: str
    title: str
    description: str
    body: str
    entries: tuple[Entry, ...] = field(default=())
    files: Mapping[str, bytes] = field(default_factory=dict)


@cache
def _environment() -> Any:
    jinja = require("jinja2", "docs")
    loader, undefined = jinja.FileSystemLoader(_TEMPLATES), jinja.StrictUndefined
    made = jinja.Environment(
        loader=loader, undefined=undefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["visible"] = shown  # hidden characters as escapes
    return made


def render(name: str, **values: Any) -> str:
    """A part of a page from its template."""
    return str(_environment().get_template(f"{name}.html").render(values))
