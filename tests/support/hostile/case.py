"""What a hostile case is: a name, what it changes in the base corpus, and what must come of it.

The base corpus is that of tests/rules/_base: one article, river-talks. Lines and columns are those
of the file as it is laid out, read off by hand: nothing here computes them.
"""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora import RIVER
from support.rule_fixtures import edited, lay_out, write

ANNOTATION, CAPTURE = "annotations/river-talks.json", "corpus/river-talks.txt"
DECISIONS = "annotations/decisions/river-talks.json"
PASS = "annotations/passes/model-y/river-talks.json"
TEXT = (RIVER / "river-talks.txt").read_text(encoding="utf-8")
GONE = {"$remove": True}

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Changes of the base corpus, made in the order of these fields."""

    capture: Edits = ()  # edits of the capture's text
    # The capture's bytes; the annotation names their hash.
    capture_data: Callable[[bytes], bytes] | bytes | None = None
    # JSON pointers with new values, as in tests/rules.
    change: Mapping[str, Any] = field(default_factory=dict)
    # Other keys of a fixture: passes, decisions, audits, registry, second.
    more: Mapping[str, Any] = field(default_factory=dict)
    fits: bool = False  # whether registry and outlets are made to say what the annotation says
    replace: tuple[tuple[bytes, bytes], ...] = ()  # edits of the annotation's bytes
    data: Callable[[bytes], bytes] | bytes | None = None  # its bytes
    id: str = ""  # another id for the article and both of its files
    files: Mapping[str, bytes] = field(default_factory=dict)
    # Path to "folder", "pipe", "socket", "sparse" or "-> target".
    special: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bad(Change):
    """An input with a finding of `rule` exactly at this place; 0:0 is the file itself."""

    name: str
    rule: str
    line: int
    column: int
    path: str = ANNOTATION


@dataclass(frozen=True, kw_only=True)
class Near(Change):
    """An input without findings, but of the rules `also`. `kept`: fields of the record."""

    name: str
    fits: bool = True
    also: tuple[str, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)


def bad(name: str, rule: str, line: int, column: int, **change: Any) -> Bad:
    return Bad(name=name, rule=rule, line=line, column=column, **change)


def one(name: str, rule: str, at: tuple[int, int], pointer: str, value: object) -> Bad:
    """A new value at a pointer of the annotation."""
    return bad(name, rule, *at, change={pointer: value})


def filled(name: str, rule: str, line: int, column: int, words: str, **change: Any) -> Bad:
    """An article of one line of up to a MiB."""
    ends = {"/body": [{"from": "START", "to": "END"}]}
    return bad(
        name,
        rule,
        line,
        column,
        fits=True,
        capture_data=f"START {words} END\n".encode(),
        change={**ends, **change},
    )


def near(name: str, **change: Any) -> Near:
    return Near(name=name, **change)


def titled(name: str, words: str) -> Near:
    """A headline that the capture has too."""
    return near(
        name,
        capture=(("Aria and Boria meet in Cedon", words),),
        change={"/source/title": words},
        kept={"title": words},
    )


def noted(name: str, words: str) -> Near:
    """A note on the source."""
    return near(name, change={"/source/note": words}, kept={"source_note": words})


def in_body(name: str, words: str) -> Near:
    """Words in the middle of the article."""
    return near(name, capture=(("before winter.", f"before winter. {words}"),))


def remarked(name: str, words: str) -> Near:
    """Words outside the article that a remark quotes."""
    return near(
        name,
        capture=(("65 views", f"65 views {words}"),),
        change={"/notes": [{"quote": words, "note": "As printed."}]},
    )


def place(case: Change, folder: Path) -> Path:
    """The base corpus with the changes of a case."""
    capture = edited(TEXT, [list(edit) for edit in case.capture]).encode("utf-8", "surrogatepass")
    if case.capture_data is not None:
        data = case.capture_data
        capture = data if isinstance(data, bytes) else data(capture)
    change = {**case.change, "/article": case.id} if case.id else dict(case.change)
    as_it_is = {} if case.fits else {"registry": {}, "publishers": {}}
    text = capture.decode("utf-8", "surrogateescape")
    root = lay_out({**as_it_is, **case.more, "change": change, "capture_text": text}, folder)
    annotation = root / ANNOTATION
    data = annotation.read_bytes()
    for old, new in case.replace:
        assert old in data, old
        data = data.replace(old, new, 1)
    if case.data is not None:
        data = case.data if isinstance(case.data, bytes) else case.data(data)
    annotation.write_bytes(data)
    if case.id:
        (root / CAPTURE).rename(root / "corpus" / f"{case.id}.txt")
        annotation.rename(root / "annotations" / f"{case.id}.json")
    for path in case.remove:
        (root / path).unlink()
    for path, words in case.files.items():
        write(root / path, words)
    for path, kind in case.special.items():
        make(root / path, kind)
    return root


def make(path: Path, kind: str) -> None:
    """Something that is not a regular file, or a very large one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    elif kind == "sparse":
        path.touch()
        os.truncate(path, 1 << 32)
    else:
        path.symlink_to(kind.removeprefix("-> "))
