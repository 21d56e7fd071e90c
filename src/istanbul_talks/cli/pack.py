"""`pack`: write a copy of the corpus in a few large files."""

import argparse

from ..errors import CorpusError
from ..files.packing import Copied, pack
from ..text.visible import visible
from .sources import corpus_of


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    if root.packed:
        raise CorpusError(f"{root.path} is packed already. Name a corpus with --root")
    print_copied(options, pack(root.path, options.folder, len(root.ids())))
    return 0


def print_copied(options: argparse.Namespace, copied: Copied) -> None:
    """Print what was copied, and the name of everything that was not."""
    files = f"{copied.packed:,} captures and annotations, {copied.others:,} other files"
    print(f"{visible(str(options.folder), 500)}: {files}, {copied.size:,} bytes")
    for name in copied.left:
        print(f"  not copied: {visible(name, 200)}")
