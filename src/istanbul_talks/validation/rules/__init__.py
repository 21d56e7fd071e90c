"""The checks beyond the JSON Schema: one small generator per rule, one module per layer.

Importing this package imports all of them, so that `CATALOGUE` is complete.
"""

from ..catalogue import CATALOGUE, Rule, rule
from . import (  # noqa: F401
    anchoring,
    body,
    capture,
    claims,
    corpus,
    dating,
    entities,
    listing,
    passes,
    provenance,
    reading,
    registry,
    source,
    stance,
)

__all__ = ["CATALOGUE", "Rule", "rule"]
