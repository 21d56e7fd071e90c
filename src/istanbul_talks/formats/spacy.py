"""spaCy's DocBin, the training data of `spacy train`: https://spacy.io/api/docbin."""

from collections.abc import Iterator
from typing import Any

from ..files.optional import require
from ..reading.subset import Trainable
from ..reading.tokens import TokenizedArticle


def export(part: Trainable) -> Iterator[bytes]:
    """A Doc for each article, with its text, its mentions as `ents`, and `user_data["id"]`.

    `kb_id` of a mention is the id of its entity. DocBin has no way to stream: all is in memory.
    """
    library = require("spacy", "spacy")
    vocab = library.vocab.Vocab()
    store = library.tokens.DocBin(
        attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID"], store_user_data=True
    )
    for article in part.to_bio().articles():
        store.add(_doc(library, vocab, article))
    yield store.to_bytes()


def _doc(library: Any, vocab: Any, article: TokenizedArticle) -> Any:
    text, words, spaces, end = article.article.text, list[str](), list[bool](), 0
    for start, next_end in [*article.offsets, (len(text), len(text))]:
        between = text[end:start]
        if words and between.startswith(" "):
            spaces[-1], between = True, between[1:]
        # Other white space is a token in spaCy.
        found = [word for word in (between, text[start:next_end]) if word]
        words += found
        spaces += [False] * len(found)
        end = next_end
    doc = library.tokens.Doc(vocab, words=words, spaces=spaces)
    doc.set_ents([doc.char_span(m.start, m.end, m.type, m.entity) for _, _, m in article.names])
    doc.user_data["id"] = article.article.id
    return doc
