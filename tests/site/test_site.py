"""The built site of harbour: its policy, and what browsers make of words of strangers in it."""

import hashlib
import json
import random
import re
from base64 import b64encode
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import html5lib
import lxml.html
import pytest

from corpora import AUDIT, ROOT, edit, harbour
from istanbul_talks import load
from istanbul_talks.files.json_bytes import compact
from istanbul_talks.model.registry import LISTS
from istanbul_talks.site.building import MOVED
from istanbul_talks.site.checks import problems
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.leaks import Leaks, examples
from support.hostile import Tally, drawn
from support.site import built_site

pytestmark = pytest.mark.slow
PAYLOADS = (
    "<img src=caseword onerror=caseword>",
    "<script>caseword</script>",
    "</code></td></table><script>caseword</script>",
    "<svg/onload=caseword>",
    "<b style=position:fixed id=caseword>",
    "<!-- caseword",
    "--> caseword",
    "[caseword](javascript:caseword)",
    "[caseword](data:text/html,caseword)",
    "[caseword](https://example.org/caseword)",
    "![caseword](https://example.org/caseword.png)",
    "<javascript:caseword>",
    "<https://example.org/caseword>",
    "[caseword]: javascript:caseword",
    "caseword{: onclick=caseword}",
    "{: #caseword .caseword onclick=caseword}",
    "{{ caseword }} {% raw %} {% endraw %} {# caseword #}",
    "$articles ${articles} %caseword%",
    "`<b onmouseover=caseword>`",
    "``` caseword",
    "::: caseword",
    "~~~ caseword",
    "caseword | caseword || caseword",
    "*caseword* **caseword** __caseword__ ~~caseword~~ ^^caseword^^",
    "&lt;b onclick=caseword&gt; &#60;i&#62; &amp;lt;",
    "\\<u>caseword\\</u> \\",
    '"caseword\' onclick="caseword',
)
# Keys of texts that nothing else must fit, some with the key above them. The others are below, or
# hold ids, days, labels and the like.
FREE = {
    *("note", "why", "decided", "reason", "retired", "definition", "example", "proposition"),
    *("favor", "against", "description", "favor_example", "against_example", "place", "texts"),
    *("pretty_name", "host", "license", "checked", "family", "provider", "external", "waive"),
    *("annotators version", "source url", "events name", "authors name", " title", "keywords"),
}
# Words that captures and other files share: outlet, author, section, headline, a name, quotes,
# a cue, a condition, evidence of a date, a holder without a name.
SHARED = (
    *("Harbour Lantern", "Mara Quell", "NORTH COAST", "Analysis | Fisheries", "13 February 2024"),
    *(
        "but the quota is still open",
        "Jon Tårn",
        "moved an inch",
        "a trap",
        "would not say whether",
    ),
    *("the end of April", "the harbour office", "aplauded", "Ostrel Gold", "Some neighbours here"),
)
ADDRESS = "https://example.org/a){onclick=caseword}"
Words = Callable[[int], str]  # words to put in, of at most so many characters


def payloads(number: int) -> Words:
    """All payloads where they fit; else as many as fit, from the one of that number on."""
    order = (*PAYLOADS[number:], *PAYLOADS[:number])

    def words(most: int) -> str:
        chosen = ""
        for payload in order:
            if len(chosen) + len(payload) < most:
                chosen += f" {payload}"
        return chosen.strip()

    return words


def spoilt(root: Path, words: Callable[[], Words], address: str) -> Path:
    """Put words into every field that people write, and an address into those for addresses."""

    def inner(value: Any, key: str = "", among: str = "") -> Any:
        if isinstance(value, dict):
            if value.get("name") == "Herring Fair":
                known = {"wikidata": "Q1", "checked": "There"}
                value = {name: known.get(name, one) for name, one in value.items()}
            return {name: inner(one, name, key) for name, one in value.items()}
        if isinstance(value, list):
            return [inner(one, key, among) for one in value] + [address] * (key == "sources")
        if key == "last":
            return f"{value} {words()(30)}"
        if not isinstance(value, str) or not {key, among, f"{among} {key}"} & FREE:
            return value
        return address if key == "url" and among == "source" else f"{value} {words()(300)}"

    model = {"family": "Kin", "provider": "Ware", "version": "9"}
    edit(root / "schema" / "annotators.json", lambda lines: lines[0].update(model))
    edit(root / AUDIT, version=f"1.2.0 {words()(30)}")
    shared = {old: f"{old} {words()(150)}" for old in SHARED}
    hashes = {}
    for path in sorted(root.glob("corpus/*.txt")):
        old = path.read_bytes()
        text = old.decode()
        for known, new in shared.items():
            text = text.replace(known, new)
        path.write_bytes(text.encode())
        hashes[hashlib.sha256(old).hexdigest()] = hashlib.sha256(text.encode()).hexdigest()
    for path in sorted(root.rglob("*.json*")):
        if path.name.endswith(".schema.json"):
            continue
        text = path.read_text(encoding="utf-8")
        for old, new in hashes.items():
            text = text.replace(old, new)
        for old, new in shared.items():
            text = text.replace(old, json.dumps(new, ensure_ascii=False)[1:-1])
        path.write_text(text, encoding="utf-8")
        if path.stem in LISTS:
            path.write_bytes(compact(inner(json.loads(text))))
        elif path.suffix == ".jsonl":
            lines = [inner(json.loads(line)) for line in text.splitlines()]
            path.write_bytes(b"".join(map(compact, lines)))
        else:
            edit(path, lambda value: value.update(inner(value)))
    return root


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of it has a script of its own, as no page of the project has."""
    root = harbour(tmp_path_factory.mktemp("site") / "plain")
    (root / "docs").mkdir()
    (root / "docs" / "scripted.md").write_text("# Scripted\n\n<script>caseword()</script>\n")
    return built_site(spoilt(root, lambda: lambda _: "caseword", "https://example.org/caseword"))


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, numbers = harbour(tmp_path_factory.mktemp("site") / "hostile"), count()
    each = lambda: payloads(next(numbers) % len(PAYLOADS))
    return built_site(spoilt(root, each, ADDRESS))


def test_every_page_has_a_title_a_description_and_a_card_of_its_own(text_free_site: Path) -> None:
    """Pages of earlier versions have the card of the first page."""
    seen = dict[str, set[str]]()
    pages = {n: one for n, one in pages_of(text_free_site).items() if n != "404.html"}
    pages = {n: one for n, one in pages.items() if not n.startswith("v/")}
    for name, page in pages.items():
        for key in ("og:title", "og:description", "og:image", "twitter:card"):
            (said,) = page.xpath(f"/html/head/meta[@property='{key}' or @name='{key}']/@content")
            assert said, (name, key)
            seen.setdefault(key, set()).add(said)
    assert seen.pop("twitter:card") == {"summary_large_image"}
    for key, values in seen.items():
        assert len(values) == len(pages), key
    public = "https://example.org/harbour-talks/"
    cards = {text_free_site / one.removeprefix(public) for one in seen["og:image"]}
    assert cards == {*text_free_site.rglob("card.png")}


# Attributes that hold words for people, which no browser acts on.
NAMED = "//*[@class='it-ruling']//p/code[not(@*)] | //*[@class='it-ruling']//p/a[count(@*) = 1]"
WORDS = (
    "name() = 'content' or name() = 'title' or name() = 'aria-label' or contains(name(), 'data-')"
)


@pytest.fixture(scope="module")
def text_free_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(harbour(tmp_path_factory.mktemp("site") / "free"), free=True)


def pages_of(site: Path) -> dict[str, Any]:
    found = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    found = {name: one for name, one in found.items() if name[: -len("index.html")] not in MOVED}
    made = {"articles/quay-reopens/index.html", "entities/gull-quay/index.html"}
    assert {"404.html", "index.html", *made} < set(found)
    return {name: lxml.html.document_fromstring(path.read_bytes()) for name, path in found.items()}


def shape(page: Any) -> list[tuple[str, list[str]]]:
    """Every element of a page with the names of its attributes.

    But for links and code in decisions, which name targets, articles and what is in backticks.
    """
    for one in page.xpath(NAMED):
        one.drop_tag()
    return [(str(one.tag), sorted(map(str, one.attrib))) for one in page.iter()]


def test_every_page_has_a_policy_that_its_own_scripts_fit(plain_site: Path) -> None:
    for name, page in pages_of(plain_site).items():
        (meta,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']")
        policy = dict(part.split(" ", 1) for part in meta.get("content").split("; "))
        hashes = policy.pop("script-src").removeprefix("'self' ").split(" ")
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "font-src": "'self'",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "worker-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        assert not meta.xpath("preceding::script | preceding::style | preceding::body")
        scripts = page.xpath("//script[not(@src) and not(contains(@type, 'json'))]")
        own = {script.text for script in scripts} - {"caseword()"}
        assert name != "scripted/index.html" or len(own) < len(scripts)
        digests = (hashlib.sha256(text.encode()).digest() for text in own)
        assert sorted(hashes) == sorted(f"'sha256-{b64encode(one).decode()}'" for one in digests)


def test_pages_load_nothing_from_elsewhere_and_have_no_style_of_their_own(plain_site: Path) -> None:
    for page in pages_of(plain_site).values():
        assert not page.xpath("//style | //iframe | //object | //embed | //base | //@style")
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel!='canonical']/@href")
        assert len(loaded) > 2
        assert not [address for address in loaded if re.match(r"\w+:|//", address)]


def test_the_site_without_texts_has_no_mistake_and_no_words_of_articles(
    text_free_site: Path,
) -> None:
    """But for those in the examples of commands, which were run on this corpus."""
    shown, full = (load(text_free_site.parent / name) for name in ("text-free", "release"))
    guidelines, commands = ((ROOT / "docs" / f"{n}.md").read_text() for n in ("guidelines", "cli"))
    allowed = examples(guidelines, Edition(shown).labels, Edition(shown).targets, commands)
    assert [*problems(text_free_site, Leaks(full.articles(), allowed))] == []


def test_pages_are_valid_html(text_free_site: Path) -> None:
    for path in text_free_site.rglob("*.html"):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes())
        assert not parser.errors, (path.relative_to(text_free_site), parser.errors)


def test_words_of_strangers_add_no_element_and_no_attribute(
    plain_site: Path, hostile_site: Path
) -> None:
    """Each page has the elements that it has with harmless words, and shows every payload."""
    plain, seen = pages_of(plain_site), ""
    hostile = pages_of(hostile_site)
    del plain["scripted/index.html"]
    assert plain.keys() == hostile.keys()
    for name, page in hostile.items():
        assert shape(page) == shape(plain[name]), name
        acting = page.xpath(f"//@*[not({WORDS})]")  # addresses, ids, classes, styles
        values = {str(value) for value in acting if "caseword" in value}
        ids = {
            value for value in values if re.fullmatch(r"(\.\./)*[a-z0-9/-]*#?[a-z0-9/-]+", value)
        }
        assert values - ids <= {"https://example.org/a%29%7Bonclick=caseword%7D"}, name
        assert "caseword" not in "".join(
            page.xpath("//script[not(contains(@type, 'json'))]/text()")
        )
        seen += f"{page.text_content()} "
    seen = " ".join(seen.split())
    assert not [payload for payload in PAYLOADS if payload not in seen]


def test_the_search_finds_words_of_strangers_as_words(hostile_site: Path) -> None:
    """The theme shows text and title of what it finds as HTML."""
    index = json.loads((hostile_site / "search" / "search_index.json").read_bytes())
    texts = [entry[key] for entry in index["docs"] for key in ("title", "text") if entry[key]]
    assert sum("caseword" in text for text in texts) > 20
    for text in texts:
        for element in lxml.html.fragment_fromstring(text, create_parent="div").iter():
            assert element.tag in {"div", "p", "code", "pre", "ul", "ol", "li"}, text
            assert not element.attrib, text


PIECES = (
    *("<", ">", "</td>", "</code>", "</p>", "<b>", "<i onclick=caseword>", "<script>", "<!--"),
    *("-->", "&lt;", "&#60;", "&amp;", '"', "'", "`", "```", "~~~", "[", "](", ")", "![", "{", "}"),
    *(
        "{: ",
        "{{",
        "}}",
        "{%",
        "|",
        "||",
        "*",
        "**",
        "_",
        "~~",
        "^^",
        "#",
        "\\",
        "$",
        "%",
        "$$",
        "==",
    ),
    *("javascript:caseword", "https://example.org/caseword", "data:text/html,caseword", "caseword"),
    *(
        "<https://",
        "[^1]",
        "[^1]:",
        "!!! note",
        "???",
        "- ",
        "1. ",
        "    ",
        "@all",
        "#1",
        ":::",
        "++",
    ),
)


def uncoloured(page: Any) -> list[tuple[str, list[str]]]:
    """The shape of a page without the spans that colour code, which may hold words of others."""
    for span in page.xpath("//pre//span[@class and count(@*) = 1] | //pre//span[not(@*)]"):
        span.drop_tag()
    return shape(page)


def drawn_words(draw: random.Random, tried: list[str]) -> Words:
    """Markup drawn at random, around a word that is looked for."""

    def words(most: int) -> str:
        while True:
            inner = draw.choices(PIECES, k=draw.randint(1, 9))
            chosen = draw.choice(("", " ")).join([*inner, "caseword"]).strip()
            if len(chosen) <= most:
                tried.append(chosen)
                return chosen

    return words


@pytest.mark.hostile
def test_markup_drawn_at_random_in_every_field(plain_site: Path, tmp_path: Path) -> None:
    tally, tried, draw = Tally(), list[str](), drawn.drawing("markup")
    plain = {name: uncoloured(page) for name, page in pages_of(plain_site).items()}
    for number in range(4):
        root = harbour(tmp_path / f"corpus-{number}")
        site = built_site(spoilt(root, lambda: drawn_words(draw, tried), ADDRESS))
        for name, page in pages_of(site).items():
            # The page on the design has records that other suites may be writing meanwhile.
            if name != "design/index.html" and uncoloured(page) != plain[name]:
                tally.wrong_accept(f"{name} of site {number} has other elements")
    tally.inputs = len(tried)
    tally.prove("markup")
