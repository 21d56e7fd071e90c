"""Every rule by its id. The texts of the rules are data: rules/catalogue.toml."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
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

    def __call__(self, subject: Any) -> Iterator[Spot]:
        yield from self.check(subject)


CATALOGUE: dict[str, Rule] = {}


def words(name: str) -> re.Pattern[str]:
    """English words that a rule looks for, from rules/words.toml."""
    return re.compile(_WORDS[name], re.VERBOSE)


def rule(check: Check) -> Rule:
    """Register a check as the rule with the name of its function.

    ValueError if catalogue.toml has no entry for it, or another check has that name.
    """
    id = check.__name__.replace("_", "-")
    if id in CATALOGUE:
        raise ValueError(f"there are two checks of the rule “{id}”")
    if id not in TEXTS:
        raise ValueError(f"the rule “{id}” has no entry in rules/catalogue.toml")
    layer, texts = check.__module__.rpartition(".")[2], TEXTS[id]
    summary, why = (" ".join(texts[key].split()) for key in ("summary", "why"))
    severity, fix = Severity(texts["severity"]), texts.get("fix", "")
    needed = texts.get("needed", False)
    CATALOGUE[id] = Rule(id, severity, layer, summary, why, fix, check, needed)
    return CATALOGUE[id]
