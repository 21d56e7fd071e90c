"""Sentences, and spans that end in their full stops."""

import pytest

from istanbul_talks.text.anchoring import Place
from istanbul_talks.text.sentences import begins_sentence, sentences, takes_full_stop

TEXT = """- Dr. Vey met Gov. O. Lenz of the U.S. in Cedon. “Will it hold?” he asked… Nobody knew!
2) He said: “We go.” They went 会談した。終わった。"""


def test_sentences_end_at_stops_and_lines() -> None:
    assert [TEXT[slice(*place)] for place in sentences(TEXT)] == [
        "Dr. Vey met Gov. O. Lenz of the U.S. in Cedon.",
        "“Will it hold?” he asked…",
        "Nobody knew!",
        "He said: “We go.”",
        "They went 会談した。",
        "終わった。",
    ]
    assert list(sentences(" \n\n")) == []


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        *(("Dr", True), ("Vey", False), ("Lenz", False), ("Cedon", False), ("Will", True)),
        *(("Nobody", True), ("He", True), ("We", True), ("They", True), ("U.S", False)),
    ],
)
def test_the_beginning_of_a_sentence(word: str, begins: bool) -> None:
    assert begins_sentence(TEXT, TEXT.index(word)) is begins


@pytest.mark.parametrize(
    ("text", "words", "takes"),
    [
        ("It must open. Soon.", "must open.", True),
        ("It must open.", "must open", False),
        ("The end.”", "The end.", True),
        ("Said “the end.” Then", "“the end.”", False),
        ("It left the U.S. Then", "left the U.S.", False),
        ("It left by 5 p.m.", "by 5 p.m.", False),
        ("And so on...", "so on...", False),
        ("It cost 3.5 crowns", "cost 3.", False),
        ("終わった。そう", "終わった。", True),
        ("", "", False),
    ],
)
def test_a_span_that_takes_the_full_stop(text: str, words: str, takes: bool) -> None:
    start = text.index(words)
    assert takes_full_stop(text, Place(start, start + len(words))) is takes
