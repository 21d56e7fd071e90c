"""Releases that lie elsewhere: any address that fsspec knows, `hf://` among them. Each file is fetched when it is first used, and kept by its hash."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from ..dataset import manifest as manifests
from ..dataset.layout import LATEST, MANIFEST
from ..dataset.verify import hash_file
from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files.cache import Cache, Part
from ..text.visible import visible
from .addresses import opened, secrets_of, shown
from .retry import Endpoint

PIECE, LEAST_PIECE = (
    8 << 20,
    64 << 10,
)  # bytes asked for at a time: fewer after each that breaks off; what arrived is kept
MOST_MANIFEST = 64 << 20  # bytes: that of half a million files
_HF = re.compile(r"hf://(?:datasets/)?(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w.%/-]+))?/?")


class Remote:
    """A release at an address. CorpusError where it cannot be reached; what arrives damaged is fetched once more.

    Where a content digest is named and the cache holds that release, nothing is asked for before a file is missing.
    """

    def __init__(
        self,
        address: str,
        version: str | None,
        cache: Cache,
        options: Mapping[str, Any],
        *,
        digest: str | None = None,
    ) -> None:
        self.cache, self._at_once = cache, PIECE
        self.shown = shown(address)
        self._address, self._version, self._options = (
            _with_version(address, version),
            version,
            options,
        )
        self._endpoint = Endpoint(
            secrets_of(address),
            "Set the token or the keys of its library",
            keep=(FileNotFoundError,),
        )
        known = _cached(cache, digest, version) if digest else None
        self.folder = known or self._kept(self._located[2])

    def _kept(self, manifest: bytes) -> Path:
        manifests.parse(manifest, f"{self.shown}/{MANIFEST}")
        try:
            return self.cache.release(manifest)
        except OSError as error:
            raise CorpusError(
                f"the cache {self.cache.folder} cannot be written: {error.strerror}. Name another: ISTANBUL_TALKS_CACHE"
            ) from None

    @cached_property
    def _located(self) -> tuple[Any, str, bytes]:
        """The file system, the folder of the release in it, and its manifest."""
        system, base = opened(self._address, "remote", self._options)
        base = base.rstrip("/")
        try:
            return system, base, self._small(system, f"{base}/{MANIFEST}")
        except FileNotFoundError:
            pass
        if self._version is None:
            try:
                pointer = orjson.loads(self._small(system, f"{base}/{LATEST}"))
                base = f"{base}/{_plain(pointer['version'])}"
                return system, base, self._small(system, f"{base}/{MANIFEST}")
            except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError):
                pass
        if self._version:
            raise NotFoundError(
                f"{self.shown}: there is no version {self._version}{self._newest(system, base.rpartition('/')[0])}"
            )
        raise NotFoundError(
            f"{self.shown}: there is no release: no {MANIFEST}, and no {LATEST} that leads to one"
        )

    def _newest(self, system: Any, base: str) -> str:
        try:
            return f"; the newest is {_plain(orjson.loads(self._small(system, f'{base}/{LATEST}'))['version'])}"
        except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError, CorpusError):
            return ""

    def _call(self, fetch: Callable[[], bytes]) -> bytes:
        return self._endpoint.call(fetch, f"{self.shown} could not be read")

    def _small(self, system: Any, path: str) -> bytes:
        data = self._call(lambda: system.cat_file(path, start=0, end=MOST_MANIFEST))
        if len(data) >= MOST_MANIFEST:
            raise CorpusError(
                f"{self.shown}: {path.rpartition('/')[2]} is larger than {MOST_MANIFEST:,} bytes"
            )
        return data

    def get(self, path: str, digest: str, size: int) -> None:
        """Have a file of the release in its folder; fetch it if it is not in the cache."""
        if not (self.folder / path).is_file():
            if not self.cache.holds(digest, size):
                self._fetch(path, digest, size)
            self.cache.place(self.folder, path, digest)

    def again(self, path: str, digest: str, size: int) -> None:
        """Fetch a file anew whose copy is damaged."""
        with self.cache.receiving(digest):
            if hash_file(self.folder / path) != (digest, size):  # else another process was first
                (self.folder / path).unlink(missing_ok=True)
                self.cache.drop(digest)
        self.get(path, digest, size)

    def _fetch(self, path: str, digest: str, size: int) -> None:
        with self.cache.receiving(digest) as part:
            if self.cache.holds(digest, size):  # another process was first
                return
            resumed = 0 < part.size <= size
            if part.size > size:
                part.restart()
            self._receive(path, part, size)
            if (
                part.digest() != digest and resumed
            ):  # the beginning was of another file, or was damaged
                part.restart()
                self._receive(path, part, size)
            if part.digest() != digest:
                found = part.digest()
                part.restart()
                raise CorpusError(
                    f"{self.shown}/{path}: should have SHA-256 {digest} and arrived with {found}. The release there is damaged"
                )
            self.cache.finish(part, digest)

    def _receive(self, path: str, part: Part, size: int) -> None:
        while part.size < size:
            part.append(self._call(lambda: self._piece(path, part.size, size)))
            self._at_once = min(2 * self._at_once, PIECE)

    def _piece(self, path: str, start: int, size: int) -> bytes:
        """The next bytes of a file: one piece, or less where it ends."""
        system, base, _ = self._located
        most = self._at_once
        end = min(start + most, size)
        self._at_once = max(most // 8, LEAST_PIECE)  # for the next attempt, if this one breaks off
        try:
            data: bytes = system.cat_file(f"{base}/{path}", start=start, end=end)
        except FileNotFoundError:
            raise CorpusError(
                f"{self.shown}/{path} is not there, although the manifest lists it. The release there is damaged"
            ) from None
        if len(data) == size:  # a server that does not know ranges sends the whole
            data = data[start:end]
        if len(data) != end - start:
            raise OSError(f"{len(data)} bytes came where {end - start} were asked for")
        self._at_once = most
        return data


def _with_version(address: str, version: str | None) -> str:
    """The address of a version: a tag on the Hub, a folder elsewhere. CorpusError for one of the Hub that names none."""
    hub = _HF.fullmatch(address)
    if address.startswith("hf://"):
        if hub is None:
            raise ArgumentError(
                f"{visible(address, 200)}: write hf://datasets/ORG/NAME, and the version beside it, or hf://datasets/ORG/NAME@v1.0.0"
            )
        revision = hub["revision"] or (f"v{_plain(version)}" if version else None)
        if revision is None:
            raise ArgumentError(
                f'{address}: name the version, so that the data stay what they are: load(…, version="1.0.0")'
            )
        return f"hf://datasets/{hub['repo']}@{revision}"
    return f"{address.rstrip('/')}/{_plain(version)}" if version else address


def _plain(version: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.+-]{1,40}", str(version)):
        raise ArgumentError(
            f"“{visible(str(version), 60)}” is no version: write three numbers, such as 1.0.0"
        )
    return str(version)


def _cached(cache: Cache, digest: str, version: str | None) -> Path | None:
    """The folder of a release in the cache by its content digest, and its version if one is wanted; None if it is not there."""
    for folder, manifest in cache.releases():
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            found = orjson.loads(manifest)
            if found["digest"] == digest and version in (None, found["version"]):
                return folder
    return None
