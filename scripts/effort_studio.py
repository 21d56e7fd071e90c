"""Replay the annotation of one article in the studio, and record the keys and clicks it takes.

As scripts/effort.py does it with an editor, but in Chromium. A key, a click and a selection with
the mouse count as one each. Ids of claims stay as the studio proposes them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from effort import ME, RECORD, ROOT, Replay, without
from istanbul_talks.cli.parser import guarded
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.model.additions import FIELDS
from studio_person import FIND, Person, words

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
COMMANDS = (
    "make setup", ". .venv/bin/activate", "git switch -c my-article", "istanbul-talks studio",
    "git add annotations corpus schema", "git commit -m 'Add an article'",
    "git push -u origin my-article",
)  # fmt: skip
_ADDED = {key for keys in FIELDS.values() for key in keys}  # made later, in files of their own
LAYERS = ("source and date", "names", "claims", "stances", "status")
ROW_OF = """([form, id]) => studio.ui.names?.findIndex(
    (one) => one.form === form && (one.entity ?? one.proposed).id === id
)"""


class Annotating(Person):
    """Brings a draft to the wanted annotation."""

    def __init__(self, page: Any, goal: Mapping[str, Any]) -> None:
        super().__init__(page, LAYERS)
        self.goal = goal
        self.names = {one["id"]: one["name"] for one in goal["entities"]}

    def now(self) -> Any:
        self.settled()
        return self.ask("studio.state.annotation")

    def name(self, value: Any) -> str:
        if isinstance(value, dict):
            return str(value["other"])
        return str(self.names.get(value, value))

    def source(self) -> None:
        """The article's own form; what the program proposed right stays."""
        self.ask("studio.open('article', { field: null })")
        self.keys[self.layer] += 2  # Esc, and the tab of the article
        for section, fields in (("source", self.goal["source"]), ("date", self.goal["date"])):
            for field, value in fields.items():
                self.field(section, field, value)
        self.outlet()
        if self.ask("studio.fields().some(({ kind }) => kind === 'proposed')"):
            self.press("k")

    def outlet(self) -> None:
        if self.page.locator("[data-outlet] button").count():
            self.click("[data-outlet] button")

    def field(self, section: str, field: str, value: Any) -> None:
        now = self.now()[section].get(field)
        if isinstance(value, dict):
            for key, inner in value.items():
                if (now or {}).get(key) != inner:
                    self.put(f"{section}/{field}/{key}", inner)
        elif isinstance(value, list):
            for quote in value:
                if words(quote) not in [words(one) for one in now or []]:
                    self.select(quote)
                    self.press("v")
        elif now != value:
            self.put(f"{section}/{field}", value)

    def put(self, name: str, value: Any) -> None:
        """Click into a field of the article, and fill it."""
        self.click(f"[data-key='field:{name}']")
        if self.ask("studio.ui.field"):
            self.choose(value, str(value))
            return
        self.press("Control+a")
        if value is None:
            self.press("Delete")
        else:
            self.type(value)
        self.press("Escape")

    def entities(self) -> None:
        self.press("Escape", "n")
        for goal in self.goal["entities"]:
            for form in goal["mentions"]:
                self.mention(goal, form)
        self.press("Escape")
        extra = {one["id"] for one in self.now()["entities"]} - set(self.names)
        for id in sorted(extra):
            self.item("entities", id)
            self.press("Delete")
        for goal in self.goal["entities"]:
            self.details(goal)

    def mention(self, goal: Mapping[str, Any], form: Any) -> None:
        """Accept a name in the list; if it is not there, select it and say whose it is."""
        entity = next((e for e in self.now()["entities"] if e["id"] == goal["id"]), None)
        if entity and words(form) in map(words, entity["mentions"]):
            return
        at = (
            self.ask(ROW_OF, [words(form), goal["id"]])
            if self.ask("studio.ui.mode") == "names"
            else -1
        )
        if at is not None and at >= 0:
            self.click(f"[data-key='yes:{at}']")
            if self.ask("studio.ui.field"):
                self.choose(goal["role"], str(goal["role"]))
            return
        self.select(form)
        self.press("e")
        self.choose(goal["id"], goal["name"])
        self.fill(goal, str)

    def item(self, layer: str, id: str) -> None:
        """Open an item from the list: a click on it; Esc and the tab before, if need be."""
        index = [one["id"] for one in self.now()[layer]].index(id)
        self.keys[self.layer] += 2
        self.ask(f"studio.open('{layer}/{index}', {{ field: null }})")

    def details(self, goal: Mapping[str, Any]) -> None:
        entity = next(e for e in self.now()["entities"] if e["id"] == goal["id"])
        changed = [
            key for key in ("type", "role", "note", "except") if entity.get(key) != goal.get(key)
        ]
        line = self.ask("id => studio.isNewName(id)", goal["id"])
        described = line and not any(
            one["id"] == goal["id"] and one["description"]
            for one in self.ask("studio.state.entities")
        )
        if not changed and not described:
            return
        self.item("entities", goal["id"])
        for key, letter in (("type", "t"), ("role", "r")):
            if key in changed:
                self.press(letter)
                self.choose(goal[key], str(goal[key]))
        for quote in goal.get("except", []) if "except" in changed else ():
            self.select(quote)
            self.press("d")
        if "note" in changed and goal.get("note") and not line:
            self.text("o", goal["note"])
        if described:
            self.text("w", goal.get("note") or goal["name"])

    def claims(self) -> None:
        done: list[int] = []
        for claim in self.goal["claims"]:
            self.layer = "claims"
            self.claim(claim)
            self.layer = "stances"
            for i, stance in enumerate(self.goal["stance"]):
                if (
                    i not in done
                    and stance["holder"] == claim["claimer"]
                    and self.meet(stance, claim)
                ):
                    self.stance(stance, claim)
                    done.append(i)
                    self.ask("item => studio.open(item, { field: null })", self.opened)
                    self.keys[self.layer] += 2  # back to the claim: Esc, and a click
        self.press("Escape")
        for i, stance in enumerate(self.goal["stance"]):
            if i not in done:
                self.stance(stance, None)
                self.press("Escape")

    def meet(self, stance: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
        (start, end), (first, last) = (
            self.ask(FIND, stance["evidence"][0]),
            self.ask(FIND, claim["quote"]),
        )
        return bool(start < last and first < end)

    def claim(self, claim: Mapping[str, Any]) -> None:
        self.select(claim["quote"])
        self.press("c")
        value = "studio.ui.proposal.value"
        if words(self.ask(value)["quote"]) != words(claim["quote"]):
            self.select(claim["quote"])
            self.press("q")
        if self.ask(value)["claimer"] != claim["claimer"]:
            if self.ask("studio.ui.field") != "claimer":
                self.press("w")
            if isinstance(claim["claimer"], dict):
                self.other(claim["claimer"])
            else:
                self.choose(claim["claimer"], self.name(claim["claimer"]))
        if words(self.ask(value).get("cue")) != words(claim.get("cue")):
            if claim.get("cue"):
                self.select(claim["cue"])
                self.press("u")
            else:
                self.click("[data-key='drop:cue']")
        if claim.get("attribution") and self.ask(value).get("attribution") not in (
            None,
            claim["attribution"],
        ):
            self.press("a")
            self.choose(claim["attribution"], claim["attribution"])
        if not self.ask("studio.ui.field"):
            self.ask("studio.openFirst()")
        self.fill(claim, self.name)
        self.press("Enter")
        self.opened = self.ask("studio.ui.item")
        if claim.get("note"):
            self.text("o", claim["note"])

    def other(self, holder: Mapping[str, Any]) -> None:
        """A voice without a name: its words, selected or typed."""
        self.press("/")
        self.type(holder["other"])
        self.page.wait_for_timeout(300)
        self.press("Escape")
        self.choose(holder, holder["other"])

    def stance(self, stance: Mapping[str, Any], claim: Mapping[str, Any] | None) -> None:
        first, *more = stance["evidence"]
        if claim is None or words(first) != words(claim["quote"]):
            self.select(first)
        self.press("s")
        while field := self.ask("studio.ui.field"):
            if isinstance(stance[field], dict):
                self.other(stance[field])
            else:
                self.choose(stance[field], self.proposition(field, stance))
        for quote in more:
            self.select(quote)
            self.press("v")
        if stance.get("condition"):
            self.select(stance["condition"])
            self.press("d")
        if stance.get("note"):
            self.text("o", stance["note"])

    def status(self) -> None:
        """The status, and the reasons why rules do not apply."""
        for rule, why in self.goal.get("waive", {}).items():
            self.keys[self.layer] += 1 + len(why)  # Enter, and the reason
            item = self.ask("rule => studio.findings.find((one) => one.rule === rule).item", rule)
            self.ask("item => studio.open(item ?? 'article', { field: null })", item)
            self.page.once("dialog", lambda dialog, why=why: dialog.accept(why))
            self.click(f"[data-key='waive:{rule}']")
        self.ask("studio.open('article', { field: null })")
        self.keys[self.layer] += 2
        self.press("l")
        self.choose("single", "single")

    def proposition(self, field: str, stance: Mapping[str, Any]) -> str:
        if field != "target":
            return self.name(stance[field])
        return str(stance["target"]).replace("-", " ")


def begin(page: Any, person: Person, address: str, saved: Path) -> None:
    """The list of work: who one is, and the saved page."""
    page.goto(address)
    page.locator("#by").click()
    person.type(ME[1])
    page.locator("#introduce").click()
    person.type(ME[3])
    page.locator("summary").click()
    page.locator("#page").set_input_files(saved)
    began = time.perf_counter()
    page.locator("form button").click()
    person.keys[person.layer] += 5
    page.wait_for_function("() => globalThis.studio || document.querySelector('.said a')")
    if not page.evaluate("Boolean(globalThis.studio)"):
        page.locator(".said a").click()
        person.keys[person.layer] += 1
        page.wait_for_function("() => globalThis.studio")
    person.seconds += time.perf_counter() - began


def annotate(play: Any, address: str, goal: Mapping[str, Any], saved: Path) -> Annotating:
    """Annotate a saved page in the studio at an address, and save it."""
    browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: print(error.stack, file=sys.stderr))
    person = Annotating(page, goal)
    begin(page, person, address, saved)
    person.source()
    person.layer = "names"
    person.entities()
    person.claims()
    person.layer = "status"
    person.status()
    began = time.perf_counter()
    person.press("Control+s")
    page.wait_for_selector("dialog pre")
    person.press("Enter")
    page.wait_for_selector("#saved[data-state=saved]")
    person.seconds += time.perf_counter() - began
    if different := differences(person.now(), goal):
        sys.exit(f"effort_studio: not what was wanted: {different[:3]}")
    browser.close()
    return person


def differences(made: Mapping[str, Any], goal: Mapping[str, Any]) -> list[Any]:
    """What one annotation says and the other does not, ids of claims, additions and order apart."""

    def said(annotation: Mapping[str, Any]) -> set[str]:
        claims = [{**one, "id": None} for one in annotation["claims"]]
        items = [*annotation["entities"], *claims, *annotation["stance"], annotation["date"]]
        items = [{key: one[key] for key in one if key not in _ADDED} for one in items]
        return {json.dumps(plain(item), sort_keys=True) for item in items}

    return sorted(said(made) ^ said(goal))


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item with the words of its quotes alone; a list of them in any order."""
    seen = {}
    for key, value in item.items():
        if isinstance(value, list):
            seen[key] = sorted(map(words, value))
        elif key != "wikidata" and not (key == "note" and "mentions" in item):
            seen[key] = words(value) if isinstance(value, dict) and "quote" in value else value
    return seen


def replay(folder: Path, article: str) -> dict[str, Any]:
    """The record of a replay in a folder."""
    clone, done = folder / "clone", Replay(folder)
    done.run("git", "clone", "-q", str(ROOT), str(clone))
    done.clone = clone
    goal, text = without(clone, article)
    (folder / "page.txt").write_text(text, encoding="utf-8")
    program = [sys.executable, "-c", "from istanbul_talks.cli.main import main; main()"]
    options = ["studio", "--no-open", "--port", "0", "--root", str(clone)]
    server = subprocess.Popen([*program, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        with sync_playwright() as play:
            person = annotate(play, address, goal, folder / "page.txt")
    finally:
        server.kill()
    done.seconds = 0.0
    said = done.run("istanbul-talks", "validate", "--strict", "--format", "json", most=1)
    if found := [one for one in json.loads(said)["findings"] if one["severity"] != "info"]:
        sys.exit(f"effort_studio: {found}")
    typed = [{"layer": layer, "lines": 0, "keys": keys} for layer, keys in person.keys.items()]
    return {
        "commands": list(COMMANDS),
        "typed": typed,
        "findings": [],
        "seconds": round(person.seconds + done.seconds, 1),
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("article", nargs="?", default="peace-plans-exchanged", metavar="ARTICLE")
    options.add_argument("--record", action="store_true", help="write scripts/effort.json")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = replay(Path(folder), given.article)
    sys.stdout.write(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    if given.record:
        atomic.write(RECORD, canonical({**json.loads(disk.read_text(RECORD)), "studio": made}))
    return 0


if __name__ == "__main__":
    sys.exit(guarded("effort_studio", main))
