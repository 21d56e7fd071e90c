"""Pages of the docs beside the real corpus: examples run, quotes are short and exact."""

import re
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks import load
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.edition import Edition


def python(text: str) -> list[str]:
    found = re.findall(r"(<!-- needs a network -->\n)?```python\n(.*?)```", text, re.DOTALL)
    return [body for needs_network, body in found if not needs_network]


@pytest.fixture
def beside_dist(real_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with dist/istanbul-talks, as after `make dataset`."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "istanbul-talks").symlink_to(real_release)
    monkeypatch.chdir(tmp_path)
    return real_release


def test_python_blocks_of_pages_made_from_the_data_run(
    real_pages: dict[str, str],
    beside_dist: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", beside_dist)
    blocks = [(name, body) for name, page in real_pages.items() for body in python(page)]
    assert {"README.md", "docs/index.md", "docs/citing.md"} <= {name for name, _ in blocks}
    for name, body in blocks:
        exec(compile(body, name, "exec"), {})
        assert capsys.readouterr().out or "print" not in body


def test_quotes_in_the_guidelines_are_in_the_corpus() -> None:
    """Words in curly quotation marks are the articles' own, or parts of them around an ellipsis."""
    guidelines = (ROOT / "docs" / "guidelines.md").read_text(encoding="utf-8")
    ledger = vocabulary.load(CorpusFolder(ROOT)).ledger
    if {id for id in ledger if f"`{id}`" in guidelines} - set(CorpusFolder(ROOT).ids()):
        pytest.skip("the guidelines quote an article that was removed since")
    captures = " ".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "corpus").glob("*.txt")
    )
    text = " ".join(guidelines.replace("**", "").replace("\\|", "|").split())
    foreign = {"the"}
    quotes = [q for q in re.findall(r"“([^“”]+)”", text) if q not in foreign]
    assert quotes
    for quote in quotes:
        for piece in re.split(r" ?… ?", quote):
            assert piece.strip(" .") in " ".join(captures.split()), quote


def test_no_page_holds_more_than_a_short_quote(real_pages: dict[str, str]) -> None:
    """No twenty words in a row of an article's text are on a page of the docs."""
    runs = set()
    for path in (ROOT / "corpus").glob("*.txt"):
        words = re.findall(r"\w+", path.read_text(encoding="utf-8"))
        runs |= {tuple(words[i : i + 20]) for i in range(len(words) - 19)}
    pages = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")}
    for name, page in (pages | real_pages).items():
        words = re.findall(r"\w+", page)
        for i in range(len(words) - 19):
            assert tuple(words[i : i + 20]) not in runs, (name, " ".join(words[i : i + 20]))


def test_every_article_has_a_page_with_anchors(real_release: Path) -> None:
    edition = Edition(load(real_release))
    pages = {page.path: page.body for page in article_pages(edition)}
    for article in edition.corpus.articles():
        page = pages[f"articles/{article.id}/"]
        for layer in ("claims", "mentions", "stance", "entities"):
            for record in getattr(article, layer):
                assert page.count(f'id="{layer}/{record.id}"') == 1, record.id
