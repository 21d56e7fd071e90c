"""The line below the title of a social card. How cards are given to pages is in test_building."""

import pytest

from istanbul_talks.site.card import one_line


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("Reportage. 18 claims.", "Reportage. 18 claims."),
        (
            "Reportage in Harbour Lantern, 13 February 2024. 18 claims, each on its own words.",
            "Reportage in Harbour Lantern, 13 February 2024.",
        ),
        (
            "News articles on peace negotiations in a town by the sea, with every source marked.",
            "News articles on peace negotiations in a town by the sea, with every …",
        ),
    ],
)
def test_the_line_ends_with_a_sentence_or_between_words(about: str, shown: str) -> None:
    assert one_line(about) == shown
