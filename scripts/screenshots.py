"""Take the pictures of docs/contributing.md again, of the made-up corpus of the tests.

It needs Chromium and the test extra, as `make test-browser` does.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SIZE: Any = {"width": 1180, "height": 700}


def take(page: Any, address: str) -> None:
    """An article with a claim's panel open, and the list of rules with one open."""
    page.goto(f"{address}/articles/quay-reopens/#claims/reopening-if-quota")
    page.wait_for_timeout(500)
    page.screenshot(path=ROOT / "docs" / "assets" / "report.png")
    page.goto(f"{address}/rules/#unknown-claimer")
    page.wait_for_timeout(500)
    page.screenshot(path=ROOT / "docs" / "assets" / "rules.png")


def main() -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    harbour = import_module("corpora").harbour
    site = import_module("support.site")
    chromium = import_module("support.browser").CHROMIUM
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        page = play.chromium.launch(executable_path=chromium).new_page(viewport=SIZE)
        with site.served(site.built_site(harbour(Path(place) / "site"))) as address:
            take(page, address)


if __name__ == "__main__":
    main()
