"""How alike two sets are, and from where on two texts count as the same."""

from __future__ import annotations

from collections.abc import Hashable, Set

NEAR_DUPLICATE = 0.8  # Jaccard similarity of five-word shingles
SAME_TEXT = 0.95


def jaccard(one: Set[Hashable], other: Set[Hashable], *, empty: float = 1.0) -> float:
    """Size of the intersection by that of the union (Jaccard 1912); `empty` for two empty sets."""
    union = len(one | other)
    return len(one & other) / union if union else empty
