"""The dataset card: YAML front matter that the Hub and `datasets` read, and the text of `templates/card.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from string import Template
from typing import Any

from ...errors import CorpusError
from ...files.optional import require
from ...model.columns import CONFIGS, Field, columns
from ...quality.agreement import LEAST_UNITS
from ...quality.matching import MATCH
from ...quality.measures import RESAMPLES
from .. import quality_tables
from ..cite import cite
from ..facts import Facts
from ..layout import CARD
from ..manifest import Config
from ..statistics import Tally

TEMPLATE = "templates/card.md"
_DTYPES = {str: "string", int: "int32", bool: "bool", date: "date32"}
_SIZES = (
    (1e3, "n<1K"),
    (1e4, "1K<n<10K"),
    (1e5, "10K<n<100K"),
    (1e6, "100K<n<1M"),
    (1e7, "1M<n<10M"),
    (1e8, "10M<n<100M"),
)


def fill(template: str, values: Mapping[str, Any], name: str) -> str:
    """Fill the $names of a template. CorpusError for a name nobody knows: a card with a hole must not be published."""
    try:
        return Template(template).substitute(values)
    except (KeyError, ValueError) as error:
        raise CorpusError(f"{name}: the template names {error}, which nothing fills") from None


def card(facts: Facts, template: str) -> str:
    """The README.md of a release."""
    head = require("yaml", "build").safe_dump(
        front_matter(facts), sort_keys=False, allow_unicode=True, width=120
    )
    return f"---\n{head}---\n\n{fill(template, values(facts), TEMPLATE)}"


def front_matter(facts: Facts) -> dict[str, Any]:
    """The card's metadata; `version` in every config keeps two releases apart in the cache of `datasets`."""
    dataset = facts.dataset
    return {
        "pretty_name": dataset["pretty_name"],
        "language": list(dataset["language"]),
        "license": "other",
        "license_name": "annotations-cc-by-4.0-texts-third-party",
        "license_link": "LICENSE-DATA",
        **{key: list(value) for key, value in dataset["hub"].items()},
        "size_categories": [
            next((name for most, name in _SIZES if facts.tally.articles < most), "100M<n<1B")
        ],
        **tables(
            facts.configs,
            facts.number,
            facts.vocabulary.labels,
            about(dataset, cite(facts.identity)),
        ),
    }


def about(dataset: Mapping[str, Any], citation: str) -> dict[str, str]:
    """What every object that `datasets` loads says of itself."""
    license = dataset["license"]["annotations"]
    return {
        "description": dataset["description"],
        "citation": citation,
        "homepage": str(dataset["homepage"] or CARD),
        "license": f"annotations {license}; texts belong to their publishers",
    }


def _config(name: str, version: str) -> dict[str, Any]:
    files = [{"split": "train", "path": f"data/{name}/*.parquet"}]
    return {
        "config_name": name,
        "version": version,
        **({"default": True} if name == "articles" else {}),
        "data_files": files,
    }


def tables(
    configs: Mapping[str, Config],
    version: str,
    labels: Mapping[str, Iterable[str]],
    about: Mapping[str, str],
) -> dict[str, Any]:
    """The part of a card's metadata that `datasets` reads; `about` is what every loaded object says of itself."""
    infos = [
        {
            "config_name": name,
            **about,
            "features": [feature(field, labels) for field in columns(CONFIGS[name])],
            "splits": [
                {"name": "train", "num_bytes": config.memory_bytes, "num_examples": config.rows}
            ],
            "download_size": config.parquet_bytes,
            "dataset_size": config.memory_bytes,
        }
        for name, config in configs.items()
    ]
    return {"configs": [_config(name, version) for name in configs], "dataset_info": infos}


def feature(field: Field, labels: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """A column in the card's feature language: `list`, never `sequence`, which transposes lists of structs."""
    kind: Any
    if is_dataclass(field.type):
        kind = [feature(sub, labels) for sub in columns(field.type)]
        return {"name": field.name, "list": kind}
    if field.column.labels:
        kind = {
            "class_label": {
                "names": {str(i): label for i, label in enumerate(labels[field.column.labels])}
            }
        }
    else:
        kind = _DTYPES[field.type]
    return {"name": field.name, "list" if field.many else "dtype": kind}


def values(facts: Facts) -> dict[str, Any]:
    """What templates may name: every count, table and text that comes from the data."""
    dataset, tally = facts.dataset, facts.tally
    return {
        **tally.counts(),
        "title": dataset["title"],
        "pretty_name": dataset["pretty_name"],
        "description": dataset["description"],
        "version": facts.version,
        "digest": facts.digest,
        "edition": _edition(facts),
        "spans_said": (
            "The build reads every span back and compares."
            if facts.edition == "full"
            else "Here `text` is null, and so is every quote of more than a few words: offsets count in the text of the full edition."
        ),
        "captures_said": (
            "The raw captures are the config `raw`, with the map from each article's text to its capture."
            if facts.edition == "full"
            else ""
        ),
        "released": facts.released or "not dated",
        "guidelines": dataset["guidelines"],
        "license_annotations": dataset["license"]["annotations"],
        "license_code": dataset["license"]["code"],
        "license_texts": dataset["license"]["texts"],
        "earliest": tally.earliest or "no date",
        "latest": tally.latest or "no date",
        "linked": tally.linked,
        "attributed": tally.attributed,
        "annotators": _annotators(facts),
        "humans": _humans(tally),
        "passes": _passes(tally),
        "models": _models(facts),
        "citation": cite(facts.identity),
        "agreement_table": quality_tables.agreement_table(facts),
        "agreement_main": quality_tables.agreement_table(facts, main=True),
        "agreement_caveat": quality_tables.agreement_caveat(facts),
        "audit_table": quality_tables.audit_table(facts),
        "least_units": LEAST_UNITS,
        "resamples": RESAMPLES,
        "match": MATCH,
        "decisions": facts.configs["decisions"].rows,
        "registered": len(facts.vocabulary.entities),
        "citation_text": cite(facts.identity, "apa"),
        "configs_table": _configs_table(facts),
        **{f"{name}_table": _table(tally.share(name), name) for name in tally.labels},
    }


def _edition(facts: Facts) -> str:
    if facts.edition == "full":
        return ""
    return (
        "> **This is the text-free edition.** It has no article: texts, and quotes of more than a few words, are null. Who has copies of the articles gets the full rows with "
        f"`istanbul-talks restore`. The full edition has the content digest `sha256:{facts.full_digest}`.\n\n"
    )


def _humans(tally: Tally) -> str:
    if not tally.human:
        return "No human has annotated or reviewed any of it so far."
    rest = tally.articles - tally.human
    return f"A human annotated or reviewed {tally.human} of the {tally.articles} articles; {rest} {'is' if rest == 1 else 'are'} machine-made alone."


def _passes(tally: Tally) -> str:
    if not tally.double:
        return "Each article has the pass of one annotator, which others may have reviewed."
    if tally.double == tally.articles:
        return "Each article has independent passes of two annotators or more."
    return f"{tally.double} of the {tally.articles} articles have independent passes of two annotators or more."


def _annotators(facts: Facts) -> str:
    lines = []
    for id in sorted(facts.tally.annotators):
        record = facts.vocabulary.annotators[id]
        version = (
            f"version {record['version']}" if record.get("version") else "version not recorded"
        )
        family = (
            f", {record['family']} ({record['provider']}), {version}"
            if record.get("family")
            else ""
        )
        lines.append(f"- `{id}`: {record['kind']}{family}. {record['note']}")
    return "\n".join(lines)


def _models(facts: Facts) -> str:
    records = [facts.vocabulary.annotators[id] for id in sorted(facts.tally.annotators)]
    return (
        ", ".join(
            f"{r['id']} ({r.get('family') or 'unnamed'})" for r in records if r["kind"] == "model"
        )
        or "none"
    )


def _configs_table(facts: Facts) -> str:
    rows = [
        f"| `{name}` | {config.rows} | {(CONFIGS[name].__doc__ or '').strip()} |"
        for name, config in facts.configs.items()
    ]
    return "\n".join(["| config | rows | a row is |", "| --- | ---: | --- |", *rows])


def _table(share: list[tuple[str, int]], name: str) -> str:
    rows = [f"| {label} | {count} |" for label, count in share]
    return "\n".join([f"| {name.replace('_', ' ')} | count |", "| --- | ---: |", *rows])
