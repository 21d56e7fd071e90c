"""An edition of a release, as the pages of the site read it."""

from pathlib import Path

import pytest

from corpora import TODAY, larger
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.edition import Edition


def test_each_article_comes_with_its_own_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles are in order, records in the order of the shards: 2, 3, 6; none; 4, 5, 7; 1."""
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    root = CorpusFolder(larger(tmp_path / "corpus", 7, passes=False))
    assert build(root, tmp_path / "out", today=TODAY, free=True).facts
    found = [*Edition(Corpus(tmp_path / "out")).articles()]
    assert [article.id for article, _ in found] == [f"tide-000{n}" for n in range(1, 8)]
    assert all(record and record["id"] == article.id for article, record in found)
