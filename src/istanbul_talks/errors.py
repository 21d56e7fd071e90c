"""What the package raises: each error is a `CorpusError` and what Python would raise there."""

import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

NEEDS_TEXT = (
    "this needs the texts of the articles, and the text-free edition has none. "
    'Restore them from your own copies: istanbul-talks restore --texts DIR; load("restored")'
)


class CorpusError(Exception):
    """The call or the machine is at fault, not the data. The message says what to do."""


class ArgumentError(CorpusError, ValueError):
    """An argument has a value that is not allowed."""


class UnknownNameError(CorpusError, KeyError):
    """No article, config, column, record or version has this name."""

    __str__ = Exception.__str__  # KeyError would print the message in quotes


class NotFoundError(CorpusError, FileNotFoundError):
    """There is no release, version or folder at this place."""


class MissingExtraError(CorpusError, ImportError):
    """An optional library is not installed. The message has the command that installs it."""


class VerificationError(CorpusError):
    """A release does not match its manifest, or the requested version or digest."""


class EvaluationError(CorpusError, ValueError):
    """A prediction cannot be scored. The message names the row, the problem and what to do."""


def check_type(name: str, value: object, kinds: type | tuple[type, ...], wanted: str) -> None:
    """TypeError unless an argument is of these types; `wanted` says what the parameter takes."""
    if not isinstance(value, kinds):
        raise TypeError(f"{name}: give {wanted}, not {type(value).__name__}")


def check_path(name: str, value: str | os.PathLike[str]) -> Path:
    """A path that the file system can have. ArgumentError, or TypeError, for anything else."""
    check_type(name, value, (str, os.PathLike), "a path")
    text = os.fspath(value)
    with suppress(UnicodeEncodeError):
        if text and b"\0" not in os.fsencode(text):
            return Path(text)
    raise ArgumentError(f"{name}: {text!a} is not a path. Give the path of a folder")


def renamed(name: str, new: str) -> Any:
    """A property with the name that an attribute had in 0.3.0, until 0.5.0."""

    def old(self: object) -> Any:
        owner = type(self).__name__
        message = f"{owner}.{name} is called {owner}.{new} now"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(self, new)

    return property(old)
