"""A release as a record on Zenodo, or another InvenioRDM: a draft with a reserved DOI, the files, and, when asked for, its publication.

REST API of InvenioRDM (https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/). Zenodo keeps no folders: the release goes as
one tar file, with manifest and card beside it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from ..dataset.facts import description
from ..errors import CorpusError
from ..files import atomic, disk
from ..files.optional import require
from ..reading import retry
from ..reading.corpus import Corpus
from ..reading.retry import ATTEMPTS, Endpoint, status_of
from .release_check import is_older

_FORM = "application/vnd.inveniordm.v1+json"  # Zenodo's own form for application/json has neither pids nor is_published
_TIMEOUT = (10, 300)  # seconds to connect, and between two packets
_PAGE = 100
_CHUNK = 1 << 20
BESIDE = ("MANIFEST.json", "README.md", "SHA256SUMS")


def metadata(
    dataset: Mapping[str, Any], version: str, day: str, corpus: Corpus | None
) -> dict[str, Any]:
    """What a record says of a release, in the terms of InvenioRDM."""
    technical = (
        [
            {
                "description": f"Content digest sha256:{corpus.digest}",
                "type": {"id": "technical-info"},
            }
        ]
        if corpus
        else []
    )
    return {
        "resource_type": {"id": "dataset"},
        "title": dataset["title"],
        "description": f"<p>{description(dataset, corpus.edition if corpus else 'full')}</p>",
        "creators": [
            {"person_or_org": {"type": "organizational", "name": author["name"]}}
            for author in dataset["authors"]
        ],
        "publication_date": day,
        "publisher": "Zenodo",
        "version": version,
        "languages": [{"id": "eng" if code == "en" else code} for code in dataset["language"]],
        "subjects": [{"subject": word} for word in dataset["keywords"]],
        "rights": [{"id": dataset["license"]["annotations"].lower()}],
        "additional_descriptions": [
            *technical,
            {"description": dataset["license"]["texts"], "type": {"id": "notes"}},
        ],
    }


class Zenodo:
    """The records of one user, for one version of a dataset. The token comes from ZENODO_TOKEN, the address from ZENODO_URL."""

    def __init__(
        self,
        dataset: Mapping[str, Any],
        version: str,
        day: str,
        corpus: Corpus | None = None,
        *,
        final: bool = False,
    ) -> None:
        self._requests = require("requests", "publish")
        self.address = os.environ.get("ZENODO_URL", "https://zenodo.org").rstrip("/")
        self._token = os.environ.get("ZENODO_TOKEN", "").strip()
        if not re.fullmatch(r"https?://[^/@\s]+(/\S*)?", self.address):
            raise CorpusError(
                "ZENODO_URL is no address such as https://sandbox.zenodo.org; a user or password has no place in it"
            )
        if not self._token.isascii() or (not self._token.isalnum() and self._token):
            raise CorpusError(
                "ZENODO_TOKEN is no token: it holds something else than letters and digits. Copy it once more"
            )
        if not self._token:
            raise CorpusError(
                "ZENODO_TOKEN is not set. Make a token on Zenodo (deposit:write, deposit:actions) and put it into the environment"
            )
        self._endpoint = Endpoint([self._token], "Check the rights of the token in ZENODO_TOKEN")
        self._session = self._requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {self._token}", "Accept": _FORM})
        self.dataset, self.version, self.corpus, self._final = dataset, version, corpus, final
        self._metadata = metadata(dataset, version, day, corpus)

    def reserve(self) -> str:
        """The DOI that the record of this version will have; the draft is made if there is none. CorpusError if it was published."""
        return self._reserved()[1]

    def reserved(self) -> str | None:
        """The DOI of the draft of this version, if there is one. CorpusError if it was published."""
        found = self._found()
        if found is not None and _is_published(found):
            raise CorpusError(
                f"version {self.version} was published as {_doi(found) or found['id']}"
            )
        return _doi(found) if found else None

    def _reserved(self) -> tuple[str, str]:
        """Id and DOI of the draft. Its search index is behind what Zenodo was told a moment ago: what calls answer is what counts."""
        found = self._found()
        if found is not None and _is_published(found):
            raise CorpusError(
                f"version {self.version} was published as {_doi(found) or found['id']}"
            )
        id = str((found or self._new_draft())["id"])
        draft = self._call("GET", f"/api/records/{id}/draft")
        doi = _doi(draft)
        if doi is None:
            path = f"/api/records/{id}/draft/pids/doi"
            made = self._call(
                "POST", path, already=lambda: self._call("GET", f"/api/records/{id}/draft")
            )
            doi = _doi(made)
        if doi is None:
            raise CorpusError(f"{self.address} gave no DOI for draft {id}. Look at it there")
        return id, doi

    def plan(self) -> list[str]:
        assert self.corpus is not None
        found = self._found()
        if found is not None and _is_published(found):
            if self._holds(found):
                return []
            raise CorpusError(
                f"{self.address} has version {self.version} published with another content ({_doi(found) or found['id']}). Release the next version"
            )
        if found is None:
            self._refuse_older()
        there = {} if found is None else self._files(found["id"])
        steps = [] if found else [f"make a draft of version {self.version}"]
        steps += [] if found and _doi(found) else ["reserve a DOI"]
        with self._parts() as parts:
            steps += [
                f"upload {name} ({path.stat().st_size:,} bytes)"
                for name, path in parts.items()
                if not _is_there(there.get(name), path)
            ]
            steps += [f"delete {name} from the draft" for name in there if name not in parts]
        return [
            *steps,
            "write what the record says",
            *(["publish, which is for good"] if self._final else []),
        ]

    def publish(self) -> list[str]:
        assert self.corpus is not None
        done = self.plan()
        if not done:
            return [
                f"version {self.version} is published already, the same, as {_doi(self._found() or {})}"
            ]
        id, doi = self._reserved()
        wanted = self.corpus.manifest["dataset"].get("doi")
        if wanted is not None and wanted != doi:
            raise CorpusError(
                f"the release says that its DOI is {wanted}, the draft has {doi}. Reserve the DOI first, then make the release with --doi"
            )
        with self._parts() as parts:
            for name in self._files(id):
                if name not in parts:
                    self._call("DELETE", f"/api/records/{id}/draft/files/{name}", already=dict)
            for name, path in parts.items():
                self._upload(id, name, path)
        draft = self._call("GET", f"/api/records/{id}/draft")
        self._call(
            "PUT", f"/api/records/{id}/draft", json=_body(self._metadata, draft.get("pids", {}))
        )
        if not self._final:
            return [
                *done,
                f"draft {self.address}/uploads/{id} with DOI {doi}: look at it, then run this with --final",
            ]
        self._call(
            "POST", f"/api/records/{id}/draft/actions/publish", already=lambda: self._published(id)
        )
        return [*done, f"published {self.address}/records/{id} with DOI {doi}"]

    def _published(self, id: str) -> dict[str, Any]:
        """The record, if an earlier attempt to publish it was taken and its answer lost. CorpusError otherwise."""
        not_there: dict[str, Any] = {"is_published": False}
        found = self._call("GET", f"/api/records/{id}", already=lambda: not_there)
        if not _is_published(found):
            raise CorpusError(
                f"{self.address} does not publish the draft of version {self.version}. Look at what is missing there"
            )
        return found

    def _refuse_older(self) -> None:
        """CorpusError where a newer version was published: Zenodo would show this one as the newest, for good."""
        for record in self._records():
            other = str(record["metadata"].get("version"))
            if _is_published(record) and is_older(self.version, other):
                raise CorpusError(
                    f"{self.address} has version {other} published, which is newer: {self.version} would be shown as the newest"
                )

    def _found(self) -> dict[str, Any] | None:
        """The record or draft of this version, by title and version; a published one before a draft."""
        own = [r for r in self._records() if r["metadata"].get("version") == self.version]
        return next((r for r in own if _is_published(r)), own[0] if own else None)

    def _found_soon(self) -> dict[str, Any] | None:
        """`_found` after a call whose answer was lost: what was made is found once it is indexed."""
        for attempt in range(ATTEMPTS):
            found = self._found()
            if found is not None:
                return found
            time.sleep(retry.PAUSE * 2**attempt)
        return None

    def _records(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page = 1
        while True:
            answer = self._call(
                "GET", f"/api/user/records?allversions=true&size={_PAGE}&page={page}&sort=newest"
            )
            hits = answer.get("hits", {}).get("hits")
            if not isinstance(hits, list):
                raise CorpusError(
                    f"{self.address} answers in a form that this program does not know. Is it an InvenioRDM?"
                )
            found += [
                hit for hit in hits if hit.get("metadata", {}).get("title") == self.dataset["title"]
            ]
            if len(hits) < _PAGE:
                return found
            page += 1

    def _new_draft(self) -> dict[str, Any]:
        """A draft: the next version of the record that was published last, else the first. Its metadata say which version it is."""
        self._refuse_older()
        earlier = [record for record in self._records() if _is_published(record)]
        if earlier:
            draft = self._call("POST", f"/api/records/{earlier[0]['id']}/versions")
            other = draft.get("metadata", {}).get("version")
            if other not in (None, "", self.version):  # a record has one draft of a next version
                raise CorpusError(
                    f"{self.address} has a draft of version {other} ({draft['id']}). Publish or delete that one first"
                )
            return self._call(
                "PUT",
                f"/api/records/{draft['id']}/draft",
                json=_body(self._metadata, draft.get("pids", {})),
            )
        return self._call(
            "POST", "/api/records", json=_body(self._metadata, {}), again_if=self._found_soon
        )

    def _holds(self, record: Mapping[str, Any]) -> bool:
        """Whether a published record is of the same content."""
        told = [
            text["description"] for text in record["metadata"].get("additional_descriptions", [])
        ]
        if self.corpus is None or f"Content digest sha256:{self.corpus.digest}" not in told:
            return False
        there = self._files(record["id"], "files")
        with self._parts() as parts:
            return there.keys() == parts.keys() and all(
                _is_there(there[name], path) for name, path in parts.items()
            )

    def _files(self, id: str, of: str = "draft/files") -> dict[str, dict[str, Any]]:
        return {
            entry["key"]: entry
            for entry in self._call("GET", f"/api/records/{id}/{of}").get("entries", [])
        }

    @contextmanager
    def _parts(self) -> Iterator[dict[str, Path]]:
        """The files of the record by name."""
        assert self.corpus is not None
        corpus = self.corpus
        name = f"{corpus.manifest['name']}-{corpus.version}"
        if corpus.manifest.get("edition", "full") != "full":
            name += f"-{corpus.manifest['edition']}"
        with tempfile.TemporaryDirectory() as folder:
            tar = Path(folder) / f"{name}.tar"
            atomic.archive(
                corpus.folder, [*corpus.manifest["files"], "MANIFEST.json", "SHA256SUMS"], tar, name
            )
            yield {tar.name: tar, **{beside: corpus.folder / beside for beside in BESIDE}}

    def _upload(self, id: str, name: str, path: Path) -> None:
        """Have a file in the draft, and know by MD5 and by SHA-256 of what comes back that it is the one."""
        base = f"/api/records/{id}/draft/files"
        there = self._files(id).get(name)
        if there is not None and not _is_there(there, path):
            self._call("DELETE", f"{base}/{name}", already=dict)
            there = None
        if there is None:
            self._call("POST", base, json=[{"key": name}], already=dict)
            self._call("PUT", f"{base}/{name}/content", data=path)
            self._call("POST", f"{base}/{name}/commit", already=dict)
        if not _is_there(self._files(id).get(name), path):
            raise CorpusError(
                f"{name} arrived at {self.address} with another MD5 or size. Run this again"
            )
        if self._digest(f"{base}/{name}/content") != disk.sha256(path)[0]:
            raise CorpusError(
                f"{name} comes back from {self.address} with another SHA-256. Run this again"
            )

    def _digest(self, path: str) -> str:
        def read() -> str:
            digest = hashlib.sha256()
            with self._session.get(
                f"{self.address}{path}", stream=True, timeout=_TIMEOUT
            ) as response:
                response.raise_for_status()
                for chunk in response.iter_content(_CHUNK):
                    digest.update(chunk)
            return digest.hexdigest()

        return self._endpoint.call(read, f"{self.address}: {path} could not be read")

    def _call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Path | None = None,
        already: Callable[[], dict[str, Any]] | None = None,
        again_if: Callable[[], dict[str, Any] | None] | None = None,
    ) -> dict[str, Any]:
        """The answer to a call, tried again after passing faults.

        `already`: what to return where the host says that it was done before (an answer was lost). `again_if`: asked before a further
        attempt, so that nothing is made twice.
        """
        tried = False

        def send() -> dict[str, Any]:
            nonlocal tried
            if tried and again_if is not None and (made := again_if()) is not None:
                return made
            tried = True
            with disk.opened(data) if data else nullcontext() as file:
                headers = {"Content-Type": "application/octet-stream"} if data else {}
                response = self._session.request(
                    method,
                    f"{self.address}{path}",
                    json=json,
                    data=file,
                    headers=headers,
                    timeout=_TIMEOUT,
                )
            if not response.ok:  # the body says why
                said = f"{response.status_code}: {response.text}"
                raise self._requests.HTTPError(said, response=response)
            return dict(response.json()) if response.content else {}

        what = f"{self.address}: {method} {path.partition('?')[0]} failed"
        endpoint = self._endpoint
        if already is not None:
            endpoint = endpoint._replace(keep=(self._requests.HTTPError,))
        try:
            return endpoint.call(send, what)
        except self._requests.HTTPError as error:
            if already is not None and status_of(error) in (400, 404, 409):
                return already()
            raise endpoint.error(error, what) from None


def _body(about: Mapping[str, Any], pids: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "access": {"record": "public", "files": "public"},
        "files": {"enabled": True},
        "metadata": dict(about),
        "pids": dict(pids),
    }


def _is_published(record: Mapping[str, Any]) -> bool:
    if "is_published" not in record:
        raise CorpusError(
            "the host answers in a form that this program does not know (no is_published). Is it an InvenioRDM?"
        )
    return bool(record["is_published"])


def _doi(record: Mapping[str, Any]) -> str | None:
    found = record.get("pids", {}).get("doi", {}).get("identifier")
    return str(found) if found else None


def _is_there(entry: Mapping[str, Any] | None, path: Path) -> bool:
    return (
        entry is not None
        and entry.get("checksum") == f"md5:{disk.md5(path)}"
        and entry.get("size") == path.stat().st_size
    )
