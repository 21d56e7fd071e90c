"""The replay of an annotation counts keys as its page says."""

import runpy

import pytest

from corpora import ROOT

DIFFERENCE = runpy.run_path(str(ROOT / "scripts" / "effort.py"))["difference"]


@pytest.mark.parametrize(
    ("before", "after", "lines", "keys"),
    [
        ("a\nb\n", "a\nb\n", 0, 0),
        ("  role: null\n", "  role: party\n", 1, 5),  # “party” in the place of “null”
        ("a\nnote\nb\n", "a\nb\n", 0, 1),  # one line is deleted
        ("a\nb\n", "a\n    new\nb\n", 1, 4),  # three letters and the end of the line
        ("a\nb\nc\n", "x\nb\nyz\nlast\n", 3, 1 + 2 + 5),
        ("    a\n", "a\n", 0, 0),
    ],
)
def test_keys_of_a_difference(before: str, after: str, lines: int, keys: int) -> None:
    assert DIFFERENCE(before, after) == {"lines": lines, "keys": keys}
