"""Trying again what may work the next time: calls over a network that fail with a passing fault."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import CorpusError
from ..text.visible import visible

ATTEMPTS = 5
PAUSE = 0.2  # seconds before the second attempt; doubled before each further one
LONGEST = 60.0  # seconds that a host may ask us to wait
_FINAL = (
    FileNotFoundError,
    FileExistsError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
    CorpusError,
)
_T = TypeVar("_T")


def status_of(error: BaseException) -> int | None:
    """The HTTP status that an error of some library carries; None if it carries none."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return response if isinstance(response, int) else None
    for owner, name in (
        (response, "status_code"),
        (error, "status"),
        (error, "code"),
    ):  # requests and httpx, aiohttp, urllib
        found = getattr(owner, name, None)
        if isinstance(found, int) and 100 <= found < 600:
            return found
    cause = error.__cause__
    return (
        status_of(cause) if isinstance(error, OSError) and cause is not None else None
    )  # s3fs says it in words, and keeps botocore's


def passes(error: BaseException) -> bool:
    """Whether a fault may be gone the next time: not what the server refuses, and nothing about files that are or are not there."""
    status = status_of(error)
    return not isinstance(error, _FINAL) and (
        status is None or status >= 500 or status in (408, 425, 429)
    )


def wait_asked(error: BaseException | None) -> float:
    """Seconds that a host asked to wait (Retry-After, RFC 9110, section 10.2.3), at most a minute; 0 if it did not."""
    headers = (
        getattr(getattr(error, "response", None), "headers", None)
        or getattr(error, "headers", None)
        or {}
    )
    asked = str(headers.get("Retry-After", "")) if hasattr(headers, "get") else ""
    return min(float(asked), LONGEST) if asked.isdigit() else 0.0


def again(call: Callable[[], _T], what: str) -> _T:
    """What a call returns, tried up to five times. Whatever does not pass is raised as it is; CorpusError, which names `what`, for what stays."""
    problem = ""
    last: Exception | None = None
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(max(PAUSE * 2 ** (attempt - 1), wait_asked(last)))
        try:
            return call()
        except Exception as error:
            if not passes(error):
                raise
            last = error
            problem = " from ".join(
                f"{type(e).__name__}: {e}" for e in (error, error.__cause__) if e is not None
            )
    raise CorpusError(f"{what}, after {ATTEMPTS} attempts ({visible(problem, 300)})")
