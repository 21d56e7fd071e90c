"""Every permanent link to the corpus has its place on the site."""

import json
import re
from pathlib import Path

from corpora import ROOT
from istanbul_talks import load
from istanbul_talks.site.article_page import article_pages
from istanbul_talks.site.edition import Edition


def test_every_fragment_has_its_place_on_the_site(real_release: Path) -> None:
    """Of every record that was ever released, and of the mentions that are there now."""
    pages = {page.path: page.body for page in article_pages(Edition(load(real_release)))}
    for text in (ROOT / "schema" / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(text)
        anchors = set(re.findall(r' id="([^"]+)"', pages[f"articles/{entry['id']}/"]))
        assert set(entry["items"]) <= anchors
        assert "retired" in entry or any(name.startswith("mentions/") for name in anchors)
