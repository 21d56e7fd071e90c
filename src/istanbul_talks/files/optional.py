"""The one place that loads heavy or optional libraries, each at its first use."""

import importlib
from collections.abc import Mapping
from typing import Any

from ..errors import MissingExtraError


def require(module: str, extra: str) -> Any:
    """Import an optional library. CorpusError with the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        needed, remedy = module.partition(".")[0], f"pip install 'istanbul-talks[{extra}]'"
        raise MissingExtraError(f"this needs {needed}. Install it with: {remedy}") from None


def gate(document: Mapping[str, Any]) -> Any:
    """A validator of `jsonschema_rs`, which takes 20 ms to import, in Draft 4: 5.0 is no integer.

    Formats are checked.
    """
    library = importlib.import_module("jsonschema_rs")
    return library.Draft4Validator(dict(document), validate_formats=True)


def jsonschema_validator(document: Mapping[str, Any]) -> Any:
    """A validator of the `jsonschema` library that fetches nothing.

    It takes 60 ms to import, so use it only to explain what was rejected.
    """
    library = importlib.import_module("jsonschema")
    referencing = importlib.import_module("referencing")
    return library.Draft202012Validator(document, registry=referencing.Registry())
