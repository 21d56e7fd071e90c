"""What a validation checks: everything, some articles, or what has changed according to git."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import CorpusError, NotFoundError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder, find_corpus, missing_in
from ..files.source_article import article_at
from ..text.visible import visible


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the articles, names of the files (None: all), and whether corpus-wide rules run."""

    ids: list[str]
    names: frozenset[str] | None = None
    corpus_rules: bool = True

    @classmethod
    def everything(cls, root: CorpusFolder) -> Scope:
        return cls(root.ids())

    @classmethod
    def articles(cls, ids: list[str]) -> Scope:
        """Some articles, without the rules about the whole corpus."""
        names = frozenset(f"{id}{ending}" for id in ids for ending in (".txt", ".json"))
        return cls(ids, names, corpus_rules=False)

    @classmethod
    def changed(cls, root: CorpusFolder, base: str | None) -> Scope:
        """What differs from a git revision (default: where the branch left main)."""
        if root.packed:
            raise CorpusError(f"{root.path} is packed: git cannot compare it. Omit --changed")
        if not git.is_repository(root.path):
            raise CorpusError(f"{root.path} is not a git checkout. Run without --changed")
        paths = git.changed(root.path, git.base(root.path, base))
        if any(path.startswith("schema/") for path in paths):
            return cls.everything(root)  # vocabularies and schemas bear on every article
        ids = filter(None, map(article_at, paths))
        own = [path for path in paths if path.startswith(("corpus/", "annotations/"))]
        names = frozenset(path.rpartition("/")[2] for path in own)
        return cls(sorted({*ids}.intersection(root.ids())), names)

    def others(self, root: CorpusFolder) -> list[str]:
        """The articles of a corpus outside this scope."""
        return sorted(set(root.ids()).difference(self.ids)) if self.names is not None else []


def corpus_at(folder: Path) -> CorpusFolder:
    """The corpus in a folder. NotFoundError if it has none."""
    if not folder.exists():
        raise NotFoundError(f"the folder {folder} does not exist")
    for name in ("schema/dataset.json", missing_in(folder)):
        if name and not disk.exists(folder / name):
            raise NotFoundError(f"{folder} is not a corpus folder: it has no {name}")
    return CorpusFolder(folder)


def scope_of(path: Path) -> tuple[CorpusFolder, Scope]:
    """The corpus at a folder, or the corpus and article that a file belongs to."""
    if not disk.exists(path):
        raise NotFoundError(f"{path}: no such file or folder")
    if path.is_dir():
        root = corpus_at(path)
        return root, Scope.everything(root)
    found = find_corpus(path.absolute().parent)
    if found is None:
        raise CorpusError(f"{path} is not in a corpus: no folder above it has corpus/ and schema/")
    return found, Scope.articles(article_ids(found, [path]))


def article_ids(root: CorpusFolder, paths: Iterable[Path]) -> list[str]:
    """The articles that paths or ids name, each once. CorpusError for anything else."""
    ids, known = list[str](), set(root.ids())
    endings = {"corpus": ".txt", "annotations": ".json"}
    folders = {(root.path / name).resolve(): ending for name, ending in endings.items()}
    for path in paths:
        absolute = path.absolute().parent.resolve() / path.name
        ending = folders.get(absolute.parent)
        if str(path) in known:
            ids.append(str(path))
        elif not disk.exists(absolute):
            raise CorpusError(
                f"{visible(str(path))}: this file does not exist, and no article has this id"
            )
        elif ending is None or not absolute.name.endswith(ending):
            files = "a capture (corpus/<id>.txt) or annotation (annotations/<id>.json)"
            raise CorpusError(f"{path} is not {files} of the corpus at {root.path}")
        else:
            ids.append(absolute.name.removesuffix(ending))
    return list(dict.fromkeys(ids))
