"""The real corpus, built as `make dataset` builds it."""

from datetime import date
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder


@pytest.fixture(scope="session")
def real_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the checkout as it is today. Read it, never change it."""
    folder = tmp_path_factory.mktemp("dist") / "istanbul-talks"
    built = build(CorpusFolder(ROOT), folder, today=date.today())
    assert built.facts is not None, built.findings
    return folder
