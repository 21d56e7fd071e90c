"""What passes and decisions make of an item: rows by hand."""

from typing import Any

import pytest

from istanbul_talks.quality.disputes import Passes

ITEM = {"layer": "claim", "supports": "rain", "differs": [], "decision": None}


def passes(*changes: dict[str, Any], decisions: tuple[dict[str, Any], ...] = ()) -> Passes:
    """A pass by a and one by b that have the claim as it is, but for these changes."""
    items = [ITEM | {"annotator": by} | own for by, own in zip("ab", changes, strict=True)]
    return Passes(items, decisions)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (({}, {}), True),
        (({}, {"differs": ["type"]}), False),
        (({}, {"decision": "d"}), False),
        (({}, {"supports": None}), False),
        (({}, {"annotator": "a"}), None),
    ],
)
def test_an_item_is_undisputed(changes: tuple[dict[str, Any], ...], expected: bool | None) -> None:
    assert passes(*changes).undisputed("claims", "rain") is expected


def test_a_decision_alone_makes_a_dispute() -> None:
    """A decision names the item, though no pass differs and none names the decision."""
    decision = {"id": "d", "layer": "claim", "reference": ["rain"]}
    assert passes({}, {}, decisions=(decision,)).undisputed("claims", "rain") is False
    other = {**decision, "layer": "mention"}
    assert passes({}, {}, decisions=(other,)).undisputed("claims", "rain") is True
