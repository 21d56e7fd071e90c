"""Whether a release may be published: it is whole, it is a release, and nobody's text goes out unasked."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from ..errors import ArgumentError, CorpusError
from ..reading.corpus import Corpus, load

SHARED = ("open", "public-domain")  # statuses of rights that allow redistribution
_RELEASE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_SHOWN = 10


class Host(Protocol):
    """Where a release goes."""

    def plan(self) -> list[str]:
        """What would be done, a line a step; empty if the release is there already, the same. CorpusError if it must not be done."""

    def publish(self) -> list[str]:
        """Do it, from wherever an earlier run was interrupted; lines that say what was done and where the release is now."""


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; no version comes before what is none."""
    if not _RELEASE.fullmatch(version) or not _RELEASE.fullmatch(other):
        return False
    return tuple(map(int, version.split("."))) < tuple(map(int, other.split(".")))


def is_version(text: str) -> bool:
    """Whether a text is a version that can be released: three numbers."""
    return bool(_RELEASE.fullmatch(text))


def ready(folder: Path, with_text: Collection[str]) -> Corpus:
    """The release to publish, verified. `with_text`: articles whose texts may go out although no right to share them is known.

    CorpusError for data that were not released under their version, and for texts that were not asked for by name.
    """
    corpus = load(folder)
    corpus.verify()
    if not _RELEASE.fullmatch(corpus.version):
        raise CorpusError(
            f"{folder} is version {corpus.version}: its data were not released under that number. Make a release: scripts/release.py"
        )
    edition = corpus.manifest.get("edition", "full")
    if edition == "restored":
        raise CorpusError(
            f"{folder} was restored from copies of a reader. Publish the full or the text-free edition"
        )
    if edition == "text-free":
        return corpus
    closed = [article.id for article in corpus.articles() if article.rights_status not in SHARED]
    unknown = sorted(set(with_text) - set(closed))
    if unknown:
        raise ArgumentError(
            f"--with-text names {unknown[0]}, which is no article without rights. Leave it out"
        )
    missing = [id for id in closed if id not in with_text]
    if missing:
        shown = ",".join(missing[:_SHOWN]) + (
            f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        )
        raise CorpusError(
            f"{len(missing)} of {len(corpus)} articles have no known right to be shared: {shown}. Publish the text-free edition "
            "(scripts/build.py --edition text-free), or name each that you may share: --with-text ID,ID"
        )
    return corpus
