"""brat standoff: lines by hand, as the manual has them, and a file for each quirk."""

from pathlib import Path

import pytest

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats.brat import annotations_of, export, read, read_document
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import LABELS, MARKED

# From the manual, https://brat.nlplab.org/standoff.html, shortened.
SONY = "Sony formed a joint venture with Ericsson, a mobile phone company based in Sweden.\n"


def taken(annotations: str, text: str = SONY) -> Taken:
    return read_document("d", text, annotations)


def items(annotations: str, text: str = SONY) -> tuple[Item, ...]:
    found = taken(annotations, text)
    assert found.defects == []
    assert found.document is not None
    return found.document.items


def problems(annotations: str, text: str = SONY) -> list[str]:
    return [str(defect) for defect in taken(annotations, text).defects]


T1, T2 = "T1\tORG 0 4\tSony\n", "T2\tMERGE-ORG 14 27\tjoint venture\n"
T3, T4 = "T3\tORG 33 41\tEricsson\n", "T4\tGPE 75 81\tSweden\n"
SPANS = T1 + T2 + T3 + T4


def test_a_text_bound_annotation() -> None:
    assert items(T1) == (Item("T1", "ORG", (Place(0, 4),)),)


def test_a_relation_links_its_arguments() -> None:
    sweden, sony, ericsson = items(f"{T4}{T1}{T3}R1\tOrigin Arg1:T3 Arg2:T4\n")
    assert (sweden.links, sony.links, ericsson.links) == ((), (), (("Origin", "T4"),))


def test_an_event_has_the_place_of_its_trigger_and_links_to_its_arguments() -> None:
    event = items(SPANS + "E1\tMERGE-ORG:T2 Org1:T1 Org2:T3\n")[1]
    links = (("Org", "T1"), ("Org", "T3"))
    assert event == Item("E1", "MERGE-ORG", (Place(14, 27),), {}, links)


def test_two_events_with_one_trigger() -> None:
    both = items(SPANS + "E1\tMERGE-ORG:T2 Org1:T1\nE2\tMERGE-ORG:T2 Org1:T3\n")[1:3]
    assert [(event.id, event.links[0][1]) for event in both] == [("E1", "T1"), ("E2", "T3")]
    assert {event.places for event in both} == {(Place(14, 27),)}


def test_attributes_normalizations_and_notes() -> None:
    annotations = (
        f"{SPANS}E1\tMERGE-ORG:T2\nA1\tNegation E1\nA2\tConfidence E1 L1\nM1\tSpeculation E1\n"
        "N1\tReference T1 Wikidata:Q41187\tSony\nN2\tReference T4 entities:sweden\tSweden\n"
        "#1\tAnnotatorNotes T1\tthis one is suspect\n#2\tclaim-id T3\tboth-merge\n"
    )
    sony, event, ericsson, sweden = items(annotations)
    assert event.attributes == {"Negation": "true", "Confidence": "L1", "Speculation": "true"}
    note = {"wikidata": "Q41187", "name": "Sony", "note": "this one is suspect"}
    assert (sony.attributes, ericsson.attributes) == (note, {"claim-id": "both-merge"})
    assert sweden.attributes == {"entity": "sweden", "name": "Sweden"}


def test_what_is_said_of_a_trigger_is_said_of_its_event() -> None:
    event = items(f"{SPANS}E1\tMERGE-ORG:T2\nA1\tNegation T2\nR1\tIn Arg1:T2 Arg2:T4\n")[1]
    assert (event.attributes, event.links) == ({"Negation": "true"}, (("In", "T4"),))


def test_equivalent_mentions_are_of_one_entity_unless_they_say_more() -> None:
    found = items(f"{SPANS}*\tEquiv T1 T3 T4\nN1\tReference T4 entities:sweden\tSweden\n")
    assert [item.attributes.get("entity") for item in found] == ["sweden", None, "sweden", "sweden"]
    found = items(f"{SPANS}*\tEquiv T1 T3\n*\tEquiv T3 T4\n")
    assert [item.attributes.get("entity") for item in found] == ["T1", None, "T1", "T1"]


def test_a_second_value_of_an_attribute_is_listed_and_notes_are_put_together() -> None:
    notes = (
        "#1\tAnnotatorNotes T1\tone\n#2\tAnnotatorNotes T1\ttwo\n#3\tAnnotatorNotes T1\tone\ttwo\n"
    )
    found = taken(f"{T1}A1\trole T1 party\nA2\trole T1 venue\nA3\trole T1 party\n{notes}")
    assert [*map(str, found.defects)] == [
        "d.ann:3: role “venue” of T1 was left out: it already is “party”"
    ]
    assert found.document is not None
    assert found.document.items[0].attributes == {"role": "party", "note": "one\ntwo\none\ttwo"}


@pytest.mark.parametrize("offset", ["9" * 5000, "٣"])
def test_offsets_that_are_no_plain_numbers(offset: str) -> None:
    found = taken(f"{T1}T2\tORG 0 {offset}\tSony\n")
    assert len(found.defects) == 1
    assert str(found.defects[0]).endswith("was left out: T has another form")


@pytest.mark.parametrize("more", ["G7 leaders", "T34 tanks", "E3 met on 5 May"])
def test_a_continued_line_may_begin_like_an_id(more: str) -> None:
    text = f"Big\n{more}"
    found = items(f"T1\tORG 0 {len(text)}\tBig\n{more}\n", text)
    assert found[0].places == (Place(0, len(text)),)


@pytest.mark.parametrize("line", ["T2 ORG 0 4", "A1 role T1 venue", "E1 claim:T1", "* Equiv T1 T3"])
def test_a_line_without_its_tab_is_a_defect_and_continues_nothing(line: str) -> None:
    found = taken(f"{T1}{line}\n{T3}")
    assert [*map(str, found.defects)] == [
        f"d.ann:2: “{line}” was left out: it is not an annotation"
    ]
    assert found.document is not None and len(found.document.items) == 2


@pytest.mark.parametrize("words", ["Sony joint venture", "Sonyjoint venture"])
def test_a_discontinuous_span(words: str) -> None:
    """The second form is that of brat before version 1.3."""
    assert items(f"T1\tORG 0 4;14 27\t{words}\n")[0].places == (Place(0, 4), Place(14, 27))


def test_spans_with_only_a_line_break_between_them_are_one() -> None:
    found = items("T1\tORG 0 4;5 9\tSony said\n", "Sony\nsaid")
    assert found[0].places == (Place(0, 9),)


def test_lines_that_continue_a_span_or_a_note() -> None:
    text = "Sony\nsaid\nno"
    found = items("T1\tORG 0 12\tSony\nsaid\nno\n#1\tAnnotatorNotes T1\tone\ntwo\n", text)
    assert (found[0].places, found[0].attributes) == ((Place(0, 12),), {"note": "one\ntwo"})


def test_crlf_in_the_annotations_and_in_the_text() -> None:
    crlf = SPANS.replace("\n", "\r\n")
    assert [item.id for item in items(crlf)] == ["T1", "T2", "T3", "T4"]
    found = taken("T1\tGPE 6 10\tLyth\r\n", f"{MARKED}\r\nLyth")
    assert found.unit == "code points, CRLF counted as one"


def test_blank_lines_are_nothing() -> None:
    assert len(items(f"\n{T1}\n  \n{T3}\n\n")) == 2


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("R1\tOrigin Arg1:T9 Arg2:T1", "Origin from T9 to T1 was left out: there is no T9"),
        ("R1\tOrigin Arg1:T1 Arg2:T9", "Origin from T1 to T9 was left out: there is no T9"),
        ("E1\tMERGE-ORG:T9", "E1 was left out: there is no T9"),
        ("E1\tORG:T1 Theme:E7", "Theme from E1 to E7 was left out: there is no E7"),
        ("A1\tNegation E7", "Negation of E7 was left out: there is no E7"),
        ("#1\tAnnotatorNotes T9\tx", "note of T9 was left out: there is no T9"),
        ("N1\tReference T1 GO:0001", "GO:0001 was left out: the corpus knows only entities and"),
        ("T1\tORG 33 41\tEricsson", "T1 was left out: line 1 has the same id"),
        ("T5 ORG 33 41\tEricsson", "“T5 ORG 33 41\\u0009Ericsson” was left out: it is not an"),
        (
            "T5\tORG 33\tEricsson",
            "“T5\\u0009ORG 33\\u0009Ericsson” was left out: T has another form",
        ),
        ("R1\tOrigin Arg1:T1", "“R1\\u0009Origin Arg1:T1” was left out: R has another form"),
        ("A1\tNegation", "“A1\\u0009Negation” was left out: A has another form"),
        ("#1\tAnnotatorNotes T1", "“#1\\u0009AnnotatorNotes T1” was left out: # has another form"),
        ("*\tEquiv T1", "“*\\u0009Equiv T1” was left out: * has another form"),
        ("X1\tORG T1", "“X1\\u0009ORG T1” was left out: X has another form"),
    ],
)
def test_each_defect_is_found_with_its_line_and_the_rest_is_read(lines: str, problem: str) -> None:
    found = taken(f"{T1}{lines}\n{T3}")
    assert len(found.defects) == 1
    assert str(found.defects[0]).startswith(f"d.ann:2: {problem}")
    assert found.document is not None
    assert len(found.document.items) == 2


def test_offsets_that_fit_in_no_unit_are_refused() -> None:
    found = taken(T1 + "T2\tORG 1 5\tSony\n")
    assert found.document is None
    assert problems(T1 + "T2\tORG 1 5\tSony\n") == [
        "d.ann:2: offsets 1 5 should be “Sony”, but in code points there is “ony ”"
    ]


CLAIM = Item(
    "c",
    "claim",
    (Place(0, 9),),
    {"claim-id": "no-reward", "type": "event", "claimer": "article", "note": "a\nb\\n"},
    (("cue", "q"),),
)
STANCE = Item("s", "stance", (Place(0, 4), Place(5, 9), Place(2, 6)), {}, (("holder", "m"),))
CUE, NAME = Item("q", "cue", (Place(5, 9),)), Item("m", "GPE", (Place(0, 4),), {"entity": "lyth"})


def test_the_lines_of_a_document() -> None:
    """A span ends at a line break; places that touch, overlap or go back are further spans."""
    document = Document("d", "Lyth\nsaid", (CLAIM, CUE, STANCE, NAME))
    assert annotations_of(document, LABELS).splitlines() == [
        "T1\tclaim 0 4;5 9\tLyth said",
        "T2\tcue 5 9\tsaid",
        "T3\tstance 0 4\tLyth",
        "T4\tstance 5 9\tsaid",
        "T5\tstance 2 4;5 6\tth s",
        "T6\tGPE 0 4\tLyth",
        "E1\tclaim:T1 cue:T2",
        "#1\tclaim-id E1\tno-reward",
        "A1\ttype E1 event",
        "A2\tclaimer E1 article",
        "#2\tAnnotatorNotes E1\ta\\nb\\\\n",
        "E2\tstance:T3 holder:T6 part:T4 part2:T5",
        "N1\tReference T6 entities:lyth\t",
    ]


def test_a_release_as_a_collection(harbour_release: Path) -> None:
    files = {name: b"".join(data).decode() for name, data in export(load(harbour_release))}
    ids = ("council-walks-out", "nets-and-tides", "quay-reopens")
    assert [*files] == [
        "annotation.conf",
        *(f"{id}.{kind}" for id in ids for kind in ("txt", "ann")),
    ]
    settings = files["annotation.conf"].splitlines()
    assert settings[:2] == ["[entities]", "PERSON"]
    assert "stance\tArg:<EVENT>, Value:FAVOR|AGAINST|NONE" in settings
    assert "T3\tFAC 46 55\tGull Quay" in files["quay-reopens.ann"].splitlines()


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name, data in {
        "a.txt": b"\xef\xbb\xbfSony",
        "a.ann": T1.encode(),
        "b.ann": T1.encode(),
        "c.txt": b"\xff",
        "c.ann": b"",
        "sub/d.txt": b"Sony",
        "sub/d.ann": b"\xff\n",
    }.items():
        (tmp_path / name).write_bytes(data)
    found = [*read(ForeignFiles(tmp_path))]
    assert [one.document and one.document.id for one in found] == ["a", None, None, None]
    said = [str(defect) for one in found for defect in one.defects]
    assert said[0] == f"b.ann: it was left out: {tmp_path / 'b.txt'}: No such file or directory"
    assert said[1] == "c.ann: it was left out: c.txt:1: not UTF-8. Save the file as UTF-8"
    assert said[2].startswith("sub/d.ann: it was left out: sub/d.ann:1: not UTF-8")
