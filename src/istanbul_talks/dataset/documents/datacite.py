"""A release as records of data describe it: DataCite 4.5, Zenodo, schema.org."""

from __future__ import annotations

from typing import Any

from ..facts import SPDX, Facts, present

_LANGUAGES = {"en": "eng"}  # Zenodo wants ISO 639-3; other codes are passed on as they are


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
