"""Checks a release against its manifest: the files that it names, and their rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from typing import Any, Protocol

import orjson

from ..arguments import check_type
from ..errors import ArgumentError, CorpusError, UnknownNameError, VerificationError
from ..files import disk
from ..files.json_bytes import compact
from ..model.rows import LAYERS, config_digest, content_digest, plain_rows
from ..text.visible import did_you_mean, visible
from . import manifest as manifests
from . import parquet
from .entities import ENTITIES
from .index import Index, index_of, lines, read_index
from .layout import CHECKSUMS, MANIFEST, config_of, shard_names
from .manifest import REMEDY
from .row_check import MOST_ROW, RowCheck

LABELS, TARGETS = "schema/labels.json", "schema/targets.json"
CONFIG_NAMES = {"stances": "stance"}  # other names of configs
# A shard may unpack to this many times the size of its JSON Lines twin, and of its own file (zstd
# makes a release about a tenth); and a shard without rows may have so many bytes.
_MOST_DOCUMENT, _MOST_SHARD = 8 << 20, 64 << 20  # bytes of other files, and of files without rows
_MOST_LINE = 1 << 20  # bytes of an article in other JSON Lines than rows
_MOST_TO_TWIN, _MOST_TO_FILE, _MOST_EMPTY = 4, 1_000, 65_536


def compare(what: str, expected: object, found: object) -> None:
    """Raise VerificationError, with both values, unless they are equal."""
    if expected != found:
        raise VerificationError(f"the {what} should be {expected} but is {found}. {REMEDY}")


def compare_wanted(what: str, wanted: str, found: str, place: str) -> None:
    """Raise VerificationError if this is not the release that the caller wants."""
    if wanted != found:
        other = f"the {what} should be {wanted} but is {found}, so this is a different release"
        remedy = "Give the place of the one you want, or version=… if there are several"
        raise VerificationError(f"{other}. {remedy}. This one is at {place}")


def compare_files(expected: set[str], found: set[str]) -> None:
    """Raise VerificationError for the first file that is missing or not part of the release."""
    missing = ("is missing", expected - found)
    for what, names in (missing, ("is not part of the release", found - expected)):
        if names:
            more = f", and {len(names) - 1} more" if len(names) > 1 else ""
            raise VerificationError(f"{visible(min(names), 300)} {what}{more}. {REMEDY}")


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file. Raises VerificationError if it cannot be read."""
    try:
        return disk.sha256(path)
    except OSError as error:
        raise VerificationError(f"{path}: {error.strerror}. {REMEDY}") from None


class Source(Protocol):
    """Where the files of a release come from, if not from a local folder."""

    @property
    def shown(self) -> str:
        """The address as shown in messages."""

    def get(self, path: str, digest: str, size: int) -> None:
        """Put a file into the folder, fetched if need be."""

    def again(self, path: str, digest: str, size: int) -> None:
        """Fetch a file again because its copy is damaged."""


class ReleaseFolder:
    """A release folder. Each file is checked against the manifest before it is first used.

    After `require_digest` the rows are checked against a content digest as well.
    """

    def __init__(self, folder: Path, source: Source | None = None) -> None:
        self.folder, self.location = folder, source.shown if source else str(folder)
        self.manifest = manifests.read(folder)
        self._source = source
        self._verified_files: set[str] = set()
        self._verified_rows: set[tuple[str, str]] = set()
        self._digest_required = False
        self._row_checks: dict[str, RowCheck] = {}

    @property
    def version(self) -> str:
        """Version of the release."""
        return str(self.manifest["version"])

    @property
    def digest(self) -> str:
        """Content digest: SHA-256 over the canonical rows of all configs. Equal if the data is."""
        return str(self.manifest["digest"])

    @property
    def edition(self) -> str:
        """ "full", "text-free" (`text` and long quotes are null) or "restored" (some articles)."""
        return str(self.manifest.get("edition", "full"))

    @property
    def configs(self) -> tuple[str, ...]:
        """Names of the configs."""
        return tuple(self.manifest["configs"])

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of all propositions that stances can be about, including unused ones."""
        found = self._document(TARGETS)
        listed = found.get("targets") if isinstance(found, dict) else None
        if isinstance(listed, list):
            listed = [target.get("id") if isinstance(target, dict) else None for target in listed]
        return _texts(listed, self._at(TARGETS))

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The labels of each closed vocabulary: `entity_type`, `claim_type`, `stance_label`, …"""
        found, place = self._document(LABELS), self._at(LABELS)
        kinds = found.items() if isinstance(found, dict) else [("", None)]
        lists = {name: list(known) if isinstance(known, dict) else known for name, known in kinds}
        return {name: _texts(known, place) for name, known in lists.items()}

    def read_json(self, path: str) -> Any:
        """A verified JSON file of the release, such as "schema/labels.json".

        Raises VerificationError if it is missing or damaged, ArgumentError if it is not JSON.
        """
        try:
            return orjson.loads(self.read_text(path))
        except orjson.JSONDecodeError as error:
            raise ArgumentError(f"path: {visible(path, 200)} is not JSON ({error})") from None

    def read_text(self, path: str) -> str:
        """A verified text file of the release. Raises VerificationError if missing or damaged."""
        self._verify_given(path)
        try:
            return disk.read_text(disk.inside(self.folder, path))
        except CorpusError as error:
            raise VerificationError(f"{error}. {REMEDY}") from None

    def read_lines(self, path: str) -> Iterator[bytes]:
        """The lines of a verified text file of the release, one at a time."""
        self._verify_given(path)
        shard = disk.map_file(disk.inside(self.folder, path))
        return (shard[start:end] for start, end in lines(shard))

    def verify(self) -> None:
        """Check everything again: the list of files, each file, its rows, checksums and digests.

        Raises VerificationError, which names the first difference; CorpusError without pyarrow.
        A hash protects against accidents only, as whoever can change the manifest can change its
        hash: compare the digest with the published one.
        """
        parquet.arrow()
        self._verified_files.clear()
        self._verified_rows.clear()
        for path in self.manifest["files"] if self._source else ():
            self._verify(path)  # fetches it, before we list the folder
        self._verify_list()
        for path in self.manifest["files"]:
            self._verify(path)
        for config, ending in product(self.configs, ("jsonl", "parquet")):
            if ending == "parquet" or not self._is_layer(config):
                self._verify_rows(config, ending)
        self._compare_layers()
        self._verify_digest()

    def _verify_list(self) -> None:
        """Compare the files in the folder with the manifest, and SHA256SUMS with both.

        The cache of a remote release may have no SHA256SUMS, and leftovers of a killed process.
        """
        known = {*self.manifest["files"], MANIFEST}
        found = {path.relative_to(self.folder).as_posix() for path in disk.files_below(self.folder)}
        if self._source is None or CHECKSUMS in found:
            known.add(CHECKSUMS)
        compare_files(known, found & known if self._source else found)
        if CHECKSUMS not in known:
            return
        text = disk.read_text(self.folder / CHECKSUMS)
        sums = {path: sha256 for sha256, _, path in (s.partition("  ") for s in text.splitlines())}
        sha256 = disk.sha256(self.folder / MANIFEST)[0]
        compare(f"SHA-256 of {MANIFEST}", sums.get(MANIFEST), sha256)
        if text != manifests.checksums(self.manifest, sha256):
            place = self.folder / CHECKSUMS
            raise VerificationError(f"{place} does not match {MANIFEST}. {REMEDY}")

    def require_digest(self, digest: str) -> None:
        """From now on, check the rows of a config against a content digest before its first use.

        Raises VerificationError if they differ. Without this we trust the manifest, which protects
        against accidents, not against somebody who can change it.
        """
        check_type("digest", digest, str, "64 hexadecimal digits")
        what = f"content digest of {self.manifest['name']}"
        compare_wanted(what, digest, self.digest, self.location)
        self._verify_digest()
        self._digest_required = True
        self._verify_rows("articles", "jsonl")

    def _verify_digest(self) -> None:
        digests = {config: facts["digest"] for config, facts in self.manifest["configs"].items()}
        compare("content digest", self.digest, content_digest(digests))

    def _config(self, given: str) -> str:
        """A config by its name or an alias. Raises UnknownNameError for any other name."""
        name = CONFIG_NAMES.get(given, given) if isinstance(given, str) else given
        if name not in self.configs:
            known = [*dict.fromkeys((*self.configs, ENTITIES))]
            hint = did_you_mean(given, known, CONFIG_NAMES) if isinstance(given, str) else ""
            said = f"there is no config “{given}”{hint or '.'}"
            raise UnknownNameError(f"{said} Choose one of: {', '.join(known)}")
        return name

    def _shards(self, config: str, ending: str) -> list[str]:
        config = self._config(config)
        return shard_names(config, self.manifest["configs"][config]["shards"], ending)

    def _verify_rows(self, config: str, ending: str) -> None:
        """Compare the rows of a config with its digest, once."""
        rows = (config, ending)
        if rows in self._verified_rows:
            return
        self._verified_rows.add(rows)  # before `_verify` comes back here
        try:
            self._compare_rows(*rows)
        except CorpusError:
            self._verified_rows.discard(rows)
            raise

    def _compare_rows(self, config: str, ending: str) -> None:
        expected, count = self.manifest["configs"][config], 0
        digests = list[str]()
        for path in self._shards(config, "jsonl") if ending == "jsonl" else ():
            self._verify(path)
            shard = disk.map_file(disk.inside(self.folder, path))
            digests.append(hashlib.sha256(shard).hexdigest())
            count += sum(1 for _ in lines(shard))
        for batches in self._tables(config)[1] if ending == "parquet" else ():
            digest = hashlib.sha256()
            for batch in batches:
                digest.update(b"".join(map(compact, plain_rows(batch))))
                count += batch.num_rows
            digests.append(digest.hexdigest())
        where = " in Parquet" if ending == "parquet" else ""
        compare(f"number of rows of {config}{where}", expected["rows"], count)
        compare(f"digest of {config}{where}", expected["digest"], config_digest(digests))
        if ending == "jsonl" and "first" in expected:
            self._compare_indexes()

    def _is_layer(self, config: str) -> bool:
        """Whether the rows of a config are in those of `articles`, and not JSON Lines as well."""
        return config in LAYERS and self.manifest["format"] > 1

    def _compare_layers(self) -> None:
        """Compare the layers in `articles` with the digests of their configs."""
        shards, check = self._shards("articles", "jsonl"), self._row_check("articles")
        hashes = {c: [hashlib.sha256() for _ in shards] for c in self.configs if self._is_layer(c)}
        for number, path in enumerate(shards if hashes else ()):
            shard = self._rows_of(number)
            for start, end in lines(shard):
                rows = check.layers(shard[start:end], f"a row in {path}")
                for name, own in hashes.items():
                    own[number].update(rows[name])
        for name, own in hashes.items():
            expected, found = self.manifest["configs"][name], [one.hexdigest() for one in own]
            compare(f"digest of {name} in articles", expected["digest"], config_digest(found))

    def _compare_indexes(self) -> None:
        for number, path in enumerate(self._shards("articles", "jsonl")):
            if self._index_of(number) != index_of(self._rows_of(number)):
                index = self._at(self._shards("articles", "json")[number])
                raise VerificationError(f"{index} does not fit {path}. {REMEDY}")

    def _index_of(self, number: int) -> Index:
        """The index of a shard of `articles`, verified."""
        path, twin = (self._shards("articles", ending)[number] for ending in ("json", "jsonl"))
        self._verify(path)
        facts, size = self.manifest["configs"]["articles"], self._listed(twin)[2]
        data = disk.read_bytes(disk.inside(self.folder, path))
        found = read_index(data, self._at(path), size, (number, facts["shards"]))
        compare(f"first id of {self._at(path)}", facts["first"][number], found.first)
        return found

    def _rows_of(self, number: int) -> Any:
        """A shard of `articles` whose rows are checked one by one. Here only its size is."""
        path = self._shards("articles", "jsonl")[number]
        if self._source is not None:
            self._verify(path)  # fetches it
        place, _, size = self._listed(path)
        try:
            shard = disk.map_file(place)
        except OSError as error:
            raise VerificationError(f"{place}: {error.strerror}. {REMEDY}") from None
        compare(f"size of {place}", size, len(shard))
        return shard

    def schema(self, config: str) -> Any:
        """The Arrow schema of a config: the columns of this release, which may be an older one."""
        return self._tables(config)[0]

    def _batches(self, config: str) -> parquet.Batches:
        """The schema and batches of a config in Parquet, each value checked against its column."""
        schema, shards = self._tables(config)
        return schema, chain.from_iterable(shards)

    def _tables(self, config: str) -> tuple[Any, list[Iterator[Any]]]:
        """The schema of a config in Parquet, and the batches of each shard, as `_batches`."""
        paths, choices = self._shards(config, "parquet"), parquet.schemas(config)
        found: list[Iterator[Any]] = []
        twins = self._shards("articles" if self._is_layer(config) else config, "jsonl")
        for path, twin in zip(paths, twins, strict=True):
            self._verify(path)
            limit = self._limit(config, path, twin)
            schema, batches = parquet.batches(disk.inside(self.folder, path), choices, limit)
            choices = [schema]  # of all shards
            found.append(batches)
        return choices[0], [self._row_check(config).batches(batches) for batches in found]

    def _limit(self, config: str, path: str, twin: str) -> parquet.Limit:
        """What a shard may hold: as many rows as the config, and the bytes that fit its files."""
        own, other = (self.manifest["files"].get(p, {"bytes": 0})["bytes"] for p in (path, twin))
        most = min(_MOST_TO_TWIN * (other + _MOST_EMPTY), _MOST_TO_FILE * own + _MOST_EMPTY)
        return parquet.Limit(self.manifest["configs"][config]["rows"], most, twin)

    def _row_check(self, config: str) -> RowCheck:
        if config not in self._row_checks:
            free = self.edition != "full"
            self._row_checks[config] = RowCheck(self.location, config, self.labels, free=free)
        return self._row_checks[config]

    def _verify(self, path: str) -> None:
        """Check a file against the manifest, once, and its rows if a digest is required."""
        if path not in self._verified_files:
            self._compare_file(path)
            self._verified_files.add(path)
        shard = config_of(path) if self._digest_required else None
        if shard:
            self._verify_rows(*shard)

    def _most_bytes(self, path: str) -> int:
        """The bytes that a file may have, by the rows of its config, before anything is fetched."""
        config = (config_of(path) or ("articles", ""))[0]
        rows: int = self.manifest["configs"].get(config, {"rows": 0})["rows"]
        if config_of(path):
            return _MOST_SHARD + rows * MOST_ROW
        return _MOST_DOCUMENT + rows * _MOST_LINE * path.endswith(".jsonl")

    def _listed(self, path: str) -> tuple[Path, str, int]:
        """Where a file is, and its SHA-256 and size according to the manifest."""
        place, expected = disk.inside(self.folder, path), self.manifest["files"].get(path)
        if expected is None:
            raise VerificationError(f"{place} is not in {MANIFEST}. {REMEDY}")
        sha256, size = expected["sha256"], expected["bytes"]
        most = self._most_bytes(path)
        if size > most:
            said = f"{place} has {size:,} bytes according to {MANIFEST}"
            raise VerificationError(f"{said}, but its rows allow {most:,} at most. {REMEDY}")
        return place, sha256, size

    def _compare_file(self, path: str) -> None:
        place, sha256, size = self._listed(path)
        if self._source is not None:
            self._source.get(path, sha256, size)
            if hash_file(place) != (sha256, size):
                self._source.again(path, sha256, size)
        found_sha256, found_size = hash_file(place)
        compare(f"size of {place}", size, found_size)
        compare(f"SHA-256 of {place}", sha256, found_sha256)

    def _verify_given(self, path: str) -> None:
        check_type("path", path, str, "the path of a file in the release")
        self._verify(path)

    def _document(self, path: str) -> Any:
        """A JSON file that every release has. Raises VerificationError for anything else."""
        try:
            return self.read_json(path)
        except ArgumentError:
            raise VerificationError(f"{self._at(path)} is not JSON. {REMEDY}") from None

    def _at(self, path: str) -> str:
        return f"{self.location}/{path}"


def _texts(value: Any, place: str) -> tuple[str, ...]:
    """A list of texts. Raises VerificationError for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise VerificationError(f"{place} is not what a release should have there. {REMEDY}")
    return tuple(value)
