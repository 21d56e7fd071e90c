"""The release as others read it: `datasets`, mlcroissant, the Hub's card, check-jsonschema."""

import json
import re
import shutil
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora import ROOT
from istanbul_talks import load
from istanbul_talks.model.columns import CONFIGS, columns
from support.release_rows import rows

CONFIG_NAMES = list(CONFIGS)


@pytest.fixture(scope="module")
def release(enriched_release: Path) -> Path:
    return enriched_release


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def named(value: Any, feature: Any) -> Any:
    """A value of `datasets` with class labels as names and days as ISO strings."""
    import datasets

    if isinstance(feature, datasets.ClassLabel):
        return None if value is None else feature.int2str(value)
    if isinstance(feature, dict):
        return {key: named(value[key], feature[key]) for key in feature}
    if isinstance(feature, datasets.List):
        return [named(item, feature.feature) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("config", CONFIG_NAMES)
def test_load_dataset_gives_the_same_rows_and_facts(
    release: Path, config: str, streaming: bool
) -> None:
    import datasets

    found = datasets.load_dataset(str(release), config, split="train", streaming=streaming)
    assert [named(row, dict(found.features)) for row in found] == rows(release, config)
    assert str(found.info.version) == "1.2.3"
    assert found.info.license == "annotations CC-BY-4.0; texts belong to their publishers"
    assert found.info.citation.startswith("@misc{harbour-talks-1.2.3,")
    assert found.info.homepage == "https://example.org/harbour-talks"
    assert found.info.description.startswith("Made-up articles on made-up negotiations")


def test_the_default_config_is_articles(release: Path) -> None:
    import datasets

    assert "entities" in datasets.load_dataset(str(release), split="train").features


def test_two_releases_of_the_same_name_do_not_mix(tmp_path: Path, river: Path) -> None:
    """Three folders of one name: another version, then another text under the same version."""
    import datasets

    from istanbul_talks.dataset.build import build
    from istanbul_talks.files.corpus_folder import CorpusFolder

    found = []
    for number, (version, note) in enumerate(
        (("1.0.0", "Test text."), ("1.0.1", "Next text."), ("1.0.1", "Last text."))
    ):
        (river / "pyproject.toml").write_text(
            f'[project]\nversion = "{version}"\n', encoding="utf-8"
        )
        path = river / "annotations" / "river-talks.json"
        path.write_text(
            re.sub('"note": ".{4} text."', f'"note": "{note}"', path.read_text(encoding="utf-8")),
            encoding="utf-8",
        )
        folder = tmp_path / str(number) / "river-talks"
        assert build(CorpusFolder(river), folder, today=date(2026, 1, 1)).facts
        for streaming in (False, True):
            dataset = datasets.load_dataset(
                str(folder), "articles", split="train", streaming=streaming
            )
            found.append((str(dataset.info.version), next(iter(dataset))["source_note"]))
    assert found == [
        pair
        for pair in (("1.0.0", "Test text."), ("1.0.1", "Next text."), ("1.0.1", "Last text."))
        for _ in range(2)
    ]


def test_an_unknown_label_is_refused_by_datasets(release: Path, tmp_path: Path) -> None:
    import datasets
    import pyarrow.parquet as pq

    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    path = copy / "data" / "stance" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    labels = ["MAYBE", *table["label"].to_pylist()[1:]]
    pq.write_table(
        table.set_column(
            table.schema.get_field_index("label"), table.schema.field("label"), [labels]
        ),
        path,
    )
    with pytest.raises(datasets.exceptions.DatasetGenerationError):
        datasets.load_dataset(str(copy), "stance", split="train")


def front_matter(release: Path) -> dict[str, Any]:
    return dict(
        yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    )


def test_the_card_uses_the_hubs_vocabularies(release: Path) -> None:
    from huggingface_hub import DatasetCard

    known = json.loads(
        (ROOT / "tests" / "support" / "hub_vocabulary.json").read_text(encoding="utf-8")
    )
    head = front_matter(release)
    for field, values in known.items():
        if field != "source":
            assert set(head[field]) <= set(values), field
    card = DatasetCard.load(release / "README.md")
    assert card.data.license == "other"
    assert card.data.license_link == "LICENSE-DATA"
    assert (release / "LICENSE-DATA").is_file()
    assert card.data.pretty_name == "Harbour Talks"


def test_the_card_has_the_sections_of_the_hubs_template(release: Path) -> None:
    text = (release / "README.md").read_text(encoding="utf-8")
    for heading in (
        "## Dataset Details", "### Dataset Description", "## Uses", "### Direct Use",
        "### Out-of-Scope Use",
        "## Dataset Structure",
        "## Dataset Creation", "### Curation Rationale", "### Source Data",
        "#### Who are the source data producers?",
        "### Annotations",
        "#### Who are the annotators?", "#### Personal and Sensitive Information",
        "## Bias, Risks, and Limitations",
        "## Citation",
    ):  # fmt: skip
        assert f"\n{heading}\n" in text, heading
    assert "[More Information Needed]" not in text
    assert ("No human has annotated or reviewed" in text) == all(
        act["kind"] != "human" for row in rows(release, "articles") for act in row["provenance"]
    )


def test_the_cards_counts_are_those_of_the_data(release: Path) -> None:
    text = (release / "README.md").read_text(encoding="utf-8")
    counts = {config: len(rows(release, config)) for config in CONFIG_NAMES}
    entities = len({row["entity"] for row in rows(release, "mentions")})
    sentence = (
        f"{counts['articles']} articles with {counts['mentions']} mentions of {entities} entities, "
        f"{counts['claims']} claims and {counts['stance']} stances."
    )
    assert sentence in text
    for info in front_matter(release)["dataset_info"]:
        assert info["splits"][0]["num_examples"] == counts[info["config_name"]]


@pytest.fixture(scope="module")
def croissant(release: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib and pandas warn about themselves
        import mlcroissant

        return mlcroissant.Dataset(str(release / "croissant.json"))


def decoded(value: Any, prefix: str) -> Any:
    """A value of mlcroissant without the record set's name and with text for bytes."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: decoded(inner, prefix) for key, inner in value.items()}
    if isinstance(value, list):
        return [decoded(item, prefix) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value


@pytest.mark.parametrize("config", CONFIG_NAMES)
def test_croissant_gives_back_every_record(release: Path, croissant: Any, config: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        records = [decoded(record, config) for record in croissant.records(config)]
    expected = rows(release, config)
    if config == "articles":  # lists inside lists of structs are described in the stance record set
        expected = [
            {
                **row,
                **{
                    layer: [{k: v for k, v in one.items() if k not in _INNER} for one in row[layer]]
                    for layer in ("claims", "stance")
                },
            }
            for row in expected
        ]
    assert len(records) == len(expected)
    for record, row in zip(records, expected, strict=True):
        assert record.keys() == row.keys()
        for key, value in row.items():
            assert plain(record[key]) == plain(value), (config, key)


_INNER = ("evidence", "claims", "quoted", "propositions", "links")  # lists


def plain(value: Any) -> Any:
    """Lists of structs without nulls, which mlcroissant drops or fills; NaN and NaT as None."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if plain(inner) is not None}
    return None if value != value or value == "NaT" else value  # noqa: PLR0124 - NaN differs from itself


def test_croissant_is_complete(release: Path, croissant: Any) -> None:
    assert not croissant.metadata.issues.errors
    document = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    assert {record["@id"] for record in document["recordSet"]} == set(CONFIG_NAMES)
    assert document["version"] == load(release).version
    published = {
        "dataCollection", "dataCollectionType", "dataAnnotationProtocol", "annotationsPerItem",
        "annotatorDemographics", "machineAnnotationTools",
        "dataUseCases", "dataBiases", "dataLimitations", "dataSocialImpact",
        "personalSensitiveInformation",
        "dataReleaseMaintenancePlan",
    }  # fmt: skip
    assert {key.removeprefix("rai:") for key in document if key.startswith("rai:")} == published
    for config, record in CONFIGS.items():
        fields = next(r for r in document["recordSet"] if r["@id"] == config)["field"]
        assert [field["@id"].rpartition("/")[2] for field in fields] == [
            field.name for field in columns(record)
        ]


def test_citation_file_is_valid(release: Path) -> None:
    path = release / "CITATION.cff"
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (found["version"], found["type"]) == ("1.2.3", "dataset")
