"""What a release is, in the words of those who keep records of data: DataCite 4.5, Zenodo, schema.org. One source for all: `Facts`."""

from __future__ import annotations

from typing import Any

from ..facts import Facts

SPDX = "https://spdx.org/licenses/"
_LANGUAGES = {"en": "eng"}  # ISO 639-3, which Zenodo wants; other codes are taken as they are


def license_address(name: str) -> str:
    """The address of a licence by its SPDX id."""
    return f"{SPDX}{name}.html"


def datacite(facts: Facts) -> dict[str, Any]:
    """DataCite Metadata Schema 4.5 (https://doi.org/10.14454/g8e5-6293), as JSON. It takes a day of release: without one it has no year."""
    dataset = facts.dataset
    own = dataset["license"]["annotations"]
    return {
        **({"doi": facts.doi} if facts.doi else {}),
        **({"url": dataset["homepage"]} if dataset["homepage"] else {}),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [
            {"name": author["name"], "nameType": "Organizational"} for author in dataset["authors"]
        ],
        "titles": [{"title": dataset["title"]}],
        "publisher": {"name": dataset["authors"][0]["name"]},
        **(
            {
                "publicationYear": facts.released[:4],
                "dates": [{"date": facts.released, "dateType": "Issued"}],
            }
            if facts.released
            else {}
        ),
        "subjects": [{"subject": word} for word in dataset["keywords"]],
        "language": dataset["language"][0],
        "version": facts.version,
        "formats": ["application/vnd.apache.parquet", "application/jsonl"],
        "sizes": [f"{facts.tally.articles} articles"],
        "rightsList": [
            {
                "rights": own,
                "rightsIdentifier": own,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": SPDX,
                "rightsUri": license_address(own),
            },
            {"rights": dataset["license"]["texts"]},
        ],
        "descriptions": [
            {"description": facts.description, "descriptionType": "Abstract"},
            {
                "description": f"Content digest sha256:{facts.digest}",
                "descriptionType": "TechnicalInfo",
            },
        ],
        "alternateIdentifiers": [
            {
                "alternateIdentifier": f"sha256:{facts.digest}",
                "alternateIdentifierType": "content digest",
            }
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def zenodo(facts: Facts) -> dict[str, Any]:
    """.zenodo.json (https://developers.zenodo.org), which Zenodo reads from a repository instead of CITATION.cff."""
    dataset = facts.dataset
    return {
        "title": dataset["title"],
        "upload_type": "dataset",
        "description": f"<p>{dataset['description']}</p>",
        "creators": [{"name": author["name"]} for author in dataset["authors"]],
        "version": facts.number,
        **({"publication_date": facts.released} if facts.released else {}),
        "language": _LANGUAGES.get(dataset["language"][0], dataset["language"][0]),
        "keywords": list(dataset["keywords"]),
        "license": dataset["license"]["annotations"].lower(),
        "access_right": "open",
        "notes": dataset["license"]["texts"],
    }


def schema_org(facts: Facts) -> dict[str, Any]:
    """A schema.org Dataset (https://schema.org/Dataset), for search engines."""
    dataset = facts.dataset
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset["title"],
        "alternateName": dataset["pretty_name"],
        "description": dataset["description"],
        "version": facts.version,
        "identifier": [
            *([f"https://doi.org/{facts.doi}"] if facts.doi else []),
            f"sha256:{facts.digest}",
        ],
        **({"url": dataset["homepage"]} if dataset["homepage"] else {}),
        **({"datePublished": facts.released} if facts.released else {}),
        "inLanguage": list(dataset["language"]),
        "keywords": list(dataset["keywords"]),
        "license": license_address(dataset["license"]["annotations"]),
        "creator": [
            {"@type": "Organization", "name": author["name"]} for author in dataset["authors"]
        ],
        "isAccessibleForFree": True,
        "size": f"{facts.tally.articles} articles",
        "temporalCoverage": f"{facts.tally.earliest}/{facts.tally.latest}",
        "variableMeasured": [
            "named entities",
            "claims",
            "attribution",
            "stance",
            "date of publication",
        ],
    }
