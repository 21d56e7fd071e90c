"""Decisions as cards, what agreement says, its control, and how the corpus was made: on harbour."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import istanbul_talks
from corpora import AUDIT, HARBOUR
from istanbul_talks import agreement
from istanbul_talks.quality.agreement import Agreement, Measure
from istanbul_talks.quality.disputes import Passes
from istanbul_talks.site import (
    agreement_articles,
    agreement_control,
    agreement_page,
    building,
    decision_cards,
    edition,
    making,
)
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.leaks import Leaks
from istanbul_talks.site.made import Part

MOVED = {"claim.alpha.type": [1.0, 0.5, 0.0], "claim.f1.span": [1.0, 1.0, 0.999]}
CONTROL = {
    "commit": "0123456789abcdef",
    "version": "1.2.0",
    "seed": 7,
    "draws": 2,
    "annotators": ["model-a", "reader-1"],
    "changed": "reader-1",
    "shares": [0.0, 0.1, 0.4],
    "mentions": 29,
    "forms": 21,
    "figures": {"claim.alpha.type": 1.0, "claim.f1.span": 1.0, "article.share.date": None},
    "without_registry": {"claim.alpha.type": 0.5, "claim.f1.span": 1.0, "article.share.date": None},
    "moved": {"labels": MOVED, "people": {}, "spans": {}, "items": {}, "forms": {}},
}


def made(release: Path) -> Edition:
    corpus = istanbul_talks.load(release)
    audit: Any = json.loads((HARBOUR / AUDIT).read_bytes())
    figures = () if corpus.edition == "text-free" else agreement(corpus, times=20)
    return Edition(corpus, figures, [audit], CONTROL)


@pytest.fixture(scope="module")
def full(harbour_release: Path) -> Edition:
    return made(harbour_release)


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Edition:
    return made(harbour_text_free)


def parsed(html: str) -> Any:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def card(page: Any, id: str) -> Any:
    return page.get_element_by_id(f"quay-reopens/{id}")


def test_a_card_shows_the_passes_the_reference_and_the_reason(full: Edition) -> None:
    (page,) = decision_cards.decision_pages(full)
    shown = card(parsed(page.body), "open-door")
    (table,) = shown.find_class("it-readings")
    rows = [[words(cell) for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["who", "type"],
        ["Pass model-a", "event"],
        ["Pass reader-1", "position"],
        ["Reference", "event"],
    ]
    assert [words(mark) for mark in table.iter("mark")] == ["position"]  # what differs
    assert words(shown.find_class("it-quote")[0]) == "“We have opened a door, not signed a treaty,”"
    assert "An event, as model-a has it." in words(shown)
    assert (shown.get("data-layer"), shown.get("data-article")) == ("claim", "quay-reopens")


def test_a_card_says_which_pass_lacks_an_item_and_what_was_left_out(full: Edition) -> None:
    (page,) = decision_cards.decision_pages(full)
    body = parsed(page.body)
    assert "Pass reader-1 no such item" in words(card(body, "fair"))
    herring = words(card(body, "smoked-herring"))
    assert "Pass model-a no such item Pass reader-1 country or city Reference left out" in herring
    assert "in the article: Ostrel Ostrel" not in herring  # a name has no side of a stance


def test_an_overruled_claim_is_beside_the_one_on_its_words(full: Edition) -> None:
    """In place of a supporting item; the same claim of another pass is left out by itself."""
    own = {"layer": "claim", "places": [(10, 30)], "name": "Ostrel", "claim_type": "event"}
    own |= {"epistemic": "unknown", "attribution": None, "checkworthy": True}
    same = {**own, "annotator": "a", "id": "one", "start": 5, "end": 30, "spans": []}
    far = {**same, "start": 30, "end": 40, "id": "two"}
    rows: list[Any] = [far, {**same, "checkworthy": False, "name": "Tarn"}]
    assert decision_cards._instead(own, "b", rows) is None
    found = decision_cards._instead(own, "a", rows)
    assert found is not None
    assert (found["id"], found["differs"]) == ("one", ["span", "checkworthy", "entity"])
    assert rows == [far]
    assert decision_cards._instead({**own, "layer": "stance"}, "a", [same]) is None
    other = {**same, "annotator": "b"}
    assert decision_cards._alike([same, far, other]) == [[same, other], [far]]


def test_every_decision_leads_to_its_items_and_each_item_back(full: Edition, free: Edition) -> None:
    for shown in (full, free):
        (page,) = decision_cards.decision_pages(shown)
        body, articles = parsed(page.body), {}
        for one in article_pages(shown):
            ids = {element.get("id") for element in parsed(one.body).iter() if element.get("id")}
            articles[one.path] = ids, parsed(one.body)
        cards = {element.get("id"): element for element in body.find_class("it-ruling")}
        rows = list(shown.corpus.rows("decisions"))
        assert list(cards) == [f"{row['article']}/{row['id']}" for row in rows]
        for row in rows:
            links = {a.get("href") for a in cards[f"{row['article']}/{row['id']}"].iter("a")}
            layer = {"mention": "mentions", "claim": "claims", "stance": "stance"}.get(row["layer"])
            for id in row["reference"]:
                anchor = f"#{layer}/{id}" if layer else ""
                assert f"../articles/{row['article']}/{anchor}" in links
            assert any(link.startswith(f"../articles/{row['article']}/") for link in links)
        for path, (ids, html) in articles.items():
            for a in html.iter("a"):
                where, _, anchor = (a.get("href") or "").partition("#")
                assert where != "../../decisions/" or body.get_element_by_id(anchor) is not None
            for a in body.iter("a"):
                where, _, anchor = a.get("href").partition("#")
                assert where != f"../{path}" or not anchor or anchor in ids


def test_a_decision_links_to_the_guidelines_that_it_names(full: Edition) -> None:
    (article,) = (a for a, _ in full.articles() if a.id == "quay-reopens")
    cards = decision_cards._Cards(full, article, decision_cards.Words(article, None), [])
    said = list(cards._said("claim", "See guidelines 1.1, `direct-talks` and `a-slug`."))
    assert said[1] == decision_cards.Link("guidelines/#claims", "guidelines 1.1")
    assert said[3] == decision_cards.Link("positions/direct-talks/", "direct talks")
    assert said[5] == decision_cards.Code("a-slug")


def test_without_texts_no_card_has_more_than_four_words_of_an_article(
    full: Edition, free: Edition
) -> None:
    leaks = Leaks(full.corpus.articles(), [])
    (page,) = decision_cards.decision_pages(free)
    assert not list(leaks.on_page(parsed(page.body)))
    (page,) = decision_cards.decision_pages(full)
    assert list(leaks.on_page(parsed(page.body)))


def test_many_decisions_get_more_pages_and_an_article_stays_on_one(
    harbour_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "MOST_DECISIONS", 5)
    rows = [("a", b""), ("a", b""), *[("b", b"")] * 7, ("c", b""), ("d", b"")]
    shown = made(harbour_release)
    monkeypatch.setattr(type(shown.corpus), "json_lines", lambda _, config: iter(rows))
    first, second, third = "decisions/", "decisions/page/2/", "decisions/page/3/"
    assert shown.decision_pages == {"a": first, "b": second, "c": third, "d": third}


def measure(id: str, value: float | None) -> Measure:
    return Measure(id.partition(".")[0], "", value, None, None, 30, "", None, id)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"claim.alpha.type": 1.0, "stance.alpha.label": 0.97, "stance.jaccard.evidence": 0.935},
            "nearly always agree on labels (0.970 to 1.000), and least on which words are "
            "evidence: 0.935.",
        ),
        ({"claim.alpha.type": 0.81}, "mostly agree on labels (0.810), and least on the type of a"),
        ({"claim.alpha.type": -0.2, "claim.f1.span": None}, "rarely agree on labels (-0.200), and"),
        ({"claim.f1.span": 0.9, "stance.alpha.grid": 0.5}, "have too little in common for figures"),
    ],
)
def test_the_sentence_says_what_passes_agree_on_most_and_least(
    values: dict[str, float | None], said: str
) -> None:
    measures = tuple(measure(id, value) for id, value in values.items())
    one = Agreement(("model", "model"), ("a", "b"), 5, measures)
    assert agreement_page.summary(one).startswith(f"The passes {said}")


def test_each_disputed_item_is_listed_as_on_the_page_of_its_article(full: Edition) -> None:
    body = parsed(agreement_articles.by_article(full))
    listed = {a.get("href") for ul in body.find_class("it-disputed") for a in ul.iter("a")}
    expected = set()
    for page in article_pages(full):
        for item in parsed(page.body).find_class("it-item"):
            if item.get("data-disputed") == "true":
                expected.add(f"../{page.path}#{item.get('data-item')}")
    assert {link for link in listed if "#mentions/" not in link} == expected
    assert "../articles/quay-reopens/#mentions/herring-fair-1" in listed  # reader-1 lacks it
    assert "../articles/quay-reopens/#mentions/ostrel-1" not in listed
    nets = next(row for row in body.iter("tr") if "nets-and-tides" in str(row.xpath(".//@href")))
    assert [words(cell) for cell in nets][-1] == "0"  # decisions


def test_an_item_is_disputed_if_it_was_decided_though_passes_agree() -> None:
    item = {"layer": "claim", "differs": [], "decision": None}
    rows = [{**item, "annotator": by, "supports": id} for by in "ab" for id in ("x", "y")]
    rows.append({**item, "annotator": "a", "supports": "z"})
    decided = [{"id": "d", "layer": "claim", "reference": ["x"]}]
    passes, why = Passes(rows, decided), agreement_articles._why
    assert [passes.undisputed("claims", id) for id in "xyzw"] == [False, True, False, False]
    assert why(passes, "claims", "x") == "decided"
    assert why(passes, "claims", "z") == "not in the pass of b"
    assert why(passes, "claims", "w") == "in no pass"
    assert Passes(rows[:2], ()).undisputed("claims", "x") is None


def test_the_control_shows_what_falls_and_says_what_does_not(full: Edition) -> None:
    part = agreement_control.control(full)
    body = parsed(part.html)
    (line,) = body.iter("polyline")  # a fall of 0.001 does not count
    assert line.get("points") == "0.0,0.0 14.0,11.0 56.0,22.0"  # shares 0, 0.1, 0.4; height 22
    assert "1 of 2 figures fall; these do not: what is a claim, to the word." in words(body)
    assert "seed 7, version 1.2.0, commit 0123456789" in words(body)
    head, *rows = part.files["control.csv"].decode().splitlines()
    assert head == "change,measure,0%,10%,40%"
    assert rows == ["labels,claim.alpha.type,1.0,0.5,0.0", "labels,claim.f1.span,1.0,1.0,0.999"]


def test_the_reasons_are_those_of_the_data(full: Edition) -> None:
    said = words(parsed(agreement_control.reasons(full)))
    assert "People and models made the passes." in said  # reader-1 is human
    assert "29 mentions come from 21 forms" in said
    assert "these figures change: the type of a claim." in said
    assert f"the same {len(full.targets)} targets" in said
    models = {name: {**one, "kind": "model"} for name, one in full.annotators.items()}
    other = replace(full)
    other.__dict__["annotators"] = {id: {**one, "family": "Tern"} for id, one in models.items()}
    assert "by models of one family (Tern)." in words(parsed(agreement_control.reasons(other)))


def test_the_drawing_has_the_counts_of_the_release(full: Edition) -> None:
    body = parsed(making.drawing(full))
    wide, narrow = body.iter("svg")
    for svg in (wide, narrow):
        shown = [words(text) for text in svg.find_class("it-count")]
        passes = [str(sum(r["annotator"] == by for r in full.corpus.rows("passes")))
                  for by in ("model-a", "reader-1")]  # fmt: skip
        judged = str(len(full.audits[0]["items"]))
        assert shown == ["3", *passes, "15", judged, full.corpus.version.partition("+")[0]]
        assert svg.get("role") == "img"
    older = {**full.audits[0], "date": "2020-01-01", "items": []}
    later = Edition(full.corpus, (), [older, *full.audits])
    assert making.drawing(later) == making.drawing(full)
    alone = words(parsed(making.drawing(Edition(full.corpus))))
    assert "0 audits of this release so far" in alone


def test_who_made_it_says_whether_a_person_took_part(full: Edition) -> None:
    body = parsed(making.makers(full))
    did = {words(dt.find("b")): words(dt.find_class("it-tag")[0]) for dt in body.iter("dt")}
    assert did["reader-3"] == "audited"
    assert did["reader-2"] == "adjudicated"
    assert "annotators and reviewers are people." in words(body)
    for id, record in full.annotators.items():
        assert id not in did or record["note"] in words(body)


def test_limits_and_rights_count_what_they_name(full: Edition) -> None:
    said = words(parsed(making.limits(full)))
    stances = [one for article in full.corpus.articles() for one in article.stance]
    assert f"{sum(s.certainty == 'low' for s in stances)} of {len(stances)} stances" in said
    assert "2 of 3 dates are not printed" in said  # an interval and one from outside
    rows = [[words(cell) for cell in row] for row in parsed(making.rights(full)).iter("tr")][1:]
    assert [row[1] for row in rows] == ["public domain", "open", "third party"]


@pytest.mark.parametrize("which", ["full", "free"])
def test_no_part_has_styles_or_scripts_of_its_own(
    which: str, request: pytest.FixtureRequest
) -> None:
    shown: Edition = request.getfixturevalue(which)
    names = ("agreement", "agreement-figures", "agreement-articles", "agreement-control")
    names += ("agreement-differences", "agreement-reasons", "limits", "makers", "making", "rights")
    parts = [building.PARTS[name](shown) for name in names]
    bodies = [one.html if isinstance(one, Part) else one for one in parts]
    for body in [*bodies, *(page.body for page in decision_cards.decision_pages(shown))]:
        for element in parsed(body).iter():
            assert element.tag not in ("script", "style")
            assert not [name for name in element.attrib if name == "style" or name[:2] == "on"]


def test_the_page_names_the_differences_that_need_a_decision() -> None:
    said = agreement_page.decisive()
    assert said.startswith("of articles: `event`, `genre`, `published`; of mentions: `entity`, ")
    assert said.endswith("; of stances: `stance_label`")
