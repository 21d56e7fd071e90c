"""Bodies, mentions and records of the base article. Expected words are read off the text."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import RIVER
from istanbul_talks.model.article import article_of, capture_of
from istanbul_talks.model.resolve import resolve
from istanbul_talks.text.anchoring import Ambiguous, Anchor, NotFound

CAPTURE = (RIVER / "river-talks.txt").read_text(encoding="utf-8")


def mentioned(annotation: dict[str, Any]) -> list[tuple[str, str]]:
    article = article_of(annotation, resolve(annotation, CAPTURE))
    return [(mention.entity, mention.text) for mention in article.mentions]


def test_every_mention_in_order(base_annotation: dict[str, Any]) -> None:
    assert mentioned(base_annotation) == [
        ("aria", "Aria"), ("boria", "Boria"), ("cedon", "Cedon"), ("arians", "Arian"),
        ("vey", "Ana Vey"), ("boria", "Boria"), ("aria", "Aria"), ("borians", "Borians"),
        ("vey", "Vey"), ("borians", "Borian"), ("lenz", "Oto Lenz"), ("cedon", "Cedon"),
    ]  # fmt: skip


def test_mention_ids_number_each_entity(base_annotation: dict[str, Any]) -> None:
    article = article_of(base_annotation, resolve(base_annotation, CAPTURE))
    assert [m.id for m in article.mentions if m.entity == "cedon"] == ["cedon-1", "cedon-2"]


def test_the_longest_name_wins_wherever_it_begins(base_annotation: dict[str, Any]) -> None:
    base_annotation["entities"] = [
        {**base_annotation["entities"][0], "mentions": ["Arian President"]},
        {**base_annotation["entities"][4], "mentions": ["President Ana Vey", "Vey"]},
    ]
    base_annotation["claims"] = base_annotation["stance"] = []
    assert mentioned(base_annotation) == [("vey", "President Ana Vey"), ("vey", "Vey")]


def test_an_exception_keeps_a_place_out(base_annotation: dict[str, Any]) -> None:
    base_annotation["entities"][2]["except"] = ["Lenz in Cedon"]
    assert mentioned(base_annotation).count(("cedon", "Cedon")) == 1


def test_a_single_place_goes_before_the_form(base_annotation: dict[str, Any]) -> None:
    hall = {
        **base_annotation["entities"][2],
        "id": "hall",
        "name": "Hall",
        "mentions": [{"quote": "Cedon", "prefix": "Lenz in "}],
    }
    base_annotation["entities"].append(hall)
    assert [entity for entity, words in mentioned(base_annotation) if words == "Cedon"] == [
        "cedon",
        "hall",
    ]


def test_a_form_typed_with_another_dash_is_found(base_annotation: dict[str, Any]) -> None:
    base_annotation["entities"][0]["mentions"] = ["works - a"]
    resolution = resolve(base_annotation, CAPTURE)
    start = resolution.body.text.index("works — a")
    assert resolution.anchors["entities", 0, "mentions", 0] == Anchor(start, start + 9, folded=True)


def test_a_form_is_found_wherever_it_is_written_with_other_spaces(
    base_annotation: dict[str, Any],
) -> None:
    """A no-break space keeps a name on one line; a soft hyphen lets a word break."""
    words = "A ferry line. A\u00a0ferry\u00a0line! A fer\u00adry line at last."
    base_annotation["body"] = [{"from": "A ferry line. A", "to": "at last."}]
    base_annotation["entities"] = [
        {**base_annotation["entities"][0], "mentions": ["ferry line"], "except": []}
    ]
    resolution = resolve(base_annotation, words)
    found = [words[m.start : m.end] for m in resolution.mentions]
    assert found == ["ferry line", "ferry\u00a0line", "fer\u00adry line"]
    assert ("entities", 0, "mentions", 0) not in resolution.anchors  # one is exact: nothing to fix


def test_a_form_that_stands_only_inside_words_is_not_found(base_annotation: dict[str, Any]) -> None:
    base_annotation["entities"][0]["mentions"] = ["Ced"]
    assert isinstance(
        resolve(base_annotation, CAPTURE).anchors["entities", 0, "mentions", 0], NotFound
    )


def test_parts_are_joined_by_a_blank_line_with_the_way_back(
    base_annotation: dict[str, Any],
) -> None:
    base_annotation["body"] = [
        {"from": "Aria and Boria met", "to": "before winter."},
        {"from": "Vey will", "to": "quiet week."},
    ]
    base_annotation["entities"], base_annotation["claims"], base_annotation["stance"] = (
        base_annotation["entities"][:1],
        [],
        [],
    )
    resolution = resolve(base_annotation, CAPTURE)
    article, capture = (
        article_of(base_annotation, resolution),
        capture_of(base_annotation, resolution),
    )
    assert article.text.split("\n\n")[1].startswith("Vey will wait")
    for part in capture.body:
        assert (
            article.text[part.start : part.start + part.length]
            == capture.capture[part.capture_start : part.capture_start + part.length]
        )
    offset = article.text.index("Lenz")
    assert CAPTURE[resolution.in_capture(offset) :].startswith("Lenz in Cedon")
    assert article.text_sha256 == hashlib.sha256(article.text.encode()).hexdigest()
    assert capture.bytes == len(CAPTURE.encode())


def test_a_body_end_that_stands_twice_after_its_beginning(base_annotation: dict[str, Any]) -> None:
    base_annotation["body"] = [{"from": "Aria and Boria met", "to": "Cedon"}]
    resolution = resolve(base_annotation, CAPTURE)
    assert resolution.body is None
    outcome = resolution.anchors["body", 0, "to"]
    assert isinstance(outcome, Ambiguous)
    assert [CAPTURE[slice(*place)] for place in outcome.places] == ["Cedon", "Cedon"]


def test_a_body_that_is_not_found_stops_quotes_of_the_body(base_annotation: dict[str, Any]) -> None:
    base_annotation["body"] = [{"from": "Nobody met", "to": "quiet week."}]
    resolution = resolve(base_annotation, CAPTURE)
    assert resolution.body is None
    assert ("claims", 0, "quote") not in resolution.anchors
    assert isinstance(resolution.anchors["date", "evidence", 0], Anchor)


def test_records_name_their_holders(base_annotation: dict[str, Any]) -> None:
    base_annotation["stance"][0]["condition"] = "before winter"
    article = article_of(base_annotation, resolve(base_annotation, CAPTURE))
    doubters = article.claims[3]
    assert (doubters.claimer, doubters.claimer_name) == ("other", "Some 300 Borians")
    assert article.text[doubters.cue_start : doubters.cue_end] == doubters.cue == "doubt that"
    assert article.claims[1].cue is None
    stance = article.stance[0]
    assert (stance.id, stance.holder_name) == ("aria/pause-works", "Aria")
    assert (
        article.text[stance.condition_start : stance.condition_end]
        == stance.condition
        == "before winter"
    )
    assert [span.text for span in stance.evidence] == ["a demand that Aria rejects"]
    assert article.entity("vey").name == "Ana Vey"
    with pytest.raises(KeyError):
        article.entity("nobody")


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["A", "A B", "B", "B C", "C"])),
        max_size=6,
    ),
    st.text("ABC ,\n", max_size=40),
)
def test_mentions_never_overlap_and_match_their_forms(
    base: list[tuple[str, str]], text: str
) -> None:
    entities = [
        {"id": id, "type": "ORG", "name": id, "wikidata": None, "role": None, "mentions": [form]}
        for id, form in base
    ]
    annotation: dict[str, Any] = {
        "body": [{"from": "START", "to": "END"}],
        "date": {"evidence": []},
        "entities": entities,
        "claims": [],
        "stance": [],
    }
    resolution = resolve(annotation, f"START {text} END")
    end = 0
    for found in resolution.mentions:
        assert found.start >= end
        end = found.end
        assert resolution.body is not None
        words = resolution.body.text[found.start : found.end]
        assert " ".join(words.split()) == entities[found.entity]["mentions"][found.form]


def test_annotations_of_one_capture_share_its_texts_and_nothing_else(
    base_annotation: dict[str, Any],
) -> None:
    known = resolve(base_annotation, CAPTURE)
    same = resolve(base_annotation, CAPTURE, known)
    assert same.capture is known.capture
    assert same.body is known.body
    assert (same.anchors, same.mentions) == (known.anchors, known.mentions)
    base_annotation["body"] = [{"from": "Oto Lenz", "to": "quiet week."}]
    base_annotation["entities"] = base_annotation["entities"][2:3]
    other, alone = resolve(base_annotation, CAPTURE, known), resolve(base_annotation, CAPTURE)
    assert other.body.text == alone.body.text != known.body.text
    assert other.mentions == alone.mentions != known.mentions


@pytest.mark.parametrize(
    ("capture", "form"),
    [("俄罗斯总统普京说和平。", "普京"), ("قال الرئيس وروسيا تريد السلام", "روسيا")],
)
def test_a_form_is_found_where_words_are_not_apart(capture: str, form: str) -> None:
    annotation = {
        "body": [{"from": capture[:4], "to": capture[-4:]}],
        "date": {"evidence": []},
        "entities": [{"id": "one", "mentions": [form, "ab"]}],
        "claims": [],
        "stance": [],
    }
    resolution = resolve(annotation, capture)
    assert [capture[m.start : m.end] for m in resolution.mentions] == [form]
    assert isinstance(resolution.anchors["entities", 0, "mentions", 1], NotFound)
