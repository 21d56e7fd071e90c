"""Writes a release or a part of it in a format of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from ..arguments import check_path, check_type
from ..errors import ArgumentError, UnknownNameError
from ..files import atomic, disk
from ..reading.subset import Trainable
from ..text.visible import did_you_mean, visible
from . import FORMATS, Format


def stream(part: Trainable, name: str, **options: Any) -> Iterator[bytes]:
    """A format as bytes. Raises ArgumentError for a format that is a file or a folder."""
    format = format_of(name, options)
    if format.into != "stream":
        raise ArgumentError(f"{name} is a {format.into}. Say where to write it, with --out")
    made: Iterator[bytes] = _found(format.function)(part, **options)
    return made


def export(part: Trainable, name: str, out: str | Path, **options: Any) -> Path:
    """Write a release, or a part of it, in the format of another tool; return where.

        export(corpus, "gliner", "train.json", window=384)
        export(corpus.where(genre="reportage"), "spacy", "train.spacy")

    The table of formats is on the page “Train a model”. The file or folder appears complete or not
    at all. A file is replaced; a folder must be new or empty.

    Raises UnknownNameError for an unknown format, ArgumentError for an option it does not have and
    for a place that cannot be written to, CorpusError if the format needs texts that are missing.
    """
    check_type("part", part, Trainable, "a Corpus or a Subset")
    format, path = format_of(name, options), check_path("out", out)
    function = _found(format.function)
    if format.into == "folder":
        if disk.exists(path) and not (path.is_dir() and not any(path.iterdir())):
            raise ArgumentError(f"out: {path} must be a new or empty folder")
        with atomic.staging(path, many=True) as staging:
            for file, data in function(part, **options):
                with staging.create(file) as opened:
                    opened.writelines(data)
                staging.files.clear()  # nobody asks for the hashes, and there may be many files
            staging.commit()
        return path
    if disk.exists(path) and not path.is_file():
        raise ArgumentError(f"out: {path} is not a file. Give the name of a file")
    if format.into == "stream":
        atomic.write_stream(path, function(part, **options))
    else:
        with atomic.filling(path) as beside:
            function(part, beside, **options)
    return path


def format_of(name: str, options: Iterable[str] = ()) -> Format:
    """A format by its name, checked to have these options."""
    check_type("name", name, str, f"one of: {', '.join(FORMATS)}")
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS) or f". Choose one of: {', '.join(FORMATS)}"
        raise UnknownNameError(f"there is no format “{visible(name, 60)}”{hint}")
    if FORMATS[name].function is None:
        raise ArgumentError(f"{name} can only be imported: istanbul-talks import {name} PATH")
    for option in options:
        if option not in FORMATS[name].options:
            having = ", ".join(other for other in FORMATS if option in FORMATS[other].options)
            raise ArgumentError(f"{name} has no {option}. Formats that have it: {having or 'none'}")
    return FORMATS[name]


def losses(part: Trainable, name: str) -> list[str]:
    """What a format has no place for, in words."""
    format = FORMATS[name]
    counted = _found(format.losses)(part.values()) if format.losses else {}
    return [
        *filter(None, [format.lost]),
        *(f"{count:,} × {what}" for what, count in counted.items()),
    ]


def _found(place: str | None) -> Any:
    """The function at MODULE.NAME in this package."""
    module, _, function = str(place).partition(".")
    return getattr(import_module(f".{module}", __package__), function)
