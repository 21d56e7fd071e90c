"""WebAnno TSV 3, as INCEpTION and WebAnno export it: sentences, and a row for each token.

Documented in INCEpTION's user guide, appendix “WebAnno TSV 3.3 File format”. Span layers, slots,
chains and relations are read. What is between two sentences is not in the file: spaces stand for
it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import CorpusError
from ..files.foreign import ForeignFiles
from ..text.visible import in_marks, visible
from .found import Defect, Found, Taken
from .offsets import Quoted
from .record import LAYERS

TSV = ".tsv"
_FORMAT = "#FORMAT=WebAnno TSV 3"
_TEXT, _LAYER = "#Text=", re.compile(r"#T_(SP|CH|RL)=([^|]+)\|?(.*)")
_ROW = re.compile(r"(\d+-\d+(?:\.\d+)?)\t([0-9]{1,9})-([0-9]{1,9})\t([^\t]*)\t?(.*)")
_MOST_BETWEEN = 1_000_000  # characters between two sentences, as many as a capture may have
_NONE, _NULL = "_", "*"
_SLOT, _BASE, _ANY = "ROLE_", "BT_", "uima.tcas.Annotation"
_NUMBERED = re.compile(r"(.*?)(?:(?<!\\)\[([\d_]+)\])?", re.DOTALL)
_PIECE = re.compile(r"\\->|\\.|.", re.DOTALL)
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r"}


class Layer(NamedTuple):
    """A layer: its kind (SP, CH or RL), its type, and what its columns are."""

    kind: str
    type: str
    columns: tuple[str, ...]

    @property
    def short(self) -> str:
        return self.type.rpartition(".")[2]

    def is_target(self, at: int) -> bool:
        """Whether a column has the targets of the slots in the column before it."""
        return at > 0 and self.columns[at - 1].startswith(_SLOT)


class Row(NamedTuple):
    """A token or a part of one. Offsets are as in the file."""

    line: int
    id: str
    start: int
    end: int
    words: str
    cells: tuple[str, ...]


@dataclass
class Sentences:
    """A file: its layers, its rows, and the lines of each sentence with its first row."""

    layers: list[Layer] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    texts: list[tuple[list[str], int]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of a folder, one for each file."""
    for path in source.names(TSV):
        try:
            yield read_document(path, source.text(path))
        except CorpusError as error:
            yield Taken(None, "", [Defect(path, 0, f"it was left out: {error}")])


def read_document(path: str, data: str) -> Taken:
    """The document of a file. Offsets count UTF-16 code units; else code points are tried."""
    if not data.startswith(_FORMAT):
        return Found(path, path, "").refused(1, f"the first line is not {_FORMAT}")
    made = _sentences(data)
    first, *others = (_document(path, made, size) for size in (_utf16, len))
    fitting = next((one for one in others if one.document is not None), first)
    return first if first.document is not None else fitting


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _sentences(data: str) -> Sentences:
    made, begun = Sentences(), list[str]()
    for number, ending in enumerate(data.split("\n"), start=1):
        line = ending.removesuffix("\r")
        if layer := _LAYER.fullmatch(line):
            made.layers.append(Layer(layer[1], layer[2], tuple(layer[3].split("|"))))
        elif line.startswith(_TEXT):
            begun.append(_unescaped(line.removeprefix(_TEXT)))
        elif row := _ROW.fullmatch(line):
            id, start, end, words, cells = row.groups()
            found = Row(
                number, id, int(start), int(end), _unescaped(words), tuple(cells.split("\t"))
            )
            if begun:
                made.texts.append((begun, len(made.rows)))
                begun = []
            made.rows.append(found)
        elif line.strip() and not line.startswith("#"):
            made.unread.append((number, line))
    return made


def _unescaped(words: str) -> str:
    return "".join(_ESCAPES.get(p, p.removeprefix("\\") or p) for p in _PIECE.findall(words))


def _split(words: str, separator: str) -> list[str]:
    """The parts between separators that are not escaped."""
    parts = [""]
    for piece in _PIECE.findall(words):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _numbered(value: str) -> tuple[str, str]:
    """A value, and the number after it that tells annotations apart, or that of a chain."""
    match = _NUMBERED.fullmatch(value)
    return (match[1], match[2] or "") if match else (value, "")


def _document(path: str, made: Sentences, size: Callable[[str], int]) -> Taken:
    found = _Rows(path, re.sub(r"(\.txt)?\.tsv$", "", path.rpartition("/")[2]), "")
    for line, words in made.unread:
        found.defect(line, f"{in_marks(words, 60)} was left out: it is no token")
    for lines, first in made.texts:
        row = made.rows[first]
        if (gap := row.start - size(found.text)) < 0:
            return found.refused(row.line, "the sentence begins before the end of the last one")
        if gap > _MOST_BETWEEN:
            return found.refused(row.line, f"the sentence begins {gap:,} characters after the last")
        found.text += " " * gap + "\n".join(lines)
    for row in made.rows:
        if row.words:
            found.witnesses.append(Quoted(((row.start, row.end),), row.words, row.line))
        at = 0
        for layer in made.layers:
            cells = [*row.cells[at : at + len(layer.columns)]]
            cells += [_NONE] * (len(layer.columns) - len(cells))
            at += len(layer.columns)
            found.take(layer, row, cells)
    found.finish()
    return found.taken()


@dataclass
class _Rows(Found):
    """The annotations of a file, row by row. `places`: of each, with the first of its rows."""

    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    at: dict[tuple[str, str], str] = field(default_factory=dict)  # by the type and the row
    numbered: dict[tuple[str, str], str] = field(default_factory=dict)  # by the type and number
    ends: list[tuple[str, tuple[str, str, str], str, int]] = field(default_factory=list)
    relations: list[tuple[tuple[str, str, str], str, tuple[str, str, str], int]] = field(
        default_factory=list
    )

    def take(self, layer: Layer, row: Row, cells: Sequence[str]) -> None:
        """The columns of a layer in a row."""
        if all(cell == _NONE for cell in cells):
            return
        stacks = [_split(cell, "|") for cell in cells]
        for number in range(max(map(len, stacks))):
            pairs = [_numbered(stack[min(number, len(stack) - 1)]) for stack in stacks]
            if layer.kind == "RL":
                self._relation(layer, row, pairs)
            elif layer.kind == "CH":
                self._link_of_chain(layer, row, pairs)
            elif any(value != _NONE for value, _ in pairs):
                self._span(layer, row, pairs)

    def _span(self, layer: Layer, row: Row, pairs: Sequence[tuple[str, str]]) -> None:
        own = [(at, *pair) for at, pair in enumerate(pairs) if not layer.is_target(at)]
        index = next((number for _, _, number in own if number), "")
        id = f"{layer.short}[{index}]" if index else f"{layer.short} {row.id}"
        if not self._place(id, layer, row, index):
            return
        said = dict[str, str]()
        for at, value, _ in own:
            column = layer.columns[at]
            if column.startswith(_SLOT):
                self._slots(id, layer, at, pairs, row.line)
            elif column and value not in (_NONE, _NULL):
                said[column] = _unescaped(value)
        self._say(id, layer, said, row.line)

    def _place(self, id: str, layer: Layer, row: Row, index: str) -> bool:
        """Whether the annotation begins in this row."""
        is_new = id not in self.places
        start, end, line = self.places.get(id, (row.start, row.end, row.line))
        self.places[id] = min(start, row.start), max(end, row.end), line
        self.at.setdefault((layer.type, row.id), id)
        for type in (layer.type, _ANY):
            if index:
                self.numbered[type, index] = id
        return is_new

    def _say(self, id: str, layer: Layer, said: dict[str, str], line: int) -> None:
        label = layer.short
        if label.lower() not in LAYERS:
            label = said.pop("label", "") or said.pop("value", "") or label
        self.kinds[id] = label
        self.attributes += [(id, key, value, line) for key, value in said.items()]

    def _slots(
        self, id: str, layer: Layer, at: int, pairs: Sequence[tuple[str, str]], line: int
    ) -> None:
        """The slots of an annotation: roles in the column `at`, and their targets in the next."""
        if at + 1 == len(layer.columns):
            self.defect(line, f"{visible(layer.columns[at])} was left out: it has no targets")
            return
        name = layer.columns[at].removeprefix(_SLOT).partition(":")[2].partition("_")[0]
        type, roles, (rows, last) = layer.columns[at + 1], pairs[at][0], pairs[at + 1]
        if roles == _NONE or rows in (_NONE, _NULL):
            return
        ends = _split(f"{rows}[{last}]" if last else rows, ";")
        for role, end in zip(_split(roles, ";"), ends, strict=False):
            place, number = _numbered(end)
            said = name if role == _NULL else _unescaped(role)
            self.ends.append((id, (type, place, number), said, line))

    def _link_of_chain(self, layer: Layer, row: Row, pairs: Sequence[tuple[str, str]]) -> None:
        said = dict(zip(layer.columns, (value for value, _ in pairs), strict=False))
        relation, _, place = said.pop("referenceRelation", "").rpartition("->")
        chain, _, number = place.partition("-")
        if not re.fullmatch("[0-9]{1,9}", number):
            self.defect(
                row.line, f"a link of a chain was left out: {in_marks(place, 40)} is no link"
            )
            return
        id = f"{layer.short}[{chain}-{number}]"
        if self._place(id, layer, row, ""):
            said |= {"referenceRelation": relation}
            own = {key: _unescaped(v) for key, v in said.items() if v not in (_NONE, _NULL, "")}
            self._say(id, layer, own, row.line)
            before = f"{layer.short}[{chain}-{int(number) - 1}]"
            after = f"{layer.short}[{chain}-{int(number) + 1}]"
            self.links += [(before, "next", id, row.line)] if before in self.places else []
            self.links += [(id, "next", after, row.line)] if after in self.places else []

    def _relation(self, layer: Layer, row: Row, pairs: Sequence[tuple[str, str]]) -> None:
        *values, (source, numbers) = pairs
        if source == _NONE:
            return
        type = layer.columns[-1].removeprefix(_BASE)
        first, _, second = numbers.partition("_")
        names = dict(zip(layer.columns, (value for value, _ in values), strict=False))
        said = {k: _unescaped(v) for k, v in names.items() if v not in (_NONE, _NULL)}
        role = said.pop("label", "") or said.pop("value", "") or layer.short
        for key in said:
            words = f"{visible(key)} of a relation {visible(role)} was left out"
            self.defect(row.line, f"{words}: links have no attributes")
        start = (type, source, first.strip("0") and first)
        self.relations.append((start, role, (type, row.id, second.strip("0") and second), row.line))

    def _id(self, end: tuple[str, str, str]) -> str:
        """The id of the annotation of a type, at a row, or with a number."""
        type, row, number = end
        known = self.numbered.get((type, number)) if number else self.at.get((type, row))
        return known or f"{type.rpartition('.')[2]} {row}"

    def finish(self) -> None:
        """The spans and links, now that all rows are known."""
        for id, (start, end, line) in self.places.items():
            if start == end:
                self.defect(line, f"{visible(self.kinds[id])} was left out: it has no words")
            else:
                self.spans[id] = self.kinds[id], Quoted(((start, end),), None, line)
        self.links += [(id, role, self._id(end), line) for id, end, role, line in self.ends]
        self.links += [
            (self._id(source), role, self._id(target), line)
            for source, role, target, line in self.relations
        ]
