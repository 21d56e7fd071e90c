"""A release may only take the place of a release, and of nothing that somebody else put there."""

from pathlib import Path

import pytest

from istanbul_talks.dataset.layout import config_of, shard_names
from istanbul_talks.dataset.staging import staging
from istanbul_talks.errors import CorpusError


def release(target: Path, word: str = "one") -> None:
    with staging(target) as staged:
        staged.write("file", word.encode())
        staged.write("MANIFEST.json", b'{"files": {"file": {}}}')
        staged.write("SHA256SUMS", b"")
        staged.commit()


def test_a_release_replaces_a_release_and_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for word in ("one", "two"):
        release(tmp_path / "out", word)
        assert (tmp_path / "out" / "file").read_text(encoding="utf-8") == word


@pytest.mark.parametrize("name", ["other", "deep/other", ".deep/other"])
def test_a_folder_with_a_file_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    release(tmp_path / "out")
    (tmp_path / "out" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"other is not part of the release.* Move the file"):
        release(tmp_path / "out", "two")
    assert (tmp_path / "out" / "file").read_text(encoding="utf-8") == "one"
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == "mine"


def test_a_folder_without_a_manifest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "letters"):
        with pytest.raises(CorpusError, match=r"is not a release: it has no MANIFEST\.json"):
            release(target)
    (tmp_path / "MANIFEST.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"MANIFEST\.json does not list the files of a release"):
        release(tmp_path)
    assert (tmp_path / "letters").read_text(encoding="utf-8") == "mine"


def test_paths_of_shards() -> None:
    assert shard_names("claims", 2, "parquet") == [
        "data/claims/train-00000-of-00002.parquet",
        "data/claims/train-00001-of-00002.parquet",
    ]
    assert shard_names("raw", 1, "jsonl") == ["jsonl/raw/train-00000-of-00001.jsonl"]
    assert config_of("data/claims/train-00000-of-00002.parquet") == ("claims", "parquet")
    assert config_of("jsonl/raw/train-00000-of-00001.jsonl") == ("raw", "jsonl")
    assert config_of("schema/labels.json") is None
