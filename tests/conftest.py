"""Shared by all tests: the river corpus, and releases of harbour that are built once."""

import json
import os
import signal
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

# A busy machine is no fault.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")
# A shell starts a command in the background so that it ignores interrupts, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
# Tests write and delete thousands of small files. Memory takes them faster than a disk.
MEMORY, ROOM = "/dev/shm", 1 << 30  # bytes
if Path(MEMORY).is_dir() and os.access(MEMORY, os.W_OK):
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize > ROOM and not found.f_flag & os.ST_NOEXEC:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that say how many minutes they take come first: short ones fill the gaps at the end."""

    def minutes(item: pytest.Item) -> int:
        mark = item.get_closest_marker("slow")
        return int(mark.kwargs.get("minutes", 0)) if mark else 0

    items.sort(key=minutes, reverse=True)


@pytest.fixture(autouse=True)
def _no_shared_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What one test found is not used by another, nor stored on this machine."""
    folder = tmp_path_factory.getbasetemp() / f"cache-{uuid4().hex}"
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(folder))


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A fresh copy of the river corpus."""
    from corpora import river

    return river(tmp_path / "river")


@pytest.fixture
def base_annotation() -> dict:
    """The annotation of the river corpus as a value."""
    from corpora import RIVER

    return json.loads((RIVER / "river-talks.json").read_bytes())


@pytest.fixture(scope="session")
def harbour_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harbour corpus, built as `make dataset` does it. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=False)


@pytest.fixture(scope="session")
def harbour_text_free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its text-free edition. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=True)


@pytest.fixture(scope="session")
def enriched_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Harbour with additions. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=False, additions=True)


@pytest.fixture(scope="session")
def enriched_text_free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its text-free edition. Read it, never change it."""
    return _built_harbour(tmp_path_factory, free=True, additions=True)


def _built_harbour(
    tmp_path_factory: pytest.TempPathFactory, *, free: bool, additions: bool = False
) -> Path:
    from corpora import TODAY, enriched, harbour
    from istanbul_talks.dataset.build import build
    from istanbul_talks.files.corpus_folder import CorpusFolder

    folder = tmp_path_factory.mktemp("harbour")
    root = CorpusFolder((enriched if additions else harbour)(folder / "corpus"))
    built = build(root, folder / "harbour-talks", today=TODAY, free=free)
    assert built.facts is not None, built.findings
    return folder / "harbour-talks"
