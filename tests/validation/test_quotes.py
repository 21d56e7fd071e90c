"""What rules say about places: of ambiguous and missing quotes, of claims, and of missed names."""

from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, edit, retext
from istanbul_talks.validation.finding import Finding
from istanbul_talks.validation.validator import Validator

OLD = "Some 300 Borians doubt that the talks will help."
NEW = "Some talks, other talks, no talks, such talks, old talks and new talks: " + OLD


def found(river: Path, rule: str) -> Finding:
    findings = Validator(river, today=TODAY).article("river-talks")
    return next(finding for finding in findings if finding.rule == rule)


def test_the_places_nearest_to_the_other_quotes_come_first(river: Path) -> None:
    retext(river, "river-talks", OLD, NEW)
    edit(river / "annotations" / "river-talks.json", claims__3__quote="talks")
    finding = found(river, "quote-ambiguous")
    assert finding.message == (
        "“talks” occurs 8 times: line 9 after “the ”; line 9 after “new ”; line 9 after “old "
        "”; line 9 after “such ”; line 9 after “no ”, and 3 more (to see all, run: "
        "istanbul-talks show river-talks --places talks)"
    )
    assert finding.fix.startswith('Write: "quote": {"quote": "talks", "prefix": "the "} for')


def test_the_proposed_quote_keeps_its_marks_and_has_the_context_it_needs(river: Path) -> None:
    path = river / "annotations" / "river-talks.json"
    edit(path, claims__0__quote="“the brigde must open”")
    finding = found(river, "quote-not-found")
    assert finding.message.endswith("nearest: “the bridge must open” (line 7)"), finding
    assert finding.fix == 'Write: "quote": "“the bridge must open”"'
    retext(river, "river-talks", "before winter.", "before winter. In winter the talks will help.")
    edit(path, claims__0__quote="“the bridge must open”", claims__3__quote="the talks will hlep")
    finding = found(river, "quote-not-found")
    assert finding.fix == ('Write: "quote": {"quote": "the talks will help", "prefix": "that "}'), (
        finding
    )


@pytest.mark.parametrize(
    ("order", "fixes"),
    [
        (["bridge", "met", "no-help", "pause"], {}),
        (["no-help", "bridge", "met", "pause"], {"no-help": "Move the claim after “pause”"}),
        (["pause", "no-help", "met"], {"met": "Move the claim to the beginning"}),
        (["pause", "bridge", "no-help"], {"pause": "Move the claim after “no-help”"}),
    ],
)
def test_only_the_claims_out_of_order_are_named(
    river: Path, order: list[str], fixes: dict[str, str]
) -> None:
    """“bridge” and “met” are in the first paragraph, “pause” and “no-help” in the second."""

    def reorder(annotation: Any) -> None:
        own = {claim["id"]: claim for claim in annotation["claims"]}
        annotation["claims"] = [own[id] for id in order]

    edit(river / "annotations" / "river-talks.json", reorder)
    findings = Validator(river, today=TODAY).article("river-talks")
    named = [finding for finding in findings if finding.rule == "claims-out-of-order"]
    assert {finding.item.removeprefix("claim "): finding.fix for finding in named} == fixes


@pytest.mark.parametrize(
    ("words", "missed"),
    [
        ("Then Lenz spoke.", ["Lenz"]),
        ("President Lenz spoke.", ["Lenz"]),
        ("Lenz, in CEDON, saw Borain boats.", ["Borain", "CEDON", "Lenz"]),
        ("The Arian Lenz spoke.", ["Lenz"]),
        ("Mary Lenz saw Lenz Street and Lenz-Orr.", []),
        ("A lenz and Lenz, both lower and upper.", []),
        ("Cedon, ARI and Bora.", []),
        ("The Port closed.", []),
    ],
)
def test_names_that_are_very_likely_missed(river: Path, words: str, missed: list[str]) -> None:
    """Oto Lenz, Cedon and Borians are annotated; another person of the name is not meant."""
    retext(river, "river-talks", "Café owners", f"{words} Café owners")
    edit(river / "annotations" / "river-talks.json", entities__2__name="Cedon Port")
    findings = Validator(river, today=TODAY).article("river-talks")
    found = [finding.message for finding in findings if finding.rule == "likely-miss"]
    assert [message.split("”")[0][1:] for message in found] == missed, found


def test_names_with_capitals_beyond_ascii_are_possible_misses(river: Path) -> None:
    retext(
        river, "river-talks", "Café owners", "They met Ömer Ünal, and Ömer Ünal left. Café owners"
    )
    findings = Validator(river, today=TODAY).article("river-talks")
    found = [finding.message for finding in findings if finding.rule == "possible-miss"]
    assert found == ["“Ömer Ünal” occurs 2 times in the body and is not annotated"]
