"""Files of a corpus in git: which changed, what they were, and worktrees to write in.

Reading runs no hook, filter or pager.
"""

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..text.visible import visible
from .disk import Irregular, inside, is_inside

_SETTINGS = ("-c", "core.quotepath=false", "-c", "core.fsmonitor=false")
_COMMAND = ("git", *_SETTINGS, "--no-optional-locks", "--no-pager")
_DIFF = ("--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "-z")
_MODES = {"100644", "100755"}  # regular files; links and submodules are not read
# Not among them: the end of lines, which changes the size of a file.
_CONVERTED = ":(exclude,attr:!filter !ident !working-tree-encoding)"
# Of a regular file with one version, and without the bits that stop git from looking at it.
_TRACKED = re.compile(rb"H 100(?:644|755) ([0-9a-f]{40}) 0\t([^\0]+)\0")
# The hooks of a checkout need things that a worktree lacks.
HOOKLESS = ("git", "-c", "core.hooksPath=/dev/null")
_BATCH, _LARGEST = 32, 64 * 1024 * 1024  # files read at once, and bytes of one
_LOOKED_UP = ("origin/HEAD", "origin/main", "main")


class Blob(NamedTuple):
    """A file of a revision: its object id and whether it is a regular file."""

    id: str
    regular: bool


def _git(root: Path, *arguments: str, input: bytes | None = None, literal: bool = True) -> bytes:
    call = [*_COMMAND, *(["--literal-pathspecs"] if literal else []), *arguments]
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            call, cwd=root, input=input, capture_output=True, check=False, env=env
        )
    except FileNotFoundError:
        found = "git is not installed, or this folder does not exist"
        raise CorpusError(f"{root}: {found}. Install git, or name folders instead") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").splitlines()
        raise CorpusError(f"git {arguments[0]}: {said[0] if said else 'failed'}")
    return done.stdout


def blob_id(data: bytes) -> str:
    """The object id that git gives to a file with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_repository(root: Path) -> bool:
    """Whether a folder is in a git checkout."""
    with suppress(CorpusError):
        return bool(_git(root, "rev-parse", "--git-dir"))
    return False


def commit(root: Path, revision: str) -> str:
    """The full id of a commit. CorpusError if there is no such commit."""
    options = ("--verify", "--quiet", "--end-of-options")
    try:
        return _git(root, "rev-parse", *options, f"{revision}^{{commit}}").decode().strip()
    except CorpusError:
        raise CorpusError(f"git has no revision “{revision}” here") from None


def commit_of(root: Path, version: str, releases: Mapping[str, Mapping[str, Any]]) -> str:
    """The commit of a release: its tag's, else the one recorded in `releases`.

    CorpusError if neither is known, or if they differ.
    """
    tagged = _known(root, f"refs/tags/v{version}")
    recorded = releases.get(version, {}).get("commit")
    known = _known(root, recorded) if recorded is not None else None
    if tagged and known and tagged != known:
        found = f"the tag v{version} is on {tagged[:12]}, but the release was made at {known[:12]}"
        raise CorpusError(f"{found}. Move the tag back")
    if not tagged and not known:
        raise CorpusError(f"there is no tag v{version}. Fetch the tags: git fetch --tags")
    return tagged or str(known)


def base(root: Path, revision: str | None) -> str:
    """The commit where this branch left `revision`, or the main branch; else HEAD."""
    if revision is None:
        revision = next((name for name in _LOOKED_UP if _known(root, name)), "HEAD")
    wanted = commit(root, revision)
    with suppress(CorpusError):  # no common commit
        return _git(root, "merge-base", wanted, "HEAD").decode().strip()
    return wanted


def commit_with(root: Path, folder: str) -> str | None:
    """The commit at HEAD if it has all files of a folder as they are; None without git."""
    head = _known(root, "HEAD")
    if head is None or any(path.startswith(f"{folder}/") for path in changed(root, head)):
        return None
    return head


def _known(root: Path, revision: str) -> str | None:
    try:
        return commit(root, revision)
    except CorpusError:
        return None


def changed(root: Path, since: str) -> list[str]:
    """Paths below `root` that differ from a commit, untracked files included; sorted."""
    tracked = _git(root, "diff", *_DIFF, since)
    untracked = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    names = {name for name in (tracked + untracked).split(b"\0") if name}
    return sorted(name.decode("utf-8", "surrogateescape") for name in names)


def unchanged(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    """Every file of some folders that is as in git's index: its path, sorted, and its object id.

    None without git, or if any file is converted when it is checked out. Ends of lines may differ;
    then the size of the file does too.
    """
    settings = ("-c", "core.trustctime=true", "-c", "core.checkStat=default")
    options = ("--name-only", "--relative", "--ignore-submodules=all", "-z")
    with suppress(CorpusError):
        if _git(root, "ls-files", "-z", "--", _CONVERTED, literal=False):
            return  # also because git might run a filter to compare
        changed = {*_git(root, *settings, "diff-files", *options, "--", *folders).split(b"\0")}
        for entry in _TRACKED.finditer(_git(root, "ls-files", "-svz", "--", *folders)):
            if entry[2] not in changed:
                yield entry[2].decode("utf-8", "surrogateescape"), entry[1].decode()


def tree(root: Path, revision: str, *folders: str) -> dict[str, Blob]:
    """Every file below some folders of a revision, by its path from `root`."""
    found = {}
    listed = _git(root, "ls-tree", "-r", "-z", commit(root, revision), "--", *folders)
    for entry in listed.split(b"\0"):
        if entry:
            head, _, name = entry.partition(b"\t")
            mode, _, id = head.decode().split()
            found[name.decode("utf-8", "surrogateescape")] = Blob(id, mode in _MODES)
    return found


def blobs(root: Path, ids: list[str], most: int) -> Iterator[bytes | Irregular]:
    """The bytes of objects, in the given order; `Irregular` if larger than `most` bytes."""
    listed = _cat_file(root, "--batch-check=%(objecttype) %(objectsize)", ids).decode()
    found = (line.split() for line in listed.splitlines())
    sizes = [int(size) if kind == "blob" else most + 1 for kind, size in found]
    small = [id for id, size in zip(ids, sizes, strict=True) if size <= most]
    data, at = _cat_file(root, "--batch", small), 0
    for size in sizes:
        if size > most:
            yield Irregular("not a file, or too large")
            continue
        start = data.index(b"\n", at) + 1  # after a line of id, type and size
        yield data[start : start + size]
        at = start + size + 1


def _cat_file(root: Path, mode: str, ids: list[str]) -> bytes:
    given = "".join(f"{id}\n" for id in ids).encode()
    return _git(root, "cat-file", mode, input=given) if ids else b""


@contextmanager
def exported(root: Path, revision: str, *folders: str) -> Iterator[Path]:
    """The files below some folders of a revision, in a temporary folder: no filter, hook or link.

    CorpusError for anything but a regular file of at most 64 MiB with a plain name.
    """
    files = tree(root, revision, *folders)
    with tempfile.TemporaryDirectory() as folder:
        for at in range(0, len(files), _BATCH):
            some = dict([*files.items()][at : at + _BATCH])
            data = blobs(root, [blob.id for blob in some.values()], _LARGEST)
            for (path, blob), content in zip(some.items(), data, strict=True):
                if not (blob.regular and is_inside(path)) or isinstance(content, Irregular):
                    expected = "a regular file of at most 64 MiB with a plain name"
                    raise CorpusError(f"{visible(path, 200)} is not {expected}")
                target = inside(Path(folder), path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield Path(folder)


def patch(root: Path, commit: str) -> bytes:
    """What a commit changes, for `git apply`."""
    exact = ("--binary", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv")
    return _git(root, "diff", "--no-color", *exact, f"{commit}^", commit)


def last_with(root: Path, path: str, wanted: str, most: int) -> bytes | None:
    """The latest committed version of a file with the SHA-256 `wanted`, or None."""
    name = PurePosixPath(path).as_posix()
    for line in _git(root, "log", "--format=%H", "--", name).decode().split():
        if blob := tree(root, line, name).get(name):
            (data,) = blobs(root, [blob.id], most)
            if isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == wanted:
                return data
    return None


def run(folder: Path, *command: str, **environment: str) -> str:
    """The output of a command. CorpusError with what it printed, if it fails."""
    env = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()[-5:]
        shown = " ".join([part for part in command if part not in HOOKLESS[1:]][:3])
        raise CorpusError(f"{shown} failed: {' | '.join(lines) or f'exit code {done.returncode}'}")
    return done.stdout.strip()


@contextmanager
def worktree(root: Path, revision: str) -> Iterator[Path]:
    """A checkout of a commit in a temporary folder, removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "checkout"
        try:
            run(root, *HOOKLESS, "worktree", "add", "--detach", "--quiet", str(place), revision)
            yield place
        finally:
            with suppress(CorpusError):
                run(root, "git", "worktree", "remove", "--force", str(place))
