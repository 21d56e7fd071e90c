"""What is read from the files of another tool, and what is wrong with them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..files.foreign import ForeignFiles
from ..text.anchoring import Place
from ..text.visible import visible
from .offsets import Misfit, Quoted, fitted
from .record import Document, Item, put_together

Places = tuple[Place, ...]


class Defect(NamedTuple):
    """What is wrong in a file of another tool, or cannot be imported from it.

    Lines count from 1; 0 is the complete file.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class Taken(NamedTuple):
    """What an import has read of one document; None if it cannot be placed.

    `unit`: what its offsets count.
    """

    document: Document | None
    unit: str
    defects: list[Defect]


@dataclass
class Found:
    """The annotations of one document as a file has them: offsets in an unknown unit.

    `spans`: label and span by id. `attributes`: id, key, value and line of each. `links`: id of the
    source, role, id of the target and line. `witnesses`: more words of the text and their offsets.
    """

    path: str
    name: str
    text: str
    spans: dict[str, tuple[str, Quoted]] = field(default_factory=dict)
    attributes: list[tuple[str, str, str, int]] = field(default_factory=list)
    links: list[tuple[str, str, str, int]] = field(default_factory=list)
    witnesses: list[Quoted] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    def defect(self, line: int, message: str) -> None:
        self.defects.append(Defect(self.path, line, message))

    @contextmanager
    def checked(self, line: int, value: Any) -> Iterator[None]:
        """Turns an error over a value of another form into a defect."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError):
            words = visible(json.dumps(value, ensure_ascii=False), 120)
            self.defect(line, f"left out, since the format does not allow it: {words}")

    def refused(self, line: int, message: str) -> Taken:
        """No document, for this reason."""
        self.defect(line, message)
        return Taken(None, "", self.defects)

    def taken(self, merged: Callable[[str, Places], Places] | None = None) -> Taken:
        """The document in code points. `merged`: applied to the places of each span.

        An attribute or a link of a span that is not there is a defect.
        """
        quoted = [one for _, one in self.spans.values()]
        try:
            unit, placed = fitted(self.text, [*quoted, *self.witnesses])
        except Misfit as error:
            return self.refused(error.line, str(error))
        attributes: dict[str, dict[str, str]] = {id: {} for id in self.spans}
        for id, key, value, line in self.attributes:
            if id in attributes:
                attributes[id][key] = value
            else:
                self.defect(line, f"{key} of {id} was left out: there is no {id}")
        links: dict[str, list[tuple[str, str]]] = {id: [] for id in self.spans}
        for source, role, target, line in self.links:
            if missing := [id for id in (source, target) if id not in links]:
                said = f"{role} from {source} to {target} was left out"
                self.defect(line, f"{said}: there is no {missing[0]}")
            else:
                links[source].append((role, target))
        items = []
        for (id, (label, _)), place in zip(self.spans.items(), placed, strict=False):
            places = merged(self.text, place) if merged else place
            items.append(Item(id, label, places, attributes[id], (*links[id],)))
        return Taken(Document(self.name, self.text, put_together(items)), unit, self.defects)


def parsed(path: str, line: int, data: bytes | str) -> Any:
    """The JSON value that begins on this line. Raises CorpusError for invalid JSON."""
    try:
        return json.loads(data)
    except ValueError as error:
        at = line + getattr(error, "lineno", 1) - 1
        raise CorpusError(f"{path}:{at}: this is not JSON ({error})") from None


def json_lines(source: ForeignFiles, ending: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Path, line and value of each line of JSON Lines files. CorpusError if one is no object."""
    for path in source.names(ending):
        yield from ((path, number, value) for number, value in json_lines_of(source, path))


def json_lines_of(source: ForeignFiles, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same of one file: line and value."""
    for number, line in enumerate(source.lines(path), start=1):
        if line.strip():
            value = parsed(path, number, line.strip())
            if not isinstance(value, dict):
                raise CorpusError(f"{path}:{number}: this is not a JSON object {{…}}")
            yield number, value
