"""`export`: write a release in the format of another tool."""

import argparse
import sys

from ..formats import FORMATS
from ..formats.export import export, losses, stream
from ..reading.corpus import load


def run(options: argparse.Namespace) -> int:
    if options.format is None:
        listed = {name: row.doc for name, row in FORMATS.items() if row.function}
        width = max(map(len, listed))
        print(*(f"{name:<{width}}  {doc}" for name, doc in listed.items()), sep="\n")
        return 0
    given = {} if options.window is None else {"window": options.window}
    corpus = load(options.release)
    if options.out is None:
        data = stream(corpus, options.format, **given)
        sys.stdout.buffer.writelines(data)
    else:
        path = export(corpus, options.format, options.out, **given)
        print(f"{path}: {len(corpus):,} articles of {corpus.manifest['name']} {corpus.version}")
    if lost := losses(corpus, options.format):
        print(f"This format has no place for: {'; '.join(lost)}", file=sys.stderr)
    return 0
