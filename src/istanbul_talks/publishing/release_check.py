"""Checks that a release may be published: complete, really released, no text without rights."""

from collections.abc import Collection
from pathlib import Path

from ..dataset.layout import MANIFEST, is_version, numbers
from ..errors import ArgumentError, CorpusError
from ..files import disk
from ..reading.corpus import Corpus, load

SHARED = ("open", "public-domain")  # rights that allow redistribution
_SHOWN = 10


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another. False if either is not a version."""
    return is_version(version) and is_version(other) and numbers(version) < numbers(other)


def checked_release(folder: Path, with_text: Collection[str]) -> Corpus:
    """The release to publish, verified.

    `with_text`: articles whose texts may be published although no right to share them is known.
    CorpusError for unreleased data, and for such texts outside `with_text`.
    """
    corpus = load(folder)
    corpus.verify()
    if not is_version(corpus.version):
        said = f"{folder}: this data was never released as version {corpus.version}"
        raise CorpusError(f"{said}. Make a release: scripts/release.py")
    if corpus.edition == "restored":
        remedy = "Publish the full or text-free edition"
        raise CorpusError(f"{folder} was restored from a reader's copies. {remedy}")
    if corpus.edition != "text-free":
        _refuse_texts(corpus, with_text)
    return corpus


def _refuse_texts(corpus: Corpus, with_text: Collection[str]) -> None:
    closed = [article.id for article in corpus.articles() if article.rights_status not in SHARED]
    if unknown := sorted(set(with_text) - set(closed)):
        said = f"--with-text names {unknown[0]}, which is not an article without rights"
        raise ArgumentError(f"{said}. Leave it out")
    if missing := [id for id in closed if id not in with_text]:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        raise CorpusError(
            f"for {len(missing)} of {len(corpus)} articles no right to share the text is known: "
            f"{','.join(missing[:_SHOWN])}{more}. Publish the text-free edition "
            "(scripts/build.py --edition text-free), or name each that you may share: "
            "--with-text ID,ID"
        )


def refuse_unreleased(corpus: Corpus, tag: str, released: str | None) -> None:
    """Raise CorpusError unless the tag names the manifest; `released` is the SHA-256 it names."""
    if released is None:
        raise CorpusError(
            f"no tag {tag} here names the manifest of the {corpus.edition} edition. Fetch the "
            f"tags, or add --untagged if {corpus.folder} was released from another repository"
        )
    if released != disk.sha256(corpus.folder / MANIFEST)[0]:
        raise CorpusError(
            f"{corpus.folder} is not what was released as {tag}: the tag names another SHA-256 of "
            f"its manifest. Build it on that commit: git switch --detach {tag}; make dataset; "
            f"see what differs with scripts/reproduce.py {corpus.folder}"
        )
