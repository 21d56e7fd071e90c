"""Whether a release may be published at all."""

from pathlib import Path

import pytest

from istanbul_talks import CorpusError, load
from istanbul_talks.publishing.release_check import checked_release
from support.forged import as_version


def test_texts_without_rights_go_out_only_by_name(harbour_release: Path, free: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        checked_release(harbour_release, [])
    message = "for 1 of 3 articles no right to share the text is known: quay-reopens. Publish"
    assert message in str(caught.value)
    with pytest.raises(
        CorpusError, match="--with-text names nothing-there, which is not an article without rights"
    ):
        checked_release(harbour_release, ["quay-reopens", "nothing-there"])
    assert checked_release(harbour_release, ["quay-reopens"]).digest == load(harbour_release).digest
    assert checked_release(free, []).manifest["edition"] == "text-free"


def test_what_is_no_release_is_not_published(free: Path, tmp_path: Path) -> None:
    unreleased = as_version(free, tmp_path / "a", "1.0.0+abcdef12")
    with pytest.raises(
        CorpusError, match="never released as version 1.0.0.abcdef12. Make a release"
    ):
        checked_release(unreleased.folder, [])
    damaged = as_version(free, tmp_path / "b", "1.0.0")
    (damaged.folder / "LICENSE").write_bytes(b"x")
    with pytest.raises(CorpusError, match="LICENSE"):
        checked_release(damaged.folder, [])
