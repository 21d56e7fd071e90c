"""From corpus to release folder: shards, equality of the twins, determinism, and what stops it."""

import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpora import TODAY, edit, harbour, larger, retext, river
from istanbul_talks.dataset import shard_task, shards
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.documents.card import fill
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.disk import files_below
from istanbul_talks.model.rows import rows_in, to_lines
from istanbul_talks.reading.corpus import load
from support import release_rows

SHARD = "train-00000-of-00001.parquet"


def test_shards_have_the_same_articles_in_every_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "MOST", 50)
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    root, out = CorpusFolder(larger(tmp_path / "corpus", 7)), tmp_path / "out"
    seen: list[tuple[int, int]] = []
    progress = lambda done, total: seen.append((done, total))
    built = build(root, out, today=TODAY, progress=progress, jobs=1)
    assert built.facts is not None, built.findings
    assert seen == [(done, 7) for done in range(1, 8)]
    # The first two bits of, for example, `printf tide-0001 | sha256sum`.
    for shard, numbers in enumerate(([2, 3, 6], [], [4, 5, 7], [1])):
        name, ids = f"train-{shard:05d}-of-00004.parquet", [f"tide-000{n}" for n in numbers]
        articles = pq.read_table(out / "data" / "articles" / name)
        mentions = pq.read_table(out / "data" / "mentions" / name)
        assert articles["id"].to_pylist() == ids
        assert sorted(set(mentions["article"].to_pylist())) == ids
    corpus = load(out)
    assert list(corpus) == [f"tide-000{number}" for number in range(1, 8)]
    mentions = sum(len(article.mentions) for article in corpus.articles())
    assert corpus.to_arrow("mentions").num_rows == mentions
    corpus.verify()


@pytest.mark.parametrize("free", [False, True])
def test_processes_give_the_bytes_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: bool
) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 2)
    root, seen = CorpusFolder(larger(tmp_path / "corpus", 5)), list[tuple[int, int]]()
    progress = lambda done, total: seen.append((done, total))
    for jobs in (1, 2):
        target = tmp_path / str(jobs)
        assert build(root, target, today=TODAY, progress=progress, free=free, jobs=jobs).facts
    one, two = (contents(tmp_path / name) for name in "12")
    assert one == two
    assert seen[-1] == (5, 5)
    load(tmp_path / "2").verify()


def test_processes_give_the_findings_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 2)
    folder = larger(tmp_path / "corpus", 7)
    retext(folder, "tide-0003", "the", "teh")
    text = (folder / "corpus" / "tide-0002.txt").read_bytes()
    (folder / "corpus" / "tide-0006.txt").write_bytes(text)
    (folder / "annotations" / "tide-0005.json").write_bytes(b"{")
    found = [
        build(CorpusFolder(folder), tmp_path / "out", today=TODAY, jobs=jobs) for jobs in (1, 2)
    ]
    assert found[0] == found[1]
    assert found[0].facts is None
    assert len({finding.path for finding in found[0].findings}) > 2
    assert not (tmp_path / "out").exists()


def test_the_digest_of_several_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 2)
    out = tmp_path / "out"
    built = build(CorpusFolder(larger(tmp_path / "corpus", 4)), out, today=TODAY)
    assert built.facts is not None
    assert built.facts.configs["entities"].shards == 1
    for config, facts in built.facts.configs.items():
        if config == "entities":
            continue
        digests = [release_rows.digest(rows) for rows in release_rows.of_shards(out, config)]
        line = json.dumps(digests, separators=(",", ":")) + "\n"
        assert facts.digest == hashlib.sha256(line.encode()).hexdigest()
    corpus = load(out)
    assert corpus.where(lambda _: True).digest == corpus.digest
    assert corpus.where(lambda article: article.id != "tide-0002").digest != corpus.digest


def test_layers_are_json_lines_in_their_articles_only(harbour_release: Path) -> None:
    files = harbour_release / "jsonl", harbour_release / "data"
    lines, tables = ({path.name for path in folder.iterdir()} for folder in files)
    assert lines == {"articles", "passes", "decisions", "raw", "entities"}
    assert tables == lines | {"mentions", "claims", "stance"}


def test_parquet_has_checksums_indexes_and_zstd(harbour_release: Path) -> None:
    metadata = pq.ParquetFile(harbour_release / "data" / "articles" / SHARD).metadata
    column = metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.has_column_index
    assert column.has_offset_index


def test_a_flipped_bit_in_a_page_is_seen_by_its_checksum(
    harbour_release: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(harbour_release / "data" / "raw" / SHARD, tmp_path / "x.parquet"))
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    start = column.dictionary_page_offset or column.data_page_offset
    data = bytearray(path.read_bytes())
    data[start + column.total_compressed_size // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"(?i)checksum|crc|thrift|page"):
        pq.ParquetFile(path, page_checksum_verification=True).read()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}


def test_an_error_keeps_the_old_release_and_every_finding_is_reported(tmp_path: Path) -> None:
    root, target = harbour(tmp_path / "corpus"), tmp_path / "out"
    assert build(CorpusFolder(root), target, today=TODAY).facts
    before = contents(target)
    (root / "corpus" / "a.txt").write_text("", encoding="utf-8")
    edit(root / "annotations" / "quay-reopens.json", claims__0__quote="not in the article")
    built = build(CorpusFolder(root), target, today=TODAY)
    assert built.facts is None
    found = {finding.rule for finding in built.findings}
    assert {"empty-text", "annotation-missing", "quote-not-found"} <= found
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_article_that_is_there_twice_stops_a_build(tmp_path: Path) -> None:
    root = river(tmp_path / "corpus")
    shutil.copy(root / "corpus" / "river-talks.txt", root / "corpus" / "again.txt")
    shutil.copy(root / "annotations" / "river-talks.json", root / "annotations" / "again.json")
    edit(root / "annotations" / "again.json", article="again")
    built = build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    assert [(finding.rule, finding.path) for finding in built.findings] == [
        ("duplicate-text", "corpus/river-talks.txt")
    ]


def test_an_unknown_file_stops_a_build(tmp_path: Path) -> None:
    root = river(tmp_path / "corpus")
    (root / "annotations" / "river-talks.bak").write_text("{}", encoding="utf-8")
    built = build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    assert [finding.rule for finding in built.findings] == ["unknown-file"]
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the name")
def test_a_name_that_is_not_utf8_stops_a_build(tmp_path: Path) -> None:
    root = river(tmp_path / "corpus")
    Path(os.fsdecode(os.fsencode(root / "corpus") + b"/\xff.txt")).write_text("Word.\n")
    built = build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    assert "bad-file-name" in {finding.rule for finding in built.findings}
    assert built.facts is None


def test_a_corpus_without_articles_is_named(tmp_path: Path) -> None:
    root = river(tmp_path / "corpus")
    (root / "corpus" / "river-talks.txt").unlink()
    (root / "annotations" / "river-talks.json").unlink()
    with pytest.raises(CorpusError, match="there is no article in"):
        build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    assert os.listdir(tmp_path) == ["corpus"]


@pytest.mark.parametrize("free", [False, True])
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
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[Any, ...],
    wrong: str,
    free: bool,
) -> None:
    root = river(tmp_path / "corpus")
    edit(root / "annotations" / "river-talks.json", stance__1__condition="before winter")
    right = shard_task.lines_of

    def shifted(*records: Any) -> Any:
        rows = rows_in(right(*records))
        place = rows["articles"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] += 1
        return to_lines(rows)

    monkeypatch.setattr(shard_task, "lines_of", shifted)
    message = f"river-talks: the span of {wrong} does not match its text"
    with pytest.raises(CorpusError, match=message):
        build(CorpusFolder(root), tmp_path / "out", today=TODAY, free=free)
    assert not (tmp_path / "out").exists()


def test_a_hole_in_a_template_stops_a_build(tmp_path: Path) -> None:
    root = river(tmp_path / "corpus")
    (root / "templates" / "card.md").write_text("$nothing", encoding="utf-8")
    with pytest.raises(CorpusError, match="templates/card.md: the template names 'nothing'"):
        build(CorpusFolder(root), tmp_path / "out", today=TODAY)
    with pytest.raises(CorpusError, match="which nothing fills"):
        fill("$ 5", {}, "x")


def test_whole_numbers_of_a_template_are_easy_to_read() -> None:
    values = {"number": 12_000, "text": "12000", "yes": True}
    assert fill("$number $text $yes", values, "x") == "12,000 12000 True"


def test_a_corpus_is_described_by_its_own_files(tmp_path: Path) -> None:
    root = CorpusFolder(river(tmp_path / "corpus"))
    assert build(root, tmp_path / "out", today=TODAY).facts
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "# Dataset Card for River Talks" in card
    manifest = json.loads((tmp_path / "out" / "MANIFEST.json").read_text(encoding="utf-8"))
    named = manifest["name"], manifest["version"], manifest["released"]
    assert named == ("river-talks", "2.3.4", None)
    assert "date-released" not in (tmp_path / "out" / "CITATION.cff").read_text(encoding="utf-8")


def test_the_card_counts_humans_and_second_passes(harbour_release: Path, tmp_path: Path) -> None:
    card = (harbour_release / "README.md").read_text(encoding="utf-8")
    assert "2 of the 3 articles have independent passes by two or more annotators." in card
    assert "No human has annotated" not in card
    humans = re.findall(r"A human annotated or reviewed [0-9] of the 3 articles; .* only\.", card)
    croissant = json.loads((harbour_release / "croissant.json").read_text(encoding="utf-8"))
    assert humans
    assert humans[0] in croissant["rai:annotatorDemographics"]
    root = CorpusFolder(river(tmp_path / "corpus"))
    assert build(root, tmp_path / "out", today=TODAY).facts
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "No human has annotated or reviewed the data so far." in card
    assert "Each article has a pass by one annotator" in card
