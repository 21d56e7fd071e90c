"""What is exported and imported again is the same, in every format, up to what it says it loses."""

import json
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import brat, doccano, label_studio, prodigy
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item, in_pieces, put_together
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY, FLAG, LABELS, MARKED, content, documents


def lines(make: Callable[[Document], object]) -> Callable[[Iterable[Document]], Iterator[bytes]]:
    return lambda several: (
        f"{json.dumps(make(one), ensure_ascii=False)}\n".encode() for one in several
    )


WRITE = {
    label_studio.read: ("tasks.json", lambda several: label_studio.tasks(several, LABELS)),
    prodigy.read: ("tasks.jsonl", lines(prodigy.task)),
    doccano.read: ("examples.jsonl", lines(doccano.example)),
}


def through(read: Callable[[ForeignFiles], Iterator[Taken]], document: Document) -> Taken:
    """A document written in a format and read again."""
    if read is brat.read:
        annotations = brat.annotations_of(document, LABELS)
        return brat.read_document(document.id, document.text, annotations)
    name, write = WRITE[read]
    (taken,) = read(Held(name, b"".join(write([document]))))
    return taken


class Held(ForeignFiles):
    """A file in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(Path(name))
        object.__setattr__(self, "data", data)

    def names(self, ending: str) -> list[str]:
        assert self.path.name.endswith(ending)
        return [self.path.name]

    def text(self, name: str) -> str:
        return self.data.decode()

    def lines(self, name: str) -> Iterator[bytes]:
        return iter(self.data.splitlines(keepends=True))


@pytest.mark.parametrize("read", [brat.read, label_studio.read, prodigy.read])
@settings(max_examples=40)
@given(document=documents())
def test_nothing_is_lost(
    read: Callable[[ForeignFiles], Iterator[Taken]], document: Document
) -> None:
    taken = through(read, document)
    assert taken.defects == []
    assert content(taken.document) == content(document)


@settings(max_examples=40)
@given(document=documents())
def test_doccano_loses_attributes_only(document: Document) -> None:
    plain = replace(document, items=tuple(replace(i, attributes={}) for i in document.items))
    assert content(through(doccano.read, document).document) == content(plain)


# By hand: each kind of character before, in and after a span, and a span over a line break.
TEXT = f"{FAMILY} of {MARKED}\r\nBank {FLAG} no"
SPANS = [(FAMILY, (0, 5)), (f"{MARKED}\r\nBank", (9, 20)), (FLAG, (21, 23)), ("no", (24, 26))]


@pytest.mark.parametrize("read", [brat.read, *WRITE])
def test_emoji_marks_flags_and_line_breaks(
    read: Callable[[ForeignFiles], Iterator[Taken]],
) -> None:
    items = [Item(f"i{n}", "GPE", (Place(*place),)) for n, (_, place) in enumerate(SPANS)]
    assert [TEXT[slice(*place)] for _, place in SPANS] == [words for words, _ in SPANS]
    taken = through(read, Document("quay-reopens", TEXT, tuple(items)))
    assert taken.document is not None
    assert [item.places for item in taken.document.items] == [(place,) for _, place in SPANS]


@pytest.mark.slow
@pytest.mark.parametrize("read", [label_studio.read, prodigy.read, doccano.read])
def test_many_documents_need_the_memory_of_one(
    read: Callable[[ForeignFiles], Iterator[Taken]], tmp_path: Path
) -> None:
    name, write = WRITE[read]
    items = (Item("i1", "GPE", (Place(0, 4),)),)
    peaks = []
    for count in (20, 200):
        many = (Document(f"d-{n}", f"Lyth {n} " + "and so on " * 20, items) for n in range(count))
        tracemalloc.start()
        with (tmp_path / name).open("wb") as file:
            file.writelines(write(many))
        assert sum(one.document is not None for one in read(ForeignFiles(tmp_path / name))) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


@settings(max_examples=40)
@given(document=documents())
def test_pieces_are_put_together_again(document: Document) -> None:
    pieces = [*in_pieces(document.items)]
    assert all(len(piece.places) == 1 for piece in pieces)
    assert put_together(pieces) == document.items
