"""A real Chromium on a real studio: `make test-browser`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora import harbour
from support.browser import CHROMIUM, QUAY, Studio, Tab


@pytest.fixture(scope="session")
def play() -> Iterator[Any]:
    if not os.environ.get("CHROMIUM"):
        pytest.skip("make test-browser says which Chromium to use")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def chromium(play: Any) -> Iterator[Any]:
    """A browser. It is installed: the Makefile has looked."""
    browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def tabs(chromium: Any) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each in a context of its own unless one is given."""
    made: list[Any] = []
    opened: list[Tab] = []

    def tab(context: Any = None, **options: Any) -> Tab:
        if context is None:
            options.setdefault("viewport", {"width": 1360, "height": 900})
            context = chromium.new_context(**options)
            made.append(context)
        opened.append(Tab(context.new_page()))
        return opened[-1]

    yield tab
    for context in made:
        context.close()
    assert [error for one in opened for error in one.errors] == []


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


@pytest.fixture
def studios() -> Iterator[Callable[[Path], Studio]]:
    made: list[Studio] = []

    def studio(root: Path) -> Studio:
        made.append(Studio(root))
        return made[-1]

    yield studio
    for one in made:
        one.stop()


@pytest.fixture
def studio(studios: Callable[[Path], Studio], corpus: Path) -> Studio:
    return studios(corpus)


@pytest.fixture
def tab(tabs: Callable[..., Tab], studio: Studio) -> Tab:
    """The editor on the article quay-reopens of harbour."""
    return tabs().open(studio.address(QUAY))
