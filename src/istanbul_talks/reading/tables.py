"""Tables of pandas and `datasets`, with the types and facts of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from ..arguments import check_type
from ..dataset.cite import described_by
from ..errors import ArgumentError
from ..files.optional import require
from ..model.columns import Field, columns
from ..text.visible import did_you_mean, visible

if TYPE_CHECKING:
    import pandas
    import pyarrow

Labels = Mapping[str, Iterable[str]]  # by the name of their set
_AS = ("ids", "names")


def frame(table: pyarrow.Table) -> pandas.DataFrame:
    """A table as a DataFrame; nested columns hold arrays of dicts."""
    arrow, library = require("pyarrow", "arrow"), require("pandas", "pandas")
    # Without this a column of offsets with a null becomes float, which cannot slice, and one of
    # truth values an object, which cannot filter.
    nullable = {arrow.int32(): library.Int32Dtype(), arrow.bool_(): library.BooleanDtype()}
    made: pandas.DataFrame = table.to_pandas(types_mapper=nullable.get)
    return made


def check_labels(labels: str) -> None:
    """Raise ArgumentError unless labels are wanted as "ids" or as "names"."""
    check_type("labels", labels, str, "“ids” or “names”")
    if labels not in _AS:
        hint = did_you_mean(labels, _AS) or "."
        said = f"labels: “{visible(labels, 40)}” is not a way to show labels{hint}"
        raise ArgumentError(f"{said} Choose one of: {', '.join(_AS)}")


def features(schema: pyarrow.Schema, fields: Iterable[Field], known: Labels, labels: str) -> Any:
    """The columns of `datasets`. Labels are classes with ids, or texts for “names”."""
    library = require("datasets", "datasets")
    made = library.Features.from_arrow_schema(schema)
    if labels == "ids":
        _set_classes(made, fields, known, library.ClassLabel)
    return made


def as_dataset(table: pyarrow.Table, fields: Iterable[Field], known: Labels, labels: str) -> Any:
    """A table as a `datasets.Dataset`, with labels as `features` has them."""
    made = features(table.schema, fields, known, labels)
    return require("datasets", "datasets").Dataset.from_dict(table.to_pydict(), features=made)


def _set_classes(features: Any, fields: Iterable[Field], labels: Labels, label_of: Any) -> None:
    """Turn the columns of `datasets` that have labels into classes."""
    for field in fields:
        if is_dataclass(field.type) and field.name in features:
            _set_classes(features[field.name].feature, columns(field.type), labels, label_of)
        elif field.column.labels and field.name in features:
            features[field.name] = label_of(names=list(labels[field.column.labels]))


def with_facts(data: Any, manifest: Mapping[str, Any], config: str, citation: str = "") -> Any:
    """A `Dataset` with version, licence and citation: that of the release, unless one is given."""
    version = require("datasets", "datasets").Version(manifest["version"].partition("+")[0])
    facts = {**described_by(manifest), "version": version, "config_name": config}
    for name, value in (facts | ({"citation": citation} if citation else {})).items():
        setattr(data.info, name, value)
    return data
