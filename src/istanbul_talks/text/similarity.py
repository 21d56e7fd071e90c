"""How similar two sets are, and from when on two texts count as near-duplicates."""

from collections.abc import Set
from typing import Any

NEAR_DUPLICATE = 0.8  # Jaccard similarity of five-word shingles
SAME_TEXT = 0.95


def jaccard_of_sizes(one: int, other: int, shared: int, *, empty: float = 1.0) -> float:
    """Jaccard index (1912) from the sizes of two sets and of their intersection.

    `empty`: its value for two empty sets.
    """
    union = one + other - shared
    return shared / union if union else empty


def jaccard(one: Set[Any], other: Set[Any], *, empty: float = 1.0) -> float:
    """Jaccard index of two sets: size of the intersection by that of the union."""
    return jaccard_of_sizes(len(one), len(other), len(one & other), empty=empty)
