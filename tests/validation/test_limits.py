"""Nothing is cut silently: a list that is cut says how many more there are."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from corpora import ROOT, edit, retext
from istanbul_talks.model.schema import Schema
from istanbul_talks.validation.article_check import run
from istanbul_talks.validation.finding import Spot
from support import command

ANNOTATION = "annotations/river-talks.json"


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (200, "199"),
        (201, "1 more findings of this rule in this file; the next one: 200"),
        (230, "30 more findings of this rule in this file; the next one: 200"),
        (999, "at least 200 more findings of this rule in this file; the next one: 200"),
    ],
)
def test_many_findings_of_a_rule(count: int, last: str) -> None:
    rule: Any = SimpleNamespace(check=lambda _: (Spot((), str(n)) for n in range(count)))
    found = [spot.message for _, spot in run([rule], None, "a.json")]
    assert found[:200] == [str(n) for n in range(200)]
    assert (len(found), found[-1]) == (min(count, 201), last)


def test_many_places_that_do_not_fit_the_schema() -> None:
    schema = Schema(json.loads((ROOT / "schema" / "annotation.schema.json").read_bytes()))
    value = {"notes": [{"quote": 1, "note": "x"}] * 300}
    violations = schema.violations(value)
    assert len(violations) == 101
    # 300 quotes and the eleven keys that are missing, without the hundred that are listed
    assert violations[-1].found == "some 211 more places do not fit the schema"


def test_every_odd_character_and_line_is_listed(
    river: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "x\u200by " * 25 + "\n\n" + "Share this article\n" * 25
    retext(river, "river-talks", "Some 300 Borians doubt", f"{text}\nSome 300 Borians doubt")
    edit(river / ANNOTATION, claims__0__claimer="nobody")
    _, out, _ = command.run(capsys, "validate", "--root", river)
    assert out.count(" zero-width: ") == 26  # and once why the rule is there
    assert out.count(" boilerplate-in-body: ") == 26
    files = [group.split(":")[0] for group in out.split("\n\n")]
    assert files[:2] == [ANNOTATION, "corpus/river-talks.txt"]
