"""What annotators add to finished claims and stances, in files of their own or in the annotation.

A field is named by its item and key, such as `claims/no-reward` and `standalone`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..files.json_reader import Pointer
from ..text.anchoring import Anchor, Searchable, anchor
from .article import stance_id
from .resolve import quote_of

CLAIM_FIELDS = ("quoted", "standalone", "propositions", "links")
STANCE_FIELDS = ("claims", "without_claim")
FIELDS = {"claims": CLAIM_FIELDS, "stance": STANCE_FIELDS}
_NAMES = {"claims": lambda claim: claim["id"], "stance": stance_id}


class Field(NamedTuple):
    """A field of a claim or stance."""

    layer: str  # claims or stance
    id: str
    key: str

    @property
    def item(self) -> str:
        """The item as decisions and the ledger name it."""
        return f"{self.layer}/{self.id}"


def item_ids(annotation: Mapping[str, Any], layer: str) -> list[str]:
    """The ids of the claims or stances of an annotation, in its order."""
    return [_NAMES[layer](item) for item in annotation[layer]]


def is_enriched(annotation: Mapping[str, Any]) -> bool:
    """Whether an annotation says that something was added, or has something added."""
    acts = any(act["did"] == "enrich" for act in annotation["provenance"])
    return acts or any(True for _ in inline_values(annotation))


def inline(annotation: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Every field that can be added, with its value in the annotation; None without one."""
    for layer, keys in FIELDS.items():
        for item in annotation[layer]:
            for key in keys:
                yield Field(layer, _NAMES[layer](item), key), item.get(key)


def inline_values(annotation: Mapping[str, Any]) -> Iterator[Field]:
    """The fields that can be added and have a value in the annotation."""
    for layer, keys in FIELDS.items():
        for item in annotation[layer]:
            for key in keys:
                if item.get(key) is not None:
                    yield Field(layer, _NAMES[layer](item), key)


def held(additions: Mapping[str, Any], field: Field) -> Any:
    """The value that a file of additions has for a field; None without one."""
    return additions[field.layer].get(field.id, {}).get(field.key)


def merged(annotation: Mapping[str, Any], additions: Mapping[str, Any]) -> dict[str, Any]:
    """An annotation with the values of a file of additions instead of its own."""
    made = dict(annotation)
    for layer, keys in FIELDS.items():
        made[layer] = [
            {key: value for key, value in item.items() if key not in keys}
            | additions[layer].get(id, {})
            for id, item in zip(item_ids(annotation, layer), annotation[layer], strict=True)
        ]
    return made


def pointer_in_additions(annotation: Mapping[str, Any], pointer: Pointer) -> Pointer | None:
    """Where a place of a merged annotation is in the file of additions; None if not there."""
    layer, *rest = pointer or ("",)
    if layer not in FIELDS or not rest or (rest[1:] and rest[1] not in FIELDS[str(layer)]):
        return None
    index = rest[0]
    assert isinstance(index, int)
    return (layer, item_ids(annotation, str(layer))[index], *rest[1:])


def comparable(field: Field, value: Any, body: Searchable) -> Any:
    """What a value means: a list without its order, a quote as its place; None if empty."""
    if not isinstance(value, list):
        return value
    if field.key == "quoted":
        found = [(anchor(body, quote_of(quote)), quote) for quote in value]
        return frozenset(a.place if isinstance(a, Anchor) else str(q) for a, q in found) or None
    means = (tuple(sorted(one.items())) if isinstance(one, dict) else one for one in value)
    return frozenset(means) or None
