"""Claims proposed for selected words."""

import pytest

from istanbul_talks.contributing.claims import Claim, propose_claim
from istanbul_talks.model.resolve import resolve
from istanbul_talks.text.anchoring import Place

ENTITIES = {"vey": ("PERSON", ["Ana Vey", "Vey"]), "boria": ("GPE", ["Boria"])}
ENTITIES |= {"aria": ("GPE", ["Aria"]), "arians": ("NORP", ["Arian", "Arians"])}


def proposed(text: str, words: str | None = None, language: str = "en") -> Claim | None:
    """The proposal for some words of a text that is all body."""
    annotation = {
        "body": [{"from": text[:5], "to": {"quote": text[-9:], "suffix": ""}}],
        "source": {"language": language}, "date": {"evidence": []}, "claims": [], "stance": [],
        "entities": [
            {"id": id, "type": type, "mentions": forms} for id, (type, forms) in ENTITIES.items()
        ],
    }  # fmt: skip
    start = text.index(words or text)
    return propose_claim(
        annotation, resolve(annotation, text), Place(start, start + len(words or text))
    )


def shown(text: str, words: str | None = None) -> tuple[str, str | None, str | None, str | None]:
    found = proposed(text, words)
    assert found is not None
    cue = text[slice(*found.cue)] if found.cue else None
    return text[slice(*found.quote)], cue, found.claimer, found.attribution


@pytest.mark.parametrize(
    ("sentence", "quote", "cue", "claimer", "attribution"),
    [
        ("Vey said that the bridge must open.",
         "the bridge must open", "said that", "vey", "indirect"),
        ("Arian President Ana Vey, as ever, has repeatedly demanded a “full pause” of the works.",
         "a “full pause” of the works", "demanded", "vey", "mixed"),
        ("Boria insists on “ropes before sails”.",
         "“ropes before sails”", "insists on", "boria", "direct"),
        ("“We have opened a door,” said the Arian President Ana Vey, mayor of Cedon.",
         "“We have opened a door,”", "said", "vey", "direct"),
        ("“Nobody wants a winter like it,” she told reporters.",
         "“Nobody wants a winter like it,”", "told reporters", None, "direct"),
        ("The ferry will sail at dawn, Vey said on Monday.",
         "The ferry will sail at dawn", "said", "vey", "indirect"),
        ("The works cost two million, according to Aria, and the quay is closed.",
         "The works cost two million", "according to", "aria", "indirect"),
        ("According to Ana Vey, no boat left.", "no boat left", "According to", "vey", "indirect"),
        ("Still, the works go on because nobody stops them.",
         "the works go on", None, "article", None),
        ("It is clear that the works — slow as they are — go on, while it rains.",
         "the works — slow as they are — go on", None, "article", None),
        ("Vey warned that the quay may close but welcomed the new ferry company.",
         "the quay may close", "warned that", "vey", "indirect"),
        ("With Aria rejecting calls for a longer truce, talks failed.",
         "a longer truce, talks failed", "rejecting calls for", "aria", "indirect"),
        ("Boria challenged Vey to open the old quay.",
         "open the old quay", "challenged Vey to", "boria", "indirect"),
        ("Boria promised or at least claimed that boats sail again.",
         "boats sail again", "promised or at least claimed that", "boria", "indirect"),
        ("Boria stated that Vey’s rejection of a pause failed.",
         "Vey’s rejection of a pause failed", "stated that", "boria", "indirect"),
        ("Vey said that “boats sail because we pay them”.",
         "“boats sail because we pay them”", "said that", "vey", "direct"),
        ("Vey said no, although it rains.", "no, although it rains", "said", "vey", "indirect"),
        ("Boria lost two boats, according to officials.",
         "Boria lost two boats", "according to", None, "indirect"),
        ("Aria went home, demanding a rest of two days.",
         "Aria went home, demanding a rest of two days", None, "article", None),
        ("Vey said.", "Vey said", None, "article", None),
        ("Many Arians doubt that the talks will help.",
         "the talks will help", "doubt that", None, "indirect"),
        ("The mayor of Boria said that it rains.", "it rains", "said that", None, "indirect"),
        ("Vey of Boria said that it rains.", "it rains", "said that", "vey", "indirect"),
        ("One can say that the works go on.", "One can say that the works go on",
         None, "article", None),
        ("The proposed talks and the claim of Vey, adding weight, end soon.",
         "The proposed talks and the claim of Vey, adding weight, end soon", None, "article", None),
        ("“The old bridge must open at last.” Nobody came.",
         "“The old bridge must open at last.” Nobody came", None, None, None),
    ],
)  # fmt: skip
def test_a_sentence(
    sentence: str, quote: str, cue: str | None, claimer: str | None, attribution: str | None
) -> None:
    assert shown(sentence) == (quote, cue, claimer, attribution)


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("Vey’s demand for a longer truce failed.", "Vey’s demand for a longer truce",
         ("a longer truce", "demand for", "vey", "indirect")),
        ("It began with a proposal from Boria for a longer truce.",
         "a proposal from Boria for a longer truce",
         ("a longer truce", "proposal from Boria for", "boria", "indirect")),
        ("The meeting of officials proposed by Aria failed.",
         "The meeting of officials proposed by Aria",
         ("The meeting of officials", "proposed by", "aria", "indirect")),
        ("Some say that the meeting of officials proposed by Aria will help both towns.",
         "the meeting of officials proposed by Aria will help both towns",
         ("the meeting of officials", "proposed by", "aria", "indirect")),
        ("When Boria fell, Aria’s call for a longer truce failed.",
         "Aria’s call for a longer truce", ("a longer truce", "call for", "aria", "indirect")),
        ("So they broke the promises that were made by Aria.", "the promises that were made",
         ("the promises that were made", None, "article", None)),
        ("It seeks guarantees that Boria firmly opposes.", "guarantees that Boria firmly opposes",
         ("guarantees", "opposes", "boria", "indirect")),
        ("Vey said it snows and warned that ice comes.", "warned that ice comes",
         ("ice comes", "warned that", "vey", "indirect")),
        ("It rains because boats sank.", "It rains because boats",
         ("It rains because boats", None, "article", None)),
    ],
)  # fmt: skip
def test_a_part_of_a_sentence(sentence: str, words: str, expected: tuple[str, ...]) -> None:
    assert shown(sentence, words) == expected


def test_what_is_not_known_is_null() -> None:
    text = "Vey sagte, die Brücke müsse öffnen."
    assert proposed(text, language="de") == Claim(Place(0, len(text) - 1))
    assert proposed("Vey said, that it rains.", ", ") is None
    endless = "Vey said that " + "it rains and " * 400 + "it snows."
    assert proposed(endless) == Claim(Place(0, len(endless) - 1))
