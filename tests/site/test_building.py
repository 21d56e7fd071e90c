"""The site's own steps, on a small folder of HTML as mkdocs writes it."""

import hashlib
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import orjson
import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.site import building
from istanbul_talks.site.made import Entry, Page, Part
from istanbul_talks.site.search import Search

SCOPE = 'scope=new URL("{}",location)'
THEME = """<!doctype html>
<html lang="en"><head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="description" content="A site of this test">
<link rel="canonical" href="https://example.org/other/">
<link rel="stylesheet" href="{root}assets/main.css?v=1">
<script>scope=new URL("{base}",location)</script>
</head><body>
<a href="#first" class="md-skip">Skip</a>
<a href="{root}data/#top">Data</a> <a href="./">This</a> <a href="https://example.org/">Other</a>
<article class="md-content__inner md-typeset">{content}</article>
<script id="__config" type="application/json">{{"base": "{base}", "search": "{root}s.js"}}</script>
<script src="{root}assets/main.js"></script>
</body></html>
"""
Made = Callable[..., Path]


def theme(title: str, base: str, content: str) -> str:
    root = "" if base == "." else f"{base.rstrip('/')}/"
    return THEME.format(title=title, base=base, root=root, content=content)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Makes the site from given pages and parts, and gives its folder."""
    html = tmp_path / "html"
    for folder in ("data", "frames/one", "search"):
        (html / folder).mkdir(parents=True)
    (html / "404.html").write_text(theme("Test", "/", "Not found"))
    start = '<h1>Start</h1><p class="note">No.</p><p>It is <b>here</b> &amp; now.</p>'
    (html / "index.html").write_text(theme("Test", ".", f'{start}<div data-made="sum"></div>'))
    script = "<p>Words.</p><script>caseword()</script>"
    (html / "data" / "index.html").write_text(theme("The data - Test", "..", script))
    (html / "frames" / "one" / "index.html").write_text(theme("One - Test", "../..", "None"))
    found = [{"location": where, "title": "T", "text": ""} for where in ("data/#a", "frames/one/")]
    (html / "search" / "search_index.json").write_bytes(orjson.dumps({"docs": found}))
    (html / "sitemap.xml").write_text("Of mkdocs")

    def site(
        *pages: Page, parts: dict[str, Any] | None = None, homepage: str | None = None
    ) -> Path:
        known = {"sum": lambda _: "<b>4</b>"} if parts is None else parts
        edition = SimpleNamespace(dataset={"homepage": homepage})
        monkeypatch.setattr(building, "PARTS", known)
        monkeypatch.setattr(building, "AROUND", {})
        monkeypatch.setattr(building, "PAGES", (lambda _: iter(pages),))
        building.finish(html, edition, tmp_path / "site")  # type: ignore[arg-type]
        return tmp_path / "site"

    return site


def parsed(path: Path) -> Any:
    return lxml.html.document_fromstring(path.read_bytes())


def inline_hash(script: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


PAGE = Page("things/a/b/", "frames/one", "A <b>", "What a is", "<h1>A</h1>")


def test_a_page_of_data_gets_the_frame_of_another_folder(made: Made) -> None:
    site = made(PAGE)
    page = parsed(site / "things" / "a" / "b" / "index.html")
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["../../../assets/main.css?v=1"]
    expected = ["#__content", "../../../data/#top", "../../../frames/one/", "https://example.org/"]
    assert page.xpath("//a/@href") == expected
    assert page.xpath("//script/@src") == ["../../../assets/main.js"]
    config = page.xpath("//script[@id='__config']/text()")[0]
    assert orjson.loads(str(config)) == {"base": "../../..", "search": "../../../s.js"}
    (article,) = page.xpath("//article[@id='__content']")
    assert article.text_content() == "A"
    assert not (site / "frames").exists()


def test_the_policy_allows_the_scripts_of_the_theme_at_each_depth(made: Made) -> None:
    site = made(PAGE)
    bases = {"index.html": ".", "data/index.html": "..", "things/a/b/index.html": "../../.."}
    for name, base in {**bases, "404.html": "/"}.items():
        (policy,) = parsed(site / name).xpath("//meta[@http-equiv]/@content")
        scripts = policy.partition("script-src ")[2].partition(";")[0]
        assert scripts == f"'self' {inline_hash(SCOPE.format(base))}", name


def test_each_page_has_a_title_and_a_description_of_its_own(made: Made) -> None:
    site = made(PAGE, Page("things/page/2/", "frames/one", "Things, 2", "All things.", ""))
    found = {}
    for folder in ("", "data/", "things/a/b/", "things/page/2/"):
        page = parsed(site / folder / "index.html")
        (title,) = page.xpath("//title/text()")
        (said,) = page.xpath("//meta[@name='description']/@content")
        assert page.xpath("//meta[@property='og:description']/@content") == [said]
        assert not page.xpath("//link[@rel='canonical']")
        found[title] = said
    assert found == {
        "Test": "A site of this test",
        "The data – Test": "Words.",
        "A <b> – Test": "What a is",
        "Things, 2 – Test": "All things. Page 2.",
    }


def test_addresses_are_told_once_the_site_is_public(made: Made) -> None:
    old = Page("v/1.0.0/things/", "frames/one", "Things", "Old", "")  # not in the map
    site = made(PAGE, old, homepage="https://github.com/Some/talks")
    page, public = parsed(site / "things/a/b/index.html"), "https://some.github.io/talks/"
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{public}things/a/b/"]
    assert page.xpath("//meta[@property='og:image']/@content") == [f"{public}things/a/b/card.png"]
    places = lxml.html.fromstring((site / "sitemap.xml").read_bytes()).xpath("//loc/text()")
    assert places == [public, f"{public}data/", f"{public}things/a/b/"]
    moved = parsed(site / "registry" / "index.html")
    assert moved.xpath("//link[@rel='canonical']/@href") == [f"{public}entities/"]
    assert building.public_address("https://example.org/talks") == "https://example.org/talks/"


def test_without_a_public_address_there_is_no_map_and_pictures_are_named_from_the_page(
    made: Made,
) -> None:
    site = made(PAGE)
    assert not (site / "sitemap.xml").exists()
    image = parsed(site / "things/a/b/index.html").xpath("//meta[@property='og:image']/@content")
    assert image == ["../../../things/a/b/card.png"]


def test_old_addresses_lead_to_the_new_ones_without_a_script(made: Made) -> None:
    moved = parsed(made() / "registry" / "index.html")
    assert moved.xpath("//a/@href") == ["../entities/"]
    assert moved.xpath("//link[@rel='canonical']/@href") == ["../entities/"]
    assert not moved.xpath("//script")


def test_each_page_has_a_card_of_its_own_up_to_a_limit(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_MOST_CARDS", {"articles": 2})
    monkeypatch.setattr(building, "_MOST_OTHER_CARDS", 1)
    paths = [f"{of}/{id}" for of in ("articles", "entities") for id in ("a/", "b/", "c/")]
    paths += ["articles/", "entities/", "articles/page/2/", "v/1.0.0/articles/a/"]
    site = made(*(Page(path, "frames/one", f"About {path}", "", "") for path in paths))
    found = {}
    for path in ("", "data/", *paths):
        page = parsed(site / path / "index.html")
        (card,) = page.xpath("//meta[@property='og:image']/@content")
        assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
        found[path] = (site / path / card).resolve().relative_to(site.resolve()).as_posix()
    assert found == {
        "": "card.png",
        "data/": "data/card.png",
        "articles/a/": "articles/a/card.png",
        "articles/b/": "articles/b/card.png",
        "articles/c/": "articles/card.png",
        "entities/a/": "entities/a/card.png",
        "entities/b/": "entities/card.png",
        "entities/c/": "entities/card.png",
        "articles/": "articles/card.png",
        "entities/": "entities/card.png",
        "articles/page/2/": "articles/card.png",
        "v/1.0.0/articles/a/": "card.png",
    }
    pictures = {name: (site / name).read_bytes() for name in found.values()}
    assert len({*pictures.values()}) == len(pictures)
    for picture in pictures.values():
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_parts_are_filled_and_their_files_written_beside_the_page(made: Made) -> None:
    site = made(parts={"sum": lambda _: Part("<i>5</i>", {"sum.csv": b"5\n"})})
    assert parsed(site / "index.html").xpath("//article/i/text()") == ["5"]
    assert (site / "sum.csv").read_bytes() == b"5\n"


def test_a_part_that_is_unknown_or_unused_stops_the_build(made: Made, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no part “sum”. Write one of: total"):
        made(parts={"total": str})
    with pytest.raises(CorpusError, match='no page of docs/ has <div data-made="more"></div>'):
        made(parts={"sum": str, "more": str})
    assert not (tmp_path / "site").exists()


def test_the_search_finds_pages_and_records_as_words(made: Made) -> None:
    page = Page("things/", "data", "Things", "All", "", (Entry("a/b", "A", "<b> & co"),))
    site = made(page)
    index = orjson.loads((site / "search" / "search_index.json").read_bytes())
    assert [(one["location"], one["title"], one["text"]) for one in index["docs"]] == [
        ("data/#a", "T", ""),
        ("frames/one/", "T", ""),
        ("things/", "Things", "All"),
        ("things/#a/b", "A", "&lt;b&gt; &amp; co"),
    ]
    old = Page("v/1.0.0/things/", "frames/one", "Things", "Old", "")  # found as things/ only
    index = orjson.loads((made(PAGE, old) / "search" / "search_index.json").read_bytes())
    assert [one["location"] for one in index["docs"]] == ["data/#a", "things/a/b/"]


def many(records: int) -> Iterator[Page]:
    for number in range(records):
        yield Page(f"{number}/", "data", "", "", "", (Entry("a", "", ""), Entry("b", "", "")))


def test_above_a_limit_the_search_finds_pages_only() -> None:
    for pages, left_out, found in ((2, 0, 6), (3, 6, 3)):
        search = Search(most=4)
        for page in many(pages):
            search.add(page)
        assert search.left_out == left_out
        assert len(orjson.loads(search.index(b'{"docs": []}', ()))["docs"]) == found
