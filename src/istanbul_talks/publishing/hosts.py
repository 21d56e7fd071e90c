"""The hosts that a release can be published on, by the name that `--to` gives."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ..errors import ArgumentError, CorpusError
from ..reading.corpus import Corpus
from .bucket import Bucket
from .hub import Hub
from .zenodo import Zenodo


class Host(Protocol):
    """A place for one release."""

    def plan(self) -> list[str]:
        """What would be done, a line for each step; empty if the same release is there already.

        CorpusError if it must not be done.
        """

    def publish(self) -> list[str]:
        """Do it, from where an earlier run was interrupted. Lines that say what was done."""


class Target(NamedTuple):
    """Where to publish: `to` is hub:ORG/NAME, zenodo, or an address that fsspec knows."""

    to: str
    create: bool = False  # the dataset on the Hub, if it is not there
    private: bool = False
    final: bool = False  # publish the draft on Zenodo
    storage_options: Mapping[str, Any] = {}


def host(target: Target, corpus: Corpus) -> Host:
    """The host of a target. ArgumentError for an unknown one."""
    to = target.to
    if to.startswith("hub:"):
        return Hub(corpus, to[4:], create=target.create, private=target.private)
    if to == "zenodo":
        day = corpus.manifest["released"]
        if day is None:
            said = f"{corpus.folder} has no release date, which Zenodo needs"
            raise CorpusError(f"{said}. Make a release: scripts/release.py")
        dataset = corpus.read_json("schema/dataset.json")
        tags = Counter(article.language.partition("-")[0] for article in corpus.articles())
        dataset["language"] = [tag for tag, _ in tags.most_common()] or dataset["language"]
        return Zenodo(dataset, corpus.version, str(day), corpus, final=target.final)
    if "://" in to:
        return Bucket(corpus, to, target.storage_options)
    if "/" in to:
        raise ArgumentError(f"--to {to}: write a folder as {Path(to).resolve().as_uri()}")
    raise ArgumentError(f"--to {to}: write hub:ORG/NAME, zenodo, or an address: s3://bucket/path")
