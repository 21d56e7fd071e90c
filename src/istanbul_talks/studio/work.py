"""The list of work: every article with its files, and how far each is."""

from typing import Any, NamedTuple

from ..files import disk
from ..files.source_article import SourceFile, annotation_path, capture_path, pass_path
from ..model.open_values import open_values
from .workspace import DRAFTS, PATH, Workspace

Row = dict[str, Any]


class _Facts(NamedTuple):
    """What the list says of an annotation. `open`: how many values are not filled in."""

    title: str | None
    status: str
    open: int


class Work:
    """The files of a corpus, each read again only when it has changed."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._read: dict[str, tuple[object, _Facts]] = {}

    def listed(self) -> dict[str, Any]:
        """Articles, and the annotators who may work on them."""
        root, known = self._space.root, self._space.vocabulary
        audits = "annotations/audits"
        names = root.entries(audits) if root.has_folder(audits) else []
        return {
            "articles": [self._article(id, root.passes.get(id, ())) for id in root.ids()],
            "audits": [f"{audits}/{name}" for name in names if name.endswith(".json")],
            "annotators": list(known.annotators.values()),
        }

    def _article(self, id: str, annotators: tuple[str, ...]) -> Row:
        path, decisions = annotation_path(id), f"annotations/decisions/{id}.json"
        facts = self._facts(path)
        passes = [self._file(pass_path(by, id)) | {"by": by} for by in annotators]
        return {
            "id": id,
            "title": (facts and facts.title) or id,
            "capture": disk.exists(self._space.path_of(capture_path(id))),
            **self._file(path),
            "passes": passes,
            "decisions": decisions if disk.exists(self._space.path_of(decisions)) else None,
        }

    def _file(self, path: str) -> Row:
        """Path, status and open values of an annotation; its path is None if there is none."""
        facts, fits = self._facts(path), PATH.fullmatch(path) is not None
        is_draft = fits and disk.exists(self._space.path_of(f"{DRAFTS}/{path}"))
        found: Row = {"path": path if fits and (facts or is_draft) else None, "draft": is_draft}
        return found | {"status": facts and facts.status, "open": facts.open if facts else 0}

    def _facts(self, path: str) -> _Facts | None:
        place = self._space.path_of(path)
        if not disk.exists(place):
            return None
        at = place.lstat()
        stamp = at.st_mtime_ns, at.st_size, at.st_ino
        if path not in self._read or self._read[path][0] != stamp:
            self._read[path] = stamp, self._facts_of(self._space.root.read_file(path))
        return self._read[path][1]

    def _facts_of(self, file: SourceFile) -> _Facts:
        value = file.value
        if not isinstance(value, dict):
            return _Facts(None, "cannot be read", 0)
        source, status = value.get("source"), value.get("status")
        title = source.get("title") if isinstance(source, dict) else None
        number = len(open_values(self._space.vocabulary.schema, value).pointers)
        return _Facts(
            title if isinstance(title, str) else None,
            status if isinstance(status, str) else "not chosen yet",
            number,
        )
