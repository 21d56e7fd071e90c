"""Independent passes beside the reference: which item supports which, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from ..files.source_article import SourceArticle
from ..model.annotated import Annotated, Unreadable, annotated, text_of, value_of
from ..model.items import items
from ..model.records import Decision, PassItem
from ..model.schema import Schema
from .matching import DECISIVE, align


@dataclass(frozen=True)
class Adjudication:
    """The reference of an article, its passes by annotator, and the file of decisions, if any."""

    reference: Annotated
    passes: Mapping[str, Annotated]
    decisions: Mapping[str, Any] | None

    @property
    def complete(self) -> bool:
        """Whether every quote of every file was found, so that items can be compared."""
        return all(found.problem is None for found in (self.reference, *self.passes.values()))

    @cached_property
    def items(self) -> list[PassItem]:
        """The reference as items."""
        annotation, resolution = self.reference
        return items(annotation, resolution, "", resolution.segments)

    @cached_property
    def pass_items(self) -> list[PassItem]:
        """The items of all passes, each with the item it supports and the decision about it."""
        segments = self.reference.resolution.segments
        made = [
            items(annotation, resolution, annotator, segments)
            for annotator, (annotation, resolution) in self.passes.items()
        ]
        return published(self.items, made, self.records)

    @cached_property
    def records(self) -> list[Decision]:
        """The decisions."""
        return decisions_of(self.decisions) if self.decisions else []


def read_adjudication(article: SourceArticle, schema: Schema | None = None) -> Adjudication:
    """The files of an article, resolved; no rule runs. Raises Unreadable."""
    capture = text_of(article.capture)
    reference = annotated(article.annotation, capture, schema)
    passes = {name: annotated(file, capture, schema) for name, file in article.passes.items()}
    file = article.decisions
    found = Adjudication(reference, passes, value_of(file) if file.exists else None)
    try:
        found.records  # noqa: B018 - cached; a file of another form is found here
    except (KeyError, TypeError, AttributeError):
        raise Unreadable(f"{file.path} does not fit schema/decisions.schema.json") from None
    return found


class Open(NamedTuple):
    """A place where passes differ in something that matters: an item of the reference, or one of a pass that did not enter it."""

    item: PassItem
    overruled: bool

    @property
    def key(self) -> tuple[str, str]:
        """Layer and id, as a decision names it: the item's id, for one of a pass annotator/id."""
        return (
            self.item.layer,
            f"{self.item.annotator}/{self.item.id}" if self.overruled else self.item.id,
        )


def supported(reference: Sequence[PassItem], made: Sequence[PassItem]) -> list[PassItem]:
    """The items of a pass, each with the item of the reference that it supports and in what it differs from it."""
    pairs = {(p.one.layer, p.one.id): p for p in align(made, reference)}
    found = []
    for item in made:
        pair = pairs.get((item.layer, item.id))
        found.append(replace(item, supports=pair.other.id, differs=pair.differs) if pair else item)
    return found


def open_places(reference: Iterable[PassItem], passes: Iterable[PassItem]) -> Iterator[Open]:
    """What needs a decision, in the order of the reference, then of the passes; `passes` are the items of all of them, `supported`.

    An item of the reference needs none if two passes hold it without a difference that matters (`alignment.DECISIVE`).
    An item of a pass needs one if the reference does not hold it at all.
    """
    whole: dict[tuple[str, str], set[str]] = {}
    rest = []
    for item in passes:
        if item.supports is None:
            rest.append(Open(item, True))
        elif not DECISIVE[item.layer].intersection(item.differs):
            whole.setdefault((item.layer, item.supports), set()).add(item.annotator)
    yield from (
        Open(item, False) for item in reference if len(whole.get((item.layer, item.id), ())) < 2
    )
    yield from rest


def decisions_of(value: Mapping[str, Any]) -> list[Decision]:
    """The records of a decisions file that fits its schema."""
    return [
        Decision(
            id=d["id"],
            layer=d["layer"],
            reference=tuple(d["reference"]),
            overruled=tuple(d["overruled"]),
            decided=d["decided"],
            why=d["why"],
            **{key: d.get(key, value[key]) for key in ("by", "kind", "date")},
        )
        for d in value["decisions"]
    ]


def decided(decisions: Iterable[Decision]) -> dict[tuple[str, str], str]:
    """The decision about each item that one names: layer and key of `Open` to the decision's id."""
    return {(d.layer, item): d.id for d in decisions for item in (*d.reference, *d.overruled)}


def published(
    reference: Sequence[PassItem],
    passes: Iterable[Sequence[PassItem]],
    decisions: Sequence[Decision],
) -> list[PassItem]:
    """The rows of the config `passes`: every item with what it supports and the decision about it."""
    known = decided(decisions)
    rows = []
    for made in passes:
        for item in supported(reference, made):
            about = known.get(Open(item, True).key) or known.get((item.layer, item.supports or ""))
            rows.append(replace(item, decision=about))
    return rows
