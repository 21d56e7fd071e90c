"""Write locked.txt: the packages of constraints.txt with the SHA-256 of each of their files.

Run it after changing constraints.txt; after changing .github/sbom.in run it with
`--from .github/sbom.in --to .github/sbom.txt`, and likewise for .github/audit.in. CI and
releases install with these hashes (make test HASHES=1), so a file that was changed on the index
or in transit is rejected.
"""

import argparse
import json
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from istanbul_talks.cli.parser import guarded
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic, disk
from istanbul_talks.text.visible import visible

HERE = Path(__file__).resolve().parent.parent
HEAD = "# Made by scripts/lock.py from {}: the files of each package by their SHA-256.\n"


def pinned(text: str) -> list[tuple[str, str]]:
    """Names and versions of a file of constraints."""
    lines = (line.strip() for line in text.splitlines() if not line.startswith("#"))
    return [
        (name, version) for name, _, version in (line.partition("==") for line in lines if line)
    ]


def version_of(filename: str) -> Version | None:
    """The version of a file on an index; None for kinds of files that pip does not install."""
    try:
        parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
        return parse(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def hashes(index: str, name: str, version: str) -> list[str]:
    """The SHA-256 of every file of a version, sorted (Simple repository API, PEP 691)."""
    request = urllib.request.Request(
        f"{index.rstrip('/')}/{canonicalize_name(name)}/",
        headers={"Accept": "application/vnd.pypi.simple.v1+json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        files = json.load(response)["files"]
    wanted = Version(version)
    own = (file for file in files if version_of(file["filename"]) == wanted)
    return sorted({file["hashes"]["sha256"] for file in own})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--index", required=True, metavar="URL", help="simple API of a package index")
    pins = "pins (default: constraints.txt)"
    add("--from", dest="source", default="constraints.txt", metavar="FILE", help=pins)
    add("--to", default="locked.txt", metavar="FILE", help="to write (default: locked.txt)")
    options = parser.parse_args()
    packages = pinned(disk.read_text(HERE / options.source))
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda package: hashes(options.index, *package), packages))
    except (OSError, ValueError, KeyError, TypeError) as error:  # the address is no index
        problem = f"{type(error).__name__}: {visible(str(error), 200)}"
        raise CorpusError(f"the index could not be read ({problem})") from None
    missing = [name for (name, _), digests in zip(packages, found, strict=True) if not digests]
    if missing:
        raise CorpusError(f"the index has no file of: {', '.join(missing)}")
    lines = [
        " \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{digest}" for digest in digests)])
        for (name, version), digests in zip(packages, found, strict=True)
    ]
    text = HEAD.format(options.source) + "\n".join(lines) + "\n"
    atomic.write(HERE / options.to, text.encode())
    print(f"{options.to}: {len(packages)} packages, {sum(map(len, found))} files")
    return 0


if __name__ == "__main__":
    sys.exit(guarded("lock", main))
