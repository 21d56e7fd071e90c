"""What the rules about quotes propose: places near the item's other quotes, edges that fit."""

from pathlib import Path

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
