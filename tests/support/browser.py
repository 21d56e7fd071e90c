"""A studio's process and a person before it, for tests in a real browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

QUAY = "annotations/quay-reopens.json"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
_START = "from istanbul_talks.cli.main import main; raise SystemExit(main())"


@contextmanager
def killable(play: Any, profile: Path) -> Iterator[tuple[Any, Callable[[], None]]]:
    """A Chromium of its own, and what kills all its processes at once."""
    options = ["--headless=new", "--no-sandbox", "--remote-debugging-port=0", "--no-first-run"]
    process = subprocess.Popen(
        [CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    try:
        lines = iter(process.stderr.readline, "")
        address = next(found[1] for line in lines if (found := re.search(r"(ws://\S+)", line)))
        yield play.chromium.connect_over_cdp(address), kill
    finally:
        if process.poll() is None:
            kill()
        process.stderr.close()


class Studio:
    """The studio's process on a corpus, at one port for all its lives."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", _START, "studio", "--no-open"]
        asked = ["--port", str(self.port), "--root", str(self.root)]
        self._process = subprocess.Popen([*command, *asked], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        found = re.search(r"http://[^/]+:(\d+)/\?token=(\S+)", self._process.stdout.readline())
        assert found is not None
        self.port, self._token = int(found[1]), found[2]

    def address(self, path: str = "") -> str:
        """The printed address, for a page."""
        place = f"edit/{path}" if path else ""
        return f"http://127.0.0.1:{self.port}/{place}?token={self._token}"

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(by)
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Tab:
    """A page with a person before it, who presses keys and clicks; both are counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.actions = page, 0
        self.errors: list[str] = []
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))

    def open(self, address: str) -> "Tab":
        self.page.goto(address)
        self.page.wait_for_function("globalThis.studio || !document.getElementById('document')")
        return self

    def press(self, *keys: str) -> "Tab":
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)
        return self

    def click(self, what: str) -> "Tab":
        self.actions += 1
        self.page.locator(what).click()
        return self

    def settled(self) -> "Tab":
        """Wait until no key or click waits, and the server has answered or is away."""
        self.page.wait_for_function(
            "() => !globalThis.studio || !studio.keys.waiting.length && (studio.connection.offline"
            " || !studio.connection.busy && !studio.connection.viewing)",
            polling=20,
        )
        return self

    def ask(self, script: str) -> Any:
        """What an expression gives in the page."""
        return self.page.evaluate(script)

    def item(self, item: str) -> "Tab":
        """Open an item's form, once all keys have done their work; not counted."""
        self.settled().page.evaluate("item => studio.open(item)", item)
        return self

    def state(self) -> Any:
        return self.settled().ask("studio.state")

    def annotation(self) -> Any:
        return self.state()["annotation"]

    def shown(self, what: str) -> str:
        return str(self.settled().page.locator(what).inner_text())

    def go(self, words: str) -> "Tab":
        """Put the cursor on words, as a click would; not counted."""
        found = """words => {
            const place = studio.text.paragraphs.find(({ text }) => text.includes(words));
            const start = place.start + place.text.indexOf(words);
            studio.cursor = { start, end: start + words.length, kind: "range" };
            studio.drawSide();
        }"""
        self.page.evaluate(found, words)
        return self
