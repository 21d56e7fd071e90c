"""Publishes a release on the Hugging Face Hub: one commit with exactly its files, and a tag."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files import disk, git
from ..files.optional import require
from ..reading.corpus import Corpus
from ..reading.retry import Endpoint, status_of
from ..text.visible import visible
from .release_check import is_older

KEPT = (".gitattributes",)  # files of the host, not of the release
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_T = TypeVar("_T")


class Hub:
    """A dataset repository for one release, on the Hub or at HF_ENDPOINT."""

    def __init__(self, corpus: Corpus, repository: str, *, create: bool, private: bool) -> None:
        if not _NAME.fullmatch(repository):
            raise ArgumentError(f"hub:{visible(repository, 100)}: write hub:ORG/NAME")
        self.corpus, self.repository = corpus, repository
        self._create, self._private = create, private
        self._library = require("huggingface_hub", "publish")
        self._errors = require("huggingface_hub.errors", "publish")
        self._api = self._library.HfApi()
        token = self._library.get_token()
        self._endpoint = Endpoint([token] if token else [], "Log in with: hf auth login")
        self._place = {"repo_id": repository, "repo_type": "dataset"}
        self._content = f"content sha256:{corpus.digest}"
        self.tag = f"v{corpus.version}"
        below = disk.files_below(corpus.folder)
        self._files = {path.relative_to(corpus.folder).as_posix(): path for path in below}

    def plan(self) -> list[str]:
        self._start = self._head()  # what to tag, perhaps after a commit on top of it
        if self._start is None:
            if not self._create:
                said = f"there is no dataset {self.repository} that your token can see"
                raise NotFoundError(f"{said}. Create it on the Hub, or add: --create")
            added = [f"add {path}" for path in self._files]
            return [f"create the dataset {self.repository}", *added, f"tag {self.tag}"]
        tags = self._tags()
        if self.tag in tags:
            if wrong := self._differing(tags[self.tag]):
                said = f"{self.repository} has {self.tag} with different content ({wrong[0]})"
                raise CorpusError(f"{said}. A version never changes: release the next one")
            return []
        for tag in sorted(tags):
            if is_older(self.corpus.version, tag.removeprefix("v")):
                self._start = self._earlier(tag)
                break
        changed, gone = self._changes(self._start)
        steps = [f"add {path}" for path in changed] + [f"delete {path}" for path in gone]
        return [*steps, f"tag {self.tag}"]

    def publish(self) -> list[str]:
        if done := self.plan():
            head = self._start or self._new()
            changed, gone = self._changes(head)
            self._tag(self._commit(head, changed, gone) if changed or gone else head)
        if wrong := self._differing(self.tag):
            said = f"{self.repository} at {self.tag} is not the release: {wrong[0]}"
            raise CorpusError(f"{said}. Check the repository")
        place = f"hf://datasets/{self.repository}@{self.tag}"
        return [*done, f"verified {len(self._files)} files by hash at {place}"]

    def _earlier(self, newer: str) -> str:
        """The commit of an earlier run that was interrupted before tagging.

        Raises CorpusError without one: main has something newer, and must not go back.
        """
        list_commits = partial(self._api.list_repo_commits, **self._place, revision="main")
        for commit in self._call(list_commits, "its commits could not be listed"):
            is_ours = commit.title == f"Release {self.corpus.version}"
            if is_ours and not self._differing(commit.commit_id):
                return str(commit.commit_id)
        said = f"version {self.corpus.version} would replace it on main"
        raise CorpusError(f"{self.repository} has {newer}, and {said}")

    def _call(self, function: Callable[[], _T], what: str) -> _T:
        return self._endpoint.call(function, f"{self.repository}: {what}")

    def _head(self) -> str | None:
        """The last commit on main; None if there is no such repository."""
        unknown = self._errors.RepositoryNotFoundError
        endpoint = self._endpoint._replace(keep=(unknown,))
        read = partial(self._api.repo_info, **self._place, revision="main")
        with suppress(unknown):
            return str(endpoint.call(read, f"{self.repository} could not be read").sha)
        return None

    def _new(self) -> str:
        place = {**self._place, "private": self._private, "exist_ok": True}
        self._call(partial(self._api.create_repo, **place), "could not be created")
        if (head := self._head()) is None:
            raise CorpusError(f"{self.repository} was created but is missing. Check the Hub")
        return head

    def _tags(self) -> dict[str, str]:
        """The commit of each tag."""
        list_refs = partial(self._api.list_repo_refs, **self._place)
        refs = self._call(list_refs, "its tags could not be listed")
        return {tag.name: tag.target_commit for tag in refs.tags}

    def _changes(self, revision: str) -> tuple[list[str], list[str]]:
        """Files that the revision lacks or has changed, and files that are not in the release."""

        def look() -> dict[str, Any]:
            found = self._api.list_repo_tree(**self._place, revision=revision, recursive=True)
            return {file.path: file for file in found if hasattr(file, "blob_id")}

        tree = self._call(look, "its files could not be listed")
        changed = [p for p in self._files if p not in tree or not self._is_same(p, tree[p])]
        return changed, [path for path in tree if path not in self._files and path not in KEPT]

    def _differing(self, revision: str) -> list[str]:
        changed, gone = self._changes(revision)
        return [*(f"{p} differs" for p in changed), *(f"{p} is not part of it" for p in gone)]

    def _is_same(self, path: str, file: Any) -> bool:
        """Whether a file there equals ours: by SHA-256 in large file storage, else by git's id."""
        digest, size = disk.sha256(self._files[path])
        if file.lfs is not None:
            return bool(file.lfs.sha256 == digest and file.lfs.size == size)
        return bool(file.blob_id == git.blob_id(disk.read_bytes(self._files[path])))

    def _commit(self, head: str, changed: list[str], gone: list[str]) -> str:
        """One commit on top of `head` only. CorpusError if somebody else committed first."""
        add, delete = self._library.CommitOperationAdd, self._library.CommitOperationDelete

        def commit() -> str:
            now = self._head()
            if now != head and now is not None and not any(self._changes(now)):
                return now  # an earlier attempt succeeded, but its answer was lost
            steps = [add(path_in_repo=p, path_or_fileobj=self._files[p]) for p in changed]
            steps += [delete(path_in_repo=path) for path in gone]
            title = f"Release {self.corpus.version}"
            message = {"commit_message": title, "commit_description": self._content}
            place = {**self._place, "revision": "main", "parent_commit": head}
            return str(self._api.create_commit(operations=steps, **place, **message).oid)

        endpoint = self._endpoint._replace(keep=(self._errors.HfHubHTTPError,))
        what = f"{self.repository}: the commit failed"
        try:
            return endpoint.call(commit, what)
        except self._errors.HfHubHTTPError as error:
            if status_of(error) not in (409, 412):
                raise endpoint.error(error, what) from None
            said = f"{self.repository}: somebody else committed in the meantime"
            raise CorpusError(f"{said}. Check that commit, then run this again") from None

    def _tag(self, commit: str) -> None:
        def tag() -> None:
            if self._tags().get(self.tag) != commit:
                new = {"tag": self.tag, "revision": commit, "tag_message": self._content}
                self._api.create_tag(**self._place, **new)

        self._call(tag, f"{self.tag} could not be created")
