"""Editing by keys: names, stances, undo, and what is lost when something is killed."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import edit, retext
from support.browser import QUAY, Studio, Tab, killable

pytestmark = pytest.mark.browser


def on_disk(studio: Studio, path: str = QUAY) -> Any:
    return json.loads((studio.root / path).read_bytes())


def test_undo_and_redo_cover_every_kind_of_edit(tab: Tab) -> None:
    begun = tab.state()
    tab.go("Home").press("e", "0", "3")  # a new name, its type
    tab.press("Escape", "n").settled().press("x", "Escape")  # refuse a name
    tab.item("claims/1")
    tab.press("t", "1", "m", "5", "w", "2")  # type, commitment, claimer
    tab.go("The two councils met").press("q").settled()  # its words
    tab.press("o").page.keyboard.type("On two notes.")
    tab.press("Escape")
    tab.item("stance/0")
    tab.go("Gannet House").press("v")
    tab.press("l", "2", "Delete")
    tab.item("article")
    tab.press("g", "2")
    tab.go("412 views").press("p").settled()
    ended = tab.state()
    assert ended != begun
    steps = tab.ask("studio.store.past.map(({ name }) => name)")
    assert steps == [
        "mark Home", "type", "refuse a name", "type", "commitment", "who says it", "words", "note",
        "evidence", "stance", "delete stance", "genre", "add remark",
    ]  # fmt: skip
    tab.press(*["Control+z"] * len(steps))
    assert tab.state() == begun
    assert tab.page.locator("#undo").is_disabled()
    tab.press(*["Control+Shift+Z"] * len(steps))
    assert tab.state() == ended


def test_marking_a_name_takes_at_most_six_actions(studio: Studio, tab: Tab) -> None:
    edit(studio.root / QUAY, lambda one: one.update(entities=[], claims=[], stance=[]))
    tab.open(studio.address(QUAY)).press("n").settled()
    tab.actions = 0
    tab.press("y", "1")
    entity = tab.annotation()["entities"][0]
    assert (entity["id"], entity["role"]) == ("ostrel", "party")
    assert tab.actions <= 6
    assert "Velmoor" in tab.shown("li.chosen")  # the next row
    tab.page.locator("[data-key='name:0']").click()
    tab.page.locator("[data-name=Ostrel] .places input").nth(2).uncheck()
    entity = tab.annotation()["entities"][0]
    assert len(entity["except"]) == 1


def test_a_key_waits_for_a_click_whose_answer_is_late(studio: Studio, tab: Tab) -> None:
    tab.press("n").settled()
    tab.page.locator("[data-key^='name:']", has_text="Ostrel").first.click()
    entities = tab.annotation()["entities"]
    tab.ask(
        """() => {
            const quote = studio.connection.quote.bind(studio.connection);
            studio.connection.quote = async (...place) => {
                await new Promise((done) => setTimeout(done, 300));
                return quote(...place);
            };
        }"""
    )
    tab.page.locator("[data-name=Ostrel] .places input").first.uncheck()
    tab.press("Control+z").settled()
    assert tab.ask("studio.store.future.map(({ name }) => name)") == ["unmark a place"]
    assert tab.annotation()["entities"] == entities


def test_an_accepted_name_can_be_refused_again(studio: Studio, tab: Tab) -> None:
    first = {"id": "ostrel", "name": "Ostrel", "type": None, "wikidata": None, "role": None}
    one = {**first, "mentions": ["Ostrel"], "note": None}  # as a program proposes it
    edit(studio.root / QUAY, lambda it: it.update(entities=[one], claims=[], stance=[]))
    tab.open(studio.address(QUAY)).press("n").settled()
    tab.click("[data-key='name:0']")
    assert "type open" in tab.shown("[data-name=Ostrel]")
    tab.press("x")
    assert tab.annotation()["entities"] == []
    assert "not a name" in tab.shown("[data-name=Ostrel]")
    tab.press("Control+z")
    assert [entity["id"] for entity in tab.annotation()["entities"]] == ["ostrel"]
    tab.click("[data-key='name:0']").click("[data-key='no:0']")
    assert tab.annotation()["entities"] == []


def test_a_killed_browser_loses_nothing(
    studio: Studio, tabs: Callable[..., Tab], chromium: Any
) -> None:
    context = chromium.new_context()
    tab = tabs(context).open(studio.address(QUAY))
    tab.item("claims/0")
    context.set_offline(True)  # a paused request could still be sent when the page is closed
    tab.press("t", "5").page.wait_for_selector("#saved[data-state=offline]")
    tab.page.close(run_before_unload=False)
    context.set_offline(False)
    again = tabs(context).open(studio.address(QUAY))
    assert again.annotation()["claims"][0]["type"] == "prediction"
    again.press("Control+z")
    assert again.annotation()["claims"][0]["type"] == "event"
    context.close()


def test_a_browser_killed_while_somebody_types_loses_at_most_one_letter(
    studio: Studio, tabs: Callable[..., Tab], play: Any, tmp_path: Path
) -> None:
    words = "He would not say whether it was the quota."
    with killable(play, tmp_path / "profile") as (browser, kill):
        tab = Tab(browser.contexts[0].new_page()).open(studio.address(QUAY))
        tab.item("claims/7").press("o")
        tab.page.keyboard.type(words, delay=80)
        kill()
    kept = tabs().open(studio.address(QUAY)).annotation()["claims"][7]["note"]
    assert kept in (words, words[:-1])


def test_a_killed_studio_loses_nothing(studio: Studio, tab: Tab) -> None:
    tab.item("claims/0")
    tab.press("t", "5").settled()
    studio.stop(signal.SIGKILL)
    tab.press("m", "3")
    tab.page.wait_for_selector("#saved[data-state=offline]")
    studio.start()
    tab.open(studio.address(QUAY))
    claim = tab.annotation()["claims"][0]
    assert (claim["type"], claim["epistemic"]) == ("prediction", "false-certain")
    assert on_disk(studio)["claims"][0]["type"] == "event"  # nothing was saved


def test_saving_shows_the_difference_once(studio: Studio, tab: Tab) -> None:
    tab.item("claims/0")
    tab.press("t", "5", "Control+s")
    difference = tab.shown("dialog pre")
    lines = [line for line in difference.splitlines() if line[:1] in ("+", "-")]
    assert [line for line in lines if line[:3] not in ("---", "+++")] == [
        '-      "type": "event",',
        '+      "type": "prediction",',
    ]
    tab.press("Enter")
    tab.page.wait_for_selector("#saved[data-state=saved]")
    assert on_disk(studio)["claims"][0]["type"] == "prediction"
    tab.press("t", "1", "Control+s").settled()
    tab.page.wait_for_selector("#saved[data-state=saved]")
    assert on_disk(studio)["claims"][0]["type"] == "event"
    assert not (studio.root / ".studio" / QUAY).exists()


def test_a_file_that_changed_meanwhile_is_merged_item_by_item(studio: Studio, tab: Tab) -> None:
    tab.item("claims/0")
    tab.press("t", "5", "J", "t", "5").settled()
    edit(studio.root / QUAY, claims__0__type="causal", claims__2__type="causal")
    tab.press("Control+s")
    tab.page.wait_for_selector("dialog .merge")
    assert "Claim: agreed-to-reopen" in tab.shown("dialog .merge li.chosen")
    assert tab.page.locator("dialog .merge li").count() == 1
    tab.press("2", "Enter")
    tab.page.wait_for_selector("dialog pre")
    tab.press("Enter")
    tab.page.wait_for_selector("#saved[data-state=saved]")
    types = [claim["type"] for claim in on_disk(studio)["claims"][:3]]
    assert types == ["causal", "prediction", "causal"]


def test_two_tabs_do_not_overwrite_each_other(
    studio: Studio, tabs: Callable[..., Tab], chromium: Any
) -> None:
    context = chromium.new_context()
    one, other = (tabs(context).open(studio.address(QUAY)) for _ in range(2))
    one.item("claims/0")
    one.press("t", "5").settled()
    other.item("claims/1")
    other.press("t", "5")
    other.page.wait_for_selector("dialog .merge")
    other.press("Enter")
    types = "studio.state.annotation.claims.slice(0, 2).map(({ type }) => type).join()"
    other.page.wait_for_function(f"() => {types} === 'prediction,prediction'")
    assert [claim["type"] for claim in other.annotation()["claims"][:2]] == ["prediction"] * 2
    context.close()


def test_words_of_the_article_are_never_markup(
    studio: Studio, tabs: Callable[..., Tab], corpus: Path
) -> None:
    attack = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 7*7 }}\u202e"
    retext(corpus, "quay-reopens", "a smoked herring", attack)
    edit(corpus / QUAY, claims__0__note=attack, source__title=attack)
    tab = tabs()
    asked: list[str] = []
    tab.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    tab.open(studio.address(QUAY)).item("claims/0")
    tab.go(attack).press("e")
    assert attack in tab.shown("#panel h2")
    assert attack in tab.shown("#text")
    assert tab.page.locator("img").count() == 0
    assert asked == []


def test_a_selection_keeps_what_a_reader_sees_as_one_letter(
    studio: Studio, tabs: Callable[..., Tab], corpus: Path
) -> None:
    retext(corpus, "quay-reopens", "drew a 🐟 on", "drew a 👩‍🚒 é👍🏽 on")
    tab = tabs().open(studio.address(QUAY))
    tab.go("drew a ").press(*["Control+Shift+ArrowRight"] * 4)
    assert (
        tab.ask("studio.text.words(studio.cursor.start, studio.cursor.end)") == "drew a 👩‍🚒 é👍🏽"
    )
    tab.press("p").settled()
    assert "drew a 👩‍🚒 é👍🏽" in [note["quote"] for note in tab.annotation()["notes"]]
    span = tab.ask("studio.view.spans.find(({ item }) => item === 'notes/0')")
    shown = tab.ask(f"studio.text.words({span['start']}, {span['end']})")
    assert shown == "drew a 👩‍🚒 é👍🏽"


def test_a_drag_with_the_mouse_selects_the_same_words(tab: Tab) -> None:
    box = tab.ask(
        """() => {
            const start = studio.text.paragraphs.find(({ text }) => text.includes("🐟"));
            const at = start.start + start.text.indexOf("🐟") - 2;
            const { left, right, top, bottom } = studio.text
                .range({ start: at, end: at + 5 }).getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
        }"""
    )
    mouse = tab.page.mouse
    mouse.move(box["left"] + 1, box["middle"])
    mouse.down()
    mouse.move(box["right"] - 1, box["middle"], steps=4)
    mouse.up()
    chosen = tab.ask("studio.text.words(studio.cursor.start, studio.cursor.end)")
    assert chosen == "a 🐟 "


def test_a_new_name_and_a_new_outlet_get_their_lines_of_the_registries(
    studio: Studio, tab: Tab
) -> None:
    tab.go("Home").press("e", "0", "7")  # new; an event
    tab.press(".").settled()
    assert tab.shown("#said") == "description of the new name home"
    tab.page.keyboard.type("A made-up feast.")
    tab.press("Escape")
    tab.item("article").press("w")
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.type("Gull Post")
    tab.click("[data-outlet] button").press("Control+s")
    tab.page.wait_for_selector("dialog pre")
    assert "2 files" not in tab.shown("dialog > p")
    tab.press("Enter")
    tab.page.wait_for_selector("#saved[data-state=saved]")
    lines = (studio.root / "schema" / "entities.jsonl").read_text().splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert ids == sorted(ids)
    made = json.loads(lines[ids.index("home")])
    assert (made["type"], made["variants"]) == ("EVENT", ["Home"])
    assert made["description"] == "A made-up feast."
    outlets = (studio.root / "schema" / "publishers.json").read_text()
    assert '"name":"Gull Post"' in outlets
    assert tab.state()["entities"] == []  # they are in the registry now


def test_undo_reaches_the_field_in_which_somebody_types(tab: Tab) -> None:
    tab.item("claims/0").press("o")
    tab.page.keyboard.type("One thought.")
    tab.press("Control+z")
    field = tab.page.locator("[data-key='field:note']")
    assert field.input_value() == ""
    assert "note" not in tab.annotation()["claims"][0]
    tab.press("Control+Shift+Z")
    assert field.input_value() == "One thought."
    tab.page.keyboard.type(" Another.")
    assert tab.annotation()["claims"][0]["note"] == "One thought. Another."


def test_the_mouse_alone_will_do(tab: Tab) -> None:
    tab.page.locator("[data-key='claims/0']").click()
    tab.click("[data-key='field:type']").click("text=That one thing brings about another.")
    assert tab.annotation()["claims"][0]["type"] == "causal"
    assert not tab.page.locator(".field.active").count()
    tab.page.locator("#text p", has_text="Velmoor supports").dblclick(position={"x": 20, "y": 10})
    tab.click("#marks [data-run=entity]")
    assert "Velmoor" in tab.shown("#panel h2")
