"""Adjudication and audit by keys, from two passes or a sheet to files without findings."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from corpora import AUDIT, edit
from istanbul_talks.cli.main import main
from support.browser import QUAY, Studio, Tab

pytestmark = pytest.mark.browser
DECISIONS = "annotations/decisions/quay-reopens.json"
# What reader-2 decided in the harbour corpus, in the order in which the page asks.
CHOICES = tuple("11211022112220201")


def opened(studio: Studio, tab: Tab, path: str) -> Tab:
    tab.open(studio.address())
    tab.page.goto(f"http://127.0.0.1:{studio.port}{path}")
    tab.page.wait_for_selector("h1")
    return tab


def kept(tab: Tab, count: str) -> None:
    """Wait for the page, and until the server has kept what was given."""
    tab.page.wait_for_function(
        "count => document.getElementById('count')?.textContent === count"
        " && /kept|saved/.test(document.getElementById('saved').dataset.state)",
        arg=count,
    )


def without_work(studio: Studio) -> Any:
    """The reference as it was before adjudication; what it was is returned."""
    before = json.loads((studio.root / QUAY).read_bytes())
    (studio.root / DECISIONS).unlink()
    act = {"by": "model-b", "kind": "model", "did": "annotate"}
    act |= {"date": "2024-02-15", "guidelines": "1.1"}
    blank = {"entities": [], "claims": [], "stance": [], "provenance": [act], "status": "draft"}
    edit(studio.root / QUAY, lambda one: one.update(blank))
    return before


def test_an_adjudication_ends_without_findings(
    studio: Studio, tabs: Callable[..., Tab], capsys: pytest.CaptureFixture[str]
) -> None:
    before = without_work(studio)
    tab = opened(studio, tabs(), "/adjudicate/quay-reopens")
    tab.click("button[value=reader-2]")
    kept(tab, "0 of 17")
    tab.actions = 0
    for number, choice in enumerate(CHOICES, start=1):
        tab.press(choice)
        if number == 1:
            tab.page.keyboard.type("By the guidelines.")
            tab.press("Enter")
        else:
            tab.press("1")  # the same reason
        kept(tab, f"{number} of 17")
        if number == 3:  # taken back, and made anew
            tab.press("Control+z")
            kept(tab, "2 of 17")
            assert tab.shown("#case h2") == "Gannet House"
            tab.press("Control+Shift+Z")
            kept(tab, "3 of 17")
            tab.actions -= 2
    assert tab.actions == 2 * len(CHOICES)  # and the reason, typed once
    assert tab.shown("#case h2") == "Everything is decided"
    tab.press("Control+s").page.wait_for_selector("dialog pre")
    assert "2 files change" in tab.shown("dialog")
    tab.press("Enter").page.wait_for_selector("#saved[data-state=saved]")
    after = json.loads((studio.root / QUAY).read_bytes())
    assert after["status"] == "adjudicated"
    for layer, key in (("entities", "id"), ("claims", "id"), ("stance", "target")):
        assert [one[key] for one in after[layer]] == [one[key] for one in before[layer]]
    made = json.loads((studio.root / DECISIONS).read_bytes())
    assert {decision["why"] for decision in made["decisions"]} == {"By the guidelines."}
    assert main(["validate", "--strict", "--root", str(studio.root)]) == 0
    assert capsys.readouterr().out == "3 articles checked: nothing wrong\n"


def test_keys_and_clicks_wait_for_the_answer_to_a_decision(
    studio: Studio, tabs: Callable[..., Tab]
) -> None:
    without_work(studio)
    tab = opened(studio, tabs(), "/adjudicate/quay-reopens?by=reader-2")
    kept(tab, "0 of 17")
    tab.ask(
        """() => {
            const real = fetch;
            globalThis.fetch = async (...asked) => {
                await new Promise((done) => setTimeout(done, 300));
                return real(...asked);
            };
        }"""
    )
    tab.press("1").page.keyboard.type("By the guidelines.")
    tab.press("Enter", "1", "1", "2", "Shift+O", "h", "Enter", "0", "2", "Control+z")
    tab.page.wait_for_selector("#redo:enabled")
    kept(tab, "3 of 17")
    tab.press("Control+Shift+Z", "1", "1")
    kept(tab, "5 of 17")
    address = f"/api/decision/{DECISIONS}?by=reader-2"
    given = tab.ask(f"fetch('{address}').then((one) => one.json())")
    assert [(choice["take"], choice["why"]) for choice in given["choices"]] == [
        ("model-a", "By the guidelines."),
        (None, "By the guidelines."),  # only the other one has it
        ("reader-1", "Oh"),
        (None, "By the guidelines."),  # the older reason, now the second
        ("model-a", "By the guidelines."),
    ]


def test_a_choice_with_other_values(studio: Studio, tabs: Callable[..., Tab]) -> None:
    without_work(studio)
    tab = opened(studio, tabs(), "/adjudicate/quay-reopens?by=reader-2")
    kept(tab, "0 of 17")
    tab.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    assert tab.shown("#case h2") == "door-not-treaty"
    tab.press("e").page.wait_for_selector("dialog form")
    tab.page.get_by_label("type").select_option("prediction")
    tab.page.get_by_label("claimer").fill("Velmoor")
    tab.click("dialog button.primary")
    tab.page.locator("#why").fill("A guess.")
    tab.press("Enter")
    kept(tab, "1 of 17")
    decided = tab.shown(".made")
    assert "claimer Velmoor; type prediction" in decided
    tab.press("Control+z")
    kept(tab, "0 of 17")
    # What cannot be done is said, and the choice waits.
    tab.page.get_by_role("button", name="plans-a-trap").click()
    tab.press("1").page.locator("#why").fill("By the guidelines.")
    tab.press("Enter").page.wait_for_selector("#said:not(:empty)")
    assert "Decide about its mentions first" in tab.shown("#said")
    assert tab.page.locator("#why").input_value() == "By the guidelines."


def test_an_audit_ends_without_findings(
    studio: Studio, tabs: Callable[..., Tab], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        studio.root / AUDIT,
        lambda sheet: [item.update(verdict=None, note=None) for item in sheet["items"]],
    )
    tab = opened(studio, tabs(), "/audit/seed-7")
    kept(tab, "0 of 19")
    tab.press("1", "2")
    tab.page.keyboard.type("Another day.")
    tab.press("Enter")
    kept(tab, "2 of 19")
    tab.press("Control+z")
    kept(tab, "1 of 19")
    tab.press("Control+Shift+Z")
    kept(tab, "2 of 19")
    tab.press("ArrowRight", "3", "Enter")  # a doubt needs a note
    assert "Say what it is" in tab.shown("#said")
    tab.press("Escape")
    for number in range(3, 20):
        tab.press("1")
        kept(tab, f"{number} of 19")
    tab.press("Control+s").page.wait_for_selector("dialog pre")
    tab.press("Enter").page.wait_for_selector("#saved[data-state=saved]")
    items = json.loads((studio.root / AUDIT).read_bytes())["items"]
    assert [item["verdict"] for item in items] == ["right", "wrong", *["right"] * 17]
    assert [item["note"] for item in items[:3]] == [None, "Another day.", None]
    assert main(["validate", "--strict", "--root", str(studio.root)]) == 0
    assert capsys.readouterr().out == "3 articles checked: nothing wrong\n"
