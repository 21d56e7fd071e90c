"""The one place that loads heavy or optional libraries, each at its first use."""

import importlib
import re
import sys
from collections.abc import Mapping
from typing import Any

from ..errors import MissingExtraError


def require(module: str, extra: str) -> Any:
    """Import an optional library. If it is missing: MissingExtraError with the install command."""
    try:
        return importlib.import_module(module)
    except ImportError:
        needed, remedy = module.partition(".")[0], f"pip install 'istanbul-talks[{extra}]'"
        raise MissingExtraError(f"this needs {needed}. Install it with: {remedy}") from None


def own_version() -> str:
    """The installed version of this package. The library that knows it takes 20 ms to import."""
    return str(importlib.import_module("importlib.metadata").version("istanbul-talks"))


def sqlite() -> Any:
    """The module sqlite3; None in a Python that was built without it."""
    try:
        return importlib.import_module("sqlite3")
    except ImportError:
        return None


def versions() -> str:
    """Python and the libraries that the core needs, with their versions.

    If the package is not installed, only on the path: all libraries that are.
    """
    library = importlib.import_module("importlib.metadata")
    try:
        lines = [line for line in library.requires("istanbul-talks") if "extra ==" not in line]
    except library.PackageNotFoundError:
        lines = [str(found.metadata["Name"]) for found in library.distributions()]
    names = sorted({re.split(r"[^\w.-]", line)[0] for line in lines})
    return f"{sys.version} {[(name, library.version(name)) for name in names]}"


def numpy() -> Any:
    """Numpy (80 ms to import)."""
    return importlib.import_module("numpy")


def gate(document: Mapping[str, Any]) -> Any:
    """A validator of `jsonschema_rs` (20 ms to import) in Draft 4: 5.0 is not an integer.

    Formats are checked.
    """
    library = importlib.import_module("jsonschema_rs")
    return library.Draft4Validator(dict(document), validate_formats=True)


def jsonschema_validator(document: Mapping[str, Any]) -> Any:
    """A validator of the `jsonschema` library that fetches nothing.

    Importing it takes 60 ms, so use it only to explain what was rejected.
    """
    library = importlib.import_module("jsonschema")
    referencing = importlib.import_module("referencing")
    return library.Draft202012Validator(document, registry=referencing.Registry())
