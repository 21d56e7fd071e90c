"""What somebody selects is not yet what a quote has."""

import pytest

from istanbul_talks.text.anchoring import Place
from istanbul_talks.text.selection import quotable

TEXT = (
    "Ana Vey said: “We have opened a door,” and left (at dawn). The U.S. stays. "
    "“It is over.” Café du Monde’s «quay» 👩\u200d👧 e\u0301t 北京的河\r\nEnd."
)
SELECTED = {
    " said: ": "said",
    "“We have opened a door,” and": "“We have opened a door,” and",
    "“We have opened": "We have opened",
    "opened a door,”": "opened a door",
    "a door,” and left (at": "a door,” and left (at",
    "left (at dawn).": "left (at dawn)",
    "at dawn).": "at dawn",
    "(at": "at",
    ": “We": "We",
    "The U.S. stays.": "The U.S. stays",
    "The U.S.": "The U.S.",
    "“It is over.”": "“It is over.”",
    "It is over.": "It is over",
    "afé du Mon": "Café du Monde",
    "uay»": "quay",
    "\u200d👧": "👩\u200d👧",
    "\u0301": "e\u0301t",
    "京的": "京的",
    "\nEnd.": "End",
    "\r\n": None,
    ").": None,
    "“": None,
}


@pytest.mark.parametrize(("selected", "quote"), SELECTED.items())
def test_a_selection_becomes_the_words_of_a_quote(selected: str, quote: str | None) -> None:
    start = TEXT.index(selected)
    found = quotable(TEXT, Place(start, start + len(selected)))
    assert (found and TEXT[slice(*found)]) == quote
