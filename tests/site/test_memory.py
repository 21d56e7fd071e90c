"""The site of a large corpus is made page by page: memory grows little with its articles."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpora import TODAY, larger
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.site import building
from support.site import staged_site

SMALL, LARGE = 500, 10_000
MOST = 20_000  # bytes an article, whose page alone takes four times that
LONGEST = 600_000  # bytes of a page, whatever it lists
# Lists in pages of 200, and how many items each article has in them.
PAGED = {"articles": 1, "entities/lyth": 1, "positions/direct-talks": 2, "same-claims/quay-open": 1}
PROGRAM = """
import sys, threading, time
from pathlib import Path
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.site import building, search
from istanbul_talks.site.edition import Edition

building._MOST_CARDS, building._MOST_OTHER_CARDS = {}, 10  # a card takes twice the time of a page

def watch():
    while True:  # the release is mapped into memory: that is not counted
        lines = Path("/proc/self/status").read_text().splitlines()
        own = next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))
        most[0] = max(most[0], own * 1024)
        time.sleep(0.02)

most = [0]
threading.Thread(target=watch, daemon=True).start()
html, release, site = map(Path, sys.argv[1:])
made = building.finish(html, Edition(Corpus(release)), site)
print(made.pages, made.left_out, most[0])
"""


@pytest.mark.slow(minutes=4)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says so")
def test_memory_grows_little_with_the_articles(tmp_path: Path) -> None:
    memory = {}
    html = None
    for articles in (SMALL, LARGE):
        root = larger(tmp_path / f"corpus-{articles}", articles, linked=True)
        html = html or building.run_mkdocs(staged_site(root), strict=False)
        release = tmp_path / f"release-{articles}"
        assert build(CorpusFolder(root), release, today=TODAY, free=True).facts
        site = tmp_path / f"site-{articles}"
        command = [sys.executable, "-c", PROGRAM, html, release, site]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        pages, left_out, memory[articles] = map(int, done.stdout.split())
        assert pages > 2 * articles  # each article, and each of its versions
        assert (left_out > 0) == (articles == LARGE)
        assert len([*site.glob("articles/*/index.html")]) >= articles
        for index, items in PAGED.items():
            numbers = {int(path.name) for path in (site / index / "page").iterdir()}
            assert numbers == {*range(2, -(-items * articles // 200) + 1)}, index
        assert max(path.stat().st_size for path in site.rglob("*.html")) < LONGEST
    assert (memory[LARGE] - memory[SMALL]) / (LARGE - SMALL) < MOST
