"""What the documents of a release are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.columns import content_digest
from ..model.vocabulary import Vocabulary
from ..quality.agreement import Agreement
from .statistics import Tally


@dataclass(frozen=True, slots=True)
class Config:
    """One config as built: rows, SHA-256 of its rows, shards, and sizes in bytes (in memory, in Parquet)."""

    rows: int
    digest: str
    shards: int
    memory_bytes: int
    parquet_bytes: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of the annotations' quality: agreement of passes, and the audits as their files have them."""

    agreement: Sequence[Agreement] = ()
    audits: Sequence[Mapping[str, Any]] = ()


_WITHOUT = " This is the text-free edition: it has no article, and no quote of more than a few words; readers restore them from their own copies."


@dataclass(frozen=True)
class Facts:
    """All that is known of a release once its rows are written."""

    vocabulary: Vocabulary
    version: str
    released: str | None  # ISO day
    tally: Tally
    configs: Mapping[str, Config]
    files: Mapping[str, tuple[str, int]]  # path → SHA-256 and size, of the files written so far
    quality: Quality = Quality()
    doi: str | None = None
    full: Mapping[str, str] = field(
        default_factory=dict
    )  # of the text-free edition: the digests of the full edition's configs

    @property
    def edition(self) -> str:
        """“full”, or “text-free”."""
        return "text-free" if self.full else "full"

    @property
    def release(self) -> str:
        """The version as three numbers, without the mark of data that were not released under it."""
        return self.version.partition("+")[0]

    @property
    def dataset(self) -> Mapping[str, Any]:
        return self.vocabulary.dataset

    @property
    def digest(self) -> str:
        """The content digest: SHA-256 over the digests of the configs' canonical rows. Equal wherever the data are equal."""
        return content_digest({name: config.digest for name, config in self.configs.items()})

    @property
    def full_digest(self) -> str:
        """The content digest of the full edition."""
        return content_digest(self.full) if self.full else self.digest

    @property
    def description(self) -> str:
        """What the dataset is, and of an edition that has no texts, that it has none."""
        return described(self.dataset, self.edition)

    @property
    def homepage(self) -> str:
        """Where the dataset is described: its public address, or the card in the release while it has none."""
        return str(self.dataset["homepage"] or "README.md")


def described(dataset: Mapping[str, Any], edition: str) -> str:
    """What records of a release say that it is."""
    return f"{dataset['description']}{_WITHOUT if edition == 'text-free' else ''}"


def named(facts: Facts) -> Facts:
    """The facts with the version they may bear: where it was released with other data, the digest's beginning is added, and day and
    DOI are left out.

    Two different data never have one version (build metadata of Semantic Versioning 2.0.0, section 10).
    """
    known = facts.vocabulary.releases.get(facts.version)
    if known is None or known["digest"] == facts.full_digest:
        return facts
    return replace(
        facts, version=f"{facts.version}+{facts.full_digest[:8]}", released=None, doi=None
    )
