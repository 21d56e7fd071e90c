"""Arguments of public calls: their types, paths, and old names."""

import os
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import ArgumentError
from .text.visible import NO_NAMES, did_you_mean, visible


def check_type(name: str, value: object, kinds: type | tuple[type, ...], wanted: str) -> None:
    """Raise TypeError unless an argument has one of these types; `wanted` says what is expected.

    True and False are no numbers.
    """
    taken = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(value, taken) or (isinstance(value, bool) and bool not in taken):
        raise TypeError(f"{name}: give {wanted}, not {type(value).__name__}")


def check_path(name: str, value: str | os.PathLike[str]) -> Path:
    """A path that a file system can have. Raises ArgumentError or TypeError for anything else."""
    check_type(name, value, (str, os.PathLike), "a path")
    text = os.fspath(value)
    with suppress(UnicodeEncodeError):
        if text and b"\0" not in os.fsencode(text):
            return Path(text)
    raise ArgumentError(f"{name}: {text!a} is not a path. Give the path of a folder")


def renamed(name: str, new: str) -> Any:
    """A property under the name that an attribute had in 0.3.0; to be removed in 0.5.0."""

    def old(self: object) -> Any:
        owner = type(self).__name__
        message = f"{owner}.{name} is now called {owner}.{new}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(old)


# What other libraries call methods of ours.
METHODS = {"filter": "where", "query": "where", "groupby": "by", "group_by": "by"}


def no_attribute(
    owner: object, name: str, known: Iterable[str], also: Mapping[str, str] = NO_NAMES
) -> AttributeError:
    """The error for an attribute that an object does not have. It names the nearest one.

    `also`: other names of known ones. Names that begin with “_” get no hint, as tools try many.
    """
    hint = "" if name.startswith("_") else did_you_mean(name, known, also)
    return AttributeError(f"{type(owner).__name__} has no attribute “{visible(name)}”{hint}")
