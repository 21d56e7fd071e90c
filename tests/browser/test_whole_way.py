"""From a saved page to files without a finding, by keyboard only; each item within its budget."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import larger
from corpora.tides import tide
from istanbul_talks.cli.main import main
from support.browser import Studio, Tab

pytestmark = pytest.mark.browser
BUDGET = {"names": 6, "claim": 8, "stance": 6}  # keys and clicks
NEW = "annotations/saved-page.json"


def saved_page(folder: Path) -> tuple[Path, dict[str, Any]]:
    """A generated article as a page somebody saved, and the annotation it should get."""
    made = tide(7, passes=False)
    (path := folder / "saved-page.txt").write_bytes(made.capture.encode())
    return path, made.annotations["annotations/tide-0007.json"]


def begin(tab: Tab, page: Path) -> None:
    """The list of work: say who you are, open the form, choose the file."""
    tab.page.on("filechooser", lambda chooser: chooser.set_files(page))
    tab.page.locator("#by").focus()
    tab.page.keyboard.type("reader-1")
    walk_to(tab, "summary").press("Enter")
    walk_to(tab, "#page").press("Enter")
    tab.page.wait_for_function("() => document.getElementById('page').files.length")
    walk_to(tab, "form button").press("Enter")
    tab.page.wait_for_function("() => globalThis.studio || document.querySelector('.said a')")
    if not tab.ask("Boolean(globalThis.studio)"):
        tab.press("Enter")  # the link to the draft has the focus
        tab.page.wait_for_function("() => globalThis.studio")
    tab.settled()


def walk_to(tab: Tab, what: str) -> Tab:
    """Press Tab until the focus is there."""
    for _ in range(12):
        if tab.page.evaluate("what => document.activeElement.matches(what)", what):
            return tab
        tab.press("Tab")
    raise AssertionError(what)


def label_of(tab: Tab, wanted: Any) -> str:
    """The digit beside a label."""
    keys = "wanted => studio.choices.find(({ value }) => value === wanted)?.key"
    found = tab.settled().page.evaluate(keys, wanted)
    assert found is not None, (wanted, tab.ask("studio.choices"))
    return str(found)


def sentence_of(tab: Tab, words: str) -> None:
    """Walk by sentence from where the cursor is to the one with these words."""
    for _ in range(30):
        script = """words => studio.text
            .words(...Object.values(studio.text.unit(studio.cursor.start, "sentences")))
            .includes(words)"""
        if tab.settled().page.evaluate(script, words):
            return
        tab.press("ArrowDown")
    raise AssertionError(words)


class Annotator:
    """Annotates an article as `wanted` has it, and counts the keys of each item."""

    def __init__(self, tab: Tab, wanted: dict[str, Any]) -> None:
        self.tab, self.wanted = tab, wanted
        self.spent: dict[str, list[int]] = {"article": [], **{layer: [] for layer in BUDGET}}

    def counted(self, layer: str, do: Callable[..., None], *what: Any) -> None:
        before = self.tab.actions
        do(*what)
        self.spent[layer].append(self.tab.actions - before)

    def article(self) -> None:
        """What the page does not state: a program guessed it, and a finding says so."""
        tab, source = self.tab, self.wanted["source"]
        tab.press("f").settled()
        for key, field in (("g", "source/genre"), ("b", "date/basis"), ("y", "date/certainty")):
            section, name = field.split("/")
            tab.press(key).settled()
            assert tab.ask("studio.ui.field") == field
            tab.press(label_of(tab, self.wanted[section][name])).settled()
        tab.press("Home", "ArrowUp", "Shift+ArrowDown", "v")  # the date as printed
        tab.press("ArrowUp", "Shift+ArrowDown", "h", "d")  # the headline
        tab.settled().page.keyboard.type(self.wanted["date"]["published"])
        tab.press("Escape", "r").settled()
        tab.press(label_of(tab, source["rights"]["status"]), "k")

    def role(self) -> None:
        tab = self.tab
        item = tab.ask("studio.ui.names[studio.ui.at].item").split("/")
        id = tab.ask("studio.state.annotation.entities")[int(item[1])]["id"]
        role = next(one["role"] for one in self.wanted["entities"] if one["id"] == id)
        tab.press(label_of(tab, role))

    def names(self) -> None:
        tab = self.tab.press("n")
        while tab.settled().ask("studio.ui.mode === 'names' && studio.ui.field === 'role'"):
            self.counted("names", self.role)
        tab.press("Escape")

    def claim(self, claim: dict[str, Any]) -> None:
        sentence_of(self.tab, claim["quote"])
        tab = self.tab.press("c").settled().press("Enter")
        for field in ("type", "epistemic", "checkworthy"):
            tab.press(label_of(tab, claim[field]))

    def stance(self, stance: dict[str, Any]) -> None:
        tab = self.tab.press("s")
        for field in ("target", "label", "expression", "certainty"):
            tab.press(label_of(tab, stance[field]))

    def claims(self) -> None:
        """Every claim and, right after it, the stance that its words show."""
        self.tab.press("Home")
        for claim in self.wanted["claims"]:
            self.counted("claim", self.claim, claim)
            for stance in self.wanted["stance"]:
                if stance["holder"] == claim["claimer"]:
                    self.counted("stance", self.stance, stance)
            self.tab.press("Escape")


def test_from_a_saved_page_to_a_clean_validation_by_keyboard_only(
    tmp_path: Path,
    studios: Callable[[Path], Studio],
    tabs: Callable[..., Tab],
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = larger(tmp_path / "corpus", 2, passes=False)
    page, wanted = saved_page(tmp_path)
    studio, tab = studios(root), tabs()
    begin(tab.open(studio.address()), page)
    annotator = Annotator(tab, wanted)
    annotator.counted("article", annotator.article)
    annotator.names()
    annotator.claims()
    tab.press("Control+s")
    tab.page.wait_for_selector("dialog pre")
    tab.press("Enter")
    tab.page.wait_for_selector("#saved[data-state=saved]")

    capsys.readouterr()
    assert main(["validate", "--strict", "--root", str(root)]) == 0, capsys.readouterr().out
    made = json.loads((root / NEW).read_bytes())
    assert made["source"]["title"] == wanted["source"]["title"]
    seen = ("claimer", "cue", "attribution", "type", "epistemic", "checkworthy")
    assert [[claim.get(key) for key in seen] for claim in made["claims"]] == [
        [claim.get(key) for key in seen] for claim in wanted["claims"]
    ]
    for layer, most in BUDGET.items():
        print(f"{layer}: {len(annotator.spent[layer])} by {annotator.spent[layer]} keys")
        assert max(annotator.spent[layer]) <= most, annotator.spent
    print(f"article: {annotator.spent['article'][0]} keys; in all: {tab.actions}")
