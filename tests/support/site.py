"""The site of a made-up corpus: pages made and built as for the real one."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from corpora import ROOT, TODAY
from istanbul_talks.cli.parser import parser
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import building
from istanbul_talks.site.edition import Edition
from istanbul_talks.site.pages import code_pages, data_pages

# Pages of the docs whose examples have words of articles that tests add.
SHOWS_EXAMPLES = {"cli/index.html", "step-by-step/index.html", "search/search_index.json"}


def places_of_words(printed: str) -> set[str]:
    """The pages on which `scripts/site.py` found words of articles. It found nothing else."""
    lines = [line.split(": shows ") for line in printed.splitlines()]
    assert all(len(line) == 2 for line in lines), printed
    return {place for place, _ in lines}


def built_site(root: Path, *, free: bool = False) -> Path:
    """Build the release of a corpus and its site, with the pages of the checkout. The site.

    `free`: of the edition without texts; the release in full is in the folder `release`.
    """
    html = building.run_mkdocs(staged_site(root, free=free), strict=False)
    shown = Corpus(root / ("text-free" if free else "release"))
    building.finish(html, Edition(shown), root / "site")
    return root / "site"


def staged_site(root: Path, *, free: bool = False) -> Path:
    """Build the release of a corpus and the Markdown of its site. The settings for mkdocs."""
    shutil.copytree(ROOT / "docs", root / "docs", dirs_exist_ok=True)
    shutil.copytree(ROOT / "templates", root / "templates", dirs_exist_ok=True)
    (root / "scripts").mkdir()
    for name in ("benchmark.json", "effort.json"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts")
    for name in ("CONTRIBUTING.md", "README.md", "mkdocs.yml"):
        shutil.copy(ROOT / name, root)
    for name in ("src", "tests"):
        (root / name).symlink_to(ROOT / name)
    folder = CorpusFolder(root)
    made = build(folder, root / "release", today=TODAY)
    assert made.facts is not None, made.findings
    release = Corpus(root / "release")
    shown = release
    if free:
        build(folder, root / "text-free", today=TODAY, free=True)
        shown = Corpus(root / "text-free")
    made_pages = code_pages(folder, made.facts.vocabulary, parser())
    pages = made_pages | data_pages(folder, made.facts, release, shown)
    return building.stage(root, pages)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served to this machine."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
