"""Every rule by its id. The texts of the rules are data: rules/catalogue.toml."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

from .finding import Severity, Spot

Check = Callable[[Any], Iterable[Spot]]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "rules" / name).read_text(encoding="utf-8"))


TEXTS, _WORDS = _data("catalogue.toml"), _data("words.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and its texts.

    `layer`: the module of the check. `fix`: the remedy, unless the check gives one with each spot.
    `needed`: the build needs what it checks.
    """

    id: str
    severity: Severity
    layer: str
    summary: str
    why: str
    fix: str
    check: Check
    needed: bool


CATALOGUE: dict[str, Rule] = {}


def words(name: str) -> re.Pattern[str]:
    """English words that a rule looks for, from rules/words.toml."""
    return re.compile(_WORDS[name], re.VERBOSE)


def add_rules(module: ModuleType) -> None:
    """Make a rule of each public function of a module, and of each check in its `CHECKS`, by id.

    ValueError if catalogue.toml has no entry for one, or there is another check of that name.
    """
    layer = module.__name__.rpartition(".")[2]
    public = (f for f in vars(module).values() if isfunction(f) and f.__name__[0] != "_")
    own = (check for check in public if check.__module__ == module.__name__)
    checks = {check.__name__.replace("_", "-"): check for check in own}
    checks |= getattr(module, "CHECKS", {})
    for id in checks:
        if id in CATALOGUE:
            raise ValueError(f"there are two checks of the rule “{id}”")
        if id not in TEXTS:
            raise ValueError(f"the rule “{id}” has no entry in rules/catalogue.toml")
    for id, texts in TEXTS.items():
        if id in checks:
            summary, why = (" ".join(texts[key].split()) for key in ("summary", "why"))
            severity, needed = Severity(texts["severity"]), texts.get("needed", False)
            described = summary, why, texts.get("fix", "")
            CATALOGUE[id] = Rule(id, severity, layer, *described, checks[id], needed)


def rules_of(*layers: str) -> list[Rule]:
    """The rules of these layers."""
    return [rule for rule in CATALOGUE.values() if rule.layer in layers]
