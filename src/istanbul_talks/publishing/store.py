"""A folder at an address for fsspec, such as s3://bucket/talks: complete files, with retries."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ArgumentError
from ..reading.remote import opened, secrets_of
from ..reading.retry import Endpoint, shown

_T = TypeVar("_T")


def is_address(place: str) -> bool:
    """Whether a place is an address, not a folder of this machine."""
    return "://" in place and not place.startswith("file://")


@dataclass(frozen=True)
class Store:
    """The files at an address. CorpusError for whatever fails there, after five attempts."""

    address: str

    def __str__(self) -> str:
        return shown(self.address)

    @classmethod
    def at(cls, address: str) -> "Store":
        """ArgumentError for an address that names no bucket or folder."""
        if re.fullmatch(r"[a-z0-9+.-]*:/*", address, re.IGNORECASE):
            raise ArgumentError(f"{shown(address)} is not a place. Add a bucket or a folder")
        return cls(address.rstrip("/"))

    def sizes(self) -> dict[str, int]:
        """Every file, by its path below the address, with its size in bytes."""
        system, base = self._opened()

        def look() -> Any:
            system.invalidate_cache()
            return system.find(base, detail=True)

        found = self._call(look, f"{self} could not be listed")
        return {path.removeprefix(f"{base}/"): facts["size"] for path, facts in found.items()}

    def get(self, files: Mapping[str, Path]) -> None:
        """Fetch files, several at once where the library can."""
        system, base = self._opened()
        for target in files.values():
            target.parent.mkdir(parents=True, exist_ok=True)
        wanted = [f"{base}/{path}" for path in files], [str(path) for path in files.values()]
        if files:
            self._call(lambda: system.get(*wanted), f"{self}/{next(iter(files))} cannot be read")

    def read(self, path: str, start: int, size: int) -> bytes:
        """Some bytes of a file."""
        (system, base), what = self._opened(), f"{self}/{path} cannot be read"
        part = {"start": start, "end": start + size}
        fetch = lambda: bytes(system.cat_file(f"{base}/{path}", **part)) if size else b""
        return self._call(fetch, what)

    def put(self, files: Mapping[str, Path]) -> None:
        """Write files, several at once where the library can. Each is there completely or not."""
        system, base = self._opened()
        wanted = [str(path) for path in files.values()], [f"{base}/{path}" for path in files]
        if files:
            self._call(lambda: system.put(*wanted), f"{self}/{next(iter(files))} cannot be written")

    def remove(self) -> None:
        """Remove every file at the address."""
        system, base = self._opened()
        self._call(lambda: system.rm(base, recursive=True), f"{self} could not be removed")

    def _opened(self) -> tuple[Any, str]:
        system, base = opened(self.address, "cluster", {})
        return system, base.rstrip("/")

    def _call(self, function: Callable[[], _T], what: str) -> _T:
        access = "Check the address, the keys and their rights"
        return Endpoint(secrets_of(self.address), access).call(function, what)
