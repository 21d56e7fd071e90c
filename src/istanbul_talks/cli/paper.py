"""`paper`: write a data section for a paper."""

import argparse

from ..formats.paper import paper
from ..reading.corpus import load


def run(options: argparse.Namespace) -> int:
    corpus = load(options.release)
    for path in paper(corpus, options.out, options.format):
        print(path)
    print(f"From {corpus.manifest['name']} {corpus.version}, sha256:{corpus.digest}")
    return 0
