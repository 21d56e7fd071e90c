"""CITATION.cff (Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937)."""

from __future__ import annotations

from ...files.optional import require
from ..facts import Facts


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
        **({"date-released": facts.released} if facts.released else {}),
        **({"doi": facts.doi} if facts.doi else {}),
        "license": [dataset["license"]["annotations"], dataset["license"]["code"]],
        "keywords": list(dataset["keywords"]),
        **({"url": dataset["homepage"]} if dataset["homepage"] else {}),
    }
    head = (
        "# Made by scripts/generate.py from schema/dataset.json and pyproject.toml. Edit those.\n"
    )
    return head + str(
        require("yaml", "build").safe_dump(fields, sort_keys=False, allow_unicode=True, width=120)
    )
