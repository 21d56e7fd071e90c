"""Build a release again from git, and compare it with a copy of it, file by file.

The commit's own code builds, with the libraries of this environment. The bytes are the same with
the libraries that its constraints.txt pins; the content digest is the same with any.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson

from istanbul_talks import load
from istanbul_talks.dataset.layout import MANIFEST
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk, git
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.git import run, worktree
from istanbul_talks.history.release import EDITIONS, commit_of, manifests
from istanbul_talks.model import vocabulary

HERE = Path(__file__).resolve().parent.parent
_TAG = re.compile(r"v?((?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2})")
_PINNED = re.compile(r"^(pyarrow|orjson)==(\S+)$", re.MULTILINE)  # the libraries that make bytes


def compare(made: Path, copy: Path) -> list[str]:
    """How two folders differ, a line for each file; empty if every byte is the same."""
    here, there = (
        {path.relative_to(folder).as_posix(): path for path in disk.files_below(folder)}
        for folder in (made, copy)
    )
    differences = []
    for name in sorted({*here, *there}):
        if name not in there:
            differences.append(f"{name}: is missing in the copy")
        elif name not in here:
            differences.append(f"{name}: is not in the release")
        else:
            wanted, found = disk.sha256(here[name])[0], disk.sha256(there[name])[0]
            if wanted != found:
                differences.append(f"{name}: should be sha256 {wanted[:16]}… and is {found[:16]}…")
    return differences


def other_libraries(place: Path) -> list[str]:
    """How this environment differs from the pinned one, in the libraries that make bytes."""
    differences = []
    for name, wanted in _PINNED.findall(disk.read_text(place / "constraints.txt")):
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            differences.append(
                f"{name} {wanted} is pinned, {found} is installed: "
                "bytes may differ, the content digest may not"
            )
    return differences


def show(what: str, said: str) -> None:
    print(f"{what:<10}{said}")


def identify(wanted: str) -> tuple[str, str, Path | None]:
    """Version and edition of what was asked for, and the folder of the copy, if it is one."""
    copy, tag = Path(wanted), _TAG.fullmatch(wanted)
    if not copy.exists():
        if tag is None:
            raise CorpusError(f"{wanted}: neither a folder nor a tag such as v1.0.0")
        return tag[1], "full", None
    release = load(copy)
    if "+" in release.version:
        raise CorpusError(
            f"{wanted} is version {release.version}, which was not released: "
            "there is no commit to build it from"
        )
    if release.edition not in EDITIONS:
        raise CorpusError(
            f"{wanted} was restored from a reader's copies. "
            "Compare its digest with that of the full edition"
        )
    return release.version, release.edition, copy


def reproduce(wanted: str, root: Path) -> int:
    """Build and compare; 0 if all is the same, 1 if not."""
    releases = vocabulary.load(CorpusFolder(root)).releases
    number, edition, copy = identify(wanted)
    commit = commit_of(root, number, releases)
    with tempfile.TemporaryDirectory() as folder, worktree(root, commit) as place:
        made = Path(folder) / "release"
        command = [sys.executable, "scripts/build.py", "--out", str(made)]
        command += [] if edition == "full" else ["--edition", edition]
        run(place, *command, PYTHONPATH=str(place / "src"))
        manifest: dict[str, Any] = orjson.loads(disk.read_text(made / MANIFEST))
        show("version", f"{manifest['version']}, {edition}")
        show("commit", commit)
        show("content", f"sha256:{manifest['digest']}")
        full = manifest if edition == "full" else manifest["full"]
        wrong = check_record(str(full["digest"]), releases.get(number))
        wrong += check_tag(disk.sha256(made / MANIFEST)[0], manifests(root, number).get(edition))
        wrong += check_copy(made, copy, manifest["digest"]) if copy else []
        for text in (*wrong, *other_libraries(place)):
            print(f"  {text}")
    return int(bool(wrong))


def check_copy(made: Path, copy: Path, digest: str) -> list[str]:
    """Compare the copy with the build."""
    different = compare(made, copy)
    if not different:
        show("copy", "the same, byte for byte")
    else:
        show("copy", "the same content" if load(copy).digest == digest else "other content")
    return different


def check_record(digest: str, entry: Mapping[str, Any] | None) -> list[str]:
    """Compare the content digest with the one in the record of releases."""
    if entry is None:
        show("record", "has no such version")
        return []
    if entry["digest"] == digest:
        show("record", "the same content digest")
        return []
    show("record", "another content digest")
    return [f"schema/releases.jsonl has the content digest {entry['digest']}"]


def check_tag(sha256: str, tagged: str | None) -> list[str]:
    """Compare the manifest with the hash in the message of the tag."""
    if tagged is None:
        show("tag", "has no hash of this manifest")
        return []
    if tagged == sha256:
        show("tag", "the same manifest")
        return []
    show("tag", "another manifest")
    return [f"the tag has the manifest sha256 {tagged}, this build {sha256}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "release",
        metavar="TAG|FOLDER",
        help="a tag such as v1.0.0, or the folder of a copy of a release",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=HERE,
        metavar="DIR",
        help="the repository (default: this checkout)",
    )
    options = parser.parse_args()
    try:
        if not git.is_repository(options.root):
            raise CorpusError(f"{options.root} is not a git repository")
        return reproduce(options.release, options.root)
    except CorpusError as error:
        print(f"reproduce: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
