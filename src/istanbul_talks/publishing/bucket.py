"""A release on object storage or in a folder, through fsspec: a folder a version, which never changes, and `latest.json` that names the newest.

ADDRESS/1.0.0/…          the release
ADDRESS/1.0.0.claim      while it is being written: the hash of the manifest it will have; who comes second sees it
ADDRESS/latest.json
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from ..dataset.layout import LATEST
from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files import atomic, disk
from ..reading.addresses import opened, secrets_of, shown
from ..reading.corpus import Corpus
from ..reading.retry import ATTEMPTS, Endpoint
from ..text.visible import visible
from .release_check import is_older, is_version

MANIFEST = "MANIFEST.json"


class Bucket:
    """A place that fsspec can write to, for one release."""

    def __init__(self, corpus: Corpus, address: str, options: Mapping[str, Any]) -> None:
        if re.fullmatch(r"[a-z0-9+.-]*:/*", address, re.IGNORECASE):
            raise ArgumentError(
                f"{shown(address)} names no place: write a bucket or a folder after it"
            )
        if address.lower().startswith("hf:"):
            raise ArgumentError("the Hub takes one commit and a tag: write hub:ORG/NAME")
        self.corpus, self._given = corpus, address.rstrip("/")
        self._system, base = opened(self._given, "publish", options)
        self.address = shown(self._given)
        self._endpoint = Endpoint(
            secrets_of(self._given),
            "Check the address, the keys and their rights",
            keep=(FileNotFoundError, FileExistsError),
        )
        self._system.use_listings_cache = False
        protocols = (
            {self._system.protocol}
            if isinstance(self._system.protocol, str)
            else {*self._system.protocol}
        )
        self._local, self._has_buckets = "file" in protocols, bool(protocols & {"s3", "gs"})
        self._base = str(base).rstrip("/")
        self._folder = f"{self._base}/{corpus.version}"
        self._claimed_at = f"{self._folder}.claim"
        self._manifest = disk.read_text(corpus.folder / MANIFEST).encode()
        known = {
            path: (facts["sha256"], facts["bytes"])
            for path, facts in corpus.manifest["files"].items()
        }
        self._files = {**known, "SHA256SUMS": disk.sha256(corpus.folder / "SHA256SUMS")}

    def plan(self) -> list[str]:
        self._refuse_nowhere()
        there = self._small(f"{self._folder}/{MANIFEST}")
        claim = self._small(self._claimed_at)
        if there is not None and there != self._manifest:
            raise CorpusError(
                f"{self.address}/{self.corpus.version} is there with another content ({_told(there)}, not {_told(self._manifest)}). "
                "A version never changes: release the next one"
            )
        if there is None and claim is not None and claim != self._claim:
            raise CorpusError(
                f"{self.address}/{self.corpus.version} is being written with another content. Wait, or remove {self._shown(self._claimed_at)} if that run died"
            )
        extra = sorted(set(self._sizes()) - {*self._files, MANIFEST})
        if extra:
            raise CorpusError(
                f"{self.address}/{self.corpus.version}/{visible(extra[0], 200)} is not part of the release. Find out where it comes from, and remove it"
            )
        missing = [
            path
            for path, (digest, size) in self._files.items()
            if not self._is(f"{self._folder}/{path}", digest, size)
        ]
        self._right = set(self._files).difference(missing)
        steps = [f"upload {path} ({self._files[path][1]:,} bytes)" for path in missing]
        steps += [f"upload {MANIFEST}, last"] if there is None else []
        steps += (
            [f"point {LATEST} to {self.corpus.version}"] if self._is_newest(self._latest()) else []
        )
        return steps

    def _refuse_nowhere(self) -> None:
        """CorpusError for a bucket that is not there: a look into it would only find no file."""
        bucket = self._base.partition("/")[0]
        if self._has_buckets and not self._endpoint.call(
            lambda: self._system.exists(bucket), f"{self.address} could not be looked at"
        ):
            raise NotFoundError(
                f"{self.address}: there is no bucket {visible(bucket, 100)}. Make it first"
            )

    def publish(self) -> list[str]:
        done = self.plan()
        complete = self._small(f"{self._folder}/{MANIFEST}") is not None
        if not complete:
            self._take_claim()
        for path, (digest, size) in self._files.items():
            if path not in self._right:
                self._bring(path, digest, size)
        if not complete:
            self._create(f"{self._folder}/{MANIFEST}", self._manifest)
        if self._small(f"{self._folder}/{MANIFEST}") != self._manifest:
            raise CorpusError(
                f"{self.address}/{self.corpus.version}/{MANIFEST} is not what was written: somebody else writes there. Look before you go on"
            )
        self._point()
        if self._small(self._claimed_at) == self._claim:
            self._endpoint.call(
                lambda: self._system.rm_file(self._claimed_at),
                f"{self._shown(self._claimed_at)} could not be removed",
            )
        return [
            *done,
            f"verified {len(self._files) + 1} files by SHA-256 at {self.address}/{self.corpus.version}",
        ]

    @property
    def _claim(self) -> bytes:
        return hashlib.sha256(self._manifest).hexdigest().encode()

    def _take_claim(self) -> None:
        """Say that this version is being written. CorpusError if somebody else says so, with another content."""
        self._create(self._claimed_at, self._claim)
        if self._small(self._claimed_at) != self._claim:
            raise CorpusError(
                f"{self.address}/{self.corpus.version} is being written with another content. Wait until that run has ended"
            )

    def _create(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet; one that is there stays as it is."""
        with suppress(FileExistsError):
            self._put(path, data, mode="create")

    def _bring(self, path: str, digest: str, size: int) -> None:
        """Write a file, and know by its hash that it is the one: if not, it is written once more."""
        target = f"{self._folder}/{path}"
        for _ in range(2):
            self._put(target, self._bytes(path))
            if self._is(target, digest, size):
                return
        raise CorpusError(
            f"{self.address}/{self.corpus.version}/{path} arrives damaged. Nothing points to it yet; look at the storage"
        )

    def _point(self) -> None:
        """Have the pointer name the newest version that is whole. Looked at again after writing: others publish, too."""
        for _ in range(ATTEMPTS):
            latest, newest = self._latest(), self._newest()
            if latest == newest:
                return
            manifest = orjson.loads(self._small(f"{self._base}/{newest}/{MANIFEST}") or b"{}")
            self._put(
                f"{self._base}/{LATEST}",
                orjson.dumps({"version": newest, "digest": manifest.get("digest")}) + b"\n",
            )
        raise CorpusError(
            f"{self.address}/{LATEST} changes again and again: others publish at the same time. Run this again"
        )

    def _newest(self) -> str:
        """The newest version that has a manifest, this one included."""

        def look() -> list[str]:
            self._system.invalidate_cache()
            return [
                str(path).rstrip("/").rpartition("/")[2]
                for path in self._system.ls(self._base, detail=False)
            ]

        newer = [
            name
            for name in self._endpoint.call(look, f"{self.address} could not be listed")
            if is_older(self.corpus.version, name)
        ]
        whole = [
            name for name in newer if self._small(f"{self._base}/{name}/{MANIFEST}") is not None
        ]
        return max(
            whole, key=lambda name: tuple(map(int, name.split("."))), default=self.corpus.version
        )

    def _is(self, target: str, digest: str, size: int) -> bool:
        data = self._small(target)
        return data is not None and len(data) == size and hashlib.sha256(data).hexdigest() == digest

    def _bytes(self, path: str) -> bytes:
        data = disk.read(self.corpus.folder / path)
        if isinstance(data, disk.Irregular):
            raise CorpusError(f"{self.corpus.folder / path}: {data.what}")
        return data

    def _put(self, path: str, data: bytes, mode: str = "overwrite") -> None:
        def write() -> None:
            if (
                self._local
            ):  # on object storage a file is there whole or not at all; in a folder that takes care
                atomic.write(Path(path), data, new=mode == "create", beside_in=Path(self._base))
            else:
                self._system.pipe_file(path, data, mode=mode)

        try:
            self._endpoint.call(write, f"{self._shown(path)} could not be written")
        except FileNotFoundError:
            raise CorpusError(
                f"{self._shown(path)} could not be written: there is no such place. Make the bucket or folder first"
            ) from None

    def _small(self, path: str) -> bytes | None:
        def look() -> bytes | None:
            try:
                data: bytes = self._system.cat_file(path)
            except FileNotFoundError:
                return None
            return data

        return self._endpoint.call(look, f"{self._shown(path)} could not be read")

    def _sizes(self) -> dict[str, int]:
        """Size of every file of the version that is there."""

        def look() -> dict[str, int]:
            self._system.invalidate_cache()
            try:
                found = self._system.find(self._folder, detail=True)
            except FileNotFoundError:
                return {}
            return {
                path.removeprefix(f"{self._folder}/"): facts["size"]
                for path, facts in found.items()
            }

        return self._endpoint.call(look, f"{self.address} could not be listed")

    def _latest(self) -> str | None:
        data = self._small(f"{self._base}/{LATEST}")
        if data is None:
            return None
        try:
            version = str(orjson.loads(data)["version"])
        except (orjson.JSONDecodeError, KeyError, TypeError):
            version = ""
        if not is_version(version):
            raise CorpusError(f"{self.address}/{LATEST} cannot be read. Correct it, or remove it")
        return version

    def _is_newest(self, latest: str | None) -> bool:
        return latest is None or is_older(latest, self.corpus.version)

    def _shown(self, path: str) -> str:
        return f"{self.address}{path.removeprefix(self._base)}"


def _told(manifest: bytes) -> str:
    """A content by its digest, and the manifest by its hash: documents may differ where the rows do not."""
    try:
        digest = f"content sha256:{visible(str(orjson.loads(manifest)['digest']), 64)[:16]}…"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        digest = "a manifest that cannot be read"
    return f"{digest}, manifest sha256:{hashlib.sha256(manifest).hexdigest()[:16]}…"
