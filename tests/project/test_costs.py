"""The table of what phases and rules cost names each of them once."""

import runpy
from pathlib import Path

from corpora import ROOT, TODAY, harbour
from istanbul_talks.validation.rules import CATALOGUE

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "costs.py"))


def test_every_phase_and_rule_of_an_article_has_a_cost(tmp_path: Path) -> None:
    found = SCRIPT["costs"](harbour(tmp_path / "corpus"), today=TODAY, repeats=1)
    rules = [cost.name for cost in found if cost.layer]
    layers = {"listing", "passes", "corpus", "tracing"}
    elsewhere = {rule.id for rule in CATALOGUE.values() if rule.layer in layers} | {"bad-waiver"}
    assert sorted(rules) == sorted(CATALOGUE.keys() - elsewhere)
    assert all(cost.milliseconds > 0 for cost in found)
    spent = [cost.milliseconds for cost in found if cost.layer]
    assert spent == sorted(spent, reverse=True)
    lines = SCRIPT["table"](found).splitlines()
    assert len(lines) == len(found) + 2
    assert any(line.startswith("| – | check_article | ") for line in lines)
