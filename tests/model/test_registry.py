"""Vocabularies of a corpus: the registry of entities is checked line by line."""

from pathlib import Path

import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary

ARIA = (
    '{"id":"aria","type":"GPE","name":"Aria","variants":["Aria"],"wikidata":null,"checked":null,'
    '"description":"For tests."}'
)
BORIA = ARIA.replace('"aria"', '"boria"').replace("Aria", "Boria")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [BORIA, ARIA],
            "entities.jsonl:2: “aria” comes after “boria”. Sort the lines by id, each id once",
        ),
        ([ARIA, ARIA], "schema/entities.jsonl:2: “aria” comes after “aria”"),
        (
            [ARIA.replace(":", ": ", 1)],
            "schema/entities.jsonl:1: the line is not in canonical form. Write: " + ARIA,
        ),
        (
            [ARIA, BORIA.replace("For tests.", "For\\u001b[31m tests.")],
            "entities.jsonl:2:109: “For\\u001b[31m tests.” contains U+001B (a control character)",
        ),
        (
            [ARIA.replace('"name":"Aria"', '"name":"Ar\u202eia"')],
            "schema/entities.jsonl:1:34: “Ar\\u202eia” contains U+202E (RIGHT-TO-LEFT OVERRIDE)",
        ),
        ([f"{ARIA}\r"], "schema/entities.jsonl:1: the line ends in CR LF instead of LF. Turn off "),
        (["{"], "schema/entities.jsonl:1: json-syntax: "),
        ([ARIA.replace("GPE", "CITY")], "schema/entities.jsonl:1: “CITY” is not a valid “type”"),
        (
            [ARIA.replace('"wikidata":null', '"wikidata":"Q1"')],
            "“aria”: `checked` says where the Wikidata id was checked, and is null without one",
        ),
        (
            [ARIA, BORIA.replace("Boria", "Aria")],
            "entities.jsonl: “Aria” belongs to “aria” and “boria”. Merge them, or correct one",
        ),
        (
            [
                line.replace('"wikidata":null,"checked":null', '"wikidata":"Q1","checked":"a page"')
                for line in (ARIA, BORIA)
            ],
            "schema/entities.jsonl: “Q1” belongs to “aria” and “boria”",
        ),
    ],
)
def test_a_wrong_registry_is_refused(river: Path, lines: list[str], message: str) -> None:
    (river / "schema" / "entities.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError) as refused:
        vocabulary.load(CorpusFolder(river))
    assert message in str(refused.value)


def test_a_missing_registry_is_refused(river: Path) -> None:
    (river / "schema" / "entities.jsonl").unlink()
    with pytest.raises(
        CorpusError,
        match=r"entities\.jsonl: No such file .*\. A corpus needs this file; it may be empty",
    ):
        vocabulary.load(CorpusFolder(river))
