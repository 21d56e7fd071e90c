"""Publishes a release on Zenodo: a draft with a reserved DOI, its files, then publication.

Zenodo has no folders, so the release is one tar file beside its manifest, card and checksums.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..dataset.documents.metadata import ISO_639_3
from ..dataset.facts import description
from ..dataset.layout import CARD, CHECKSUMS, MANIFEST, is_version
from ..errors import ArgumentError, CorpusError
from ..files import atomic, disk
from ..reading import retry
from ..reading.corpus import Corpus
from .invenio import Invenio, doi_of, is_there
from .release_check import is_older

BESIDE = (MANIFEST, CARD, CHECKSUMS)
_IS_PUBLISHED = itemgetter("is_published")
Json = Mapping[str, Any]


def metadata(dataset: Json, version: str, day: str, corpus: Corpus | None) -> dict[str, Any]:
    """What a record says about a release, in InvenioRDM's terms."""
    notes = {"technical-info": _digest_note(corpus)} if corpus else {}
    notes["notes"] = dataset["license"]["texts"]
    creators = [{"type": "organizational", "name": author["name"]} for author in dataset["authors"]]
    return {
        "resource_type": {"id": "dataset"},
        "title": dataset["title"],
        "description": f"<p>{description(dataset, corpus.edition if corpus else 'full')}</p>",
        "creators": [{"person_or_org": creator} for creator in creators],
        "publication_date": day,
        "publisher": "Zenodo",
        "version": version,
        "languages": [{"id": ISO_639_3.get(code, code)} for code in dataset["language"]],
        "subjects": [{"subject": word} for word in dataset["keywords"]],
        "rights": [{"id": dataset["license"]["annotations"].lower()}],
        "additional_descriptions": [
            {"description": text, "type": {"id": kind}} for kind, text in notes.items()
        ],
    }


def _digest_note(corpus: Corpus) -> str:
    return f"Content digest sha256:{corpus.digest}"


class Zenodo:
    """The records of one account (see `Invenio`), for one version of a dataset."""

    def __init__(
        self,
        dataset: Json,
        version: str,
        day: str,
        corpus: Corpus | None = None,
        *,
        final: bool = False,
    ) -> None:
        if not is_version(version):
            raise ArgumentError(f"“{version}” is not a version. Write three numbers, such as 1.0.0")
        self._host = Invenio()
        self.address = self._host.address
        self.dataset, self.version, self.corpus, self._final = dataset, version, corpus, final
        self._metadata = metadata(dataset, version, day, corpus)

    def reserve(self) -> str:
        """The DOI that this version will have. Creates the draft if needed.

        CorpusError if the version is already published.
        """
        # Asked directly: the host's search lags behind.
        self._id = id = str((self._draft() or self._new_draft())["id"])
        path = f"/api/records/{id}/draft"
        again = partial(self._host.call, "GET", path)
        doi = doi_of(again()) or doi_of(self._host.call("POST", f"{path}/pids/doi", already=again))
        if doi is None:
            raise CorpusError(f"{self.address} gave no DOI for draft {id}. Check it there")
        return doi

    def reserved(self) -> str | None:
        """The DOI of the draft of this version, if any. CorpusError if it is published."""
        return doi_of(self._draft() or {})

    def _draft(self) -> dict[str, Any] | None:
        found = self._found()
        if found and found["is_published"]:
            raise CorpusError(f"version {self.version} was published as {doi_of(found)}")
        return found

    def plan(self) -> list[str]:
        found = self._found()
        if found and found["is_published"]:
            if self._has_our_content(found):
                return []
            said = f"{self.address} has published version {self.version} with different content"
            raise CorpusError(f"{said} ({doi_of(found)}). Release the next version")
        if found is None:
            self._refuse_older()
        there = {} if found is None else self._files(found["id"])
        steps = [] if found else [f"create a draft of version {self.version}"]
        steps += [] if found and doi_of(found) else ["reserve a DOI"]
        with self._parts() as parts:
            missing = [name for name, path in parts.items() if not is_there(there.get(name), path)]
            steps += [f"upload {name} ({parts[name].stat().st_size:,} bytes)" for name in missing]
            steps += [f"delete {name} from the draft" for name in there if name not in parts]
        steps.append("write the metadata of the record")
        return [*steps, "publish, which cannot be undone"] if self._final else steps

    def publish(self) -> list[str]:
        assert self.corpus is not None
        if not (done := self.plan()):
            doi = doi_of(self._found() or {})
            return [f"the same content of version {self.version} is published as {doi}"]
        doi, id = self.reserve(), self._id
        if (wanted := self.corpus.manifest["dataset"].get("doi")) not in (None, doi):
            said = f"the DOI of the release is {wanted}, but the draft's is {doi}"
            raise CorpusError(f"{said}. Reserve the DOI, then make the release with --doi")
        path = f"/api/records/{id}/draft"
        with self._parts() as parts:
            for name in self._files(id):
                if name not in parts:
                    self._host.call("DELETE", f"{path}/files/{name}", already=dict)
            for name, file in parts.items():
                self._upload(id, name, file)
        self._describe(id, self._host.call("GET", path))
        if not self._final:
            place = f"{self.address}/uploads/{id}"
            return [*done, f"draft {place} with DOI {doi}: check it, then run this with --final"]
        self._host.call("POST", f"{path}/actions/publish", already=lambda: self._published(id))
        return [*done, f"published {self.address}/records/{id} with DOI {doi}"]

    def _describe(self, id: str, draft: Json) -> dict[str, Any]:
        """Write the metadata of a draft."""
        body = _body(self._metadata, draft.get("pids", {}))
        return self._host.call("PUT", f"/api/records/{id}/draft", json=body)

    def _published(self, id: str) -> dict[str, Any]:
        """The record, if it was published but the answer lost. CorpusError otherwise."""
        found = self._host.call("GET", f"/api/records/{id}", already=dict)
        if not found.get("is_published"):
            said = f"{self.address} did not publish the draft of version {self.version}"
            raise CorpusError(f"{said}. Check there what is missing")
        return found

    def _refuse_older(self) -> None:
        """Raise CorpusError if a newer version exists: Zenodo would show this one as the newest."""
        for record in self._host.records(self.dataset["title"]):
            other = str(record["metadata"].get("version"))
            if record["is_published"] and is_older(self.version, other):
                said = f"{self.address} has already published the newer version {other}"
                raise CorpusError(f"{said}, but would show {self.version} as the newest")

    def _found(self) -> dict[str, Any] | None:
        """The record of this version, by title and version; else its draft."""
        records = self._host.records(self.dataset["title"])
        own = [record for record in records if record["metadata"].get("version") == self.version]
        return next(filter(_IS_PUBLISHED, own), own[0] if own else None)

    def _found_soon(self) -> dict[str, Any] | None:
        """`_found` after a lost answer: the search index needs a moment."""
        for attempt in range(retry.ATTEMPTS):
            if (found := self._found()) is not None:
                return found
            time.sleep(retry.PAUSE * 2**attempt)
        return None

    def _new_draft(self) -> dict[str, Any]:
        """A draft: the next version of the newest record, or the first."""
        self._refuse_older()
        newest = next(filter(_IS_PUBLISHED, self._host.records(self.dataset["title"])), None)
        if newest is None:
            body = _body(self._metadata, {})
            return self._host.call("POST", "/api/records", body, made=self._found_soon)
        draft = self._host.call("POST", f"/api/records/{newest['id']}/versions")
        other = draft.get("metadata", {}).get("version")
        if other not in (None, "", self.version):  # a record has only one draft
            said = f"{self.address} has a draft of version {other} ({draft['id']})"
            raise CorpusError(f"{said}. Publish or delete it first")
        return self._describe(draft["id"], draft)

    def _has_our_content(self, record: Json) -> bool:
        """Whether a published record has the digest and the files of this release."""
        notes = record["metadata"].get("additional_descriptions", [])
        texts = [note["description"] for note in notes]
        if self.corpus is None or _digest_note(self.corpus) not in texts:
            return False
        there = self._files(record["id"], "files")
        with self._parts() as parts:
            same = all(is_there(there.get(name), path) for name, path in parts.items())
            return same and there.keys() == parts.keys()

    def _files(self, id: str, of: str = "draft/files") -> dict[str, dict[str, Any]]:
        """The entries of a record's files by name."""
        entries = self._host.call("GET", f"/api/records/{id}/{of}").get("entries", [])
        return {entry["key"]: entry for entry in entries}

    @contextmanager
    def _parts(self) -> Iterator[dict[str, Path]]:
        """The files of the record by name."""
        assert self.corpus is not None
        corpus, edition = self.corpus, self.corpus.edition
        name = f"{corpus.manifest['name']}-{corpus.version}"
        name += "" if edition == "full" else f"-{edition}"
        with tempfile.TemporaryDirectory() as folder:
            tar = Path(folder) / f"{name}.tar"
            files = [*corpus.manifest["files"], MANIFEST, CHECKSUMS]
            atomic.archive(corpus.folder, files, tar, name)
            yield {tar.name: tar, **{beside: corpus.folder / beside for beside in BESIDE}}

    def _upload(self, id: str, name: str, path: Path) -> None:
        """Put a file into the draft, then check its MD5 and the SHA-256 of what comes back."""
        base = f"/api/records/{id}/draft/files"
        there = self._files(id).get(name)
        if there is not None and not is_there(there, path):
            self._host.call("DELETE", f"{base}/{name}", already=dict)
            there = None
        if there is None:
            self._host.call("POST", base, json=[{"key": name}], already=dict)
            self._host.upload(f"{base}/{name}/content", path)
            self._host.call("POST", f"{base}/{name}/commit", already=dict)
        if not is_there(self._files(id).get(name), path):
            problem = "arrived with a different MD5 or size"
        elif self._host.digest(f"{base}/{name}/content") != disk.sha256(path)[0]:
            problem = "came back with a different SHA-256"
        else:
            return
        raise CorpusError(f"{name} {problem} at {self.address}. Run this again")


def _body(facts: Json, pids: Json) -> dict[str, Any]:
    access = {"record": "public", "files": "public"}
    return {"access": access, "files": {"enabled": True}, "metadata": facts, "pids": pids}
