"""One field of a release forged at a time, and sealed again; then the release is read.

Each suite takes a folder that it may change, puts every file back, and returns a `Tally`. A bad
value must give a VerificationError with config, row, column and value; a legal one is read.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from istanbul_talks import (
    Corpus,
    CorpusError,
    EvaluationError,
    VerificationError,
    agreement,
    evaluate,
    load,
)
from istanbul_talks.model.columns import CONFIGS, Field, columns
from istanbul_talks.reading.restore import restore
from support.forged import only, reindex
from support.hostile import Tally

INVALID = object()  # no JSON at all
LONG = "long " * 40_000
_TOKEN = '"@forged@"'
_LINKS = ("entities", "entities/0/id", "mentions/0/entity")


class Value(NamedTuple):
    """A value to put into a field: as a text of JSON, and as Python has it."""

    text: str
    value: Any

    def __str__(self) -> str:
        return self.text[:40]


def _plain(value: Any) -> Value:
    return Value(json.dumps(value), value)


# Other types, too large, below zero, null, nested, hidden characters, huge; and no JSON.
VALUES = (
    *map(_plain, (None, True, 0, 5, -1, 5.0, 0.5, 1e300, 1 << 31, 1 << 63)),
    *map(_plain, ("", "soon", "2024-02-30", "0000-00-00", "2024-05-05", "../../x", "a\u202eb")),
    *map(_plain, ("\x1b[31mred", "a\0b", "\u200b", "\U000e0041", "]]>x\n##[error]", LONG)),
    *map(_plain, ([], {}, [None], ["x"], [5], [[[]]], {"a": {"b": [1]}})),
    Value("1" + "0" * 40, 1e40),
    Value("NaN", INVALID),
    Value("-Infinity", INVALID),
    Value('"\\ud800"', INVALID),
    Value('"\\x"', INVALID),
    Value("[" * 100_000 + "]" * 100_000, INVALID),
    Value('{"a":' * 100_000 + "1" + "}" * 100_000, INVALID),
    Value("[" * 900 + "]" * 900, [INVALID]),
    Value("1" * 100_000, INVALID),  # no float either
    Value('"x"}\n{"id":"y"', INVALID),
)


@dataclass
class Sealed:
    """A release whose files are replaced, with a manifest that fits them."""

    folder: Path

    def __post_init__(self) -> None:
        self.good = (self.folder / "MANIFEST.json").read_bytes()
        self.manifest = json.loads(self.good)

    def replaced(self, path: Path, data: bytes) -> None:
        """Write a file, its size and hash into the manifest, and indexes that fit."""
        path.write_bytes(data)
        manifest = json.loads(self.good)
        if "jsonl/articles" in path.as_posix():
            reindex(self.folder, manifest)
        for name, facts in manifest["files"].items():
            if self.folder / name == path or name.startswith("index/"):
                data = (self.folder / name).read_bytes()
                facts.update(sha256=sha256(data).hexdigest(), bytes=len(data))
        self.wrote(manifest)

    def wrote(self, manifest: Mapping[str, Any] | bytes) -> None:
        """Write a manifest, and checksums that fit it."""
        data = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        (self.folder / "MANIFEST.json").write_bytes(data)
        sums = {"MANIFEST.json": sha256(data).hexdigest()}
        listed = manifest.get("files") if isinstance(manifest, Mapping) else None
        for path, facts in listed.items() if isinstance(listed, dict) else ():
            sums[path] = facts.get("sha256") if isinstance(facts, dict) else facts
        lines = (f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
        (self.folder / "SHA256SUMS").write_bytes("".join(lines).encode("utf-8", "replace"))


class Forgery(NamedTuple):
    """A row with one field that is another, and whether a reader may accept it."""

    config: str
    number: int  # of the row, from 1
    column: str
    value: Value
    legal: bool
    line: bytes

    def __str__(self) -> str:
        return f"row {self.number} of {self.config}, {self.column} = {self.value}"


def is_legal(field: Field, value: Any, free: bool, labels: Mapping[str, Any]) -> bool:
    """Whether a column may have a value, as docs/data.md says it."""
    if field.many:
        texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return texts and not (value and is_dataclass(field.type))
    if value is None:
        return bool(field.nullable or (free and field.column.words))
    if field.column.labels:
        return isinstance(value, str) and value in labels[field.column.labels]
    if field.type is int:
        return type(value) is int and 0 <= value < 1 << 31
    if field.type is date:
        return isinstance(value, str) and bool(re.fullmatch("20[0-9]{2}-05-05", value))
    return type(value) is field.type


def forged_rows(
    config: str, rows: list[dict[str, Any]], free: bool, labels: Mapping[str, Any]
) -> Iterator[Forgery]:
    """Every column with every value, and every column of the first nested record of each kind."""
    owner = "id" if config in ("articles", "raw") else "article"
    for field, way, number in _fields(config, rows):
        for value in VALUES:
            row = _put(rows[number], way, "@forged@")
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            legal = is_legal(field, value.value, free, labels)
            if way == (owner,):
                legal = value.value in ("soon", "2024-02-30", "0000-00-00", "2024-05-05")
                if legal and config == "articles" and not _in_order(rows, number, value.value):
                    continue  # an index cannot have it: see test_lookup
            line = text.replace(_TOKEN, value.text).encode()
            yield Forgery(config, number + 1, "/".join(map(str, way)), value, legal, line)


def _fields(
    config: str, rows: list[dict[str, Any]]
) -> Iterator[tuple[Field, tuple[str | int, ...], int]]:
    """Each column, the way to it, and the place of a row that has such a record."""
    todo = [((), field) for field in columns(CONFIGS[config])]
    while todo:
        above, field = todo.pop(0)
        way = (*above, field.name)
        with_it = [n for n, row in enumerate(rows) if _has(row, above)]
        if not with_it:  # a column that only additions fill
            continue
        yield field, way, with_it[0]
        if is_dataclass(field.type):
            todo += [((*way, 0), inner) for inner in columns(field.type)]


def _has(row: Any, way: tuple[str | int, ...]) -> bool:
    try:
        _at(row, way)
    except IndexError:
        return False
    return True


def _at(row: Any, way: tuple[str | int, ...]) -> Any:
    for key in way:
        row = row[key]
    return row


def _put(row: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """A copy of a row with another value at a place."""
    changed = deepcopy(row)
    _at(changed, way[:-1])[way[-1]] = value
    return changed


def judge(tally: Tally, forgery: Any, expected: list[str], run: Callable[[], object]) -> None:
    """Count what became of a forgery; `expected`: what a message must have, none if it is legal."""
    tally.inputs += 1
    try:
        run()
    except VerificationError as error:
        lacking = [part for part in expected if part not in str(error)]
        if not expected:
            tally.wrong_accept(f"{forgery}: legal, and refused: {error}")
        elif lacking or len(str(error)) > 2_000 or not str(error).isprintable():
            tally.wrong_accept(f"{forgery}: the message lacks {lacking}: {error}")
    except Exception as error:  # noqa: BLE001 - counted, whatever it is
        tally.traceback(f"{forgery}: {type(error).__name__}: {str(error)[:300]}")
    else:
        if expected:
            tally.wrong_accept(f"{forgery}: accepted")


def _in_order(rows: list[dict[str, Any]], number: int, id: str) -> bool:
    """Whether the articles stay sorted with another id in one row."""
    ids = [row["id"] for row in rows]
    ids[number] = id
    return ids == sorted(ids)


def _expected(forgery: Forgery) -> list[str]:
    """Place and value, as a message must have them."""
    value = forgery.value.value
    if forgery.legal:  # but for a mention whose entity is not there
        linked = forgery.config == "articles" and forgery.column in _LINKS
        return ["row 1 of articles: its parts do not fit together"] if linked else []
    if value is INVALID:
        return [forgery.config]
    if isinstance(value, list):  # the first bad value may be inside
        return [forgery.config, forgery.column]
    plain = not isinstance(value, str) or value.isprintable()
    return [forgery.config, forgery.column, (repr(value) if plain else "")[:6]]


def forged_lines(folder: Path, step: int, seed: int) -> Tally:
    """Every column of the JSON Lines of every config; each `step`-th forgery."""
    sealed, tally, corpus = Sealed(folder), Tally(), load(folder)
    free, labels = corpus.edition != "full", corpus.labels
    every: list[tuple[Path, list[bytes], Forgery]] = []
    for path in sorted(folder.glob("jsonl/*/*.jsonl")):
        config = path.parent.name
        lines = path.read_bytes().splitlines(keepends=True)
        rows = [json.loads(line) for line in lines]
        every += [(path, lines, one) for one in forged_rows(config, rows, free, labels)]
    Random(seed).shuffle(every)
    for path, lines, forgery in every[::step]:
        good = b"".join(lines)
        at = forgery.number - 1
        sealed.replaced(path, b"".join([*lines[:at], forgery.line + b"\n", *lines[at + 1 :]]))
        judge(tally, forgery, _expected(forgery), lambda c=forgery.config: use(load(folder), c))
        path.write_bytes(good)
        sealed.wrote(sealed.good)
    return tally


def use(corpus: Corpus, config: str) -> None:
    """Read a config in every way that does not need pyarrow; then use what was read."""
    rows = list(corpus.rows(config))
    if config == "articles":
        articles = [corpus[id] for id in corpus]
        assert list(dict(corpus).values()) == articles
        for style in ("bibtex", "csl", "apa"):
            corpus.references(style)
            corpus.where(lambda article: article.claims).cite(style)
        for article in articles:
            for record in (*article.entities, *article.mentions, *article.claims, *article.stance):
                assert repr(record)
            corpus.resolve(corpus.link(article))
        for name in ("mentions", "claims", "stance", "entities", "decisions"):
            assert len(list(corpus.table(name))) == len(corpus.table(name))
    if config == "passes":
        list(corpus.passes())
        with suppress(CorpusError):
            agreement(corpus)
    if config in ("claims", "stance", "mentions"):
        with suppress(CorpusError):  # rows as predictions: they may not fit
            evaluate(rows, config=config, articles=corpus)


def forged_tables(folder: Path, step: int, seed: int) -> Tally:
    """Every column of the Parquet of every config; each `step`-th forgery."""
    sealed, tally, corpus = Sealed(folder), Tally(), load(folder)
    free, labels = corpus.edition != "full", corpus.labels
    every = []
    for config in corpus.configs:
        path = only(folder, f"data/{config}/*.parquet")
        table = pq.read_table(path)
        rows = table.to_pylist()
        for field, way, number in _fields(config, rows):
            every += [(path, table, field, way, number, value) for value in _of_type(field)]
            every += [(path, table, field, way, number, kind) for kind in KINDS]
    Random(seed).shuffle(every)
    for count, (path, table, field, way, number, value) in enumerate(every[::step]):
        good, config = path.read_bytes(), path.parent.name
        name = f"row {number + 1} of {config} in Parquet, {'/'.join(map(str, way))} = {value!r}"
        if isinstance(value, pa.DataType):
            if not _retyped(table, way, value, path):
                continue
            expected = [config, str(way[0])]
        else:
            _revalued(table, field, way, (number, value), path)
            owner = way == ("article",) or (way == ("id",) and config in ("articles", "raw"))
            fits = value == 0 if field.type is date else is_legal(field, value, free, labels)
            legal = fits and not (owner and value != "soon")
            place = "/".join(map(str, way)) if not isinstance(value, bytes) else str(way[0])
            expected = [] if legal else [f"row {number + 1} of {config}", place]
        sealed.replaced(path, path.read_bytes())
        reads = ["to_arrow", "to_pandas", *(["to_datasets"] if count % 20 == 0 else [])]
        for read in reads:
            judge(tally, f"{read}: {name}", expected, partial(_read_table, folder, config, read))
        if expected:  # else the digest of the rows says what is wrong
            judge(tally, f"verify: {name}", expected, lambda: load(folder).verify())
        path.write_bytes(good)
        sealed.wrote(sealed.good)
    return tally


def _read_table(folder: Path, config: str, read: str) -> None:
    assert len(getattr(load(folder), read)(config))


# Other types that a column may be written with.
KINDS = (
    pa.string(), pa.large_string(), pa.binary(), pa.int64(), pa.int8(), pa.uint32(), pa.float64(),
    pa.bool_(), pa.timestamp("us"), pa.decimal128(9), pa.null(), pa.map_(pa.string(), pa.string()),
    pa.dictionary(pa.int8(), pa.string()), pa.list_(pa.string()), pa.struct({"x": pa.int32()}),
)  # fmt: skip


def _of_type(field: Field) -> list[Any]:
    """Values of the type of a column in Parquet."""
    if field.many:
        return [[]]
    if field.type is str:
        return ["soon", "", LONG, "a\u202eb", "\x1b[31m", "a\0b", "../x", b"\xff", b"\xed\xa0\x80"]
    return {int: [0, -1, -(1 << 31), (1 << 31) - 1], bool: [True, False]}.get(
        field.type, [0, -719_163, 2_932_897, (1 << 31) - 1, -(1 << 31)]
    )


_STORED = {pa.string(): pa.binary(), pa.date32(): pa.int32()}


def _stored(kind: pa.DataType) -> pa.DataType:
    """A type with the same bytes that takes any of them."""
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_stored(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_stored(field.type)) for field in kind])
    return _STORED.get(kind, kind)


def _revalued(
    table: pa.Table, field: Field, way: tuple[str | int, ...], new: tuple[int, Any], path: Path
) -> None:
    """Write a table with another value of the same type, which need not be UTF-8 or a day."""
    place = table.schema.get_field_index(str(way[0]))
    known = table.schema.field(place)
    column = table.column(place).combine_chunks().view(_stored(known.type)).to_pylist()
    number, value = new
    value = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    column[number] = _put({way[0]: column[number]}, way, value)[way[0]]
    forged = pa.array(column, _stored(known.type)).view(known.type)
    pq.write_table(table.set_column(place, known, forged), path)


def _retyped(table: pa.Table, way: tuple[str | int, ...], kind: pa.DataType, path: Path) -> bool:
    """Write a table in which one column has another type; False if it has that type already."""
    place = table.schema.get_field_index(str(way[0]))
    known = table.schema.field(place)
    new = _with_kind(known.type, way[1:], kind)
    if new == known.type:
        return False
    if pa.types.is_null(kind) and len(way) > 1:
        return False  # cannot be in a record that is not null
    values = _empty(new, len(table))
    pq.write_table(table.set_column(place, pa.field(known.name, new), values), path)
    return True


def _with_kind(known: pa.DataType, way: tuple[str | int, ...], kind: pa.DataType) -> pa.DataType:
    if not way:
        return kind
    if way[0] == 0:
        inner = known.value_field
        return pa.list_(inner.with_type(_with_kind(inner.type, way[1:], kind)))
    fields = [
        f.with_type(_with_kind(f.type, way[1:], kind)) if f.name == way[0] else f for f in known
    ]
    return pa.struct(fields)


def _empty(kind: pa.DataType, rows: int) -> pa.Array:
    """Nulls, or empty lists, of a type."""
    return pa.array([[]] * rows, kind) if pa.types.is_list(kind) else pa.nulls(rows, kind)


def forged_manifest(folder: Path, step: int, seed: int) -> Tally:
    """Every value of the manifest, and of latest.json beside it; each `step`-th forgery."""
    sealed, tally = Sealed(folder), Tally()
    ways = (way for way in _ways(sealed.manifest) if way != ("format",))  # another asks to upgrade
    every = [(way, value) for way in ways for value in VALUES]
    Random(seed).shuffle(every)
    for way, value in every[::step]:
        old = _at(sealed.manifest, way)
        text = json.dumps(_put(sealed.manifest, way, "@forged@")).replace(_TOKEN, value.text)
        sealed.wrote(_manifest_of(text) or text.encode())
        same = type(value.value) is type(old) and value.value == old
        legal = same or _may_say(way, value.value)
        expected = [] if legal else ["" if value.value is INVALID else str(way[-1])]
        if not legal and way[0] in ("configs", "files", "digest", "full"):
            expected = [""]  # another field may be named
        judge(tally, f"{'/'.join(map(str, way))} = {value}", expected, partial(_use_all, folder))
        sealed.wrote(sealed.good)
    return tally


def _manifest_of(text: str) -> dict[str, Any] | None:
    """A manifest as a value, to write checksums for it; None if it is not one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _ways(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value in a document."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*above, key)
            yield from _ways(item, (*above, key))


# `name` is that of an author.
_TEXTS = {"title", "description", "annotations", "code", "texts", "homepage", "name"}


def _may_say(way: tuple[str | int, ...], value: Any) -> bool:
    """Whether the manifest of a release may have a value somewhere."""
    name, is_text = way[-1], isinstance(value, str) and value.isprintable()
    if way == ("full", "configs"):
        return value == {}
    if value is None or value == []:
        return name in ("homepage", "edition", "released") if value is None else name == "authors"
    if name == "name" and "authors" not in way:
        return value in ("soon", "2024-02-30", "0000-00-00", "2024-05-05")
    if name == "released":
        return value == "2024-05-05"
    return is_text and name in _TEXTS and 0 < len(value) <= 4096


def _use_all(folder: Path) -> None:
    """Read all of a release."""
    corpus = load(folder)
    assert corpus.version and repr(corpus).isprintable()
    for style in ("bibtex", "csl", "apa"):
        corpus.cite(style)
    for config in corpus.configs:
        list(corpus.rows(config))
    corpus.to_arrow("claims")
    corpus.resolve(corpus.link(next(iter(corpus))))
    corpus.verify()


def forged_documents(folder: Path, step: int, seed: int) -> Tally:
    """Every value of the labels and targets; each `step`-th forgery. It may be legal."""
    sealed, tally = Sealed(folder), Tally()
    paths = [folder / "schema" / name for name in ("labels.json", "targets.json")]
    documents = {path: json.loads(path.read_bytes()) for path in paths}
    every = [
        (path, way, value)
        for path, document in documents.items()
        for way in ((), *_ways(document))
        for value in VALUES
    ]
    Random(seed).shuffle(every)
    for path, way, value in every[::step]:
        good = path.read_bytes()
        changed = _put(documents[path], way, "@forged@") if way else "@forged@"
        sealed.replaced(path, json.dumps(changed).replace(_TOKEN, value.text).encode())
        name = f"{path.name}: {'/'.join(map(str, way))} = {value}"
        tally.attempt_or_read(name, partial(_use_documents, folder))
        path.write_bytes(good)
        sealed.wrote(sealed.good)
    return tally


def _use_documents(folder: Path) -> None:
    corpus = load(folder)
    assert all(isinstance(label, str) for known in corpus.labels.values() for label in known)
    assert all(isinstance(target, str) for target in corpus.targets)
    corpus.where(genre=corpus.labels["genre"][0])
    for config in ("articles", "stance"):
        list(corpus.rows(config))
    corpus.to_arrow("stance")
    if corpus.edition == "full":
        with suppress(EvaluationError):
            evaluate([], config="stance", articles=corpus)
        agreement(corpus)


def forged_pointer(folder: Path, step: int, seed: int) -> Tally:
    """A folder of releases whose latest.json is something else."""
    tally, version = Tally(), load(folder).version
    (folder.parent / "places").mkdir(exist_ok=True)
    place = folder.rename(folder.parent / "places" / version).parent
    texts = ["", "[]", "\ufeff{}", "null", '{"version": "', *(f"[{v.text}]" for v in VALUES)]
    texts += [f'{{"version": {value.text}}}' for value in VALUES]
    odd = ("..", ".", "/", "//x", "C:\\\\x", "1.2.3/", "./1.2.3", "%2e%2e", "1.2.3 ", "1.2.3.")
    texts += [f'{{"version": "{name}"}}' for name in odd]
    for text in texts[::step]:
        (place / "latest.json").write_text(text, encoding="utf-8", newline="")
        tally.attempt(text[:60], partial(load, place), CorpusError)
    (place / "latest.json").unlink()
    (place / version).rename(folder)
    return tally


def forged_records(folder: Path, texts: Path, target: Path, step: int, seed: int) -> Tally:
    """Every value of the first record of restore.jsonl; each `step`-th forgery. It may be legal.

    A record with another hash of the text is one of another article: no copy fits it.
    """
    sealed, tally, path = Sealed(folder), Tally(), folder / "restore.jsonl"
    first, rest = path.read_bytes().split(b"\n", 1)
    record = json.loads(first)
    every = [(way, value) for way in _ways(record) for value in VALUES]
    Random(seed).shuffle(every)
    full = load(folder).manifest["full"]["digest"]
    for way, value in every[::step]:
        text = json.dumps(_put(record, way, "@forged@")).replace(_TOKEN, value.text)
        sealed.replaced(path, text.encode() + b"\n" + rest)
        name = f"restore.jsonl: {'/'.join(map(str, way))} = {value}"
        tally.attempt_or_read(name, partial(_restored, folder, texts, target, full))
        if target.exists():
            rmtree(target)
    path.write_bytes(first + b"\n" + rest)
    sealed.wrote(sealed.good)
    return tally


def _restored(folder: Path, texts: Path, target: Path, full: str) -> None:
    """Restore what can be; no row is another than in the full edition."""
    try:
        done = restore(load(folder), texts, target)
    except VerificationError as error:
        assert not target.exists()
        assert "restore.jsonl:1" in str(error), error
        raise
    assert (done.digest == full) == done.full
    if done.digest:
        load(target).verify()
