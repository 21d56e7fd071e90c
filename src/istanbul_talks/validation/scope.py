"""What a validation checks: everything, some articles, or what has changed according to git."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..errors import CorpusError, NotFoundError
from ..files import disk, git
from ..files.corpus_folder import CorpusFolder, find_corpus, missing_in
from ..files.source_article import ADDITIONS, PASSES, article_at
from ..text.visible import visible


class Named(NamedTuple):
    """What a path or id names: an article, or one annotator's pass or additions to it."""

    article: str
    annotator: str = ""
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the articles, names of the files (None: all), and whether corpus-wide rules run.

    `files`: paths of the only files whose findings are shown; None for every file of the articles.
    """

    ids: list[str]
    names: frozenset[str] | None = None
    corpus_rules: bool = True
    files: frozenset[str] | None = None

    @classmethod
    def everything(cls, root: CorpusFolder) -> Scope:
        return cls(root.ids())

    @classmethod
    def articles(cls, ids: list[str]) -> Scope:
        """Some articles, without the rules about the whole corpus."""
        names = frozenset(f"{id}{ending}" for id in ids for ending in (".txt", ".json"))
        return cls(ids, names, corpus_rules=False)

    @classmethod
    def of(cls, root: CorpusFolder, named: Iterable[Named]) -> Scope:
        """Some articles and passes. Of a pass, only it and the capture: it is made blind."""
        files = set[str]()
        for id, annotator, adds in (named := list(named)):
            article = root.read_article(id)
            made = article.additions if adds else article.passes
            own = (article.capture, made[annotator]) if annotator else article.files()
            files.update(file.path for file in own)
        scope = cls.articles(list(dict.fromkeys(one.article for one in named)))
        passes = any(one.annotator for one in named)
        return replace(scope, files=frozenset(files)) if passes else scope

    def shows(self, path: str) -> bool:
        """Whether findings about a file are shown."""
        return self.files is None or path in self.files

    @classmethod
    def changed(cls, root: CorpusFolder, base: str | None) -> Scope:
        """What differs from a git revision (default: where the branch left main)."""
        if root.packed:
            raise CorpusError(f"{root.path} is packed: git cannot compare it. Omit --changed")
        if not git.is_repository(root.path):
            raise CorpusError(f"{root.path} is not a git checkout. Run without --changed")
        return cls.touching(root, git.changed(root.path, git.base(root.path, base)))

    @classmethod
    def touching(cls, root: CorpusFolder, paths: Iterable[str]) -> Scope:
        """What belongs to files that changed."""
        paths = list(paths)
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
    """The corpus at a folder, or the corpus and the article or passes that a path belongs to."""
    if not disk.exists(path):
        raise NotFoundError(f"{path}: no such file or folder")
    above = path.absolute().parent
    found = find_corpus(above)
    if path.is_dir() and not (found and above in (found.path / PASSES, found.path / ADDITIONS)):
        root = corpus_at(path)
        return root, Scope.everything(root)
    if found is None:
        raise CorpusError(f"{path} is not in a corpus: no folder above it has corpus/ and schema/")
    return found, Scope.of(found, named(found, [path]))


def named(root: CorpusFolder, paths: Iterable[Path]) -> list[Named]:
    """The articles and passes that paths or ids name, each once. CorpusError for anything else.

    The folder of an annotator names all passes or additions in it, a file of decisions its article.
    """
    found, known = list[Named](), set(root.ids())
    folders = {"corpus": ("", ".txt", "")}
    of_article = ("annotations", "annotations/decisions", f"{ADDITIONS}/decisions")
    folders |= dict.fromkeys(of_article, ("", ".json", ""))
    folders |= {f"{PASSES}/{name}": (name, ".json", PASSES) for name in root.annotators}
    folders |= {f"{ADDITIONS}/{name}": (name, ".json", ADDITIONS) for name in root.adders}
    places = {(root.path / folder).resolve(): ending for folder, ending in folders.items()}
    for path in paths:
        absolute = path.absolute().parent.resolve() / path.name
        annotator, ending, above = places.get(absolute.parent, ("", "", ""))
        own, _, top = places.get(absolute, ("", "", ""))
        if str(path) in known:
            found.append(Named(str(path)))
        elif not disk.exists(absolute):
            raise CorpusError(
                f"{visible(str(path))}: this file does not exist, and no article has this id"
            )
        elif own:
            ids = (
                n.removesuffix(".json") for n in root.entries(f"{top}/{own}") if n[-5:] == ".json"
            )
            found += [Named(id, own, top == ADDITIONS) for id in ids]
        elif ending and absolute.name.endswith(ending):
            id = absolute.name.removesuffix(ending)
            found.append(Named(id, annotator, above == ADDITIONS))
        else:
            files = "a capture (corpus/<id>.txt), annotation (annotations/<id>.json), decision"
            raise CorpusError(
                f"{path} is not {files} or pass ({PASSES}/<annotator>/<id>.json) of the corpus at "
                f"{root.path}"
            )
    return list(dict.fromkeys(found))
