"""`cache` lists what was downloaded and drops it, but nothing that is in use."""

import re
from pathlib import Path

import pytest

from istanbul_talks import load
from istanbul_talks.cli.cache import shown
from istanbul_talks.cli.main import main
from support.rude import Rude


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["cache", *arguments])
    found = capsys.readouterr()
    return code, found.out + found.err


def test_what_was_downloaded_is_listed_and_dropped(
    harbour_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(folder))
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", "2GB")
    assert run(capsys) == (0, f"{folder}: nothing is there yet\n")
    with Rude(harbour_release) as server:
        corpus = load(server.url)
        assert len(list(corpus.articles())) == len(corpus)
        release = rf"  harbour-talks {re.escape(corpus.version)}, full: [0-9.]+ kB, last used 20.*"
        code, said = run(capsys)
        assert code == 0
        assert re.fullmatch(
            rf"{folder}: [0-9.]+ kB of at most 2\.0 GB\n{release}, open now\n", said
        )
        code, said = run(capsys, "--clear")
        assert (code, "kept: a program has" in said) == (1, True)
        assert len(list(corpus.rows("claims"))) > 0
    del corpus
    code, said = run(capsys, "--max-size", "20kB", "--cache", str(folder))
    assert (code, said.endswith(" kB deleted\n")) == (0, True)
    assert re.match(rf"{folder}: [1-9][0-9.]+ kB of", run(capsys)[1])
    code, said = run(capsys, "--clear")
    assert (code, said.endswith(" deleted\n")) == (0, True)
    assert run(capsys) == (0, f"{folder}: 0 bytes of at most 2.0 GB\n")


def test_a_size_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--cache", str(tmp_path), "--max-size", "huge")
    assert (code, "--max-size: “huge” is not a size" in said) == (2, True)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (1_250_000, "1.2 MB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_sizes_are_shown_in_units(size: int, text: str) -> None:
    assert shown(size) == text
