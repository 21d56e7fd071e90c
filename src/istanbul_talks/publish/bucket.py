"""A release on object storage or in a folder, through fsspec: a folder a version, which never changes, and `latest.json` that names the newest.

ADDRESS/1.0.0/…          the release
ADDRESS/1.0.0.claim      while it is being written: the hash of the manifest it will have; who comes second sees it
ADDRESS/latest.json
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from .. import storage
from ..load import Corpus
from ..messages import Refusal, visible
from ..patience import again
from ..remote import opened, shown
from ..storage import LATEST, writing

MANIFEST = "MANIFEST.json"


class Bucket:
    """A place that fsspec can write to, for one release."""

    def __init__(self, corpus: Corpus, address: str, options: Mapping[str, Any]) -> None:
        self.corpus, self.address = corpus, address.rstrip("/")
        self._system, base = opened(self.address, "publish", options)
        self.address = shown(self.address)
        self._system.use_listings_cache = False
        self._local = "file" in ([self._system.protocol] if isinstance(self._system.protocol, str) else self._system.protocol)
        self._base = str(base).rstrip("/")
        self._folder = f"{self._base}/{corpus.version}"
        self._claimed_at = f"{self._folder}.claim"
        self._manifest = storage.read_text(corpus.folder / MANIFEST).encode()
        known = {path: (facts["sha256"], facts["bytes"]) for path, facts in corpus.manifest["files"].items()}
        self._files = {**known, "SHA256SUMS": storage.sha256(corpus.folder / "SHA256SUMS")}

    def plan(self) -> list[str]:
        there = self._small(f"{self._folder}/{MANIFEST}")
        claim = self._small(self._claimed_at)
        if there is not None and there != self._manifest:
            raise Refusal(
                f"{self.address}/{self.corpus.version} is there with another content ({_digest_in(there)}, not sha256:{self.corpus.digest}). "
                "A version never changes: release the next one"
            )
        if there is None and claim is not None and claim != self._claim:
            raise Refusal(
                f"{self.address}/{self.corpus.version} is being written with another content. Wait, or remove {self._shown(self._claimed_at)} if that run died"
            )
        sizes = self._sizes()
        missing = [path for path, (_, size) in self._files.items() if sizes.get(path) != size]
        steps = [f"upload {path} ({self._files[path][1]:,} bytes)" for path in missing]
        steps += [f"upload {MANIFEST}, last"] if there is None else []
        steps += [f"point {LATEST} to {self.corpus.version}"] if self._is_newest(self._latest()) else []
        return steps

    def publish(self) -> list[str]:
        done = self.plan()
        complete = self._small(f"{self._folder}/{MANIFEST}") is not None
        if not complete:
            self._take_claim()
        there = self._sizes()
        for path, (digest, size) in self._files.items():
            self._bring(path, digest, size, there=path in there)
        if not complete:
            self._create(f"{self._folder}/{MANIFEST}", self._manifest)
        if self._small(f"{self._folder}/{MANIFEST}") != self._manifest:
            raise Refusal(
                f"{self.address}/{self.corpus.version}/{MANIFEST} is not what was written: somebody else writes there. Look before you go on"
            )
        if self._is_newest(self._latest()):
            pointer = {"version": self.corpus.version, "digest": self.corpus.digest}
            self._put(f"{self._base}/{LATEST}", orjson.dumps(pointer) + b"\n")
        if self._small(self._claimed_at) == self._claim:
            again(lambda: self._system.rm_file(self._claimed_at), f"{self._shown(self._claimed_at)} could not be removed")
        return [*done, f"verified {len(self._files) + 1} files by SHA-256 at {self.address}/{self.corpus.version}"]

    @property
    def _claim(self) -> bytes:
        return hashlib.sha256(self._manifest).hexdigest().encode()

    def _take_claim(self) -> None:
        """Say that this version is being written. Refusal if somebody else says so, with another content."""
        self._create(self._claimed_at, self._claim)
        if self._small(self._claimed_at) != self._claim:
            raise Refusal(f"{self.address}/{self.corpus.version} is being written with another content. Wait until that run has ended")

    def _create(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet; one that is there stays as it is."""
        with suppress(FileExistsError):
            self._put(path, data, mode="create")

    def _bring(self, path: str, digest: str, size: int, *, there: bool) -> None:
        """Have a file there, and know by its hash that it is the one: what is not is written once more."""
        target = f"{self._folder}/{path}"
        for _ in range(2):
            if there and self._is(target, digest, size):
                return
            self._put(target, self._bytes(path))
            there = True
        if not self._is(target, digest, size):
            raise Refusal(f"{self.address}/{self.corpus.version}/{path} arrives damaged. Nothing points to it yet; look at the storage")

    def _is(self, target: str, digest: str, size: int) -> bool:
        data = self._small(target)
        return data is not None and len(data) == size and hashlib.sha256(data).hexdigest() == digest

    def _bytes(self, path: str) -> bytes:
        data = storage.read(self.corpus.folder / path)
        if isinstance(data, storage.Irregular):
            raise Refusal(f"{self.corpus.folder / path}: {data.what}")
        return data

    def _put(self, path: str, data: bytes, mode: str = "overwrite") -> None:
        def write() -> None:
            if self._local:  # on object storage a file is there whole or not at all; in a folder that takes care
                writing.write(Path(path), data, new=mode == "create", beside_in=Path(self._base))
            else:
                self._system.pipe_file(path, data, mode=mode)

        again(write, f"{self._shown(path)} could not be written")

    def _small(self, path: str) -> bytes | None:
        def look() -> bytes | None:
            try:
                data: bytes = self._system.cat_file(path)
            except FileNotFoundError:
                return None
            return data

        return again(look, f"{self._shown(path)} could not be read")

    def _sizes(self) -> dict[str, int]:
        """Size of every file of the version that is there."""

        def look() -> dict[str, int]:
            self._system.invalidate_cache()
            try:
                found = self._system.find(self._folder, detail=True)
            except FileNotFoundError:
                return {}
            return {path.removeprefix(f"{self._folder}/"): facts["size"] for path, facts in found.items()}

        return again(look, f"{self.address} could not be listed")

    def _latest(self) -> str | None:
        data = self._small(f"{self._base}/{LATEST}")
        try:
            return str(orjson.loads(data)["version"]) if data else None
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise Refusal(f"{self.address}/{LATEST} cannot be read. Correct it, or remove it") from None

    def _is_newest(self, latest: str | None) -> bool:
        return latest is None or _numbers(latest) < _numbers(self.corpus.version)

    def _shown(self, path: str) -> str:
        return f"{self.address}{path.removeprefix(self._base)}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _digest_in(manifest: bytes) -> str:
    try:
        return f"sha256:{visible(str(orjson.loads(manifest)['digest']), 64)}"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "a manifest that cannot be read"
