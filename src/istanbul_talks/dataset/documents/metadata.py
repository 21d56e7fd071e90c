"""A release as catalogues describe it: CITATION.cff, DataCite, RO-Crate, schema.org, Zenodo."""

from pathlib import PurePosixPath
from typing import Any

from ..facts import SPDX, Facts, present
from .card import to_yaml

RO_CRATE = "ro-crate-metadata.json"
_HEAD = "# Made by scripts/generate.py from schema/dataset.json and pyproject.toml. Edit those.\n"
_LANGUAGES = {"en": "eng"}  # Zenodo wants ISO 639-3; other codes are passed on as they are
_FORMATS = {
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
}


def citation_cff(facts: Facts) -> str:
    """CITATION.cff: Citation File Format 1.2.0 (https://doi.org/10.5281/zenodo.5171937)."""
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


def datacite(facts: Facts) -> dict[str, Any]:
    """DataCite Metadata Schema 4.5 (https://doi.org/10.14454/g8e5-6293), as JSON.

    A record without a day of release has no year, which DataCite needs to register it.
    """
    dataset, day, digest = facts.dataset, facts.released, f"sha256:{facts.digest}"
    rights = {
        "rights": facts.license,
        "rightsIdentifier": facts.license,
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": SPDX,
        "rightsUri": facts.license_url,
    }
    fields = {
        "doi": facts.doi,
        "url": dataset["homepage"],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [{"name": name, "nameType": "Organizational"} for name in facts.authors],
        "titles": [{"title": dataset["title"]}],
        "publisher": {"name": facts.authors[0]},
        "publicationYear": day and day[:4],
        "dates": day and [{"date": day, "dateType": "Issued"}],
        "subjects": [{"subject": word} for word in dataset["keywords"]],
        "language": dataset["language"][0],
        "version": facts.version,
        "formats": ["application/vnd.apache.parquet", "application/jsonl"],
        "sizes": [f"{facts.tally.articles} articles"],
        "rightsList": [rights, {"rights": dataset["license"]["texts"]}],
        "descriptions": [
            {"description": facts.description, "descriptionType": "Abstract"},
            {"description": f"Content digest {digest}", "descriptionType": "TechnicalInfo"},
        ],
        "alternateIdentifiers": [
            {"alternateIdentifier": digest, "alternateIdentifierType": "content digest"}
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return present(fields)


def zenodo(facts: Facts) -> dict[str, Any]:
    """.zenodo.json (https://developers.zenodo.org), which Zenodo prefers to CITATION.cff."""
    dataset = facts.dataset
    language = dataset["language"][0]
    fields = {
        "title": dataset["title"],
        "upload_type": "dataset",
        "description": f"<p>{dataset['description']}</p>",
        "creators": [{"name": name} for name in facts.authors],
        "version": facts.number,
        "publication_date": facts.released,
        "language": _LANGUAGES.get(language, language),
        "keywords": dataset["keywords"],
        "license": facts.license.lower(),
        "access_right": "open",
        "notes": dataset["license"]["texts"],
    }
    return present(fields)


def schema_org(facts: Facts) -> dict[str, Any]:
    """A schema.org Dataset (https://schema.org/Dataset), for search engines."""
    dataset, tally = facts.dataset, facts.tally
    measured = ["named entities", "claims", "attribution", "stance", "date of publication"]
    fields = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset["title"],
        "alternateName": dataset["pretty_name"],
        "description": dataset["description"],
        "version": facts.version,
        "identifier": facts.identifiers,
        "url": dataset["homepage"],
        "datePublished": facts.released,
        "inLanguage": list(dataset["language"]),
        "keywords": dataset["keywords"],
        "license": facts.license_url,
        "creator": [{"@type": "Organization", "name": name} for name in facts.authors],
        "isAccessibleForFree": True,
        "size": f"{tally.articles} articles",
        "temporalCoverage": f"{tally.earliest}/{tally.latest}",
        "variableMeasured": measured,
    }
    return present(fields)


def rocrate(facts: Facts) -> dict[str, Any]:
    """RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): the files so far, without the manifest."""
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
    version, work = "https://w3id.org/ro/crate/1.1", {"@type": "CreativeWork"}
    crate = {"@id": RO_CRATE, **work, "conformsTo": {"@id": version}, "about": {"@id": "./"}}
    license = {"@id": facts.license_url, **work, "name": facts.license}
    license["description"] = "Licence of the annotations."
    return {
        "@context": f"{version}/context",
        "@graph": [crate, present(root), *authors, license, *files],
    }


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
