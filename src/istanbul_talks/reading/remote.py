"""Releases at an address for fsspec. A file is fetched at first use and cached by its hash."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import orjson

from ..dataset import manifest as manifests
from ..dataset.layout import LATEST, MANIFEST, checked_version
from ..dataset.verify import hash_file
from ..errors import ArgumentError, CorpusError, NotFoundError, VerificationError
from ..files.cache import Cache, Part
from ..files.cache_folder import default_folder
from ..files.disk import inside
from ..files.optional import require
from ..text.visible import visible
from .bounded_http import bounded_http
from .retry import Deadline, Endpoint, deadline, redacted, shown
from .wanted import Wanted

# Bytes requested at a time: fewer after each interrupted request. What arrived is kept.
PIECE, LEAST_PIECE = 8 << 20, 64 << 10
MOST_MANIFEST, MOST_POINTER = 8 << 20, 1 << 16  # bytes; a manifest of 50,000 files has 8 MB
ORDINARY = 256 << 20  # bytes of a file that the timeout is for; larger files have longer
_DAMAGED = "The release there is damaged"
_POINTER_ERRORS = (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError)
_HF = re.compile(r"hf://(?:datasets/)?(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w.%/-]+))?/?")


def opened(address: str, extra: str, options: Mapping[str, Any]) -> tuple[Any, str]:
    """The file system of an address, and the path in it. CorpusError if fsspec cannot open it."""
    fsspec = require("fsspec", extra)
    try:
        if address.lower().startswith(("http://", "https://")):
            return bounded_http(options), address
        system, path = fsspec.core.url_to_fs(address, **options)
    except Exception as error:  # noqa: BLE001 - each file system of fsspec has its own errors
        found = redacted(str(error), secrets_of(address)) or type(error).__name__
        raise CorpusError(f"{shown(address)}: {visible(found, 300)}") from None
    return system, str(path)


def secrets_of(address: str) -> set[str]:
    """The parts of an address to hide from messages: user, password and query."""
    user = re.search(r"//([^/]*)@", address)
    return {address.partition("?")[2], *([user[1], *user[1].split(":")] if user else [])}


def seconds_for(size: int, seconds: float) -> float:
    """Seconds that a file of so many bytes may take, if one of ordinary size may take `seconds`."""
    return seconds * max(1, size / ORDINARY)


class Remote:
    """A release at an address. CorpusError if it cannot be reached. Fetches a damaged file again.

    If the cache has the release with the wanted digest, only missing files are fetched. A file of
    ordinary size may take `seconds`, all attempts together.
    """

    def __init__(
        self, address: str, cache: Cache, options: Mapping[str, Any], seconds: float, wanted: Wanted
    ) -> None:
        self.shown, self.cache, self._at_once = shown(address), cache, PIECE
        self._address, self._version = _with_version(address, wanted.version), wanted.version
        self._options, self._seconds = options, seconds
        access = "Set the token or the keys of its library"
        self._endpoint = Endpoint(secrets_of(address), access, keep=(FileNotFoundError,))
        manifest = _cached(cache, wanted) or self._located[2]
        manifests.parse(manifest, f"{self.shown}/{MANIFEST}")
        with self._writing():
            self.folder = cache.open_release(manifest, self)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except CorpusError:
            raise
        except OSError as error:
            said = f"the cache {self.cache.folder} cannot be written: {error.strerror}"
            raise CorpusError(f"{said}. Name another: ISTANBUL_TALKS_CACHE") from None

    @cached_property
    def _located(self) -> tuple[Any, str, bytes]:
        """The file system, the folder of the release in it, and its manifest."""
        system, base = opened(self._address, "remote", self._options)
        base, by = base.rstrip("/"), deadline(self._seconds)
        small = partial(self._small, system, by)
        with suppress(FileNotFoundError):
            return system, base, small(f"{base}/{MANIFEST}", MOST_MANIFEST)
        if self._version is None:
            with suppress(*_POINTER_ERRORS):
                below = f"{base}/{_latest(small, base)}"
                return system, below, small(f"{below}/{MANIFEST}", MOST_MANIFEST)
            said = f"there is no release: no {MANIFEST}, no valid {LATEST}"
        else:
            said = f"there is no version {self._version}{self._others(system, base, by)}"
        raise NotFoundError(f"{self.shown}: {said}")

    def _others(self, system: Any, base: str, by: Deadline) -> str:
        """What to say about the existing versions; nothing if they cannot be listed."""
        if hub := _HF.fullmatch(self._address):
            with suppress(Exception):  # the error to come says that there is no such version
                api = require("huggingface_hub", "hub").HfApi(system.endpoint, system.token)
                refs = by.run(lambda: api.list_repo_refs(hub["repo"], repo_type="dataset"))
                return f"; its tags: {', '.join(sorted(tag.name for tag in refs.tags)) or 'none'}"
        with suppress(CorpusError, *_POINTER_ERRORS):
            small = partial(self._small, system, by)
            return f"; the newest is {_latest(small, base.rpartition('/')[0])}"
        return ""

    def _call(self, fetch: Callable[[], bytes], by: Deadline) -> bytes:
        return self._endpoint.call(fetch, f"{self.shown} could not be read", by)

    def _small(self, system: Any, by: Deadline, path: str, most: int) -> bytes:
        data = self._call(lambda: system.cat_file(path, start=0, end=most), by)
        if len(data) >= most:
            name = path.rpartition("/")[2]
            raise CorpusError(f"{self.shown}: {name} is larger than {most:,} bytes")
        return data

    def get(self, path: str, digest: str, size: int) -> None:
        """Put a file into the folder of the release, from the cache if it has it."""
        if not inside(self.folder, path).is_file():
            with self._writing(), self.cache.receiving(digest) as part:
                if not self.cache.holds(digest, size):
                    self._fetch(path, part, digest, size)
                self.cache.place(self.folder, path, digest)
        self.cache.use(inside(self.folder, path))

    def again(self, path: str, digest: str, size: int) -> None:
        """Fetch a file again because its copy is damaged."""
        file = inside(self.folder, path)
        with self._writing(), self.cache.receiving(digest):
            if hash_file(file) != (digest, size):  # else another process was first
                file.unlink(missing_ok=True)
                self.cache.blob(digest).unlink(missing_ok=True)
        self.get(path, digest, size)

    def _fetch(self, path: str, part: Part, digest: str, size: int) -> None:
        self.cache.make_room(max(0, size - part.size))
        by = deadline(seconds_for(size, self._seconds))
        for _ in range(2 if part.size else 1):  # a part may be damaged, or another file's
            self._receive(path, part, size, by)
            found = part.digest()
            if found == digest:
                return self.cache.finish(part, digest)
            part.path.unlink(missing_ok=True)
        said = f"{self.shown}/{path}: the SHA-256 should be {digest} but is {found}"
        raise VerificationError(f"{said}. {_DAMAGED}")

    def _receive(self, path: str, part: Part, size: int, by: Deadline) -> None:
        while part.size < size:
            part.append(self._call(lambda: self._piece(path, part.size, size), by))
            self._at_once = min(2 * self._at_once, PIECE)

    def _piece(self, path: str, start: int, size: int) -> bytes:
        """The next bytes of a file: one piece, or less at its end."""
        system, base, _ = self._located
        most = self._at_once
        end = min(start + most, size)
        self._at_once = max(most // 8, LEAST_PIECE)  # for the next attempt, if this one fails
        try:
            data: bytes = system.cat_file(f"{base}/{path}", start=start, end=end)
        except FileNotFoundError:
            said = f"{self.shown}/{path} is missing, but the manifest lists it"
            raise VerificationError(f"{said}. {_DAMAGED}") from None
        if len(data) == size:  # a server without ranges sends the complete file
            data = data[start:end]
        if len(data) != end - start:
            raise OSError(f"{len(data)} bytes arrived instead of {end - start}")
        self._at_once = most
        return data


def remote_at(
    address: str, folder: Path | None, options: Mapping[str, Any] | None, seconds: float
) -> Callable[[Wanted], Remote]:
    """A function that opens a wanted release at an address. `folder`: of the cache."""
    return partial(Remote, address, Cache(folder or default_folder()), options or {}, seconds)


def _with_version(address: str, version: str | None) -> str:
    """The address of a version: a tag on the Hub, a folder elsewhere.

    ArgumentError for a dataset on the Hub without a version.
    """
    if not address.startswith("hf://"):
        return f"{address.rstrip('/')}/{version}" if version else address
    if (hub := _HF.fullmatch(address)) is None:
        forms = "hf://datasets/ORG/NAME and version=…, or hf://datasets/ORG/NAME@v1.0.0"
        raise ArgumentError(f"{visible(address, 200)}: write {forms}")
    revision = hub["revision"] or (version and f"v{version}")
    if not revision:
        remedy = 'name the version, so that the data stays the same: load(…, version="1.0.0")'
        raise ArgumentError(f"{address}: {remedy}")
    return f"hf://datasets/{hub['repo']}@{revision}"


def _latest(small: Callable[[str, int], bytes], base: str) -> str:
    """The newest version below an address, according to its pointer."""
    pointer = orjson.loads(small(f"{base}/{LATEST}", MOST_POINTER))
    return checked_version(str(pointer["version"]))


def _cached(cache: Cache, wanted: Wanted) -> bytes | None:
    """The manifest in the cache of the release with the wanted digest, and version if given."""
    for _, manifest in cache.releases() if wanted.digest else ():
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            found = orjson.loads(manifest)
            if found["digest"] == wanted.digest and wanted.version in (None, found["version"]):
                return manifest
    return None
