"""A release on the Hugging Face Hub: one commit on `main` that makes the repository the release, and a tag that keeps it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files import disk
from ..files.optional import require
from ..reading.corpus import Corpus
from ..reading.retry import Endpoint, status_of
from ..text.visible import visible
from .release_check import is_older

KEPT = (".gitattributes",)  # files of the host, which are no part of a release
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_T = TypeVar("_T")


class Hub:
    """A dataset repository on the Hub (or what HF_ENDPOINT names), for one release."""

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
        self.tag = f"v{corpus.version}"
        self._files = {
            path.relative_to(corpus.folder).as_posix(): path
            for path in disk.files_below(corpus.folder)
        }

    def plan(self) -> list[str]:
        head = self._head()
        if head is None and not self._create:
            raise NotFoundError(
                f"there is no dataset {self.repository} that your token can see. Make it there, or add: --create"
            )
        if head is None:
            return [
                f"create the dataset {self.repository}",
                *(f"add {path}" for path in self._files),
                f"tag {self.tag}",
            ]
        tags = self._tags()
        if self.tag in tags:
            tagged = tags[self.tag]
            wrong = self._differing(tagged)
            if wrong:
                raise CorpusError(
                    f"{self.repository} has the tag {self.tag} on another content ({wrong[0]}). A version never changes: release the next one"
                )
            return []
        newer = next(
            (tag for tag in sorted(tags) if is_older(self.corpus.version, tag.removeprefix("v"))),
            None,
        )
        if newer:
            self._earlier(newer)
            return [f"tag {self.tag}"]
        changed, gone = self._changes(head)
        return [
            *(f"add {path}" for path in changed),
            *(f"delete {path}" for path in gone),
            f"tag {self.tag}",
        ]

    def publish(self) -> list[str]:
        done = self.plan()
        head = self._head() if done else None
        if done == [f"tag {self.tag}"] and head is not None and any(self._changes(head)):
            self._tag(self._earlier(None))
        elif done:
            head = head or self._new()
            changed, gone = self._changes(head)
            if changed or gone:
                head = self._commit(head, changed, gone)
            self._tag(head)
        wrong = self._differing(self.tag)
        if wrong:
            raise CorpusError(
                f"{self.repository} at {self.tag} does not hold the release: {wrong[0]}. Look at the repository"
            )
        return [
            *done,
            f"verified {len(self._files)} files by hash at hf://datasets/{self.repository}@{self.tag}",
        ]

    def _earlier(self, newer: str | None) -> str:
        """The commit of an earlier run that was interrupted before it could tag it. CorpusError, so that main does not go back, if there is none
        and a newer version is there."""

        def commits() -> list[Any]:
            return list(
                self._api.list_repo_commits(self.repository, repo_type="dataset", revision="main")
            )

        for commit in self._call(commits, "its commits could not be listed"):
            if commit.title == f"Release {self.corpus.version}" and not self._differing(
                commit.commit_id
            ):
                return str(commit.commit_id)
        raise CorpusError(
            f"{self.repository} has {newer or 'another content'}: version {self.corpus.version} on main would take its place"
        )

    def _call(self, function: Callable[[], _T], what: str) -> _T:
        return self._endpoint.call(function, f"{self.repository}: {what}")

    def _head(self) -> str | None:
        """The last commit on main; None if there is no such repository."""
        try:
            info = self._endpoint._replace(keep=(self._errors.RepositoryNotFoundError,)).call(
                lambda: self._api.repo_info(self.repository, repo_type="dataset", revision="main"),
                f"{self.repository} could not be read",
            )
        except self._errors.RepositoryNotFoundError:
            return None
        return str(info.sha)

    def _new(self) -> str:
        self._call(
            lambda: self._api.create_repo(
                self.repository, repo_type="dataset", private=self._private, exist_ok=True
            ),
            "could not be created",
        )
        head = self._head()
        if head is None:
            raise CorpusError(f"{self.repository} was created and cannot be seen. Look at the Hub")
        return head

    def _tags(self) -> dict[str, str]:
        refs = self._call(
            lambda: self._api.list_repo_refs(self.repository, repo_type="dataset"),
            "its tags could not be listed",
        )
        return {tag.name: tag.target_commit for tag in refs.tags}

    def _tree(self, revision: str) -> dict[str, Any]:
        def look() -> dict[str, Any]:
            found = self._api.list_repo_tree(
                self.repository, repo_type="dataset", revision=revision, recursive=True
            )
            return {file.path: file for file in found if hasattr(file, "blob_id")}

        return self._call(look, "its files could not be listed")

    def _changes(self, revision: str) -> tuple[list[str], list[str]]:
        """Files of the release that the revision lacks or has with another content, and files that are no part of it."""
        tree = self._tree(revision)
        changed = [
            path for path in self._files if path not in tree or not self._is_same(path, tree[path])
        ]
        return changed, [path for path in tree if path not in self._files and path not in KEPT]

    def _differing(self, revision: str) -> list[str]:
        changed, gone = self._changes(revision)
        return [
            *(f"{path} differs" for path in changed),
            *(f"{path} is no part of it" for path in gone),
        ]

    def _is_same(self, path: str, file: Any) -> bool:
        """Whether a file there has the content of ours: by SHA-256 in large file storage, else by the object id of git."""
        digest, size = disk.sha256(self._files[path])
        if file.lfs is not None:
            return bool(file.lfs.sha256 == digest and file.lfs.size == size)
        data = disk.read(self._files[path])
        assert isinstance(data, bytes)
        return bool(
            file.blob_id
            == hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        )

    def _commit(self, head: str, changed: list[str], gone: list[str]) -> str:
        """One commit on top of `head`, and on nothing else. CorpusError if somebody else was faster."""
        before = head

        def commit() -> str:
            now = self._head()
            if now != before and now is not None and not any(self._changes(now)):
                return now  # an earlier attempt was taken, and its answer lost
            operations = [
                self._library.CommitOperationAdd(
                    path_in_repo=path, path_or_fileobj=self._files[path]
                )
                for path in changed
            ]
            operations += [self._library.CommitOperationDelete(path_in_repo=path) for path in gone]
            message = f"Release {self.corpus.version}"
            made = self._api.create_commit(
                self.repository, operations, commit_message=message, commit_description=f"content sha256:{self.corpus.digest}",
                repo_type="dataset", revision="main", parent_commit=before,
            )  # fmt: skip
            return str(made.oid)

        endpoint = self._endpoint._replace(keep=(self._errors.HfHubHTTPError,))
        what = f"{self.repository}: the commit failed"
        try:
            return endpoint.call(commit, what)
        except self._errors.HfHubHTTPError as error:
            if status_of(error) not in (409, 412):
                raise endpoint.error(error, what) from None
            raise CorpusError(
                f"{self.repository}: somebody else committed meanwhile. Check that commit, then run this again"
            ) from None

    def _tag(self, commit: str) -> None:
        def tag() -> None:
            if self._tags().get(self.tag) != commit:
                self._api.create_tag(
                    self.repository,
                    tag=self.tag,
                    revision=commit,
                    repo_type="dataset",
                    tag_message=f"content sha256:{self.corpus.digest}",
                )

        self._call(tag, f"{self.tag} could not be made")
