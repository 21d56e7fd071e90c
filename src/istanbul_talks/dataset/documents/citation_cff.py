"""CITATION.cff (Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...files.optional import require
from ..facts import described


def citation_cff(
    dataset: Mapping[str, Any],
    version: str,
    released: str | None,
    doi: str | None = None,
    edition: str = "full",
) -> str:
    """The citation file of a version. Made from schema/dataset.json and pyproject.toml; not edited by hand."""
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": dataset["title"],
        "abstract": described(dataset, edition),
        "authors": [dict(author) for author in dataset["authors"]],
        "version": version,
        **({"date-released": released} if released else {}),
        **({"doi": doi} if doi else {}),
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
