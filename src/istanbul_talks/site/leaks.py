"""Finds words of articles on pages that may not have them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from ..dataset.text_free import MOST_WORDS
from ..files import disk
from ..files.optional import numpy, require
from ..model.records import Article

_RUN = MOST_WORDS + 1  # words in a row that are too many
_WORD = re.compile(r"\w+")
_ID = re.compile(r"\w+(?:-\w+){3,}")  # such as other-the-free-skippers: a name, no sentence
_QUOTED = re.compile(r"(?:\w+ )?“(?:[^“”]|“[^“”]*”)*”")  # with a word before it
_INLINE = {
    *("a", "abbr", "b", "bdi", "button", "cite", "code", "em", "i", "kbd", "label", "mark", "q"),
    *("s", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "wbr"),
}
_SAYING = "//@*[not(name() = 'id' or name() = 'href' or name() = 'data-item')]"
_SHOWN = 3  # findings of a page or file


class Leaks:
    """Every run of more than four words of the articles, but for headlines and given examples."""

    def __init__(self, articles: Iterable[Article], examples: Iterable[str]) -> None:
        library, allowed = numpy(), set[int]()
        for text in examples:
            allowed.update(_hashes(_words(text)))
        found = [library.empty(0, library.int64)]
        for article in articles:
            allowed.update(_hashes(_words(article.title or "")))
            found.append(library.fromiter(_hashes(_words(article.text)), library.int64))
        runs = library.unique(library.concatenate(found))
        allowed_runs = library.fromiter(allowed, library.int64)
        self._runs, self._numpy = library.setdiff1d(runs, allowed_runs), library

    def on_page(self, page: Any) -> Iterator[str]:
        """What a page shows of the articles, in its text or in what its attributes say.

        The ids of items may repeat a holder's name: every edition has them.
        """
        yield from self._found([*_blocks(page), *map(str, page.xpath(_SAYING))])

    def in_file(self, path: Path) -> Iterator[str]:
        """What a file shows of the articles."""
        text = disk.read_text(path)
        is_json = path.suffix == ".json"
        yield from self._found(_strings(orjson.loads(text)) if is_json else [text])

    def _found(self, texts: Iterable[str]) -> Iterator[str]:
        shown = set[str]()
        for text in texts:
            words = _words(_ID.sub("·", text))
            if len(words) < _RUN or not len(self._runs):
                continue
            hashes = self._numpy.fromiter(_hashes(words), self._numpy.int64)
            places = self._numpy.searchsorted(self._runs, hashes)
            (at,) = self._numpy.nonzero(self._runs.take(places, mode="clip") == hashes)
            shown.update(_joined(words, at.tolist()))
        for run in sorted(shown)[:_SHOWN]:
            yield f"shows more than {MOST_WORDS} words of an article: “{run}”"
        if len(shown) > _SHOWN:
            yield f"shows {len(shown) - _SHOWN} more runs of words of articles"


def examples(guidelines: str, *vocabularies: Any) -> Iterator[str]:
    """What the guidelines quote, and what vocabularies say: every edition of the site shows it."""
    yield from _QUOTED.findall(" ".join(guidelines.replace("**", "").split()))
    for vocabulary in vocabularies:
        yield from _strings(vocabulary)


def prose(page: Any) -> Iterator[str]:
    """What a page written by hand says outside quotation marks.

    An article may have the same words by chance.
    """
    return chain.from_iterable(map(_QUOTED.split, _blocks(page)))


def _blocks(page: Any) -> Iterator[str]:
    """The text of each heading, paragraph, cell and other block of a page."""
    texts = [""]
    for event, element in require("lxml.etree", "docs").iterwalk(page, ("start", "end", "comment")):
        if event != "comment" and element.tag not in _INLINE:
            texts.append("")
        text = element.text if event == "start" else element.tail
        texts[-1] += f" {text or ''}"
    yield from texts


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _hashes(words: list[str]) -> Iterator[int]:
    return (hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))


def _joined(words: list[str], starts: list[int]) -> Iterator[str]:
    """The runs of words that begin at these places, joined where they overlap."""
    for _, group in groupby(enumerate(starts), key=lambda pair: pair[1] - pair[0]):
        places = list(map(itemgetter(1), group))
        yield " ".join(words[places[0] : places[-1] + _RUN])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(item)
