"""GLiNER's training data, in the shape that its documentation gives."""

import json
from pathlib import Path

import pytest

from istanbul_talks import Corpus, load
from istanbul_talks.formats import gliner


@pytest.mark.parametrize("window", [384, 60, 25])
def test_windows_have_every_token_and_every_mention(harbour_release: Path, window: int) -> None:
    """`ner` has the first and last token of each mention, both inclusive, and its type."""
    corpus = load(harbour_release)
    made = json.loads(b"".join(gliner.export(corpus, window)))
    assert {*map(len, made)} == {2}
    sizes = [len(one["tokenized_text"]) for one in made]
    assert max(sizes) <= window
    assert len(sizes) == 3 if window == 384 else len(sizes) > 9
    rows = list(corpus.to_bio())
    assert [t for one in made for t in one["tokenized_text"]] == [
        t for r in rows for t in r["tokens"]
    ]
    found, first = [], 0
    for one in made:
        found += [(first + start, first + end, type) for start, end, type in one["ner"]]
        first += len(one["tokenized_text"])
    assert found == spans(corpus)


def spans(corpus: Corpus) -> list[tuple[int, int, str]]:
    """First and last token of each mention, numbered through all articles."""
    found, first = [], 0
    for row in corpus.to_bio():
        starts = {start: first + at for at, (start, _) in enumerate(row["offsets"])}
        ends = {end: first + at for at, (_, end) in enumerate(row["offsets"])}
        mentions = corpus[row["id"]].mentions
        found += [(starts[m.start], ends[m.end], m.type) for m in mentions]
        first += len(row["tokens"])
    return found


def test_without_articles_the_list_is_empty(harbour_release: Path) -> None:
    nothing = load(harbour_release).where(lambda article: False)
    assert json.loads(b"".join(gliner.export(nothing))) == []
