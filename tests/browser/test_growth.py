"""A long article costs a key no more than a short one: as many elements change."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import edit, river
from support.browser import Studio, Tab

pytestmark = pytest.mark.browser
LONG = "annotations/river-talks.json"
# How many elements and texts change between two paints after each key.
CHANGED = """async (claims) => {
    const frame = () => new Promise(requestAnimationFrame);
    let changed = 0;
    const count = (all) => {
        for (const { addedNodes, removedNodes } of all) {
            changed += 1;
            for (const one of [...addedNodes, ...removedNodes]) {
                changed += one.querySelectorAll?.("*").length ?? 0;
            }
        }
    };
    const observer = new MutationObserver(count);
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    observer.observe(document, all);
    const least = {}; // answers of the server arrive in between
    const press = async (name, key, more = {}) => {
        await frame();
        changed = 0;
        document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
        await frame();
        await frame();
        count(observer.takeRecords());
        least[name] = Math.min(least[name] ?? Infinity, changed);
    };
    for (let n = 0; n < 5; n++) {
        await press("word", "ArrowRight");
        await press("sentence", "ArrowDown");
        await press("select", "ArrowRight", { shiftKey: true });
        studio.open(`claims/${(n + 1) * claims / 10}`, { field: "type" });
        await press("label", String(1 + n));
        await press("undo", "z", { ctrlKey: true });
        await press("item", "J");
    }
    return least;
}"""


def long_article(folder: Path, claims: int) -> Path:
    """The river corpus with an article of 80 words a claim, each with three spans."""
    river(folder)
    lines = [
        f"Ana Vey said on day {n} that the bridge number {n} must open, and that Aria {filler(n)}."
        for n in range(1, claims + 1)
    ]
    text = "\n\n".join(["Example Gazette", *lines, "Subscribe"]) + "\n"
    (folder / "corpus" / "river-talks.txt").write_bytes(text.encode())

    def change(annotation: dict[str, Any]) -> None:
        annotation["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        annotation["body"] = [{"from": lines[0][:30], "to": lines[-1][-40:]}]
        annotation["date"].update(published=None, basis="conjecture", evidence=[])
        annotation["entities"] = [
            {**one, "mentions": [one["name"]]}
            for one in annotation["entities"]
            if one["id"] in ("vey", "aria")
        ]
        annotation["claims"] = [
            {
                "id": f"bridge-{n}",
                "quote": f"the bridge number {n} must open",
                "claimer": "vey",
                "cue": {"quote": "said", "suffix": f" on day {n} "},
                "attribution": "indirect",
                "type": "position",
                "epistemic": "true-certain",
                "checkworthy": False,
            }
            for n in range(1, claims + 1)
        ]
        annotation["stance"] = []

    edit(folder / LONG, change)
    return folder


def filler(n: int) -> str:
    return " ".join(f"word{n}x{i}" for i in range(66))


def test_a_key_changes_no_more_elements_in_a_long_article(
    tmp_path: Path, studios: Callable[[Path], Studio], tabs: Callable[..., Tab]
) -> None:
    changed = {}
    for claims in (20, 250):
        root = long_article(tmp_path / str(claims), claims)
        tab = tabs().open(studios(root).address(LONG))
        assert tab.ask("studio.view.spans.length") >= 3 * claims
        changed[claims] = tab.page.evaluate(CHANGED, claims)
    assert all(changed[20].values()), changed
    assert changed[250].keys() == changed[20].keys()
    more = {key: (changed[20][key], least) for key, least in changed[250].items()}
    assert all(long <= short + 20 for short, long in more.values()), more
