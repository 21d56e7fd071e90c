"""How to cite a release: BibTeX and text, made from its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .messages import Refusal, visible

STYLES = ("bibtex", "text")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def cite(manifest: Mapping[str, Any], style: str = "bibtex") -> str:
    """The citation of the release that a manifest describes. Refusal for an unknown style.

    The digest is part of it: it names the data itself, on every machine.
    """
    manifest = {**manifest, "dataset": _tidy(manifest["dataset"]), "version": " ".join(visible(manifest["version"], 80).split())}
    if style == "bibtex":
        return _bibtex(manifest)
    if style == "text":
        return _text(manifest)
    raise Refusal(f"“{style}” is no citation style. Choose one of: {', '.join(STYLES)}")


def _tidy(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a citation on one line, without control characters."""
    authors = [{"name": visible(" ".join(author["name"].split()), 500)} for author in dataset["authors"]]
    title = visible(" ".join(dataset["title"].split()), 500)
    return {**dataset, "title": title, "authors": authors, "homepage": dataset["homepage"] and visible(dataset["homepage"], 500)}


def _escape(text: str) -> str:
    return re.sub(r"[\\&%$#_{}~^]", lambda m: _SPECIAL[m[0]], text)


def _bibtex(manifest: Mapping[str, Any]) -> str:
    dataset = manifest["dataset"]
    year = (manifest["released"] or "")[:4]
    fields = {
        "author": " and ".join(f"{{{_escape(author['name'])}}}" for author in dataset["authors"]),
        "title": f"{{{_escape(dataset['title'])}}}",
        **({"year": year} if year else {}),
        "version": manifest["version"],
        **({"url": dataset["homepage"]} if dataset["homepage"] else {}),
        "note": f"Content digest sha256:{manifest['digest']}",
    }
    key = f"{dataset['name']}-{manifest['version']}"
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields.items()), "}"])


def _text(manifest: Mapping[str, Any]) -> str:
    dataset = manifest["dataset"]
    authors = ", ".join(author["name"] for author in dataset["authors"])
    year = f" ({manifest['released'][:4]})" if manifest["released"] else ""
    address = f" {dataset['homepage']}" if dataset["homepage"] else ""
    return f"{authors}{year}. {dataset['title']} (Version {manifest['version']}) [Data set].{address} sha256:{manifest['digest']}"
