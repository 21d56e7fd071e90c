"""Write annotations, passes, decisions and audits in their canonical form: UTF-8, two spaces, keys in the schema's order, final newline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..files import atomic, disk
from ..files.strict_json import MAX_BYTES, canonical, read
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
        data = disk.read(path, MAX_BYTES)
        shown = root.relative(path.absolute())
        if isinstance(data, disk.Irregular):
            print(f"{visible(shown)}: error not-a-regular-file: {data.what}")
            failed = True
            continue
        schema = forms.get(path.absolute().parent.resolve(), words.schema)
        document = read(data, schema.is_arranged)
        # A byte-order mark is dropped; any other problem would lose or change what was written.
        problems = [p for p in document.problems if p.rule != "byte-order-mark"]
        for problem in problems:
            line, column = document.line_and_column(problem.offset)
            print(
                f"{visible(shown)}:{line}:{column}: error {problem.rule}: {visible(problem.found)}. {problem.remedy}"
            )
            failed = True
        wanted = data if problems else canonical(schema.arrange(document.value))
        if len(wanted) > MAX_BYTES:
            print(
                f"{visible(shown)}: error too-large: in canonical form the file has more than {MAX_BYTES:,} bytes"
            )
            failed, wanted = True, data
        if wanted != data:
            print(
                f"{visible(shown)}: {'is not in canonical form. Run: istanbul-talks fmt' if options.check else 'written'}"
            )
            failed = failed or options.check
            if not options.check:
                atomic.write(path, wanted)
    return int(failed)
