"""Write the generated files; with --check, say which are stale."""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded, parser
from istanbul_talks.dataset.build import build
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site.pages import pages

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)


def make() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "release"
        built = build(ROOT, target, today=date.today())
        if built.facts is None:
            sys.exit("generate: the corpus has errors. To see them, run: istanbul-talks validate")
        return pages(ROOT, built.facts, Corpus(target), parser())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    dry = "change nothing; exit 1 if a file is stale or was edited by hand"
    options.add_argument("--check", action="store_true", help=dry)
    check = options.parse_args().check
    stale = []
    for name, text in make().items():
        path = ROOT.path / name
        if not path.exists() or disk.read_text(path) != text:
            stale.append(name)
            if not check:
                atomic.write(path, text.encode())
    for name in stale:
        print(f"{name}: {'stale or edited by hand. Run: make generate' if check else 'written'}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(guarded("generate", main))
