"""Releases that were made before some columns existed."""

import hashlib
import json
from pathlib import Path

import datasets
import pytest

from istanbul_talks import Corpus, load
from istanbul_talks.files.json_bytes import compact
from istanbul_talks.reading.restore import restore
from support.forged import seal
from support.older import older


@pytest.fixture(scope="module")
def old(harbour_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load(older(harbour_release, tmp_path_factory.mktemp("older") / "release"))


def test_an_older_release_is_verified_and_read(old: Corpus, harbour_release: Path) -> None:
    old.verify()
    assert "undisputed" not in next(old.rows("claims"))
    assert "undisputed" not in old.to_arrow("claims").column_names
    assert "undisputed" not in old.to_datasets("claims").features
    assert old.to_datasets().features["claims"].feature["type"].names[0] == "event"
    claims = [claim for article in old.articles() for claim in article.claims]
    assert (len(claims), {claim.undisputed for claim in claims}) == (46, {None})


def test_views_of_an_older_release_work_out_what_is_undisputed(
    old: Corpus, harbour_release: Path
) -> None:
    new = load(harbour_release)
    for name in ("mentions", "claims", "stances"):
        found, wanted = getattr(old, name), getattr(new, name)
        assert list(found.rows()) == list(wanted.rows())
        assert found.digest == wanted.digest
        assert {True, None} <= {item.undisputed for item in found}
    assert old.disputes("stances") == new.disputes("stances")


def test_entities_of_an_older_release_are_counted(old: Corpus, harbour_release: Path) -> None:
    new = load(harbour_release)
    assert "entities" not in old.configs
    assert list(old.rows("entities")) == list(new.rows("entities"))
    assert old.to_arrow("entities").equals(new.to_arrow("entities"))
    assert old.to_datasets("entities").to_list() == new.to_datasets("entities").to_list()


def test_an_older_text_free_edition_is_restored_with_its_own_columns(
    harbour_text_free: Path, harbour_release: Path, tmp_path: Path
) -> None:
    full = load(older(harbour_release, tmp_path / "full"))
    free, copies = older(harbour_text_free, tmp_path / "free"), tmp_path / "copies"
    copies.mkdir()
    for raw in full.rows("raw"):
        (copies / f"{raw['id']}.txt").write_bytes(raw["capture"].encode())
    records = [json.loads(line) for line in (free / "restore.jsonl").read_bytes().splitlines()]
    for record in records:
        kept = sorted({*full.configs} - {"raw"})
        rows = (line for c in kept for id, line in full.json_lines(c) if id == record["id"])
        record["rows_sha256"] = hashlib.sha256(b"".join(rows)).hexdigest()
    (free / "restore.jsonl").write_bytes(b"".join(map(compact, records)))
    seal(free, lambda manifest: manifest["full"].update(digest=full.digest))
    done = restore(load(free), copies, tmp_path / "restored")
    assert (done.digest, done.full) == (full.digest, True)
    restored = load(tmp_path / "restored")
    restored.verify()
    assert "undisputed" not in next(restored.rows("stance"))
    data = datasets.load_dataset(str(restored.folder), "stance", split="train")
    assert data.column_names == full.to_arrow("stance").column_names
