"""Claims and stances of any article as the lists of the site show them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..dataset.text_free import MOST_WORDS, is_long
from .briefs import Brief, Source
from .edition import AUTHOR
from .words import label_in_words

LABELS = {"FAVOR": "for", "AGAINST": "against", "NONE": "neither"}
WAYS = ("direct", "mixed", "indirect")
# The columns that items are made from.
CLAIM = ["article", "id", "start", "end", "quote", "claimer", "claimer_name"]
CLAIM += ["cue", "attribution", "type", "epistemic"]
STANCE = ["article", "id", "holder", "holder_name", "target", "label", "expression", "certainty"]
STANCE += ["condition", "condition_start", "condition_end", "evidence"]
Row = Mapping[str, Any]


class Words(NamedTuple):
    """Words of an article. `text` is None if the edition does not have them."""

    text: str | None
    length: int

    @property
    def bar(self) -> int:
        """How long a bar stands for missing words, from 1 to 6."""
        return min(6, 1 + self.length // 40)


class Person(NamedTuple):
    """Who makes a claim or holds a stance. `entity`: the id of a registered one."""

    name: str
    side: str
    entity: str | None


class ClaimItem(NamedTuple):
    """A claim in a list; `link` is its address from the start of the site."""

    article: Brief
    link: str
    claimer: Person
    words: Words
    cue: str | None
    way: str
    type: str
    held: str  # how strongly the claimer commits to it


class StanceItem(NamedTuple):
    """A stance in a list; `link` is its address from the start of the site."""

    article: Brief
    link: str
    holder: Person
    target: str
    label: str
    expression: str
    certainty: str
    condition: Words | None
    evidence: tuple[Words, ...]


def person(source: Source, id: str, name: str) -> Person:
    """Who this is. Long names that are words of an article are cut in the text-free edition."""
    if id == AUTHOR:
        return Person("the author", "author", None)
    side = source.edition.side(id, name)
    if id != "other":
        return Person(name, side, id)
    if source.edition.is_text_free and is_long(name):
        name = f"{' '.join(name.split()[:MOST_WORDS])} …"
    return Person(name, side, None)


def claim_item(source: Source, row: Row) -> ClaimItem:
    """A row of `claims`, with the columns CLAIM."""
    link = f"articles/{row['article']}/#claims/{row['id']}"
    words = Words(row["quote"], row["end"] - row["start"])
    article = source.articles[row["article"]]
    claimer = person(source, row["claimer"], row["claimer_name"])
    way, kind = (label_in_words(of, row[of]) for of in ("attribution", "type"))
    held = label_in_words("epistemic", row["epistemic"], row["type"])
    return ClaimItem(article, link, claimer, words, row["cue"], way, kind, held)


def stance_item(source: Source, row: Row) -> StanceItem:
    """A row of `stance`, with the columns STANCE."""
    condition = None
    if row["condition_start"] is not None:
        length = row["condition_end"] - row["condition_start"]
        condition = Words(row["condition"], length)
    return StanceItem(
        source.articles[row["article"]],
        f"articles/{row['article']}/#stance/{row['id']}",
        person(source, row["holder"], row["holder_name"]),
        row["target"],
        LABELS[row["label"]],
        label_in_words("expression", row["expression"]),
        label_in_words("certainty", row["certainty"]),
        condition,
        tuple(Words(span["text"], span["end"] - span["start"]) for span in row["evidence"]),
    )
