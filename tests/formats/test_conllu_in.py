"""CoNLL-U in: texts and mentions as CorefUD writes them, and what is wrong in a file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import conllu, conllu_in
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Item
from istanbul_talks.reading.corpus import load
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY, FLAG, MARKED
from support.tokenized import part_with

REST = "\t".join("_" * 7)


class Held(ForeignFiles):
    def __init__(self, data: str) -> None:
        super().__init__(Path("held"))
        object.__setattr__(self, "data", data)

    def names(self, ending: str) -> list[str]:
        return ["sub/a.conllu"]

    def lines(self, name: str) -> list[bytes]:  # type: ignore[override]
        return self.data.encode().splitlines(keepends=True)


def taken(*lines: str) -> Taken:
    """Columns: id, form and MISC, with one space between them; other lines as they are."""
    made = [
        f"{one[0]}\t{one[1]}\t{REST}\t{one[2]}" if len(one := line.split(" ")) == 3 else line
        for line in lines
    ]
    (found,) = conllu_in.read(Held("\n".join([*made, ""])))
    return found


def items(*lines: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text, and words, label and entity of each mention."""
    found = taken(*lines)
    assert found.defects == []
    assert found.document is not None
    text = found.document.text
    said = [
        (text[slice(*i.places[0])], i.label, i.attributes["entity"]) for i in found.document.items
    ]
    return text, said


def test_mentions_of_one_and_of_several_tokens() -> None:
    text, said = items(
        "# newdoc id = quay",
        "# global.Entity = eid-etype",
        "# text = Jon Tårn of Lyth waits.",
        "1 Jon Entity=(jon_tarn-PERSON(x-ORG",
        "2 Tårn Entity=jon_tarn)",
        "3 of _",
        "4 Lyth Entity=x)(lyth-GPE)",
        "5 waits SpaceAfter=No",
        "6 . SpaceAfter=No",
    )
    assert text == "Jon Tårn of Lyth waits."
    assert said == [
        ("Jon Tårn", "PERSON", "jon-tarn"),
        ("Jon Tårn of Lyth", "ORG", "x"),
        ("Lyth", "GPE", "lyth"),
    ]


def test_space_between_tokens_sentences_and_paragraphs() -> None:
    text, _ = items(
        "# newpar",
        "1 One SpacesAfter=\\s\\t\\u00a0",
        "2 two SpacesBefore=\\n",
        "",
        "1 Three _",
        "",
        "# newpar id = p2",
        "1 Four SpacesAfter=\\r\\n\\p\\\\",
    )
    assert text == "One \t\u00a0\ntwo Three\n\nFour\r\n|\\"


def test_a_token_of_several_words_is_one_in_the_text() -> None:
    text, said = items("1-2 zum SpaceAfter=No", "1 zu _", "2 dem Entity=(e1-LOC)", "3 Haus _")
    assert (text, said) == ("zumHaus", [("zum", "LOC", "e1")])


def test_a_byte_order_mark_and_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    line = f"1\tCaf\xe9\t{REST}\t_\n".encode("latin-1")
    (tmp_path / "a.conllu").write_bytes(b"\xef\xbb\xbf# newdoc id = a\n" + line)
    (found,) = conllu_in.read(ForeignFiles(tmp_path))
    assert [str(defect) for defect in found.defects] == [
        "a.conllu:2: not UTF-8. Save the file as UTF-8"
    ]
    assert found.document is not None
    assert (found.document.id, found.document.text) == ("a", "Caf\ufffd")


def test_documents_of_a_file_and_a_file_without_one() -> None:
    both = "# newdoc id = a\n# newdoc id = b\n1\tX\t{0}\t_\n\n# newdoc\n1\tY\t{0}\t_\n"
    found = [*conllu_in.read(Held(both.format(REST)))]
    assert [one.document and one.document.id for one in found] == ["b", "sub/a.conllu:5"]
    assert taken("1 X _").document.id == "a"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (["1 X Entity=e1)"], ["1: a mention of e1 ends that has not begun"]),
        (["1 X Entity=(e1-GPE"], ["1: a mention of e1 does not end"]),
        (["1 X Entity=(e1[1/2]-GPE)"], ["1: a mention of e1 has several parts: each is one here"]),
        (["1\tX"], ["1: “1\\u0009X” was left out: it has no ten columns"]),
        (["one X _"], ["1: “one\\u0009X\\u0009_\\u0009_"]),
        (["1 X _", "3 Y _"], ["2: the word after 1 should be 2, not 3"]),
        (["# text = X Z", "1 X _", "2 Y _"], ["1: text is “X Z”, but the forms give “X Y”"]),
        (["1 X _", "1.1 Y _"], ["2: empty nodes was left out here and below"]),
        (
            ["1 X Entity=(e1-GPE-1-given)"],
            ["1: head of Entity was left out here", "1: other of Entity"],
        ),
        ([f"1\tX\tx\tNOUN\t{REST[4:]}\t_"], ["1: LEMMA was left out here", "1: UPOS was left out"]),
    ],
)
def test_each_defect_has_its_line(lines: list[str], problems: list[str]) -> None:
    said = sorted(str(defect) for defect in taken(*lines).defects)
    assert len(said) == len(problems)
    for one, problem in zip(said, sorted(problems), strict=True):
        assert one.startswith(f"sub/a.conllu:{problem}")


def test_a_release_comes_back(harbour_release: Path) -> None:
    corpus = load(harbour_release)
    data = b"".join(conllu.export(corpus)).decode()
    found = [*conllu_in.read(Held(data))]
    assert [one.document and one.document.id for one in found] == [*corpus]
    for one in found:
        assert one.defects == []
        assert one.document is not None
        article = corpus[one.document.id]
        assert one.document.text == article.text
        wanted = {(m.start, m.end, m.type, m.entity) for m in article.mentions}
        assert {key(item) for item in one.document.items} == wanted
    assert sum(len(one.document.items) for one in found if one.document) == 40


def key(item: Item) -> tuple[int, int, str, str]:
    return (*item.places[0], item.label, item.attributes["entity"])


WORDS = ["Lyth", "a", FAMILY, FLAG, MARKED, "𐌀𐌁", "“quay”", "\\n", "3;4", "x_y", "(", "|"]


GAPS = [" ", "\n\n", "\r\n", "\u2028", "\t"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.sampled_from(GAPS),
)
def test_any_text_with_a_mention_comes_back(
    harbour_release: Path, before: list[str], words: str, after: list[str], gap: str
) -> None:
    text = gap.join([*before, words, *after])
    start = len(gap.join([*before, ""]))
    part = part_with(harbour_release, text, ("GPE", start, start + len(words)))
    (found,) = conllu_in.read(Held(b"".join(conllu.export(part)).decode()))
    assert found.document is not None
    assert found.document.text == text
    assert [item.places for item in found.document.items] == [(Place(start, start + len(words)),)]
