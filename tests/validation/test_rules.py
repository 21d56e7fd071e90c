"""Every rule finds what is wrong in its fixtures, at its place, and nothing in the near misses."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import corpora
from istanbul_talks.validation.catalogue import CHECKS, add_checks
from istanbul_talks.validation.finding import Spot
from istanbul_talks.validation.rules import CATALOGUE
from support.rule_fixtures import FIXTURES, RULES, check, lay_out


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fixture(path: Path, tmp_path: Path) -> None:
    fixture, name = json.loads(path.read_text(encoding="utf-8")), path.parent.name
    root = lay_out(fixture, tmp_path / "river")
    found = check(root)
    company = {finding.rule for finding in found} - {name}
    assert fixture.get("also") == "*" or company == set(fixture.get("also", [])), found
    own = [finding for finding in found if finding.rule == name]
    if path.stem.startswith("passes"):
        assert own == []
        return
    hit = next((finding for finding in own if fixture["found"] in finding.message), None)
    assert hit is not None, found
    assert hit.fix
    assert hit.path == fixture.get("path", "annotations/river-talks.json")
    if "at" in fixture:
        text = (root / hit.path).read_bytes().decode("utf-8", "surrogateescape")
        lines = text.removeprefix("\ufeff").split("\n")
        rest = "\n".join([lines[hit.line - 1][hit.column - 1 :], *lines[hit.line :]])
        assert rest.startswith(fixture["at"]), (hit, rest[:60])


def test_the_base_is_clean(tmp_path: Path) -> None:
    assert check(corpora.river(tmp_path / "river")) == []


def test_every_rule_has_both_fixtures() -> None:
    folders = {path.name for path in RULES.iterdir() if path.name != "_base"}
    assert folders == set(CATALOGUE)
    for name in CATALOGUE:
        assert {"fails.json", "passes.json"} <= {p.name for p in (RULES / name).iterdir()}


def test_every_entry_of_the_catalogue_has_a_check_and_full_sentences() -> None:
    assert set(CHECKS) == set(CATALOGUE)
    for entry in CATALOGUE.values():
        for text in (entry.summary, entry.why):
            assert re.fullmatch(r"\S[^\n]*\.", text), text


def a_module(**checks: Callable[[object], list[Spot]]) -> ModuleType:
    """A module of rules with these functions."""
    module = ModuleType("rules.of_a_test")
    for name, function in checks.items():
        function.__name__, function.__module__ = name, module.__name__
        setattr(module, name, function)
    return module


def test_a_check_without_an_entry_or_with_a_taken_name_is_no_rule() -> None:
    with pytest.raises(ValueError, match="two checks of the rule “empty-text”"):
        add_checks(a_module(empty_text=lambda _: []))
    with pytest.raises(ValueError, match="“unheard-of” has no entry .*in rules/catalogue.toml"):
        add_checks(a_module(unheard_of=lambda _: []))
    before = dict(CHECKS)
    add_checks(a_module(_empty_text=lambda _: []))
    assert before == CHECKS, "a helper is no rule"


def missed_names(root: Path) -> list[str]:
    return [finding.message for finding in check(root) if finding.rule == "missed-name"]


def test_a_missed_form_is_reported_once(tmp_path: Path) -> None:
    """The body has “Boria” twice."""
    fixture = {
        "change": {"/entities/1/mentions": ["Boria demands"]},
        "registry": {"boria": {"variants": ["Boria", "Boria demands"]}},
    }
    found = missed_names(lay_out(fixture, tmp_path / "river"))
    assert found == ["“Boria”, a form of “boria”, is not annotated on line 7 of the capture"]
    fixture = {
        "change": {"/entities/0/mentions": ["Arian"], "/entities/3/mentions": ["Arian President"]},
        "registry": {},
    }
    found = missed_names(lay_out(fixture, tmp_path / "other"))
    assert [words for words in found if words.startswith("“Aria”")] == [
        "“Aria”, a form of “aria”, is not annotated on line 7 of the capture"
    ]
