"""A stand-in of the Hugging Face Hub: the part of its HTTP API that publishing and loading use.

Repositories are commits in memory. It follows what `huggingface_hub` sends and reads, not the Hub.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from support.loopback import Answer, Call, Server

TOKEN = "hf_" + "t" * 34


@dataclass
class Repository:
    # Id and files, oldest first.
    commits: list[tuple[str, dict[str, bytes]]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    private: bool = False

    def commit(self, files: dict[str, bytes], title: str = "initial commit") -> str:
        listed = sorted((path, hashlib.sha1(data).hexdigest()) for path, data in files.items())
        id = hashlib.sha1(str((len(self.commits), listed)).encode()).hexdigest()
        self.commits.append((id, files))
        self.titles.append(title)
        return id

    def find(self, revision: str) -> tuple[str, dict[str, bytes]] | None:
        wanted = self.commits[-1][0] if revision == "main" else self.tags.get(revision, revision)
        return next((commit for commit in self.commits if commit[0] == wanted), None)


def is_lfs(path: str) -> bool:
    return path.endswith(".parquet")


class Hub(Server):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.repositories: dict[str, Repository] = {}
        self.objects: dict[str, bytes] = {}
        self.uploaded: list[str] = []
        self.before_commit: Any = None

    def answer(self, call: Call) -> Answer:
        allowed = call.headers.get("Authorization") == f"Bearer {TOKEN}"
        if not allowed and not call.path.startswith("/lfs/"):
            return Answer(401, {"error": "Invalid credentials in Authorization header"})
        with self.lock:
            return self.done(call.method, call.path, call.body)

    def done(self, method: str, path: str, body: bytes) -> Answer:
        data: Any = json.loads(body) if body and body[:1] in b"{[" and b"\n{" not in body else None
        if path == "/api/repos/create":
            owner = data.get("organization")
            id = f"{owner}/{data['name']}" if owner else data["name"]
            if id in self.repositories:
                url = f"{self.address}/datasets/{id}"
                return Answer(409, {"error": "You already created this dataset repo", "url": url})
            self.repositories[id] = Repository(private=bool(data.get("private")))
            self.repositories[id].commit(
                {".gitattributes": b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"}
            )
            return Answer(200, {"url": f"{self.address}/datasets/{id}", "name": id, "id": id})
        if path == "/api/validate-yaml":
            return Answer(200, {"errors": [], "warnings": []})
        if path == "/api/whoami-v2":
            return Answer(200, {"name": "tester", "type": "user", "auth": {}})
        if path.startswith("/lfs/"):
            return self.lfs_object(method, path.rpartition("/")[2], body)
        found = re.match(r"/(?:api/)?datasets/([^/]+/[^/]+?)(?:\.git)?(?:/(.*))?$", path)
        repository = self.repositories.get(found[1]) if found else None
        if found is None or repository is None:
            return Answer(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        if path.endswith("info/lfs/objects/batch"):
            return Answer(
                200, {"transfer": "basic", "objects": [self.lfs_entry(o) for o in data["objects"]]}
            )
        verb, _, rest = (found[2] or "").partition("/")
        if verb == "commit" and method == "POST":
            return self.take(repository, body)
        if verb == "refs":
            refs = [
                {"name": name, "ref": f"refs/tags/{name}", "targetCommit": id}
                for name, id in repository.tags.items()
            ]
            last = repository.commits[-1][0]
            main = {"name": "main", "ref": "refs/heads/main", "targetCommit": last}
            return Answer(200, {"branches": [main], "converts": [], "tags": refs})
        if verb == "commits":
            kept = list(zip(repository.commits, repository.titles, strict=True))
            same = {"message": "", "authors": [], "date": "2027-01-01T00:00:00.000Z"}
            made = [{"id": id, "title": title, **same} for (id, _), title in reversed(kept)]
            return Answer(200, made)
        if verb == "tag" and method == "POST":
            if data["tag"] in repository.tags:
                return Answer(409, {"error": "Tag already exists"})
            commit = repository.find(rest)
            assert commit is not None
            repository.tags[data["tag"]] = commit[0]
            return Answer(200, {})
        revision, _, rest = rest.partition("/")
        commit = repository.find(revision or "main")
        if commit is None:
            return Answer(404, {"error": "Invalid rev id"}, {"X-Error-Code": "RevisionNotFound"})
        return self.read(found[1], verb, rest, commit, data)

    def read(
        self, id: str, verb: str, rest: str, commit: tuple[str, dict[str, bytes]], data: Any
    ) -> Answer:
        oid, files = commit
        if verb in ("", "revision"):
            info = {"_id": "x", "id": id, "sha": oid, "private": False, "tags": []}
            listed = [{"rfilename": path} for path in files]
            return Answer(200, {**info, "siblings": listed, "downloads": 0, "likes": 0})
        if verb == "preupload":
            paths = [file["path"] for file in data["files"]]
            modes = {path: "lfs" if is_lfs(path) else "regular" for path in paths}
            kept = [{"path": p, "uploadMode": m, "shouldIgnore": False} for p, m in modes.items()]
            return Answer(200, {"files": kept})
        if verb == "tree":
            below = [path for path in sorted(files) if not rest or path.startswith(f"{rest}/")]
            return Answer(200, [entry(path, files[path]) for path in below])
        if verb == "paths-info":
            folders = [
                {"type": "directory", "path": p, "oid": "0" * 40}
                for p in data["paths"]
                if any(f.startswith(f"{p}/") for f in files)
            ]
            return Answer(
                200, [*(entry(p, files[p]) for p in data["paths"] if p in files), *folders]
            )
        if verb == "resolve":
            if rest not in files:
                return Answer(404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound"})
            tag = f'"{hashlib.sha256(files[rest]).hexdigest()}"'
            headers = {"X-Repo-Commit": oid, "ETag": tag, "Accept-Ranges": "bytes"}
            return Answer(200, files[rest], headers)
        return Answer(404, {"error": f"the stand-in does not know {verb}"})

    def lfs_entry(self, wanted: Any) -> dict[str, Any]:
        made: dict[str, Any] = {"oid": wanted["oid"], "size": wanted["size"]}
        if wanted["oid"] not in self.objects:
            made["actions"] = {
                "upload": {"href": f"{self.address}/lfs/{wanted['oid']}"},
                "verify": {"href": f"{self.address}/lfs/verify/{wanted['oid']}"},
            }
        return made

    def lfs_object(self, method: str, oid: str, body: bytes) -> Answer:
        if method == "PUT":
            if hashlib.sha256(body).hexdigest() != oid:
                return Answer(400, {"error": "hash mismatch"})
            self.objects[oid] = body
            self.uploaded.append(oid)
            return Answer(200, {})
        if oid in self.objects:
            return Answer(200, {})
        return Answer(404, {"error": "not there"})

    def take(self, repository: Repository, body: bytes) -> Answer:
        """A commit, all of it or nothing."""
        if self.before_commit is not None:
            self.before_commit(repository)
            self.before_commit = None
        lines = [json.loads(line) for line in body.splitlines()]
        parent = lines[0]["value"].get("parentCommit")
        if parent is not None and parent != repository.commits[-1][0]:
            return Answer(
                412, {"error": "A commit has happened since. Please refresh and try again."}
            )
        files = dict(repository.commits[-1][1])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                if value["oid"] not in self.objects:
                    return Answer(400, {"error": "lfs object missing"})
                files[value["path"]] = self.objects[value["oid"]]
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        oid = repository.commit(files, lines[0]["value"].get("summary", ""))
        return Answer(
            200,
            {
                "success": True,
                "commitOid": oid,
                "commitUrl": f"{self.address}/commit/{oid}",
                "hookOutput": "",
            },
        )


def entry(path: str, data: bytes) -> dict[str, Any]:
    """A file as the tree lists it."""
    if not is_lfs(path):
        return {
            "type": "file",
            "path": path,
            "size": len(data),
            "oid": hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest(),
        }
    digest = hashlib.sha256(data).hexdigest()
    version = "https://git-lfs.github.com/spec/v1"
    pointer = f"version {version}\noid sha256:{digest}\nsize {len(data)}\n".encode()
    oid = hashlib.sha1(b"blob %d\0" % len(pointer) + pointer).hexdigest()
    return {
        "type": "file",
        "path": path,
        "size": len(data),
        "oid": oid,
        "lfs": {"oid": digest, "size": len(data), "pointerSize": len(pointer)},
    }
