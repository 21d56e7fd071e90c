"""Calls to the REST API of InvenioRDM, which Zenodo runs on.

https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/
"""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import ArgumentError, CorpusError
from ..files import disk
from ..files.optional import require
from ..reading.retry import Endpoint, status_of

_FORM = "application/vnd.inveniordm.v1+json"  # application/json has no pids and no is_published
_TIMEOUT = (10, 300)  # seconds to connect, and between two packets
_PAGE = 100
_CHUNK = 1 << 20


class Invenio:
    """A host and the account of a token, from ZENODO_URL and ZENODO_TOKEN."""

    def __init__(self) -> None:
        self._requests = require("requests", "publish")
        self.address = os.environ.get("ZENODO_URL", "https://zenodo.org").rstrip("/")
        token = os.environ.get("ZENODO_TOKEN", "").strip()
        if not re.fullmatch(r"https?://[^/@\s]+(/\S*)?", self.address):
            example = "such as https://sandbox.zenodo.org, without user and password"
            raise ArgumentError(f"ZENODO_URL is not an address {example}")
        if not token:
            remedy = "Create a token on Zenodo with deposit:write and deposit:actions, and set it"
            raise ArgumentError(f"ZENODO_TOKEN is not set. {remedy}")
        if not token.isascii() or not token.isalnum():
            said = "ZENODO_TOKEN is not a token: it may only have letters and digits"
            raise ArgumentError(f"{said}. Copy it again")
        self._endpoint = Endpoint([token], "Check the rights of the token in ZENODO_TOKEN")
        self._session = self._requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {token}", "Accept": _FORM})

    def records(self, title: str) -> list[dict[str, Any]]:
        """The records and drafts of the account with this title, newest first."""
        found: list[dict[str, Any]] = []
        query = f"/api/user/records?allversions=true&size={_PAGE}&sort=newest"
        for page in range(1, 1_000):
            hits = self.call("GET", f"{query}&page={page}").get("hits", {}).get("hits")
            if not isinstance(hits, list) or any("is_published" not in hit for hit in hits):
                raise CorpusError(
                    f"{self.address} does not answer like InvenioRDM. Check ZENODO_URL"
                )
            found += [hit for hit in hits if hit.get("metadata", {}).get("title") == title]
            if len(hits) < _PAGE:
                break
        return found

    def digest(self, path: str) -> str:
        """SHA-256 of the file at a path, as it is sent."""

        def read() -> str:
            digest = hashlib.sha256()
            url = f"{self.address}{path}"
            with self._session.get(url, stream=True, timeout=_TIMEOUT) as response:
                response.raise_for_status()
                for chunk in response.iter_content(_CHUNK):
                    digest.update(chunk)
            return digest.hexdigest()

        return self._endpoint.call(read, f"{self.address}: {path} could not be read")

    def upload(self, path: str, file: Path) -> None:
        """Send the bytes of a file."""

        def send() -> None:
            with disk.opened(file) as data:
                kind = {"Content-Type": "application/octet-stream"}
                self._send("PUT", path, data=data, headers=kind)

        self._endpoint.call(send, self._failed("PUT", path))

    def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        already: Callable[[], dict[str, Any]] | None = None,
        made: Callable[[], dict[str, Any] | None] = lambda: None,
    ) -> dict[str, Any]:
        """The answer to a call, with retries.

        If an answer is lost and the host then says that it was done before, `already` returns the
        result. `made` is called before each retry, so that nothing is made twice.
        """
        retried = False

        def send() -> dict[str, Any]:
            nonlocal retried
            found = made() if retried else None
            retried = True
            return found if found is not None else self._send(method, path, json=json)

        endpoint, what = self._endpoint, self._failed(method, path)
        if already is not None:
            endpoint = endpoint._replace(keep=(self._requests.HTTPError,))
        try:
            return endpoint.call(send, what)
        except self._requests.HTTPError as error:
            if already is not None and status_of(error) in (400, 404, 409):
                return already()
            raise endpoint.error(error, what) from None

    def _failed(self, method: str, path: str) -> str:
        return f"{self.address}: {method} {path.partition('?')[0]} failed"

    def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        url = f"{self.address}{path}"
        response = self._session.request(method, url, timeout=_TIMEOUT, **options)
        if not response.ok:  # the body gives the reason
            problem = f"{response.status_code}: {response.text}"
            raise self._requests.HTTPError(problem, response=response)
        return dict(response.json()) if response.content else {}


def doi_of(record: Mapping[str, Any]) -> str | None:
    """The DOI of a record; None if it has none yet."""
    found = record.get("pids", {}).get("doi", {}).get("identifier")
    return str(found) if found else None


def is_there(entry: Mapping[str, Any] | None, path: Path) -> bool:
    """Whether an entry of a record's files has the MD5 and size of a file."""
    here = path.stat().st_size, f"md5:{disk.md5(path)}"
    return entry is not None and (entry.get("size"), entry.get("checksum")) == here
