"""The hosts on which a release can be published, by the name in `--to`.

`plan()` lists the steps that are left, none if the same release is already there. `publish()`
takes them, or continues an interrupted run, and lists what was done. Both raise CorpusError if the
host must not get this release.
"""

from argparse import Namespace
from collections import Counter
from pathlib import Path

from ..errors import ArgumentError, CorpusError
from ..reading.corpus import Corpus
from .bucket import Bucket
from .hub import Hub
from .zenodo import Zenodo


def host(options: Namespace, corpus: Corpus) -> Hub | Zenodo | Bucket:
    """The host that the options of scripts/publish.py name. ArgumentError if it is unknown."""
    to = options.to
    if to.startswith("hub:"):
        return Hub(corpus, to[4:], create=options.create, private=options.private)
    if to == "zenodo":
        day = corpus.manifest["released"]
        if day is None:
            said = f"{corpus.folder} has no release date, which Zenodo needs"
            raise CorpusError(f"{said}. Make a release: scripts/release.py")
        dataset = corpus.read_json("schema/dataset.json")
        tags = Counter(article.language.partition("-")[0] for article in corpus.articles())
        dataset["language"] = [tag for tag, _ in tags.most_common()] or dataset["language"]
        return Zenodo(dataset, corpus.version, str(day), corpus, final=options.final)
    if "://" in to:
        return Bucket(corpus, to, options.storage_options)
    if "/" in to:
        raise ArgumentError(f"--to {to}: write a folder as {Path(to).resolve().as_uri()}")
    raise ArgumentError(f"--to {to}: write hub:ORG/NAME, zenodo, or an address: s3://bucket/path")
