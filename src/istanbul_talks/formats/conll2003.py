"""CoNLL-2003: a line per token with four columns, an empty line after each sentence.

Documented in Tjong Kim Sang and De Meulder (2003). Columns are separated by a space: token, part of
speech, chunk, tag. The corpus has no parts of speech and chunks, so both are “_”. Tags are IOB2, as
in later copies of the data set: each mention begins with B-. A line “-DOCSTART-” begins an article.
"""

from collections.abc import Iterator
from itertools import pairwise

from ..reading.subset import Trainable
from .cuts import sentence_ends


def export(part: Trainable) -> Iterator[bytes]:
    """The lines of every article."""
    for article in part.to_bio().articles():
        lines = [
            f"{token} _ _ {tag}\n" for token, tag in zip(article.tokens, article.tags, strict=True)
        ]
        yield b"-DOCSTART- -X- O O\n\n"
        for start, end in pairwise([0, *sentence_ends(article)]):
            yield "".join([*lines[start:end], "\n"]).encode()
