"""A corpus on disk: `corpus/`, `annotations/` and `schema/` below one folder."""

import os
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from ..errors import CorpusError, NotFoundError
from ..text.edtf import is_day
from ..text.ids import ID
from ..text.visible import hidden_in
from . import disk
from .source_article import PASSES, Bytes, SourceArticle, SourceFile
from .strict_json import MAX_BYTES

_TAKEN = frozenset({"decisions", "audits", "passes"})  # other folders of annotations


@dataclass(frozen=True)
class CorpusFolder:
    """A corpus on disk: `corpus/`, `annotations/` and `schema/` below one folder."""

    path: Path

    def read_article(self, id: str) -> SourceArticle:
        """The files of an article, each read when first needed."""
        return SourceArticle(id, self._fetch, self.passes.get(id, ()))

    def read_file(self, path: str | Path, most: int = MAX_BYTES) -> SourceFile:
        """A file of the corpus, or any other file by its absolute path."""
        name = self.relative(self.path / path)
        return SourceFile(name, partial(self._fetch, path, most), most)

    def _fetch(self, path: str | Path, most: int) -> Bytes:
        place = self.path / path
        return disk.read(place, most) if disk.exists(place) else None

    @cached_property
    def pass_folders(self) -> tuple[str, ...]:
        """Whatever is in annotations/passes, sorted."""
        folder = self.path / PASSES
        return tuple(self.entries(PASSES)) if folder.is_dir() and not folder.is_symlink() else ()

    @cached_property
    def annotators(self) -> tuple[str, ...]:
        """Annotators with a folder of passes, sorted; without links and names that are not ids."""
        named = (n for n in self.pass_folders if ID.fullmatch(n) and n not in _TAKEN)
        folders = {name: self.path / PASSES / name for name in named}
        return tuple(name for name, f in folders.items() if f.is_dir() and not f.is_symlink())

    @cached_property
    def passes(self) -> dict[str, tuple[str, ...]]:
        """The annotators of each article with passes; read once, even if the files change."""
        found: dict[str, list[str]] = {}
        for annotator in self.annotators:
            for name in self.entries(f"{PASSES}/{annotator}"):
                if name.endswith(".json"):
                    found.setdefault(name.removesuffix(".json"), []).append(annotator)
        return {id: tuple(annotators) for id, annotators in found.items()}

    def project(self) -> dict[str, str]:
        """`version` and, where set, `released` and `doi`, from pyproject.toml.

        CorpusError if no version can be read, or one of them is not usable.
        """
        file = self.path / "pyproject.toml"
        try:
            found = tomllib.loads(disk.read_text(file))
            own = found.get("tool", {}).get("istanbul-talks", {})
            dated = {key: str(own[key]) for key in ("released", "doi") if own.get(key)}
            stated = {"version": str(found["project"]["version"]), **dated}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CorpusError(f"{file}: [project] has no readable version ({error})") from None
        for key, value in stated.items():
            if hidden := hidden_in(value):
                raise CorpusError(f"{file}: {key} contains {hidden}. Remove it")
        if not is_day(day := stated.get("released", "2000-01-01")):
            raise CorpusError(f"{file}: released is “{day}”. Write a day, such as 2026-01-31")
        return stated

    def entries(self, folder: str) -> list[str]:
        """Names in a folder, sorted, without its README. CorpusError if there is no such folder."""
        try:
            with os.scandir(self.path / folder) as entries:
                return sorted(entry.name for entry in entries if entry.name != "README.md")
        except OSError as error:
            found = f"{self.path / folder}: {error.strerror}"
            raise NotFoundError(f"{found}. Name the folder of a corpus with --root") from None

    def ids(self) -> list[str]:
        """Ids that have a capture or an annotation, sorted."""
        kinds = (("corpus", ".txt"), ("annotations", ".json"))
        names = ((name, end) for folder, end in kinds for name in self.entries(folder))
        return sorted({name.removesuffix(end) for name, end in names if name.endswith(end)})

    def annotation_files(self) -> Iterator[Path]:
        """Every JSON file below `annotations/`: references, passes, decisions, audits."""
        passes = (f"{PASSES}/{name}" for name in self.annotators)
        below = (*passes, "annotations/decisions", "annotations/audits")
        for folder in ("annotations", *(name for name in below if (self.path / name).is_dir())):
            names = (name for name in self.entries(folder) if name.endswith(".json"))
            yield from (self.path / folder / name for name in names)

    def relative(self, path: Path) -> str:
        """A path as shown in messages: from the root, with forward slashes."""
        try:
            return path.relative_to(self.path).as_posix()
        except ValueError:
            return path.as_posix()


def find_corpus(start: Path) -> CorpusFolder | None:
    """The nearest folder with a corpus, at or above `start`."""
    for folder in (start, *start.parents):
        schema = folder / "schema" / "annotation.schema.json"
        if schema.is_file() and (folder / "corpus").is_dir():
            return CorpusFolder(folder)
    return None


def version_of(text: str) -> str | None:
    """The version in the text of a pyproject.toml, or None."""
    with suppress(tomllib.TOMLDecodeError, KeyError, TypeError, RecursionError):
        return str(tomllib.loads(text)["project"]["version"])
    return None
