"""Take the pictures of docs/contributing.md again, of the made-up corpus of the tests.

It needs Chromium and the test extra, as `make test-browser` does.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SIZE: Any = {"width": 1180, "height": 700}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served to this machine."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def take(page: Any, folder: Path) -> None:
    """An article with a claim's panel open, and the list of rules with one open."""
    with served(folder) as address:
        page.goto(f"{address}/articles/quay-reopens/#claims/reopening-if-quota")
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "assets" / "report.png")
        page.goto(f"{address}/rules/?words=claims#unknown-claimer")
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "assets" / "rules.png")


def main() -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    harbour = import_module("corpora").harbour
    built_site = import_module("support.site").built_site
    chromium = import_module("support.browser").CHROMIUM
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        page = play.chromium.launch(executable_path=chromium).new_page(viewport=SIZE)
        take(page, built_site(harbour(Path(place) / "site")))


if __name__ == "__main__":
    main()
