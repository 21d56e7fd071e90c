"""What the page looks like to different eyes: a phone, a screen reader, an older browser."""

from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from corpora import ROOT
from support.browser import QUAY, Studio, Tab

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text()


def serious(tab: Tab, axe: str) -> list[str]:
    """What axe-core finds that is serious or critical."""
    tab.ask(axe + ";null")
    found = tab.ask("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1360, "height": 900}, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    studio: Studio, tabs: Callable[..., Tab], axe: str, colours: str, viewport: Any
) -> None:
    tab = tabs(color_scheme=colours, viewport=viewport).open(studio.address())
    found = {"list of work": serious(tab, axe)}
    tab.open(studio.address(QUAY))
    tab.ask("studio.run('items')")
    found["items"] = serious(tab, axe)
    tab.item("claims/4")
    found["claim"] = serious(tab, axe)
    tab.press("t")
    found["choices"] = serious(tab, axe)
    tab.item("stance/0")
    tab.press("w")
    found["holders"] = serious(tab, axe)
    tab.item("article")
    found["article"] = serious(tab, axe)
    tab.press("Escape", "n").settled()
    found["names"] = serious(tab, axe)
    tab.press("?")
    found["keys"] = serious(tab, axe)
    tab.press("Escape")
    tab.item("claims/0")
    tab.press("t", "5", "Control+s")
    tab.page.wait_for_selector("dialog pre")
    found["difference"] = serious(tab, axe)
    for name, path in (
        ("adjudicators", "/adjudicate/quay-reopens"),
        ("adjudication", "/adjudicate/nets-and-tides?by=reader-2"),
        ("audits", "/audit"),
        ("audit", "/audit/seed-7"),
    ):
        tab.page.goto(f"http://127.0.0.1:{studio.port}{path}")
        tab.page.wait_for_selector(".people, .readings, #draw, .verdicts")
        found[name] = serious(tab, axe)
        tab.press("2")
        found[f"{name}, asked why"] = serious(tab, axe)
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_the_help_sheet_and_the_docs_list_the_same_keys(tab: Tab) -> None:
    shown = tab.press("?").page.locator(".sheet dd").all_inner_texts()
    docs = (ROOT / "docs" / "studio.md").read_text().partition("## Keys\n")[2].partition("\n## ")[0]
    rows = [line for line in docs.splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[1].removesuffix(" |") for row in rows] == shown


def test_a_screen_reader_hears_the_words_and_what_is_marked(tab: Tab) -> None:
    tab.press("ArrowRight", "Home")
    assert tab.ask("document.getElementById('where').textContent") == (
        "Ostrel; Name ostrel; Stance direct-talks; Stance direct-talks; Claim agreed-to-reopen"
    )


def test_keys_work_on_a_cyrillic_keyboard(tab: Tab) -> None:
    tab.page.evaluate(
        """() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "т", code: "KeyN" }))"""
    )
    assert tab.settled().shown("#panel h2") == "Names in the text"


def test_nothing_is_wider_than_a_phone(studio: Studio, tabs: Callable[..., Tab]) -> None:
    tab = tabs(viewport=PHONE, has_touch=True).open(studio.address(QUAY))
    width = "document.scrollingElement.scrollWidth"
    assert tab.ask(width) == PHONE["width"]
    assert not tab.page.locator("#panel").is_visible()
    tab.page.locator("#marks [data-run=items]").click()
    assert tab.page.locator("#panel").is_visible()
    tab.page.locator("[data-key='claims/4']").click()
    sheet = tab.page.locator("#panel").bounding_box()
    bar = tab.page.locator("#bar").bounding_box()
    words = tab.ask(
        """() => {
            const { top, bottom } = studio.text.range(studio.cursor).getBoundingClientRect();
            return [top, bottom];
        }"""
    )
    assert bar["height"] <= words[0] < words[1] <= sheet["y"]  # the words are in sight
    for what in ("#save", "#undo", "#marks [data-run=claim]"):
        box = tab.page.locator(what).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    assert tab.ask(width) == PHONE["width"]


def test_a_finger_marks_a_claim(studio: Studio, tabs: Callable[..., Tab]) -> None:
    tab = tabs(viewport=PHONE, has_touch=True, is_mobile=True).open(studio.address(QUAY))
    tab.page.evaluate("studio.text.select(studio.text.unit(studio.cursor.start, 'sentences'))")
    tab.page.locator("#marks [data-run=claim]").tap()
    tab.page.wait_for_selector("h2.proposed")
    tab.page.locator("[data-key=accept]").tap()
    tab.page.locator("label.option", has_text="That something happened").tap()
    claims = tab.annotation()["claims"]
    assert [claim["type"] for claim in claims[:2]] == ["event", "event"]
    assert len(claims) == 19


def test_a_browser_without_highlights_shows_nested_marks(
    studio: Studio, tabs: Callable[..., Tab]
) -> None:
    tab = tabs()
    before = tabs()
    before.open(studio.address(QUAY))
    tab.page.add_init_script("delete globalThis.Highlight")
    tab.open(studio.address(QUAY))
    tab.page.wait_for_selector("mark.entity")
    assert tab.ask("document.getElementById('text').textContent") == before.ask(
        "document.getElementById('text').textContent"
    )
    words = "[...document.querySelectorAll('mark.said-0')].map((mark) => mark.textContent)"
    assert "a common ferry company" in tab.ask(words)
    assert tab.ask("document.querySelector('mark.evidence mark.entity').textContent") == "Ostrel"
    tab.go("smoked herring")
    tab.page.wait_for_selector("mark.cursor")
    assert tab.ask("studio.text.words(studio.cursor.start, studio.cursor.end)") == "smoked herring"


def test_without_script_the_text_and_all_items_can_be_read(
    studio: Studio, tabs: Callable[..., Tab]
) -> None:
    tab = tabs(java_script_enabled=False)
    tab.page.goto(studio.address(QUAY))
    assert "boats must sail" in tab.shown("#text")
    assert tab.page.locator("#items [data-item^='claims/']").count() == 18
