"""What a release is held to: its manifest, and the files and rows that the manifest names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ..errors import CorpusError, NotFoundError, UnknownNameError, VerificationError
from ..files import disk
from ..files.optional import require
from ..files.strict_json import compact
from ..model.columns import content_digest, plain_rows
from ..text.visible import visible

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

_FORMAT = 1
_MOST_SWELL, _MOST_EMPTY = (
    4,
    65_536,
)  # rows in memory to the same as JSON Lines; and bytes that a shard without rows may have
_MOST_PACKED = (
    1_000  # rows in memory to the file that holds them: zstd makes a release about a tenth
)
_MOST_ROWS = 1 << 53
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BATCH, _AT_ONCE = (
    1_000,
    1 << 29,
)  # rows, and bytes at worst, that are unpacked before their size is looked at


REMEDY = "The copy is damaged or was changed: get it again, or build it with: make dataset"


def compare(what: str, expected: object, found: object) -> None:
    """VerificationError, with both values, unless they are equal."""
    if expected != found:
        raise VerificationError(f"the {what} should be {expected} and is {found}. {REMEDY}")


def asked(what: str, wanted: str, found: str) -> None:
    """VerificationError if a release is not the one that was asked for."""
    if wanted != found:
        raise VerificationError(
            f"the {what} should be {wanted} and is {found}. This is another release than the one asked for: name the place of that one, "
            "or with version=… the version, where a place holds several"
        )


def compare_files(expected: set[str], found: set[str]) -> None:
    """VerificationError, with the first of them, if files are missing or there are others."""
    for what, names in (
        ("is missing", expected - found),
        ("is no part of the release", found - expected),
    ):
        if names:
            more = f", and {len(names) - 1} more" if len(names) > 1 else ""
            raise VerificationError(f"{visible(min(names), 300)} {what}{more}. {REMEDY}")


def found_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file. VerificationError if it cannot be read."""
    try:
        return disk.sha256(path)
    except OSError as error:
        raise VerificationError(f"{path}: {error.strerror}. {REMEDY}") from None


def checksums(files: Mapping[str, str]) -> str:
    """Lines that `sha256sum -c` checks."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder. CorpusError if there is none or it is of a newer format, VerificationError if it is damaged."""
    path = folder / "MANIFEST.json"
    data = disk.read(path)
    if isinstance(data, disk.Irregular):
        raise NotFoundError(f"{path}: {data.what}. Name the folder of a release")
    return parsed(data, str(path))


def parsed(data: bytes, path: str) -> dict[str, Any]:
    """The manifest in some bytes, as `read_manifest`; `path` is how messages call it."""
    try:
        manifest = orjson.loads(data)
        if isinstance(manifest["format"], int) and manifest["format"] > _FORMAT:
            raise CorpusError(
                f"{path} has format {manifest['format']}; this version of istanbul-talks reads {_FORMAT}. Upgrade it"
            )
        usable = (
            manifest["format"] == _FORMAT
            and manifest["format"] is not True
            and _is_usable(manifest)
        )
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError, ValueError):
        usable = False
    if not usable:
        raise VerificationError(f"{path} cannot be read. {REMEDY}")
    return dict(manifest)


def _is_usable(manifest: dict[str, Any]) -> bool:
    """Whether a manifest has all that is taken from it, in the right types, and names only files below its folder."""
    files, configs, dataset = manifest["files"], manifest["configs"], manifest["dataset"]
    texts = [manifest[key] for key in ("name", "version", "digest")] + [
        dataset["name"],
        dataset["title"],
    ]
    texts += [author["name"] for author in dataset["authors"]]
    optional = [
        manifest["released"],
        dataset["homepage"],
        dataset.get("doi"),
        manifest.get("edition"),
    ]
    date.fromisoformat(manifest["released"] or "2000-01-01")
    return (
        all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in optional)
        and all(
            _is_inside(path) and _is_count(f["bytes"]) and _is_hash(f["sha256"])
            for path, f in files.items()
        )
        and "articles" in configs
        and _is_hash(manifest["digest"])
        and all(
            _is_count(c["rows"]) and _is_hash(c["digest"]) and _is_count(c["shards"])
            for c in configs.values()
        )
        and all(1 <= c["shards"] <= len(files) for c in configs.values())
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_ROWS


def _is_hash(value: object) -> bool:
    """Whether a value is a SHA-256, which the cache may take for the name of a file."""
    return isinstance(value, str) and bool(_SHA256.fullmatch(value))


def _is_inside(path: str) -> bool:
    return (
        bool(path)
        and "\0" not in path
        and "\\" not in path
        and not path.startswith("/")
        and ".." not in path.split("/")
    )


def lines(shard: Any) -> Iterator[tuple[int, int]]:
    """Start and end of every line of some bytes, without its newline."""
    start = 0
    while (end := shard.find(b"\n", start)) >= 0:
        yield start, end
        start = end + 1


def digest_of_lines(shards: Iterable[Path]) -> tuple[str, int]:
    """SHA-256 over JSON Lines, and how many there are."""
    digest, count = hashlib.sha256(), 0
    for path in shards:
        shard = disk.map_file(path)
        digest.update(shard)
        count += sum(1 for _ in lines(shard))
    return digest.hexdigest(), count


def digest_of_tables(
    folder: Path, manifest: Mapping[str, Any], config: str, paths: Iterable[str]
) -> str:
    """SHA-256 over the rows of Parquet, page checksums verified, as JSON Lines has them. VerificationError where they cannot be read."""
    digest = hashlib.sha256()
    for path in paths:
        for batch in batches(folder, manifest, config, path)[1]:
            digest.update(b"".join(map(compact, plain_rows(batch))))
    return digest.hexdigest()


def batches(
    folder: Path, manifest: Mapping[str, Any], config: str, path: str
) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
    """The schema and the batches of a shard of Parquet, page checksums verified. VerificationError where it cannot be read, or as soon as
    it grows beyond what the same rows can take as JSON Lines."""
    arrow, parquet = require("pyarrow", "arrow"), require("pyarrow.parquet", "arrow")
    broken = (arrow.ArrowException, OSError)
    try:
        source = arrow.BufferReader(disk.map_file(folder / path))
        file = parquet.ParquetFile(source, page_checksum_verification=True)
        schema = file.schema_arrow
    except broken as error:
        raise _unreadable(folder / path, error) from None

    def found() -> Iterator[pyarrow.RecordBatch]:
        try:
            yield from _unpacked(file, folder, manifest, config, path)
        except broken as error:
            raise _unreadable(folder / path, error) from None

    return schema, found()


def _unreadable(path: Path, error: Exception) -> VerificationError:
    return VerificationError(f"{path} cannot be read ({visible(str(error), 200)}). {REMEDY}")


def _unpacked(
    file: pyarrow.parquet.ParquetFile,
    folder: Path,
    manifest: Mapping[str, Any],
    config: str,
    path: str,
) -> Iterator[pyarrow.RecordBatch]:
    twin = path.replace("data/", "jsonl/", 1).removesuffix("parquet") + "jsonl"
    named, packed = (
        manifest["files"].get(twin, {"bytes": 0})["bytes"],
        manifest["files"].get(path, {"bytes": 0})["bytes"],
    )
    most, size = (
        min(
            _MOST_SWELL * (named + _MOST_EMPTY),
            _MOST_PACKED * (packed + _MOST_EMPTY // _MOST_PACKED),
        ),
        0,
    )
    swollen = VerificationError(
        f"{folder / path} unpacks to more than {most:,} bytes or to other rows than its twin in {twin}. {REMEDY}"
    )
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    values = sum(group.column(i).num_values for group in groups for i in range(group.num_columns))
    unpacked = max(
        sum(group.total_byte_size for group in groups), values
    )  # a run of one value takes no room, and each value a byte or more
    if file.metadata.num_rows > manifest["configs"][config]["rows"] or unpacked > most:
        raise swollen
    largest = max(
        (
            group.column(i).total_uncompressed_size
            for group in groups
            for i in range(group.num_columns)
        ),
        default=1,
    )
    rows = max(
        1, min(_BATCH, _AT_ONCE // max(1, largest))
    )  # even if one value is as large as its column, and stands in every row
    for batch in file.iter_batches(rows):
        size += batch.nbytes
        if size > most:
            raise swollen
        yield batch


class Source(Protocol):
    """Where the files of a release come from, if not from a folder of the reader's."""

    @property
    def shown(self) -> str:
        """The address, as messages have it."""

    def get(self, path: str, digest: str, size: int) -> None:
        """Have a file in the folder."""

    def again(self, path: str, digest: str, size: int) -> None:
        """Fetch a file anew whose copy is damaged."""


class ReleaseFolder:
    """A release folder: each file is compared with the manifest before its first use; the rows with a content digest, if one is held."""

    def __init__(self, folder: Path, source: Source | None = None) -> None:
        self.folder, self.shown = folder, source.shown if source else str(folder)
        self.manifest = read_manifest(folder)
        self._source = source
        self._verified: set[str] = set()
        self._proven: set[tuple[str, str]] = set()
        self._held = False

    @property
    def version(self) -> str:
        """Version of the release."""
        return str(self.manifest["version"])

    @property
    def digest(self) -> str:
        """Content digest: SHA-256 over the canonical rows of all configs, equal wherever the data are equal."""
        return str(self.manifest["digest"])

    @property
    def edition(self) -> str:
        """ "full", "text-free" (`text` and long quotes are null) or "restored" (some articles of the full edition)."""
        return str(self.manifest.get("edition", "full"))

    @property
    def configs(self) -> tuple[str, ...]:
        """Names of the configs."""
        return tuple(self.manifest["configs"])

    def verify(self) -> None:
        """Check everything anew: every file, nothing else beside them, rows, page checksums and digests, and the manifest against SHA256SUMS.

        VerificationError names the first thing that differs. A hash protects against accidents; who can write the manifest
        can write its hash: compare the digest with the one that was published.
        """
        self._verified.clear()
        for path in self.manifest["files"] if self._source else ():
            self._verify(path)  # fetched, before the folder is looked at
        listed = disk.exists(self.folder / "SHA256SUMS") or self._source is None
        known = {*self.manifest["files"], "MANIFEST.json", *(["SHA256SUMS"] if listed else [])}
        found = {path.relative_to(self.folder).as_posix() for path in disk.files_below(self.folder)}
        compare_files(
            known, found & known if self._source else found
        )  # the cache may hold what a process left that was killed
        if listed:
            written = disk.read_text(self.folder / "SHA256SUMS")
            sums = {
                path: digest
                for digest, _, path in (line.partition("  ") for line in written.splitlines())
            }
            compare(
                "SHA-256 of MANIFEST.json",
                sums.get("MANIFEST.json"),
                disk.sha256(self.folder / "MANIFEST.json")[0],
            )
        for path in self.manifest["files"]:
            self._verify(path)
        self._proven.clear()
        for config in self.configs:
            self._prove(config, "jsonl")
            self._prove(config, "parquet")
        self._prove_whole()
        if listed and written != checksums(
            {path: f["sha256"] for path, f in self.manifest["files"].items()}
            | {"MANIFEST.json": sums["MANIFEST.json"]}
        ):
            raise VerificationError(
                f"SHA256SUMS in {self.folder} does not say what MANIFEST.json says. {REMEDY}"
            )

    def _paths(self, config: str, ending: str) -> list[str]:
        if config not in self.configs:
            raise UnknownNameError(
                f"there is no config “{config}”. Choose one of: {', '.join(self.configs)}"
            )
        folder = "data" if ending == "parquet" else "jsonl"
        count = self.manifest["configs"][config]["shards"]
        return [
            f"{folder}/{config}/train-{shard:05d}-of-{count:05d}.{ending}" for shard in range(count)
        ]

    def hold(self, digest: str) -> None:
        """Prove from now on, before the first use of a config, that its rows are those of a content digest. VerificationError if they are
        not. Without this the manifest is believed: it protects against accidents, not against who can write it."""
        asked(f"content digest of {self.shown}", digest, self.digest)
        self._prove_whole()
        self._held = True
        self._prove("articles", "jsonl")

    def _prove_whole(self) -> None:
        digests = {config: facts["digest"] for config, facts in self.manifest["configs"].items()}
        compare("content digest", self.digest, content_digest(digests))

    def _prove(self, config: str, ending: str) -> None:
        """Compare the rows of a config with its digest, once."""
        if (config, ending) in self._proven:
            return
        self._proven.add((config, ending))
        try:
            self._compare_rows(config, ending)
        except CorpusError:
            self._proven.discard((config, ending))
            raise

    def _compare_rows(self, config: str, ending: str) -> None:
        paths, facts = self._paths(config, ending), self.manifest["configs"][config]
        for path in paths:
            self._verify(path)
        if ending == "jsonl":
            digest, count = digest_of_lines(self.folder / path for path in paths)
            compare(f"number of rows of {config}", facts["rows"], count)
        else:
            digest = digest_of_tables(self.folder, self.manifest, config, paths)
        compare(
            f"digest of {config}{' in Parquet' if ending == 'parquet' else ''}",
            facts["digest"],
            digest,
        )

    def _verify(self, path: str) -> None:
        if path not in self._verified:
            self._check(path)
            self._verified.add(path)
        folder, _, rest = path.partition("/")
        if self._held and folder in ("data", "jsonl"):
            self._prove(rest.partition("/")[0], "parquet" if folder == "data" else "jsonl")

    def _check(self, path: str) -> None:
        expected = self.manifest["files"].get(path)
        if expected is None:
            raise VerificationError(f"{self.folder / path} is not in MANIFEST.json. {REMEDY}")
        if self._source is not None:
            self._source.get(path, expected["sha256"], expected["bytes"])
            if found_file(self.folder / path) != (expected["sha256"], expected["bytes"]):
                self._source.again(path, expected["sha256"], expected["bytes"])
        digest, size = found_file(self.folder / path)
        compare(f"size of {self.folder / path}", expected["bytes"], size)
        compare(f"SHA-256 of {self.folder / path}", expected["sha256"], digest)
