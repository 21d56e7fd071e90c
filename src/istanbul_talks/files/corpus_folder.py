"""A corpus on disk, as a file per article and annotator or packed into a few large files."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from ..errors import CorpusError, NotFoundError
from ..text.edtf import is_day
from ..text.ids import ID
from ..text.visible import hidden_in
from . import disk
from .packed import FOLDER, FOLDERS, INDEX, Packed
from .source_article import ADDITIONS, PASSES, Bytes, SourceArticle, SourceFile
from .strict_json import MAX_BYTES

_BELOW = tuple(f"{name}/" for name in FOLDERS)
_TAKEN = frozenset({"decisions", "audits", "passes", "additions"})  # other folders of annotations


@dataclass(frozen=True)
class CorpusFolder:
    """A corpus on disk: `corpus/` and `annotations/`, or both in `packed/`; and `schema/`."""

    path: Path

    @cached_property
    def packed(self) -> Packed | None:
        """The captures and annotations, if packed; as they were at the first use."""
        if not disk.exists(self.path / INDEX):
            return None
        if both := next((name for name in FOLDERS if disk.exists(self.path / name)), None):
            found = f"{self.path} has its files twice, in {both}/ and {FOLDER}/"
            raise CorpusError(f"{found}. Remove one of them")
        return Packed(self.path)

    def check_can_be_changed(self) -> None:
        """Raise CorpusError if the corpus is packed."""
        if self.packed:
            remedy = f"First run: istanbul-talks unpack --root {self.path} DIR"
            raise CorpusError(f"{self.path} is packed, so it cannot be changed. {remedy}")

    def read_article(self, id: str) -> SourceArticle:
        """The files of an article, each read when first needed."""
        makers = self.passes.get(id, ()), self.additions.get(id, ())
        return SourceArticle(id, self._fetch, *makers)

    def read_file(self, path: str | Path, most: int = MAX_BYTES) -> SourceFile:
        """A file of the corpus, or any other file by its absolute path."""
        name = self.relative(self.path / path)
        return SourceFile(name, partial(self._fetch, path, most), most)

    def _fetch(self, path: str | Path, most: int) -> Bytes:
        place = self.path / path
        if self.packed and (name := self.relative(place)).startswith(_BELOW):
            data = self.packed.read(name)
            return data[: most + 1] if isinstance(data, bytes) else data
        return disk.read(place, most) if disk.exists(place) else None

    @cached_property
    def pass_folders(self) -> tuple[str, ...]:
        """Whatever is in annotations/passes, sorted."""
        return tuple(self.entries(PASSES)) if self.has_folder(PASSES) else ()

    @cached_property
    def annotators(self) -> tuple[str, ...]:
        """Annotators with a folder of passes, sorted; without links and names that are not ids."""
        return self._annotators(PASSES, self.pass_folders)

    @cached_property
    def addition_folders(self) -> tuple[str, ...]:
        """Whatever is in annotations/additions, sorted."""
        return tuple(self.entries(ADDITIONS)) if self.has_folder(ADDITIONS) else ()

    @cached_property
    def adders(self) -> tuple[str, ...]:
        """Annotators with a folder of additions, sorted."""
        return self._annotators(ADDITIONS, self.addition_folders)

    def _annotators(self, folder: str, names: tuple[str, ...]) -> tuple[str, ...]:
        named = (name for name in names if ID.fullmatch(name) and name not in _TAKEN)
        return tuple(name for name in named if self.has_folder(f"{folder}/{name}"))

    @cached_property
    def passes(self) -> dict[str, tuple[str, ...]]:
        """The annotators of each article with passes; read once, even if the files change."""
        return self._by_article(PASSES, self.annotators)

    @cached_property
    def additions(self) -> dict[str, tuple[str, ...]]:
        """The annotators of each article with additions; read once, like `passes`."""
        return self._by_article(ADDITIONS, self.adders)

    def _by_article(self, folder: str, annotators: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for annotator in annotators:
            for name in self.entries(f"{folder}/{annotator}"):
                if name.endswith(".json"):
                    found.setdefault(name.removesuffix(".json"), []).append(annotator)
        return {id: tuple(names) for id, names in found.items()}

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

    def has_folder(self, path: str) -> bool:
        """Whether there is a folder at a path below `annotations/`, not a link to one."""
        if self.packed:
            return self.packed.entries(path) is not None
        return (self.path / path).is_dir() and not (self.path / path).is_symlink()

    def exists(self, path: str) -> bool:
        """Whether anything is at a path below `annotations/`, even a link to nothing."""
        if self.packed:
            return self.packed.read(path) is not None
        return disk.exists(self.path / path)

    def entries(self, folder: str) -> list[str]:
        """Names in a folder, sorted, without its README. CorpusError if there is no such folder."""
        if self.packed and (names := self.packed.entries(folder)) is not None:
            return [name for name in names if name != "README.md"]
        try:
            with os.scandir(self.path / folder) as entries:
                return sorted(entry.name for entry in entries if entry.name != "README.md")
        except OSError as error:
            found = f"{self.path / folder}: {error.strerror}"
            raise NotFoundError(f"{found}. Name the folder of a corpus with --root") from None

    def _names(self, folder: str) -> Iterable[str]:
        return self.packed.names(folder) if self.packed else self.entries(folder)

    def ids(self) -> list[str]:
        """Ids that have a capture or an annotation, sorted."""
        kinds = (("corpus", ".txt"), ("annotations", ".json"))
        names = ((name, end) for folder, end in kinds for name in self._names(folder))
        return sorted({name.removesuffix(end) for name, end in names if name.endswith(end)})

    def annotation_files(self) -> Iterator[Path]:
        """Every JSON file below `annotations/`, references first."""
        passes = (f"{PASSES}/{name}" for name in self.annotators)
        added = (f"{ADDITIONS}/{name}" for name in (*self.adders, "decisions"))
        below = (*passes, *added, "annotations/decisions", "annotations/audits")
        for folder in ("annotations", *filter(self.has_folder, below)):
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
        if schema.is_file() and ((folder / "corpus").is_dir() or (folder / INDEX).is_file()):
            return CorpusFolder(folder)
    return None


def missing_in(folder: Path) -> str | None:
    """The first part that a folder lacks to be a corpus; None if it is one."""
    parts = (INDEX,) if disk.exists(folder / INDEX) else ("corpus", "annotations")
    return next((name for name in parts if not disk.exists(folder / name)), None)


def version_of(text: str) -> str | None:
    """The version in the text of a pyproject.toml, or None."""
    with suppress(tomllib.TOMLDecodeError, KeyError, TypeError, RecursionError):
        return str(tomllib.loads(text)["project"]["version"])
    return None
