"""Print what differs between two versions of the data, record by record, and the smallest version that allows it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .. import storage
from ..diff import show
from ..diff.versions import Folder, open_version
from ..diff.walk import walk
from ..messages import Refusal
from .sources import add_root


def register(commands: Any) -> None:
    command = commands.add_parser("diff", help="compare two versions of the data", description=__doc__)
    command.add_argument("old", metavar="OLD", help="a revision of git, the folder of a corpus, or that of a release")
    command.add_argument("new", metavar="NEW", nargs="?", help="the same (default: the files as they are now)")
    command.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="form of the output (default: text)")
    add_root(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = (options.root and storage.Root(options.root)) or storage.find_root(Path.cwd())
    old = open_version(options.old, root)
    if options.new is not None:
        new = open_version(options.new, root)
    elif root is not None:
        new = Folder(root, "files as they are")
    else:
        raise Refusal("no corpus here to compare with. Name a second version, or the folder of a corpus with --root")
    summary = show.Summary(old, new)
    parts = walk(old, new)
    if options.format == "json":
        for piece in show.as_json(parts, summary):
            sys.stdout.write(piece)
    elif options.format == "markdown":
        sys.stdout.write(show.markdown(parts, summary))
    else:
        for line in show.text(parts, summary):
            print(line)
    return int(summary.unreadable > 0)
