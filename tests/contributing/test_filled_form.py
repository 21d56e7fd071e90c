"""What a form's user is told: in the words of the form, not of the files."""

import pytest

from istanbul_talks.contributing.filled_form import reworded


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('Write: "quote": {"quote": "Cedon", "prefix": "in "}', "Write: quote: in >> Cedon"),
        ('quote it as {"quote": "x\\"y", "prefix": "a "}', 'quote it as a >> x\\"y'),
        ('Write: "claimer": {"other": "Many"}', "Write: claimer: other Many"),
        ('Write: "q": {"quote": "T", "occurrence": 1} for line 7; Write: x', "Write: x"),
        ('Write: "type": "LOC", or use another id', "Write: type: LOC, or use another id"),
        ('Write: "checkworthy": false', "Write: checkworthy: no"),
        ('Write: "wikidata": null, or correct it', "Leave “wikidata” empty, or correct it"),
        ('Write: "indirect"', "Write: indirect"),
        ("Write a date, or null", "Write a date, or leave it empty"),
        (
            '“x” is not an entity of this file. Write an entity id, "article", or other …',
            "“x” is not an entity of this form. Write an entity id, article, or words such as: "
            "other Many residents",
        ),
    ],
)
def test_json_becomes_lines_of_a_form(words: str, said: str) -> None:
    assert reworded(words) == said
