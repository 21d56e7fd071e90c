"""The checks beyond the JSON Schema: one small generator per rule, one module per layer.

A rule has the name of its function, with hyphens; checks of one shape are in `CHECKS` of a module.
The texts of the rules are in catalogue.toml.
"""

from importlib import import_module

from ..catalogue import CATALOGUE, Rule, add_checks, rules_of

_LAYERS = """listing reading capture anchoring body source dating entities claims stance additions
provenance registry passes tracing corpus"""
for _layer in _LAYERS.split():
    add_checks(import_module(f".{_layer}", __name__))

__all__ = ["CATALOGUE", "Rule", "rules_of"]
