"""ro-crate-metadata.json: the list of files as RO-Crate 1.1 (https://w3id.org/ro/crate/1.1)."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from ..facts import Facts, present

NAME = "ro-crate-metadata.json"
_FORMATS = {
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
}


def rocrate(facts: Facts) -> dict[str, Any]:
    """The crate as a value, with the files written so far; manifest and checksums come later."""
    dataset = facts.dataset
    authors = [
        {"@id": f"#author-{number}", "@type": "Organization", "name": name}
        for number, name in enumerate(facts.authors, start=1)
    ]
    files = [_file(path, *hashed) for path, hashed in sorted(facts.files.items())]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": dataset["title"],
        "description": facts.description,
        "version": facts.version,
        "datePublished": facts.released,
        "identifier": facts.identifiers,
        "license": {"@id": facts.license_url},
        "usageInfo": dataset["license"]["texts"],
        "keywords": ", ".join(dataset["keywords"]),
        "inLanguage": dataset["language"][0],
        "author": [{"@id": author["@id"]} for author in authors],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    crate = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    license = {
        "@id": facts.license_url,
        "@type": "CreativeWork",
        "name": facts.license,
        "description": "Licence of the annotations.",
    }
    context = "https://w3id.org/ro/crate/1.1/context"
    return {"@context": context, "@graph": [crate, present(root), *authors, license, *files]}


def _file(path: str, sha256: str, size: int) -> dict[str, Any]:
    name = PurePosixPath(path)
    return {
        "@id": path,
        "@type": "File",
        "name": name.name,
        "encodingFormat": _FORMATS.get(name.suffix, "text/plain"),
        "contentSize": str(size),
        "sha256": sha256,
    }
