"""The guidelines as a page: annotated words are marked, and examples lead to their items."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple

from ..model.records import Article
from ..reading.corpus import Corpus

_LAYERS = {"entities": "mentions", "claims": "claims", "stances": "stance"}  # by section
_BLOCK = re.compile(
    r'<h2 id="(?P<section>[^"]*)"|<thead>.*?</thead>|<(?P<tag>tr|li|p)\b[^>]*>.*?</(?P=tag)>', re.S
)
_QUOTE = re.compile("“((?:[^“”]|“[^“”]*”)*)”")
_STRONG = re.compile("</?strong>")
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r"<code>([a-z0-9-]+)</code>")
_FEW = 3  # words that are an example although none of them is bold
_LEAST = 1 / 3  # of the words of an example and an item that both have


class _Example(NamedTuple):
    """Quoted words that an item may have, and the words of the quote around them."""

    layer: str
    near: str  # the row or sentence of the quote: it may name an article, a speaker or a target
    before: str
    words: str
    after: str

    def starts(self, text: str) -> list[int]:
        """Where the words are in a text: the first two places."""
        found = re.finditer(re.escape(self.before + self.words + self.after), text)
        return [one.start() + len(self.before) for one in islice(found, 2)]

    def place_of(self, id: str) -> int:
        """Where the words around the quote name an id; after their end if they don't."""
        found = re.search(rf"(?<![\w-]){re.escape(id)}(?![\w-])", self.near)
        return found.start() if found else len(self.near)


class _Candidate(NamedTuple):
    """An item with words of it in an article, and the ids that an example may name."""

    key: str  # LAYER/ID
    start: int
    end: int
    names: Sequence[str]


def marked(content: str, shown: Corpus, full: Corpus | None) -> str:
    """The content of the page with classes for annotated words, and links to articles and items.

    `shown`: what the site shows. `full`: the same with its texts, in which examples are found.
    """
    asked = list[_Example]()

    def noted(example: _Example, html: str) -> str:
        asked.append(example)
        return html

    _Walk(noted).through(content)
    places: Iterator[str] = iter(_places(asked, full) if full else [""] * len(asked))

    def linked(_example: _Example, html: str) -> str:
        id, _, key = next(places).partition("#")
        is_shown = id in shown and any(one.key == key for one in _candidates(shown[id]))
        return f'<a href="../articles/{id}/#{key}">{html}</a>' if is_shown else html

    words = lambda quote: quote[0].replace("<strong>", '<strong class="it-words">')
    article = lambda code: (
        f'<a href="../articles/{code[1]}/">{code[0]}</a>' if code[1] in shown else code[0]
    )
    return _ID.sub(article, _QUOTE.sub(words, _Walk(linked).through(content)))


class _Walk:
    """Goes through the quotes in sections on a layer, except those in tables of counter-examples.

    `change(example, html)` gives the HTML of the words of an example.
    """

    def __init__(self, change: Callable[[_Example, str], str]) -> None:
        self._change = change
        self._layer, self._is_counter = "", False

    def through(self, content: str) -> str:
        return _BLOCK.sub(self._block, content)

    def _block(self, found: re.Match[str]) -> str:
        html = found[0]
        if found["section"] is not None:
            self._layer = _LAYERS.get(found["section"], "")
        elif found["tag"] is None:
            self._is_counter = "counter-example" in html
        elif self._layer and not (self._is_counter and found["tag"] == "tr"):
            near = _plain(html)
            return _QUOTE.sub(lambda quote: f"“{self._quote(quote[1], near)}”", html)
        return html

    def _quote(self, html: str, near: str) -> str:
        parts = _STRONG.split(html)  # each second one is bold
        plain = [_plain(part) for part in parts]
        if len(parts) == 1:
            words = max(plain[0].split("…"), key=len).strip()
            if self._layer == "mentions" or words.count(" ") < _FEW - 1:
                return html
            return self._change(_Example(self._layer, near, "", words, ""), html)
        for n in range(1, len(parts), 2):
            before = "".join(plain[:n]).rpartition("…")[2].lstrip()
            after = "".join(plain[n + 1 :]).partition("…")[0].rstrip()
            example = _Example(self._layer, near, before, plain[n], after)
            parts[n] = self._change(example, f"<strong>{parts[n]}</strong>")
        return "".join(parts)


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(_TAG.sub("", html)))


def _places(asked: Sequence[_Example], full: Corpus) -> list[str]:
    """ARTICLE#ITEM for each example, or nothing: in the article that it names, or the only one."""
    named, others = [""] * len(asked), [list[str]() for _ in asked]
    for article in full.articles():
        for n, example in enumerate(asked):
            found = [_item(article, example, start) for start in example.starts(article.text)]
            if example.place_of(article.id) < len(example.near):
                named[n] = next(iter(found), "")
            else:
                others[n] += found
    return [
        one or (some[0] if len(some) == 1 else "") for one, some in zip(named, others, strict=True)
    ]


def _item(article: Article, example: _Example, start: int) -> str:
    """ARTICLE#ITEM whose words are those of the example, or most like them."""
    end, best = start + len(example.words), list[tuple[float, int, str]]()
    for one in _candidates(article):
        shared = min(end, one.end) - max(start, one.start)
        share = shared / (max(end, one.end) - min(start, one.start))
        if one.key.startswith(f"{example.layer}/") and share >= _LEAST:
            at = sum(map(example.place_of, one.names))
            best.append((-share, at, one.key))
    return f"{article.id}#{min(best)[2]}" if best else ""


def _candidates(article: Article) -> Iterator[_Candidate]:
    for mention in article.mentions:
        yield _Candidate(f"mentions/{mention.id}", mention.start, mention.end, ())
    for claim in article.claims:
        yield _Candidate(f"claims/{claim.id}", claim.start, claim.end, (claim.claimer,))
    for stance in article.stance:
        for span in stance.evidence:
            names = (stance.holder, stance.target)
            yield _Candidate(f"stance/{stance.id}", span.start, span.end, names)
