"""Counts over a corpus, and of its parts."""

import json
from collections import Counter
from dataclasses import fields
from pathlib import Path

import istanbul_talks
from istanbul_talks.dataset.statistics import Tally

EARLY, LATE = "2024-03-04", "2024-03-09"


def tally(prime: int, names: set[str], earliest: str, latest: str) -> Tally:
    """A value for every field, none of them that of an empty tally."""
    numbers = (prime * number for number in range(1, 8))
    entities = {name: entity(name, prime) for name in names}
    found = Tally(*numbers, entities, 8 * prime, 9 * prime, names, earliest, latest)
    for name, count in found.labels.items():
        count.update({name: prime, **dict.fromkeys(names, 1)})
    return found


def entity(id: str, count: int) -> dict[str, str | int]:
    counts = {"articles": count, "mentions": 2 * count, "claims": 3 * count, "stances": 4 * count}
    return {"id": id, "name": id.upper(), **counts}


def test_every_field_is_merged() -> None:
    """A new field needs a value in `tally`, and a place in `merge`."""
    one, other = tally(3, {"a", "b"}, EARLY, LATE), tally(5, {"b", "c"}, LATE, LATE)
    for field in fields(Tally):
        assert getattr(one, field.name) != getattr(Tally(), field.name), field.name
    for first, second in ((one, other), (other, one)):
        total = Tally()
        total.merge(first)
        assert total == first
        total.merge(Tally())
        assert total == first
        total.merge(second)
        assert total.labels["genre"] == Counter({"genre": 8, "a": 1, "b": 2, "c": 1})
        assert total == expected(total.labels)


def expected(labels: dict[str, Counter[str]]) -> Tally:
    entities = {"a": entity("a", 3), "b": entity("b", 8), "c": entity("c", 5)}
    names = {"a", "b", "c"}
    return Tally(8, 16, 24, 32, 40, 48, 56, entities, 64, 72, names, EARLY, LATE, labels)


def test_a_tally_of_articles_is_that_of_its_parts(harbour_release: Path) -> None:
    complete, total = Tally(), Tally()
    for number, row in enumerate(istanbul_talks.load(harbour_release).rows()):
        part = Tally()
        for tally in (complete, part):
            tally.add(row, [f"reader-{number}", "model-a"])
        total.merge(Tally.from_json(json.loads(json.dumps(part.to_json()))))
    assert total == complete
    assert complete.articles == complete.double > 1
    assert {"model-a", "reader-0"} <= complete.annotators
