"""From corpus to release folder: shards, equality of the twins, determinism, and what stops it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from conftest import ROOT, TODAY, make_corpus
from istanbul_talks.cli.main import main
from istanbul_talks.dataset import build as building
from istanbul_talks.dataset import parquet, shards
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.documents.card import fill
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.disk import files_below
from istanbul_talks.reading.corpus import load


def multiply(folder: Path, times: int) -> Path:
    """The base corpus with many articles that differ in a paragraph."""
    root = make_corpus(folder)
    import hashlib

    text = (root / "corpus" / "river-talks.txt").read_text(encoding="utf-8")
    annotation = json.loads((root / "annotations" / "river-talks.json").read_text(encoding="utf-8"))
    for number in range(times):
        words = " ".join(f"word{number}x{i}" for i in range(60))
        capture = text.replace("\n\nBoria demands", f"\n\n{words}\n\nBoria demands").encode()
        copy = {
            **annotation,
            "article": f"river-{number}",
            "text_sha256": hashlib.sha256(capture).hexdigest(),
        }
        (root / "corpus" / f"river-{number}.txt").write_bytes(capture)
        (root / "annotations" / f"river-{number}.json").write_text(
            json.dumps(copy, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
    return root


def test_shards_hold_the_same_articles_in_every_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BATCH", 2)
    seen: list[tuple[int, int]] = []
    built = build(
        CorpusFolder(multiply(tmp_path / "r", 6)),
        tmp_path / "out",
        today=TODAY,
        shard=3,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert built.facts is not None, built.findings
    assert seen == [(done, 7) for done in range(1, 8)]
    for shard, ids in ((0, ["river-0", "river-1", "river-2"]), (2, ["river-talks"])):
        name = f"train-{shard:05d}-of-00003.parquet"
        articles = pq.read_table(tmp_path / "out" / "data" / "articles" / name)
        mentions = pq.read_table(tmp_path / "out" / "data" / "mentions" / name)
        assert articles["id"].to_pylist() == ids
        assert sorted(set(mentions["article"].to_pylist())) == ids
    corpus = load(tmp_path / "out")
    assert len(corpus) == 7
    assert list(corpus)[-1] == "river-talks"
    assert corpus.to_arrow("mentions").num_rows == 7 * 12
    corpus.verify()


def test_progress_reaches_the_end_where_the_last_shard_is_full(tmp_path: Path) -> None:
    seen: list[int] = []
    assert build(
        CorpusFolder(multiply(tmp_path / "r", 3)),
        tmp_path / "out",
        today=TODAY,
        shard=2,
        progress=lambda done, _: seen.append(done),
    ).facts
    assert seen == [1, 2, 3, 4]


def test_the_digest_does_not_depend_on_shards(tmp_path: Path) -> None:
    root = CorpusFolder(multiply(tmp_path / "r", 3))
    digests = {
        build(root, tmp_path / f"out{n}", today=TODAY, shard=n).facts.digest for n in (1, 2, 50)
    }
    assert len(digests) == 1


def test_parquet_has_checksums_indexes_and_zstd(release: Path) -> None:
    metadata = pq.ParquetFile(
        release / "data" / "articles" / "train-00000-of-00001.parquet"
    ).metadata
    column = metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.has_column_index
    assert column.has_offset_index


def test_a_flipped_bit_in_a_page_is_seen_by_its_checksum(release: Path, tmp_path: Path) -> None:
    path = shutil.copy(
        release / "data" / "raw" / "train-00000-of-00001.parquet", tmp_path / "x.parquet"
    )
    data = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    data[
        column.dictionary_page_offset or column.data_page_offset + column.total_compressed_size // 2
    ] ^= 1
    data[
        (column.dictionary_page_offset or column.data_page_offset)
        + column.total_compressed_size // 2
    ] ^= 1
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"(?i)checksum|crc|thrift|page"):
        pq.ParquetFile(path, page_checksum_verification=True).read()


def test_two_builds_are_equal_byte_for_byte(release: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import date; from istanbul_talks.files.corpus_folder import CorpusFolder;"
        "from istanbul_talks.dataset.build import build;"
        "assert build(CorpusFolder(Path(sys.argv[1])), Path(sys.argv[2]), today=date(2027, 1, 1)).facts"
    )
    environment = {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(tmp_path / "again")],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert contents(tmp_path / "again") == contents(release)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}


def test_an_error_keeps_the_old_release_and_every_finding_is_told(
    river: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    assert build(CorpusFolder(river), target, today=TODAY).facts
    before = contents(target)
    (river / "corpus" / "a.txt").write_text("", encoding="utf-8")
    broken = (
        (river / "annotations" / "river-talks.json")
        .read_text(encoding="utf-8")
        .replace("bridge must open", "bridge shall open")
    )
    (river / "annotations" / "river-talks.json").write_text(broken, encoding="utf-8")
    built = build(CorpusFolder(river), target, today=TODAY)
    assert built.facts is None
    assert {"empty-text", "annotation-missing", "quote-not-found"} <= {
        finding.rule for finding in built.findings
    }
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_article_that_stands_twice_stops_a_build(river: Path, tmp_path: Path) -> None:
    (river / "corpus" / "again.txt").write_bytes(
        (river / "corpus" / "river-talks.txt").read_bytes()
    )
    text = (river / "annotations" / "river-talks.json").read_text(encoding="utf-8")
    (river / "annotations" / "again.json").write_text(
        text.replace('"article": "river-talks"', '"article": "again"'), encoding="utf-8"
    )
    built = build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    assert [(finding.rule, finding.path) for finding in built.findings] == [
        ("duplicate-text", "corpus/river-talks.txt")
    ]
    assert main(["validate", "--root", str(river)]) == 1


def test_a_stray_file_stops_a_build(river: Path, tmp_path: Path) -> None:
    (river / "annotations" / "river-talks.bak").write_text("{}", encoding="utf-8")
    built = build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    assert [finding.rule for finding in built.findings] == ["unknown-file"]
    assert not (tmp_path / "out").exists()


def test_an_empty_corpus_is_refused(river: Path, tmp_path: Path) -> None:
    (river / "corpus" / "river-talks.txt").unlink()
    (river / "annotations" / "river-talks.json").unlink()
    with pytest.raises(CorpusError, match="has no article"):
        build(CorpusFolder(river), tmp_path / "out", today=TODAY)


def test_what_parquet_gives_back_is_compared(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "plain_rows", lambda batch: batch.to_pylist()[:-1])
    with pytest.raises(CorpusError, match="gives back other rows"):
        build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("mentions", 2, "start"), "mention cedon-1"),
        (("claims", 1, "end"), "claim met"),
        (("claims", 0, "cue_start"), "claim bridge"),
        (("stance", 0, "evidence", 0, "end"), "stance aria/pause-works"),
        (("stance", 1, "condition_end"), "stance boria/pause-works"),
    ],
)
def test_a_span_off_by_one_stops_a_build(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: tuple[Any, ...], wrong: str
) -> None:
    annotation = json.loads(
        (river / "annotations" / "river-talks.json").read_text(encoding="utf-8")
    )
    annotation["stance"][1]["condition"] = "before winter"
    (river / "annotations" / "river-talks.json").write_text(
        json.dumps(annotation), encoding="utf-8"
    )
    assert main(["fmt", "--root", str(river)]) == 0
    honest = building.rows_of

    def shifted(*records: Any) -> Any:
        rows = honest(*records)
        place = rows["articles"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] += 1
        return rows

    monkeypatch.setattr(building, "rows_of", shifted)
    with pytest.raises(
        CorpusError, match=f"river-talks: the span of {wrong} does not match its text"
    ):
        build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    assert not (tmp_path / "out").exists()


def test_a_hole_in_a_template_stops_a_build(river: Path, tmp_path: Path) -> None:
    (river / "templates" / "card.md").write_text("$nothing", encoding="utf-8")
    with pytest.raises(CorpusError, match="templates/card.md: the template names 'nothing'"):
        build(CorpusFolder(river), tmp_path / "out", today=TODAY)
    with pytest.raises(CorpusError, match="which nothing fills"):
        fill("$ 5", {}, "x")


def test_another_corpus_is_described_by_its_own_files(river: Path, tmp_path: Path) -> None:
    built = build(CorpusFolder(river), tmp_path / "out", today=date(2026, 1, 1))
    assert built.facts is not None
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "# Dataset Card for River Talks" in card
    assert "Ukrain" not in card.partition("## Uses")[0]
    manifest = json.loads((tmp_path / "out" / "MANIFEST.json").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["version"], manifest["released"]) == (
        "river-talks",
        "2.3.4",
        None,
    )
    assert "date-released" not in (tmp_path / "out" / "CITATION.cff").read_text(encoding="utf-8")


def test_the_card_tells_of_humans_and_second_passes(river: Path, tmp_path: Path) -> None:
    path = river / "annotations" / "river-talks.json"
    annotation = json.loads(path.read_text(encoding="utf-8"))
    for name, kind in (("reader-1", "human"), ("reader-2", "human")):
        act = {
            "by": name,
            "kind": kind,
            "did": "annotate",
            "date": "2024-03-06",
            "guidelines": "1.0",
        }
        made = {
            **annotation,
            "$schema": "../../../schema/annotation.schema.json",
            "provenance": [act],
        }
        made["claims"] = [
            {**claim, "id": f"{name}-{claim['id']}"} for claim in annotation["claims"]
        ]
        (river / "annotations" / "passes" / name).mkdir(parents=True)
        (river / "annotations" / "passes" / name / "river-talks.json").write_text(
            json.dumps(made), encoding="utf-8"
        )
    annotation["provenance"].append(act)
    path.write_text(json.dumps(annotation), encoding="utf-8")
    assert main(["fmt", "--root", str(river)]) == 0
    assert build(CorpusFolder(river), tmp_path / "out", today=TODAY).facts
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "A human annotated or reviewed 1 of the 1 articles; 0 are machine-made alone." in card
    assert "Each article has independent passes of two annotators or more." in card
    assert "No human has annotated" not in card
    croissant = json.loads((tmp_path / "out" / "croissant.json").read_text(encoding="utf-8"))
    assert (
        "A human annotated or reviewed 1 of the 1 articles"
        in croissant["rai:annotatorDemographics"]
    )
    assert croissant["rai:machineAnnotationTools"] == "Large language models: model-x (unnamed)."
