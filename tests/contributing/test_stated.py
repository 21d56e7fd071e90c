"""What a page states, as newspapers serve them in four languages, and where it was found."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, edit
from istanbul_talks.contributing.begin import Begun, Wanted, begin_article, contributor
from istanbul_talks.contributing.page_facts import byline
from istanbul_talks.contributing.saved_page import page_of
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from support.pages import newspaper

EN = [
    "The delegations of Aria and Boria met in Cedon on Monday for a new round of "
    "talks on the old bridge over the river.",
    "Mira Stone, an engineer of the Bridge Institute, said that the works would rest "
    "until the summer, and that nobody was to blame.",
    "“We have time,” Stone told those who had come to see her, while the boats "
    "waited for the tide and the ministers for a call.",
]
UK = [
    "Делегації зустрілися у понеділок у старій ратуші, щоб обговорити роботи на "
    "мосту через річку, повідомляє кореспондент.",
    "Інженерка сказала журналістам, що роботи зупинять до літа, і що ніхто у цьому "
    "не винен, бо вода стоїть дуже високо.",
]
TR = [
    "Heyetler pazartesi günü eski belediye binasında bir araya gelerek nehir "
    "üzerindeki köprü için yapılan çalışmaları ele aldı.",
    "Mühendis, çalışmaların yaza kadar duracağını ve bunun için kimsenin suçlu "
    "olmadığını gazetecilere söyledi.",
]
DE = [
    "Die Delegationen haben am Montag im alten Rathaus über die Arbeiten an der "
    "Brücke gesprochen, wie die Zeitung berichtet.",
    "Die Ingenieurin sagte, dass die Arbeiten bis zum Sommer ruhen werden und dass "
    "niemand daran die Schuld hat.",
]


@pytest.fixture
def root(river: Path) -> CorpusFolder:
    return CorpusFolder(river)


def begun(root: CorpusFolder, page: str, **wanted: Any) -> Begun:
    known = vocabulary.load(root)
    who = contributor(known, "reader-9", "A reader of news.", TODAY)
    return begin_article(root, known, page_of(page.encode(), None), who, Wanted(**wanted))


def made(root: CorpusFolder, page: str, **wanted: Any) -> tuple[Any, Any]:
    """Source and date of a draft, without what is null."""
    annotation = begun(root, page, **wanted).draft.annotation
    layers = (annotation["source"], annotation["date"])
    return tuple({k: v for k, v in layer.items() if v is not None} for layer in layers)  # type: ignore[return-value]


def test_an_english_page_with_json_ld(root: CorpusFolder) -> None:
    people = [{"@type": "Person", "name": "Ana Lind"}, {"@type": "Person", "name": "Tom Roe"}]
    ld = {
        "@type": ["NewsArticle", "AnalysisNewsArticle"],
        "headline": "Talks on the old bridge end in Cedon",
        "datePublished": "2024-03-05T18:03:00+02:00",
        "dateModified": "2024-03-06T08:00:00Z",
        "author": people,
        "publisher": {"name": "The River Courier"},
        "articleSection": "World",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    head = f"<script type='application/ld+json'>{json.dumps(ld)}</script>"
    head += "<link rel=canonical href=https://www.courier.example/bridge>"
    above = "<div>By Ana Lind in Cedon and Tom Roe</div><time>Tue 5 Mar 2024 18.03</time>"
    page = newspaper("en", "Talks on the old bridge end in Cedon", EN, head=head, below=above)
    assert made(root, page) == (
        {
            "title": "Talks on the old bridge end in Cedon",
            "publisher": "The River Courier",
            "author": "Ana Lind; Tom Roe",
            "url": "https://www.courier.example/bridge",
            "section": "World",
            "genre": "analysis",
            "language": "en",
            "rights": {
                "status": "open",
                "license": "https://creativecommons.org/licenses/by/4.0/",
            },
            "external": {
                "publisher": "In the saved page: JSON-LD publisher.",
                "url": "In the saved page: link canonical.",
                "section": "In the saved page: JSON-LD articleSection.",
            },
            "note": "Proposed by a program: body, names, title (the page's h1), "
            "publisher (JSON-LD publisher), author (JSON-LD author), url (link canonical), "
            "section (JSON-LD articleSection), genre (JSON-LD @type), language (its words), "
            "published (JSON-LD datePublished, also printed), event (a round on 2024-03-04). "
            "Confirm or correct each, then delete this note.",
        },
        {
            "published": "2024-03-05",
            "basis": "internal",
            "evidence": ["5 Mar 2024"],
            "certainty": "high",
            "event": "cedon-2024-03-04",
        },
    )


UK_HEAD = (
    "<meta property=og:site_name content='Річковий вісник'>"
    "<meta property=og:url content=https://visnyk.example/1>"
    "<meta property=article:published_time content=2024-03-05T18:45:00+02:00>"
    "<meta property=article:section content=Політика>"
)
UK_BELOW = "<div>05.03.2024 18:45 Політика</div><div>Автор: Олена Приклад</div>"
TR_HEAD = (
    "<meta name=author content='Nehir Gazetesi'>"
    "<meta property=og:site_name content='Nehir Gazetesi'>"
    "<meta name=datePublished content=2024-03-05T17:05><meta name=dateModified content=2024-03-06>"
)
TR_BELOW = "<div>Haber: Ayşe Örnek | Giriş: 5 Mart 2024 17:05 | Güncelleme: 5 Mart 2024 21:10</div>"


@pytest.mark.parametrize(
    ("page", "source", "date"),
    [
        (
            newspaper("uk", "Переговори про міст завершилися", UK, head=UK_HEAD, below=UK_BELOW),
            ("Річковий вісник", "Олена Приклад", "https://visnyk.example/1", "Політика", "uk"),
            ("2024-03-05", "internal", ["05.03.2024"]),
        ),
        (
            newspaper("tr", "Köprü müzakereleri sona erdi", TR, head=TR_HEAD, below=TR_BELOW),
            ("Nehir Gazetesi", "Ayşe Örnek", None, None, "tr"),
            ("2024-03-05", "internal", [{"quote": "5 Mart 2024", "prefix": "Giriş: "}]),
        ),
        (
            newspaper("de", "Gespräche über die Brücke", DE, below="<p>Von Anna Muster, Cedon</p>"),
            (None, "Anna Muster", None, None, "de"),
            (None, "conjecture", []),
        ),
        (
            newspaper("en", "Talks on the old bridge", EN, below="<b>By JO ROE</b> March 5, 2024"),
            (None, "JO ROE", None, None, "en"),
            ("2024-03-05", "internal", ["March 5, 2024"]),
        ),
    ],
    ids=["uk", "tr", "de", "bare"],
)
def test_what_pages_state(root: CorpusFolder, page: str, source: object, date: object) -> None:
    annotation = begun(root, page).draft.annotation
    keys = ("publisher", "author", "url", "section", "language")
    assert tuple(annotation["source"][key] for key in keys) == source
    found = annotation["date"]
    assert (found["published"], found["basis"], found["evidence"]) == date


@pytest.mark.parametrize(
    ("below", "head", "note"),
    [
        ("Updated: 5 March 2024", "", "2024-03-05, 2024-03-04 are printed"),
        ("5 March 2024 <br> 6 March 2024", "", "2024-03-05, 2024-03-06, 2024-03-04 are printed"),
        (
            "",
            "<meta name=date content=2024-03-05>",
            "the page says 2024-03-05 (meta date); 2024-03-04 is printed",
        ),
        (
            "5 March 2024",
            "<meta name=pubdate content=2024-03-05><meta name=publish-date content=2024-03-06>",
            "the page says 2024-03-05 (meta pubdate), 2024-03-06 (meta publish-date); "
            "2024-03-05, 2024-03-04 are printed",
        ),
        ("6 March 2099", "", "2099-03-06, 2024-03-04 are printed"),
    ],
)
def test_a_day_that_is_not_certain_is_only_noted(
    root: CorpusFolder, below: str, head: str, note: str
) -> None:
    page = newspaper("en", "Talks on the old bridge", EN, head=head, below=f"<p>{below}</p>")
    date = made(root, page)[1]
    assert date == {
        "basis": "conjecture",
        "evidence": [],
        "certainty": "low",
        "note": f"Proposed by a program: {note}. Fill in the date, then delete this note.",
    }


def test_what_a_page_does_not_state_is_proposed_and_has_to_be_confirmed(root: CorpusFolder) -> None:
    source, date = made(root, "<html lang='not a tag'><body><p>Aria, Boria.</p></body></html>")[:2]
    assert (source["genre"], source["language"]) == ("reportage", "und")
    assert "genre (simply the first label of the list), language (unknown)" in source["note"]
    assert (date["basis"], date["certainty"]) == ("conjecture", "low")


def test_the_only_round_of_the_week_whose_place_is_named(root: CorpusFolder) -> None:
    """Cedon had a round on 4 March 2024."""

    def event(text: str, day: str) -> object:
        head = f"<meta name=pubdate content={day}>"
        return made(root, newspaper("en", "Talks on the old bridge", [text, *EN[1:]], head=head))[
            1
        ].get("event")

    assert event(EN[0], "2024-03-11") == event(EN[0], "2024-02-26") == "cedon-2024-03-04"
    assert event(EN[0], "2024-03-12") is None
    assert event(EN[0].replace("Cedon", "Lenz"), "2024-03-05") is None
    more = {"id": "b", "name": "B", "date": "2024-03-09", "place": "Cedon", "description": "B."}
    edit(root.path / "schema/events.json", lambda v: v["events"].append({**more, "sources": ["x"]}))
    assert event(EN[0], "2024-03-05") is None


def test_a_printed_day_of_the_text_itself_is_no_evidence(root: CorpusFolder) -> None:
    head = "<meta name=pubdate content=2024-03-05>"
    text = [EN[0].replace("on Monday", "on 5 March 2024"), *EN[1:]]
    date = made(root, newspaper("en", "Talks on the old bridge", text, head=head))[1]
    assert (date["basis"], date["evidence"]) == ("external", [])
    assert date["note"] == "In the saved page: meta pubdate."


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Example", ["Ann Example"]),
        (
            "by Ann Example, Bob van Ünal and Cy Roe in Paris",
            ["Ann Example", "Bob van Ünal", "Cy Roe"],
        ),
        ("Von Anna Muster, zurzeit Cedon", ["Anna Muster"]),
        ("Haber: Ayşe Örnek | 5 Mart", ["Ayşe Örnek"]),
        ("Автор: Олена Приклад", ["Олена Приклад"]),
        ("Par Anne Exemple (à Paris)", ["Anne Exemple"]),
        ("By River News staff", []),
        ("By the end of the day", []),
        ("Byron Example", []),
        (f"By Ann Example {'and so on ' * 20}", []),
    ],
)
def test_printed_bylines(line: str, names: list[str]) -> None:
    assert byline(line) == names


def test_new_names_and_usual_roles(root: CorpusFolder) -> None:
    """A surname belongs to the longer name; type and note are open where nothing tells them."""
    path = root.path / "annotations" / "river-talks.json"
    edit(path, entities__0__role="party", entities__1__role="mediator")
    for name, role in (("a", "party"), ("b", "venue")):  # broken files, too, are in a corpus
        other = {"entities": [{"id": "boria", "role": role}, 5, {"id": "aria"}]}
        path.with_stem(name).write_text(json.dumps(other), encoding="utf-8")
    path.with_stem("c").write_text("[]")
    entities = begun(root, newspaper("en", "Talks on the old bridge", EN)).draft.annotation[
        "entities"
    ]
    assert [(e["id"], e["type"], e["role"], e["mentions"]) for e in entities] == [
        ("aria", "GPE", "party", ["Aria"]),
        ("boria", "GPE", None, ["Boria"]),
        ("cedon", "GPE", "venue", ["Cedon"]),
        ("mira-stone", None, None, ["Mira Stone", "Stone"]),
        ("bridge-institute", "ORG", None, ["Bridge Institute"]),
    ]
    assert [e.get("note", "") for e in entities[3:]] == [None, None]
    text = [UK[0].replace("старій ратуші", "старій ратуші міста Седон"), UK[1]]
    other = begun(root, newspaper("uk", "Переговори про міст", text))
    assert (other.draft.annotation["entities"], other.unmarked) == ([], ["Седон"])
    assert begun(root, newspaper("de", "Gespräche", DE)).unmarked == []
