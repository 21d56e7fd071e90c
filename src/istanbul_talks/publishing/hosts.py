"""The hosts on which a release can be published, by the name in `--to`.

`plan()` lists the steps that are left, none if the same release is already there. `publish()`
takes them, or continues an interrupted run, and lists what was done. Both raise CorpusError if the
host must not get this release.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ArgumentError, CorpusError
from ..reading.corpus import Corpus
from .bucket import Bucket
from .hub import Hub
from .zenodo import Zenodo


class Target(NamedTuple):
    """Where to publish: `to` is hub:ORG/NAME, zenodo, or an address for fsspec."""

    to: str
    create: bool = False  # the dataset on the Hub, if it does not exist
    private: bool = False
    final: bool = False  # publish the draft on Zenodo
    storage_options: Mapping[str, Any] = {}


def host(target: Target, corpus: Corpus) -> Hub | Zenodo | Bucket:
    """The host of a target. ArgumentError if it is unknown."""
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
