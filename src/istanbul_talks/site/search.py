"""The index of the site's search: mkdocs's own, with the pages and records made from the data."""

from collections.abc import Iterable
from typing import Any

import orjson

from ..text.markdown import own
from ..text.visible import shown
from .made import Page

INDEX = "search/search_index.json"
MOST_ENTRIES = 20_000  # a browser loads the index whole: about 6 MB


class Search:
    """Collects what the search finds. With more than `most` records, it finds pages only."""

    def __init__(self, most: int) -> None:
        self.left_out, self._most = 0, most
        self._pages, self._entries = list[dict[str, str]](), list[dict[str, str]]()

    def add(self, page: Page) -> None:
        """A page made from the data, and its records."""
        self._pages.append(_found(page.path, page.title, page.description))
        if self.left_out or len(self._entries) + len(page.entries) > self._most:
            self.left_out += len(self._entries) + len(page.entries)
            self._entries.clear()
            return
        for anchor, title, text in page.entries:
            self._entries.append(_found(f"{page.path}#{anchor}", title, text))

    def index(self, made: bytes, dropped: Iterable[str]) -> bytes:
        """The index that mkdocs made, and what was added. `dropped`: pages that are not shown."""
        index: dict[str, Any] = orjson.loads(made)
        gone = {*dropped, *(page["location"] for page in self._pages)}
        kept = [one for one in index["docs"] if one["location"].partition("#")[0] not in gone]
        return orjson.dumps(index | {"docs": [*kept, *self._pages, *self._entries]})


def _found(location: str, title: str, text: str) -> dict[str, str]:
    """An entry. The theme shows title and text as HTML."""
    return {"location": location, "title": own(shown(title)), "text": own(shown(text))}
