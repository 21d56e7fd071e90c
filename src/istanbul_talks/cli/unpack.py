"""`unpack`: write the files of a packed corpus again, byte for byte."""

import argparse

from ..errors import CorpusError
from ..files.packing import unpack
from .pack import print_copied
from .sources import corpus_of


def run(options: argparse.Namespace) -> int:
    root = corpus_of(options)
    if not root.packed:
        raise CorpusError(f"{root.path} is not packed. Name a packed corpus with --root")
    print_copied(options, unpack(root.packed, options.folder))
    return 0
