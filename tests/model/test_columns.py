"""What the columns of a release mean: columns.toml describes every field, and nothing else."""

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from istanbul_talks.model import columns, records


def _records() -> dict[str, set[str]]:
    """The fields of each record; those that the flat rows add to a record are under `Row`."""
    found: dict[str, set[str]] = {}
    known = (*vars(records).values(), *vars(columns).values(), *columns.CONFIGS.values())
    for kind in known:
        if is_dataclass(kind) and isinstance(kind, type):
            own = {field.name for field in fields(kind)} & kind.__annotations__.keys()
            name = "Row" if kind.__name__.endswith("Row") else kind.__name__
            found.setdefault(name, set()).update(own)
    return found


def test_every_field_and_config_has_one_meaning() -> None:
    """Columns that items have from their article are described there."""
    lists = ("stances", "claims")
    items = {n for config in columns.ITEMS for n in columns.item(config, lists).__annotations__}
    added = {"Item": items - set(columns.OF_ARTICLE), "Config": set(columns.CONFIGS)}
    expected = {**_records(), **added}
    assert {record: set(own) for record, own in columns.meanings().items()} == expected


def test_an_item_has_the_columns_of_its_row_then_of_its_article_then_its_own() -> None:
    found = columns.columns(columns.item("claims", ("title", "stances")))
    row = columns.columns(columns.CONFIGS["claims"])
    assert found[: len(row)] == row
    assert [field.name for field in found[len(row) :]] == [
        "publisher", "genre", "event", "published_earliest", "title", "source", "stances",
    ]  # fmt: skip
    assert found[-1].column.doc.startswith("Ids of the stances")
    assert found[len(row) + 1].column.labels == "genre"


def test_every_meaning_is_a_sentence() -> None:
    meant = [meaning for own in columns.meanings().values() for meaning in own.values()]
    assert [m.doc for m in meant if not m.doc.endswith((".", "]")) or m.doc != m.doc.strip()] == []


def test_a_row_names_its_article_then_has_the_columns_of_its_record() -> None:
    found = {field.name: field for field in columns.columns(columns.CONFIGS["mentions"])}
    assert list(found)[:8] == (
        ["article", "id", "entity", "type", "start", "end", "text", "undisputed"]
    )
    assert list(found)[8:] == ["name", "wikidata", "role"]
    assert found["start"][1:4] == (int, False, False)
    assert found["wikidata"][1:4] == (str, False, True)
    assert found["type"].column.labels == "entity_type"
    evidence = {field.name: field for field in columns.columns(records.Stance)}["evidence"]
    assert evidence[1:4] == (records.Span, True, False)


def test_an_unknown_property_of_a_meaning_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "columns.toml"
    file.write_text('[Ship]\nname = { doc = "Its name.", colour = "red" }\n', encoding="utf-8")
    with pytest.raises(TypeError, match="colour"):
        columns.meanings(file)
