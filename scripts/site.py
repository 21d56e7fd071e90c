"""Build the site into site/ from a release; by default from the edition without texts."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.facts import Facts
from istanbul_talks.dataset.layout import BUILT, BUILT_TEXT_FREE
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk, git
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.optional import require
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import building
from istanbul_talks.site.checks import problems
from istanbul_talks.site.edition import Checkout, Edition
from istanbul_talks.site.leaks import Leaks, examples, prose
from istanbul_talks.site.pages import data_pages
from istanbul_talks.site.versions import changes_in

ROOT = CorpusFolder(Path(__file__).resolve().parent.parent)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    kinds = "text-free, as it is published, or full, to read on this machine (default: text-free)"
    add("--edition", choices=("text-free", "full"), default="text-free", help=kinds)
    given = "show this release of the checkout, in its own edition (default: build one into dist/)"
    add("--release", type=Path, metavar="DIR", help=given)
    add("--out", type=Path, default=ROOT.path / "site", metavar="DIR", help="default: site")
    then = "then show it to browsers on this machine (default port: 8000; 0: a free one)"
    add("--serve", type=int, nargs="?", const=8000, metavar="PORT", help=then)
    return parser.parse_args()


def released(edition: str) -> Facts:
    """Build an edition of this checkout into dist/."""
    free = edition == "text-free"
    target = ROOT.path / (BUILT_TEXT_FREE if free else BUILT)
    facts = build(ROOT, target, today=date.today(), free=free).facts
    if facts is None:
        raise CorpusError("the corpus has errors. To see them, run: istanbul-talks validate")
    return facts


def leaks(edition: Edition, full: Corpus, by_hand: Iterable[bytes]) -> Leaks | None:
    """The words that the edition without texts may not show. None for the other one.

    `by_hand`: the pages of the site that are not made from the data, as HTML.
    """
    if not edition.is_text_free:
        return None
    guidelines = disk.read_text(ROOT.path / "docs" / "guidelines.md")
    quoted = examples(guidelines, edition.labels, edition.targets)
    parse = require("lxml.html", "docs").document_fromstring
    own = chain.from_iterable(prose(parse(page)) for page in by_hand)
    return Leaks(full.articles(), chain(quoted, own))


def written_by_hand(site: Path, made: Iterable[str]) -> Iterator[bytes]:
    """The pages of a site without anything made from the data. `made`: sources that are."""
    for source in sorted((ROOT.path / "docs").glob("*.md")):
        page = site / source.stem / "index.html"
        is_made = f"docs/{source.name}" in made or "data-made=" in disk.read_text(source)
        if page.exists() and not is_made:
            yield disk.read_bytes(page)


def shown(corpus: Corpus, full: Corpus, facts: Facts) -> Edition:
    """The edition with what is known about its quality and earlier versions."""
    scripts = ROOT.path / "scripts"
    control, benchmark = (
        json.loads(disk.read_text(scripts / f"{name}.json")) for name in ("control", "benchmark")
    )
    is_built_here = corpus.manifest.get("full", corpus.manifest)["digest"] == full.digest
    return Edition(
        corpus,
        facts.agreement,
        facts.audits,
        control,
        benchmark,
        changes_in(ROOT.path),
        full,
        Checkout(ROOT, git.commit_with(ROOT.path, "annotations")) if is_built_here else None,
    )


def serve(folder: Path, port: int) -> None:
    """Show the site until the user interrupts."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/ (Ctrl+C ends it)", flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def main() -> int:
    options = arguments()
    facts, release, full = released("full"), options.release, Corpus(ROOT.path / BUILT)
    if release is None and options.edition == "text-free":
        released("text-free")
        release = ROOT.path / BUILT_TEXT_FREE
    edition = shown(Corpus(release) if release else full, full, facts)
    pages = data_pages(ROOT, facts, full, edition.corpus)
    html = building.run_mkdocs(building.stage(ROOT.path, pages), strict=True)
    made = building.finish(html, edition, options.out)
    print(f"{made.pages:,} pages in {options.out}")
    if made.left_out:
        print(f"The search finds pages only: {made.left_out:,} records are too many for a browser")
    by_hand = written_by_hand(options.out, pages)
    found = [*problems(options.out, leaks(edition, full, by_hand))]
    print(*found, sep="\n", end="\n" * bool(found), file=sys.stderr)
    if options.serve is not None:
        serve(options.out, options.serve)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(guarded("site", main))
