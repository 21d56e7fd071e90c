"""The dataset card: metadata for the Hub and `datasets`, and the text from its template."""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from string import Template
from typing import Any

from ...errors import CorpusError
from ...model.columns import CONFIGS, DESCRIPTIONS, Field, columns, existed
from ...quality.agreement import LEAST_UNITS
from ...quality.matching import MATCH
from ...quality.measures import RESAMPLES
from ...text.markdown import escaped, plain, table
from .. import quality_tables
from ..cite import cite, described_by
from ..facts import Facts
from ..manifest import Configs
from ..statistics import Tally
from .metadata import described, to_yaml

Labels = Mapping[str, Iterable[str]]  # by the name of their set
TEMPLATE = "templates/card.md"
_DTYPES = {str: "string", int: "int32", bool: "bool", date: "date32"}
_SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B")
_ADDITIONS = """
Later, annotators added a standalone wording to each claim, the words it quotes, its propositions
and its links to other claims, and to each stance its claims. A standalone wording is an
annotator's sentence, not the article's. The config `additions` contains every pass and every
decision between them, and `standalone_by` names who wrote a wording.
"""


def fill(template: str, values: Mapping[str, Any], name: str) -> str:
    """Fill the $names of a template. CorpusError for an unknown name: a card must have no gaps."""
    try:
        return Template(template).substitute(
            {key: f"{one:,}" if type(one) is int else one for key, one in values.items()}
        )
    except (KeyError, ValueError) as error:
        raise CorpusError(f"{name}: the template names {error}, which nothing fills") from None


def card(facts: Facts, template: str) -> str:
    """The README.md of a release."""
    return f"---\n{to_yaml(front_matter(facts))}---\n\n{fill(template, values(facts), TEMPLATE)}"


def front_matter(facts: Facts) -> dict[str, Any]:
    """The card's metadata."""
    thousands = max(0, len(str(facts.tally.articles)) - 3)
    return {
        **described("card", facts),
        **{key: list(value) for key, value in facts.dataset["hub"].items()},
        "size_categories": [_SIZES[min(thousands, len(_SIZES) - 1)]],
        **tables(facts.configs, facts.vocabulary.labels, facts.identity),
    }


def tables(
    configs: Configs, labels: Labels, manifest: Mapping[str, Any], before: str | None = None
) -> dict[str, Any]:
    """The part of the metadata that `datasets` reads.

    The version in every config keeps two releases apart in the cache of `datasets`. `before`: the
    columns are those of versions before this one.
    """
    common, version = described_by(manifest), manifest["version"].partition("+")[0]
    files, infos = [], []
    for name, config in configs.items():
        default = {"default": True} if name == "articles" else {}
        path = [{"split": "train", "path": f"data/{name}/*.parquet"}]
        files.append({"config_name": name, "version": version, **default, "data_files": path})
        features = _features(CONFIGS[name], labels, before)
        size, rows = config.memory_bytes, config.rows
        splits = [{"name": "train", "num_bytes": size, "num_examples": rows}]
        info = {"config_name": name, **common, "features": features, "splits": splits}
        infos.append(info | {"download_size": config.parquet_bytes, "dataset_size": size})
    return {"configs": files, "dataset_info": infos}


def _features(record: type, labels: Labels, before: str | None) -> list[dict[str, Any]]:
    own = (field for field in columns(record) if existed(field, before))
    return [feature(field, labels, before) for field in own]


def feature(field: Field, labels: Labels, before: str | None = None) -> dict[str, Any]:
    """A column in the terms of cards: `list`, as `sequence` transposes lists of structs."""
    if is_dataclass(field.type):
        return {"name": field.name, "list": _features(field.type, labels, before)}
    kind: Any = _DTYPES.get(field.type)
    if field.column.labels:
        names = {str(number): label for number, label in enumerate(labels[field.column.labels])}
        kind = {"class_label": {"names": names}}
    return {"name": field.name, "list" if field.many else "dtype": kind}


def values(facts: Facts) -> dict[str, Any]:
    """What templates may use: every count, table and text that comes from the data."""
    tally = facts.tally
    annotators = [facts.vocabulary.annotators[id] for id in sorted(tally.annotators)]
    rows = [(f"`{name}`", one.rows, DESCRIPTIONS[name]) for name, one in facts.configs.items()]
    heads = {name: f"{name.replace('_', ' ')} | count:" for name in tally.labels}
    return {
        **{name: plain(value) for name, value in facts.values().items() if isinstance(value, str)},
        **tally.counts(),
        **described(facts.edition, facts),
        "released": facts.released or "not dated",
        "earliest": tally.earliest or "no date",
        "latest": tally.latest or "no date",
        "linked": tally.linked,
        "attributed": tally.attributed,
        "annotators": "\n".join(map(_annotator, escaped(annotators))),
        "humans": _humans(tally),
        "passes": _passes(tally),
        "additions_said": _ADDITIONS if "additions" in facts.configs else "",
        "models": _models(escaped(annotators)),
        "citation": cite(facts.identity),
        "citation_text": plain(cite(facts.identity, "apa")),
        "agreement_table": quality_tables.agreement_table(facts),
        "agreement_main": quality_tables.agreement_table(facts, main=True),
        "agreement_caveat": quality_tables.agreement_caveat(facts),
        "audit_table": quality_tables.audit_table(facts),
        "least_units": LEAST_UNITS,
        "resamples": RESAMPLES,
        "match": MATCH,
        "decisions": facts.configs["decisions"].rows,
        "registered": len(facts.vocabulary.entities),
        "configs_table": table("config | rows: | a row is", rows),
        **{f"{name}_table": table(head, tally.share(name)) for name, head in heads.items()},
    }


def _humans(tally: Tally) -> str:
    if not tally.human:
        return "No human has annotated or reviewed the data so far."
    rest = tally.articles - tally.human
    done = f"A human annotated or reviewed {tally.human:,} of the {tally.articles:,} articles"
    return f"{done}; {rest:,} {'is' if rest == 1 else 'are'} machine-made only."


def _passes(tally: Tally) -> str:
    if not tally.double:
        return "Each article has a pass by one annotator, which others may have reviewed."
    which = f"{tally.double:,} of the {tally.articles:,} articles have"
    if tally.double == tally.articles:
        which = "Each article has"
    return f"{which} independent passes by two or more annotators."


def _annotator(record: Mapping[str, Any]) -> str:
    version, family = f"version {record.get('version') or 'not recorded'}", record.get("family")
    model = f", {family} ({record['provider']}), {version}" if family else ""
    return f"- `{record['id']}`: {record['kind']}{model}. {record['note']}"


def _models(annotators: Iterable[Mapping[str, Any]]) -> str:
    models = [record for record in annotators if record["kind"] == "model"]
    return ", ".join(f"{r['id']} ({r.get('family') or 'unnamed'})" for r in models) or "none"
