"""Addresses that name a version, on a corpus with a removed claim and a retired article."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import istanbul_talks
from corpora import TODAY, edit, harbour
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.json_bytes import canonical
from istanbul_talks.site.briefs import Source
from istanbul_talks.site.edition import Changes, Edition
from istanbul_talks.site.versions import changes_in, version_pages

RELEASES = ("1.0.0", "1.2.0")  # before 1.2.3, which the site shows


def made(release: Path, changes: Changes | None = None) -> Mapping[str, Any]:
    source = Source.of(Edition(istanbul_talks.load(release), changes=changes or {}))
    found = version_pages(source)
    return {page.path: lxml.html.fromstring(f"<main>{page.body}</main>") for page in found}


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]


@pytest.fixture(scope="module")
def pages(harbour_release: Path) -> Mapping[str, Any]:
    return made(harbour_release)


def test_each_article_has_a_page_in_each_version_that_had_it(pages: Mapping[str, Any]) -> None:
    assert sorted(pages) == [
        "v/1.0.0/price-of-ice/",
        "v/1.0.0/quay-reopens/",
        "v/1.2.0/nets-and-tides/",
        "v/1.2.0/price-of-ice/",
        "v/1.2.0/quay-reopens/",
        "v/1.2.3/council-walks-out/",
        "v/1.2.3/nets-and-tides/",
        "v/1.2.3/quay-reopens/",
    ]


def test_the_version_of_the_site_has_every_anchor_and_leads_on(
    pages: Mapping[str, Any], harbour_release: Path
) -> None:
    for article in istanbul_talks.load(harbour_release).articles():
        page = pages[f"v/1.2.3/{article.id}/"]
        (on,) = page.xpath("//a[@data-moved]/@href")
        assert on == f"../../../articles/{article.id}/"
        layers = ("claims", "stance", "mentions", "entities")
        items = [f"{layer}/{one.id}" for layer in layers for one in getattr(article, layer)]
        assert page.xpath("//li/@id") == items
        assert page.xpath("//li/a/@href") == [f"{on}#{item}" for item in items]


def test_an_earlier_version_says_what_became_of_its_items(pages: Mapping[str, Any]) -> None:
    first, second = (pages[f"v/{version}/quay-reopens/"] for version in RELEASES)
    for page, version in ((first, "1.0.0"), (second, "1.2.0")):
        assert not page.xpath("//a[@data-moved]")
        assert texts(page, "//p")[0] == (
            f"You followed a link to version {version}. This site shows 1.2.3. Read the article as "
            "it is now"
        )
        ids = page.xpath("//li/@id")
        assert "claims/door-not-treaty" in ids and "stance/tarn/shared-ferry" in ids
        assert not [id for id in ids if id.startswith("mentions/")]
    (gone,) = texts(first, "//li[@id='claims/six-hours']")
    assert gone.startswith("claims/six-hours, last in 1.0.0. Was no claim of its own. Instead:")
    link = "//li[@id='claims/six-hours']/a/@href"
    assert first.xpath(link) == ["../../../articles/quay-reopens/#claims/met-at-lyth-hall"]
    assert not second.xpath("//li[@id='claims/six-hours']")  # it had gone before
    assert texts(first, "//li[b]") == ["1.2.0: no list of changes was kept with this version."]


def test_a_retired_article_says_why(pages: Mapping[str, Any]) -> None:
    page = pages["v/1.0.0/price-of-ice/"]
    assert (
        "no longer in the corpus. 1.2.0: it was no article on the talks." in texts(page, "//p")[0]
    )
    assert page.xpath("//li/@id") == ["claims/ice-dearer"]
    assert not page.xpath("//a")


def test_lists_of_changes_are_counted_by_article_layer_and_kind(
    harbour_release: Path, tmp_path: Path
) -> None:
    keys = ("article", "layer", "id", "kind", "field")
    rows = (
        ("quay-reopens", "claim", "first-ferry", "changed", "type"),
        ("quay-reopens", "claim", "first-ferry", "changed", "epistemic"),
        ("quay-reopens", "claim", "six-hours", "removed", ""),
        ("quay-reopens", "stance", "quill/talks-succeed", "added", ""),
        ("", "vocabulary", "labels", "changed", "x"),
    )
    (tmp_path / "changes").mkdir()
    listed = {"changes": [dict(zip(keys, row, strict=True)) for row in rows]}
    (tmp_path / "changes" / "1.2.0.json").write_bytes(canonical(listed))
    changes = changes_in(tmp_path)
    assert changes["1.2.0"]["quay-reopens"] == {
        "claim": {"changed": 1, "removed": 1},
        "stance": {"added": 1},
    }
    page = made(harbour_release, changes)["v/1.0.0/quay-reopens/"]
    assert texts(page, "//li[b]") == [
        "1.2.0: claim: 1 changed, 1 removed; stance: 1 added. changes/1.2.0.json has each."
    ]
    untouched = made(harbour_release, {"1.2.0": {}})["v/1.0.0/quay-reopens/"]
    assert texts(untouched, "//li[b]") == ["1.2.0: nothing in this article."]


def test_a_version_with_the_same_data_leads_on_and_a_corrected_text_is_named(
    harbour_release: Path, harbour_text_free: Path, tmp_path: Path
) -> None:
    root = harbour(tmp_path / "corpus")
    digest = istanbul_talks.load(harbour_release).digest
    releases, ledger = (root / "schema" / f"{name}.jsonl" for name in ("releases", "ledger"))
    edit(releases, lambda lines: lines[1].update(digest=digest))
    text = {"capture_sha256": "0" * 64, "last": "1.0.0", "reason": "A line was missing."}
    edit(ledger, lambda lines: lines[2].update(revised=[text]))
    for free in (False, True):
        built = build(CorpusFolder(root), tmp_path / f"{free}", today=TODAY, free=free)
        assert built.facts is not None, built.findings
        pages = made(tmp_path / f"{free}")
        same, old = (pages[f"v/{version}/quay-reopens/"] for version in ("1.2.0", "1.0.0"))
        assert "Version 1.2.0. Nothing in the data has changed since." in texts(same, "//p")[0]
        assert same.xpath("//a[@data-moved]")
        assert texts(old, "//h2[starts-with(., 'What changed')]/following-sibling::ul[1]/li") == [
            "The text was corrected after 1.0.0. A line was missing.",
            "1.2.0: no list of changes was kept with this version.",
        ]
        ids = same.xpath("//li/@id"), old.xpath("//li/@id")
        assert "mentions/quill-1" in ids[0]
        assert "claims/six-hours" in ids[1]
