"""Everything that the documents of a release are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..model.rows import content_digest
from ..model.vocabulary import Vocabulary
from ..quality.agreement import Agreement
from ..text.languages import NAMES
from .layout import CARD
from .manifest import Configs, Files
from .statistics import Tally

_CITED = ("name", "title", "description", "authors", "homepage", "license")
_TEXT_FREE = (
    " This is the text-free edition: it has no article, and no quote of more than a few words. "
    "Readers restore them from their own copies."
)


@dataclass(frozen=True)
class Facts:
    """All that is known about a release once its rows are written.

    `full` has the digests of the full edition's configs, in the text-free edition only.
    """

    vocabulary: Vocabulary
    version: str
    released: str | None  # ISO day
    tally: Tally
    configs: Configs
    files: Files  # written so far
    agreement: Sequence[Agreement] = ()  # of the passes
    audits: Sequence[Mapping[str, Any]] = ()  # as in their files
    doi: str | None = None
    full: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """“full”, or “text-free”."""
        return "text-free" if self.full else "full"

    @property
    def dataset(self) -> Mapping[str, Any]:
        """The record of the dataset, with the articles' languages, most common first."""
        known, found = self.vocabulary.dataset, [tag for tag, _ in self.tally.share("language")]
        many = "multilingual" if len(found) > 1 else "monolingual"
        hub = {**known["hub"], "multilinguality": [many]}
        return {**known, "language": found, "hub": hub} if found else known

    @property
    def languages(self) -> str:
        """The languages of the articles in words, with counts if there are several."""
        found = self.tally.share("language")
        names = [NAMES.get(tag, f"“{tag}”") for tag, _ in found]
        counted = [f"{name} ({count:,})" for name, (_, count) in zip(names, found, strict=True)]
        return ", ".join(counted if len(found) > 1 else names) or "no language"

    @property
    def digest(self) -> str:
        """The content digest: SHA-256 over the digests of the configs. Equal if the data is."""
        return content_digest({name: config.digest for name, config in self.configs.items()})

    @property
    def full_digest(self) -> str:
        """The content digest of the full edition."""
        return content_digest(self.full) if self.full else self.digest

    @property
    def authors(self) -> list[str]:
        return [author["name"] for author in self.dataset["authors"]]

    def values(self) -> dict[str, Any]:
        """What templates may use: the dataset's own record, and what is known about the release.

        `number` is the version without the suffix of unreleased data. `address` is the card in the
        release while the dataset has no public address.
        """
        dataset, tally = self.dataset, self.tally
        doi = [f"https://doi.org/{self.doi}"] if self.doi else []
        return {
            **dataset,
            **{f"license_{of}": license for of, license in dataset["license"].items()},
            "license_url": f"https://spdx.org/licenses/{dataset['license']['annotations']}.html",
            "abstract": description(dataset, self.edition),
            "address": dataset["homepage"] or CARD,
            "articles": tally.articles,
            "digest": self.digest,
            "full_digest": self.full_digest,
            "doi": self.doi,
            "earliest": tally.earliest,
            "identifiers": [*doi, f"sha256:{self.digest}"],
            "languages": self.languages,
            "latest": tally.latest,
            "main_language": dataset["language"][0],
            "number": self.version.partition("+")[0],
            "publisher": self.authors[0],
            "released": self.released,
            "version": self.version,
        }

    @property
    def identity(self) -> dict[str, Any]:
        """What identifies the release: the start of its manifest, and what a citation needs."""
        full = {"full": {"digest": self.full_digest, "configs": dict(self.full)}}
        dataset = {key: self.dataset[key] for key in _CITED}
        return {
            "name": self.dataset["name"],
            "version": self.version,
            "released": self.released,
            "digest": self.digest,
            "edition": self.edition,
            **(full if self.full else {}),
            "dataset": dataset | ({"doi": self.doi} if self.doi else {}),
        }

    def with_own_version(self) -> Self:
        """The facts with a version that no other data has.

        If it was released with different data, the start of the digest is added as build metadata
        (Semantic Versioning 2.0.0, section 10), and day and DOI are left out.
        """
        known = self.vocabulary.releases.get(self.version)
        if known is None or known["digest"] == self.full_digest:
            return self
        own = f"{self.version}+{self.full_digest[:8]}"
        return replace(self, version=own, released=None, doi=None)


def description(dataset: Mapping[str, Any], edition: str) -> str:
    """What the dataset is, and what the edition leaves out."""
    return f"{dataset['description']}{_TEXT_FREE if edition == 'text-free' else ''}"


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have a value: the standards leave out what is unknown."""
    return {key: value for key, value in fields.items() if value is not None}
