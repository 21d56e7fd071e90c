"""WebAnno TSV 3: examples of INCEpTION's user guide and tests, and what is wrong in others.

Each was also read as XMI when this was written, with the same result; see docs/inception.md.
"""

from pathlib import Path

import pytest

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Item
from istanbul_talks.formats.webanno_tsv import read, read_document
from istanbul_talks.text.anchoring import Place

CUSTOM, POS = "webanno.custom.", "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS"
SPAN = f"#T_SP={CUSTOM}Span|value"


def taken(header: str, *rows: str, text: str = "This is a test .") -> Taken:
    """A file with one sentence. Columns are separated by two spaces, as in the guide's print."""
    lines = ["#FORMAT=WebAnno TSV 3.3", *header.split("\n"), "", ""]
    lines += [f"#Text={line}" for line in text.split("\n")]
    lines += ["\t".join(row.split("  ")) for row in rows]
    return read_document("folder/d.tsv", "\n".join([*lines, ""]))


def items(header: str, *rows: str, text: str = "This is a test .") -> list[Item]:
    found = taken(header, *rows, text=text)
    assert found.defects == []
    assert found.document is not None
    assert (found.document.id, found.document.text) == ("d", text)
    return [*found.document.items]


def test_stacked_and_long_annotations() -> None:
    found = items(
        f"#T_SP={POS}|PosValue\n#T_SP=x.NamedEntity|value",
        "1-1  0-3  Ms.  NNP  PER[1]|PERpart[2]",
        "1-2  4-8  Haag  NNP  PER[1]",
        text="Ms. Haag",
    )
    assert [(item.label, item.places, item.attributes) for item in found] == [
        ("POS", (Place(0, 3),), {"PosValue": "NNP"}),
        ("PER", (Place(0, 8),), {}),
        ("PERpart", (Place(0, 3),), {}),
        ("POS", (Place(4, 8),), {"PosValue": "NNP"}),
    ]


def test_slots_name_their_targets() -> None:
    header = (
        f"#T_SP={CUSTOM}Frame|FE|ROLE_{CUSTOM}Frame:Roles_{CUSTOM}FrameRolesLink|{CUSTOM}Lu\n"
        f"#T_SP={CUSTOM}Lu|luvalue"
    )
    found = items(
        header,
        "1-1  0-3  Bob  _  _  _  bob",
        "1-2  4-13  auctioned  transaction  seller;goods;*  1-1;1-3[4];1-5",
        "1-3  14-17  the  _  _  _  clock[4]",
        "1-4  18-23  clock  _  _  _  clock[4]",
        "1-5  24-28  John  _  _  _  john",
        text="Bob auctioned the clock John",
    )
    bob, frame, clock, john = found
    assert (frame.label, frame.attributes) == ("Frame", {"FE": "transaction"})
    assert frame.links == (("seller", bob.id), ("goods", clock.id), ("Roles", john.id))
    assert (clock.places, clock.attributes) == ((Place(14, 23),), {"luvalue": "clock"})


def test_stacked_slots() -> None:
    header = (
        f"#T_SP={CUSTOM}SimpleSpan|\n#T_SP={CUSTOM}Host|"
        f"ROLE_{CUSTOM}Host:links_{CUSTOM}LinkType|{CUSTOM}SimpleSpan"
    )
    found = items(
        header,
        "1-1  0-4  This  _  p;q[1]|r[2]  1-2;1-3|1-2",
        "1-2  5-7  is  *  _  _",
        "1-3  8-9  a  *  _  _",
    )
    first, second, one, other = found
    assert first.links == (("p", one.id), ("q", other.id))
    assert second.links == (("r", one.id),)


def test_the_links_of_a_chain() -> None:
    """Columns in the order of the guide; a link may have several tokens."""
    found = items(
        f"#T_CH={CUSTOM}Coreference|referenceType|referenceRelation",
        "1-1  0-2  He  pr[1]  coref->1-1",
        "1-2  3-7  shot  _  _",
        "1-3  8-11  him  *[1]  *->1-2",
        "1-4  11-15  self  *[1]  *->1-2",
        text="He shot himself",
    )
    he, himself = found
    said = {"referenceType": "pr", "referenceRelation": "coref"}
    assert (he.label, he.attributes) == ("Coreference", said)
    assert he.links == (("next", himself.id),)
    assert (himself.places, himself.attributes) == ((Place(8, 15),), {})


def test_a_chain_whose_links_go_back_in_the_text() -> None:
    found = items(
        f"#T_CH={CUSTOM}Link|referenceRelation|referenceType",
        "1-1  0-4  This  *->1-2  *[1]",
        "1-2  5-7  is  *->1-1  *[1]",
    )
    assert [item.links for item in found] == [(), (("next", found[0].id),)]


def test_relations_lead_from_the_row_that_they_name() -> None:
    found = items(
        f"{SPAN}\n#T_RL={CUSTOM}Relation|value|BT_{CUSTOM}Span",
        "1-1  0-4  This  *[1]|*[2]  _  _",
        "1-2  5-7  is  *  near|far  1-1[2_0]|1-1[1_0]",
    )
    first, second, target = found
    assert second.links == (("near", target.id),)
    assert first.links == (("far", target.id),)


def test_a_relation_without_features() -> None:
    found = items(
        f"{SPAN}\n#T_RL={CUSTOM}SimpleRelation|BT_{CUSTOM}Span",
        "1-1  0-4  This  *  _",
        "1-2  5-7  is  *  1-1",
    )
    assert found[0].links == (("SimpleRelation", found[1].id),)


def test_parts_of_tokens() -> None:
    found = items(
        SPAN,
        "1-1  0-4  This  _",
        "1-1.1  1-4  his  *[1]",
        "1-2  5-7  is  _",
        "1-2.1  5-6  i  *[1]",
    )
    assert [item.places for item in found] == [(Place(1, 6),)]


def test_a_sentence_of_several_lines() -> None:
    assert [i.places for i in items(SPAN, "1-1  0-4  This  *", text="This is\na test .")] == [
        (Place(0, 4),)
    ]


def test_what_is_escaped() -> None:
    (item,) = items(SPAN, r"1-1  0-4  This  #\*'\t:\;{}\|\[ \]()\\§\_\->\n", text="This is")
    assert item.label == "#*'\t:;{}|[ ]()\\§_->\n"
    (item,) = items(SPAN, r"1-1  0-4  This  NOT\[0\]", text="This is")
    assert item.label == "NOT[0]"


def test_offsets_count_utf16_units() -> None:
    row = ("1-1  7-9  it  _", "1-2  10-12  😊  *", "1-3  13-14  .  X")
    found = taken(SPAN, *row, text="I like it 😊 .".removeprefix("I like "))
    assert found.document is not None
    assert [item.places for item in found.document.items] == [(Place(10, 11),), (Place(12, 13),)]
    assert found.unit == "UTF-16 code units"


def test_code_points_of_other_programs_are_recognised() -> None:
    found = taken(SPAN, "1-1  0-1  😊  *", "1-2  2-3  .  X", text="😊 .")
    assert found.document is not None
    assert [item.places for item in found.document.items] == [(Place(0, 1),), (Place(2, 3),)]
    assert found.unit == "code points"


def test_code_points_tell_what_is_between_sentences_too() -> None:
    data = (
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Span|value\n\n\n#Text=😊 .\n1-1\t0-1\t😊\t_\n"
        "\n#Text=So it is\n2-1\t4-6\tSo\tX\n2-2\t10-12\tis\t_\n"
    )
    found = read_document("d.tsv", data)
    assert found.document is not None
    assert (found.document.text, found.unit) == ("😊 . So it is", "code points")
    assert [item.places for item in found.document.items] == [(Place(4, 6),)]


def test_space_between_sentences_is_filled_in() -> None:
    data = (
        "#FORMAT=WebAnno TSV 3.3\r\n\r\n\r\n#Sentence.id=s1\r\n#Text=He.\r\n1-1\t0-3\tHe.\t\r\n"
        "\r\n#Text=She\r\n2-1\t5-8\tShe\t\r\n"
    )
    found = read_document("d.txt.tsv", data)
    assert found.document is not None
    assert (found.document.id, found.document.text) == ("d", "He.  She")
    assert found.defects == []


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (("1-1  0-4  This  *", "nonsense"), "“nonsense” was left out: it is no token"),
        (("1-1  0-4  This  _", "1-1.1  0-0    *"), "Span was left out: it has no words"),
    ],
)
def test_each_defect_has_its_line_and_the_rest_is_read(rows: tuple[str, ...], problem: str) -> None:
    found = taken(SPAN, *rows)
    assert [str(defect) for defect in found.defects] == [f"folder/d.tsv:7: {problem}"]
    assert found.document is not None


def test_a_relation_between_tokens_and_its_other_features_are_reported() -> None:
    token = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
    found = taken(
        f"#T_RL={CUSTOM}Relation|label|sure|BT_{token}",
        "1-1  0-4  This  _  _  _",
        "1-2  5-7  is  nsubj  yes  1-1",
    )
    assert [str(defect) for defect in found.defects] == [
        "folder/d.tsv:7: sure of a relation nsubj was left out: links have no attributes",
        "folder/d.tsv:7: nsubj from Token 1-1 to Token 1-2 was left out: there is no Token 1-1",
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("#FORMAT=WebAnno TSV 2\n", "d.tsv:1: the first line is not #FORMAT=WebAnno TSV 3"),
        (
            "#FORMAT=WebAnno TSV 3.3\n#Text=This\n1-1\t0-4\tThis\n#Text=is\n2-1\t2-4\tis\n",
            "d.tsv:5: the sentence begins before the end of the last one",
        ),
        (
            "#FORMAT=WebAnno TSV 3.3\n#Text=This\n1-1\t0-4\tThat\n",
            "d.tsv:3: offsets 0 4 should be “That”, but in code points there is “This”",
        ),
    ],
)
def test_what_is_refused(data: str, problem: str) -> None:
    found = read_document("d.tsv", data)
    assert found.document is None
    assert str(found.defects[0]) == problem


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(b"\xff")
    (tmp_path / "b.tsv").write_text("#FORMAT=WebAnno TSV 3.3\n#Text=One\n1-1\t0-3\tOne\n")
    broken, good = read(ForeignFiles(tmp_path))
    assert str(broken.defects[0]).startswith("a.tsv: it was left out: a.tsv:1: not UTF-8.")
    assert good.document is not None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1-1  999999999-999999999  This  _", "the sentence begins 999,999,999 characters after"),
        (f"1-1  0-{'9' * 5000}  This  _", "was left out: it is no token"),
    ],
)
def test_offsets_that_no_text_can_have(row: str, problem: str) -> None:
    assert problem in str(taken(SPAN, row).defects[0])


def test_a_slot_without_a_column_for_its_targets() -> None:
    header = f"#T_SP={CUSTOM}Host|ROLE_{CUSTOM}Host:links_{CUSTOM}LinkType"
    found = taken(header, "1-1  0-4  This  role")
    assert [*map(str, found.defects)] == [
        f"folder/d.tsv:6: ROLE_{CUSTOM}Host:links_{CUSTOM}LinkType was left out: it has no targets"
    ]


def test_a_number_that_no_chain_can_have() -> None:
    header = f"#T_CH={CUSTOM}CorefLink|referenceRelation|referenceType"
    found = taken(header, f"1-1  0-4  This  *->1-{'9' * 5000}  nam")
    assert "a link of a chain was left out" in str(found.defects[0])
