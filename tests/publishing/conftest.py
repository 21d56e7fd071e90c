"""A release of the made-up corpus to publish, and retries that do not wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from istanbul_talks import Corpus
from istanbul_talks.reading import retry
from support import zenodo as zenodo_stand_in
from support.forged import as_version


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Path:
    return harbour_text_free


@pytest.fixture
def corpus(free: Path, tmp_path: Path) -> Corpus:
    return as_version(free, tmp_path / "release", "1.0.0")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSE", 0.001)


@pytest.fixture
def zenodo(monkeypatch: pytest.MonkeyPatch) -> Iterator[zenodo_stand_in.Zenodo]:
    server = zenodo_stand_in.Zenodo()
    monkeypatch.setenv("ZENODO_URL", server.address)
    monkeypatch.setenv("ZENODO_TOKEN", zenodo_stand_in.TOKEN)
    yield server
    server.close()
