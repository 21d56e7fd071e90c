"""Every rule by its id. The texts of the rules are data: rules/catalogue.toml."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

from .finding import Finding, Severity, Spot

Check = Callable[[Any], Iterable[Spot]]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "rules" / name).read_text(encoding="utf-8"))


_TEXTS, _WORDS = _data("catalogue.toml"), _data("words.toml")
CHECKS: dict[str, Check] = {}  # by rule; the package `rules` adds them


@dataclass(frozen=True, slots=True)
class Rule:
    """The texts of a rule, and its check once the package `rules` is imported.

    `layer`: the module of the check. `fix`: the remedy, unless the check gives one with each spot.
    `needed`: the build needs what it checks. `unbuilt`: a warning, but the build refuses the file.
    """

    id: str
    severity: Severity
    layer: str
    summary: str
    why: str
    fix: str
    needed: bool
    unbuilt: bool

    @property
    def can_be_waived(self) -> bool:
        return self.severity is not Severity.ERROR and not self.unbuilt

    @property
    def check(self) -> Check:
        return CHECKS[self.id]


def _rule(layer: str, id: str, texts: Mapping[str, Any]) -> Rule:
    summary, why = (" ".join(texts[key].split()) for key in ("summary", "why"))
    severity, fix = Severity(texts["severity"]), texts.get("fix", "")
    flags = (texts.get(key, False) for key in ("needed", "unbuilt"))
    return Rule(id, severity, layer, summary, why, fix, *flags)


CATALOGUE = {id: _rule(layer, id, own[id]) for layer, own in _TEXTS.items() for id in own}


def build_findings(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings as a build has them: what it refuses is an error."""
    for finding in findings:
        refused = CATALOGUE[finding.rule].unbuilt
        yield replace(finding, severity=Severity.ERROR) if refused else finding


def words(name: str) -> re.Pattern[str]:
    """English words that a rule looks for, from rules/words.toml."""
    return re.compile(_WORDS[name], re.VERBOSE)


def add_checks(module: ModuleType) -> None:
    """Give a rule each public function of a module, and each check in its `CHECKS`, by id.

    ValueError if the layer has no such rule in catalogue.toml, or the rule has another check.
    """
    layer = module.__name__.rpartition(".")[2]
    public = (f for f in vars(module).values() if isfunction(f) and f.__name__[0] != "_")
    own = (check for check in public if check.__module__ == module.__name__)
    checks = {check.__name__.replace("_", "-"): check for check in own}
    checks |= getattr(module, "CHECKS", {})
    for id in checks:
        if id in CHECKS:
            raise ValueError(f"there are two checks of the rule “{id}”")
        if id not in _TEXTS.get(layer, ()):
            raise ValueError(f"the rule “{id}” has no entry [{layer}.{id}] in rules/catalogue.toml")
    CHECKS.update(checks)


def rules_of(*layers: str) -> list[Rule]:
    """The rules of these layers."""
    return [rule for rule in CATALOGUE.values() if rule.layer in layers]
