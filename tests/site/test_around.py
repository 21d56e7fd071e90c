"""What is around each page, and how its tables fit."""

from collections.abc import Iterator
from pathlib import Path

import lxml.html

from istanbul_talks.dataset.text_free import Record
from istanbul_talks.model.records import Article
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.around import about, version
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.tables import fitted


def said(release: Path) -> str:
    return " ".join(lxml.html.fromstring(about(Edition(Corpus(release)))).text_content().split())


def test_the_footer_names_release_digest_and_licences(harbour_text_free: Path) -> None:
    corpus = Corpus(harbour_text_free)
    licence = Edition(corpus).dataset["license"]
    assert said(harbour_text_free) == (
        f"Harbour Talks {corpus.version}, text-free edition, sha256:{corpus.digest[:12]}…"
        "People annotated or reviewed 2 of 3 articles, models the rest. "
        f"Annotations {licence['annotations']}, code {licence['code']}. {licence['texts']}"
    )
    assert f'title="sha256:{corpus.digest}"' in about(Edition(corpus))
    assert version(Edition(corpus)) == f'<span class="it-version">{corpus.version}</span>'


def test_the_footer_says_that_no_human_has_reviewed_the_annotations(harbour_release: Path) -> None:
    class OfModels(Edition):
        def articles(self) -> Iterator[tuple[Article, Record | None]]:
            models = lambda article: all(act.kind == "model" for act in article.provenance)
            return (pair for pair in super().articles() if models(pair[0]))

    assert any(OfModels(Corpus(harbour_release)).articles())
    made = about(OfModels(Corpus(harbour_release)))
    assert "Models made all annotations. No human has reviewed them." in made


def test_cells_of_wide_tables_name_their_column() -> None:
    head = (
        '<thead><tr><th>a</th><th align="right">“b” &amp; <code>c</code></th><th></th></tr></thead>'
    )
    rows = '<tr><td>1</td><td align="right">2</td><td>3</td></tr>\n<tr><td>4</td></tr>'
    assert fitted(f"<p>x</p><table>{head}<tbody>{rows}</tbody></table>") == (
        f'<p>x</p><table class="it-table cards">{head}<tbody>'
        '<tr><td data-label="a">1</td><td data-label="“b” &amp; c" align="right">2</td>'
        '<td data-label="">3</td></tr>\n<tr><td data-label="a">4</td></tr></tbody></table>'
    )
    narrow = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert fitted(narrow) == narrow.replace("<table>", '<table class="it-table cards pairs">')
    own = '<table class="it-cards"><tr><td>1</td></tr></table>'
    assert fitted(own) == own
