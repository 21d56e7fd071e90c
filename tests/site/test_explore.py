"""The lists of articles, voices, positions and entities, on corpora whose items are known."""

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest

import istanbul_talks
from corpora import TODAY, edit, larger
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.site import (
    briefs,
    chart_articles,
    chart_positions,
    chart_voices,
    explore,
    propositions,
)
from istanbul_talks.site.added_facts import AddedFacts
from istanbul_talks.site.briefs import Source
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.entity_pages import Named
from istanbul_talks.site.facts import Link
from istanbul_talks.site.grouped import Grouped
from istanbul_talks.site.items import Person, Words, person
from istanbul_talks.site.made import Part, render
from istanbul_talks.site.voices import unique

Pages = dict[str, Any]  # their bodies by path
WORD = re.compile(r"\w+")


def made(release: Path) -> Pages:
    """All pages, without the charts, which have their own tests and take seconds."""
    chart = Part("<figure>A chart</figure>", {"chart.csv": b"a,b\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chart_voices, "voices", lambda _: chart)
        for name in ("wants", "same_target"):
            patch.setattr(chart_positions, name, lambda _: chart)
        for name in ("timeline", "covered"):
            patch.setattr(chart_articles, name, lambda _: chart)
        every = list(explore.explore_pages(Edition(istanbul_talks.load(release))))
    assert {page.path for page in every if page.files} == {"articles/", "voices/", "positions/"}
    found = {page.path: lxml.html.fromstring(f"<main>{page.body}</main>") for page in every}
    assert len(found) == len(every)
    return found


@pytest.fixture(scope="module")
def pages(harbour_release: Path) -> Pages:
    return made(harbour_release)


@pytest.fixture(scope="module")
def text_free(harbour_text_free: Path) -> Pages:
    return made(harbour_text_free)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def texts(element: Any, path: str) -> list[str]:
    return [text(one) for one in element.xpath(path)]


def test_articles_are_cards_with_the_newest_first(pages: Pages) -> None:
    cards = pages["articles/"].xpath("//li")
    assert [texts(card, "h2 | p[1] | p[last()]") for card in cards] == [
        [
            "Skærn Town Notices · opinion · 7–10 May 2024 (inferred)",
            "The ebb of patience",
            "10 claims 7 stances 11 mentions",
        ],
        [
            "Tideline Review · analysis · 18 April 2024 (probably)",
            "Nets and tides: a quarrel over a number",
            "18 claims 10 stances 12 mentions",
        ],
        [
            "Harbour Lantern · reportage · 13 February 2024",
            "Gull Quay reopens, but the quota is still open",
            "18 claims 10 stances 17 mentions",
        ],
    ]
    assert cards[0].xpath("h2/a/@href") == ["../articles/council-walks-out/"]


def test_a_bar_shows_how_much_is_attributed_counting_no_word_twice() -> None:
    spans = [(0, 10, "direct"), (5, 15, None), (8, 12, "mixed"), (30, 40, None)]
    claims = [SimpleNamespace(start=s, end=e, attribution=a) for s, e, a in spans]
    assert briefs.coverage(claims, 40) == (300, 325)  # type: ignore[arg-type]
    assert briefs.coverage([], 0) == (0, 0)


def test_voices_count_claims_by_outlet_speaker_and_way(pages: Pages) -> None:
    outlets = pages["voices/"].xpath("//section[@class='ex-outlet']")
    found = {
        text(outlet.xpath("h2")[0]): [texts(row, "th | td") for row in outlet.xpath(".//tbody/tr")]
        for outlet in outlets
    }
    assert found["Harbour Lantern"] == [
        ["Nerys Quill", "1", "1", "1"],
        ["Ilse Brandt-Moro", "1", "1", "–"],
        ["Jon Tårn", "–", "–", "2"],
        ["Velmoor", "–", "–", "2"],
        ["Many skippers", "–", "–", "1"],
        ["the harbour office", "–", "–", "1"],
    ]
    assert [*found] == ["Harbour Lantern", "Skærn Town Notices", "Tideline Review"]
    assert "1 article · 11 attributed claims · 7 claims of the author’s own" in text(outlets[0])
    assert [path for path, page in pages.items() if page.xpath("//figure")] == [
        "articles/",
        "voices/",
        "positions/",
    ]


def test_each_count_leads_to_the_claims_that_it_counts(pages: Pages) -> None:
    for link in pages["voices/"].xpath("//tbody/tr/td/a"):
        path, _, anchor = link.get("href").partition("#")
        (heading,) = pages[normpath(join("voices/", path)) + "/"].xpath(f"//h3[@id='{anchor}']")
        listed = heading.xpath("following-sibling::ul[1]/li")
        assert int(text(link)) == len(listed) > 0


def test_a_target_shows_who_is_for_it_and_against_it_with_the_words(pages: Pages) -> None:
    page = pages["positions/reopen-quay/"]
    assert texts(page, "//h1") == ["Gull Quay should be open, whatever becomes of the quota."]
    holders = {
        text(section.xpath("h2")[0]): texts(section, ".//h3 | .//li/p")
        for section in page.xpath("//section[@class='ex-stances']")
    }
    assert holders == {
        "For": [
            "Ilse Brandt-Moro",
            "She added that “boats must sail”",
            "Said outright, clear · Harbour Lantern · 13 February 2024 · See it in the article",
            "Velmoor",
            "Velmoor supports the reopening",
            "On a condition: but only if a herring quota is settled by the end of April · Said "
            "outright, clear · Harbour Lantern · 13 February 2024 · See it in the article",
        ],
        "Against": [
            "The author",
            "Gull Quay was opened in February and the quota was left for later and That was a "
            "mistake",
            "Said outright, clear · Tideline Review · 18 April 2024 (probably) · See it in the "
            "article",
        ],
    }


def test_holders_with_most_stances_come_first_and_authors_last(pages: Pages) -> None:
    first, *_ = pages["positions/direct-talks/"].xpath("//section[@class='ex-stances']")
    assert texts(first, ".//h3") == [
        *("Velmoor", "Ilse Brandt-Moro", "Pia Holm", "Ostrel", "Jon Tårn", "The author")
    ]
    said = texts(pages["positions/shared-ferry/"], "//p[@class='ex-tally']")
    assert said == ["for 2 against 3 neither 1 6 holders in 3 articles · shared-ferry"]


def test_opposed_targets_lead_to_each_other(pages: Pages) -> None:
    for one, other in (("reopen-quay", "quota-first"), ("quota-first", "reopen-quay")):
        link = f"//dd/a[@href='../../positions/{other}/']"
        assert pages[f"positions/{one}/"].xpath(link)
    assert not pages["positions/quota-cut/"].xpath("//dt[.='Opposite of']")


def test_articles_that_differ_or_agree_on_a_holder_are_named_in_words(pages: Pages) -> None:
    assert texts(pages["positions/direct-talks/"], "//section[h2='Where articles differ']//li") == [
        "Velmoor is for it in Gull Quay reopens, but the quota is still open, but against it in "
        "The ebb of patience."
    ]
    assert texts(pages["positions/talks-succeed/"], "//section[h2='Where articles agree']//li") == [
        "Nerys Quill is for it in The ebb of patience and Gull Quay reopens, but the quota is "
        "still open."
    ]
    assert not pages["positions/shared-ferry/"].xpath("//section[starts-with(h2, 'Where')]")
    said = text(pages["positions/"])
    assert "2 positions come up in two articles or more; in 1 of them the articles differ." in said
    (row,) = pages["positions/"].xpath("//li[@id='direct-talks']")
    assert texts(row, "p") == [
        "for 6 against 1 neither 0",
        "6 holders in 3 articles · the articles differ on Velmoor: for and against",
    ]


def test_an_entity_has_its_forms_and_what_each_article_has_of_it(pages: Pages) -> None:
    page = pages["entities/velmoor/"]
    assert texts(page, "//dt[.='Also called']/following-sibling::dd[1]") == ["Gannet House"]
    assert "9 mentions 3 articles 5 claims 5 stances" in text(page)
    first, *_ = page.xpath("//section[contains(@class, 'ex-place')]")
    assert texts(first, "h2 | p | .//li/p") == [
        "The ebb of patience",
        "Skærn Town Notices · 7–10 May 2024 (inferred) · party to the conflict",
        "3 mentions: 1 2 3",
        "against The two councils should negotiate with each other directly.",
        "Implied, another reading is possible · See it in the article",
        "a breach of the truce of Gull Quay",
        "Position, in the author’s words: “called that” · See it in the article",
    ]
    mentions = first.xpath("p[@class='ex-mentions']/a/@href")
    assert mentions[2] == "../../articles/council-walks-out/#mentions/velmoor-3"
    places = pages["entities/gull-quay/"].xpath("//section[contains(@class, 'ex-place')]/p[1]")
    assert [*map(text, places)] == [  # without a role, or with “other”
        "Skærn Town Notices · 7–10 May 2024 (inferred)",
        "Tideline Review · 18 April 2024 (probably)",
        "Harbour Lantern · 13 February 2024",
    ]
    heads = texts(pages["entities/"], "//h2")
    assert heads[:3] == ["People PERSON", "Peoples and groups NORP", "Organisations ORG"]


def test_a_wikidata_id_names_its_source(harbour_release: Path) -> None:
    entity = {"id": "x", "type": "ORG", "name": "X", "variants": ["X"], "wikidata": "Q42"}
    entity |= {"checked": "A <list>", "description": "It."}
    part, _ = next(briefs.parts("entities/x/", ()))
    edition = Edition(istanbul_talks.load(harbour_release))
    named = Named(entity, "others", 0, 0, 0, 0)
    page = lxml.html.fromstring(
        render("entity", part=part, edition=edition, named=named, places=())
    )
    (link,) = page.xpath("//dd/a")
    assert link.get("href") == "https://www.wikidata.org/wiki/Q42"
    assert text(link.getparent()) == "Q42; number checked against A <list>"
    assert "No article of this release names it." in text(page)


def addresses(release: Path) -> set[str]:
    """Every article, and every item in one, as the pages of articles have them."""
    found = set()
    for article in istanbul_talks.load(release).articles():
        found.add(f"articles/{article.id}/")
        for layer in ("claims", "mentions", "stance", "entities"):
            items = getattr(article, layer)
            found.update(f"articles/{article.id}/#{layer}/{one.id}" for one in items)
    return found


def links(pages: Pages) -> Iterator[tuple[str, str]]:
    """Where each link within the site is, and where it leads, from the start of the site."""
    for path, page in pages.items():
        for href in page.xpath("//a[not(contains(@href, ':'))]/@href"):
            to, hash, anchor = href.partition("#")
            yield path, normpath(join(path, to)) + f"/{hash}{anchor}"


def check_links(pages: Pages, known: set[str]) -> None:
    """Every link leads to a page, or to an article or item of `known`."""
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    for path, link in links(pages):
        to, _, anchor = link.partition("#")
        is_made = to in pages and (not anchor or anchor in ids[to])
        assert is_made or link in known, (path, link)


def test_every_link_leads_to_a_page_or_the_words_of_an_item(
    pages: Pages, harbour_release: Path
) -> None:
    check_links(pages, addresses(harbour_release))
    found = {link for path, link in links(pages) if not path.startswith("v/")}
    claims = [*istanbul_talks.load(harbour_release).rows("claims")]
    attributed = sum(claim["attribution"] is not None for claim in claims)
    assert sum("#stance/" in link for link in found) == 27
    assert sum("#claims/" in link for link in found) == attributed == 24
    assert sum("#mentions/" in link for link in found) == 40


def test_long_lists_are_paged(
    pages: Pages, harbour_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each item is on one page, in the same order, and links lead to the right page."""
    monkeypatch.setattr(briefs, "MOST", 2)
    paged = made(harbour_release)
    check_links(paged, addresses(harbour_release))
    numbered = {"articles/": 2, "voices/": 2, "positions/": 3, "entities/": 8}
    numbered |= {"voices/harbour-lantern/": 6, "positions/direct-talks/": 4, "entities/ostrel/": 2}
    for base, count in numbered.items():
        own = [base, *(f"{base}page/{number}/" for number in range(2, count + 1))]
        assert f"{base}page/{count + 1}/" not in paged
        items = "//li[not(ancestor::section[contains(@class, 'ex-note')])]//a/@href"
        found = [link for each in own for link in resolved(each, paged[each].xpath(items))]
        assert found == resolved(base, pages[base].xpath(items))
        (following,) = paged[base].xpath("//a[@rel='next']/@href")
        assert resolved(base, [following]) == [f"{base}page/2/"]
        assert paged[own[-1]].xpath("//nav/a/@rel") == ["prev"]
        assert f"Page {count} of {count}" in text(paged[own[-1]])
    continued = {"voices/harbour-lantern/page/4/": "h3", "positions/direct-talks/page/2/": "h2"}
    for path, tag in continued.items():
        (heading,) = paged[path].xpath(f"//{tag}[contains(., '(continued)')]")
        assert heading.get("id") is None
    assert not paged["voices/page/2/"].xpath("//figure")


def resolved(path: str, hrefs: list[str]) -> list[str]:
    parted = (href.partition("#") for href in hrefs)
    return [normpath(join(path, to)) + f"/{hash}{anchor}" for to, hash, anchor in parted]


def runs(said: str) -> set[tuple[str, ...]]:
    """Every five consecutive words."""
    words = WORD.findall(said.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_the_text_free_pages_have_no_more_than_four_words_of_an_article_in_a_row(
    pages: Pages, text_free: Pages, harbour_release: Path
) -> None:
    assert pages.keys() == text_free.keys()
    articles = list(istanbul_talks.load(harbour_release).articles())
    own = set[tuple[str, ...]]().union(*(runs(article.text) for article in articles))
    targets = Edition(istanbul_talks.load(harbour_release)).targets.values()
    known = [article.title or "" for article in articles]  # and what the propositions say
    own -= set[tuple[str, ...]]().union(*map(runs, [*known, *(t["proposition"] for t in targets)]))
    assert own & runs(text(pages["positions/direct-talks/"]))
    for path, page in text_free.items():
        assert not own & runs(text(page)), path
    gaps = text_free["positions/direct-talks/"].xpath("//li//span[contains(@class, 'ex-gap')]")
    assert [gap.get("class") for gap in gaps[:2]] == ["ex-gap ex-gap-1", "ex-gap ex-gap-1"]
    assert [Words(None, length).bar for length in (8, 40, 130, 2000)] == [1, 2, 4, 6]
    assert {gap.get("aria-label") for gap in gaps} == {"Words that this edition leaves out"}


def test_claims_whose_words_are_left_out_say_who_makes_them_and_how(text_free: Pages) -> None:
    first, *_ = text_free["entities/velmoor/"].xpath("//section[contains(@class, 'ex-place')]")
    assert texts(first, "ul[last()]/li/p") == [
        "Velmoor, in the author’s words: “called that”",
        "Position, holds it · See it in the article",
    ]


def test_long_names_that_are_words_of_an_article_are_cut_in_the_text_free_edition(
    harbour_release: Path, harbour_text_free: Path
) -> None:
    name = "a spokesman for all the crews"
    full, free = (
        Source(Edition(istanbul_talks.load(one)), {})
        for one in (harbour_release, harbour_text_free)
    )
    assert person(full, "other", name).name == name
    assert person(free, "other", name).name == "a spokesman for all …"
    assert person(free, "velmoor", name) == Person(name, "others", "velmoor")
    assert person(free, "article", "article") == Person("the author", "author", None)


def test_rows_are_found_by_value_without_those_that_have_none(harbour_release: Path) -> None:
    corpus = istanbul_talks.load(harbour_release)
    found = Grouped(corpus, "claims", "claimer", ["article", "id", "claimer"], where="attribution")
    assert found["article"] == found["nobody"] == []
    assert [(row["article"], row["id"]) for row in found["quill"]] == [
        ("council-walks-out", "councils-on-skaern"),
        ("quay-reopens", "moved-an-inch"),
        ("quay-reopens", "settlement-in-spring"),
        ("quay-reopens", "no-second-winter"),
    ]
    assert found.first("quill", 2) == found["quill"][:2] and found.first("nobody", 2) == []
    assert [value for value, rows in found.items() if rows == found["quill"]] == ["quill"]
    assert [*Grouped(corpus, "another", "claimer", ["id"]).items()] == []


def test_ids_of_pages_and_places_are_given_once() -> None:
    taken = {"lyth"}
    assert [unique(id, taken) for id in ("lyth", "ostrel", "lyth")] == [
        "lyth-2",
        "ostrel",
        "lyth-3",
    ]


def test_a_corpus_of_one_article_has_every_page(river: Path, tmp_path: Path) -> None:
    """A draft without passes, by an outlet, with an unnamed speaker."""
    built = build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    assert built.facts is not None, built.findings
    found = made(tmp_path / "out")
    check_links(found, addresses(tmp_path / "out"))
    rows = found["voices/"].xpath("//tbody/tr")
    assert [texts(row, "th | td") for row in rows] == [
        ["Boria", "–", "1", "–"],
        ["Some 300 Borians", "–", "–", "1"],
        ["Ana Vey", "1", "–", "–"],
    ]


def test_claims_about_one_proposition_are_listed_with_their_articles(
    enriched_release: Path,
) -> None:
    found = made(enriched_release)
    assert "same-claims/quay-open/" not in found  # the list has all its claims
    page = found["same-claims/"]
    assert "2 propositions and 3 claims about them; 0 come up in several articles." in text(page)
    (group,) = page.xpath("//li[@id='quay-open']")
    assert text(group.xpath("h2")[0]) == "Gull Quay should be open."
    assert [text(row) for row in group.xpath("ul/li")] == [
        "states: Harbour Lantern, in Gull Quay reopens, but the quota is still open – Ostrel and "
        "Velmoor agreed on Monday to reopen Gull Quay in February 2024.",
        "changes: Velmoor, in Gull Quay reopens, but the quota is still open – Gull Quay should "
        "open if the quota is settled.",
    ]
    assert group.xpath("ul/li[2]/a/@href") == [
        "../articles/quay-reopens/#claims/reopening-if-quota"
    ]


def test_a_proposition_of_many_claims_has_pages_and_links_lead_to_its_place_in_the_list(
    enriched_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(propositions, "_MOST", 1)
    monkeypatch.setattr(briefs, "MOST", 1)
    found = made(enriched_release)
    names = {"", "page/2/", "quay-open/", "quay-open/page/2/"}
    assert {f"same-claims/{name}" for name in names} == {p for p in found if "same-claims" in p}
    (group,) = found["same-claims/page/2/"].xpath("//li[@id]")
    assert [text(row) for row in group.xpath("ul/li")] == [
        "states: Harbour Lantern, in Gull Quay reopens, but the quota is still open – Ostrel and "
        "Velmoor agreed on Monday to reopen Gull Quay in February 2024."
    ]
    (more,) = group.xpath("p/a")
    assert (text(more), more.get("href")) == ("All 2 claims", "../../../same-claims/quay-open/")
    second = found["same-claims/quay-open/page/2/"]
    assert "2 claims in 1 article." in text(second)
    assert text(second.xpath("//li")[0]).startswith("changes: Velmoor, in Gull Quay reopens")
    assert second.xpath("//p[@class='ex-up']/a/@href") == [
        "../../../../same-claims/page/2/#quay-open"
    ]
    edition = Edition(istanbul_talks.load(enriched_release))
    assert propositions.page_of(edition, "ferry-shared") == "same-claims/"
    assert propositions.page_of(edition, "quay-open") == "same-claims/page/2/"


def test_propositions_of_most_articles_come_first_and_articles_link_to_their_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = larger(tmp_path / "corpus", 15, linked=True)
    edit(root / "annotations/tide-0001.json", claims__2__propositions=[])
    additions = root / "annotations/additions/reader-1/tide-0001.json"
    edit(additions, claims__refusal__propositions=[])
    assert build(CorpusFolder(root), tmp_path / "out", today=TODAY, free=True).facts
    monkeypatch.setattr(briefs, "MOST", 1)
    found = made(tmp_path / "out")
    said = "2 propositions and 29 claims about them; 2 come up in several articles."
    for number, (id, articles) in enumerate((("quay-open", 15), ("ferry-shared", 14)), start=1):
        page = found["same-claims/" if number == 1 else "same-claims/page/2/"]
        assert said in text(page)
        assert page.xpath("//li[@id]/@id") == [id]
        assert text(page.xpath("//*[@class='ex-tally']")[0]) == f"{articles} articles"
    assert texts(found["same-claims/"], "//*[@class='ex-pager']//a") == ["Next →"]
    edition = Edition(istanbul_talks.load(tmp_path / "out"))
    article = edition.corpus["tide-0003"]
    facts = AddedFacts(article, edition).of_claim(article.claims[2])
    (links,) = [
        [one for one in fact.said if isinstance(one, Link)]
        for fact in facts
        if fact.term == "denies"
    ]
    wording = "Ostrel and Velmoor should own a ferry together."
    assert links[0] == Link("../../same-claims/page/2/#ferry-shared", wording)
    numbers = [2, *range(4, 15)]  # twelve, without its own
    addresses = [f"../tide-{number:04}/#claims/refusal" for number in numbers]
    assert [one.address for one in links[1:]] == addresses
    assert {one.words for one in links[1:]} == {"Jon Tårn"}
    (states,) = [
        fact
        for fact in AddedFacts(article, edition).of_claim(article.claims[0])
        if fact.term == "states"
    ]
    assert [one.words for one in states.said if isinstance(one, Link)][1] == "Skærn Town Notices"
