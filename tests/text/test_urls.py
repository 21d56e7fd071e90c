"""Addresses that lead a reader to an article, and those that do not."""

import pytest

from istanbul_talks.text.urls import problem_of_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/talks",
        "http://news.example.co.uk:8080/a?b=c#d",
        "https://example.org./talks",
        "https://8.8.8.8/talks",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_a_public_address(url: str) -> None:
    assert problem_of_url(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://[::1/", "is not a valid URL"),
        ("https://example.org:port/", "is not a valid URL"),
        ("ftp://example.org/", "is not http or https"),
        ("example.org/talks", "is not http or https"),
        ("https://user:secret@example.org/", "contains a user name or password"),
        ("https://example.org/a b", "contains white space or an invisible character"),
        ("https://example.org/a\u200bb", "contains white space or an invisible character"),
        ("https:///talks", "does not name a public host"),
        ("https://example/", "does not name a public host"),
        ("https://example..org/", "does not name a public host"),
        ("https://localhost/", "does not name a public host"),
        ("https://printer.local/", "names a private host"),
        ("https://192.168.0.1/", "names a private host"),
        ("https://127.1/", "names a private host"),
        ("https://0x7f.0.0.1/", "names a private host"),
        ("https://[::1]/", "names a private host"),
    ],
)
def test_the_problem_of_an_address(url: str, problem: str) -> None:
    assert problem_of_url(url) == problem
