"""A stand-in of Zenodo's records API (InvenioRDM): drafts, DOIs, files, publication, versions.

It follows the documentation and code of InvenioRDM and zenodo-rdm, not Zenodo itself. Like these it
answers `application/json` in the form of the old Zenodo, has one draft of a next version, and finds
a draft only some time after it was made.
"""

import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.loopback import Answer, Call, Server

TOKEN = "z" * 40


class Zenodo(Server):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.contents: dict[tuple[str, str], bytes] = {}
        self.behind = 2  # searches that do not see yet what was made or changed
        self.indexed: dict[str, dict[str, Any]] = {}
        self.stale = 0

    def answer(self, call: Call) -> Answer:
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Answer(403, {"message": "Permission denied."})
        with self.lock:
            query = parse_qs(urlsplit(call.target).query)
            status, body = self.done(call.method, call.path, query, call.body)
            if call.method != "GET":
                self.stale = self.behind
        old = "vnd.inveniordm.v1+json" not in call.headers.get("Accept", "")
        return Answer(status, legacy(body) if old and isinstance(body, dict) else body)

    def settle(self) -> None:
        """The index catches up, as it does within a second or two."""
        self.stale = 0

    def new(self, metadata: dict[str, Any], parent: str) -> dict[str, Any]:
        id = str(1000 + len(self.records))
        made = {"id": id, "parent": {"id": parent}, "is_published": False, "is_draft": True}
        self.records[id] = {**made, "metadata": metadata, "pids": {}, "files": {}}
        return self.records[id]

    def done(self, method: str, path: str, query: Any, body: bytes) -> tuple[int, Any]:
        if path == "/api/user/records":
            size, page = int(query["size"][0]), int(query["page"][0])
            if self.stale == 0:
                self.indexed = {
                    id: json.loads(json.dumps(self.shown(record)))
                    for id, record in self.records.items()
                }
            self.stale = max(0, self.stale - 1)
            found = list(reversed(self.indexed.values()))
            hits = found[size * (page - 1) : size * page]
            return 200, {"hits": {"hits": hits, "total": len(found)}}
        if path == "/api/records" and method == "POST":
            return 201, self.shown(self.new(json.loads(body)["metadata"], f"p{len(self.records)}"))
        id, _, rest = path.removeprefix("/api/records/").partition("/")
        record = self.records.get(id)
        if record is None:
            return 404, {"message": "The persistent identifier does not exist."}
        if rest == "versions" and method == "POST":
            if not record["is_published"]:
                return 404, {"message": "not published"}
            versions = [r for r in self.records.values() if r["parent"] == record["parent"]]
            drafts = [version for version in versions if not version["is_published"]]
            if drafts:
                return 201, self.shown(drafts[0])
            metadata = {**record["metadata"]}
            for own in ("publication_date", "version"):
                metadata.pop(own, None)
            return 201, self.shown(self.new(metadata, record["parent"]["id"]))
        if method == "GET" and rest in ("", "files"):
            if not record["is_published"]:
                problem = "The identifier is registered but the record is not published."
                return 404, {"message": problem}
            entries = {"enabled": True, "entries": list(record["files"].values())}
            return 200, entries if rest else self.shown(record)
        if record["is_published"]:
            return 404, {"message": "no draft"}
        if rest == "draft":
            if method == "PUT":
                record["metadata"] = json.loads(body)["metadata"]
                record["pids"] = json.loads(body).get("pids", {})
            return 200, self.shown(record)
        if rest == "draft/pids/doi":
            if record["pids"]:
                return 400, {"message": "A PID already exists for type doi"}
            doi = {"provider": "datacite", "client": "datacite"}
            record["pids"] = {"doi": {"identifier": f"10.5072/zenodo.{id}", **doi}}
            return 201, self.shown(record)
        if rest == "draft/actions/publish":
            needed = ("title", "publication_date", "creators", "resource_type")
            missing = [key for key in needed if not record["metadata"].get(key)]
            if (
                missing
                or not record["files"]
                or any(file["status"] != "completed" for file in record["files"].values())
            ):
                return 400, {"message": "A validation error occurred.", "errors": missing}
            record["is_published"], record["is_draft"] = True, False
            return 202, self.shown(record)
        return self.file(method, record, rest.removeprefix("draft/files").strip("/"), body)

    def file(self, method: str, record: dict[str, Any], rest: str, body: bytes) -> tuple[int, Any]:
        name, _, verb = rest.partition("/")
        files = record["files"]
        if not name:
            if method == "POST":
                for entry in json.loads(body):
                    if entry["key"] in files:
                        return 400, {"message": f"File with key {entry['key']} already exists."}
                    files[entry["key"]] = {"key": entry["key"], "status": "pending"}
            listed = {"enabled": True, "entries": list(files.values())}
            return (201 if method == "POST" else 200), listed
        if name not in files:
            return 404, {"message": "File with key does not exist."}
        if method == "DELETE":
            del files[name]
            return 204, b""
        if verb == "content" and method == "PUT":
            self.contents[record["id"], name] = body
            return 200, files[name]
        if verb == "content":
            return 200, self.contents[record["id"], name]
        data = self.contents.get((record["id"], name))
        if verb == "commit" and files[name]["status"] == "pending" and data is not None:
            checksum = f"md5:{hashlib.md5(data).hexdigest()}"
            files[name] |= {"status": "completed", "size": len(data), "checksum": checksum}
            return 200, files[name]
        return 400, {"message": "File upload transfer is not started or is completed."}

    def shown(self, record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if key != "files"}


def legacy(body: dict[str, Any]) -> dict[str, Any]:
    """The form of the old Zenodo, as far as it matters: neither `pids` nor `is_published`."""
    if "hits" in body:
        return {"hits": {**body["hits"], "hits": [legacy(hit) for hit in body["hits"]["hits"]]}}
    new = ("pids", "is_published", "is_draft")
    return {key: value for key, value in body.items() if key not in new}
