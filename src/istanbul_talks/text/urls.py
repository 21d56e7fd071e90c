"""Web addresses: whether one is public and leads to an article."""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

# Many programs read 127.1 and 0x7f.0.0.1 as addresses of this machine.
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII | re.IGNORECASE)
_PRIVATE = frozenset({"local", "internal", "localhost", "lan", "home", "arpa"})


def problem_of_url(url: str) -> str | None:
    """Why an address is not a public http or https URL, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises for a port that is not a number
    except ValueError:
        return "is not a valid URL"
    if parts.scheme not in ("http", "https"):
        return "is not http or https"
    if parts.username or parts.password:
        return "contains a user name or password"
    if any(c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        return "contains white space or an invisible character"
    return _problem_of_host(host.rstrip("."))


def _problem_of_host(host: str) -> str | None:
    labels = host.split(".")
    try:
        private = not ipaddress.ip_address(host).is_global
    except ValueError:  # a name
        if len(labels) < 2 or not all(labels):
            return "does not name a public host"
        private = _NUMERIC.fullmatch(labels[-1]) is not None or labels[-1] in _PRIVATE
    return "names a private host" if private else None


def host_of(url: str | None) -> str | None:
    """The host of a public address, without “www.”; None for any other."""
    host = urlsplit(url).hostname if url and problem_of_url(url) is None else None
    return host and host.removeprefix("www.")
