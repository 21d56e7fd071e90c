"""Independent passes beside the reference: which item supports which, and what was decided."""

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

_Items = Iterable[PassItem]


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
        known, found = decision_ids(self.records), []
        for annotator, (annotation, resolution) in self.passes.items():
            made = items(annotation, resolution, annotator, segments)
            for item in with_support(self.items, made):
                own = known.get(Disagreement(item, True).key)
                decision = own or known.get((item.layer, item.supports or ""))
                found.append(replace(item, decision=decision))
        return found

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


class Disagreement(NamedTuple):
    """An item that needs a decision: of the reference, or (`overruled`) of a pass and not in it."""

    item: PassItem
    overruled: bool

    @property
    def key(self) -> tuple[str, str]:
        """Layer and id as a decision names them; the id of a pass's item is annotator/id."""
        item = self.item
        return item.layer, f"{item.annotator}/{item.id}" if self.overruled else item.id


def with_support(reference: Sequence[PassItem], made: Sequence[PassItem]) -> list[PassItem]:
    """The items of a pass, each with the reference's item it supports and how it differs."""
    pairs = {(pair.one.layer, pair.one.id): pair for pair in align(made, reference)}
    found = []
    for item in made:
        pair = pairs.get((item.layer, item.id))
        found.append(replace(item, supports=pair.other.id, differs=pair.differs) if pair else item)
    return found


def disagreements(reference: _Items, pass_items: _Items) -> Iterator[Disagreement]:
    """What needs a decision: items of the reference, then of the passes, in their order.

    `pass_items` have their support. An item of the reference needs a decision unless two passes
    agree with it in all that is `DECISIVE`; one of a pass, if it is not in the reference.
    """
    agreeing: dict[tuple[str, str], set[str]] = {}
    not_in_reference = []
    for item in pass_items:
        if item.supports is None:
            not_in_reference.append(Disagreement(item, True))
        elif not DECISIVE[item.layer].intersection(item.differs):
            agreeing.setdefault((item.layer, item.supports), set()).add(item.annotator)
    for item in reference:
        if len(agreeing.get((item.layer, item.id), ())) < 2:
            yield Disagreement(item, False)
    yield from not_in_reference


def decisions_of(value: Mapping[str, Any]) -> list[Decision]:
    """The records of a decisions file that fits its schema."""
    found = []
    for d in value["decisions"]:
        about = tuple(d["reference"]), tuple(d["overruled"])
        act = (d.get(key, value[key]) for key in ("by", "kind", "date"))
        found.append(Decision(d["id"], d["layer"], *about, d["decided"], d["why"], *act))
    return found


def decision_ids(decisions: Iterable[Decision]) -> dict[tuple[str, str], str]:
    """The id of the decision about each item that one names, by the key of `Disagreement`."""
    return {(d.layer, item): d.id for d in decisions for item in (*d.reference, *d.overruled)}
