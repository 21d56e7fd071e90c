"""`istanbul-talks fmt`."""

import argparse
from typing import Any

from ..files import atomic
from ..files.strict_json import MAX_BYTES
from ..model import vocabulary
from ..text.visible import visible
from ..validation.article_check import unreadable
from ..validation.text_report import line
from .sources import PATHS, ROOT, corpus_of

HELP = "write annotations in canonical form"
DESCRIPTION = (
    "Write annotations, passes, decisions and audits in canonical form: UTF-8, two spaces, keys in "
    "the order of the schema, a newline at the end."
)


def add_options(add: Any) -> None:
    add("paths", **PATHS, help="annotations, passes, decisions, audits (default: all of them)")
    check = "change nothing; exit 1 if a file is not in canonical form"
    add("--check", action="store_true", help=check)
    add("--root", **ROOT)


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
