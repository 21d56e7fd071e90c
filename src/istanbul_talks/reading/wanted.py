"""What a caller says about a release: an address or a folder, which one, how long to wait."""

import math
import os
import re
from contextlib import suppress
from typing import NamedTuple

from ..arguments import check_type
from ..errors import ArgumentError
from ..text.visible import visible

_ORDINARY_SECONDS = 300.0


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
