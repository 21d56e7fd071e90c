"""Compares passes with the reference: which item supports which, and what was decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..files.source_article import SourceArticle
from ..model.annotated import Annotated, Unreadable, annotated, text_of, value_of
from ..model.items import Item, items
from ..model.records import Decision
from ..model.schema import Schema
from .matching import DECISIVE, Layers, align

_Items = Sequence[Item]


@dataclass(frozen=True)
class Adjudication:
    """The reference of an article, its passes by annotator, and its decisions, if any."""

    reference: Annotated
    passes: Mapping[str, Annotated]
    decisions: Mapping[str, Any] | None

    @property
    def complete(self) -> bool:
        """Whether every quote of every file was found, so that items can be compared."""
        return all(found.problem is None for found in (self.reference, *self.passes.values()))

    @cached_property
    def items(self) -> list[Item]:
        """The reference as items."""
        annotation, resolution = self.reference
        return items(annotation, resolution, "", resolution.segments)

    @cached_property
    def made(self) -> list[Layers]:
        """The passes as items, each with the item it supports and the decision about it."""
        reference, found = Layers(self.items), []
        for annotator, read in self.passes.items():
            own = Layers(items(*read, annotator, self.reference.resolution.segments))
            add_support(reference, own)
            for item in own:
                supported = item["layer"], item["supports"]
                decision = self.decided.get(decision_key(item)) or self.decided.get(supported)
                item["decision"] = decision
            found.append(own)
        return found

    @property
    def pass_items(self) -> list[Item]:
        """The items of all passes."""
        return [item for own in self.made for item in own]

    @cached_property
    def records(self) -> list[Decision]:
        """The decisions, in a file that fits its schema."""
        found, value = [], self.decisions or {"decisions": []}
        for d in value["decisions"]:
            named = tuple(d["reference"]), tuple(d["overruled"])
            act = (d.get(key, value[key]) for key in ("by", "kind", "date"))
            found.append(Decision(d["id"], d["layer"], *named, d["decided"], d["why"], *act))
        return found

    @cached_property
    def decided(self) -> dict[tuple[str, str | None], str]:
        """The id of the decision about each decided item, by `decision_key`."""
        named = ((d, item) for d in self.records for item in (*d.reference, *d.overruled))
        return {(d.layer, item): d.id for d, item in named}


def read_adjudication(article: SourceArticle, schema: Schema | None = None) -> Adjudication:
    """The files of an article, resolved; no rule runs. Raises Unreadable."""
    capture = text_of(article.capture)
    reference = annotated(article.annotation, capture, schema)
    known, files = reference.resolution, article.passes.items()
    passes = {name: annotated(file, capture, schema, known) for name, file in files}
    file = article.decisions
    found = Adjudication(reference, passes, value_of(file) if file.exists else None)
    try:
        found.records  # noqa: B018 - cached; a file in another format is found here
    except (KeyError, TypeError, AttributeError):
        raise Unreadable(f"{file.path} does not fit schema/decisions.schema.json") from None
    return found


def decision_key(item: Item) -> tuple[str, str]:
    """Layer and id as a decision names them; the id of a pass's item is annotator/id."""
    annotator, id = item["annotator"], item["id"]
    return item["layer"], f"{annotator}/{id}" if annotator else id


def add_support(reference: Layers, made: Layers) -> None:
    """Add to the items of a pass which item of the reference each supports, and how it differs."""
    for pairs in align(made, reference).pairs.values():
        for one, other, differs, _ in pairs:
            one["supports"], one["differs"] = other["id"], differs


def disagreements(reference: _Items, pass_items: _Items) -> list[Item]:
    """What needs a decision: items of the reference, then of the passes, in order.

    `pass_items` have their support. An item of the reference needs a decision unless two passes
    agree with it in everything `DECISIVE`; an item of a pass, if it is not in the reference.
    """
    agreeing = defaultdict[tuple[str, str | None], set[str]](set)
    for item in pass_items:
        if not DECISIVE[item["layer"]].intersection(item["differs"]):
            agreeing[item["layer"], item["supports"]].add(item["annotator"])
    disputed = [item for item in reference if len(agreeing[item["layer"], item["id"]]) < 2]
    return disputed + [item for item in pass_items if item["supports"] is None]
