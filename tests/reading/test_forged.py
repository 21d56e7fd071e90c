"""Forged releases: manifest and checksums fit, the rows do not. And what a manifest may not do."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora import TODAY, larger
from istanbul_talks import CorpusError, VerificationError, load
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.rows import content_digest
from istanbul_talks.reading import remote, retry
from support import release_rows
from support.forged import memory_of_refusal, only, seal, with_column, write_plainly
from support.loopback import Folder


@pytest.fixture(scope="module")
def release(harbour_release: Path) -> Path:
    return harbour_release


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSE", 0.001)


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def other_words(folder: Path) -> None:
    path = only(folder, "jsonl/articles/*.jsonl")
    path.write_bytes(path.read_bytes().replace(b"Ostrel", b"Lythia"))
    seal(folder)


def other_labels(folder: Path) -> None:
    import pyarrow.compute as pc

    path = only(folder, "data/stance/*.parquet")
    table = pq.read_table(path)
    flipped = pc.if_else(pc.equal(table["label"], "FAVOR"), "AGAINST", "FAVOR")
    pq.write_table(
        table.set_column(
            table.schema.get_field_index("label"),
            table.schema.field("label"),
            flipped.cast("string"),
        ),
        path,
    )
    seal(folder)


def test_other_words_under_the_digest_that_was_published(copy: Path, release: Path) -> None:
    published = load(release).digest
    other_words(copy)
    assert load(copy).digest == published  # the manifest is believed, unless a digest is asked for
    with pytest.raises(VerificationError, match="digest of articles should be"):
        load(copy, digest=published)
    with pytest.raises(VerificationError, match="digest of articles should be"):
        load(copy).verify()


@pytest.mark.parametrize("read", ["to_arrow", "to_pandas", "to_datasets"])
def test_other_labels_in_the_tables_alone(copy: Path, release: Path, read: str) -> None:
    published = load(release).digest
    other_labels(copy)
    corpus = load(copy, digest=published)
    for _ in range(2):  # what was refused is refused again
        with pytest.raises(VerificationError, match="digest of stance in Parquet should be"):
            getattr(corpus, read)("stance")
    with pytest.raises(VerificationError, match="digest of stance in Parquet should be"):
        load(copy).verify()
    assert getattr(load(release, digest=published), read)("stance") is not None


def test_digests_of_configs_that_do_not_make_the_digest(copy: Path, release: Path) -> None:
    published = load(release).digest
    seal(copy, lambda manifest: manifest["configs"]["stance"].update(digest="0" * 64))
    with pytest.raises(VerificationError, match="the content digest should be"):
        load(copy, digest=published)


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:…", "abc", "g" * 64])
def test_what_is_no_digest(release: Path, digest: str) -> None:
    with pytest.raises(CorpusError, match="is not a digest. Give the 64 hexadecimal digits"):
        load(release, digest=digest)


def test_a_digest_in_any_form_and_a_version_as_a_tag(release: Path) -> None:
    corpus = load(release)
    assert (
        load(release, digest=f"sha256:{corpus.digest.upper()}", version=f"v{corpus.version}").digest
        == corpus.digest
    )
    with pytest.raises(CorpusError, match=r'no folder “0\.2\.0”. .*version="0\.2\.0"'):
        load("0.2.0")
    with pytest.raises(
        VerificationError,
        match="should be 9.9.9 but is .* so this is a different release. Give",
    ):
        load(release, version="9.9.9")


@pytest.fixture
def served(copy: Path) -> Iterator[Folder]:
    server = Folder(copy)
    yield server
    server.close()


def test_what_is_false_in_the_cache_does_not_hide_what_is_true_at_the_source(
    served: Folder, copy: Path, release: Path, tmp_path: Path
) -> None:
    published = load(release).digest
    other_words(copy)
    assert load(served.address, cache=tmp_path / "cache").digest == published
    good = Folder(release)
    corpus = load(good.address, cache=tmp_path / "cache", digest=published)
    good.close()
    assert dict(corpus) == dict(load(release))


def test_two_versions_with_the_same_rows(
    served: Folder, copy: Path, tmp_path: Path, release: Path
) -> None:
    """The cache holds the one; the other, asked for by its number too, is that one."""
    first = load(served.address, cache=tmp_path / "cache")
    seal(copy, lambda manifest: manifest.update(version="9.0.0"))
    assert (
        load(served.address, cache=tmp_path / "cache", version=None, digest=first.digest).version
        == first.version
    )
    other = Folder(copy.parent / "places")
    shutil.copytree(copy, copy.parent / "places" / "9.0.0")
    found = load(other.address, cache=tmp_path / "cache", version="9.0.0", digest=first.digest)
    other.close()
    assert (found.version, found.digest) == ("9.0.0", first.digest)


@pytest.mark.parametrize("hash", ["VICTIM", "../../victim", "x" * 300, "a\0b", "A" * 64, 7])
def test_a_hash_is_never_a_path(served: Folder, copy: Path, tmp_path: Path, hash: object) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    path = only(copy, "jsonl/articles/*.jsonl").relative_to(copy).as_posix()
    named = str(victim) if hash == "VICTIM" else hash
    seal(copy, lambda manifest: manifest["files"][path].update(sha256=named, bytes=4))
    with pytest.raises(VerificationError, match=r"MANIFEST\.json cannot be read"):
        load(served.address, cache=tmp_path / "cache")
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "cache").exists()


def test_pages_in_the_place_of_files(served: Folder, copy: Path, tmp_path: Path) -> None:
    """A server that answers everything with a page fails after five attempts; nothing is kept."""
    path = only(copy, "jsonl/articles/*.jsonl")
    path.write_bytes(b"<html>Please log in</html>")
    with pytest.raises(CorpusError, match="bytes arrived instead of"):
        dict(load(served.address, cache=tmp_path / "cache"))
    assert served.asked[path.relative_to(copy).as_posix()] == 5
    assert not list((tmp_path / "cache" / "blobs").glob("*.part"))
    (copy / "MANIFEST.json").write_bytes(b"<html>Please log in</html>")
    with pytest.raises(
        VerificationError, match=rf"^{served.address}/MANIFEST\.json cannot be read"
    ):
        load(served.address, cache=tmp_path / "cache")


def test_a_file_that_is_not_there(served: Folder, copy: Path, tmp_path: Path) -> None:
    only(copy, "data/claims/*.parquet").unlink()
    with pytest.raises(
        CorpusError,
        match=r"train-00000-of-00001\.parquet is missing, but the manifest lists it",
    ):
        load(served.address, cache=tmp_path / "cache").to_arrow("claims")


def test_a_line_that_breaks_off_again_and_again(
    served: Folder,
    copy: Path,
    tmp_path: Path,
    release: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each answer ends after 7,000 bytes. We request less each time, until all of it arrives."""
    monkeypatch.setattr(remote, "LEAST_PIECE", 6_400)
    served.faults = {"GET /jsonl/articles": 99 * ["short"]}
    assert only(copy, "jsonl/articles/*.jsonl").stat().st_size > 14_000
    assert dict(load(served.address, cache=tmp_path / "cache")) == dict(load(release))


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("klingon://user:s3cret@h/x", "s3cret"),
        ("http://user:p@s3cret@127.0.0.1:9/x", "s3cret"),
        ("http://ghp_TOKEN@127.0.0.1:9/x", "ghp_TOKEN"),
        ("http://127.0.0.1:9/x?token=s3cret", "s3cret"),
        ("s3://AKIA:s3cret@bucket/x", "s3cret"),
    ],
)
def test_no_secret_of_an_address_is_shown(address: str, secret: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(address, cache=tmp_path / "cache")
    assert secret not in str(caught.value)
    assert "://" in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "reference://x",
        "zip://x::/nope.zip",
        "dir:///x",
        "HTTP://127.0.0.1:9/x",
        "ftp://127.0.0.1:9/x",
    ],
)
def test_addresses_that_cannot_be_opened_are_told(address: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(address, cache=tmp_path / "cache")
    assert str(caught.value).lower().startswith(address.partition("::")[0].lower()[:6])


def test_a_cache_that_cannot_be(served: Folder, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        CorpusError, match=r"the cache .*file/below cannot be written: .*ISTANBUL_TALKS_CACHE"
    ):
        load(served.address, cache=tmp_path / "file" / "below")


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("jsonl/articles/*.jsonl", b'{"id":"x"}\n', "the row of x of articles: text is missing"),
        ("data/claims/*.parquet", b"PAR1 no table", "cannot be read"),
        ("data/claims/*.parquet", b"", "cannot be read"),
    ],
)
def test_files_that_hold_something_else(copy: Path, path: str, data: bytes, said: str) -> None:
    only(copy, path).write_bytes(data)
    seal(copy, lambda manifest: manifest["configs"]["articles"].update(rows=1))
    with pytest.raises(VerificationError, match=said):
        corpus = load(copy)
        list(corpus.articles()) if "articles" in path else corpus.to_arrow("claims")


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(released="soon"),
        lambda m: m["dataset"].update(doi=5),
        lambda m: m["configs"]["articles"].update(rows=2**63),
        lambda m: m.update(digest="abc"),
        lambda m: m.update(edition=1),
        lambda m: m["configs"].update({"../../stray": {**m["configs"]["claims"], "rows": 0}}),
        lambda m: m["configs"].update({"a/b": m["configs"]["claims"]}),
        lambda m: m["configs"].update({"A": m["configs"]["claims"]}),
    ],
)
def test_manifests_that_cannot_be(copy: Path, change: Callable[[dict[str, Any]], object]) -> None:
    seal(copy, change)
    with pytest.raises(VerificationError, match=r"MANIFEST\.json cannot be read"):
        load(copy)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m["configs"]["claims"].update(rows=5.0), "configs/claims/rows cannot be 5.0"),
        (lambda m: m["configs"]["claims"].pop("rows"), "configs/claims/rows is missing"),
        (
            lambda m: m["dataset"].update(title="a\u202eb"),
            "dataset/title: .*RIGHT-TO-LEFT OVERRIDE",
        ),
        (lambda m: m.update(version="1.0"), "version cannot be '1.0'"),
        (lambda m: m["dataset"].update(title="a\n# b"), r"dataset/title cannot be 'a\\n# b'"),
        (lambda m: m["dataset"]["license"].update(texts=5), "dataset/license/texts cannot be 5"),
        (lambda m: m.update(released="2024-02-30"), "released cannot be '2024-02-30'"),
    ],
)
def test_a_manifest_says_where_it_cannot_be(
    copy: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    seal(copy, change)
    with pytest.raises(VerificationError, match=rf"MANIFEST\.json cannot be read \({said}"):
        load(copy)


def test_a_manifest_that_is_nested_deeply(copy: Path) -> None:
    """Where nobody looks: its hidden characters are looked for everywhere."""
    path = copy / "MANIFEST.json"
    path.write_bytes(
        path.read_bytes().rstrip()[:-1] + b',"x":' + b"[" * 1_020 + b"]" * 1_020 + b"}"
    )
    with pytest.raises(VerificationError, match=r"cannot be read \(it is nested too deeply"):
        load(copy)


def test_sizes_that_do_not_fit_the_rows(copy: Path) -> None:
    """Before a byte is read or fetched: a server has bytes for every range that is asked for."""
    name = only(copy, "jsonl/passes/*.jsonl").relative_to(copy).as_posix()
    seal(copy, lambda manifest: manifest["files"][name].update(bytes=1 << 40))
    with pytest.raises(VerificationError, match=r"has 1,099,511,627,776 bytes according to"):
        list(load(copy).rows("passes"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a value said to be in large JSON Lines", "a list of one value"])
def test_tables_that_swell(copy: Path, kind: str) -> None:
    """A manifest that lies about the JSON Lines, and a run of one value in a list of one row."""
    config = "claims" if kind.startswith("a value") else "stance"
    path, twin = only(copy, f"data/{config}/*.parquet"), only(copy, "jsonl/articles/*.jsonl")
    table = pq.read_table(path)
    if config == "claims":
        quotes = pa.array([0] * len(table)), pa.array(["x" * 20_000_000])
        swollen = with_column(table, "quote", pa.DictionaryArray.from_arrays(*quotes))
    else:
        zeros = pa.Array.from_buffers(pa.int32(), 10_000_000, [None, pa.py_buffer(bytes(40 << 20))])
        words = pa.DictionaryArray.from_arrays(zeros, pa.array(["x"]))
        kinds = {"start": zeros, "end": zeros, "text": words}
        fields = [pa.field(name, array.type, nullable=False) for name, array in kinds.items()]
        spans = pa.StructArray.from_arrays(list(kinds.values()), fields=fields)
        ends = pa.array([0, *[len(spans)] * len(table)], pa.int32())
        kind = pa.list_(pa.field("element", spans.type, nullable=False))
        evidence = pa.ListArray.from_arrays(ends, spans, type=kind)
        swollen = with_column(table, "evidence", evidence)
    write_plainly(swollen, path, table.schema)
    name = twin.relative_to(copy).as_posix()
    seal(copy, lambda manifest: manifest["files"][name].update(bytes=10**12))
    assert memory_of_refusal(copy, config, "unpacks to more than") < 300


def test_a_page_that_says_it_unpacks_to_two_gigabytes(copy: Path) -> None:
    """The header of the last page: its type, then its size unpacked, both as varints."""
    path = only(copy, "data/claims/*.parquet")
    data, group = path.read_bytes(), pq.ParquetFile(path).metadata.row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]
    at = max(chunk.dictionary_page_offset or chunk.data_page_offset for chunk in chunks)
    ends = [at + n for n in range(1, 20) if data[at + n] < 0x80]
    kind, size = ends[0] + 1, next(n for n in ends if n > ends[0] + 1)
    assert (data[at], data[kind]) == (0x15, 0x15)  # fields 1 and 2, both i32
    path.write_bytes(data[: kind + 1] + b"\xfe\xff\xff\xff\x0f" + data[size + 1 :])
    seal(copy)
    assert memory_of_refusal(copy, "claims", "cannot be read") < 200


def test_a_page_that_was_damaged_before_the_file_was_sealed(copy: Path) -> None:
    """Only the checksum of the page differs: the hash of the file fits, and it can be decoded."""
    path = only(copy, "data/claims/*.parquet")
    table = pq.read_table(path)
    pq.write_table(table, path, compression="none", use_dictionary=False, write_page_checksum=True)
    data = path.read_bytes()
    word = table["quote"][0].as_py().encode()[:12]
    assert data.count(word) == 1
    path.write_bytes(data.replace(word, word[::-1]))
    seal(copy)
    assert pq.read_table(path)["quote"][0].as_py().encode()[:12] == word[::-1]
    with pytest.raises(
        VerificationError,
        match="cannot be read .*CRC|cannot be read .*integrity|cannot be read .*checksum",
    ):
        load(copy).to_arrow("claims")


def test_a_link_to_a_folder_does_not_belong(copy: Path, tmp_path: Path) -> None:
    (copy / "extra").symlink_to(tmp_path)
    with pytest.raises(VerificationError, match="^extra is not part of the release"):
        load(copy).verify()


READS = ("to_arrow", "to_pandas", "to_datasets", "verify")


def refused(folder: Path, config: str, read: str, said: str) -> None:
    """Every way to read a table says what is wrong."""
    corpus = load(folder)
    with pytest.raises(VerificationError, match=said):
        corpus.verify() if read == "verify" else getattr(corpus, read)(config)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda t: t.drop_columns(["note"]),
            "the column quoted: list<.* where note: string should be",
        ),
        (lambda t: t.append_column("x", t["note"]), "the column x: string where none should be"),
        (lambda t: t.select(["id", *(n for n in t.column_names if n != "id")]), "the column id: "),
        (
            lambda t: with_column(t, "start", t["start"].cast("int64")),
            "start: int64 where start: int32 not null",
        ),
        (lambda t: with_column(t, "id", t["id"]), "the column id: string where id: string not "),
    ],
)
def test_tables_with_other_columns(
    copy: Path, read: str, change: Callable[[pa.Table], pa.Table], said: str
) -> None:
    path = only(copy, "data/claims/*.parquet")
    pq.write_table(change(pq.read_table(path)), path)
    seal(copy)
    refused(copy, "claims", read, said)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    ("config", "column", "value", "said"),
    [
        ("stance", "label", "MAYBE", "row 3 of stance: label cannot be 'MAYBE'"),
        ("claims", "start", -1, "row 3 of claims: start cannot be -1"),
        ("claims", "article", "../x", r"row 3 of claims: article cannot be '\.\./x'"),
        ("articles", "published_latest", 3_000_000, "row 3 of articles: published_latest cannot "),
        ("claims", "quote", b"\xff", "row 3 of claims: quote cannot be read .*utf-8"),
    ],
)
def test_a_value_in_a_table(
    copy: Path, read: str, config: str, column: str, value: Any, said: str
) -> None:
    path = only(copy, f"data/{config}/*.parquet")
    table = pq.read_table(path)
    kind = table.schema.field(column).type
    plain = {pa.date32(): pa.int32(), pa.string(): pa.binary()}.get(kind, kind)
    values = table[column].cast(plain).to_pylist()
    values[2] = value.encode() if isinstance(value, str) else value
    forged = pa.array(values, plain).view(kind)
    write_plainly(with_column(table, column, forged), path, table.schema)
    seal(copy)
    refused(copy, config, read, said)


@pytest.mark.slow
@pytest.mark.parametrize("read", READS)
def test_a_shard_that_may_be_null_beside_one_that_may_not(
    tmp_path: Path, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All shards of a config have one schema."""
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 2)
    copy = tmp_path / "copy"
    assert build(CorpusFolder(larger(tmp_path / "corpus", 4)), copy, today=TODAY).facts
    path = copy / "data" / "claims" / "train-00001-of-00002.parquet"
    table = pq.read_table(path)
    loose = [f.with_nullable(f.nullable or f.name == "quote") for f in table.schema]
    pq.write_table(table.cast(pa.schema(loose)), path)
    seal(copy)
    refused(copy, "claims", read, "quote: string where quote: string not null should be")


def relist(folder: Path) -> None:
    """List the files that are there in the manifest."""
    path = folder / "MANIFEST.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    names = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    manifest["files"] = {n: {} for n in names if n not in ("MANIFEST.json", "SHA256SUMS")}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_release_with_json_lines_of_every_config(copy: Path) -> None:
    """As until 0.3.0. Its rows are those of its own files."""
    now = load(copy)
    release_rows.add_layers(copy)
    seal(copy)
    old = load(copy, digest=now.digest)
    old.verify()
    for config in now.configs:
        assert list(old.json_lines(config)) == list(now.json_lines(config))
    part = old.where(genre="opinion")
    assert part.digest == now.where(genre="opinion").digest != now.digest
    path = only(copy, "jsonl/claims/*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"start":', b'"start":-', 1))
    seal(copy)
    with pytest.raises(VerificationError, match="row 1 of claims: start cannot be -"):
        list(load(copy).rows("claims"))
    with pytest.raises(VerificationError, match="digest of claims should be"):
        load(copy).verify()


def test_layers_that_differ_from_their_articles(copy: Path) -> None:
    """Everything fits its hash, but a claim is not the same in two places."""
    path = only(copy, "jsonl/articles/*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"checkworthy":true', b'"checkworthy":false', 1))
    table = only(copy, "data/articles/*.parquet")
    schema, rows = pq.read_schema(table), release_rows.rows(copy, "articles")
    days = ("published_earliest", "published_latest")
    made = [r | {d: r[d] and date.fromisoformat(r[d]) for d in days} for r in rows]
    pq.write_table(pa.Table.from_pylist(made, schema), table)
    hashed = hashlib.sha256(path.read_bytes()).hexdigest()

    def change(manifest: dict[str, Any]) -> None:
        manifest["configs"]["articles"]["digest"] = hashed
        digests = {name: facts["digest"] for name, facts in manifest["configs"].items()}
        manifest["digest"] = content_digest(digests)

    seal(copy, change)
    with pytest.raises(VerificationError, match="the digest of claims in articles should be"):
        load(copy).verify()


def test_configs_with_other_shards_than_articles(copy: Path) -> None:
    seal(copy, lambda manifest: manifest["configs"]["claims"].update(shards=2))
    with pytest.raises(VerificationError, match="configs/claims/shards is not that of articles"):
        load(copy)


def test_a_table_of_a_config_that_is_not_known(copy: Path) -> None:
    """Its rows can be read; what columns it should have is not known."""
    passes = list(load(copy).rows("passes"))
    (copy / "data" / "passes").rename(copy / "data" / "clues")
    (copy / "jsonl" / "passes").rename(copy / "jsonl" / "clues")
    relist(copy)
    seal(copy, lambda m: m["configs"].update(clues=m["configs"].pop("passes")))
    assert list(load(copy).rows("clues")) == passes != []
    with pytest.raises(VerificationError, match="does not know the config clues. Upgrade it"):
        load(copy).to_arrow("clues")


def test_what_a_table_says_of_pandas_is_dropped(copy: Path) -> None:
    path = only(copy, "data/claims/*.parquet")
    table = pq.read_table(path)
    pandas = json.dumps({"index_columns": ["id", "quote"], "columns": [], "column_indexes": []})
    pq.write_table(table.replace_schema_metadata({"pandas": pandas}), path)
    seal(copy)
    assert load(copy).to_arrow("claims").schema.metadata is None
    assert list(load(copy).to_pandas("claims").columns) == table.column_names


def test_a_card_cannot_name_other_data(copy: Path, tmp_path: Path) -> None:
    """`datasets` would read any file or address that the card of a release names."""
    victim = tmp_path / "victim.parquet"
    pq.write_table(pa.table({"secret": ["x"]}), victim)
    card = copy / "README.md"
    text = card.read_text(encoding="utf-8")
    assert text.count("path: data/claims/*.parquet") == 1
    card.write_text(text.replace("data/claims/*.parquet", str(victim)), encoding="utf-8")
    seal(copy)
    assert load(copy).to_datasets("claims").column_names[:2] == ["article", "id"]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (None, r"schema/labels\.json is not in MANIFEST"),
        (b"{", r"schema/labels\.json is not JSON"),
        (b"\xff", r"schema/labels\.json: not UTF-8"),
        (b"{}", "row 1 of (claims|articles): .*(attribution|type|epistemic|genre) cannot be"),
    ],
)
def test_labels_cannot_be_left_out(copy: Path, labels: bytes | None, said: str) -> None:
    (copy / "schema" / "labels.json").write_bytes(labels or b"")
    seal(copy, lambda m: m["files"].pop("schema/labels.json") if labels is None else None)
    with pytest.raises(VerificationError, match=said):
        list(load(copy).rows("claims"))
    with pytest.raises(VerificationError, match=said):
        load(copy).to_arrow("claims")


def test_a_folder_with_the_characters_of_a_pattern(release: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(release, tmp_path / "od[d] * {x}?"))
    assert load(folder).to_datasets("claims").num_rows == 46


@pytest.mark.parametrize(
    "address",
    [
        "file://host/../etc", "file://", "file:///", "file:///nothing/../there", "//x", "C:\\x", "",
        "hf://", "hf://x", "hf://datasets/a", "hf://datasets/../..@v1", "hf://datasets/a/b@../x",
        "http://", "http:///x", "https://%00/x", "http://127.0.0.1:99999/x", "http://[::1", "s3://",
        "file:///tmp/%2e%2e/x", "file:///x\0y", "memory://..", "memory:///x " + "y" * 5_000,
        "x" * 5_000, "a\0b", "nothing. ", "local://" + "../" * 20 + "nothing", "simplecache::file:///nothing",
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", [None, "1.0.0"])
def test_odd_places_give_an_error_of_ours(
    address: str, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError) as caught:
        load(address, version=version, cache=tmp_path / "cache")
    assert len(str(caught.value)) < 1_500
    assert str(caught.value).isprintable()
