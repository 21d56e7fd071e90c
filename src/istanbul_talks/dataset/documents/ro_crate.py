"""ro-crate-metadata.json: RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), which names every file of a release with its size and hash."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from ..facts import Facts
from .datacite import license_address

NAME = "ro-crate-metadata.json"
_FORMATS = {
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
}
_TEXT = "text/plain"


def rocrate(facts: Facts) -> dict[str, Any]:
    """The crate as a value; `facts.files` are all files beside it but the manifest and the checksums, which name it."""
    dataset = facts.dataset
    own = license_address(dataset["license"]["annotations"])
    people = [
        {"@id": f"#author-{number}", "@type": "Organization", "name": a["name"]}
        for number, a in enumerate(dataset["authors"], start=1)
    ]
    files = [_file(path, digest, size) for path, (digest, size) in sorted(facts.files.items())]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": dataset["title"],
        "description": facts.description,
        "version": facts.version,
        **({"datePublished": facts.released} if facts.released else {}),
        "identifier": [
            *([f"https://doi.org/{facts.doi}"] if facts.doi else []),
            f"sha256:{facts.digest}",
        ],
        "license": {"@id": own},
        "usageInfo": dataset["license"]["texts"],
        "keywords": ", ".join(dataset["keywords"]),
        "inLanguage": dataset["language"][0],
        "author": [{"@id": person["@id"]} for person in people],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    descriptor = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    license = {
        "@id": own,
        "@type": "CreativeWork",
        "name": dataset["license"]["annotations"],
        "description": "Licence of the annotations.",
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [descriptor, root, *people, license, *files],
    }


def _file(path: str, digest: str, size: int) -> dict[str, Any]:
    name = PurePosixPath(path)
    return {
        "@id": path,
        "@type": "File",
        "name": name.name,
        "encodingFormat": _FORMATS.get(name.suffix, _TEXT),
        "contentSize": str(size),
        "sha256": digest,
    }
