"""The footer of a Parquet file, checked before pyarrow reads it.

pyarrow crashes the process if a footer contradicts itself: a column without metadata, a column that
is not in the schema. So the footer is read here first. It is a struct of parquet.thrift (Apache
Parquet format) in Thrift's compact protocol. Structs become dicts, by the numbers of their fields.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_MAGIC = b"PAR1"
_MOST_DEPTH = 20
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_INTEGERS = (4, 5, 6)
# Numbers of the fields that are used here (parquet.thrift).
_SCHEMA, _ROWS, _GROUPS, _ENCRYPTION, _SIGNED = 2, 3, 4, 8, 9
_TYPE, _REPETITION, _NAME, _CHILDREN = 1, 3, 4, 5  # of a SchemaElement
_COLUMNS, _GROUP_SIZE, _GROUP_ROWS = 1, 2, 3  # of a RowGroup
_ELSEWHERE, _META, _CRYPTO, _ENCRYPTED = 1, 3, 8, 9  # of a ColumnChunk
_KIND, _ENCODINGS, _PATH, _CODEC, _VALUES, _UNPACKED, _PACKED, _DATA = 1, 2, 3, 4, 5, 6, 7, 9
_DICTIONARY = 11
_MOST_KIND, _MOST_CODEC, _MOST_ENCODING = 7, 7, 9


class FooterError(ValueError):
    """The footer is damaged. The message says what is wrong with it."""


class Footer(NamedTuple):
    """What is needed to bound the work of reading a file."""

    rows: int
    unpacked: int  # bytes that all row groups may take
    values: int  # of the column chunk with the most values
    largest: int  # bytes of the largest column chunk, unpacked


def read_footer(data: Any) -> Footer:
    """The footer of the bytes of a file. FooterError if pyarrow could not read it safely."""
    size = len(data)
    length = int.from_bytes(data[-8:-4], "little") if size >= 12 else 0
    if size < 12 or data[:4] != _MAGIC or data[-4:] != _MAGIC or length > size - 12:
        raise FooterError("it has no footer")
    reader = _Reader(bytes(data[size - 8 - length : size - 8]))
    found = reader.struct()
    if reader.at != length:
        raise FooterError("its footer is longer than it says")
    if _ENCRYPTION in found or _SIGNED in found:
        raise FooterError("it is encrypted")
    leaves = list(_leaves(_listed(found, _SCHEMA)))
    groups = _listed(found, _GROUPS)
    chunks = [_chunk(c, leaf, size) for g in groups for c, leaf in _paired(g, leaves)]
    rows = [_count(group, _GROUP_ROWS) for group in groups]
    if sum(rows) != _count(found, _ROWS):
        raise FooterError("its row groups do not add up to the rows that it says")
    return Footer(
        sum(rows),
        sum(_count(group, _GROUP_SIZE) for group in groups),
        max((_count(chunk, _VALUES) for chunk in chunks), default=0),
        max((_count(chunk, _UNPACKED) for chunk in chunks), default=1),
    )


def _paired(group: Any, leaves: list[tuple[int, list[bytes]]]) -> Iterator[tuple[Any, Any]]:
    columns = _listed(group, _COLUMNS)
    if len(columns) != len(leaves):
        raise FooterError("the columns of a row group differ from the schema")
    return zip(columns, leaves, strict=True)


def _chunk(chunk: Any, leaf: tuple[int, list[bytes]], size: int) -> Mapping[int, Any]:
    """The metadata of a column chunk, if it is that of a column of the schema, in this file."""
    meta = chunk.get(_META) if isinstance(chunk, dict) else None
    if not isinstance(meta, dict) or chunk.keys() & {_ELSEWHERE, _CRYPTO, _ENCRYPTED}:
        raise FooterError("a column has no metadata, or is in another file")
    kind, path = leaf
    encodings = meta.get(_ENCODINGS)
    fits = (
        meta.get(_KIND) == kind
        and meta.get(_PATH) == path
        and isinstance(encodings, list)
        and all(isinstance(e, int) and 0 <= e <= _MOST_ENCODING for e in encodings)
        and _count(meta, _CODEC) <= _MOST_CODEC
    )
    starts = [_count(meta, key) for key in (_DATA, _DICTIONARY) if key in meta]
    within = starts and min(starts) >= len(_MAGIC) and min(starts) + _count(meta, _PACKED) <= size
    if not fits or (_count(meta, _VALUES) and not within):
        raise FooterError("the metadata of a column contradicts the schema or the file")
    return meta


def _leaves(elements: list[Any]) -> Iterator[tuple[int, list[bytes]]]:
    """Type and path of every column that has values; the schema is a tree in depth-first order."""
    if not elements:
        raise FooterError("it has no schema")
    above: list[list[Any]] = []  # names of enclosing elements, and how many children are to come
    for number, element in enumerate(elements):
        name, children = element.get(_NAME), element.get(_CHILDREN, 0)
        if not isinstance(name, bytes) or not isinstance(children, int) or children < 0:
            raise FooterError("a column of its schema has no name")
        while above and not above[-1][1]:
            above.pop()
        if number and not above:
            raise FooterError("its schema has a column outside the tree")
        if above:
            above[-1][1] -= 1
        if children:
            above.append([name, children])
            if len(above) > _MOST_DEPTH:
                raise FooterError("its schema is too deep")
        elif number:
            kind, repeated = element.get(_TYPE), element.get(_REPETITION)
            if (
                not isinstance(kind, int)
                or not 0 <= kind <= _MOST_KIND
                or repeated not in (0, 1, 2)
            ):
                raise FooterError("a column of its schema has no type")
            yield kind, [*(outer for outer, _ in above[1:]), name]
    if any(left for _, left in above):
        raise FooterError("its schema lacks a column")


def _listed(struct: Any, key: int) -> list[Any]:
    found = struct.get(key) if isinstance(struct, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise FooterError("a list is missing in its footer")
    return found


def _count(struct: Mapping[int, Any], key: int) -> int:
    found = struct.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise FooterError("a number in its footer is missing or below zero")
    return found


class _Reader:
    """Values of Thrift's compact protocol."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.depth = data, 0, 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise FooterError("its footer is cut off")
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        value = shift = 0
        while (byte := self.byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 63:
                raise FooterError("a number in its footer is too long")
        return value | byte << shift

    def zigzag(self) -> int:
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def binary(self) -> bytes:
        size = self.varint()
        if size > len(self.data) - self.at:
            raise FooterError("a text in its footer is cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def struct(self) -> dict[int, Any]:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise FooterError("its footer is too deep")
        found: dict[int, Any] = {}
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.zigzag()
            if number in found or number <= 0:
                raise FooterError("a field of its footer is there twice")
            kind = head & 0x0F
            found[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self.value(kind)
        self.depth -= 1
        return found

    def value(self, kind: int) -> Any:
        if kind in (_TRUE, _FALSE, _BYTE):
            return self.byte()
        if kind in _INTEGERS:
            return self.zigzag()
        if kind == _DOUBLE:
            return [self.byte() for _ in range(8)]
        if kind == _BINARY:
            return self.binary()
        if kind in (_LIST, _SET):
            head = self.byte()
            size = self.varint() if head >> 4 == 15 else head >> 4
            if size > len(self.data) - self.at:
                raise FooterError("a list in its footer is cut off")
            return [self.value(head & 0x0F) for _ in range(size)]
        if kind == _STRUCT:
            return self.struct()
        raise FooterError("a value in its footer has no known type")
