"""The page of an article in both editions: its text, its anchors, every item; and words."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from corpora import harbour
from istanbul_talks.dataset.text_free import is_long
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.records import Act, Article, Claim, Mention, Span, Stance
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.article_items import Fact, Held, Item, Passes
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.article_text import Gap, Mark, Words, marked_text
from istanbul_talks.site.edition import Checkout, Edition
from istanbul_talks.site.made import Page
from istanbul_talks.site.words import (
    date_in_words,
    days_in_words,
    headline,
    label_in_words,
    provenance_in_words,
    spoken,
)

SIDES = [
    {"name": "Ostrel", "entities": ["ostrel", "brandt-moro"]},
    {"name": "Velmoor", "entities": ["velmoor", "tarn"], "names": ["Many skippers"]},
]


def edition_of(release: Path) -> Edition:
    edition = Edition(Corpus(release))
    edition.__dict__["dataset"] = {**edition.dataset, "sides": SIDES}
    return edition


@pytest.fixture(scope="module")
def full(harbour_release: Path) -> Edition:
    return edition_of(harbour_release)


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Edition:
    return edition_of(harbour_text_free)


def pages_of(edition: Edition) -> dict[str, Page]:
    return {page.path.split("/")[1]: page for page in article_pages(edition)}


def page_of(edition: Edition, article: Article) -> Page:
    """The page of one article in place of all that an edition has."""
    other = edition_of(edition.corpus.folder)
    other.__dict__["articles"] = lambda: iter([(article, None)])
    return next(article_pages(other))


def parsed(page: Page) -> Any:
    return lxml.html.fragment_fromstring(page.body, create_parent="div")


def by_class(page: Any, name: str) -> list[Any]:
    return list(page.find_class(name))


def anchors(page: Any, layer: str) -> dict[str, Any]:
    """The elements in the text with an anchor of a layer, by id."""
    (text,) = by_class(page, "it-text")
    found = text.xpath(f".//*[starts-with(@id, '{layer}/')]")
    return {one.get("id").partition("/")[2]: one for one in found}


def test_the_page_of_the_full_edition_has_the_text_and_each_anchor_on_its_words(
    full: Edition,
) -> None:
    for id, page in pages_of(full).items():
        if id not in full.corpus:
            continue
        article, made = full.corpus[id], parsed(page)
        paragraphs = made.xpath("//*[@class='it-text']//p[@data-start]")
        assert "\n\n".join(p.text_content() for p in paragraphs) == article.text
        places = [
            article.text[int(p.get("data-start")) : int(p.get("data-end"))] for p in paragraphs
        ]
        assert places == [p.text_content() for p in paragraphs]
        claims, mentions = anchors(made, "claims"), anchors(made, "mentions")
        assert {k: e.text_content() for k, e in claims.items()} == {
            claim.id: claim.quote for claim in article.claims
        }
        assert {k: e.text_content() for k, e in mentions.items()} == {
            mention.id: mention.text for mention in article.mentions
        }
        ids = made.xpath("//@id")
        assert len(ids) == len(set(ids))
        named = {f"stance/{s.id}" for s in article.stance} | {
            f"entities/{e.id}" for e in article.entities
        }
        assert named < set(ids)
        local = {address[1:] for address in made.xpath("//a/@href") if address.startswith("#")}
        assert local <= set(ids)


def test_the_page_of_the_text_free_edition_has_bars_where_words_are_missing(
    full: Edition, free: Edition
) -> None:
    own = pages_of(free)
    for article, record in free.articles():
        assert record is not None
        text, made = full.corpus[article.id].text, parsed(own[article.id])
        (shown,) = by_class(made, "it-text")
        gaps = shown.find_class("it-gap")
        missing = {
            at for gap in gaps for at in range(int(gap.get("data-start")), int(gap.get("data-end")))
        }
        assert {gap.text_content() for gap in gaps} == {"…"}
        for gap in made.find_class("it-gap"):
            length = int(gap.get("data-end")) - int(gap.get("data-start"))
            assert sum(int(bar.get("class").split("w-")[1]) for bar in gap) == length
        for gap in list(gaps):
            start, end = int(gap.get("data-start")), int(gap.get("data-end"))
            gap.text, gap[:] = text[start:end], []
        paragraphs = shown.xpath(".//p[@data-start]")
        assert "\n\n".join(p.text_content() for p in paragraphs) == text
        seen = "".join("|" if at in missing else letter for at, letter in enumerate(text))
        assert not [run for run in seen.split("|") if is_long(run)]
        hidden = [m.id for m in article.mentions if "|" in seen[m.start : m.end]]
        # “Tan̄a Bank.¶ Nerys Quill” would be five words: a combining mark parts the first.
        assert hidden == (["quill-1"] if article.id == "quay-reopens" else [])
        assert anchors(made, "claims").keys() == {claim.id for claim in article.claims}


def test_no_more_than_four_words_in_a_row_are_shown_although_short_quotes_touch() -> None:
    text = "Ann Bo Cy said: Dee Ed Fay Guy left."
    claim = Claim("a", 16, 30, "Dee Ed Fay Guy", "ann", "Ann", None, None, None, *(None,) * 4, None)  # type: ignore[arg-type]
    mention = Mention("ann-1", "ann", "PERSON", 0, 9, "Ann Bo Cy")
    article: Any = type("A", (), {"mentions": [mention], "claims": [claim], "stance": []})
    claim = replace(claim, cue="said", cue_start=10, cue_end=14)
    article.claims = [claim]
    record = {
        "length": len(text),
        "body": [],
        "paragraphs": [{"start": 0, "length": len(text), "marks": []}],
    }
    words = Words(article, record)
    assert list(words.pieces(0, len(text))) == [
        "Ann Bo Cy",
        Gap(9, 16),
        "Dee Ed Fay Guy",
        Gap(30, 36),
    ]
    far = replace(claim, start=15, end=23, quote=": Dee Ed")
    article.claims = [far]
    assert list(Words(article, record).pieces(0, 23)) == ["Ann Bo Cy", Gap(9, 15), ": Dee Ed"]


def test_short_cues_conditions_and_evidence_are_shown() -> None:
    text = "Ann said that it rains; so, if it pours, then all the others sit in wet shoes."
    claim = replace(claim_at("a", 14, 22), cue="said that", cue_start=4, cue_end=13, quote=None)  # type: ignore[arg-type]
    evidence = Span(69, 77, "wet shoes"[:8])
    stance = Stance(*"abcd", "FAVOR", "explicit", "high", "if it pours", 28, 39, (evidence,), None)
    article: Any = type("A", (), {"mentions": [], "claims": [claim], "stance": [stance]})
    paragraphs = [{"start": 0, "length": len(text), "marks": []}]
    words = Words(article, {"length": len(text), "body": [], "paragraphs": paragraphs})
    assert list(words.pieces(0, len(text))) == [
        Gap(0, 4), "said that", Gap(13, 28), "if it pours", Gap(39, 69), "wet shoe", Gap(77, 78)
    ]  # fmt: skip


def test_marks_and_spaces_of_the_record_keep_their_places() -> None:
    text = "She said  “no” — twice."
    marks = [[8, "  "], [9, "“"], [12, "”"], [14, "—"]]
    record = {
        "length": len(text),
        "body": [],
        "paragraphs": [{"start": 0, "length": 22, "marks": marks}],
    }
    article: Any = type("A", (), {"mentions": [], "claims": [], "stance": []})
    words = Words(article, record)
    assert (words.paragraphs[0].start, words.paragraphs[0].end) == (0, len(text))
    assert list(words.pieces(0, len(text))) == [
        Gap(0, 10), "“", Gap(11, 13), "”", Gap(14, 15), "—", Gap(16, 23)
    ]  # fmt: skip


def outline(nodes: list[Any]) -> str:
    """A tree in brackets with the height of each claim: “[2 a [1 b …]]”."""
    return "".join(
        f"[{one.height if one.is_claim else ''}{'=' * one.is_on_same}{'' if one.is_first else '…'} "
        f"{outline(one.children)}]"
        if isinstance(one, Mark)
        else one
        for one in nodes
    )


def claim_at(id: str, start: int, end: int) -> Claim:
    values = ("x", "X", None, None, None, None, "event", "true-certain", False, None)
    return Claim(id, start, end, "", *values)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 11), (0, 5), (6, 11)], "[1 [0 aa bb] [0 cc dd]]\n ee"),
        ([(0, 5), (0, 5), (3, 5), (0, 5)], "[3 [2= [1= aa [0 bb]]]] cc dd\n ee"),
        ([(0, 8), (3, 11)], "[1 aa [0 bb cc]][0…  dd]\n ee"),
        ([(0, 8), (3, 11), (9, 11)], "[1 aa [0 bb cc]][1…  [0 dd]]\n ee"),
        ([(3, 14)], "aa [0 bb cc dd]\n[0… ee]"),
    ],
    ids=[
        "side by side",
        "four on the same words",
        "crossing",
        "crossing around another",
        "over two paragraphs",
    ],
)
def test_claims_are_one_tree_with_the_height_of_each(
    spans: list[tuple[int, int]], expected: str
) -> None:
    text = "aa bb cc dd\nee"
    claims = [claim_at(f"c{n}", *span) for n, span in enumerate(spans)]
    article: Any = type("A", (), {"text": text, "mentions": [], "claims": claims, "stance": []})
    paragraphs = marked_text(article, Words(article, None))
    assert "\n".join(outline(p.nodes) for p in paragraphs).replace("\nee", "\n ee") == expected


def test_a_mention_in_claims_is_no_level(full: Edition) -> None:
    page = parsed(pages_of(full)["quay-reopens"])
    claim = anchors(page, "claims")["reopening-if-quota"]
    assert "depth-0" in claim.get("class")
    assert claim.get("class").startswith("it-claim side-2 ")
    assert anchors(page, "mentions")["tarn-1"].get("data-item") == "entities/tarn"


def item(page: Any, key: str) -> Any:
    (found,) = page.xpath(f"//section[contains(@class, 'it-item') and @data-item='{key}']")
    return found


def facts(section: Any) -> dict[str, str]:
    return {row[0].text_content(): row[1].text_content() for row in section.xpath("./dl/div")}


def test_each_item_is_there_once_in_the_order_of_the_text_and_in_words(full: Edition) -> None:
    article = full.corpus["quay-reopens"]
    page = parsed(pages_of(full)["quay-reopens"])
    sections = by_class(page, "it-item")
    assert sorted(one.get("data-item") for one in sections) == sorted(
        [f"claims/{c.id}" for c in article.claims]
        + [f"stance/{s.id}" for s in article.stance]
        + [f"entities/{e.id}" for e in article.entities]
    )
    starts = [int(one.get("data-start")) for one in sections]
    assert starts == sorted(starts)
    claim = item(page, "claims/plans-a-trap")
    assert claim.xpath("./h3/q")[0].text_content() == "every plan of that kind a trap"
    own = {q.text_content() for q in page.xpath("//section/h3/q[@class='own']")}
    assert own == {
        "“Nobody in this room wants another winter like it,”",
        "“We have opened a door, not signed a treaty,”",
    }
    assert facts(claim) == {
        "speaker": "Velmoor",
        "commitment": "holds it",
        "type": "position",
        "reported": "in the author’s words",
        "cue": "“called”",
        "worth checking": "no",
        "stances here": "Velmoor against shared ferry",
    }
    names = ("side", "type", "voice", "layer", "passes")
    assert [claim.get(f"data-{name}") for name in names] == [
        "side-2", "position", "velmoor", "claims", "model-a reader-1"
    ]  # fmt: skip


def said_of(page: Any, key: str) -> list[str]:
    """What the passes have and what was decided, of an item."""
    found = item(page, key).xpath(
        "./ul/li | ./p/span[@class='it-agreed'] | ./p[@class='it-decision']"
    )
    return [" ".join(one.text_content().split()) for one in found]


def test_items_say_what_each_pass_has_and_what_was_decided(full: Edition) -> None:
    page = parsed(pages_of(full)["quay-reopens"])
    disputed = {
        one.get("data-item")
        for one in by_class(page, "it-item")
        if one.get("data-disputed") == "true"
    }
    assert disputed == {
        *("claims/boats-laid-up", "claims/door-not-treaty", "claims/first-ferry"),
        *("claims/moved-an-inch", "claims/no-second-winter", "claims/plans-a-trap"),
        *("claims/second-paper", "claims/settlement-in-spring", "claims/truce-broke"),
        *("stance/brandt-moro/quota-first", "stance/other-the-ostrel-side/talks-succeed"),
        *("stance/velmoor/direct-talks", "stance/velmoor/shared-ferry"),
    }
    assert said_of(page, "claims/second-paper") == [
        "model-a commitment: thinks it likely or possible",
        "reader-1 has it as here",
        "Unknown, as reader-1 has it. Why: Who would not say does not commit. Decision “no-answer”",
    ]
    assert said_of(page, "claims/first-ferry") == [
        "model-a words: “The first ferry will sail at dawn”",
        "reader-1 has it as here",
    ]
    assert said_of(page, "claims/truce-broke")[0] == "reader-1 does not have it"
    assert said_of(page, "claims/met-at-lyth-hall") == ["Both passes agree."]
    assert said_of(page, "entities/ostrel") == ["Both passes agree on all 4."]
    assert said_of(page, "entities/velmoor")[0] == (
        "model-a on velmoor-3 entity: Gannet House; kind: organisation"
    )
    (decision,) = item(page, "claims/truce-broke").xpath("./p[@class='it-decision']/a/@href")
    assert decision == "../../decisions/#quay-reopens/broken-truce"
    (left_out,) = by_class(page, "it-left-out")
    assert left_out.xpath("./p/a/text()") == ["Decision “smoked-herring”", "Decision “drawing”"]


def test_the_head_says_who_when_how_and_how_much(full: Edition) -> None:
    (head,) = by_class(parsed(pages_of(full)["quay-reopens"]), "it-head")
    said = " ".join(head.text_content().split())
    assert said.startswith(
        "Harbour Lantern · Mara Quell · reportage Gull Quay reopens, but the quota"
    )
    assert "13 February 2024 · 17 mentions of 11 names · 18 claims, 11 of them attributed" in said
    made = "Annotated twice by a person and a model, then adjudicated by a person, 4–20 March 2024."
    assert f"· 10 stances · 15 decisions {made}" in said
    assert "First round, Lyth Hall, 12 February 2024" in said
    lanes = [" ".join(one.text_content().split()) for one in by_class(head, "it-lane")]
    assert lanes == ["Ostrel 2", "Velmoor 5", "others 4", "the author 7"]
    bars = head.xpath(".//*[name()='g']/*[name()='rect' and not(@class)]")
    assert len(bars) == 18
    assert {bar.get("width") for bar in bars} == {
        str(claim.end - claim.start) for claim in full.corpus["quay-reopens"].claims
    }


def test_stances_are_beside_the_paragraph_of_their_first_evidence(full: Edition) -> None:
    page = parsed(pages_of(full)["quay-reopens"])
    for stance in full.corpus["quay-reopens"].stance:
        (chip,) = page.xpath(f"//li[@data-item='stance/{stance.id}']")
        (paragraph,) = chip.xpath("ancestor::div[@class='it-block']/p")
        start = stance.evidence[0].start
        assert int(paragraph.get("data-start")) <= start < int(paragraph.get("data-end"))
        assert chip.xpath("./a/@href") == [f"#stance/{stance.id}"]
    (chip,) = page.xpath("//li[@data-item='stance/other-many-skippers/talks-succeed']")
    assert chip.text_content() == "Many skippers ▸ against talks succeed"
    assert chip.get("class") == "it-chip side-2 against implicit medium"


def test_old_addresses_lead_somewhere(full: Edition) -> None:
    pages = pages_of(full)
    gone = parsed(pages["quay-reopens"]).get_element_by_id("claims/six-hours")
    assert "Was no claim of its own. Instead: claims/met-at-lyth-hall." in gone.text_content()
    assert "1.2.0: it was no article on the talks." in pages["price-of-ice"].body
    assert pages["price-of-ice"].description == "price-of-ice is no longer in the corpus."
    assert parsed(pages["price-of-ice"]).get_element_by_id("claims/ice-dearer") is not None


def test_the_search_finds_claims_and_stances_by_what_the_edition_has(
    full: Edition, free: Edition
) -> None:
    entries = {entry.anchor: entry for entry in pages_of(full)["quay-reopens"].entries}
    assert len(entries) == 28
    assert entries["claims/plans-a-trap"].title == "Velmoor: “every plan of that kind a trap”"
    assert entries["stance/velmoor/shared-ferry"].title == "Velmoor against shared ferry"
    for page in pages_of(free).values():
        for entry in page.entries:
            words = entry.title if "“" in entry.title else entry.text
            quotes = re.split("[“”…]", words.replace(page.title, ""))
            assert not [quote for quote in quotes if is_long(quote)]
    assert pages_of(full)["quay-reopens"].description == (
        "Reportage in Harbour Lantern, 13 February 2024. 18 claims, 10 stances, each on its words."
    )


def test_other_languages_and_directions_are_marked(full: Edition) -> None:
    for language, direction in (("ar-EG", "rtl"), ("uk", "ltr")):
        article = replace(full.corpus["quay-reopens"], language=language)
        (text,) = by_class(parsed(page_of(full, article)), "it-text")
        assert (text.get("lang"), text.get("dir")) == (language, direction)


@pytest.mark.parametrize(
    ("published", "basis", "certainty", "expected"),
    [
        ("2025-05-12/2025-05-14", "conjecture", "medium", "12–14 May 2025 (inferred)"),
        ("2025-06-02?", "conjecture", "medium", "2 June 2025 (probably)"),
        ("2025-06-02", "internal", "high", "2 June 2025"),
        ("2025-05-28/2025-06-02", "internal", "high", "28 May – 2 June 2025"),
        (
            "2024-12-31/2025-01-01",
            "external",
            "high",
            "31 December 2024 – 1 January 2025 (from another source)",
        ),
        ("2025-05/2025-06", "internal", "low", "May–June 2025 (a guess)"),
        ("2025/2025-03-02", "internal", "high", "2025 – 2 March 2025"),
        ("2025~", "internal", "high", "2025 (about)"),
        ("2025", "internal", "high", "2025"),
        (None, "internal", "low", "date unknown"),
    ],
)
def test_dates_are_as_people_write_them(
    full: Edition, published: str | None, basis: str, certainty: str, expected: str
) -> None:
    article: Article = replace(
        full.corpus["quay-reopens"], published=published, date_basis=basis, date_certainty=certainty
    )
    assert date_in_words(article) == expected


def test_an_article_without_a_headline_is_named_by_outlet_and_day(full: Edition) -> None:
    bare = replace(full.corpus["quay-reopens"], title=None, published="2024-02-13?")
    assert headline(bare) == "Harbour Lantern, 13 February 2024"
    assert headline(replace(bare, publisher=None)) == "Outlet not known, 13 February 2024"


def act(by: str, kind: str, did: str, date: str = "2024-03-04") -> Act:
    return Act(by, kind, did, date, "1.0", None)


NOBODY = "No human has reviewed it."


@pytest.mark.parametrize(
    ("acts", "passes", "expected"),
    [
        (
            [act("a", "model", "annotate"), act("a", "model", "adjudicate", "2024-04-01")],
            {"b": "model", "c": "model"},
            "Annotated twice by models, then adjudicated by a third, "
            f"4 March – 1 April 2024. {NOBODY}",
        ),
        ([act("a", "model", "annotate")], {}, f"Annotated once by a model, 4 March 2024. {NOBODY}"),
        ([act("a", "human", "annotate")], {}, "Annotated once by a person, 4 March 2024."),
        (
            [act("a", "model", "annotate"), act("b", "human", "review")],
            {},
            "Annotated once by a model, then reviewed by a person, 4 March 2024.",
        ),
        (
            [
                act("c", "human", "adjudicate"),
                act("d", "human", "review"),
                act("e", "human", "review"),
            ],
            {"a": "human", "b": "model"},
            "Annotated twice by a person and a model, then adjudicated by a person, "
            "reviewed by people, 4 March 2024.",
        ),
        (
            [act("a", "import", "annotate")],
            {},
            f"Annotated once by an import, 4 March 2024. {NOBODY}",
        ),
    ],
)
def test_provenance_is_one_line(acts: list[Act], passes: dict[str, str], expected: str) -> None:
    assert provenance_in_words(acts, passes) == expected


def test_labels_are_words() -> None:
    assert label_in_words("epistemic", "false-certain") == "denies it"
    assert label_in_words("epistemic", "false-certain", "position") == "refuses it"
    assert label_in_words("claim_type", "causal") == "cause"
    assert label_in_words("checkworthy", True) == "yes"
    assert label_in_words("role", None) == "–"
    assert label_in_words("genre", "analysis") == "analysis"
    assert days_in_words(["2026-11-22", "2026-11-21"]) == "21–22 November 2026"


def test_every_label_of_the_vocabularies_reads_as_words(full: Edition) -> None:
    for column in (
        "genre",
        "entity_type",
        "role",
        "claim_type",
        "epistemic",
        "stance_label",
        "basis",
    ):
        for label in full.labels[column]:
            words = label_in_words(column, label)
            assert words == words.lower(), label
            assert words == label or words != label.replace("-", " ").upper()


def test_notes_of_the_text_free_edition_have_no_long_quotes() -> None:
    note = "He said “one two three four five” of “one two three”."
    assert spoken(True)(note) == "He said “one two three …” of “one two three”."
    assert spoken(False)(note) == note
    assert spoken(True)(None) == ""
    assert spoken(True)("a\u202eb") == "a\\u202eb"


HOSTILE = "<b onclick=x>“&amp;</p><script>x</script>"


def test_hostile_words_are_words(full: Edition) -> None:
    article = full.corpus["quay-reopens"]
    claims = [replace(claim, note=HOSTILE, claimer_name=HOSTILE) for claim in article.claims]
    article = replace(
        article,
        text=article.text.replace("for six hours", HOSTILE),
        claims=tuple(claims),
        publisher=HOSTILE,
        title=HOSTILE,
    )
    page = parsed(page_of(full, article))
    assert not page.xpath("//script | //@onclick | //@style")
    (text,) = by_class(page, "it-text")
    assert "\n\n".join(p.text_content() for p in text.xpath(".//p")) == article.text
    assert HOSTILE in text.text_content()
    assert {one.text_content() for one in by_class(page, "it-note")} >= {HOSTILE}
    assert HOSTILE in by_class(page, "it-source")[0].text_content()
    assert page.xpath("//h1")[0].text_content() == HOSTILE


def test_ids_of_the_text_free_edition_do_not_show_the_words_of_a_holder(
    full: Edition, free: Edition
) -> None:
    for edition, shown in ((full, "other-many-skippers/talks-succeed"), (free, "…/talks-succeed")):
        page = parsed(pages_of(edition)["quay-reopens"])
        head = item(page, "stance/other-many-skippers/talks-succeed").xpath("./h3/small")[0]
        assert head.text_content().split()[1] == shown


def test_shares_count_words_of_several_claims_once_and_empty_filters_are_left_out(
    full: Edition,
) -> None:
    claims = [claim_at("a", 0, 40), claim_at("b", 10, 20), claim_at("c", 30, 60)]
    claims[:2] = [replace(claim, attribution="indirect") for claim in claims[:2]]
    claims[2] = replace(claims[2], claimer="article", claimer_name="article")
    nothing: dict[str, Any] = {"mentions": (), "entities": (), "stance": ()}
    article = replace(
        full.corpus["quay-reopens"], text="word " * 20, claims=tuple(claims), **nothing
    )
    page = parsed(page_of(full, article))
    said = by_class(page, "it-key")[0].text_content()
    shares = "40 % of the text is in claims of others, 20 % in the author’s own, 40 % in none."
    assert shares in said.replace("\xa0", " ")
    assert page.xpath("//optgroup/@label") == ["Claims"]


def test_citations_have_a_place_for_the_link_of_an_item(full: Edition) -> None:
    page = parsed(pages_of(full)["quay-reopens"])
    cited = {one.get("data-style"): one.text_content() for one in by_class(page, "it-citation")}
    assert cited["bibtex"].endswith("},\n  howpublished = {@ITEM@},\n}")
    assert json.loads(cited["csl"])[0]["archive_location"] == "@ITEM@"
    assert cited["apa"].endswith(" @ITEM@")


def test_a_pass_that_lacks_an_item_or_has_other_words_is_told_apart() -> None:
    body = [{"start": 10, "capture_start": 100, "length": 20}]
    article: Any = type("A", (), {"mentions": [], "claims": [], "stance": []})
    words = Words(article, {"length": 40, "body": body, "paragraphs": []})
    assert words.from_capture(105, 110) == (15, 20)
    assert words.from_capture(95, 105) == (0, 0)
    spans = [{"start": 100, "end": 103, "text": "one"}, {"start": 105, "end": 110, "text": None}]
    row = {"annotator": "a", "kind": "model", "layer": "claim", "supports": "x", "claim_type": None}
    row |= {"differs": ["span"], "decision": "d", "spans": spans}
    other = {**row, "annotator": "b", "supports": "y", "differs": []}
    decision = {"id": "d", "layer": "claim", "reference": ["z"]}
    passes = Passes([row, other], [decision], words)
    item = Item("claims/x", "claims", *("",) * 5, [], [], "")
    passes.fill(item, "claim", ["x"])
    assert (item.passes, item.decisions, item.is_disputed) == (["a"], [decision], True)
    assert item.held == [
        Held("a", (Fact("words", ["“", "one", " … ", Gap(15, 20), "”"]),)),
        Held("b", ()),
    ]


def test_editing_leads_to_the_line_of_the_item(full: Edition, tmp_path: Path) -> None:
    root = harbour(tmp_path / "harbour")
    file = (root / "annotations" / "quay-reopens.json").read_text(encoding="utf-8").splitlines()
    edition = replace(full, checkout=Checkout(CorpusFolder(root), "c0ffee"))
    (button, *_) = item(parsed(pages_of(edition)["quay-reopens"]), "claims/agreed-to-reopen").xpath(
        ".//button[@data-action='edit']"
    )
    line = int(button.get("data-line"))
    assert file[line - 1].strip() == "{" and file[line].strip() == '"id": "agreed-to-reopen",'
    edition.__dict__["dataset"] = {**full.dataset, "homepage": "https://github.com/some/talks"}
    public = item(parsed(pages_of(edition)["quay-reopens"]), "claims/agreed-to-reopen")
    addresses = [str(one) for one in public.xpath(".//p[@class='it-actions']/a/@href")]
    assert addresses[2:4] == [
        "https://github.com/some/talks/edit/main/annotations/quay-reopens.json",
        f"https://github.com/some/talks/blob/c0ffee/annotations/quay-reopens.json#L{line}",
    ]
    unknown = replace(edition, checkout=Checkout(CorpusFolder(tmp_path), None))
    unknown.__dict__["dataset"] = full.dataset
    (button, *_) = item(parsed(pages_of(unknown)["quay-reopens"]), "claims/agreed-to-reopen").xpath(
        ".//button[@data-action='edit']"
    )
    assert button.get("data-line") is None and button.get("data-pointer") == "/claims/0"
