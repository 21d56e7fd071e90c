"""Loading a release: typed records, lookup, verification, tables; without heavy imports."""

import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
import weakref
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import Corpus, CorpusError, VerificationError, load
from support import release_rows
from support.forged import memory_of_refusal, only, seal, with_column, write_plainly


@pytest.fixture(scope="module")
def release(harbour_release: Path) -> Path:
    return harbour_release


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def test_a_mapping_of_articles(release: Path) -> None:
    corpus = load(release)
    assert list(corpus) == ["council-walks-out", "nets-and-tides", "quay-reopens"]
    assert len(corpus) == 3
    assert "quay-reopens" in corpus
    assert "nothing" not in corpus
    assert [article.id for article in corpus.articles()] == list(corpus)
    with pytest.raises(KeyError, match="there is no article “"):
        corpus["nothing"]
    assert repr(corpus).startswith("<Corpus harbour-talks 1.2.3: 3 articles, sha256:")


def test_an_iterator_keeps_its_corpus_and_nothing_else_does(release: Path) -> None:
    corpus = load(release)
    assert len(dict(corpus)) == 3
    alive = weakref.ref(corpus)
    ids = iter(corpus)
    del corpus
    assert next(ids) == "council-walks-out"
    assert len(list(ids)) == 2
    del ids
    assert alive() is None


def test_records_are_typed(release: Path) -> None:
    article = load(release)["nets-and-tides"]
    assert article.published_earliest == article.published_latest == date(2024, 4, 18)
    claim = next(claim for claim in article.claims if claim.id == "velmoor-asks")
    assert claim.claimer == "velmoor"
    assert claim.claimer_name == "Velmoor"
    assert claim.cue == "asks for"
    assert article.text[claim.start : claim.end] == claim.quote
    assert article.entity("gull-quay").type == "FAC"
    with pytest.raises(AttributeError):
        article.id = "x"  # type: ignore[misc]


def test_every_span_of_every_article_matches_its_text(release: Path) -> None:
    for article in load(release).articles():
        for mention in article.mentions:
            assert article.text[mention.start : mention.end] == mention.text
        for claim in article.claims:
            assert article.text[claim.start : claim.end] == claim.quote
            if claim.cue is not None:
                assert article.text[claim.cue_start : claim.cue_end] == claim.cue
        for stance in article.stance:
            if stance.condition is not None:
                assert (
                    article.text[stance.condition_start : stance.condition_end] == stance.condition
                )
            for span in stance.evidence:
                assert article.text[span.start : span.end] == span.text


def test_arrow_and_pandas_hold_the_rows_of_the_json_lines(release: Path) -> None:
    corpus = load(release)
    for config in corpus.configs:
        expected = release_rows.rows(release, config)
        assert list(corpus.rows(config)) == expected
        rows = corpus.to_arrow(config).to_pylist()
        assert json.loads(json.dumps(rows, default=str)) == expected
        assert len(corpus.to_pandas(config)) == len(expected)


def test_nullable_offsets_of_a_frame_can_slice(release: Path) -> None:
    corpus = load(release)
    frame = corpus.to_pandas("claims")
    row = frame[frame["cue"].notna()].iloc[0]
    assert corpus[row["article"]].text[row["cue_start"] : row["cue_end"]] == row["cue"]


def test_to_datasets(release: Path) -> None:
    dataset = load(release).to_datasets("stance")
    assert dataset.features["label"].names == ["FAVOR", "AGAINST", "NONE"]
    assert str(dataset.info.version) == "1.2.3"


def test_an_unknown_config(release: Path) -> None:
    said = r"there is no config “claim”; did you mean “claims”\? Choose one of: articles, mentions"
    with pytest.raises(CorpusError, match=said):
        load(release).to_arrow("claim")


def test_citations(release: Path) -> None:
    corpus = load(release)
    bibtex = corpus.cite()
    assert bibtex.startswith("@misc{harbour-talks-1.2.3,\n  author = {{Nobody}},")
    assert f"sha256:{corpus.digest}" in bibtex
    assert corpus.cite("apa").startswith("Nobody. (2024). ")
    with pytest.raises(CorpusError, match="not a citation style"):
        corpus.cite("haiku")


def test_citations_escape_what_latex_reads() -> None:
    from istanbul_talks.dataset.cite import cite

    dataset = {
        "name": "x",
        "title": "50% & {more}_\\",
        "authors": [{"name": "A & B"}],
        "homepage": "https://example.org/x",
    }
    found = cite({"dataset": dataset, "version": "1", "released": None, "digest": "d"})
    assert r"50\% \& \{more\}\_\textbackslash{}" in found
    assert "year" not in found
    assert "url = {https://example.org/x}" in found


def test_every_file_is_verified(copy: Path) -> None:
    load(copy).verify()
    for name in json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))["files"]:
        original = (copy / name).read_bytes()
        (copy / name).write_bytes(original[:-1] + bytes([original[-1] ^ 1]) if original else b"x")
        with pytest.raises(VerificationError, match="should be .* but is .*Download it again"):
            load(copy).verify()
        (copy / name).write_bytes(original)
    load(copy).verify()


@pytest.mark.parametrize("damage", ["flip", "cut", "grow", "remove"])
def test_a_damaged_article_file_is_refused_when_it_is_read(copy: Path, damage: str) -> None:
    path = copy / "jsonl" / "articles" / "train-00000-of-00001.jsonl"
    data = path.read_bytes()
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(
            {
                "flip": data.replace(b"Ostrel", b"Ostrek", 1),
                "cut": data[:-5],
                "grow": data + b"{}\n",
            }[damage]
        )
    for read in (lambda corpus: next(corpus.articles()), lambda corpus: next(corpus.rows())):
        with pytest.raises(VerificationError, match="Download it again"):
            read(load(copy))


def test_a_damaged_table_is_refused_when_it_is_asked_for(copy: Path) -> None:
    path = copy / "data" / "claims" / "train-00000-of-00001.parquet"
    data = bytearray(path.read_bytes())
    data[100] ^= 4
    path.write_bytes(data)
    corpus = load(copy)
    for table in (corpus.to_arrow, corpus.to_pandas, corpus.to_datasets):
        with pytest.raises(VerificationError, match="SHA-256"):
            table("claims")


def forge(copy: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest and the checksum that fits it, as somebody would who wants it to pass."""
    data = json.dumps(manifest).encode()
    (copy / "MANIFEST.json").write_bytes(data)
    sums = (copy / "SHA256SUMS").read_text(encoding="utf-8")
    sums = re.sub(
        r"[0-9a-f]{64}  MANIFEST\.json", f"{hashlib.sha256(data).hexdigest()}  MANIFEST.json", sums
    )
    (copy / "SHA256SUMS").write_text(sums, encoding="utf-8")


def altered(manifest: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    manifest = json.loads(json.dumps(manifest))
    *way, last = path.split(".")
    place = manifest
    for key in way:
        place = place[key]
    if value == "REMOVE":
        del place[last]
    else:
        place[last] = value
    return manifest


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("digest", "0" * 64, "the content digest should be 000"),
        ("configs.raw.digest", "0" * 64, "the digest of raw should be 000"),
        ("configs.articles.rows", 999, "the number of rows of articles should be 999 but is "),
    ],
)
def test_verify_computes_digests_and_counts(
    copy: Path, path: str, value: object, message: str
) -> None:
    forge(
        copy, altered(json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8")), path, value)
    )
    with pytest.raises(VerificationError, match=message):
        load(copy).verify()


def test_verify_sees_a_changed_manifest_and_files_that_do_not_belong(copy: Path) -> None:
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    (copy / "MANIFEST.json").write_text(
        json.dumps({**manifest, "version": "9.9.9"}), encoding="utf-8"
    )
    with pytest.raises(VerificationError, match="the SHA-256 of MANIFEST.json should be"):
        load(copy).verify()
    forge(copy, manifest)
    load(copy).verify()
    shutil.copy(
        copy / "data/claims/train-00000-of-00001.parquet",
        copy / "data/claims/train-00009-of-00001.parquet",
    )
    with pytest.raises(
        VerificationError,
        match=r"^data/claims/train-00009-of-00001\.parquet is not part of the release\. The copy",
    ):
        load(copy).verify()
    assert len(load(copy).to_datasets("claims")) == len(list(load(copy).rows("claims")))
    (copy / "data/claims/train-00009-of-00001.parquet").unlink()
    (copy / "LICENSE").unlink()
    (copy / "data/claims/train-00000-of-00001.parquet").unlink()
    with pytest.raises(VerificationError, match="^LICENSE is missing, and 1 more"):
        load(copy).verify()


def test_verify_looks_again_at_files_that_were_used(copy: Path) -> None:
    corpus = load(copy)
    assert corpus.to_arrow("claims").num_rows > 0
    path = copy / "data" / "claims" / "train-00000-of-00001.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(VerificationError, match="SHA-256"):
        corpus.verify()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("configs", None), ("configs", 0), ("configs", []), ("configs", {}),
        ("configs.articles", {}),
        ("configs.articles", "REMOVE"),
        ("configs.articles.shards", "1"), ("configs.articles.shards", 0),
        ("configs.articles.shards", -1),
        ("configs.articles.shards", 10**10),
        ("configs.claims.shards", True), ("configs.articles.rows", "x"),
        ("configs.articles.rows", -1),
        ("configs.articles.rows", "REMOVE"),
        ("configs.claims.digest", "REMOVE"), ("files", None),
        ("files", {"/dev/zero": {"sha256": "0", "bytes": 0}}),
        ("files", {"../x": {"sha256": "0", "bytes": 0}}),
        ("files", {"a\0b": {"sha256": "0", "bytes": 0}}),
        ("files", {"a": {}}),
        ("files", {"a": {"sha256": 1, "bytes": 0}}), ("released", "REMOVE"), ("released", 3),
        ("dataset", {}),
        ("dataset.authors", [1]),
        ("dataset.title", None), ("version", 1), ("format", "REMOVE"), ("format", None),
        ("format", 0),
        ("format", True),
    ],
)  # fmt: skip
def test_manifests_of_another_shape_are_refused(copy: Path, path: str, value: object) -> None:
    (copy / "MANIFEST.json").write_text(
        json.dumps(altered(json.loads((copy / "MANIFEST.json").read_text()), path, value)),
        encoding="utf-8",
    )
    with pytest.raises(VerificationError, match="MANIFEST.json cannot be read"):
        load(copy)


def test_a_shard_that_the_manifest_does_not_name(copy: Path) -> None:
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    del manifest["files"]["jsonl/articles/train-00000-of-00001.jsonl"]
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerificationError, match="is not in MANIFEST.json"):
        load(copy)["quay-reopens"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', "null", '{"format": "1"}', '{"format": 1}']
)
def test_manifests_that_cannot_be_read(copy: Path, text: str) -> None:
    (copy / "MANIFEST.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"MANIFEST.json cannot be read"):
        load(copy)


def test_a_manifest_of_the_future(copy: Path) -> None:
    manifest = json.loads((copy / "MANIFEST.json").read_text(encoding="utf-8"))
    (copy / "MANIFEST.json").write_text(json.dumps({**manifest, "format": 3}), encoding="utf-8")
    with pytest.raises(
        CorpusError, match="has format 3; this version of istanbul-talks reads 2. Upgrade it"
    ):
        load(copy)


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"MANIFEST.json: No such file or directory. Name the folder of a release"
    ):
        load(tmp_path)


def test_sha256sum_agrees(release: Path) -> None:
    result = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_loading_imports_nothing_heavy_and_opens_no_socket(release: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket = refuse\n"
        "import istanbul_talks\n"
        "corpus = istanbul_talks.load(sys.argv[1])\n"
        "assert len(list(corpus.articles())) == len(corpus) > 0\n"
        "heavy = {'datasets', 'pandas', 'pyarrow', 'numpy', 'jsonschema', 'regex', 'yaml'}\n"
        "heavy |= {'rapidfuzz', 'tarfile', 'tempfile', 'concurrent.futures', 'subprocess'}\n"
        "heavy |= {f'istanbul_talks.{name}' for name in ('reading.remote', 'files.json_reader')}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code, str(release)], check=True)


def test_reading_a_table_does_not_import_pandas(release: Path) -> None:
    code = (
        "import sys, istanbul_talks\n"
        "istanbul_talks.load(sys.argv[1]).to_arrow('claims')\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(release)], check=True)


def test_corpus_is_public() -> None:
    assert issubclass(Corpus, object)
    assert Corpus.__doc__


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["one value many times", "many rows", "one long value", "one value in every row"]
)
def test_parquet_that_swells_is_refused(copy: Path, kind: str) -> None:
    """A few kilobytes that would take gigabytes of memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = only(copy, "data/claims/*.parquet")
    table = pq.read_table(path)
    rows = len(table)
    if kind == "many rows":
        pq.write_table(pa.table({"quote": pa.nulls(60_000_000, pa.int8())}), path)
        said = "has the column quote: int8 where article: string not null should be"
    else:
        column = {
            "one value many times": pa.DictionaryArray.from_arrays(
                pa.array([0] * rows), pa.array(["x" * 20_000_000])
            ),
            "one value in every row": pa.array(["z" * 100_000] * rows),
            "one long value": pa.array(["y" * 60_000_000] + [""] * (rows - 1)),
        }[kind]
        write_plainly(with_column(table, "quote", column), path, table.schema)
        said = "unpacks to more than"
    seal(copy)
    assert path.stat().st_size < 1_000_000
    assert memory_of_refusal(copy, "claims", said) < 300


def flipped(rng: random.Random, data: bytes) -> bytes:
    """One bit changed, the end cut off, or a byte more."""
    kind = rng.randrange(4)
    if kind == 0 and data:
        return data[: rng.randrange(len(data))]
    if kind == 1 or not data:
        return data + bytes([rng.randrange(256)])
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def detected(release: Path, folder: Path, times: int, seed: int) -> int:
    """How many of so many random faults `verify` refuses, one fault at a time."""
    shutil.copytree(release, folder)
    rng = random.Random(seed)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    found = 0
    for _ in range(times):
        path = rng.choice(files)
        data = path.read_bytes()
        path.write_bytes(flipped(rng, data))
        try:
            load(folder).verify()
        except CorpusError:
            found += 1
        path.write_bytes(data)
    load(folder).verify()
    return found


def test_random_faults_are_detected(release: Path, tmp_path: Path) -> None:
    assert detected(release, tmp_path / "copy", 120, 1) == 120


@pytest.mark.slow
def test_ten_thousand_random_faults_are_detected(release: Path, tmp_path: Path) -> None:
    assert detected(release, tmp_path / "copy", 10_000, 2) == 10_000
