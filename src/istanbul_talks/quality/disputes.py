"""Where the passes over an article agree with the reference, and where they do not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

LAYERS = {"mentions": "mention", "claims": "claim", "stance": "stance"}  # of passes, by config
_Row = Mapping[str, Any]
# What columns of passes are called in the reference, where it has another name for them.
_NAMES = {"entity_type": "type", "claim_type": "type", "stance_label": "label"}
_ENTITY = {"mention": "entity", "claim": "claimer", "stance": "holder"}


def mark_undisputed(row: _Row, items: Iterable[_Row], decisions: Iterable[_Row]) -> None:
    """Fill in `undisputed` of each item of an `articles` row, in place.

    `items`, `decisions`: the rows of the article in `passes` and `decisions`.
    """
    found = Passes(items, decisions)
    for config in LAYERS:
        for item in row[config]:
            item["undisputed"] = found.undisputed(config, item["id"])


class Passes:
    """The passes over one article and the decisions about it, as rows of their configs."""

    def __init__(self, items: Iterable[_Row], decisions: Iterable[_Row]) -> None:
        self._supporting = defaultdict[tuple[str, str | None], list[_Row]](list)
        annotators = set()
        for item in items:
            annotators.add(item["annotator"])
            self._supporting[item["layer"], item["supports"]].append(item)
        self.annotators = sorted(annotators)
        self._decisions = {decision["id"]: decision for decision in decisions}
        self._decided = {
            (decision["layer"], id): decision["id"]
            for decision in self._decisions.values()
            for id in decision["reference"]
        }

    def supporting(self, config: str, id: str) -> list[_Row]:
        """The items of passes that support an item of the reference."""
        return self._supporting[LAYERS[config], id]

    def undisputed(self, config: str, id: str) -> bool | None:
        """Whether each pass has an item as the reference does, without a decision on it.

        None if the article does not have two passes.
        """
        if len(self.annotators) < 2:
            return None
        found = self.supporting(config, id)
        return (
            {item["annotator"] for item in found} == set(self.annotators)
            and not any(item["differs"] for item in found)
            and self._decision(config, id) is None
        )

    def dispute(self, config: str, row: _Row) -> dict[str, Any]:
        """What each pass has instead of an item of the reference, and the decision on it."""
        layer = LAYERS[config]
        found = {item["annotator"]: item for item in self.supporting(config, row["id"])}
        names = dict.fromkeys(name for item in found.values() for name in item["differs"])
        decision = self._decisions.get(self._decision(config, row["id"]) or "", {})
        return {
            "article": row["article"],
            "id": row["id"],
            "differs": [_name(name, layer) for name in names],
            "reference": {_name(name, layer): _in_reference(row, name, layer) for name in names},
            "passes": {
                who: {_name(name, layer): _in_pass(found[who], name) for name in names}
                if who in found
                else None
                for who in self.annotators
            },
            "decision": decision.get("id"),
            "decided": decision.get("decided"),
            "why": decision.get("why"),
        }

    def _decision(self, config: str, id: str) -> str | None:
        own = (item["decision"] for item in self.supporting(config, id))
        return next(filter(None, own), None) or self._decided.get((LAYERS[config], id))


def _name(column: str, layer: str) -> str:
    return _ENTITY[layer] if column == "entity" else _NAMES.get(column, column)


def _in_reference(row: _Row, column: str, layer: str) -> Any:
    if column == "span":
        first = row["evidence"][0] if layer == "stance" else row
        return [first["start"], first["end"]]
    return row[_name(column, layer)]


def _in_pass(item: _Row, column: str) -> Any:
    return [item["start"], item["end"]] if column == "span" else item[column]
