"""The page of an article in a real browser: panel, keys, address, evidence, filters, own copy."""

import unicodedata
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from corpora import HARBOUR
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.edition import Edition
from support.article_page import HOSTILE, TEXT, article_page, capture, framed, served, spanned

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1360, "height": 900}
EVIDENCE = "in May, and Boris deniedback, and so"  # two pieces overlap, and cross two claims
NO_HIGHLIGHTS = "delete globalThis.Highlight"
SHOWN = "document.querySelector('.it-panel .it-item')?.dataset.item ?? null"
OUTLINED = """() => {
    const highlight = CSS.highlights?.get("it-evidence");
    const marks = [...document.querySelectorAll("mark")].map((mark) => mark.textContent);
    return (highlight ? [...highlight].map(String) : marks).join("");
}"""
PARAGRAPHS = "[...document.querySelectorAll('.it-text p')].map((p) => p.textContent).join('\\n\\n')"


@pytest.fixture(scope="module")
def address(harbour_text_free: Path) -> Iterator[str]:
    free = Edition(Corpus(harbour_text_free))
    made = {f"/{page.path}": framed(page.body) for page in article_pages(free)}
    pages = made | {
        "/": article_page(),
        "/text-free": article_page(text_free=True),
        "/wrong": article_page(text_free=True).replace('data-body="[[0, 7', 'data-body="[[0, 8'),
        "/public": article_page(homepage="https://github.com/harbour/harbour"),
    }
    with served(pages) as address:
        yield address


@pytest.fixture
def opened(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a path of the site in a context of its own; errors of the page fail the test."""
    contexts, errors = [], list[str]()

    def open(path: str = "/", script: str = "", **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": WIDE} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(address + path)
        return page

    yield open
    for context in contexts:
        context.close()
    assert errors == []


def status(page: Any) -> str:
    return str(page.locator(".it-status").inner_text())


def chosen(page: Any, name: str, content: bytes) -> str:
    """Choose a file as one's own copy, and what the page says then."""
    file = {"name": name, "mimeType": "text/plain", "buffer": content}
    page.locator(".it-copy-offer input").set_input_files(file)
    page.wait_for_function(
        "!/^(Reading|$)/.test(document.querySelector('.it-copy-offer output').value)"
    )
    return str(page.locator(".it-copy-offer output").inner_text())


def test_keyboard_reaches_every_item_in_the_order_of_the_text(opened: Callable[..., Any]) -> None:
    page = opened()
    page.locator(".it-filters input").focus()
    page.keyboard.press("Tab")
    order = [page.evaluate("document.activeElement.id")]
    assert "Press Enter" in status(page)
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        now = "document.activeElement.id || document.activeElement.hash"
        if page.evaluate(now) == order[-1]:
            break
        order.append(page.evaluate(now))
    assert order == [
        "mentions/anna-0",
        "claims/cafe-opens",
        "claims/in-may",
        "#stance/boris/ferry",
        "mentions/boris-0",
        "mentions/anna-2",  # the name in Arabic
        "claims/port-open",
        "claims/read-out",
        "claims/ferry-back",
        "mentions/boris-1",
        "#stance/anna/ferry",
        "mentions/anna-1",
    ]
    assert status(page) == "This is the last item."
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.it-panel') !== null")
    assert page.evaluate(SHOWN) == "stance/anna/ferry"
    page.keyboard.press("Escape")
    assert page.evaluate(SHOWN) is None
    assert page.evaluate("document.activeElement.hash") == "#stance/anna/ferry"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.it-text, .it-chips')") is None


def test_the_address_names_what_is_selected(opened: Callable[..., Any], address: str) -> None:
    page = opened("/#stance/boris/ferry", viewport={"width": 1360, "height": 300})
    page.wait_for_function("scrollY < 300")  # its words, not the list of all items
    assert page.evaluate(OUTLINED) == EVIDENCE
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    page = opened("/?side=side-1#claims/port-open")
    assert page.evaluate(SHOWN) == "claims/port-open"
    page.locator("[id='claims/read-out']").click(position={"x": 4, "y": 4})
    assert page.url == f"{address}/?side=side-1#claims/read-out"
    page.locator(".it-chip a", has_text="anna").click()
    assert page.url.endswith("#stance/anna/ferry")
    page.go_back()
    assert page.evaluate(SHOWN) == "claims/read-out"
    page.go_back()
    assert page.evaluate(SHOWN) == "claims/port-open"
    for hash, item in (
        ("mentions/boris-1", "entities/boris"),
        ("entities/anna", "entities/anna"),
        ("stance/boris/ferry", "stance/boris/ferry"),
        ("claims/none", None),
        ("%E0%A4%A", None),
    ):
        page.evaluate("hash => { location.hash = hash }", hash)
        page.wait_for_function(f"item => ({SHOWN}) === item", arg=item)


def test_nested_claims_are_reached_from_the_innermost_words(opened: Callable[..., Any]) -> None:
    page = opened()
    page.locator("[id='claims/in-may']").click()
    page.locator(".it-also button").click()
    assert page.evaluate(SHOWN) == "claims/cafe-opens"


@pytest.mark.parametrize("script", ["", NO_HIGHLIGHTS], ids=["highlights", "marks"])
def test_evidence_is_outlined_across_claims(opened: Callable[..., Any], script: str) -> None:
    page = opened(script=script)
    pieces = "document.querySelector('.it-text p:last-of-type').childNodes.length"
    before = page.evaluate(pieces)
    page.locator(".it-chip", has_text="boris").hover()
    assert page.evaluate(OUTLINED) == EVIDENCE
    page.locator(".it-chip a", has_text="anna").focus()
    assert page.evaluate(OUTLINED) == "wantsferry backso does Anna"
    page.locator("h1").hover()
    page.evaluate("document.activeElement.blur()")
    page.locator("[id='claims/port-open']").click()
    assert page.evaluate(OUTLINED) == ""
    assert (page.evaluate(PARAGRAPHS), page.evaluate(pieces)) == (TEXT, before)


def test_chips_are_at_their_evidence_and_never_overlap(opened: Callable[..., Any]) -> None:
    page = opened()
    boxes = sorted(
        (page.locator(".it-chip").nth(number).bounding_box() for number in range(2)),
        key=lambda box: box["y"],
    )
    text = page.locator(".it-text").bounding_box()
    assert boxes[0]["x"] >= text["x"] + text["width"]
    assert boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]
    words = page.locator("[id='claims/in-may']").bounding_box()
    assert abs(words["y"] - boxes[0]["y"]) < 30
    spread = """async () => {
        const { spread } = await import("/article-chips.js");
        return [spread([0, 5, 100], [20, 20, 20], 300), spread([90, 95], [20, 20], 100)];
    }"""
    assert page.evaluate(spread) == [[0, 26, 100], [54, 80]]


def test_words_of_strangers_are_inert_and_places_count_code_points(
    opened: Callable[..., Any],
) -> None:
    page = opened("/#claims/read-out")
    assert page.evaluate(PARAGRAPHS) == TEXT
    assert HOSTILE in page.locator(".it-panel h3").inner_text()
    page.locator(".it-panel [data-action='report']").click()
    assert HOSTILE in page.locator(".it-out textarea").input_value()
    assert page.title() == "Quay"
    for words in ("cafe\u0301 by", "👩\u200d🚀", "الميناء"):
        find = """async ([start, end]) => {
            const { Text, rangeOf } = await import("/article-text.js");
            const { pieces } = new Text(document.querySelector(".it-text")).find(start, end);
            return pieces.map(rangeOf).join("");
        }"""
        assert page.evaluate(find, spanned(words)) == words


def test_filters_are_counted_and_kept_in_the_address(opened: Callable[..., Any]) -> None:
    page = opened("/?lang=en&disputed=1&side=nobody#claims/read-out")
    output = page.locator(".it-filters output")
    assert output.inner_text() == "Shown: 2 of 5 claims, 0 of 2 stances, 0 of 2 names."
    assert page.evaluate("document.querySelector('[name=side]').selectedIndex") == 0
    page.locator("[name=side]").select_option("side-1")
    assert output.inner_text() == "Shown: 1 of 5 claims, 0 of 2 stances, 0 of 2 names."
    assert page.url.endswith("/?lang=en&side=side-1&disputed=1#claims/read-out")
    off = "[...document.querySelectorAll('.it-text .it-claim.is-off')].map((claim) => claim.id)"
    assert page.evaluate(off) == [
        f"claims/{i}" for i in ("in-may", "port-open", "read-out", "ferry-back")
    ]
    assert page.locator(".it-chip:visible").count() == 0
    page.reload()
    assert page.locator(".it-item:visible").count() == 2  # one in the list, one in the panel
    page.locator("[name=disputed]").uncheck()
    page.locator("[name=side]").select_option("")
    page.locator("[name=pass]").select_option("model-a")
    assert output.inner_text() == "Shown: 0 of 5 claims, 2 of 2 stances, 0 of 2 names."
    page.locator(".it-chip a").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.hash") == "#stance/anna/ferry"


def test_actions_without_a_public_address_give_a_text(
    opened: Callable[..., Any], address: str
) -> None:
    page = opened("/#claims/in-may", permissions=["clipboard-read", "clipboard-write"])
    panel = page.locator(".it-panel")
    panel.locator("[data-action=link]").click()
    page.wait_for_function("document.querySelector('.it-status').textContent === 'Copied.'")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}/#claims/in-may"
    given = panel.locator(".it-out textarea")
    panel.locator("[data-action=cite]").click()
    assert given.input_value() == r"bibtex: harbour/1.2.0/quay\#claims/in-may"
    panel.locator(".it-out select").select_option("apa")
    assert given.input_value() == "apa: harbour/1.2.0/quay#claims/in-may"
    panel.locator("[data-action=report]").click()
    panel.locator(".it-out select").select_option(label="Wrong label")
    assert given.input_value().splitlines() == [
        "Item: harbour/1.2.0/quay#claims/in-may",
        "Words: in May",
        "What is wrong: a label",
        "What it should be: ",
    ]
    panel.locator("[data-action=edit]").click()
    assert given.input_value() == "annotations/quay.json, line 7, /claims/0"
    panel.locator("[data-action=edit]").click()
    assert given.count() == 0


def test_a_report_fills_the_form_of_the_repository(opened: Callable[..., Any]) -> None:
    page = opened("/public#claims/in-may")
    section = "document.querySelector('.it-items [data-item=\"claims/in-may\"]').dataset"
    many = " ".join(["{}-{}".format(*spanned("in May"))] * 60)
    page.evaluate(f"many => {{ {section}.evidence = many }}", many)  # words too long for an address
    page.locator(".it-panel [data-action=report]").click()
    links = page.locator(".it-out a")
    assert links.all_inner_texts() == ["Wrong span", "Wrong label", "Missing"]
    given = "new URL(document.querySelectorAll('.it-out a')[1].href).searchParams.entries()"
    assert page.evaluate(f"Object.fromEntries({given})") == {
        "template": "correction.yml",
        "item": "harbour/1.2.0/quay#claims/in-may",
        "wrong": "a label",
        "words": " … ".join(["in May"] * 60)[:500],
    }


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(capture().encode(), id="capture"),
        pytest.param(
            b"\xef\xbb\xbf" + capture().replace("\n", "\r\n").encode(), id="mark-and-crlf"
        ),
        pytest.param(TEXT.encode(), id="text"),
        pytest.param(f"\n{TEXT}\n\n".encode(), id="empty-lines-around"),
    ],
)
def test_my_copy_fills_the_gaps_and_nothing_leaves(
    opened: Callable[..., Any], content: bytes
) -> None:
    page = opened("/text-free#claims/in-may")
    assert "quay will open" not in page.evaluate(PARAGRAPHS)
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    assert "Nothing was sent" in chosen(page, "mine.txt", content)
    assert page.evaluate(PARAGRAPHS) == TEXT
    page.locator(".it-chip", has_text="boris").hover()
    assert page.evaluate(OUTLINED) == EVIDENCE
    assert asked == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.replace("quay", "pier").encode(), "as many characters as the article"),
        (
            TEXT.replace("Boris denied", "Borys denied").encode(),
            "“Boris” should begin at character",
        ),
        (TEXT.replace("open in", "be open in").encode(), "the article has"),
        (b"<!doctype html><p>Anna", "It is a web page"),
        (b"", "The file is empty"),
        (TEXT.encode("utf-16"), "not text in UTF-8"),
    ],
    ids=["other-word", "other-name", "longer", "page", "empty", "utf-16"],
)
def test_another_file_is_refused_with_what_differs(
    opened: Callable[..., Any], content: bytes, said: str
) -> None:
    page = opened("/text-free")
    before = page.locator(".it-gap").count()
    assert said in chosen(page, "other.txt", content)
    assert page.locator(".it-gap").count() == before


def test_a_page_of_the_site_takes_the_capture_of_its_article(
    opened: Callable[..., Any], harbour_release: Path
) -> None:
    full = Corpus(harbour_release)
    article = full["quay-reopens"]
    raw = (HARBOUR / "corpus" / f"{article.id}.txt").read_bytes()
    page = opened(f"/articles/{article.id}/")
    assert article.claims[0].quote not in page.locator(".it-text").inner_text()
    other_form = unicodedata.normalize("NFD", raw.decode()).encode()
    assert "Nothing was sent" in chosen(page, "mine.txt", other_form)
    assert page.evaluate(PARAGRAPHS).split() == article.text.split()
    found = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.it-text [id][data-item]')]"
        ".map((one) => [one.id, one.textContent]))"
    )
    assert found == {
        **{f"claims/{claim.id}": claim.quote for claim in article.claims},
        **{f"mentions/{mention.id}": mention.text for mention in article.mentions},
    }
    for stance in article.stance:
        page.locator(f".it-chip[data-item='stance/{stance.id}']").hover()
        assert page.evaluate(OUTLINED) == "".join(span.text for span in stance.evidence)
        page.locator(f".it-chip[data-item='stance/{stance.id}']").click()
        assert stance.evidence[0].text in page.locator(".it-panel h3").inner_text()


def test_a_page_that_cuts_its_capture_wrongly_shows_nothing(opened: Callable[..., Any]) -> None:
    page = opened("/wrong")
    assert "Please report this bug" in chosen(page, "mine.txt", capture().encode())
    assert "quay will open" not in page.evaluate(PARAGRAPHS)


def test_without_cryptography_the_page_says_why(opened: Callable[..., Any]) -> None:
    page = opened("/text-free", "Object.defineProperty(crypto, 'subtle', { value: undefined })")
    assert "over https, and on localhost" in chosen(page, "mine.txt", TEXT.encode())


def test_without_script_the_text_and_all_items_are_there(opened: Callable[..., Any]) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator(".it-text p").all_inner_texts() == TEXT.split("\n\n")
    assert page.locator(".it-items .it-item:visible").count() == 9
    assert page.locator(".it-filters").is_hidden()
    assert page.locator(".it-panel").is_hidden()


def test_on_a_phone_the_panel_is_a_sheet_below_the_words(opened: Callable[..., Any]) -> None:
    page = opened("/articles/quay-reopens/", viewport=PHONE, has_touch=True, is_mobile=True)
    panel = page.locator(".it-panel")
    assert panel.is_hidden()
    words = page.locator(".it-claim[id]").last
    words.evaluate("words => words.scrollIntoView({ block: 'end' })")
    last = words.evaluate("words => [...words.getClientRects()].at(-1).toJSON()")
    page.touchscreen.tap(last["x"] + last["width"] - 6, last["y"] + 6)
    assert page.evaluate(SHOWN) == words.get_attribute("id")
    assert page.evaluate("document.activeElement.closest('.it-panel') !== null")
    box, sheet = words.bounding_box(), panel.bounding_box()
    assert box["y"] + box["height"] <= sheet["y"]
    assert round(sheet["y"] + sheet["height"]) == PHONE["height"]
    panel.get_by_role("button", name="Close").tap()
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.id") == words.get_attribute("id")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    opened: Callable[..., Any], colours: str, viewport: dict[str, int]
) -> None:
    path = "/articles/quay-reopens/?disputed=true"
    page = opened(path, color_scheme=colours, viewport=viewport)
    scheme = "slate" if colours == "dark" else "default"
    page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
    page.locator(".it-chip:visible a, .it-claim[id]").first.evaluate("words => words.click()")
    page.locator(".it-panel [data-action=cite]").click()
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text() + ";null")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    serious = [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert serious == []
