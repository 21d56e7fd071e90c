"""One field of a release forged at a time: its message says where, or the value is legal.

A sample runs always; all of it, with counts, in the slow tests.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora import harbour
from support import forgeries
from support.hostile import SEED, Tally

Suite = Callable[[Path, int, int], Tally]
SUITES: dict[str, tuple[Suite, int, int]] = {  # how much is left out, always and in the slow tests
    "forged-lines": (forgeries.forged_lines, 397, 1),
    "forged-tables": (forgeries.forged_tables, 397, 1),
    "forged-manifest": (forgeries.forged_manifest, 97, 1),
    "forged-documents": (forgeries.forged_documents, 397, 3),
    "forged-pointer": (forgeries.forged_pointer, 1, 1),
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


@pytest.fixture
def copies(harbour_release: Path, harbour_text_free: Path, tmp_path: Path) -> dict[str, Path]:
    """A copy of each edition."""
    editions = {"full": harbour_release, "text-free": harbour_text_free}
    return {
        name: Path(shutil.copytree(folder, tmp_path / name)) for name, folder in editions.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", SUITES)
def test_some_of_every_field(copies: dict[str, Path], name: str) -> None:
    suite, step, _ = SUITES[name]
    tally = Tally()
    for folder in copies.values():
        tally.add(suite(folder, 3 * step + 1, 1))
    tally.prove(name, record=False)


@pytest.mark.slow
def test_some_of_every_record(copies: dict[str, Path], tmp_path: Path) -> None:
    texts = harbour(tmp_path / "corpus") / "corpus"
    found = forgeries.forged_records(copies["text-free"], texts, tmp_path / "out", 397, 1)
    found.prove("forged-records", record=False)


@pytest.mark.slow
@pytest.mark.hostile
@pytest.mark.parametrize("name", SUITES)
def test_every_field(copies: dict[str, Path], name: str) -> None:
    suite, _, step = SUITES[name]
    tally = Tally()
    for folder in copies.values():
        tally.add(suite(folder, step, SEED))
    tally.prove(name)


@pytest.mark.slow
@pytest.mark.hostile
def test_every_record(copies: dict[str, Path], tmp_path: Path) -> None:
    texts = harbour(tmp_path / "corpus") / "corpus"
    found = forgeries.forged_records(copies["text-free"], texts, tmp_path / "out", 3, SEED)
    found.prove("forged-records")
