"""Charts, on the harbour corpus in both editions. Every number here was counted by hand."""

import csv
import re

import pytest

from corpora import TODAY, edit, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.chart_positions import wants
from istanbul_talks.site.chart_voices import voices
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.made import Part

SIDES = [
    {
        "id": "velmoor",
        "name": "Velmoor",
        "entities": ["velmoor", "quill"],
        "names": ["Many skippers"],
    },
    {"id": "ostrel", "name": "Ostrel", "entities": ["ostrel", "brandt-moro"]},
]


@pytest.fixture(scope="module", params=[False, True], ids=["full", "text-free"])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("charts")
    corpus = harbour(folder / "corpus")
    edit(corpus / "schema" / "dataset.json", sides=SIDES)
    built = build(CorpusFolder(corpus), folder / "release", today=TODAY, free=request.param)
    assert built.facts is not None, built.findings
    return Edition(Corpus(folder / "release"))


def rows_of(part: Part) -> list[dict[str, str]]:
    ((name, data),) = part.files.items()
    assert f'href="{name}" download' in part.html
    return list(csv.DictReader(data.decode().splitlines()))


def computed(part: Part, edition: Edition) -> object:
    """What the line of code under a chart gives on the same release."""
    code = re.search(r"<code>from istanbul_talks import load\n(.*?)</code>", part.html, re.S)
    text = code[1].replace("&#34;", '"').replace("&gt;", ">").replace("&lt;", "<")
    return eval(text, {"load": lambda: edition.corpus})


def test_who_wants_what_counts_every_stance(edition: Edition) -> None:
    part = wants(edition)
    rows = rows_of(part)
    assert sum(int(row[label]) for row in rows for label in ("for", "against", "neither")) == 27
    first = ["direct-talks", "Velmoor", "1", "1", "0", "2", "0"]
    author = ["direct-talks", "the author (Skærn Town Notices)", "1", "0", "0", "0", "0"]
    assert [list(rows[0].values()), list(rows[5].values())] == [first, author]
    assert int(computed(part, edition).sum()) == 27
    assert "n = 27 stances in 3 articles" in part.html


def test_voices_leave_the_authors_own_claims_out(edition: Edition) -> None:
    part = voices(edition)
    rows = [list(row.values()) for row in rows_of(part)]
    assert rows[0] == ["Harbour Lantern", "Nerys Quill", "1", "1", "1", "3"]
    assert sum(int(row[-1]) for row in rows) == 24 == int(computed(part, edition).sum())
    assert "The authors’ own 22 claims are not counted." in part.html
