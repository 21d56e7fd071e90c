"""CoNLL-2003, read back with the converter of spaCy."""

from pathlib import Path

from istanbul_talks import load
from istanbul_talks.formats import conll2003


def test_spacy_reads_tokens_sentences_and_mentions(harbour_release: Path) -> None:
    from spacy.training.converters import conll_ner_to_docs

    corpus = load(harbour_release)
    text = b"".join(conll2003.export(corpus)).decode()
    docs = list(conll_ner_to_docs(text, n_sents=0, no_print=True))
    rows = list(corpus.to_bio())
    assert len(docs) == len(rows) == 3
    for doc, row in zip(docs, rows, strict=True):
        assert [token.text for token in doc] == row["tokens"]
        places = row["offsets"]
        found = [(places[e.start][0], places[e.end - 1][1], e.label_) for e in doc.ents]
        assert found == [(m.start, m.end, m.type) for m in corpus[row["id"]].mentions]
    first = next(docs[0].sents)
    assert first.text.startswith("This week the council of Velmoor left")
    assert first[-1].text == "."


def test_the_first_lines(harbour_release: Path) -> None:
    text = b"".join(conll2003.export(load(harbour_release))).decode()
    assert text.startswith("-DOCSTART- -X- O O\n\nThis _ _ O\nweek _ _ O\n")
    assert "\nPia _ _ B-PERSON\nHolm _ _ I-PERSON\n, _ _ O\n" in text
    assert "relieved _ _ O\n. _ _ O\n\nSix _ _ O\n" in text
    assert {len(line.split(" ")) for line in text.splitlines()} == {1, 4}
