"""The real corpus, built as `make dataset` builds it."""

from datetime import date
from pathlib import Path

import pytest

from corpora import ROOT
from istanbul_talks import load
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.site.pages import data_pages


@pytest.fixture(scope="session")
def real_facts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Path]:
    """A release of the checkout as it is today, and its facts. Read it, never change it."""
    folder = tmp_path_factory.mktemp("dist") / "istanbul-talks"
    built = build(CorpusFolder(ROOT), folder, today=date.today())
    assert built.facts is not None, built.findings
    return built.facts, folder


@pytest.fixture(scope="session")
def real_release(real_facts: tuple[Facts, Path]) -> Path:
    """The release of the checkout."""
    return real_facts[1]


@pytest.fixture(scope="session")
def real_pages(real_facts: tuple[Facts, Path]) -> dict[str, str]:
    """The pages made from the data, as the site shows them; those in the checkout may be older."""
    facts, folder = real_facts
    return data_pages(CorpusFolder(ROOT), facts, load(folder))
