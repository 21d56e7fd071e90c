"""Mentions as tags of tokens, and as labels of the sub-words of a model's tokenizer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import TYPE_CHECKING, Any

from ..arguments import check_type
from ..errors import NEEDS_TEXT, ArgumentError, CorpusError, UnknownNameError
from ..files.optional import require
from ..model.records import Article, Mention
from ..text.boundaries import tokens
from ..text.visible import did_you_mean, visible

if TYPE_CHECKING:
    import datasets

Place = tuple[int, int]
Tokenizer = Callable[[str], Iterable[Place]]
IGNORED = -100  # the label that losses skip, as in PyTorch and the examples of Transformers
_IN_ROWS = {"ner_tags": "tags"}  # columns of the dataset that rows call otherwise
_MOST_SHOWN = 5
_OWN = {"return_offsets_mapping", "return_tensors"}  # options of tokenizers
_KEPT = {"input_ids", "attention_mask", "token_type_ids"}
TOKENIZERS: Mapping[str, Tokenizer] = {"words": tokens}


@dataclass(frozen=True, slots=True)
class TokenizedArticle:
    """An article with its tokens.

    `offsets`: start and end of each token in `article.text`, in code points, end exclusive.
    `names`: for each mention the numbers of its first and of its last token, and the mention.
    """

    article: Article
    offsets: list[Place]
    names: list[tuple[int, int, Mention]]

    @property
    def tokens(self) -> list[str]:
        """The words of the tokens."""
        return [self.article.text[start:end] for start, end in self.offsets]

    @property
    def tags(self) -> list[str]:
        """A tag for each token: B-TYPE begins a mention, I-TYPE continues it, O is outside."""
        found = ["O"] * len(self.offsets)
        for first, last, mention in self.names:
            found[first : last + 1] = [f"I-{mention.type}"] * (last + 1 - first)
            found[first] = f"B-{mention.type}"
        return found


class TaggedTokens:
    """The articles of a release or a part of it as tokens with BIO tags; made by `to_bio`.

    Iterating gives a row per article, a dict: `id`, and for each token `tokens` (its words), `tags`
    ("B-PERSON", "I-PERSON", …, "O") and `offsets` ([start, end] in `article.text`, in code points,
    end exclusive).
    """

    def __init__(
        self,
        articles: Mapping[str, Article],
        types: Sequence[str],
        tokenizer: str | Tokenizer = "words",
        unaligned: str = "raise",
    ) -> None:
        self._articles, self._tokenizer = articles, _tokenizer(tokenizer)
        if unaligned not in ("raise", "extend"):
            given = visible(repr(unaligned), 40)
            raise ArgumentError(f'unaligned: {given} is neither "raise" nor "extend"')
        self._extend = unaligned == "extend"
        self.labels = tags_of(types)

    def __len__(self) -> int:
        return len(self._articles)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for one in self.articles():
            offsets = [[start, end] for start, end in one.offsets]
            row = {"id": one.article.id, "tokens": one.tokens, "tags": one.tags}
            yield {**row, "offsets": offsets}

    def articles(self) -> Iterator[TokenizedArticle]:
        """Each article with its tokens. Raises ArgumentError and CorpusError as `to_bio` says."""
        for article in self._articles.values():
            yield self._tokenized(article)

    def unaligned(self) -> Iterator[tuple[str, Mention]]:
        """Every mention that does not begin and end where a token does, with its article's id."""
        for article in self._articles.values():
            places = self._places(article)
            starts, ends = {start for start, _ in places}, {end for _, end in places}
            for mention in article.mentions:
                if mention.start not in starts or mention.end not in ends:
                    yield article.id, mention

    def to_datasets(self) -> datasets.Dataset:
        """As a `datasets.Dataset` for token classification.

        Columns: `id`, `tokens`, `ner_tags` (a list of ClassLabel), `offsets` (a list of pairs).
        """
        library = require("datasets", "datasets")
        text, number = library.Value("string"), library.Value("int32")
        columns = {
            "id": text,
            "tokens": library.List(text),
            "ner_tags": library.List(library.ClassLabel(names=list(self.labels))),
            "offsets": library.List(library.List(number, length=2)),
        }
        rows = list(self)
        data = {name: [row[_IN_ROWS.get(name, name)] for row in rows] for name in columns}
        made: datasets.Dataset = library.Dataset.from_dict(data, library.Features(columns))
        return made

    def _places(self, article: Article) -> list[Place]:
        given = self._tokenizer(text_of(article))
        places = list(given) if isinstance(given, Iterable) else [given]
        if not all(map(_is_place, places)):
            wrong = next(place for place in places if not _is_place(place))
            said = f"for {article.id} it gave {visible(repr(wrong), 40)}"
            raise ArgumentError(f"tokenizer: {said}. Give pairs (start, end) of whole numbers")
        flat = [0, *(border for place in places for border in place), len(article.text)]
        if any(one > other for one, other in pairwise(flat)) or any(a == b for a, b in places):
            said = f"the tokens of {article.id} overlap, are empty, or are outside its text"
            raise ArgumentError(f"tokenizer: {said}. Give (start, end) in order, in code points")
        return places

    def _tokenized(self, article: Article) -> TokenizedArticle:
        places = self._places(article)
        starts, ends = [start for start, _ in places], [end for _, end in places]
        names, split = list[tuple[int, int, Mention]](), list[str]()
        for mention in sorted(article.mentions, key=lambda mention: mention.start):
            first, last = bisect_right(ends, mention.start), bisect_left(starts, mention.end) - 1
            touched = places[first : last + 1]
            is_aligned = touched and (touched[0][0], touched[-1][1]) == (mention.start, mention.end)
            if not touched or not (is_aligned or self._extend):
                split.append(_described(article, mention, touched))
            elif names and first <= names[-1][1]:
                both = f"{_shown(article, names[-1][2])} and {_shown(article, mention)}"
                raise CorpusError(f"{article.id}: a token can have one tag, and {both} share one")
            else:
                names.append((first, last, mention))
        if split:
            raise ArgumentError(_unaligned(article, split))
        return TokenizedArticle(article, places, names)


def tags_of(types: Iterable[str]) -> tuple[str, ...]:
    """Every BIO tag (Ramshaw and Marcus 1995, in the form IOB2): "O", then B- and I- per type."""
    return ("O", *(f"{place}-{type}" for type in types for place in "BI"))


def text_of(article: Article) -> str:
    """The text of an article. CorpusError, which names `restore`, where the edition has none."""
    if article.text is None:
        raise CorpusError(f"{article.id}: {NEEDS_TEXT}")
    return article.text


def align(
    articles: Iterable[Article], labels: Sequence[str], tokenizer: Any, options: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The rows of `Trainable.align`."""
    if not getattr(tokenizer, "is_fast", False):
        remedy = "Give one of the library transformers, such as AutoTokenizer.from_pretrained(…)"
        raise ArgumentError(f"tokenizer: {type(tokenizer).__name__} has no offsets. {remedy}")
    for name in sorted(_OWN.intersection(options)):
        raise ArgumentError(f"{name}: leave it out. Offsets are used here, and rows are lists")
    return _labelled(articles, {label: at for at, label in enumerate(labels)}, tokenizer, options)


def _labelled(
    articles: Iterable[Article],
    number: Mapping[str, int],
    tokenizer: Any,
    options: Mapping[str, Any],
) -> Iterator[dict[str, Any]]:
    for article in articles:
        encoded = tokenizer([text_of(article)], return_offsets_mapping=True, **options)
        spans = sorted((m.start, m.end, m.type) for m in article.mentions)
        for at, offsets in enumerate(encoded["offset_mapping"]):
            row = {name: list(values[at]) for name, values in encoded.items() if name in _KEPT}
            places = [(int(start), int(end)) for start, end in offsets]
            names = _sub_word_tags(article, spans, places)
            tags = [IGNORED if name is None else number[name] for name in names]
            yield {"id": article.id, **row, "labels": tags}


def _sub_word_tags(
    article: Article, spans: Sequence[tuple[int, int, str]], offsets: Iterable[Place]
) -> Iterator[str | None]:
    """For each sub-word its tag; None for one without words of the text."""
    ends, begun = [end for _, end, _ in spans], -1
    for start, end in offsets:
        at = bisect_right(ends, start)  # the first mention that ends after the start
        if start == end:
            yield None
        elif at == len(spans) or spans[at][0] >= end:
            yield "O"
        elif at + 1 < len(spans) and spans[at + 1][0] < end:
            words = visible(str(article.text)[start:end], 60)
            raise CorpusError(f"{article.id}: a sub-word can have one tag, and “{words}” has two")
        else:
            yield f"{'I' if begun == at else 'B'}-{spans[at][2]}"
            begun = at


def _is_place(value: Any) -> bool:
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    return is_pair and all(isinstance(offset, Integral) for offset in value)


def _tokenizer(given: str | Tokenizer) -> Tokenizer:
    if callable(given):
        return given
    check_type("tokenizer", given, str, "a name, or a function from a text to pairs (start, end)")
    if given not in TOKENIZERS:
        hint = did_you_mean(given, TOKENIZERS) or f". Choose one of: {', '.join(TOKENIZERS)}"
        raise UnknownNameError(f"tokenizer: “{visible(given, 40)}” is unknown{hint}")
    return TOKENIZERS[given]


def _shown(article: Article, mention: Mention) -> str:
    words = article.text[mention.start : mention.end]
    return f"“{visible(words, 60)}” at {mention.start}–{mention.end}"


def _described(article: Article, mention: Mention, touched: Sequence[Place]) -> str:
    """A mention that is not at borders of tokens, with the tokens that it touches."""
    words = ", ".join(f"“{visible(article.text[start:end], 40)}”" for start, end in touched[:3])
    return f"{_shown(article, mention)} ({f'in {words}' if words else 'without a token'})"


def _unaligned(article: Article, split: Sequence[str]) -> str:
    more = f" and {len(split) - _MOST_SHOWN} more" if len(split) > _MOST_SHOWN else ""
    said = f"{len(split)} of {len(article.mentions)} mentions do not begin and end where a token"
    remedy = (
        'Use tokenizer="words", or unaligned="extend" to tag every token that a mention touches'
    )
    return f"{article.id}: {said} does: {', '.join(split[:_MOST_SHOWN])}{more}. {remedy}"
