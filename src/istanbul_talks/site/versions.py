"""Addresses that name a version: `v/0.3.0/ARTICLE/#claims/ID`, as permanent links do.

They stay when a newer version comes. A page whose data are those that the site shows leads on to
the article. Any other says what is known of the changes since: from the ledger, and from the lists
of changes that releases keep.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ..dataset.layout import numbers
from ..files import disk
from ..model.records import Article
from .briefs import Source
from .edition import Changes
from .made import Page, render

FOLDER = "v/"
_LEDGER, _RELEASES = "schema/ledger.jsonl", "schema/releases.jsonl"
_LAYERS = ("claims", "stance", "mentions", "entities")
Record = Mapping[str, Any]  # of the ledger or the releases


class Step(NamedTuple):
    """What a later version changed in an article, by layer and kind. None if no list was kept."""

    version: str
    is_same: bool  # all data are those of the version before
    changes: Mapping[str, Mapping[str, int]] | None


class Version(NamedTuple):
    """An article in a version, and what became of it since."""

    id: str
    name: str
    version: str
    is_same: bool  # the data are those that the site shows
    items: Sequence[str]  # that the site has
    missing: Sequence[str] = ()  # that it does not have, for no recorded reason
    gone: Sequence[Record] = ()
    revised: Sequence[Record] = ()
    retired: str | None = None
    steps: Sequence[Step] = ()


def changes_in(root: Path) -> Changes:
    """How many items each version changed, by version, article, layer and kind, in a checkout."""
    found: dict[str, dict[str, dict[str, Counter[str]]]] = {}
    for path in sorted((root / "changes").glob("*.json")):
        articles = found.setdefault(path.stem, {})
        changes = orjson.loads(disk.read_bytes(path))["changes"]
        items = {(one["article"], one["layer"], one["kind"], one["id"]) for one in changes}
        for article, layer, kind, _ in sorted(items):
            articles.setdefault(article, {}).setdefault(layer, Counter())[kind] += 1
    return found


def version_pages(source: Source) -> Iterator[Page]:
    """The page of each article in each version that had it, and in the one that the site shows."""
    corpus = source.edition.corpus
    digest = corpus.manifest.get("full", corpus.manifest)["digest"]
    releases = [*map(orjson.loads, corpus.read_lines(_RELEASES))]
    older = [one for one in releases if one["version"] != corpus.version]
    ledger = {one["id"]: one for one in map(orjson.loads, corpus.read_lines(_LEDGER))}
    for article in corpus.articles():
        name, items = source.articles[article.id].name, _items(article)
        yield _page(source, Version(article.id, name, corpus.version, True, items))
        for release in _having(ledger.get(article.id), older):
            old = Version(article.id, name, release["version"], release["digest"] == digest, items)
            if not old.is_same:
                steps = _steps(source.edition.changes, article.id, release, releases)
                old = _since(old, ledger[article.id])._replace(steps=steps)
            yield _page(source, old)
    for id, entry in ledger.items():
        for release in _having(entry, older) if "retired" in entry else ():
            old = Version(id, id, release["version"], False, (), retired=entry["retired"])
            yield _page(source, _since(old, entry))


def _items(article: Article) -> list[str]:
    """Every item of an article, as permanent links name it."""
    return [f"{layer}/{one.id}" for layer in _LAYERS for one in getattr(article, layer)]


def _having(entry: Record | None, releases: Sequence[Record]) -> list[Record]:
    """The releases that have an article; none if it was never released."""
    since = numbers(entry["since"]) if entry else None
    return [one for one in releases if since is not None and numbers(one["version"]) >= since]


def _since(old: Version, entry: Record) -> Version:
    """With what became of the items that the ledger knows. It has no mentions and no entities."""
    own, at = set(old.items), numbers(old.version)
    gone = {one["item"] for one in entry.get("gone", ())}
    return old._replace(
        items=[item for item in entry["items"] if item in own],
        missing=[item for item in entry["items"] if item not in own | gone],
        gone=[one for one in entry.get("gone", ()) if _is_in(one["last"], at)],
        revised=[one for one in entry.get("revised", ()) if _is_in(one["last"], at)],
    )


def _is_in(last: str, version: tuple[int, ...]) -> bool:
    """Whether a version had what was last in another, whose name may be any words."""
    try:
        return numbers(last) >= version
    except ValueError:
        return True


def _steps(
    changes: Changes, article: str, release: Record, releases: Sequence[Record]
) -> list[Step]:
    """What each version after a release changed in an article, as far as a list was kept."""
    after = releases[releases.index(release) :]
    steps = []
    for before, later in pairwise(after):
        listed = changes.get(later["version"])
        own = None if listed is None else listed.get(article, {})
        steps.append(Step(later["version"], before["digest"] == later["digest"], own))
    return steps


def _page(source: Source, old: Version) -> Page:
    path, shown = f"{FOLDER}{old.version}/{old.id}/", source.edition.corpus.version
    values = {"root": "../" * path.count("/"), "shown": shown}
    body = render("versioned", old=old, cut=source.edition.is_text_free, **values)
    said = f"Version {old.version} of “{old.name}”: its items, and what changed since."
    return Page(path, "articles", f"{old.name}, version {old.version}", said, body)
