"""Compares what annotators added to an article's claims and stances with each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..files.source_article import SourceArticle
from ..model.additions import Field, comparable, held, inline
from ..model.annotated import Annotated, value_of
from ..model.article import Row
from ..model.resolve import quote_of
from ..text.anchoring import Anchor, Searchable, anchor

_LAYERS = {"claims": "claim", "stance": "stance"}


@dataclass(frozen=True)
class Added:
    """The reference of an article, additions to it by annotator, and the decisions, if any."""

    reference: Annotated
    made: Mapping[str, Any]
    decisions: Mapping[str, Any] | None

    @property
    def body(self) -> Searchable:
        found = self.reference.resolution.body
        assert found is not None
        return found

    def means(self, field: Field, value: Any) -> Any:
        """A value so that equal ones mean the same."""
        return comparable(field, value, self.body)

    @cached_property
    def fields(self) -> dict[Field, Any]:
        """Every field with its value in the reference."""
        return dict(inline(self.reference.annotation))

    @cached_property
    def disagreeing(self) -> list[Field]:
        """The fields in which additions differ, in the order of the annotation."""
        return [field for field in self.fields if len(self.readings(field)) > 1]

    def readings(self, field: Field) -> dict[Any, list[str]]:
        """The annotators of each different value of a field."""
        found = defaultdict[Any, list[str]](list)
        compared = self.decisions["passes"] if self.decisions else self.made
        for name, additions in self.made.items():
            if name not in compared:  # a later one
                continue
            found[self.means(field, held(additions, field))].append(name)
        return found

    @cached_property
    def decided(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The decision about each decided item and field."""
        made = self.decisions["decisions"] if self.decisions else ()
        return {(d["item"], d["field"]): d for d in made}

    def rows(self, annotators: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
        """The rows of `additions`: what each annotator added to each item.

        `annotators`: the registered ones, by id.
        """
        own = defaultdict[tuple[str, str], list[Field]](list)
        for field in self.fields:
            own[field.layer, field.id].append(field)
        for name, additions in self.made.items():
            for (layer, id), fields in own.items():
                values = {f.key: held(additions, f) for f in fields}
                differs = [f.key for f in fields if self._differs(f, values[f.key])]
                decided = [self._decision(f, annotators) for f in fields]
                yield {
                    "annotator": name,
                    "kind": annotators.get(name, {}).get("kind", "import"),
                    "guidelines": additions["guidelines"],
                    "layer": _LAYERS[layer],
                    "id": id,
                    "quoted": [*self._spans(values.get("quoted") or ())],
                    "standalone": values.get("standalone"),
                    **{key: values.get(key) or [] for key in ("propositions", "links", "claims")},
                    "without_claim": values.get("without_claim"),
                    "differs": differs,
                    "decisions": [*filter(None, decided)],
                }

    def mark_authors(self, row: Row, annotators: Mapping[str, Mapping[str, Any]]) -> None:
        """Name in an `articles` row who wrote each standalone wording, in place.

        It is the first annotator who has it; else the one of the last act `enrich` stays.
        """
        for claim in row["claims"]:
            field = Field("claims", claim["id"], "standalone")
            wrote = claim["standalone"] and self.readings(field).get(claim["standalone"])
            if wrote:
                claim["standalone_by"] = min(wrote)
                claim["standalone_kind"] = annotators.get(min(wrote), {}).get("kind", "import")

    def _differs(self, field: Field, value: Any) -> bool:
        return bool(self.means(field, value) != self.means(field, self.fields[field]))

    def _decision(self, field: Field, annotators: Mapping[str, Any]) -> Row | None:
        found, head = self.decided.get((field.item, field.key)), self.decisions
        if found is None or head is None:
            return None
        kind = annotators.get(head["by"], {}).get("kind", "import")
        own = {"field": field.key, "why": found["why"], "by": head["by"], "kind": kind}
        return {**own, "date": head["date"]}

    def _spans(self, quotes: Any) -> Iterator[Row]:
        for quote in quotes:
            found = anchor(self.body, quote_of(quote))
            if isinstance(found, Anchor):
                words = self.body.text[found.start : found.end]
                yield {"start": found.start, "end": found.end, "text": words}


def read_additions(article: SourceArticle, reference: Annotated) -> Added:
    """What was added to an article; no rule runs. Raises Unreadable."""
    made = {name: value_of(file) for name, file in article.additions.items()}
    decisions = article.addition_decisions if made else None
    exists = decisions is not None and decisions.exists
    return Added(reference, made, value_of(decisions) if exists and decisions else None)


def by_adder(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows of `additions` of one article, by annotator."""
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[row["annotator"]].append(row)
    return dict(found)


def matches(mine: Iterable[Row], theirs: Iterable[Row]) -> Iterator[tuple[str, float, float]]:
    """What two annotators' additions to an article add to measures: id, part and total.

    For F1 the total is the number of both: quoted spans, pairs of claim and proposition, of two
    claims with their relation, of stance and claim.
    """
    for id, parts_of in _PARTS.items():
        one, other = ({part for row in rows for part in parts_of(row)} for rows in (mine, theirs))
        yield id, 2 * len(one & other), len(one) + len(other)
    own, others = _propositions(mine), _propositions(theirs)
    for claim in {*own} & {*others}:
        if own[claim] or others[claim]:
            yield "addition.share.propositions", own[claim] == others[claim], 1


def relations(mine: Iterable[Row], theirs: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """What both say that claims do with the propositions that both link them to."""
    own, others = _propositions(mine), _propositions(theirs)
    for claim in {*own} & {*others}:
        yield from ((own[claim][id], others[claim][id]) for id in {*own[claim]} & {*others[claim]})


def _propositions(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """The relation of each claim to each of its propositions."""
    claims = (row for row in rows if row["layer"] == "claim")
    return {
        row["id"]: {one["id"]: one["relation"] for one in row["propositions"]} for row in claims
    }


_Parts = Callable[[Row], Iterator[tuple[Any, ...]]]
_PARTS: Mapping[str, _Parts] = {
    "addition.f1.quoted": lambda row: ((row["id"], s["start"], s["end"]) for s in row["quoted"]),
    "addition.f1.propositions": lambda row: ((row["id"], one["id"]) for one in row["propositions"]),
    "addition.f1.links": lambda row: (
        (row["id"], link["to"], link["relation"]) for link in row["links"]
    ),
    "addition.f1.claims": lambda row: ((row["id"], claim) for claim in row["claims"]),
}
