"""The checks of a built site find each mistake, and nothing on a site without any."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest

from istanbul_talks.site.checks import problems, weight_of_home
from istanbul_talks.site.leaks import Leaks, examples, prose

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
HEAD = f'<head>{POLICY}<title>{{0}}</title><meta name="description" content="On {{0}}"></head>'


def page(name: str, body: str) -> str:
    return f'<!doctype html><html lang="en">{HEAD.format(name)}<body>{body}</body></html>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two pages that link to each other, without any mistake."""
    (tmp_path / "data").mkdir()
    (tmp_path / "404.html").write_text(page("Missing", '<a href="/anywhere/">Start</a>'))
    start = page(
        "Start", '<a id="top/a" href="data/?x=1#rows%2F1">Data</a><img src="a.svg" alt="">'
    )
    (tmp_path / "index.html").write_text(start)
    back = '<a id="rows/1" href="../#top/a">Up</a> <a href="#rows/1">Here</a> <a href=".">This</a>'
    (tmp_path / "data" / "index.html").write_text(page("Data", back))
    (tmp_path / "a.svg").write_text("<svg/>")
    (tmp_path / "a.css").write_text("a { background: url('a.svg') } b { src: url(data:font) }")
    return tmp_path


def test_a_site_without_mistakes_passes(site: Path) -> None:
    assert [*problems(site)] == []


FAULTS = {
    '<a href="gone/">x</a>': "the link “gone/” leads nowhere",
    '<a href="#gone">x</a>': "the link “#gone” leads to no element of the page",
    '<a href="data/#gone">x</a>': "the link to data/index.html leads to no element “gone”",
    '<img src="b.png" alt="">': "the link “b.png” leads nowhere",
    '<img src="a.svg">': "has a picture without alt",
    "<b id='top/a'></b>": "two elements have the id “top/a”",
    "<b style='color: red'></b>": "has a style of its own: use a class",
    "<style>b { color: red }</style>": "has a style of its own: use a class",
    "<b onclick='x()'></b>": "has an attribute that runs a script: use assets/*.js",
    "<object></object>": "has an element that the policy forbids",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_mistake_on_a_page_is_found(site: Path, fault: str) -> None:
    path = site / "index.html"
    path.write_text(path.read_text().replace("</body>", f"{fault}</body>"))
    assert [*problems(site)] == [f"index.html: {FAULTS[fault]}"]


def test_each_page_needs_a_title_a_description_and_a_policy(site: Path) -> None:
    path = site / "index.html"
    text = path.read_text().replace("Start<", "Data<").replace("On Start", "").replace(POLICY, "")
    path.write_text(text)
    assert [*problems(site)] == [
        "index.html: no title of its own: data/index.html has “Data”, too",
        "index.html: no description of its own: index.html has “”, too",
        "index.html: has no Content-Security-Policy",
    ]


def test_two_articles_may_have_one_headline(site: Path) -> None:
    for id in ("a", "b"):
        (site / "articles" / id).mkdir(parents=True)
        (site / "articles" / id / "index.html").write_text(page("Talks", ""))
    assert [*problems(site)] == []


def test_style_sheets_name_files_that_are_there(site: Path) -> None:
    (site / "a.css").write_text("a { src: url(fonts/a.woff2) }")
    assert [*problems(site)] == ["a.css: the link “fonts/a.woff2” leads nowhere"]


def test_the_first_page_is_light(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = weight_of_home(site)
    (site / "a.svg").write_bytes(bytes(range(256)) * 2)
    assert 200 < weight_of_home(site) - before < 300  # the second half is a copy of the first
    monkeypatch.setattr("istanbul_talks.site.checks.MOST_OF_HOME", before)
    (found,) = problems(site)
    assert found.startswith("index.html: home has ")


def article(text: str, title: str | None = None) -> Any:
    return SimpleNamespace(text=text, title=title)


TEXT = "The ferries stay in port until the fog has gone, said Jon Tarn."


@pytest.fixture
def leaks() -> Leaks:
    guidelines = "See so “stay in **port** until” and “the fog “has gone” said”."
    allowed = examples(guidelines, {"a": ["has gone said Jon Tarn"]})
    return Leaks([article(TEXT, "Until the fog has gone")], allowed)


SHOWN = {
    "the ferries stay in": None,  # four words
    "the ferries stay<p>in port</p>": None,  # two blocks
    "the ferries<!-- or --> stay <i>in</i> port": "the ferries stay in port",
    "The <b>ferries</b> STAY in port": "the ferries stay in port",
    "Oh, the ferries stay in port until, well": "the ferries stay in port until",
    "<i title='ferries stay in port until'></i>": "ferries stay in port until",
    "<i id='stance/other-ferries-stay-in-port-until'></i>": None,  # the id of an item
    "until the fog has gone": None,  # in the headline
    "the fog has gone said": None,  # in the guidelines, as is the next
    "has gone said jon tarn": None,  # in a vocabulary
    "#other-stay-in-port-until": None,  # an id
    "so stay in port until": None,
    "stay in port until the": "stay in port until the",
}


@pytest.mark.parametrize("shown", SHOWN)
def test_words_of_an_article_are_found(site: Path, leaks: Leaks, shown: str) -> None:
    (site / "data" / "index.html").write_text(page("Data", f'<b id="rows/1"></b>{shown}'))
    said = f"data/index.html: shows more than 4 words of an article: “{SHOWN[shown]}”"
    assert [*problems(site, leaks)] == [said] * (SHOWN[shown] is not None)


def test_words_of_an_article_are_found_in_other_files(site: Path, leaks: Leaks) -> None:
    (site / "a.json").write_text('{"a": ["in port until the fog"], "b": "in port until the"}')
    (site / "a.csv").write_text("a,b\nin,port,until,the,fog\n")
    said = "shows more than 4 words of an article: “in port until the fog”"
    assert [*problems(site, leaks)] == [f"a.csv: {said}", f"a.json: {said}"]


def test_our_own_prose_may_have_the_words_of_an_article_by_chance(site: Path) -> None:
    own = "<p>The ferries stay in port. “until the fog has gone”"
    by_hand = lxml.html.document_fromstring(own)
    leaks = Leaks([article(TEXT)], prose(by_hand))
    (site / "a.txt").write_text("the ferries stay in port, until the fog has gone")
    said = "a.txt: shows more than 4 words of an article: "
    assert [*problems(site, leaks)] == [f"{said}“ferries stay in port until the fog has gone”"]


def test_of_many_runs_three_are_shown(site: Path) -> None:
    words = "a b c d e . f g h i j . k l m n o . p q r s t"
    leaks = Leaks([article(words)], ())
    (site / "a.txt").write_text(words.replace(".", "x"))
    found = [one for one in problems(site, leaks) if one.startswith("a.txt")]
    assert len(found) == 4
    assert found[-1] == "a.txt: shows 1 more runs of words of articles"
