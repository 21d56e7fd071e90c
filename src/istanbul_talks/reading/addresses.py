"""Addresses that fsspec knows: opened, and shown without their secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import CorpusError
from ..files.optional import require
from ..text.visible import visible
from .retry import redacted


def is_address(text: object) -> bool:
    """Whether something is an address rather than a folder."""
    scheme = r"[a-z][a-z0-9+.-]*(::[a-z0-9+.-]+)*://"
    return isinstance(text, str) and bool(re.match(scheme, text, re.IGNORECASE))


def opened(address: str, extra: str, options: Mapping[str, Any]) -> tuple[Any, str]:
    """The file system of an address, and the path in it. CorpusError if fsspec cannot open it."""
    fsspec = require("fsspec", extra)
    try:
        system, path = fsspec.core.url_to_fs(address, **options)
    except Exception as error:  # noqa: BLE001 - each file system of fsspec has errors of its own
        found = redacted(str(error), secrets_of(address)) or type(error).__name__
        raise CorpusError(f"{shown(address)}: {visible(found, 300)}") from None
    return system, str(path)


def shown(address: str) -> str:
    """An address as messages show it: without user, password and query."""
    return visible(re.sub(r"//[^/]*@", "//", address.partition("?")[0]), 300)


def secrets_of(address: str) -> set[str]:
    """The parts of an address that messages must not show: user, password and query."""
    user = re.search(r"//([^/]*)@", address)
    return {address.partition("?")[2], *([user[1], *user[1].split(":")] if user else [])}
