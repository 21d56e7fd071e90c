"""What the studio works on: the files of a corpus, and unsaved drafts of them in `.studio/`."""

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ..contributing.registries import PATHS, merged, with_entries
from ..errors import ArgumentError, CorpusError, NotFoundError
from ..files import atomic, disk
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.source_article import SourceFile, capture_path
from ..files.strict_json import read
from ..model import vocabulary
from ..model.violations import hidden
from ..model.vocabulary import Vocabulary
from ..text.ids import ID
from ..text.visible import visible

State = dict[str, Any]  # annotation, and new lines of the registries: entities, publishers
DRAFTS = ".studio"
_ETAG = re.compile("[0-9a-f]{64}|")
REGISTRIES = ("entities", "publishers")
_ID = ID.pattern
PATH = re.compile(rf"annotations/(?:passes/(?P<by>{_ID})/)?(?P<id>{_ID})\.json")


class Stale(Exception):
    """Another tab has changed the document meanwhile."""


class FileChanged(Exception):
    """The file is not what the client began with. `args[0]`: the document."""


class Place(NamedTuple):
    """A file that can be opened: its path from the root, the article, who made the pass."""

    path: str
    id: str
    by: str | None

    @property
    def kind(self) -> str:
        return "pass" if self.by else "reference"


@dataclass(frozen=True)
class Document:
    """A file with its unsaved changes.

    `etag`: of the file now. `base`: of the file that the draft began with. `version` names the
    state: a change of the draft, or of a file without a draft, is another version.
    """

    place: Place
    data: bytes | None
    base: str
    version: str
    state: State
    is_saved: bool

    @property
    def etag(self) -> str:
        return etag_of(self.data)

    @property
    def conflict(self) -> bool:
        return not self.is_saved and self.base != self.etag


def etag_of(data: bytes | None) -> str:
    """SHA-256 of a file; empty if the file does not exist."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def place_at(path: str) -> Place:
    """The place that a path names. NotFoundError for anything but an annotation or a pass."""
    found = PATH.fullmatch(path)
    if found is None:
        said = f"“{visible(path)}” is no annotation"
        raise NotFoundError(f"{said}. Open annotations/ID.json or annotations/passes/BY/ID.json")
    return Place(path, found["id"], found["by"])


class Workspace:
    """A corpus on disk that one person works on."""

    def __init__(self, root: CorpusFolder, today: Callable[[], date] = date.today) -> None:
        root.check_can_be_changed()
        self._path, self.today = root.path.resolve(), today
        self._known: tuple[object, Vocabulary] | None = None

    @property
    def root(self) -> CorpusFolder:
        """The corpus, with fresh listings of its folders."""
        return CorpusFolder(self._path)

    @property
    def vocabulary(self) -> Vocabulary:
        """The files under `schema/`, read again when one of them has changed."""
        files = sorted((self._path / "schema").iterdir())
        stamp = [(path.name, (at := path.stat()).st_mtime_ns, at.st_size) for path in files]
        if self._known is None or self._known[0] != stamp:
            self._known = stamp, vocabulary.load(self.root)
        return self._known[1]

    def known_to(self, state: State) -> Vocabulary:
        """The vocabulary with the new entries of a state. CorpusError if they do not fit."""
        new: dict[str, Any] = {**merged(self.vocabulary, self.added(state))}
        return replace(self.vocabulary, **new) if new else self.vocabulary

    def added(self, state: State) -> dict[str, list[State]]:
        """The new entries of a state by registry, keys in order. CorpusError for an unfit one."""
        added: dict[str, list[State]] = {}
        for name in (name for name in REGISTRIES if state[name]):
            form, entries = vocabulary.form_of(self.root, name), added.setdefault(name, [])
            for entry in state[name]:
                for found in (*form.violations(entry), *hidden(entry)):
                    said = f"{PATHS[name]}: “{visible(entry['id'])}”: {found.found}"
                    raise CorpusError(f"{said}. {found.remedy}")
                entries.append(form.arrange(entry))
        return added

    def capture(self, id: str) -> str:
        """The capture of an article. CorpusError if it is missing or not a text."""
        file = self._file(capture_path(id))
        if file.text is None:
            raise NotFoundError(f"{file.path}: {file.problem}. Every annotation needs its capture")
        return file.text

    def _file(self, path: str) -> SourceFile:
        self.path_of(path)
        return self.root.read_file(path)

    def path_of(self, path: str) -> Path:
        """The place of a file on disk. CorpusError if a link leads to it."""
        place = self._path / path
        for above in (place, *place.parents):
            if above == self._path:
                return place
            if above.is_symlink():
                raise CorpusError(f"{path}: {above.name} is a symbolic link. Put a real one there")
        raise CorpusError(f"{path} is outside the corpus")

    def document(self, path: str) -> Document:
        """A file with its draft. CorpusError if neither can be read."""
        place = place_at(path)
        file, kept = self._file(path), self._draft(path)
        if file.data is not None and not isinstance(file.data, bytes):
            raise CorpusError(f"{path}: {file.problem}")
        data, etag = file.data, etag_of(file.data)
        if kept is not None:
            draft = _draft_in(kept, f"{DRAFTS}/{path}")
            base, state = draft["base"], draft["state"]
            changed = etag_of(self._bytes_of(state)) if not self._adds(state) else None
            if data is None or changed != base:  # else all was undone
                return Document(place, data, base, etag_of(kept)[:16], state, changed == etag)
        return Document(place, data, etag, etag[:16], self._state(file), True)

    def _adds(self, state: State) -> bool:
        """Whether a state has entries that the registries lack, complete or not."""
        try:
            return self.known_to(state) is not self.vocabulary
        except CorpusError:
            return True

    def _draft(self, path: str) -> bytes | None:
        place = self.path_of(f"{DRAFTS}/{path}")
        return disk.read_bytes(place) if disk.exists(place) else None

    def _state(self, file: SourceFile) -> State:
        if file.document is None:
            raise NotFoundError(f"{file.path}: {file.problem}")
        for problem in file.document.problems:
            line, column = file.document.line_and_column(problem.offset)
            said = f"{file.path}:{line}:{column}: {problem.found}. {problem.remedy}"
            raise CorpusError(f"{said}. Then open it again")
        return checked_state({"annotation": file.value, "entities": [], "publishers": []})

    def _bytes_of(self, state: State) -> bytes:
        return canonical(self.vocabulary.schema.arrange(state["annotation"]))

    def put(self, path: str, version: str, state: State) -> Document:
        """Keep a state as the draft of a file. Stale if `version` is not the present one."""
        base = ""
        if self._exists(path):  # else there is nothing that this could undo
            now = self._at_version(path, version)
            base = now.base
            if now.data is not None and base == now.etag:
                self._keep(f"bases/{base}", now.data)
        try:
            draft = canonical({"base": base, "state": checked_state(state)})
        except TypeError:
            raise ArgumentError("the document is nested too deeply") from None
        self._keep(path, draft)
        return self.document(path)

    def _exists(self, path: str) -> bool:
        """Whether there is a file or a draft."""
        names = (place_at(path).path, f"{DRAFTS}/{path}")
        return any(disk.exists(self.path_of(name)) for name in names)

    def _at_version(self, path: str, version: str) -> Document:
        now = self.document(path)
        if now.version != version:
            raise Stale
        return now

    def _keep(self, name: str, data: bytes) -> None:
        ignored = self.path_of(f"{DRAFTS}/.gitignore")
        if not disk.exists(ignored):
            atomic.write(ignored, b"*\n")
        place = self.path_of(f"{DRAFTS}/{name}")
        if not name.startswith("bases/") or not disk.exists(place):
            atomic.write(place, data)

    def discard(self, path: str) -> Document:
        """Throw the draft of a file away."""
        now = self.document(path)
        self.path_of(f"{DRAFTS}/{path}").unlink(missing_ok=True)
        if now.base:
            self.path_of(f"{DRAFTS}/bases/{now.base}").unlink(missing_ok=True)
        return self.document(path)

    def base(self, document: Document) -> State | None:
        """What the draft began with; None if that is not known."""
        place = self.path_of(f"{DRAFTS}/bases/{document.base or 'none'}")
        data = disk.read(place) if disk.exists(place) else None
        return _state_in(data) if isinstance(data, bytes) else None

    def theirs(self, document: Document) -> State | None:
        """What is in the file now; None if it is gone, or cannot be read."""
        return None if document.data is None else _state_in(document.data)

    def changes(self, path: str, version: str, etag: str) -> dict[str, tuple[bytes, bytes]]:
        """What saving would change: old and new bytes by path.

        Stale if another tab was faster; FileChanged if the file is not the one with this etag.
        """
        now = self._at_version(path, version)
        if now.etag != etag:
            raise FileChanged(now)
        new = with_entries(self.root, self.vocabulary, self.added(now.state))
        new[path] = self._bytes_of(now.state)
        found = {}
        for name, data in new.items():
            old = disk.read_bytes(place) if disk.exists(place := self.path_of(name)) else b""
            if old != data:
                found[name] = (old, data)
        return found

    def save(self, path: str, version: str, etag: str) -> Document:
        """Write what `changes` shows, all of it or nothing."""
        changed = self.changes(path, version, etag)
        with atomic.together({self.path_of(name): new for name, (_, new) in changed.items()}):
            return self.discard(path)

    # For other files than annotations: sheets of decisions and audits

    def file(self, path: str) -> SourceFile:
        """A file of the corpus. CorpusError if a link leads to it."""
        return self._file(path)

    def kept(self, path: str) -> bytes | None:
        """What `keep` has kept for a file."""
        return self._draft(path)

    def keep(self, path: str, data: bytes) -> None:
        """Keep unsaved work on a file."""
        self._keep(path, data)

    def forget(self, path: str) -> None:
        """Throw unsaved work on a file away."""
        self.path_of(f"{DRAFTS}/{path}").unlink(missing_ok=True)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files, all of them or none."""
        with atomic.together({self.path_of(path): data for path, data in files.items()}):
            pass


def diff_of(changed: dict[str, tuple[bytes, bytes]]) -> str:
    """The changes of files as a unified diff."""
    return "".join(line for name, files in changed.items() for line in _diff(name, *files))


def _diff(name: str, old: bytes, new: bytes) -> Iterator[str]:
    before, after = (
        data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new)
    )
    begin = f"a/{name}" if old else "/dev/null"
    for line in difflib.unified_diff(before, after, begin, f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _draft_in(data: bytes, path: str) -> Any:
    """A draft as it was kept. CorpusError for anything else."""
    with suppress(ValueError, TypeError, LookupError, ArgumentError):
        draft = orjson.loads(data)
        if _ETAG.fullmatch(draft["base"]) and checked_state(draft["state"]):
            return draft
    raise CorpusError(f"{path}: this draft cannot be read. Move it away, then open the file again")


def checked_state(value: Any) -> State:
    """A state as a browser sends it. ArgumentError if it has another form."""
    parts = {"annotation": dict, "entities": list, "publishers": list}
    if not isinstance(value, dict) or value.keys() != parts.keys():
        raise ArgumentError(f"a document has {', '.join(parts)}, and nothing else")
    if not all(isinstance(value[key], kind) for key, kind in parts.items()):
        raise ArgumentError("annotation is an object; entities and publishers are lists")
    lines = (*value["entities"], *value["publishers"])
    if not all(isinstance(line, dict) and isinstance(line.get("id"), str) for line in lines):
        raise ArgumentError("each new line of a registry is an object with an id")
    return value


def _state_in(data: bytes) -> State | None:
    value = read(data).value
    is_object = isinstance(value, dict)
    return {"annotation": value, "entities": [], "publishers": []} if is_object else None
