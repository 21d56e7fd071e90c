"""The form of a corpus has a field for whatever its schema and labels name."""

from typing import Any

import pytest

from corpora import harbour
from istanbul_talks.contributing import form
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary

KINDS = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder"},
    "dropdown": {"label", "description", "options"},
    "textarea": {"label", "description", "placeholder", "render"},
    "checkboxes": {"label", "options"},
}  # what hosts read of each kind of field


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> vocabulary.Vocabulary:
    return vocabulary.load(CorpusFolder(harbour(tmp_path_factory.mktemp("form") / "harbour")))


@pytest.fixture(scope="module")
def made(known: vocabulary.Vocabulary) -> dict[str, Any]:
    return form.template(known)


def test_every_key_and_label_of_the_schema_is_in_the_form(
    known: vocabulary.Vocabulary, made: dict[str, Any]
) -> None:
    by_label = {field["attributes"].get("label"): field["attributes"] for field in made["body"]}
    assert by_label["Source: genre"]["options"] == list(known.labels["genre"])
    assert by_label["Human or model"]["options"] == ["human", "model"]
    assert by_label["Human or model"]["description"] == "Choose model if a model did the work."
    assert by_label["Date: event"]["options"] == list(known.events)
    for layer in ("claims", "stance", "entities"):
        items = known.schema.document["properties"][layer]["items"]
        description = by_label[layer.capitalize()]["description"]
        for key, field in items["properties"].items():
            assert f"`{key}`" in description
            assert all(str(value) in description for value in field.get("enum", ()) if value)


def test_the_form_has_the_shape_that_hosts_read(
    known: vocabulary.Vocabulary, made: dict[str, Any]
) -> None:
    assert set(made) == {"name", "description", "title", "labels", "body"}
    for field in made["body"]:
        assert set(field["attributes"]) <= KINDS[field["type"]], field
    labels = [field["attributes"]["label"] for field in made["body"] if field["type"] != "markdown"]
    assert labels == form.labels(made)
    assert len(labels) == len(set(labels))
    assert labels[-1] == "Text of the article"
    ids = [field["id"] for field in made["body"] if field["type"] != "markdown"]
    assert ids[:2] == ["before-you-send-it", "who-annotates"]
    assert len(set(ids)) == len(labels)
