"""Write the files made from code, schema and rules; with --all, those made from the data, too.

Branches carry only the first kind; each release writes the second kind. The site has pages of its
own for articles, positions, entities and decisions: see scripts/site.py.
"""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded, parser
from istanbul_talks.dataset.build import build
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model import vocabulary
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.pages import code_pages, data_pages

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)


def from_data() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "release"
        built = build(ROOT, target, today=date.today())
        if built.facts is None:
            sys.exit("generate: the corpus has errors. To see them, run: istanbul-talks validate")
        return data_pages(ROOT, built.facts, Corpus(target))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    dry = "change nothing; exit 1 if a file is stale or was edited by hand"
    options.add_argument("--check", action="store_true", help=dry)
    both = "include what is made from the data: counts, quality, citation"
    options.add_argument("--all", action="store_true", help=both)
    given = options.parse_args()
    made = code_pages(ROOT, vocabulary.load(ROOT), parser())
    made |= from_data() if given.all else {}
    stale, run = False, "make pages" if given.all else "make generate"
    for name, text in sorted(made.items()):
        path = ROOT.path / name
        if path.exists() and disk.read_text(path) == text:
            continue
        stale = True
        if given.check:
            print(f"{name}: stale or edited by hand. Run: {run}")
        else:
            atomic.write(path, text.encode())
            print(f"{name}: written")
    return int(given.check and stale)


if __name__ == "__main__":
    sys.exit(guarded("generate", main))
