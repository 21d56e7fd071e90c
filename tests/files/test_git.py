"""What git knows of a corpus."""

from pathlib import Path

from corpora import committed, git, harbour
from istanbul_talks.files.git import commit_with


def test_the_commit_of_a_folder_is_known_while_its_files_are_as_committed(tmp_path: Path) -> None:
    assert commit_with(tmp_path, "annotations") is None
    root = committed(harbour(tmp_path / "harbour"))
    head = git(root, "rev-parse", "HEAD").strip()
    (root / "README.md").write_text("changed")
    assert commit_with(root, "annotations") == head
    (root / "annotations" / "quay-reopens.json").write_text("{}")
    assert commit_with(root, "annotations") is None
