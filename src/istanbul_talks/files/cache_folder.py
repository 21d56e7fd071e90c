"""Where the cache is, and how large it may be."""

import os
import re
from pathlib import Path

from ..errors import ArgumentError
from ..text.visible import visible

MOST = "10 GB"  # of the cache, unless ISTANBUL_TALKS_CACHE_SIZE says otherwise
NOTES = "notes.sqlite"  # in the cache
_SIZE = re.compile(r"(?P<number>\d+(\.\d+)?) ?(?P<unit>[kmgt]?)b?", re.IGNORECASE)


def default_folder() -> Path:
    """ISTANBUL_TALKS_CACHE, else a folder in XDG_CACHE_HOME, else in ~/.cache."""
    if own := os.environ.get("ISTANBUL_TALKS_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "istanbul-talks"


def size_of(text: str, name: str) -> int:
    """Bytes of a size such as “10 GB” (10^10). ArgumentError, which names the parameter."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or len(text) > 20:
        remedy = "Write one such as 500 MB or 2 GB"
        raise ArgumentError(f"{name}: “{visible(text, 40)}” is not a size. {remedy}")
    return int(float(found["number"]) * 1000 ** " kmgt".index(found["unit"].lower() or " "))


def most_bytes() -> int:
    """The size that the cache may have."""
    name = "ISTANBUL_TALKS_CACHE_SIZE"
    return size_of(os.environ.get(name) or MOST, name)
