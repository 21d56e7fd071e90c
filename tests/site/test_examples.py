"""Examples of the pages, with what they print for the test corpus harbour."""

from pathlib import Path

import pytest

from istanbul_talks.reading.corpus import Corpus, load
from istanbul_talks.site.examples import MARK, with_outputs

PAGE = f"```python\n{{}}\n```\n\n{MARK}\n{{}}\n\nAfter.\n"
LOAD = "import istanbul_talks\n\ncorpus = istanbul_talks.load()\n"


@pytest.fixture
def corpus(harbour_text_free: Path) -> Corpus:
    return load(harbour_text_free)


def test_an_output_is_that_of_the_example_above_it_and_of_this_release(corpus: Corpus) -> None:
    """Examples without a mark, or with a block in between, are not run."""
    loud = "```python\nraise SystemExit\n```\n\n"
    pages = [
        loud + PAGE.format(f"{LOAD}print(corpus.edition)", f"```text\n{t}```")
        for t in ("", "old\n")
    ]
    made = [with_outputs("a.md", page, corpus) for page in pages]
    assert made[0] == made[1] == pages[0].replace("```text\n", "```text\ntext-free\n")


def test_what_an_example_prints_stays_in_its_block(corpus: Corpus) -> None:
    """Characters that are not seen are escaped."""
    code = r'print("\x60" * 3 + "\n<b>\u202e", end="  \n")'
    short, long = "```text\na\n```", "````text\n```\n<b>\\u202e\n````"
    made = with_outputs("a.md", PAGE.format(code, short), corpus)
    assert made == PAGE.format(code, long)
    assert with_outputs("a.md", made, corpus) == made


def test_bars_of_progress_are_not_shown(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys\nprint('50 %', file=sys.stderr)"
    assert "50 %\n" not in with_outputs("a.md", PAGE.format(code, "```text\n```"), corpus)
    assert capsys.readouterr().err == ""


def test_an_example_that_fails_is_named(corpus: Corpus) -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        with_outputs("a.md", PAGE.format("1 / 0", "```text\n```"), corpus)
    assert failed.value.__notes__ == [f"a.md: this example fails on {corpus!r}:\n1 / 0\n"]
