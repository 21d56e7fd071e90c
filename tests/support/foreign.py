"""Documents for tests of the formats of other tools, and what has to be the same in two of them."""

from typing import Any

from hypothesis import strategies as st

from istanbul_talks.formats.record import CLAIM, CONDITION, CUE, STANCE, Document, Item
from istanbul_talks.text.anchoring import Place

# Closed vocabularies, as `labels_of` returns them.
LABELS = {
    "entity_type": ["PERSON", "GPE"],
    "role": ["party", "venue"],
    "claim_type": ["event", "causal"],
    "epistemic": ["true-certain", "unknown"],
    "attribution": ["direct", "indirect"],
    "stance_label": ["FAVOR", "AGAINST"],
    "expression": ["explicit", "implicit"],
    "certainty": ["high", "low"],
    "target": ["quota-first", "reopen-quay"],
}
# A family joined by ZWJ, a flag, a letter with a combining mark, a skin tone, signs beyond U+FFFF.
FAMILY, FLAG, MARKED = "👩\u200d👩\u200d👧", "🇺🇦", "Tan\u0304a"
_WORDS = [
    "Ostrel",
    "a",
    "Jon Tårn",
    FAMILY,
    FLAG,
    MARKED,
    "👍🏽",
    "𐌀𐌁",
    "“quay”",
    "нет",
    "\\n",
    "3;4",
]
_GAPS = [" ", " ", ", ", "\n\n", "\r\n", "\u2028"]
_NOTES = st.text("ab \n\\\t“é👍", min_size=1, max_size=12)
_OWN = {
    CLAIM: {"type": "event", "claim-id": "no-reward", "claimer": "article", "note": None},
    STANCE: {"stance": "FAVOR", "target": "quota-first", "other-holder": None, "note": None},
    "GPE": {"entity": "ostrel", "name": "Ostrel Town", "role": "venue", "note": None},
    "PERSON": {},
    CUE: {},
    CONDITION: {},
}


@st.composite
def documents(draw: Any) -> Document:
    """A text with any characters, and items with any places, attributes and links."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8))
    text, spots = "", []
    for word in words:
        text += draw(st.sampled_from(_GAPS)) if text else ""
        spots.append((len(text), len(text) + len(word)))
        text += word
    labels = draw(st.lists(st.sampled_from([*_OWN]), max_size=6))
    return Document("quay-reopens", text, tuple(_items(draw, labels, spots)))


def _items(draw: Any, labels: list[str], spots: list[tuple[int, int]]) -> list[Item]:
    ids, found = [f"i{n}" for n in range(len(labels))], []
    for id, label in zip(ids, labels, strict=True):
        places = []
        for _ in range(draw(st.integers(1, 3)) if label == STANCE else 1):
            first = draw(st.integers(0, len(spots) - 1))
            last = draw(st.integers(first, len(spots) - 1))
            places.append(Place(spots[first][0], spots[last][1]))
        keys = [key for key in _OWN[label] if key in ("entity", "name") or draw(st.booleans())]
        said = {key: _OWN[label][key] or draw(_NOTES) for key in keys}
        roles = ("claimer", CUE) if label == CLAIM else ("holder",) if label == STANCE else ()
        others = [other for other in ids if other != id]
        links = [
            (r, draw(st.sampled_from(others))) for r in roles if others and draw(st.booleans())
        ]
        found.append(Item(id, label, tuple(places), said, tuple(links)))
    return found


def content(document: Document | None) -> list[Any]:
    """Everything in a document but the ids of its items: links are by number."""
    assert document is not None
    numbers = {item.id: number for number, item in enumerate(document.items)}
    return [
        (document.id, document.text),
        *(
            (i.label, i.places, dict(i.attributes), [(role, numbers[id]) for role, id in i.links])
            for i in document.items
        ),
    ]
