"""What is read from saved pages: the text, the article in it, and what the page says of itself."""

import json
from typing import Any

import pytest

from istanbul_talks.contributing.page_facts import Fact, days_in
from istanbul_talks.contributing.saved_page import Page, body_parts, page_of, title_of
from istanbul_talks.errors import CorpusError

FIRST = "The bridge over the river was opened on Tuesday, and forty boats went below it in a row."
LAST = "Nobody in the town could say in the evening whether the boats would come back on Friday."
MORE = "The envoy stood at the rail and said that she had never seen so many people on the quay."
HEADLINE = "Bridge over the river opens after nine years"


def html(head: str = "", before: str = "", after: str = "", headline: str = HEADLINE) -> Page:
    article = f"<h1>{headline}</h1>{before}<p>{FIRST}</p><p>{MORE}</p><p>{LAST}</p>"
    page = f"<html><head>{head}</head><body><article>{article}</article>{after}</body></html>"
    return page_of(page.encode(), None)


def body(page: Page) -> str:
    return "\n".join(page.text[slice(*part)] for part in body_parts(page.text, page.paragraphs))


def day(page: Page) -> Fact | None:
    assert page.facts
    return page.facts.day


BELOW = "the time below the headline"


def ld(**fields: Any) -> str:
    node = {"@type": "NewsArticle", "headline": HEADLINE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "start",
    ["<section>", "\n <DIV class=a>", "<meta name=a>", "<!DOCTYPE\nhtml>", "<h2>", "<!-- x -->"],
)
def test_files_that_a_browser_takes_for_a_page(start: str) -> None:
    page = page_of(f"{start}<p>{FIRST}</p>".encode(), None)
    assert FIRST in page.text
    assert "<" not in page.text
    assert "<" not in page_of(f"News<p>{FIRST}</p>".encode(), None, html=True).text
    assert "<" not in page_of(f"Saved.<html><p>{FIRST}</p>".encode(), None).text


@pytest.mark.parametrize("error", [AssertionError, KeyError, RecursionError, ZeroDivisionError])
def test_whatever_a_parser_raises_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("inscriptis.get_text", broken)
    with pytest.raises(CorpusError, match=rf"the page cannot be read \({error.__name__}\)"):
        page_of(b"<html><p>Words.</p></html>", None)


def test_texts_that_are_no_page() -> None:
    for text in ("a < b and b > c\n", "<- the bridge\n", "See <https://example.com>.\n"):
        assert page_of(text.encode(), None).text == text


def test_mhtml_says_the_encoding_and_the_address() -> None:
    head = (
        b"From: <Saved by a browser>\nSnapshot-Content-Location: https://example.com/bridge\n"
        b'Content-Type: multipart/related; boundary="b"\n\n--b\n'
    )
    text = f"<p>{FIRST} “Déjà vu”</p>"
    for kind, codec in (("text/html", "utf-8"), ("text/html; charset=iso-8859-1", "cp1252")):
        part = f"Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n".encode()
        page = page_of(head + part + text.encode(codec) + b"\n--b--\n", None)
        assert "“Déjà vu”" in page.text
        assert page.facts
        assert page.facts.url == Fact("https://example.com/bridge", "the saved file's header")


def test_invisible_characters_cost_no_paragraph() -> None:
    first = FIRST.replace("over", "o\u00adver").replace("boats", "boats\u200b")
    page = page_of(f"<h1>{HEADLINE}</h1><p>{first}</p><p>{MORE}</p><p>{LAST}</p>".encode(), None)
    assert body(page).split("\n")[0] == FIRST
    assert any("2 invisible characters were dropped" in said for said in page.changed)


@pytest.mark.parametrize(
    "markup",
    [
        "Bridge over the river<br>opens after nine years",
        "<div>Bridge over the river</div> <div>opens after nine years</div>",
        "Bridge <em>over</em> the riv<b>er</b> opens&nbsp;after nine years",
    ],
)
def test_a_headline_with_markup_is_one_line(markup: str) -> None:
    assert title_of(html(headline=markup)) == HEADLINE


def test_the_headline_is_what_the_page_prints() -> None:
    assert title_of(html("<meta property='og:title' content='Other words'>")) == HEADLINE
    assert title_of(html("<title>Bridge over the river opens after nine years | Daily</title>"))
    quoted = html(
        '<title>"Go on", says the envoy of Aria</title>', headline="“Go on”, says the envoy of Aria"
    )
    assert title_of(quoted) == "“Go on”, says the envoy of Aria"
    kicker = html(ld(), headline=f"<span>River</span> {HEADLINE}")
    assert title_of(kicker) == HEADLINE


@pytest.mark.parametrize(
    ("head", "before", "where"),
    [
        (ld(datePublished="2024-03-05T23:50:00-05:00"), "", "JSON-LD datePublished"),
        (
            "<meta property='article:published_time' content='2024-03-05T08:00Z'>",
            "",
            "meta article:published_time",
        ),
        ("<meta name='DC.date.issued' content='2024-03-05'>", "", "meta dc.date.issued"),
        ("", "<span itemprop=datePublished content='5 March 2024'></span>", "meta datePublished"),
        ("", "<p>By Ana, <time datetime='2024-03-05'>Tuesday</time></p>", BELOW),
        ("", "<time>5 березня 2024</time>", BELOW),
    ],
)
def test_the_day_of_publication_and_where_it_is(head: str, before: str, where: str) -> None:
    assert day(html(head, before)) == Fact("2024-03-05", where)


TEASER = "<a href=/x><h3>Lighthouse gets a lamp</h3></a><time datetime=2024-01-09>9 January</time>"


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        ("", "", f"<aside>{TEASER}</aside>"),
        ("", f"<ul><li>{TEASER}</li></ul>", ""),
        ("", f"<article>{TEASER}</article>", ""),
        ("", "", "<footer><time datetime=2024-01-09></time></footer>"),
        ("", "", f"<div>{TEASER}</div>"),
        ("", "<p>Updated <time datetime=2024-01-09></time></p>", ""),
        ("", "<time datetime=2024-01-09></time> <time datetime=2024-01-10></time>", ""),
        (ld(dateModified="2024-01-09"), "", ""),
        (ld(headline="Another story", datePublished="2024-01-09") * 2, "", ""),
        ("<meta property=article:modified_time content=2024-01-09>", "", ""),
        (ld(datePublished="soon"), "", ""),
        ("<meta name=date content=2024-01-09><meta name=sailthru.date content=2024-01-09>", "", ""),
    ],
)
def test_days_that_are_not_that_of_publication(head: str, before: str, after: str) -> None:
    assert day(html(head, before, after)) is None


def test_days_of_change_and_of_comments_do_not_contradict_the_day() -> None:
    comment = "<div itemscope itemtype='https://schema.org/UserComments'>{}</div>"
    comment = comment.format("<meta itemprop=datePublished content=2024-03-09>")
    page = html(ld(datePublished="2024-03-05") + "<meta name=date content=2024-03-07>", comment)
    assert page.facts
    assert page.facts.day == Fact("2024-03-05", "JSON-LD datePublished")
    assert page.facts.days == [Fact("2024-03-07", "meta date")]


def test_days_that_contradict_each_other_are_both_named() -> None:
    page = html(ld(datePublished="2024-03-05") + "<meta name=pubdate content=2024-03-06>")
    assert page.facts
    assert page.facts.day is None
    assert [fact.value for fact in page.facts.days] == ["2024-03-05", "2024-03-06"]


def test_outlet_authors_section_and_address() -> None:
    people = [{"@type": "Person", "name": "Ana Vey"}, {"@type": "Person", "name": "Oto Lenz"}]
    outlet = {"@type": "Organization", "name": "Example Daily"}
    fields = {"author": people, "publisher": outlet, "articleSection": "World"}
    facts = html(ld(**fields) + "<link rel=canonical href=https://example.com/bridge>").facts
    assert facts
    assert facts.publisher == Fact("Example Daily", "JSON-LD publisher")
    assert facts.authors == [Fact(p["name"], "JSON-LD author") for p in people]
    assert facts.section == Fact("World", "JSON-LD articleSection")
    assert facts.url == Fact("https://example.com/bridge", "link canonical")
    head = (
        "<meta name=author content='Ana Vey'><meta property=og:site_name content='Example Daily'>"
    )
    bad = "<link rel=canonical href='javascript:alert(1)'><meta property=og:url content=http://10.0.0.1/>"
    facts = html(
        head + bad + "<meta property=article:author content=https://example.com/ana>"
    ).facts
    assert facts
    assert facts.authors == [Fact("Ana Vey", "meta author")]
    assert facts.publisher == Fact("Example Daily", "meta og:site_name")
    assert facts.url is None


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        '"text"',
        "null",
        '{"@type": 5, "@graph": {"a": []}}',
        '{"@type": "NewsArticle", "author": [5, {"name": []}]}',
    ],
)
def test_json_ld_of_any_shape_is_survived(script: str) -> None:
    facts = html(f"<script type='application/ld+json'>{script}</script>").facts
    assert facts
    assert facts.authors == []


@pytest.mark.parametrize(
    "comments",
    [
        "<section id=comments><p>{}</p></section>",
        "<div class='article-comments'><div><p>{}</p></div></div>",
        "<ol class='commentlist'><li><p>{}</p></li></ol>",
        "<div itemscope itemtype='https://schema.org/Comment'><p>{}</p></div>",
        "<h3>2 comments</h3><div><p>{}</p></div>",
        "<h2>Коментарі (2)</h2><p>{}</p>",
        "<div><h4>Yorumlar</h4><p>{}</p></div>",
    ],
)
def test_comments_of_readers_are_not_in_the_body(comments: str) -> None:
    words = (
        "I walked over this bridge every day of my life and nobody ever asked me for my opinion."
    )
    article = f"<h1>{HEADLINE}</h1><p>{FIRST}</p><p>{MORE}</p><p>{LAST}</p>"
    page = page_of(f"<body><article>{article}{comments.format(words)}</article>".encode(), None)
    assert body(page).startswith(FIRST)
    assert body(page).endswith(LAST)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Київ, 5 березня 2024 року", ["2024-03-05"]),
        ("5 марта 2024 г., вторник", ["2024-03-05"]),
        ("5 Mart 2024 Salı", ["2024-03-05"]),
        ("Dienstag, 5. März 2024", ["2024-03-05"]),
        ("le 5 mars 2024 à Paris", ["2024-03-05"]),
        ("wtorek, 5 marca 2024 r.", ["2024-03-05"]),
        ("5 de marzo de 2024", ["2024-03-05"]),
        ("March 5, 2024, and March 6th, 2024", ["2024-03-05", "2024-03-06"]),
        ("05.03.2024 09:30; 2024-03-05", ["2024-03-05"]),
        ("3/5/2024", []),
        ("31 February 2024, in May 2024, 12 boats 2024", []),
    ],
)
def test_days_as_pages_print_them(text: str, days: list[str]) -> None:
    assert [*dict.fromkeys(str(found) for found, _ in days_in(text))] == days


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        ("<meta property=og:title content=\"Envoy: 'No boats' before Friday\">", "og:title"),
        (ld(headline="Envoy: 'No boats' before Friday"), "JSON-LD"),
        ("<title>Envoy: «No boats» before Friday | River News</title>", "title"),
    ],
)
def test_a_kicker_is_no_part_of_the_headline(head: str, headline: str) -> None:
    page = html(head, headline="<span>River crossings</span> Envoy: “No boats” before Friday")
    assert title_of(page) == "Envoy: “No boats” before Friday", headline


@pytest.mark.parametrize(
    ("head", "others"),
    [
        (f"<title>River News | {HEADLINE}</title>", ["River News", HEADLINE]),
        (f"<title>{HEADLINE} | News | River</title>", ["Menu", "River", HEADLINE]),
        (f"<title>{HEADLINE} | News | River</title>", ["Another page of ours"]),
        (f"<title>{HEADLINE}</title>", ["Health and rivers"]),
        (f"<title>{HEADLINE[:24]} | River</title>", ["Menu", HEADLINE]),
        (ld(name="River News") + f"<title>{HEADLINE}</title>", ["River News", HEADLINE]),
        ("<title>River</title>", [HEADLINE, "Menu"]),
        (f"<meta name=dc.title content='Press releases'><title>{HEADLINE}</title>", [HEADLINE]),
    ],
)
def test_headings_that_are_no_headline(head: str, others: list[str]) -> None:
    headings = "".join(f"<h1>{other}</h1>" for other in others)
    more = "" if HEADLINE in others else f"<h2>{HEADLINE}</h2>"
    page = f"{head}<p>Press releases</p>{headings}{more}<p>{FIRST}</p><svg><title>{MORE}</title>"
    assert title_of(page_of(f"<html>{page}</svg><p>{MORE}</p>".encode(), None)) == HEADLINE


def test_a_headline_alone_keeps_its_first_words() -> None:
    page = html("<title>Bridge opens</title>", headline="Live: Bridge opens, boats wait")
    assert title_of(page) == "Live: Bridge opens, boats wait"


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ann Example and Bob van Ünal", ["Ann Example", "Bob van Ünal"]),
        ("Ann Example, Bob Ünal & J. K. Example", ["Ann Example", "Bob Ünal", "J. K. Example"]),
        ("Олена Приклад та Іван Зразок", ["Олена Приклад", "Іван Зразок"]),
        ("Ann von Example and Devon di Ünal", ["Ann von Example", "Devon di Ünal"]),
        ("Example, Ann", ["Example, Ann"]),  # one person, in another order
        ("Ministry of Boats and Trade", ["Ministry of Boats and Trade"]),
        ("River News staff", ["River News staff"]),
    ],
)
def test_authors_of_a_byline(byline: str, authors: list[str]) -> None:
    for head in (f'<meta name="author" content="{byline}">', ld(author={"name": byline})):
        page = html(head)
        assert page.facts
        assert [author.value for author in page.facts.authors] == authors


@pytest.mark.parametrize(
    "name",
    [
        "River News",
        "RIVER-NEWS",
        "rivernews",
        "Example",
        "news.example.org",
        "desk@example.org",
        "https://example.org/ann",
        "Boat Pages GmbH",
        "Boat Pages Inc.",
        "ann",
        "Super User",
        "No Author",
    ],
)
def test_names_that_are_no_author(name: str) -> None:
    site = "<meta property=og:site_name content='River News'>"
    address = "<link rel=canonical href=https://www.example.org/bridge>"
    assert [fact.value for fact in authors(site + address + ld(author=name))] == []
    next_place = site + address + ld(author=name) + "<meta name=author content='J.K. Example'>"
    assert authors(next_place) == [Fact("J.K. Example", "meta author")]


def authors(head: str) -> list[Fact]:
    page = html(head)
    assert page.facts
    return page.facts.authors


def test_entities_in_json_ld_are_characters() -> None:
    page = html(ld(author="Zo&euml; &Uuml;nal", publisher={"name": "River &amp; Sea"}))
    assert page.facts
    assert page.facts.authors == [Fact("Zoë Ünal", "JSON-LD author")]
    assert page.facts.publisher == Fact("River & Sea", "JSON-LD publisher")


def test_authors_named_in_one_list() -> None:
    page = html(ld(author={"@type": "Person", "name": ["Ann Example", "Bob Ünal"]}))
    assert page.facts
    assert [author.value for author in page.facts.authors] == ["Ann Example", "Bob Ünal"]


def test_the_article_of_json_ld_is_known_by_its_headline_in_other_marks() -> None:
    other = ld(headline="Another story of the day", datePublished="2024-01-01")
    own = ld(headline="Envoy: 'No boats'", datePublished="2024-05-02")
    page = html(other + own, headline="Envoy: “No boats”")
    assert day(page) == Fact("2024-05-02", "JSON-LD datePublished")


@pytest.mark.parametrize(
    "paragraphs",
    [
        "\n      ".join(f"{FIRST} <br><br> {MORE} <br><br> {LAST}".split(" ")),  # no <p>
        f"<p><span>T</span><span>{FIRST[1:]}</span></p><p>{MORE}</p><p>{LAST}</p>",
    ],
)
def test_paragraphs_that_the_source_breaks_in_other_places(paragraphs: str) -> None:
    page = page_of(f"<h1>{HEADLINE}</h1><div>{paragraphs}<h2>Boats</h2></div>".encode(), None)
    found = ["".join(line.split()) for line in body(page).split("\n") if line.strip()]
    assert found[:3] == [line.replace(" ", "") for line in (FIRST, MORE, LAST)]


def test_an_extracted_article_without_prose_is_not_the_body() -> None:
    page = page_of(f"{HEADLINE}\n\n5 March\n\n{FIRST}\n{MORE}\n{LAST}\n".encode(), None)
    page.paragraphs = ["5 March"]
    assert body(page).split("\n") == [FIRST, MORE, LAST]


def test_short_paragraphs_without_spaces_are_prose() -> None:
    lines = [
        "代表团在老市政厅会面。",
        "发言人要求更多时间,并说下周继续在同一城市谈判。",
        "记者提问时他没有回答。",
    ]
    page = page_of("\n\n".join(lines).encode(), None)
    assert [page.text[slice(*part)] for part in body_parts(page.text, page.paragraphs)] == [
        "\n\n".join(lines)
    ]


def test_the_first_day_of_a_month_in_french() -> None:
    assert [str(day) for day, _ in days_in("Publié le 1er juin 2024")] == ["2024-06-01"]


def test_known_navigation_between_short_paragraphs_ends_no_article() -> None:
    lines = [FIRST[:60] + ".", "Read also: another story", MORE[:60] + ".", "Subscribe now"]
    page = page_of("\n\n".join(lines).encode(), None)
    parts = [page.text[slice(*part)] for part in body_parts(page.text, page.paragraphs)]
    assert parts == [lines[0], lines[2]]
