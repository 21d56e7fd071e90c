"""Publishes a release on object storage or in a folder, through fsspec.

ADDRESS/1.0.0/…       a version, which never changes
ADDRESS/1.0.0.claim   while it is being written: the hash of its manifest, to warn other writers
ADDRESS/latest.json   names the newest version
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ..dataset.layout import CHECKSUMS, LATEST, MANIFEST, is_version, numbers
from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files import atomic, disk
from ..reading.corpus import Corpus
from ..reading.remote import opened, secrets_of
from ..reading.retry import ATTEMPTS, Endpoint, shown
from ..text.visible import visible
from .release_check import is_older

_HANDLED = (FileNotFoundError, FileExistsError)


class Bucket:
    """A place that fsspec can write to, for one release."""

    def __init__(self, corpus: Corpus, address: str, options: Mapping[str, Any]) -> None:
        if re.fullmatch(r"[a-z0-9+.-]*:/*", address, re.IGNORECASE):
            raise ArgumentError(f"{shown(address)} is not a place. Add a bucket or a folder")
        if address.lower().startswith("hf:"):
            raise ArgumentError("the Hub needs one commit and a tag. Write hub:ORG/NAME")
        address = address.rstrip("/")
        self.corpus, self.address = corpus, shown(address)
        access, keep = "Check the address, the keys and their rights", _HANDLED
        self._endpoint = Endpoint(secrets_of(address), access, keep)
        self._system, base = opened(address, "publish", options)
        self._system.use_listings_cache = False
        names = self._system.protocol
        protocols = {names} if isinstance(names, str) else {*names}
        self._local, self._has_buckets = "file" in protocols, bool(protocols & {"s3", "gs"})
        self._base = base.rstrip("/")
        self._folder = f"{self._base}/{corpus.version}"
        self._place = f"{self.address}/{corpus.version}"
        self._claim_path = f"{self._folder}.claim"
        self._manifest = disk.read_bytes(corpus.folder / MANIFEST)
        self._claim = hashlib.sha256(self._manifest).hexdigest().encode()
        listed = corpus.manifest["files"].items()
        self._files = {path: (facts["sha256"], facts["bytes"]) for path, facts in listed}
        self._files[CHECKSUMS] = disk.sha256(corpus.folder / CHECKSUMS)

    def plan(self) -> list[str]:
        manifest = self._checked_manifest()
        self._missing = [path for path in self._files if not self._is_there(path)]
        steps = [f"upload {path} ({self._files[path][1]:,} bytes)" for path in self._missing]
        steps += [f"upload {MANIFEST}, last"] if manifest is None else []
        latest = self._latest()
        if latest is None or is_older(latest, self.corpus.version):
            steps.append(f"point {LATEST} to {self.corpus.version}")
        return steps

    def _checked_manifest(self) -> bytes | None:
        """The published manifest of this version. CorpusError if other data is or gets there."""
        self._refuse_missing_bucket()
        manifest, claim = self._read(f"{self._folder}/{MANIFEST}"), self._read(self._claim_path)
        if manifest is not None and manifest != self._manifest:
            found, own = _content(manifest), _content(self._manifest)
            said = f"{self._place} already has different content ({found}, not {own})"
            raise CorpusError(f"{said}. A version never changes: release the next one")
        if manifest is None and claim not in (None, self._claim):
            raise self._being_written()
        known = {f"{self._folder}/{path}" for path in (*self._files, MANIFEST)}
        with suppress(FileNotFoundError):
            for path in self._list(partial(self._system.find, self._folder)):
                if path not in known:
                    said = f"{visible(self._shown(path), 200)} is not part of the release"
                    raise CorpusError(f"{said}. Find out where it comes from, and remove it")
        return manifest

    def _refuse_missing_bucket(self) -> None:
        """Raise NotFoundError if there is no bucket: reading in it would just find no file."""
        bucket, what = self._base.partition("/")[0], f"{self.address} could not be read"
        if self._has_buckets and not self._endpoint.call(lambda: self._system.exists(bucket), what):
            missing = f"{self.address}: there is no bucket {visible(bucket, 100)}"
            raise NotFoundError(f"{missing}. Create it first")

    def publish(self) -> list[str]:
        done = self.plan()
        complete = self._read(f"{self._folder}/{MANIFEST}") is not None
        if not complete:
            self._write(self._claim_path, self._claim, mode="create")
            if self._read(self._claim_path) != self._claim:
                raise self._being_written()
        for path in self._missing:
            self._upload(path)
        if not complete:
            self._write(f"{self._folder}/{MANIFEST}", self._manifest, mode="create")
        if self._read(f"{self._folder}/{MANIFEST}") != self._manifest:
            said = f"{self._place}/{MANIFEST} is not what we wrote: somebody else is writing there"
            raise CorpusError(f"{said}. Find out who before you continue")
        self._point()
        if self._read(self._claim_path) == self._claim:
            what = f"{self._shown(self._claim_path)} could not be removed"
            self._endpoint.call(lambda: self._system.rm_file(self._claim_path), what)
        return [*done, f"verified {len(self._files) + 1} files by SHA-256 at {self._place}"]

    def _being_written(self) -> CorpusError:
        remedy = f"Wait, or remove {self._shown(self._claim_path)} if that run died"
        return CorpusError(f"{self._place} is being written with different content. {remedy}")

    def _upload(self, path: str) -> None:
        """Write a file and compare its hash. If it arrives damaged, write it again."""
        data = disk.read_bytes(disk.inside(self.corpus.folder, path))
        for _ in range(2):
            self._write(f"{self._folder}/{path}", data)
            if self._is_there(path):
                return
        remedy = "Nothing points to it yet. Check the storage"
        raise CorpusError(f"{self._place}/{path} arrives damaged. {remedy}")

    def _point(self) -> None:
        """Make latest.json name the newest complete version, even if others publish meanwhile."""
        for _ in range(ATTEMPTS):
            newest = self._newest()
            if self._latest() == newest:
                return
            manifest = orjson.loads(self._read(f"{self._base}/{newest}/{MANIFEST}") or b"{}")
            pointer = {"version": newest, "digest": manifest.get("digest")}
            self._write(f"{self._base}/{LATEST}", orjson.dumps(pointer) + b"\n")
        said = f"{self.address}/{LATEST} keeps changing: others are publishing at the same time"
        raise CorpusError(f"{said}. Run this again")

    def _newest(self) -> str:
        """The newest version that has a manifest, this one included."""
        paths = self._list(partial(self._system.ls, self._base, detail=False))
        names = [path.rstrip("/").rpartition("/")[2] for path in paths]
        newer = [name for name in names if is_older(self.corpus.version, name)]
        complete = [n for n in newer if self._read(f"{self._base}/{n}/{MANIFEST}") is not None]
        return max(complete, key=numbers, default=self.corpus.version)

    def _is_there(self, path: str) -> bool:
        data, (digest, size) = self._read(f"{self._folder}/{path}"), self._files[path]
        return data is not None and len(data) == size and hashlib.sha256(data).hexdigest() == digest

    def _write(self, path: str, data: bytes, mode: str = "overwrite") -> None:
        """Write a file. In mode "create" one that already exists is left as it is."""

        def write() -> None:
            # Object storage writes a file completely or not at all. A folder does not.
            if self._local:
                new = mode == "create"
                atomic.write(Path(path), data, new=new, beside_in=Path(self._base))
            else:
                self._system.pipe_file(path, data, mode=mode)

        what = f"{self._shown(path)} could not be written"
        try:
            with suppress(FileExistsError):
                self._endpoint.call(write, what)
        except FileNotFoundError:
            remedy = "Create the bucket or folder first"
            raise NotFoundError(f"{what}: there is no such place. {remedy}") from None

    def _read(self, path: str) -> bytes | None:
        """The data of a file; None if it does not exist."""
        what = f"{self._shown(path)} could not be read"
        with suppress(FileNotFoundError):
            return bytes(self._endpoint.call(lambda: self._system.cat_file(path), what))
        return None

    def _list(self, look: Callable[[], Iterable[str]]) -> list[str]:
        def listed() -> list[str]:
            self._system.invalidate_cache()
            return sorted(look())

        return self._endpoint.call(listed, f"{self.address} could not be listed")

    def _latest(self) -> str | None:
        """The version that latest.json names; None if there is no such file."""
        if (data := self._read(f"{self._base}/{LATEST}")) is None:
            return None
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            version = str(orjson.loads(data)["version"])
            if is_version(version):
                return version
        raise CorpusError(f"{self.address}/{LATEST} cannot be read. Correct it, or remove it")

    def _shown(self, path: str) -> str:
        return f"{self.address}{path.removeprefix(self._base)}"


def _content(manifest: bytes) -> str:
    """The content digest, and the hash of the manifest: the documents alone may differ."""
    own = f"manifest sha256:{hashlib.sha256(manifest).hexdigest()[:16]}…"
    try:
        digest = visible(str(orjson.loads(manifest)["digest"]), 64)[:16]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return f"a manifest that cannot be read, {own}"
    return f"content sha256:{digest}…, {own}"
