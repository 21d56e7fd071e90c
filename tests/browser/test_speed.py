"""A long article answers a key within two frames."""

import hashlib
import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import edit, river
from support.browser import Studio, Tab

pytestmark = pytest.mark.browser
WORDS, FRAMES = 20_000, 32  # ms: two frames at 60 Hz
LONG = "annotations/river-talks.json"


def long_article(folder: Path) -> Path:
    """The river corpus with an article of 20,000 words, 250 claims and 750 spans."""
    river(folder)
    lines = [
        f"Ana Vey said on day {n} that the bridge number {n} must open, and that Aria {filler(n)}."
        for n in range(1, 251)
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
            for n in range(1, 251)
        ]
        annotation["stance"] = []

    edit(folder / LONG, change)
    return folder


def filler(n: int) -> str:
    return " ".join(f"word{n}x{i}" for i in range(66))


def test_a_long_article_answers_a_key_within_two_frames(
    tmp_path: Path, studios: Callable[[Path], Studio], tabs: Callable[..., Tab]
) -> None:
    root = long_article(tmp_path / "long")
    assert len((root / "corpus" / "river-talks.txt").read_text().split()) > WORDS
    tab = tabs().open(studios(root).address(LONG))
    assert tab.ask("studio.view.spans.length") >= 750
    measured = tab.ask(
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            const painted = () => new Promise((done) => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = done;
                requestAnimationFrame(() => port2.postMessage(null));
            });
            const press = (key, more = {}) => {
                const event = { key, cancelable: true, ...more };
                document.dispatchEvent(new KeyboardEvent("keydown", event));
            };
            const times = {};
            const time = async (name, key, more) => {
                await frame();
                const start = performance.now();
                press(key, more);
                const worked = performance.now() - start;
                await painted();
                (times[name] ??= []).push([worked, performance.now() - start]);
            };
            for (let n = 0; n < 20; n++) {
                await time("nothing", "F9");
                await time("word", "ArrowRight");
                await time("sentence", "ArrowDown");
                await time("select", "ArrowRight", { shiftKey: true });
                studio.open(`claims/${n * 12}`, { field: "type" });
                await time("label", String(1 + n % 5));
                await time("undo", "z", { ctrlKey: true });
                await time("item", "J");
            }
            return times;
        }"""
    )
    # Other work of the machine only delays: the best of twenty says what the page can do.
    idle = min(paint for _, paint in measured.pop("nothing"))
    for name, pairs in measured.items():
        worked, painted = (min(times) for times in zip(*pairs, strict=True))
        middle = statistics.median(paint for _, paint in pairs)
        print(
            f"{name}: {worked:.1f} ms of work, on the screen after {painted:.1f} to {middle:.1f} ms"
        )
        assert worked <= FRAMES / 2, json.dumps({name: pairs})
        assert painted <= max(FRAMES, idle + FRAMES / 2), json.dumps({name: pairs, "idle": idle})
