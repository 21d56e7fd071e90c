"""Build a release again from git and compare it with a copy, file by file.

It is built by the commit's own code, with the libraries of this environment. The bytes are the same
with the libraries that its constraints.txt pins; the content digest is the same with any.
"""

import argparse
import re
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson

from istanbul_talks import load
from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.layout import MANIFEST
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk, git
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.git import commit_of, run, worktree
from istanbul_talks.history.release import EDITIONS, manifests
from istanbul_talks.model import vocabulary
from istanbul_talks.text.visible import visible

HERE = Path(__file__).resolve().parent.parent
_TAG = re.compile(r"v?((?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2})")
_PINNED = re.compile(r"^(pyarrow|orjson)==(\S+)$", re.MULTILINE)  # the libraries that make bytes


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a folder."""
    paths = {path.relative_to(folder).as_posix(): path for path in disk.files_below(folder)}
    return {name: disk.sha256(path)[0] for name, path in paths.items()}


def compare(made: Path, copy: Path) -> list[str]:
    """How two folders differ, one line per file; empty if every byte is the same."""
    wanted, found, differences = sums(made), sums(copy), []
    for name in sorted({*wanted, *found}):
        if name not in found:
            differences.append(f"{name}: missing in the copy")
        elif name not in wanted:
            differences.append(f"{name}: not in the release")
        elif wanted[name] != found[name]:
            hashes = f"sha256 {wanted[name][:16]}… but is {found[name][:16]}…"
            differences.append(f"{name}: should be {hashes}")
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
            other = f"{name} {wanted} is pinned, but {found} is installed"
            differences.append(f"{other}: bytes may differ, but the content digest may not")
    return differences


def show(what: str, said: str) -> None:
    print(f"{what:<10}{said}")


def identify(wanted: str) -> tuple[str, str, Path | None]:
    """Version and edition of the given release, and its folder if it is a copy."""
    copy, tag = Path(wanted), _TAG.fullmatch(wanted)
    if not copy.exists():
        if tag is None:
            raise CorpusError(f"{wanted}: neither a folder nor a tag such as v1.0.0")
        return tag[1], "full", None
    release = load(copy)
    if "+" in release.version:
        unreleased = f"{wanted} is version {release.version}, which was never released"
        raise CorpusError(f"{unreleased}: there is no commit to build it from")
    if release.edition not in EDITIONS:
        restored = f"{wanted} was restored from a reader's copies"
        raise CorpusError(f"{restored}. Compare its digest with that of the full edition")
    return release.version, release.edition, copy


def reproduce(wanted: str, root: Path) -> int:
    """Build and compare; 0 if everything is the same, else 1."""
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
        recorded = releases.get(number, {}).get("digest")
        wrong = check_hash("record", "content digest", str(full["digest"]), recorded)
        tagged = manifests(root, number).get(edition)
        wrong += check_hash("tag", "manifest", disk.sha256(made / MANIFEST)[0], tagged)
        wrong += check_copy(made, copy, manifest["digest"]) if copy else []
        for text in (*wrong, *other_libraries(place)):
            print(f"  {visible(text, 1000)}")  # names of files in the copy
    return int(bool(wrong))


def check_copy(made: Path, copy: Path, digest: str) -> list[str]:
    """Compare the copy with the build."""
    different = compare(made, copy)
    if not different:
        show("copy", "the same, byte for byte")
    else:
        show("copy", "the same content" if load(copy).digest == digest else "different content")
    return different


def check_hash(what: str, name: str, built: str, published: str | None) -> list[str]:
    """Compare the SHA-256 of a content digest or manifest with the published one."""
    if published is None:
        show(what, f"has no {name} of this version")
    elif published == built:
        show(what, f"the same {name}")
    else:
        show(what, f"a different {name}")
        return [f"the {what} has the {name} sha256 {published}, but this build has {built}"]
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    what = "a tag such as v1.0.0, or the folder of a copy of a release"
    parser.add_argument("release", metavar="TAG|FOLDER", help=what)
    where = "the repository (default: this checkout)"
    parser.add_argument("--root", type=Path, default=HERE, metavar="DIR", help=where)
    options = parser.parse_args()
    if not git.is_repository(options.root):
        raise CorpusError(f"{options.root} is not a git repository")
    return reproduce(options.release, options.root)


if __name__ == "__main__":
    sys.exit(guarded("reproduce", main))
