"""Shared by all tests: the checkout, the base corpus for tests, and a release built once."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "tests" / "rules"
BASE = RULES / "_base"
TODAY = date(2026, 11, 22)

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")


def make_corpus(folder: Path) -> Path:
    """The base corpus for tests in `folder`: one article on another topic, with its own vocabularies."""
    for name in ("corpus", "annotations", "templates"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(BASE / "schema", folder / "schema")
    for name in (
        "annotation.schema.json",
        "audit.schema.json",
        "decisions.schema.json",
        "vocabulary.schema.json",
        "labels.json",
    ):
        shutil.copy(ROOT / "schema" / name, folder / "schema" / name)
    shutil.copy(BASE / "river-talks.txt", folder / "corpus" / "river-talks.txt")
    shutil.copy(BASE / "river-talks.json", folder / "annotations" / "river-talks.json")
    shutil.copy(ROOT / "templates" / "card.md", folder / "templates" / "card.md")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "river-talks"\nversion = "2.3.4"\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A fresh copy of the base corpus."""
    return make_corpus(tmp_path / "river")


@pytest.fixture
def base_annotation() -> dict:
    """The base annotation as a value."""
    return json.loads((BASE / "river-talks.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def harbour_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test corpus "harbour", built as `make dataset` builds a corpus. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=False)


@pytest.fixture(scope="session")
def harbour_text_free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its text-free edition. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=True)


def _built_harbour(tmp_path_factory: pytest.TempPathFactory, *, free: bool) -> Path:
    from corpora import TODAY as FIXED_DAY
    from corpora import harbour
    from istanbul_talks.dataset.build import build
    from istanbul_talks.files.corpus_folder import CorpusFolder

    folder = tmp_path_factory.mktemp("harbour")
    root = CorpusFolder(harbour(folder / "corpus"))
    built = build(root, folder / "harbour-talks", today=FIXED_DAY, free=free)
    assert built.facts is not None, built.findings
    return folder / "harbour-talks"
