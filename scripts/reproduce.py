"""Build a release again from git, and compare it with the copy at hand, file by file.

The commit's own code builds, with the libraries of this environment. Bytes are promised for those that its constraints.txt pins; the
content digest for all.
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
    """In what two folders differ, a line a file; empty if every byte is the same."""
    here, there = (
        {path.relative_to(folder).as_posix(): path for path in disk.files_below(folder)}
        for folder in (made, copy)
    )
    told = []
    for name in sorted({*here, *there}):
        if name not in there:
            told.append(f"{name}: is missing in the copy")
        elif name not in here:
            told.append(f"{name}: is not in the release")
        elif disk.sha256(here[name]) != disk.sha256(there[name]):
            told.append(
                f"{name}: should be sha256 {disk.sha256(here[name])[0][:16]}… and is {disk.sha256(there[name])[0][:16]}…"
            )
    return told


def libraries(place: Path) -> list[str]:
    """Where this environment differs from the one that the commit pins, in what makes bytes."""
    told = []
    for name, wanted in _PINNED.findall(disk.read_text(place / "constraints.txt")):
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            told.append(f"{name} {wanted} is pinned, {found} is installed")
    return told


def reproduce(wanted: str, root: Path) -> int:
    """Compare; 0 if the same, 1 if not."""
    releases = vocabulary.load(CorpusFolder(root)).releases
    copy = Path(wanted) if Path(wanted).exists() else None
    tag = _TAG.fullmatch(wanted)
    if copy is None and tag is None:
        raise CorpusError(f"{wanted}: neither a folder nor a tag such as v1.0.0")
    name = load(copy).version if copy else str(tag and tag[1])
    edition = load(copy).edition if copy else "full"
    if "+" in name:
        raise CorpusError(
            f"{wanted} is version {name}, which was not released: there is no commit to build it from"
        )
    if edition not in EDITIONS:
        raise CorpusError(
            f"{wanted} was restored from a reader's copies. Compare its digest with that of the full edition"
        )
    commit = commit_of(root, name, releases)
    with tempfile.TemporaryDirectory() as folder, worktree(root, commit) as place:
        made = Path(folder) / "release"
        which = [] if edition == "full" else ["--edition", edition]
        run(
            place,
            sys.executable,
            "scripts/build.py",
            "--out",
            str(made),
            *which,
            PYTHONPATH=str(place / "src"),
        )
        manifest: dict[str, Any] = orjson.loads(disk.read_text(made / "MANIFEST.json"))
        print(
            f"{'version':<10}{manifest['version']}, {edition}\n{'commit':<10}{commit}\n{'content':<10}sha256:{manifest['digest']}"
        )
        full = manifest if edition == "full" else manifest["full"]
        wrong = recorded(
            root,
            (name, edition),
            str(full["digest"]),
            disk.sha256(made / "MANIFEST.json")[0],
            releases.get(name, {}),
        )
        apart = libraries(place)
        if copy:
            different = compare(made, copy)
            same = load(copy).digest == manifest["digest"]
            print(
                f"{'copy':<10}{'the same, byte for byte' if not different else 'the same content' if same else 'other content'}"
            )
            wrong += different
        for text in [
            *wrong,
            *(f"{text}: bytes may differ, the content digest may not" for text in apart),
        ]:
            print(f"  {text}")
    return int(bool(wrong))


def recorded(
    root: Path, release: tuple[str, str], digest: str, sha256: str, entry: Mapping[str, Any]
) -> list[str]:
    """Print what the record of releases and the tag say of a version and edition; where it is something else."""
    wrong = []
    if entry and entry["digest"] != digest:
        wrong.append(f"schema/releases.jsonl has the content digest {entry['digest']}")
    print(
        f"{'record':<10}{'has no such version' if not entry else 'another content digest' if wrong else 'the same content digest'}"
    )
    name, edition = release
    told = manifests(root, name).get(edition)
    print(
        f"{'tag':<10}{'has no hash of this manifest' if told is None else 'the same manifest' if told == sha256 else 'another manifest'}"
    )
    if told not in (None, sha256):
        wrong.append(f"the tag has the manifest sha256 {told}, this build {sha256}")
    return wrong


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
            raise CorpusError(f"{options.root} is no repository of git")
        return reproduce(options.release, options.root)
    except CorpusError as refusal:
        print(f"reproduce: {refusal}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
