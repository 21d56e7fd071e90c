"""Write annotations, passes, decisions and audits in their canonical form: UTF-8, two spaces, keys in the schema's order, final newline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..files import atomic
from ..files.strict_json import MAX_BYTES
from ..model import vocabulary
from ..text.visible import visible
from .sources import add_root, corpus_of


def register(commands: Any) -> None:
    command = commands.add_parser(
        "fmt", help="write annotations in canonical form", description=__doc__
    )
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="annotations, passes, decisions, audits (default: all of the corpus)",
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
    paths = options.paths or list(root.annotation_files())
    below = (root.path / "annotations").resolve()
    forms = {below / "decisions": words.decisions, below / "audits": words.audit}
    failed = False
    for path in paths:
        file = root.read_file(path.absolute())
        shown, document = file.path, file.document
        if document is None:
            print(f"{visible(shown)}: error not-a-regular-file: {file.problem}")
            failed = True
            continue
        schema = forms.get(path.absolute().parent.resolve(), words.schema)
        for problem in document.losses:
            line, column = document.line_and_column(problem.offset)
            print(
                f"{visible(shown)}:{line}:{column}: error {problem.rule}: {visible(problem.found)}. {problem.remedy}"
            )
            failed = True
        wanted = schema.canonical_form(document) or document.data
        if len(wanted) > MAX_BYTES:
            print(
                f"{visible(shown)}: error too-large: in canonical form the file has more than {MAX_BYTES:,} bytes"
            )
            failed, wanted = True, document.data
        if wanted != document.data:
            print(
                f"{visible(shown)}: {'is not in canonical form. Run: istanbul-talks fmt' if options.check else 'written'}"
            )
            failed = failed or options.check
            if not options.check:
                atomic.write(path, wanted)
    return int(failed)
