"""Lines that a web page puts around an article."""

import pytest

from istanbul_talks.text.boilerplate import is_navigation


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on social media",
        "  SUBSCRIBE  ",
        "Sign up for our newsletter",
        "Read more",
        "Advertisement",
        "Related stories",
        "1,234 views",
        "3 comments",
        "© 2025 The Harbour Post. All rights reserved.",
        "Show less",
    ],
)
def test_navigation(line: str) -> None:
    assert is_navigation(line)


@pytest.mark.parametrize(
    "line",
    [
        "The talks were to follow us home, he said.",
        "Advertisements were banned in Aria.",
        "Subscribers left.",
        "Two views of the pause were heard.",
        "12 viewsheds were mapped.",
        "The newsletter said so.",
        "",
    ],
)
def test_words_of_an_article(line: str) -> None:
    assert not is_navigation(line)
