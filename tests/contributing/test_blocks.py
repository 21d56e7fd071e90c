"""Blocks of lines in a form: what is forgiven, and what is said about the rest."""

from typing import Any

import pytest

from istanbul_talks.contributing.blocks import Block, BlockReader, Field
from support.submitted import known

IDS = {"ana vey": "vey", "vey": "vey", "aria": "aria"}
TEXT = "She said “the bridge must open” and left."
CLAIM = """id: bridge
quote: “the bridge must open”
claimer: vey
type: position
epistemic: true-certain
checkworthy: no"""
MADE = {
    "id": "bridge",
    "quote": "“the bridge must open”",
    "claimer": "vey",
    "type": "position",
    "epistemic": "true-certain",
    "checkworthy": False,
}


def read(text: str, layer: str = "claims") -> list[Block]:
    """The blocks of a field whose first line is line 10 of the form."""
    items = known().schema.document["properties"][layer]["items"]
    return BlockReader(layer, items, TEXT.__contains__, IDS).read(Field(text, 10))


def one(text: str, layer: str = "claims") -> dict[str, Any]:
    """What a claim becomes with some lines more, or others than before."""
    (block,) = read(text, layer)
    assert block.problems == []
    return block.record


def said(text: str, layer: str = "claims") -> list[str]:
    return [str(problem) for block in read(text, layer) for problem in block.problems]


def test_a_block_as_the_form_describes_it() -> None:
    (block,) = read(CLAIM)
    assert (block.place, block.record, block.problems) == ("Claims, block 1", MADE, [])
    assert block.lines == {key: 10 + number for number, key in enumerate(MADE)}


@pytest.mark.parametrize(
    "written",
    [
        "\n".join(reversed(CLAIM.split("\n"))),  # another order
        CLAIM.replace("\n", "\n\n"),  # a blank line after each
        f"\n\n{CLAIM}\n \n",
        CLAIM.upper().replace("“THE BRIDGE MUST OPEN”", "“the bridge must open”"),
        CLAIM.replace("checkworthy", "Check-worthy").replace("no", "No"),
        CLAIM.replace(": no", ": “no”").replace("true-certain", "True certain"),
        CLAIM.replace("checkworthy: no", "checkworthy:"),  # of a position, it can only be no
        CLAIM.replace("\ncheckworthy: no", ""),
        CLAIM.replace("“the bridge", "\"“the bridge").replace("open”", "open”\""),
        CLAIM.replace(": ", " : ").replace("id :", "- **id**:"),
        CLAIM.replace(": ", "："),
        CLAIM.replace("the bridge", "the\n  bridge"),  # a quote over two lines
        CLAIM.replace("claimer: vey", "claimer: Ana Vey"),
        CLAIM.replace("claimer: vey", "claimer: “Vey”\nattribution:"),
        CLAIM.replace("id: bridge", "id: Bridge"),
    ],
)  # fmt: skip
def test_what_leaves_no_doubt_is_forgiven(written: str) -> None:
    assert one(written) == MADE


def test_quotes_lists_and_holders() -> None:
    assert one(f"{CLAIM}\ncue: and >> said")["cue"] == {"quote": "said", "prefix": "and "}
    quoted = one(CLAIM.replace("“the bridge must open”", "‘the bridge must’"))["quote"]
    assert quoted == "the bridge must"  # the text has no such marks around it
    assert one(f"{CLAIM}\nnote: he said: never")["note"] == "he said: never"
    assert one(f"{CLAIM}\nnote: one\n\nand two")["note"] == "one and two"
    for other in ("other Many", "Other: Many", "other: “Many”", '{"other": "Many"}'):
        assert one(CLAIM.replace("vey", other))["claimer"] == {"other": "Many"}
    assert one(CLAIM.replace("vey", "The article"))["claimer"] == "article"
    stance = (
        "holder: aria\ntarget: Pause works\nlabel: favor\nexpression: explicit\ncertainty: high"
    )
    made = one(f"{stance}\nevidence: one | two >> three\nevidence: four", "stance")
    assert made["evidence"] == ["one", {"quote": "three", "prefix": "two "}, "four"]
    assert (made["target"], made["label"]) == ("pause-works", "FAVOR")
    entity = "id: x\ntype: org\nname: X\nwikidata:\nmentions: X, Xes"
    null = {"wikidata": None, "role": None}
    wanted = {"id": "x", "type": "ORG", "name": "X", "mentions": ["X", "Xes"], **null}
    assert one(entity, "entities") == wanted
    assert one(entity.replace("wikidata:", "role: none"), "entities") == wanted


def test_where_one_block_ends_and_the_next_begins() -> None:
    second = CLAIM.replace("bridge\n", "other\n")
    for between in ("\n\n", "\n", "\n\n\n"):  # the first key again, if no line is blank
        first, other = read(f"{CLAIM}{between}{second}")
        assert (first.record, other.record) == (MADE, {**MADE, "id": "other"})
        assert other.place == "Claims, block 2"
    short = CLAIM.replace("id: bridge\n", "")  # a forgotten id is not taken from the next block
    first, other = read(f"{short}\n\n{CLAIM}")
    assert (other.record, len(first.problems), other.problems) == (MADE, 1, [])


def test_everything_else_is_said_at_once_with_its_line() -> None:
    text = CLAIM.replace("claimer: vey", "claimr: vey").replace("true-certain", "tru-certain")
    text = f"{text.replace('type: position', 'type: event').replace(': no', ': perhaps')}\nand more"
    keys = (
        "The keys are id, quote, claimer, cue, attribution, type, epistemic, checkworthy, "
        "quoted, standalone, propositions, links, note"
    )
    certain = "epistemic: true-certain or true-uncertain or false-certain or false-uncertain"
    place = "Claims, block 1"
    first = [
        f"line 12, {place}: “claimr” is not a key; did you mean “claimer”? {keys}",
        f"line 16, {place}: “and more” is not a key. {keys}",
        f"line 14, {place}, epistemic: “tru-certain” is not one of the values; "
        f"did you mean “true-certain”? Write: {certain} or unknown",
        f"line 15, {place}, checkworthy: “perhaps” is not one of the values. "
        "Write: checkworthy: yes or no",
    ]
    assert said(f"{text}\n\n{CLAIM}") == first
    missing = said("id: b")
    assert len(missing) == 5
    assert missing[0].endswith("block 1, quote: “quote” is missing. Add the line: quote: …")
    assert missing[-1].endswith("“checkworthy” is missing. Add the line: checkworthy: yes or no")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just words", "line 10, Claims, block 1: “just words” is not a key. The keys are id, "),
        (
            "id: a\nqoute: x",
            "line 11, Claims, block 1: “qoute” is not a key; did you mean “quote”?",
        ),
        ("id: a\nquote: x\nquote: y", "line 12, Claims, block 1: “quote” occurs twice. Delete one"),
        (
            "id: a\nclaimer: Fishermen on the quay",
            "line 11, Claims, block 1, claimer: “Fishermen on the quay” is not an id. Write the id "
            "of an entity, or for somebody unnamed: other Fishermen on the quay",
        ),
        (
            "id: a\nclaimer: Other",
            "line 11, Claims, block 1, claimer: “other” needs the article's words for them. "
            "Write for example: other Many residents",
        ),
    ],
)
def test_messages(text: str, message: str) -> None:
    assert any(one.startswith(message) for one in said(text)), said(text)
