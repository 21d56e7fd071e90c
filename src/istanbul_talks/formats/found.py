"""What is read from the files of another tool, and what is wrong with them."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..files.foreign import ForeignFiles
from ..text.anchoring import Place
from ..text.visible import visible
from .offsets import Misfit, Quoted, fitted
from .record import Document, Item, part_of, put_together

Places = tuple[Place, ...]
NOTE = "note"  # the attribute of which an item may have several
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


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
        except (LookupError, TypeError, ValueError, AttributeError):
            words = visible(json.dumps(value, ensure_ascii=False), 120)
            self.defect(line, f"left out, since the format does not allow it: {words}")

    def span(self, id: str, label: str, quoted: Quoted) -> None:
        """Take a span. Raises ValueError if another has its id."""
        if id in self.spans:
            raise ValueError("a second span of this id")
        self.spans[id] = label, quoted

    def list_under(self, key: str, value: Mapping[str, Any], line: int) -> list[Any]:
        """The list that a value has under a key; empty if none. Anything else is a defect."""
        found = value.get(key)
        if found is None or isinstance(found, list):
            return found or []
        self.defect(line, f"{key} was left out, since it is not a list")
        return []

    def refused(self, line: int, message: str) -> Taken:
        """No document, for this reason."""
        self.defect(line, message)
        return Taken(None, "", self.defects)

    def taken(self, merged: Callable[[str, Places], Places] | None = None) -> Taken:
        """The document in code points. `merged`: applied to the places of each span.

        An attribute or a link of a span that is not there is a defect, and so is a second value of
        an attribute. Notes are put together. What a part has belongs to the item that it is of.
        """
        quoted = [one for _, one in self.spans.values()]
        try:
            unit, placed = fitted(self.text, [*quoted, *self.witnesses])
        except Misfit as error:
            return self.refused(error.line, str(error))
        links: dict[str, list[tuple[str, str]]] = {id: [] for id in self.spans}
        for source, role, target, line in self.links:
            if missing := [id for id in (source, target) if id not in links]:
                said = f"{role} from {source} to {target} was left out"
                self.defect(line, f"{said}: there is no {missing[0]}")
            else:
                links[source].append((role, target))
        attributes = self._attributes(part_of({i: one[0] for i, one in self.spans.items()}, links))
        items = []
        for (id, (label, quote)), place in zip(self.spans.items(), placed, strict=False):
            places = merged(self.text, place) if merged else place
            items.append(Item(id, label, places, attributes[id], (*links[id],), quote.line))
        document = Document(self.name, self.text, put_together(items), self.path)
        return Taken(document, unit, self.defects)

    def _attributes(self, part_of: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """The attributes of each span. `part_of`: by the id of a part, what it is a part of."""
        found: dict[str, dict[str, str]] = {id: {} for id in self.spans}
        for given, key, value, line in self.attributes:
            id = part_of.get(given, given)
            before = found[id].get(key, value) if id in found else None
            if before is None:
                self.defect(line, f"{key} of {id} was left out: there is no {id}")
            elif before != value and key == NOTE:
                found[id][key] = f"{before}\n{value}"
            elif before != value:
                said = f"{key} “{visible(value, 60)}” of {id} was left out"
                self.defect(line, f"{said}: it already is “{visible(before, 60)}”")
            else:
                found[id][key] = value
        return found


def place_of(start: Any, end: Any) -> tuple[int, int]:
    """Two offsets. Raises ValueError unless they are whole numbers, also in quotation marks."""
    if any(isinstance(offset, (bool, float)) for offset in (start, end)):
        raise ValueError("not a whole number")
    return int(start), int(end)


def parsed(path: str, line: int, data: bytes | str) -> Any:
    """The JSON value that begins on this line. Raises CorpusError for invalid JSON."""
    try:
        return _value(data)
    except ValueError as error:
        at = line + getattr(error, "lineno", 1) - 1
        said = getattr(error, "msg", error)  # whose own line counts from the value
        raise CorpusError(f"{path}:{at}: this is not JSON ({said})") from None


def _value(data: bytes | str) -> Any:
    """A JSON value. Raises ValueError, also for what Python reads but JSON or Unicode lacks."""
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    try:
        found = json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if _SURROGATE.search(text):  # half of a pair is no character
        json.dumps(found, ensure_ascii=False).encode()
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def json_lines(
    source: ForeignFiles, ending: str, read: Callable[[str, int, dict[str, Any]], Taken]
) -> Iterator[Taken]:
    """What `read` makes of the path, line and value of each line of JSON Lines files.

    A line that is no JSON object is a defect; the others are read.
    """
    for path in source.names(ending):
        for number, line in _lines(source, path):
            try:
                value = _object(line)
            except ValueError as error:
                said = f"this line was left out: it is not the JSON of a document ({error})"
                yield Taken(None, "", [Defect(path, number, said)])
            else:
                yield read(path, number, value)


def json_lines_of(source: ForeignFiles, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and value of each line of a JSON Lines file. CorpusError if one is no object."""
    for number, line in _lines(source, path):
        try:
            yield number, _object(line)
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: this is not JSON ({error})") from None


def _lines(source: ForeignFiles, path: str) -> Iterator[tuple[int, bytes]]:
    lines = enumerate(source.lines(path), start=1)
    return ((number, line.strip()) for number, line in lines if line.strip())


def _object(line: bytes) -> dict[str, Any]:
    value = _value(line)
    if not isinstance(value, dict):
        raise ValueError("it is no object {…}")
    return value
