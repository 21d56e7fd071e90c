"""Build the site into site/ from a release; by default from the edition without texts."""

import argparse
import json
import sys
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.dataset.layout import BUILT, BUILT_TEXT_FREE, MANIFEST
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.agreement import agreement
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import building
from istanbul_talks.site.checks import problems
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.leaks import Leaks, examples
from istanbul_talks.site.pages import data_pages
from istanbul_talks.site.versions import changes_in

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    kinds = "text-free, as it is published, or full, to read on this machine (default: text-free)"
    add("--edition", choices=("text-free", "full"), default="text-free", help=kinds)
    given = "show this release; pages with its numbers stay as they are (default: build one)"
    add("--release", type=Path, metavar="DIR", help=given)
    add("--out", type=Path, default=ROOT.path / "site", metavar="DIR", help="default: site")
    add("--serve", action="store_true", help="then show it to browsers on this machine")
    return parser.parse_args()


def released(edition: str) -> Facts:
    """Build an edition of this checkout into dist/."""
    free = edition == "text-free"
    target = ROOT.path / (BUILT_TEXT_FREE if free else BUILT)
    facts = build(ROOT, target, today=date.today(), free=free).facts
    if facts is None:
        raise CorpusError("the corpus has errors. To see them, run: istanbul-talks validate")
    return facts


def leaks(release: Path) -> Leaks | None:
    """The words that the edition without texts may not show, if the full edition is in dist/."""
    full, shown = ROOT.path / BUILT, Edition(Corpus(release))
    if not shown.is_text_free or not (full / MANIFEST).exists():
        return None
    guidelines = disk.read_text(ROOT.path / "docs" / "guidelines.md")
    return Leaks(Corpus(full).articles(), examples(guidelines, shown.labels, shown.targets))


def shown(corpus: Corpus, facts: Facts | None) -> Edition:
    """The edition with what is known about its quality and earlier versions."""
    control = json.loads(disk.read_text(ROOT.path / "scripts" / "control.json"))
    if facts is not None:
        return Edition(corpus, facts.agreement, facts.audits, control, changes_in(ROOT.path))
    return Edition(corpus, () if corpus.edition == "text-free" else agreement(corpus), (), control)


def serve(folder: Path) -> None:
    """Show the site until the user interrupts."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 8000), handler) as server:
        print("http://127.0.0.1:8000/ (Ctrl+C ends it)")
        server.serve_forever()


def main() -> int:
    options = arguments()
    pages, release, facts = {}, options.release, None
    if release is None:
        facts, release = released("full"), ROOT.path / BUILT
        full = Corpus(release)
        if options.edition == "text-free":
            released("text-free")
            release = ROOT.path / BUILT_TEXT_FREE
        pages = data_pages(ROOT, facts, full, Corpus(release))
    html = building.run_mkdocs(building.stage(ROOT.path, pages), strict=True)
    made = building.finish(html, shown(Corpus(release), facts), options.out)
    print(f"{made.pages:,} pages in {options.out}")
    if made.left_out:
        print(f"The search finds pages only: {made.left_out:,} records are too many for a browser")
    found = [*problems(options.out, leaks(release))]
    print(*found, sep="\n", end="\n" * bool(found), file=sys.stderr)
    if options.serve:
        serve(options.out)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(guarded("site", main))
