"""A release in the terms of catalogues: CITATION.cff, DataCite, RO-Crate, schema.org, Zenodo.

metadata.json has the fields of each standard, with $names for what the release provides.
"""

from functools import partial
from pathlib import Path, PurePosixPath
from string import Template
from typing import Any

import orjson

from ...files import disk
from ...files.optional import require
from ...text.visible import shown
from ..facts import Facts, present

RO_CRATE = "ro-crate-metadata.json"
_TEMPLATES = orjson.loads(disk.read_text(Path(__file__).with_suffix(".json")))
_HEAD = "# Made by scripts/generate.py from schema/dataset.json and pyproject.toml. Edit those.\n"
# Zenodo wants ISO 639-3; other codes are passed on unchanged.
ISO_639_3 = {
    "de": "deu",
    "en": "eng",
    "fr": "fra",
    "pl": "pol",
    "ru": "rus",
    "tr": "tur",
    "uk": "ukr",
}


def described(standard: str, facts: Facts, **own: Any) -> dict[str, Any]:
    """The filled fields of a standard; `own`: values that only this standard needs."""
    return dict(_filled(_TEMPLATES[standard], facts.values() | own))


def _filled(template: Any, values: dict[str, Any]) -> Any:
    """A template with its $names filled. Fields without a value are left out."""
    match template:
        case dict():
            return present({name: _filled(field, values) for name, field in template.items()})
        case list():
            return [_filled(item, values) for item in template]
        case str() if template.startswith("$") and template[1:] in values:
            return values[template[1:]]
        case str():
            return Template(template).substitute(values)
    return template


def to_yaml(value: dict[str, Any]) -> str:
    """A value as YAML, keys in their order; ASCII if a text has hidden characters.

    CorpusError without PyYAML.
    """
    dump = partial(require("yaml", "build").safe_dump, value, sort_keys=False, width=120)
    text = str(dump(allow_unicode=True))
    return text if shown(text) == text else str(dump(allow_unicode=False))


def citation_cff(facts: Facts) -> str:
    """CITATION.cff: Citation File Format 1.2.0 (https://doi.org/10.5281/zenodo.5171937)."""
    return _HEAD + to_yaml(described("citation", facts))


def datacite(facts: Facts) -> dict[str, Any]:
    """DataCite Metadata Schema 4.5 (https://doi.org/10.14454/g8e5-6293), as JSON.

    A record without a day of release has no year, which DataCite needs to register it.
    """
    day = facts.released
    return described(
        "datacite",
        facts,
        creators=[{"name": name, "nameType": "Organizational"} for name in facts.authors],
        year=day and day[:4],
        dates=day and [{"date": day, "dateType": "Issued"}],
        subjects=[{"subject": word} for word in facts.dataset["keywords"]],
    )


def zenodo(facts: Facts) -> dict[str, Any]:
    """.zenodo.json (https://developers.zenodo.org), which Zenodo prefers to CITATION.cff."""
    code, license = facts.dataset["language"][0], facts.dataset["license"]["annotations"]
    own = {"iso_language": ISO_639_3.get(code, code), "license_id": license.lower()}
    return described("zenodo", facts, creators=[{"name": name} for name in facts.authors], **own)


def schema_org(facts: Facts) -> dict[str, Any]:
    """A schema.org Dataset (https://schema.org/Dataset), for search engines."""
    creators = [{"@type": "Organization", "name": name} for name in facts.authors]
    return described("schema_org", facts, creators=creators)


def rocrate(facts: Facts) -> dict[str, Any]:
    """RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): the files so far, without the manifest."""
    authors = [
        {"@id": f"#author-{number}", "@type": "Organization", "name": name}
        for number, name in enumerate(facts.authors, start=1)
    ]
    files = [_file(PurePosixPath(path), *facts.files[path]) for path in sorted(facts.files)]
    creators, parts = ([{"@id": one["@id"]} for one in ones] for ones in (authors, files))
    keywords = ", ".join(facts.dataset["keywords"])
    own = {"creators": creators, "files": parts, "keyword_list": keywords}
    crate, license = described("crate", facts), described("crate_license", facts)
    root = described("crate_dataset", facts, **own)
    context = f"{crate['conformsTo']['@id']}/context"
    return {"@context": context, "@graph": [crate, root, *authors, license, *files]}


def _file(path: PurePosixPath, sha256: str, size: int) -> dict[str, Any]:
    kind = _TEMPLATES["formats"].get(path.suffix, "text/plain")
    own = {"path": str(path), "name": path.name, "kind": kind, "size": str(size), "sha256": sha256}
    return dict(_filled(_TEMPLATES["crate_file"], own))
