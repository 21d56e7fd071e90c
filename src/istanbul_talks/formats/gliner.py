"""GLiNER's training data: JSON, a list of windows with `tokenized_text` and `ner`.

Documented at https://urchade.github.io/GLiNER/training.html. `ner` has for each mention the numbers
of its first and last token, and its type.
"""

from collections.abc import Iterator

import orjson

from ..reading.subset import Trainable
from ..reading.tokens import TokenizedArticle
from .cuts import windows

WINDOW = 384  # words that GLiNER's models read, `max_len` in their configuration


def export(part: Trainable, window: int = WINDOW) -> Iterator[bytes]:
    """The windows of every article. A window has at most so many tokens and cuts no mention."""
    before = b"[\n"
    for article in part.to_bio().articles():
        for start, end in windows(article, window):
            yield before + orjson.dumps(_window(article, start, end))
            before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _window(article: TokenizedArticle, start: int, end: int) -> dict[str, object]:
    names = [
        [first - start, last - start, mention.type]
        for first, last, mention in article.names
        if start <= first < end
    ]
    return {"tokenized_text": article.tokens[start:end], "ner": names}
