"""spaCy's DocBin, read back with spaCy."""

from pathlib import Path
from typing import Any

from istanbul_talks import load
from istanbul_talks.formats import spacy as format_
from support.tokenized import part_with


def read(part: Any) -> list[Any]:
    import spacy

    made = spacy.tokens.DocBin().from_bytes(b"".join(format_.export(part)))
    return list(made.get_docs(spacy.blank("en").vocab))


def test_texts_and_mentions_come_back(harbour_release: Path) -> None:
    corpus = load(harbour_release)
    docs = read(corpus)
    assert [doc.user_data["id"] for doc in docs] == list(corpus)
    for doc in docs:
        article = corpus[doc.user_data["id"]]
        assert doc.text == article.text
        found = [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents]
        assert found == [(m.start, m.end, m.type, m.entity) for m in article.mentions]


def test_odd_white_space_comes_back(harbour_release: Path) -> None:
    text = "\n Ada  Vey’s\u00a0cat.\n\nKesh 👩\u200d👧 "
    (doc,) = read(part_with(harbour_release, text, ("PERSON", 2, 10), ("GPE", 19, 23)))
    assert doc.text == text
    assert [(e.text, e.label_) for e in doc.ents] == [("Ada  Vey", "PERSON"), ("Kesh", "GPE")]
