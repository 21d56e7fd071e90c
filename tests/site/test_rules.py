"""The page on the rules: an index, each rule folded, its two examples side by side."""

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from markdown import markdown

from corpora import ROOT
from istanbul_talks.site.rules import compared, rules_page
from istanbul_talks.validation.rules import CATALOGUE


def written(folder: Path, fails: Any, passes: Any) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "fails.json").write_text(json.dumps({"why": "F.", **fails}), encoding="utf-8")
    (folder / "passes.json").write_text(json.dumps({"why": "P.", **passes}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page() -> Any:
    return lxml.html.fromstring(markdown(rules_page(ROOT / "tests" / "rules")))


def test_each_rule_is_folded_under_its_layer_with_its_address(page: Any) -> None:
    found = page.xpath("//details[@data-filter]")
    assert [one.xpath("string(summary/code)") for one in found] == list(CATALOGUE)
    for one, rule in zip(found, CATALOGUE.values(), strict=True):
        assert one.xpath("h3/@id") == [rule.id]
        assert one.get("data-severity") == rule.severity
        assert rule.severity in one.xpath("summary/span/@class")[0]
        said = one.text_content()
        assert rule.summary.replace("`", "") in said
        assert " ".join(rule.why.split()).replace("`", "") in " ".join(said.split())
        assert len(one.xpath(".//div[@class='it-breaks']//b[text()='Breaks it.']")) == 1
        assert len(one.xpath(".//div[@class='it-passes']//b[text()='Passes.']")) == 1
    assert set(page.xpath("//form[@data-for='rules']//input[@type='checkbox']/@value")) == {
        str(rule.severity) for rule in CATALOGUE.values()
    }


def test_what_only_one_example_has_is_marked(tmp_path: Path) -> None:
    same = {"/claims/0/id": "bridge"}
    fails = {"change": {**same, "/claims/1/quote": "met in Anton"}, "found": "not there"}
    passes = {"change": {**same, "/claims/1/quote": "met"}}
    breaks, fine = compared(written(tmp_path / "x", fails, passes))
    assert (breaks.why, breaks.message, fine.why, fine.message) == ("F.", "not there", "P.", None)
    assert breaks.lines[0] == fine.lines[0] == (False, (('/claims/0/id: "bridge"', False),))
    assert breaks.lines[1].alone and fine.lines[1].alone
    marked = [text for text, alone in breaks.lines[1].parts if alone]
    assert [text.strip() for text in marked] == ["in Anton"]
    assert not any(alone for _, alone in fine.lines[1].parts)


def test_examples_show_every_kind_of_change(tmp_path: Path) -> None:
    """Control characters are escaped and long values cut."""
    fails = {
        "change": {"/claims/0/quote": "x\u200b" + "y" * 200, "/note": {"$remove": True}},
        "second": {"/status": "draft"},
        "passes": {"model-y": {"/claims/0/id": "a"}},
        "registry": [{"id": "b"}, {"id": "c"}],
        "schema": {"d": 1},
        "publishers": True,
        "capture": [["old", "new"]],
        "replace": [["e", {"$repeat": ["f", 2]}]],
        "files": {"corpus/g.txt": "h"},
        "link": {"corpus/i.txt": "j.txt"},
        "remove": ["corpus/k.txt"],
    }
    breaks, fine = compared(written(tmp_path / "x", fails, {}))
    assert fine.lines == ()
    lines = ["".join(text for text, _ in line.parts) for line in breaks.lines]
    assert lines.pop(0).startswith('/claims/0/quote: "x\\u200byyy')
    assert lines == [
        "/note: (removed)",
        '/status: "draft"',
        'pass of model-y, /claims/0/id: "a"',
        'registry: {"id": "b"}',
        'registry: {"id": "c"}',
        'schema: {"d": 1}',
        "old → new",
        "e → {'$repeat': ['f', 2]}",
        "corpus/g.txt: h",
        "corpus/i.txt → j.txt",
        "corpus/k.txt (removed)",
    ]
    assert len("".join(text for text, _ in breaks.lines[0].parts)) < 200
