"""Names and numbers of a standalone wording that neither the article nor its annotation has."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.rule_fixtures import RULES, check, lay_out

BASE = json.loads((RULES / "standalone-adds" / "passes.json").read_bytes())["change"]
ENDING = "Subscribe to our newsletter"


def found(folder: Path, *wordings: str, text: str = "", **values: str) -> list[tuple[int, str]]:
    """The number of each claim with a finding, and what is said to be added.

    `text`: at the end of the capture. `values`: others of the annotation, by pointer.
    """
    own = {f"/claims/{i}/standalone": wording for i, wording in enumerate(wordings)}
    change: dict[str, Any] = {**BASE, **own, **values}
    root = lay_out({"change": change, "capture": [[ENDING, f"{ENDING}\n{text}"]]}, folder / "c")
    lines = (root / "annotations" / "river-talks.json").read_text(encoding="utf-8").split("\n")
    said = []
    for one in check(root):
        if one.rule == "standalone-adds":
            before = "\n".join(lines[: one.line])
            said.append((before.count('"standalone"') - 1, one.message.split("”")[0][1:]))
    return said


@pytest.mark.parametrize(
    ("text", "wording", "added"),
    [
        ("It took 3500 tons.", "The works took 3,500 tons.", ""),
        ("It took 3,500 tons.", "The works took 3500 tons.", ""),
        ("It took 1,500 tons.", "The works took 50 tons.", "50"),
        ("It took 1,500 tons.", "The works took 500 tons.", "500"),
        ("It took 45,500 tons.", "The works took 45 tons.", "45"),
        ("It took 50,100 tons, or 50.", "The works took 50 tons.", ""),
        ("It took 1.50 tons.", "The works took 1.5 tons.", "1.5"),
        ("Half of it was lost.", "Parts of 50 loads were lost.", "50"),
        ("A Drenn came.", "The Drenns will come.", ""),
        ("Some Drenns came.", "The Drenn will come.", ""),
        ("A DRENN CAME.", "The Drenn will come.", ""),
        ("A drenner came.", "The Drenn will come.", "Drenn"),
        ("", "Whoever came, they met. Nobody knew.", ""),
        ("", "They met in MARCH.", ""),
        ("", "Then Annab met Anna.", "Annab"),
        ("", "Then Anna met Annab.", "Anna"),
        ("", "In 1995 Anna met 5 others.", "1995"),
        ("", "Then Anna met 5 others.", "Anna"),
    ],
)
def test_what_is_added_is_named_as_it_is_written(
    text: str, wording: str, added: str, tmp_path: Path
) -> None:
    expected = [(0, added)] if added else []
    assert found(tmp_path, wording, text=text) == expected


def test_each_wording_is_looked_at_alone(tmp_path: Path) -> None:
    wordings = "Aria shipped 3,500 tons.", "Aria shipped 500 tons."
    assert found(tmp_path, *wordings, text="Aria sold 3500 tons.") == [(1, "500")]


def test_capital_letters_are_names_in_english_only(tmp_path: Path) -> None:
    wording = "The Council met for 14 days."
    assert found(tmp_path / "en", wording) == [(0, "Council")]
    assert found(tmp_path / "de", wording, **{"/source/language": "de"}) == [(0, "14")]
