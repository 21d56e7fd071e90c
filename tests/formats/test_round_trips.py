"""What is exported and imported again is the same, in every format, up to what it says it loses."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from istanbul_talks.files.foreign import ForeignFiles
from istanbul_talks.formats import (
    brat,
    doccano,
    label_studio,
    potato,
    prodigy,
    uima,
    web_annotation,
)
from istanbul_talks.formats.found import Taken
from istanbul_talks.formats.record import Document, Item, in_pieces, put_together
from istanbul_talks.text.anchoring import Place
from support.foreign import FAMILY, FLAG, LABELS, MARKED, content, documents

Read = Callable[[ForeignFiles], Iterator[Taken]]
Write = Callable[[Document], dict[str, bytes]]


def lines(make: Callable[[Document], object]) -> Callable[[Iterable[Document]], Iterator[bytes]]:
    return lambda several: (
        f"{json.dumps(make(one), ensure_ascii=False)}\n".encode() for one in several
    )


def one(name: str, write: Callable[[list[Document]], Iterable[bytes]]) -> Write:
    """A format that is one file."""
    return lambda document: {name: b"".join(write([document]))}


def of_brat(document: Document) -> dict[str, bytes]:
    annotations = brat.annotations_of(document, LABELS)
    return {
        f"{document.id}.txt": document.text.encode(),
        f"{document.id}.ann": annotations.encode(),
    }


def of_web_annotation(document: Document) -> dict[str, bytes]:
    page = b"".join(web_annotation.page(document))
    return {f"{document.id}.txt": document.text.encode(), f"{document.id}.jsonld": page}


def of_potato(document: Document) -> dict[str, bytes]:
    """A project as it is exported. What Potato exports is in test_potato.py."""
    state = b"".join(potato.state(lambda: [document]))
    return {"data.jsonl": b"".join(potato.texts([document])), "u/user_state.json": state}


def of_xmi(document: Document) -> dict[str, bytes]:
    return {"TypeSystem.xml": uima.types().to_xml().encode(), "d.xmi": uima.xmi(document)}


# How a document is written, by the function that reads it.
WRITE: dict[Read, Write] = {
    brat.read: of_brat,
    label_studio.read: one("tasks.json", lambda several: label_studio.tasks(several, LABELS)),
    prodigy.read: one("tasks.jsonl", lines(prodigy.task)),
    doccano.read: one("examples.jsonl", lines(doccano.example)),
    web_annotation.read: of_web_annotation,
    potato.read: of_potato,
    uima.read_xmi: of_xmi,
    uima.read_json: lambda document: {"d.json": uima.json(document)},
}
# The attributes that a format carries, if not all.
CARRIED: dict[Read, set[str]] = {doccano.read: set(), potato.read: {"entity", "name"}}


def through(read: Read, document: Document) -> Taken:
    """A document written in a format and read again."""
    (taken,) = read(Held(WRITE[read](document)))
    return taken


class Held(ForeignFiles):
    """Files in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(Path("held"))
        object.__setattr__(self, "files", files)

    def names(self, ending: str) -> list[str]:
        return [name for name in self.files if name.endswith(ending)]

    def exists(self, name: str) -> bool:
        return name in self.files

    def opened(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.files[name])

    def text(self, name: str) -> str:
        return self.files[name].decode()

    def lines(self, name: str) -> Iterator[bytes]:
        return iter(self.files[name].splitlines(keepends=True))


@pytest.mark.parametrize("read", WRITE)
@settings(max_examples=40)
@given(document=documents())
def test_nothing_is_lost_but_what_the_format_says(read: Read, document: Document) -> None:
    taken = through(read, document)
    assert taken.defects == []
    assert content(taken.document) == content(carried(read, document))


def carried(read: Read, document: Document) -> Document:
    """A document without the attributes that a format loses."""
    if read not in CARRIED:
        return document
    kept = CARRIED[read]
    items = (
        replace(item, attributes={k: v for k, v in item.attributes.items() if k in kept})
        for item in document.items
    )
    return replace(document, items=tuple(items))


# By hand: each kind of character before, in and after a span, and a span over a line break.
TEXT = f"{FAMILY} of {MARKED}\r\nBank {FLAG} no"
SPANS = [(FAMILY, (0, 5)), (f"{MARKED}\r\nBank", (9, 20)), (FLAG, (21, 23)), ("no", (24, 26))]


@pytest.mark.parametrize("read", WRITE)
def test_emoji_marks_flags_and_line_breaks(read: Read) -> None:
    items = [Item(f"i{n}", "GPE", (Place(*place),)) for n, (_, place) in enumerate(SPANS)]
    assert [TEXT[slice(*place)] for _, place in SPANS] == [words for words, _ in SPANS]
    taken = through(read, Document("quay-reopens", TEXT, tuple(items)))
    assert taken.document is not None
    assert [item.places for item in taken.document.items] == [(place,) for _, place in SPANS]


@settings(max_examples=40)
@given(document=documents())
def test_pieces_are_put_together_again(document: Document) -> None:
    pieces = [*in_pieces(document.items)]
    assert all(len(piece.places) == 1 for piece in pieces)
    assert put_together(pieces) == document.items
