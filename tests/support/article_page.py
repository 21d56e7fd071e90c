"""A small article page as the site makes it, and a server with the site's policy, for a browser."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from corpora import ROOT

ASSETS = ROOT / "docs" / "assets"
STYLES = ("site", "article", "panel")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
)
HOSTILE = '<script>document.title="owned"</script><img src=x onerror=document.title="owned">'
TEXT = "\n\n".join(
    (
        "Anna 👩\u200d🚀 Müller said a cafe\u0301 by the quay will open in May, "
        "and Boris denied it.",
        "قالت آنا إن الميناء مفتوح اليوم.",
        f"“{HOSTILE}” was read out. Boris wants the ferry back, and so does Anna.",
    )
)
_NAMES = {"anna": ("Anna", "آنا"), "boris": ("Boris",)}
_CLAIMS = {
    "cafe-opens": (
        "a cafe\u0301 by the quay will open in May",
        "anna",
        "side-1",
        "prediction",
        "true",
    ),
    "in-may": ("in May", "boris", "side-2", "event", "false"),
    "port-open": ("الميناء مفتوح اليوم", "anna", "side-1", "event", "false"),
    "read-out": (f"“{HOSTILE}” was read out", "article", "author", "event", "false"),
    "ferry-back": ("Boris wants the ferry back", "article", "author", "event", "true"),
}
_STANCES = {
    "anna/ferry": ("side-1", ("wants", "ferry back", "so does Anna")),
    "boris/ferry": ("side-2", ("in May, and Boris", "Boris denied", "back, and so")),
}


class Place(NamedTuple):
    start: int
    end: int
    head: str  # of the element
    tag: str


def article_page(*, text_free: bool = False, homepage: str = "") -> str:
    """The page. `homepage`: of the project, for reports."""
    missing = {
        "class": "it-article",
        "data-id": "quay",
        "data-name": "harbour",
        "data-version": "1.2.0",
        "data-edition": "text-free" if text_free else "full",
        "data-text-sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "data-capture-sha256": hashlib.sha256(capture().encode()).hexdigest(),
        "data-length": str(len(TEXT)),
        "data-body": json.dumps(_body()),
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in missing.items())
    offer = (
        '<div class="it-copy-offer" hidden><label>Show my copy <input type="file"></label><output>'
        "</output></div>"
    )
    chips = "".join(_chip(id, *stance) for id, stance in _STANCES.items())
    templates = "".join(
        f'<template class="it-citation" data-style="{style}">{style}: @ITEM@</template>'
        for style in ("bibtex", "apa", "csl")
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Quay</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/site.css"><link rel="stylesheet" href="/panel.css">
<script type="module" src="/article.js"></script>
<main><article {attributes}><header class="it-head"><h1>Quay</h1>{_form()}
{offer if text_free else ""}</header><div class="it-body">
<div class="it-text">{_text(text_free)}<ol class="it-chips">{chips}</ol></div>
<aside class="it-panel" hidden></aside></div>
<section class="it-items"><h2>All items</h2>{_items(homepage)}</section>{templates}</article></main>
<p><a href="#">After</a></p></html>"""


def _form() -> str:
    options: dict[str, tuple[str, ...]] = {
        "side": ("side-1", "side-2"),
        "layer": ("claims", "stance"),
    }
    options |= {"voice": ("anna", "boris"), "type": ("event",), "pass": ("model-a",)}
    selects = "".join(
        f'<label>{name}<select name="{name}"><option value="">all</option>'
        + "".join(f"<option>{value}</option>" for value in values)
        + "</select></label>"
        for name, values in options.items()
    )
    box = '<label><input type="checkbox" name="disputed" value="1">disputed</label>'
    return f'<form class="it-filters" hidden>{selects}{box}<output></output></form>'


def capture() -> str:
    """The page that was saved: a menu, then the body in two parts."""
    first, _, rest = TEXT.partition("\n\n")
    return f"Menu 🍽\n{first}\nAdvertisement\n{rest}\nImprint\n"


def _body() -> list[list[int]]:
    first, _, rest = TEXT.partition("\n\n")
    parts = ((TEXT.index(part), capture().index(part), len(part)) for part in (first, rest))
    return [list(part) for part in parts]


def _marks() -> list[Place]:
    places = []
    for id, (quote, _, side, *_) in _CLAIMS.items():
        start, end = spanned(quote)
        item = f'id="claims/{id}" data-item="claims/{id}" tabindex="0"'
        places.append(Place(start, end, f'class="it-claim {side}" {item}', "span"))
    for entity, names in _NAMES.items():
        found = [s for n in names for s in range(len(TEXT)) if TEXT.startswith(n, s)]
        for number, start in enumerate(found):
            end = start + len(next(n for n in names if TEXT.startswith(n, start)))
            item = f'id="mentions/{entity}-{number}" data-item="entities/{entity}" tabindex="0"'
            places.append(Place(start, end, f'class="it-mention" {item}', "b"))
    return sorted(places, key=lambda place: (place.start, -place.end))


def _text(text_free: bool) -> str:
    parts, at = [], 0
    for paragraph in TEXT.split("\n\n"):
        end = at + len(paragraph)
        inner = _nested(at, end, [m for m in _marks() if at <= m.start < end], text_free)
        way = ' dir="auto"' if paragraph.startswith("ق") else ""
        parts.append(f'<p data-start="{at}" data-end="{end}"{way}>{inner}</p>')
        at = end + 2
    return "".join(parts)


def _nested(start: int, end: int, marks: list[Place], text_free: bool) -> str:
    made = ""
    while marks:
        own, *marks = marks
        within = [mark for mark in marks if mark.end <= own.end]
        marks = marks[len(within) :]
        inner = _nested(own.start, own.end, within, text_free and own.tag != "b")
        place = f'data-start="{own.start}" data-end="{own.end}"'
        made += _plain(start, own.start, text_free)
        made += f"<{own.tag} {own.head} {place}>{inner}</{own.tag}>"
        start = own.end
    return made + _plain(start, end, text_free)


def _plain(start: int, end: int, text_free: bool) -> str:
    if start == end or not text_free:
        return escape(TEXT[start:end])
    bars = '<span class="it-bar"></span>' * (1 + (end - start) // 10)
    return f'<span class="it-gap" data-start="{start}" data-end="{end}">{bars}</span>'


def spanned(quote: str) -> tuple[int, int]:
    """Start and end of words of the text, in code points."""
    return TEXT.index(quote), TEXT.index(quote) + len(quote)


def evidence(stance: str) -> str:
    return " ".join("{}-{}".format(*spanned(quote)) for quote in _STANCES[stance][1])


def _chip(id: str, side: str, _: tuple[str, ...]) -> str:
    item = f'data-item="stance/{id}" data-evidence="{evidence(id)}"'
    return f'<li class="it-chip {side}" {item}><a href="#stance/{id}">{id}: for the ferry</a></li>'


def _items(homepage: str) -> str:
    made = ""
    for id, (quote, voice, side, type, disputed) in _CLAIMS.items():
        start, end = spanned(quote)
        more = f'data-start="{start}" data-end="{end}" data-type="{type}" data-passes="model-b"'
        made += _item(f"claims/{id}", "claims", (voice, side, disputed), quote, more, homepage)
    for id, (side, quotes) in _STANCES.items():
        more = f'id="stance/{id}" data-evidence="{evidence(id)}" data-passes="model-a model-b"'
        values = (id.partition("/")[0], side, "false")
        made += _item(f"stance/{id}", "stance", values, quotes[0], more, homepage)
    for id, names in _NAMES.items():
        more = f'id="entities/{id}" data-type="PERSON"'
        made += _item(f"entities/{id}", "entities", (id, "", "false"), names[0], more, homepage)
    return made


def _item(
    item: str, layer: str, values: tuple[str, str, str], words: str, more: str, homepage: str
) -> str:
    voice, side, disputed = values
    data = f'data-voice="{voice}" data-side="{side}" data-disputed="{disputed}"'
    address = f' href="{homepage}/issues/new?template=correction.yml"' if homepage else ""
    place = 'data-path="annotations/quay.json" data-line="7" data-pointer="/claims/0"'
    actions = "".join(
        f'<a role="button" tabindex="0" data-action="{action}"{more}>{action}</a> '
        for action, more in (("link", ""), ("cite", ""), ("report", address), ("edit", f" {place}"))
    )
    return f"""<section class="it-item" data-item="{item}" data-layer="{layer}" {data} {more}>
<h3>{escape(words)}</h3><dl><dt>speaker</dt><dd>{voice}</dd></dl><p class="it-actions">{actions}</p>
</section>"""


def framed(body: str) -> str:
    """A page that the site made from the data, with its styles and script."""
    styles = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in STYLES)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width">{styles}
<script type="module" src="/article.js"></script>
<body data-md-color-scheme="default" class="md-typeset"><main>{body}</main></html>"""


@contextmanager
def served(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages by path, with the site's scripts and styles. Gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = ASSETS / path.lstrip("/")
            body = pages[path].encode() if path in pages else b""
            if not body and file.is_file():
                body = file.read_bytes()
            kind = {"js": "text/javascript", "css": "text/css"}.get(path.rpartition(".")[2])
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind or "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the test reads the page."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
