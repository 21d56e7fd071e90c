"""CITATION.cff (Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937)."""

from __future__ import annotations

from ..facts import Facts, present
from .card import to_yaml

_HEAD = "# Made by scripts/generate.py from schema/dataset.json and pyproject.toml. Edit those.\n"


def citation_cff(facts: Facts) -> str:
    """The citation file of a version."""
    dataset = facts.dataset
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": dataset["title"],
        "abstract": facts.description,
        "authors": [dict(author) for author in dataset["authors"]],
        "version": facts.version,
        "date-released": facts.released,
        "doi": facts.doi,
        "license": [facts.license, dataset["license"]["code"]],
        "keywords": dataset["keywords"],
        "url": dataset["homepage"],
    }
    return _HEAD + to_yaml(present(fields))
