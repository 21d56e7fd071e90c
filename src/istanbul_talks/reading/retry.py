"""Retries network calls while the failure is transient. Errors have one form, without secrets."""

import re
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from threading import TIMEOUT_MAX, Thread
from typing import Any, NamedTuple, TypeVar

from ..errors import CorpusError
from ..text.visible import visible

ATTEMPTS = 5
PAUSE = 0.2  # seconds before the second attempt; doubled before each further one
LONGEST_WAIT = 60.0  # seconds that a host may ask us to wait
_LATE = ". Try again, or allow more time: load(…, timeout=SECONDS) or ISTANBUL_TALKS_TIMEOUT"
_FINAL = FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError
_T = TypeVar("_T")
clock = time.monotonic


class Deadline(NamedTuple):
    """The deadline for all attempts together."""

    seconds: float
    end: float  # by `clock`

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.end - clock()

    def run(self, function: Callable[[], _T]) -> _T:
        """The result of a function. TimeoutError if it takes too long: it may end later, unseen.

        It runs in a thread: no file system of fsspec can bound how long an answer takes in all.
        """
        if self.left <= 0:
            raise TimeoutError
        future: Future[_T] = Future()

        def run() -> None:
            try:
                future.set_result(function())
            except BaseException as error:  # noqa: BLE001 - raised where the result is wanted
                future.set_exception(error)

        Thread(target=run, daemon=True).start()
        return future.result(min(self.left, TIMEOUT_MAX))


def deadline(seconds: float) -> Deadline:
    """The deadline this many seconds from now."""
    return Deadline(seconds, clock() + seconds)


class Endpoint(NamedTuple):
    """How errors of one host are shown: what to hide, and what to advise."""

    secrets: Collection[str]
    access: str  # what to do if access is denied
    keep: tuple[type[Exception], ...] = ()  # errors that the caller handles itself

    def call(self, function: Callable[[], _T], what: str, by: Deadline | None = None) -> _T:
        """The result of a function, tried up to five times while the failure is transient.

        CorpusError, which begins with `what`, for other failures, and if it cannot be done `by` the
        deadline. A CorpusError is raised as it is.
        """
        attempt = 1
        while True:
            try:
                return by.run(function) if by else function()
            except CorpusError:
                raise
            except Exception as error:
                if not is_transient(error):
                    if isinstance(error, self.keep):
                        raise
                    raise self.error(error, what) from None
                if attempt == ATTEMPTS:
                    raise self.error(error, f"{what}, after {ATTEMPTS} attempts") from None
                pause = max(PAUSE * 2 ** (attempt - 1), wait_asked(error))
                if by and pause >= by.left:
                    late = f"{what} within {by.seconds:,.0f} seconds"
                    raise self.error(error, late, _LATE) from None
                time.sleep(pause)
            attempt += 1

    def error(self, error: Exception, what: str, remedy: str = "") -> CorpusError:
        """A library's error in our terms, without secrets."""
        if isinstance(error, PermissionError) or status_of(error) in (401, 403):
            return CorpusError(f"{what}: access denied. {self.access}")
        errors = [e for e in (error, error.__cause__) if e is not None]
        causes = [f"{type(e).__name__}: {e}".removesuffix(": ") for e in errors]
        found = redacted(" from ".join(causes), self.secrets)
        return CorpusError(f"{what} ({visible(found, 300)}){remedy}")


def shown(address: str) -> str:
    """An address as shown in messages: without user, password and query."""
    return visible(re.sub(r"//[^/]*@", "//", address.partition("?")[0]), 300)


def redacted(text: str, secrets: Collection[str]) -> str:
    """A text without the secrets, except those of one or two characters, which are in any word."""
    for secret in secrets:
        text = text.replace(secret, "…") if len(secret) > 2 else text
    return text


def status_of(error: BaseException) -> int | None:
    """The HTTP status of a library's error; None if it has none."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        found = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return found if isinstance(found, int) else None
    for owner, name in ((response, "status_code"), (error, "status"), (error, "code")):
        found = getattr(owner, name, None)  # requests and httpx, aiohttp, urllib
        if isinstance(found, int) and 100 <= found < 600:
            return found
    cause = error.__cause__  # s3fs raises an OSError with botocore's as its cause
    return status_of(cause) if isinstance(error, OSError) and cause is not None else None


def is_transient(error: BaseException) -> bool:
    """Whether the same call may work next time: not if it was refused or a file is missing."""
    status = status_of(error)
    passing = status is None or status >= 500 or status in (408, 425, 429)
    circle = type(error).__name__ == "TooManyRedirects"  # the name in aiohttp, httpx and requests
    return passing and not circle and not isinstance(error, _FINAL)


def wait_asked(error: BaseException) -> float:
    """Seconds that a host asks us to wait (Retry-After, RFC 9110, section 10.2.3), at most 60."""
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None) or getattr(error, "headers", None) or {}
    asked = str(headers.get("Retry-After", "")) if hasattr(headers, "get") else ""
    return min(float(asked), LONGEST_WAIT) if asked.isdecimal() else 0.0
