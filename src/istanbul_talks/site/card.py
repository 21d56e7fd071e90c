"""The picture that other sites show with a link to a page."""

from textwrap import shorten, wrap

from ..files.optional import require
from .made import render

_WIDTH, _LINES, _LAST = 32, 4, 76  # characters of a line of the title, lines, the line below


def card(site: str, title: str, about: str) -> bytes:
    """A PNG of 1200 × 630 pixels: the site's name, a title and a line below it."""
    lines = wrap(title, _WIDTH, max_lines=_LINES, placeholder=" …")
    drawn = render("card", site=site, title=lines, about=one_line(about))
    return bytes(require("vl_convert", "docs").svg_to_png(drawn))


def one_line(about: str) -> str:
    """The first sentences that fit into a line; if none does, its first words."""
    while len(about) > _LAST and ". " in about:
        about = f"{about.rpartition('. ')[0]}."
    return shorten(about, _LAST, placeholder=" …")
