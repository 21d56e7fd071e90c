"""Every permanent link to the corpus has its place on the site."""

import json
import re

from corpora import ROOT


def test_every_fragment_has_its_place_on_the_site() -> None:
    """Of every record that was ever released, and of the mentions that are there now."""
    for text in (ROOT / "schema" / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(text)
        page = (ROOT / "docs" / "articles" / f"{entry['id']}.md").read_text(encoding="utf-8")
        anchors = set(re.findall(r'<a id="([^"]+)"></a>', page))
        assert set(entry["items"]) <= anchors
        assert "retired" in entry or any(name.startswith("mentions/") for name in anchors)
