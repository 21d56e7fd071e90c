"""What the home page says about a release, on the harbour corpus in both editions."""

import re
from pathlib import Path

import pytest

from istanbul_talks.reading.corpus import load
from istanbul_talks.site import home
from istanbul_talks.site.edition import Edition


@pytest.fixture(params=["harbour_release", "harbour_text_free"])
def edition(request: pytest.FixtureRequest) -> Edition:
    folder: Path = request.getfixturevalue(request.param)
    return Edition(load(folder))


def test_three_numbers_are_those_of_the_release(edition: Edition) -> None:
    assert re.findall(r"<dd>(.*?)</dd>", home.numbers(edition)) == ["3", "46", "27"]


def test_the_newest_articles_come_first_and_the_rest_is_in_the_list(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = home.newest_articles(edition)
    assert re.findall(r'<h3><a href="articles/(.*?)/">', html) == [
        "council-walks-out", "nets-and-tides", "quay-reopens"
    ]  # fmt: skip
    assert "All 3 articles" not in html
    monkeypatch.setattr(home, "_CARDS", 2)
    fewer = home.newest_articles(edition)
    assert "quay-reopens" not in fewer and "All 3 articles" in fewer


def test_the_release_is_cited_with_its_digest(edition: Edition) -> None:
    assert f"sha256:{edition.corpus.digest}" in home.citation(edition)
