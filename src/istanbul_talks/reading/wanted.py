"""What a caller says about a release: an address or a folder, which one, how long to wait."""

import math
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..arguments import check_path, check_type
from ..dataset.layout import checked_version, default_release, version_below
from ..dataset.verify import ReleaseFolder, compare_wanted
from ..errors import ArgumentError, NotFoundError
from ..files import disk
from ..text.visible import did_you_mean, visible

_ORDINARY_SECONDS = 300.0
_Release = TypeVar("_Release", bound=ReleaseFolder)
_EDITIONS = ("full", "text-free", "restored")


class Wanted(NamedTuple):
    """What the caller expects of a release, if anything."""

    version: str | None = None
    digest: str | None = None


def is_address(text: object) -> bool:
    """Whether this is an address rather than a folder."""
    scheme = r"[a-z][a-z0-9+.-]*(::[a-z0-9+.-]+)*://"
    return isinstance(text, str) and bool(re.match(scheme, text, re.IGNORECASE))


def timeout_of(given: float | None) -> float:
    """Seconds for a file: those given, else ISTANBUL_TALKS_TIMEOUT, else five minutes."""
    check_type("timeout", given, (int, float, type(None)), "seconds")
    name = "ISTANBUL_TALKS_TIMEOUT" if given is None else "timeout"
    value = (os.environ.get(name) or _ORDINARY_SECONDS) if given is None else given
    with suppress(ValueError, OverflowError):
        if 0 < (seconds := float(value)) < math.inf:
            return seconds
    remedy = "Give seconds, such as 300"
    raise ArgumentError(f"{name}: “{visible(str(value), 40)}” is not a time. {remedy}")


def wanted_of(version: str | None, digest: str | None) -> Wanted:
    """What is wanted: three numbers, which may begin with “v”, and a content digest as cited.

    ArgumentError for anything else.
    """
    check_type("version", version, (str, type(None)), "three numbers, such as 1.0.0")
    number = None if version is None else checked_version(version.removeprefix("v"))
    check_type("digest", digest, (str, type(None)), "64 hexadecimal digits")
    digest = None if digest is None else digest.removeprefix("sha256:").lower()
    if digest is not None and not re.fullmatch(r"[0-9a-f]{64}", digest):
        remedy = "Give the 64 hexadecimal digits after “sha256:” in a citation"
        raise ArgumentError(f"digest: “{visible(digest, 100)}” is not a digest. {remedy}")
    return Wanted(number, digest)


def check_edition(wanted: str | None, found: str, place: str) -> None:
    """Raise ArgumentError unless the caller wants no particular edition, or the one found."""
    check_type("edition", wanted, (str, type(None)), f"one of {', '.join(_EDITIONS)}")
    if wanted is not None and wanted not in _EDITIONS:
        hint = did_you_mean(wanted, _EDITIONS) or "."
        said = f"edition: “{visible(wanted, 40)}” is not an edition{hint}"
        raise ArgumentError(f"{said} Choose one of: {', '.join(_EDITIONS)}")
    if wanted not in (None, found):
        said = f"edition: this is the {found} edition, not the {wanted} one"
        folder = 'Each is a folder of its own, such as load("./dist/istanbul-talks-text-free")'
        remedy = 'To put texts back, write load(texts="my-copies") or run istanbul-talks restore'
        raise ArgumentError(f"{said}. {folder}. {remedy}. This one is at {place}")


def folder_of(path: str | Path | None, version: str | None) -> Path:
    """The folder of a release on this machine: the packaged one, or one at or below a path."""
    if path is None:
        return default_release()
    folder = check_path("path", path)
    if re.fullmatch(r"v?[0-9]+(\.[0-9]+)+", str(path)) and not disk.exists(folder):
        remedy = f'To load a version, write: load(address, version="{path}")'
        raise NotFoundError(f"there is no folder “{path}”. {remedy}")
    return version_below(folder, version)


def as_wanted(corpus: _Release, wanted: Wanted) -> _Release:
    """The release that the caller wants. Raises VerificationError if it is a different one."""
    if wanted.version is not None:
        what = f"version of {corpus.manifest['name']}"
        compare_wanted(what, wanted.version, corpus.version, corpus.location)
    if wanted.digest is not None:
        corpus.require_digest(wanted.digest)
    return corpus
