"""`istanbul-talks fmt`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..files import atomic
from ..files.strict_json import MAX_BYTES
from ..model import vocabulary
from ..text.visible import visible
from ..validation.article_check import unreadable
from ..validation.text_report import line
from .sources import add_root, corpus_of


def register(commands: Any) -> None:
    command = commands.add_parser(
        "fmt",
        help="write annotations in canonical form",
        description="Write annotations, passes, decisions and audits in canonical form: "
        "UTF-8, two spaces, keys in the order of the schema, a newline at the end.",
    )
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="annotations, passes, decisions, audits (default: all files of the corpus)",
    )
    command.add_argument(
        "--check",
        action="store_true",
        help="change nothing; exit 1 if a file is not in canonical form",
    )
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    words = vocabulary.load(root)
    below = (root.path / "annotations").resolve()
    schemas = {below / "decisions": words.decisions, below / "audits": words.audit}
    failed = False
    for path in options.paths or list(root.annotation_files()):
        file = root.read_file(path.absolute())
        shown, problems = visible(file.path), unreadable(file)
        for problem in problems:
            print(line(problem))
        failed = failed or bool(problems)
        if file.document is None or problems:
            continue
        schema = schemas.get(path.absolute().parent.resolve(), words.schema)
        wanted = schema.canonical_form(file.document) or file.document.data
        if len(wanted) > MAX_BYTES:
            most = f"{MAX_BYTES:,} bytes"
            print(f"{shown}: error too-large: in canonical form the file is larger than {most}")
            failed = True
        elif wanted != file.document.data and options.check:
            print(f"{shown}: not in canonical form. Run: istanbul-talks fmt")
            failed = True
        elif wanted != file.document.data:
            atomic.write(path, wanted)
            print(f"{shown}: written")
    return int(failed)
